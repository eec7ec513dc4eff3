"""Medicines by ingredient: named sets, and what the patient effectively takes of them."""

from typing import Annotated

from chartside.inputs import EffectiveMedicationsRequest
from chartside.orders import EffectiveMedications
from chartside.vocabulary.medicines.sets import SetError, medicines, names

OPIOIDS = medicines("opioids")
BENZODIAZEPINES = medicines("benzodiazepines")
BARBITURATES = medicines("barbiturates")
NALOXONE = medicines("naloxone")
ACE_INHIBITORS = medicines("ace-inhibitors")
ANGIOTENSIN_RECEPTOR_BLOCKERS = medicines("angiotensin-receptor-blockers")
BETA_BLOCKERS = medicines("beta-blockers")
CALCIUM_CHANNEL_BLOCKERS = medicines("calcium-channel-blockers")
DIURETICS = medicines("diuretics")
POTASSIUM_SPARING_DIURETICS = medicines("potassium-sparing-diuretics")
ANTIHYPERTENSIVES = medicines("antihypertensives")
STATINS = medicines("statins")
ANTICOAGULANTS = medicines("anticoagulants")
VITAMIN_K_ANTAGONISTS = medicines("vitamin-k-antagonists")
WARFARIN = medicines("warfarin")
DIRECT_ORAL_ANTICOAGULANTS = medicines("direct-oral-anticoagulants")
ANTIPLATELETS = medicines("antiplatelets")
NSAIDS = medicines("nsaids")
ANTIPLATELETS_OR_NSAIDS = medicines("antiplatelets-or-nsaids")
METFORMIN = medicines("metformin")
INSULINS = medicines("insulins")
SULFONYLUREAS = medicines("sulfonylureas")
DIGOXIN = medicines("digoxin")
LITHIUM = medicines("lithium")
METHOTREXATE = medicines("methotrexate")
IMMUNOSUPPRESSANTS = medicines("immunosuppressants")
SYSTEMIC_CORTICOSTEROIDS = medicines("systemic-corticosteroids")
AMINOGLYCOSIDES = medicines("aminoglycosides")
VANCOMYCIN = medicines("vancomycin")
TACROLIMUS = medicines("tacrolimus")
THYROID_HORMONES = medicines("thyroid-hormones")
STRONG_CYP2D6_INHIBITORS = medicines("strong-cyp2d6-inhibitors")
MODERATE_CYP2D6_INHIBITORS = medicines("moderate-cyp2d6-inhibitors")
STRONG_CYP2C19_INHIBITORS = medicines("strong-cyp2c19-inhibitors")

