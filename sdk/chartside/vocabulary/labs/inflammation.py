"""Markers of inflammation in blood."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("inflammation")
CRP = _TABLE.code_set("crp")
PROCALCITONIN = _TABLE.code_set("procalcitonin")
ERYTHROCYTE_SEDIMENTATION = _TABLE.code_set("erythrocyte-sedimentation")

CReactiveProtein = Annotated[Quantity | Missing, Latest(CRP, unit="mg/L", max_age=days(30))]
"""The newest C-reactive protein of the last 30 days, in mg/L."""
Procalcitonin = Annotated[Quantity | Missing, Latest(PROCALCITONIN, unit="ng/mL", max_age=days(1))]
"""The newest procalcitonin of the last day, in ng/mL."""
ErythrocyteSedimentation = Annotated[
    Quantity | Missing, Latest(ERYTHROCYTE_SEDIMENTATION, unit="mm/h", max_age=days(90))
]
"""The newest erythrocyte sedimentation rate of the last 90 days, in mm/h."""
