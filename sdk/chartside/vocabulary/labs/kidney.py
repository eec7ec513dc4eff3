"""Kidney function: what the kidneys should clear, and what they should keep."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("kidney")
CREATININE = _TABLE.code_set("creatinine")
CYSTATIN_C = _TABLE.code_set("cystatin-c")
EGFR = _TABLE.code_set("egfr")
BUN = _TABLE.code_set("bun")
UREA = _TABLE.code_set("urea")
UACR = _TABLE.code_set("uacr")
URIC_ACID = _TABLE.code_set("uric-acid")

Creatinine = Annotated[Quantity | Missing, Latest(CREATININE, unit="mg/dL", max_age=days(365))]
"""The newest creatinine of the last 365 days, in mg/dL."""
CystatinC = Annotated[Quantity | Missing, Latest(CYSTATIN_C, unit="mg/L", max_age=days(365))]
"""The newest cystatin C of the last 365 days, in mg/L."""
ReportedEGFR = Annotated[Quantity | Missing, Latest(EGFR, unit="mL/min/{1.73_m2}", max_age=days(365))]
"""The newest reported eGFR of the last 365 days, in mL/min/{1.73_m2}."""
UreaNitrogen = Annotated[Quantity | Missing, Latest(BUN, unit="mg/dL", max_age=days(90))]
"""The newest urea nitrogen of the last 90 days, in mg/dL."""
Urea = Annotated[Quantity | Missing, Latest(UREA, unit="mmol/L", max_age=days(90))]
"""The newest urea of the last 90 days, in mmol/L."""
AlbuminCreatinineRatio = Annotated[Quantity | Missing, Latest(UACR, unit="mg/g", max_age=days(365))]
"""The newest urine albumin/creatinine ratio of the last 365 days, in mg/g."""
UricAcid = Annotated[Quantity | Missing, Latest(URIC_ACID, unit="mg/dL", max_age=days(365))]
"""The newest uric acid of the last 365 days, in mg/dL."""
