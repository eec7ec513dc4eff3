"""Electrolytes of blood, serum and plasma."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("electrolytes")
SODIUM = _TABLE.code_set("sodium")
POTASSIUM = _TABLE.code_set("potassium")
CHLORIDE = _TABLE.code_set("chloride")
BICARBONATE = _TABLE.code_set("bicarbonate")
ANION_GAP = _TABLE.code_set("anion-gap")
CALCIUM = _TABLE.code_set("calcium")
IONIZED_CALCIUM = _TABLE.code_set("ionized-calcium")
MAGNESIUM = _TABLE.code_set("magnesium")
PHOSPHATE = _TABLE.code_set("phosphate")
OSMOLALITY = _TABLE.code_set("osmolality")

Sodium = Annotated[Quantity | Missing, Latest(SODIUM, unit="mmol/L", max_age=days(90))]
"""The newest sodium of the last 90 days, in mmol/L."""
Potassium = Annotated[Quantity | Missing, Latest(POTASSIUM, unit="mmol/L", max_age=days(90))]
"""The newest potassium of the last 90 days, in mmol/L."""
Chloride = Annotated[Quantity | Missing, Latest(CHLORIDE, unit="mmol/L", max_age=days(90))]
"""The newest chloride of the last 90 days, in mmol/L."""
Bicarbonate = Annotated[Quantity | Missing, Latest(BICARBONATE, unit="mmol/L", max_age=days(90))]
"""The newest bicarbonate of the last 90 days, in mmol/L."""
AnionGap = Annotated[Quantity | Missing, Latest(ANION_GAP, unit="mmol/L", max_age=days(90))]
"""The newest anion gap without potassium of the last 90 days, in mmol/L."""
Calcium = Annotated[Quantity | Missing, Latest(CALCIUM, unit="mg/dL", max_age=days(90))]
"""The newest calcium of the last 90 days, in mg/dL."""
IonizedCalcium = Annotated[Quantity | Missing, Latest(IONIZED_CALCIUM, unit="mmol/L", max_age=days(30))]
"""The newest ionized calcium of the last 30 days, in mmol/L."""
Magnesium = Annotated[Quantity | Missing, Latest(MAGNESIUM, unit="mg/dL", max_age=days(90))]
"""The newest magnesium of the last 90 days, in mg/dL."""
Phosphate = Annotated[Quantity | Missing, Latest(PHOSPHATE, unit="mg/dL", max_age=days(90))]
"""The newest phosphate of the last 90 days, in mg/dL."""
Osmolality = Annotated[Quantity | Missing, Latest(OSMOLALITY, unit="mosm/kg", max_age=days(30))]
"""The newest measured osmolality of the last 30 days, in mosm/kg."""
