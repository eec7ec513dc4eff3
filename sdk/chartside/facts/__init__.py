"""What an analysis may know about a patient; each fact carries where it came from."""

from chartside.facts.coded import Coded
from chartside.facts.derived import Derived, DerivedKind
from chartside.facts.encounter import Encounter
from chartside.facts.fact import Fact, Origin
from chartside.facts.family_history import FamilyHistory
from chartside.facts.found import Found, Series
from chartside.facts.genotype import Genotype
from chartside.facts.immunization import Immunization
from chartside.facts.note import Note
from chartside.facts.patient import Patient
from chartside.facts.prescription import Dosage, Prescription
from chartside.facts.procedure import Procedure
from chartside.facts.quantity import Comparator, Quantity
from chartside.facts.value import Value
from chartside.facts.variant import Variant
from chartside.facts.word import Word

__all__ = [
    "Coded",
    "Comparator",
    "Derived",
    "DerivedKind",
    "Dosage",
    "Encounter",
    "Fact",
    "FamilyHistory",
    "Found",
    "Genotype",
    "Immunization",
    "Note",
    "Origin",
    "Patient",
    "Prescription",
    "Procedure",
    "Quantity",
    "Series",
    "Value",
    "Variant",
    "Word",
]
