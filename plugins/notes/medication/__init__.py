"""Read medication lines: what is given, how much, by which route, how often and how long, with the words that say it."""

from plugins.notes.medication.answer import as_json
from plugins.notes.medication.dosage import dosage
from plugins.notes.medication.line import MedicationLine
from plugins.notes.medication.naming import named
from plugins.notes.medication.reading import medications
from plugins.notes.medication.stretches import stretches

__all__ = ["MedicationLine", "as_json", "dosage", "medications", "named", "stretches"]
