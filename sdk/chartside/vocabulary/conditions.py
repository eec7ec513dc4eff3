"""Conditions by every code system that problem lists use."""

from typing import Annotated

from chartside.facts import Coded, Found
from chartside.inputs import Having
from chartside.vocabulary.table import table

_TABLE = table("conditions")
ATRIAL_FIBRILLATION = _TABLE.code_set("atrial-fibrillation")
DIABETES = _TABLE.code_set("diabetes")
HYPERTENSION = _TABLE.code_set("hypertension")
HEART_FAILURE = _TABLE.code_set("heart-failure")
STROKE_OR_TIA = _TABLE.code_set("stroke-or-tia")
MYOCARDIAL_INFARCTION = _TABLE.code_set("myocardial-infarction")
CORONARY_DISEASE = _TABLE.code_set("coronary-disease")
PERIPHERAL_ARTERY_DISEASE = _TABLE.code_set("peripheral-artery-disease")
VENOUS_THROMBOEMBOLISM = _TABLE.code_set("venous-thromboembolism")
CHRONIC_KIDNEY_DISEASE = _TABLE.code_set("chronic-kidney-disease")
DIALYSIS = _TABLE.code_set("dialysis")
KIDNEY_TRANSPLANT = _TABLE.code_set("kidney-transplant")
CIRRHOSIS = _TABLE.code_set("cirrhosis")
ACTIVE_CANCER = _TABLE.code_set("active-cancer")
COPD = _TABLE.code_set("copd")
ASTHMA = _TABLE.code_set("asthma")
DEMENTIA = _TABLE.code_set("dementia")
PREGNANCY = _TABLE.code_set("pregnancy")
OPIOID_USE_DISORDER = _TABLE.code_set("opioid-use-disorder")
ALCOHOL_USE_DISORDER = _TABLE.code_set("alcohol-use-disorder")
EPILEPSY = _TABLE.code_set("epilepsy")
GOUT = _TABLE.code_set("gout")

AtrialFibrillation = Annotated[
    Found[Coded],
    Having("Condition", ATRIAL_FIBRILLATION, statement="atrial fibrillation is on the problem list", implied=True),
]
"""Atrial fibrillation or flutter: atrial fibrillation is on the problem list."""
Diabetes = Annotated[Found[Coded], Having("Condition", DIABETES, statement="diabetes mellitus is on the problem list")]
"""Diabetes mellitus: diabetes mellitus is on the problem list."""
Hypertension = Annotated[
    Found[Coded],
    Having("Condition", HYPERTENSION, ever=True, statement="arterial hypertension is or was on the problem list"),
]
"""Hypertension: arterial hypertension is or was on the problem list."""
HeartFailure = Annotated[
    Found[Coded], Having("Condition", HEART_FAILURE, ever=True, statement="heart failure is or was on the problem list")
]
"""Heart failure: heart failure is or was on the problem list."""
StrokeOrTIA = Annotated[
    Found[Coded],
    Having(
        "Condition",
        STROKE_OR_TIA,
        ever=True,
        statement="a stroke or a transient ischaemic attack is in the record, however long ago",
    ),
]
"""Stroke or transient ischaemic attack: a stroke or a transient ischaemic attack is in the record, however long ago."""
MyocardialInfarction = Annotated[
    Found[Coded],
    Having(
        "Condition",
        MYOCARDIAL_INFARCTION,
        ever=True,
        statement="a myocardial infarction is in the record, however long ago",
    ),
]
"""Myocardial infarction: a myocardial infarction is in the record, however long ago."""
CoronaryDisease = Annotated[
    Found[Coded],
    Having(
        "Condition", CORONARY_DISEASE, ever=True, statement="coronary artery disease is in the record, however long ago"
    ),
]
"""Coronary artery disease: coronary artery disease is in the record, however long ago."""
PeripheralArteryDisease = Annotated[
    Found[Coded],
    Having(
        "Condition",
        PERIPHERAL_ARTERY_DISEASE,
        ever=True,
        statement="peripheral artery disease is in the record, however long ago",
    ),
]
"""Peripheral artery disease: peripheral artery disease is in the record, however long ago."""
VenousThromboembolism = Annotated[
    Found[Coded],
    Having(
        "Condition",
        VENOUS_THROMBOEMBOLISM,
        ever=True,
        statement="a deep vein thrombosis or a pulmonary embolism is in the record, however long ago",
    ),
]
"""Deep vein thrombosis or pulmonary embolism: a deep vein thrombosis or a pulmonary embolism is in the record, however long ago."""
ChronicKidneyDisease = Annotated[
    Found[Coded], Having("Condition", CHRONIC_KIDNEY_DISEASE, statement="chronic kidney disease is on the problem list")
]
"""Chronic kidney disease: chronic kidney disease is on the problem list."""
Dialysis = Annotated[Found[Coded], Having("Condition", DIALYSIS, statement="the patient depends on dialysis")]
"""Dependence on dialysis: the patient depends on dialysis."""
KidneyTransplant = Annotated[
    Found[Coded], Having("Condition", KIDNEY_TRANSPLANT, ever=True, statement="a kidney was transplanted")
]
"""Kidney transplant: a kidney was transplanted."""
Cirrhosis = Annotated[
    Found[Coded], Having("Condition", CIRRHOSIS, ever=True, statement="cirrhosis of the liver is on the problem list")
]
"""Cirrhosis of the liver: cirrhosis of the liver is on the problem list."""
ActiveCancer = Annotated[
    Found[Coded], Having("Condition", ACTIVE_CANCER, statement="cancer is on the problem list and not over")
]
"""Cancer: cancer is on the problem list and not over."""
ChronicObstructivePulmonaryDisease = Annotated[
    Found[Coded],
    Having("Condition", COPD, ever=True, statement="chronic obstructive pulmonary disease is on the problem list"),
]
"""Chronic obstructive pulmonary disease: chronic obstructive pulmonary disease is on the problem list."""
Asthma = Annotated[Found[Coded], Having("Condition", ASTHMA, statement="asthma is on the problem list")]
"""Asthma: asthma is on the problem list."""
Dementia = Annotated[
    Found[Coded], Having("Condition", DEMENTIA, ever=True, statement="dementia is on the problem list")
]
"""Dementia: dementia is on the problem list."""
Pregnancy = Annotated[
    Found[Coded], Having("Condition", PREGNANCY, statement="a pregnancy is on the problem list and not over")
]
"""Pregnancy: a pregnancy is on the problem list and not over."""
OpioidUseDisorder = Annotated[
    Found[Coded],
    Having("Condition", OPIOID_USE_DISORDER, ever=True, statement="an opioid use disorder is on the problem list"),
]
"""Opioid use disorder: an opioid use disorder is on the problem list."""
AlcoholUseDisorder = Annotated[
    Found[Coded], Having("Condition", ALCOHOL_USE_DISORDER, statement="an alcohol use disorder is on the problem list")
]
"""Alcohol use disorder: an alcohol use disorder is on the problem list."""
Epilepsy = Annotated[
    Found[Coded], Having("Condition", EPILEPSY, ever=True, statement="epilepsy is on the problem list")
]
"""Epilepsy: epilepsy is on the problem list."""
Gout = Annotated[Found[Coded], Having("Condition", GOUT, ever=True, statement="gout is on the problem list")]
"""Gout: gout is on the problem list."""
