"""Gases of arterial blood, and lactate."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("gases")
PAO2 = _TABLE.code_set("pao2")
PACO2 = _TABLE.code_set("paco2")
ARTERIAL_PH = _TABLE.code_set("arterial-ph")
LACTATE = _TABLE.code_set("lactate")

PaO2 = Annotated[Quantity | Missing, Latest(PAO2, unit="mm[Hg]", max_age=days(1))]
"""The newest arterial oxygen pressure of the last day, in mm[Hg]."""
PaCO2 = Annotated[Quantity | Missing, Latest(PACO2, unit="mm[Hg]", max_age=days(1))]
"""The newest arterial carbon dioxide pressure of the last day, in mm[Hg]."""
ArterialPH = Annotated[Quantity | Missing, Latest(ARTERIAL_PH, unit="[pH]", max_age=days(1))]
"""The newest arterial pH of the last day, in [pH]."""
Lactate = Annotated[Quantity | Missing, Latest(LACTATE, unit="mmol/L", max_age=days(1))]
"""The newest lactate of the last day, in mmol/L."""
