"""Blood count, iron, and the vitamins that blood is made with."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("blood")
HAEMOGLOBIN = _TABLE.code_set("haemoglobin")
HAEMATOCRIT = _TABLE.code_set("haematocrit")
PLATELETS = _TABLE.code_set("platelets")
WBC = _TABLE.code_set("wbc")
NEUTROPHILS = _TABLE.code_set("neutrophils")
ERYTHROCYTES = _TABLE.code_set("erythrocytes")
MCV = _TABLE.code_set("mcv")
FERRITIN = _TABLE.code_set("ferritin")
IRON = _TABLE.code_set("iron")
IRON_BINDING_CAPACITY = _TABLE.code_set("iron-binding-capacity")
TRANSFERRIN_SATURATION = _TABLE.code_set("transferrin-saturation")
FOLATE = _TABLE.code_set("folate")
VITAMIN_B12 = _TABLE.code_set("vitamin-b12")

Haemoglobin = Annotated[Quantity | Missing, Latest(HAEMOGLOBIN, unit="g/dL", max_age=days(90))]
"""The newest haemoglobin of the last 90 days, in g/dL."""
Haematocrit = Annotated[Quantity | Missing, Latest(HAEMATOCRIT, unit="%", max_age=days(90))]
"""The newest haematocrit of the last 90 days, in %."""
Platelets = Annotated[Quantity | Missing, Latest(PLATELETS, unit="10*3/uL", max_age=days(90))]
"""The newest platelets of the last 90 days, in 10*3/uL."""
WhiteCells = Annotated[Quantity | Missing, Latest(WBC, unit="10*3/uL", max_age=days(90))]
"""The newest leukocytes of the last 90 days, in 10*3/uL."""
Neutrophils = Annotated[Quantity | Missing, Latest(NEUTROPHILS, unit="10*3/uL", max_age=days(90))]
"""The newest neutrophils of the last 90 days, in 10*3/uL."""
RedCells = Annotated[Quantity | Missing, Latest(ERYTHROCYTES, unit="10*6/uL", max_age=days(90))]
"""The newest erythrocytes of the last 90 days, in 10*6/uL."""
MeanCorpuscularVolume = Annotated[Quantity | Missing, Latest(MCV, unit="fL", max_age=days(90))]
"""The newest mean corpuscular volume of the last 90 days, in fL."""
Ferritin = Annotated[Quantity | Missing, Latest(FERRITIN, unit="ng/mL", max_age=days(365))]
"""The newest ferritin of the last 365 days, in ng/mL."""
Iron = Annotated[Quantity | Missing, Latest(IRON, unit="ug/dL", max_age=days(365))]
"""The newest iron of the last 365 days, in ug/dL."""
IronBindingCapacity = Annotated[Quantity | Missing, Latest(IRON_BINDING_CAPACITY, unit="ug/dL", max_age=days(365))]
"""The newest iron binding capacity of the last 365 days, in ug/dL."""
TransferrinSaturation = Annotated[Quantity | Missing, Latest(TRANSFERRIN_SATURATION, unit="%", max_age=days(365))]
"""The newest transferrin saturation of the last 365 days, in %."""
Folate = Annotated[Quantity | Missing, Latest(FOLATE, unit="ng/mL", max_age=days(365))]
"""The newest folate of the last 365 days, in ng/mL."""
VitaminB12 = Annotated[Quantity | Missing, Latest(VITAMIN_B12, unit="pg/mL", max_age=days(365))]
"""The newest vitamin B12 of the last 365 days, in pg/mL."""
