"""Clotting, and what is left of clots."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("clotting")
INR = _TABLE.code_set("inr")
PROTHROMBIN_TIME = _TABLE.code_set("prothrombin-time")
APTT = _TABLE.code_set("aptt")
FIBRINOGEN = _TABLE.code_set("fibrinogen")
D_DIMER_FEU = _TABLE.code_set("d-dimer-feu")
D_DIMER_DDU = _TABLE.code_set("d-dimer-ddu")

Inr = Annotated[Quantity | Missing, Latest(INR, unit="{INR}", max_age=days(90))]
"""The newest INR of the last 90 days, in {INR}."""
ProthrombinTime = Annotated[Quantity | Missing, Latest(PROTHROMBIN_TIME, unit="s", max_age=days(90))]
"""The newest prothrombin time of the last 90 days, in s."""
PartialThromboplastinTime = Annotated[Quantity | Missing, Latest(APTT, unit="s", max_age=days(90))]
"""The newest activated partial thromboplastin time of the last 90 days, in s."""
Fibrinogen = Annotated[Quantity | Missing, Latest(FIBRINOGEN, unit="mg/dL", max_age=days(90))]
"""The newest fibrinogen of the last 90 days, in mg/dL."""
DDimerFEU = Annotated[Quantity | Missing, Latest(D_DIMER_FEU, unit="ug{FEU}/L", max_age=days(1))]
"""The newest D-dimer in fibrinogen-equivalent units of the last day, in ug{FEU}/L."""
DDimerDDU = Annotated[Quantity | Missing, Latest(D_DIMER_DDU, unit="ug{DDU}/L", max_age=days(1))]
"""The newest D-dimer in D-dimer units of the last day, in ug{DDU}/L."""
