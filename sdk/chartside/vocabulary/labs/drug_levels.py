"""Levels of medicines in blood, trough and any time apart."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("drug_levels")
DIGOXIN = _TABLE.code_set("digoxin")
LITHIUM = _TABLE.code_set("lithium")
VANCOMYCIN = _TABLE.code_set("vancomycin")
VANCOMYCIN_TROUGH = _TABLE.code_set("vancomycin-trough")
TACROLIMUS = _TABLE.code_set("tacrolimus")
CICLOSPORIN = _TABLE.code_set("ciclosporin")
METHOTREXATE = _TABLE.code_set("methotrexate")
PHENYTOIN = _TABLE.code_set("phenytoin")
VALPROATE = _TABLE.code_set("valproate")
CARBAMAZEPINE = _TABLE.code_set("carbamazepine")
GENTAMICIN = _TABLE.code_set("gentamicin")

DigoxinLevel = Annotated[Quantity | Missing, Latest(DIGOXIN, unit="ng/mL", max_age=days(30))]
"""The newest digoxin level of the last 30 days, in ng/mL."""
LithiumLevel = Annotated[Quantity | Missing, Latest(LITHIUM, unit="mmol/L", max_age=days(90))]
"""The newest lithium level of the last 90 days, in mmol/L."""
VancomycinLevel = Annotated[Quantity | Missing, Latest(VANCOMYCIN, unit="ug/mL", max_age=days(7))]
"""The newest vancomycin level of the last 7 days, in ug/mL."""
VancomycinTrough = Annotated[Quantity | Missing, Latest(VANCOMYCIN_TROUGH, unit="ug/mL", max_age=days(7))]
"""The newest vancomycin trough level of the last 7 days, in ug/mL."""
TacrolimusLevel = Annotated[Quantity | Missing, Latest(TACROLIMUS, unit="ng/mL", max_age=days(30))]
"""The newest tacrolimus level of the last 30 days, in ng/mL."""
CiclosporinLevel = Annotated[Quantity | Missing, Latest(CICLOSPORIN, unit="ng/mL", max_age=days(30))]
"""The newest ciclosporin level of the last 30 days, in ng/mL."""
MethotrexateLevel = Annotated[Quantity | Missing, Latest(METHOTREXATE, unit="umol/L", max_age=days(7))]
"""The newest methotrexate level of the last 7 days, in umol/L."""
PhenytoinLevel = Annotated[Quantity | Missing, Latest(PHENYTOIN, unit="ug/mL", max_age=days(30))]
"""The newest phenytoin level of the last 30 days, in ug/mL."""
ValproateLevel = Annotated[Quantity | Missing, Latest(VALPROATE, unit="ug/mL", max_age=days(30))]
"""The newest valproate level of the last 30 days, in ug/mL."""
CarbamazepineLevel = Annotated[Quantity | Missing, Latest(CARBAMAZEPINE, unit="ug/mL", max_age=days(30))]
"""The newest carbamazepine level of the last 30 days, in ug/mL."""
GentamicinLevel = Annotated[Quantity | Missing, Latest(GENTAMICIN, unit="ug/mL", max_age=days(7))]
"""The newest gentamicin level of the last 7 days, in ug/mL."""
