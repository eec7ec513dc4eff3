"""The closed table of units: analyte by analyte, because a unit alone does not say what a number means."""

from chartside.units.analyte import Analyte, Conversion
from chartside.units.conversion import UnitError, convert
from chartside.units.spelling import canonical_unit
from chartside.units.table import ANALYTES, VERSION

__all__ = ["ANALYTES", "VERSION", "Analyte", "Conversion", "UnitError", "canonical_unit", "convert"]
