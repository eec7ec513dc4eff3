"""What the heart lets into the blood, and how much it throws out."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("heart")
TROPONIN_T_HS = _TABLE.code_set("troponin-t-hs")
TROPONIN_I_HS = _TABLE.code_set("troponin-i-hs")
TROPONIN_T = _TABLE.code_set("troponin-t")
TROPONIN_I = _TABLE.code_set("troponin-i")
NT_PROBNP = _TABLE.code_set("nt-probnp")
BNP = _TABLE.code_set("bnp")
CREATINE_KINASE = _TABLE.code_set("creatine-kinase")
EJECTION_FRACTION = _TABLE.code_set("ejection-fraction")

TroponinTHs = Annotated[Quantity | Missing, Latest(TROPONIN_T_HS, unit="ng/L", max_age=days(1))]
"""The newest high-sensitivity troponin T of the last day, in ng/L."""
TroponinIHs = Annotated[Quantity | Missing, Latest(TROPONIN_I_HS, unit="ng/L", max_age=days(1))]
"""The newest high-sensitivity troponin I of the last day, in ng/L."""
TroponinT = Annotated[Quantity | Missing, Latest(TROPONIN_T, unit="ng/mL", max_age=days(1))]
"""The newest troponin T of the last day, in ng/mL."""
TroponinI = Annotated[Quantity | Missing, Latest(TROPONIN_I, unit="ng/mL", max_age=days(1))]
"""The newest troponin I of the last day, in ng/mL."""
NTProBNP = Annotated[Quantity | Missing, Latest(NT_PROBNP, unit="pg/mL", max_age=days(90))]
"""The newest NT-proBNP of the last 90 days, in pg/mL."""
Bnp = Annotated[Quantity | Missing, Latest(BNP, unit="pg/mL", max_age=days(90))]
"""The newest BNP of the last 90 days, in pg/mL."""
CreatineKinase = Annotated[Quantity | Missing, Latest(CREATINE_KINASE, unit="U/L", max_age=days(30))]
"""The newest creatine kinase of the last 30 days, in U/L."""
EjectionFraction = Annotated[Quantity | Missing, Latest(EJECTION_FRACTION, unit="%", max_age=days(730))]
"""The newest left ventricular ejection fraction of the last 730 days, in %."""
