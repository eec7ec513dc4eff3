"""Turn rule files into rules, refusing whatever a clinician could not read or an officer could not sign."""

from plugins.biomarkers.reading.rulebook import KEYS, load, read

__all__ = ["KEYS", "load", "read"]