Opioids = Annotated[EffectiveMedications, EffectiveMedicationsRequest(OPIOIDS)]
Benzodiazepines = Annotated[EffectiveMedications, EffectiveMedicationsRequest(BENZODIAZEPINES)]
Barbiturates = Annotated[EffectiveMedications, EffectiveMedicationsRequest(BARBITURATES)]
Naloxone = Annotated[EffectiveMedications, EffectiveMedicationsRequest(NALOXONE)]
ACEInhibitors = Annotated[EffectiveMedications, EffectiveMedicationsRequest(ACE_INHIBITORS)]
AngiotensinReceptorBlockers = Annotated[
    EffectiveMedications, EffectiveMedicationsRequest(ANGIOTENSIN_RECEPTOR_BLOCKERS)
]
BetaBlockers = Annotated[EffectiveMedications, EffectiveMedicationsRequest(BETA_BLOCKERS)]
CalciumChannelBlockers = Annotated[EffectiveMedications, EffectiveMedicationsRequest(CALCIUM_CHANNEL_BLOCKERS)]
Diuretics = Annotated[EffectiveMedications, EffectiveMedicationsRequest(DIURETICS)]
PotassiumSparingDiuretics = Annotated[EffectiveMedications, EffectiveMedicationsRequest(POTASSIUM_SPARING_DIURETICS)]
Antihypertensives = Annotated[EffectiveMedications, EffectiveMedicationsRequest(ANTIHYPERTENSIVES)]
Statins = Annotated[EffectiveMedications, EffectiveMedicationsRequest(STATINS)]
Anticoagulants = Annotated[EffectiveMedications, EffectiveMedicationsRequest(ANTICOAGULANTS)]
VitaminKAntagonists = Annotated[EffectiveMedications, EffectiveMedicationsRequest(VITAMIN_K_ANTAGONISTS)]
Warfarin = Annotated[EffectiveMedications, EffectiveMedicationsRequest(WARFARIN)]
DirectOralAnticoagulants = Annotated[EffectiveMedications, EffectiveMedicationsRequest(DIRECT_ORAL_ANTICOAGULANTS)]
Antiplatelets = Annotated[EffectiveMedications, EffectiveMedicationsRequest(ANTIPLATELETS)]
NSAIDs = Annotated[EffectiveMedications, EffectiveMedicationsRequest(NSAIDS)]
AntiplateletsOrNSAIDs = Annotated[EffectiveMedications, EffectiveMedicationsRequest(ANTIPLATELETS_OR_NSAIDS)]
Metformin = Annotated[EffectiveMedications, EffectiveMedicationsRequest(METFORMIN)]
Insulins = Annotated[EffectiveMedications, EffectiveMedicationsRequest(INSULINS)]
Sulfonylureas = Annotated[EffectiveMedications, EffectiveMedicationsRequest(SULFONYLUREAS)]
Digoxin = Annotated[EffectiveMedications, EffectiveMedicationsRequest(DIGOXIN)]
Lithium = Annotated[EffectiveMedications, EffectiveMedicationsRequest(LITHIUM)]
Methotrexate = Annotated[EffectiveMedications, EffectiveMedicationsRequest(METHOTREXATE)]
Immunosuppressants = Annotated[EffectiveMedications, EffectiveMedicationsRequest(IMMUNOSUPPRESSANTS)]
SystemicCorticosteroids = Annotated[EffectiveMedications, EffectiveMedicationsRequest(SYSTEMIC_CORTICOSTEROIDS)]
Aminoglycosides = Annotated[EffectiveMedications, EffectiveMedicationsRequest(AMINOGLYCOSIDES)]
Vancomycin = Annotated[EffectiveMedications, EffectiveMedicationsRequest(VANCOMYCIN)]
Tacrolimus = Annotated[EffectiveMedications, EffectiveMedicationsRequest(TACROLIMUS)]
ThyroidHormones = Annotated[EffectiveMedications, EffectiveMedicationsRequest(THYROID_HORMONES)]
StrongCYP2D6Inhibitors = Annotated[EffectiveMedications, EffectiveMedicationsRequest(STRONG_CYP2D6_INHIBITORS)]
ModerateCYP2D6Inhibitors = Annotated[EffectiveMedications, EffectiveMedicationsRequest(MODERATE_CYP2D6_INHIBITORS)]
StrongCYP2C19Inhibitors = Annotated[EffectiveMedications, EffectiveMedicationsRequest(STRONG_CYP2C19_INHIBITORS)]

__all__ = [
    "ACE_INHIBITORS",
    "AMINOGLYCOSIDES",
    "ANGIOTENSIN_RECEPTOR_BLOCKERS",
    "ANTICOAGULANTS",
    "ANTIHYPERTENSIVES",
    "ANTIPLATELETS",
    "ANTIPLATELETS_OR_NSAIDS",
    "BARBITURATES",
    "BENZODIAZEPINES",
    "BETA_BLOCKERS",
    "CALCIUM_CHANNEL_BLOCKERS",
    "DIGOXIN",
    "DIRECT_ORAL_ANTICOAGULANTS",
    "DIURETICS",
    "IMMUNOSUPPRESSANTS",
    "INSULINS",
    "LITHIUM",
    "METFORMIN",
    "METHOTREXATE",
    "MODERATE_CYP2D6_INHIBITORS",
    "NALOXONE",
    "NSAIDS",
    "OPIOIDS",
    "POTASSIUM_SPARING_DIURETICS",
    "STATINS",
    "STRONG_CYP2C19_INHIBITORS",
    "STRONG_CYP2D6_INHIBITORS",
    "SULFONYLUREAS",
    "SYSTEMIC_CORTICOSTEROIDS",
    "TACROLIMUS",
    "THYROID_HORMONES",
    "VANCOMYCIN",
    "VITAMIN_K_ANTAGONISTS",
    "WARFARIN",
    "ACEInhibitors",
    "Aminoglycosides",
    "AngiotensinReceptorBlockers",
    "Anticoagulants",
    "Antihypertensives",
    "Antiplatelets",
    "AntiplateletsOrNSAIDs",
    "Barbiturates",
    "Benzodiazepines",
    "BetaBlockers",
    "CalciumChannelBlockers",
    "Digoxin",
    "DirectOralAnticoagulants",
    "Diuretics",
    "Immunosuppressants",
    "Insulins",
    "Lithium",
    "Metformin",
    "Methotrexate",
    "ModerateCYP2D6Inhibitors",
    "NSAIDs",
    "Naloxone",
    "Opioids",
    "PotassiumSparingDiuretics",
    "SetError",
    "Statins",
    "StrongCYP2C19Inhibitors",
    "StrongCYP2D6Inhibitors",
    "Sulfonylureas",
    "SystemicCorticosteroids",
    "Tacrolimus",
    "ThyroidHormones",
    "Vancomycin",
    "VitaminKAntagonists",
    "Warfarin",
    "medicines",
    "names",
]
