"""Sugar, fat and thyroid."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("metabolism")
FASTING_GLUCOSE = _TABLE.code_set("fasting-glucose")
GLUCOSE = _TABLE.code_set("glucose")
HBA1C = _TABLE.code_set("hba1c")
TOTAL_CHOLESTEROL = _TABLE.code_set("total-cholesterol")
HDL_CHOLESTEROL = _TABLE.code_set("hdl-cholesterol")
LDL_CHOLESTEROL = _TABLE.code_set("ldl-cholesterol")
TRIGLYCERIDES = _TABLE.code_set("triglycerides")
INSULIN = _TABLE.code_set("insulin")
TSH = _TABLE.code_set("tsh")
FREE_T4 = _TABLE.code_set("free-t4")

FastingGlucose = Annotated[Quantity | Missing, Latest(FASTING_GLUCOSE, unit="mg/dL", max_age=days(365))]
"""The newest fasting glucose of the last 365 days, in mg/dL."""
Glucose = Annotated[Quantity | Missing, Latest(GLUCOSE, unit="mg/dL", max_age=days(90))]
"""The newest glucose of the last 90 days, in mg/dL."""
HbA1c = Annotated[Quantity | Missing, Latest(HBA1C, unit="%", max_age=days(365))]
"""The newest haemoglobin A1c of the last 365 days, in %."""
TotalCholesterol = Annotated[Quantity | Missing, Latest(TOTAL_CHOLESTEROL, unit="mg/dL", max_age=days(365))]
"""The newest total cholesterol of the last 365 days, in mg/dL."""
HDLCholesterol = Annotated[Quantity | Missing, Latest(HDL_CHOLESTEROL, unit="mg/dL", max_age=days(365))]
"""The newest HDL cholesterol of the last 365 days, in mg/dL."""
LDLCholesterol = Annotated[Quantity | Missing, Latest(LDL_CHOLESTEROL, unit="mg/dL", max_age=days(365))]
"""The newest LDL cholesterol of the last 365 days, in mg/dL."""
Triglycerides = Annotated[Quantity | Missing, Latest(TRIGLYCERIDES, unit="mg/dL", max_age=days(365))]
"""The newest triglycerides of the last 365 days, in mg/dL."""
Insulin = Annotated[Quantity | Missing, Latest(INSULIN, unit="m[IU]/L", max_age=days(365))]
"""The newest insulin of the last 365 days, in m[IU]/L."""
Thyrotropin = Annotated[Quantity | Missing, Latest(TSH, unit="m[IU]/L", max_age=days(365))]
"""The newest thyrotropin of the last 365 days, in m[IU]/L."""
FreeT4 = Annotated[Quantity | Missing, Latest(FREE_T4, unit="ng/dL", max_age=days(365))]
"""The newest free thyroxine of the last 365 days, in ng/dL."""
