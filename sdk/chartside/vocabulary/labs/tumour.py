"""What is measured of tumours."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("tumour")
TUMOUR_MUTATIONAL_BURDEN = _TABLE.code_set("tumour-mutational-burden")
PROSTATE_SPECIFIC_ANTIGEN = _TABLE.code_set("prostate-specific-antigen")

TumourMutationalBurden = Annotated[
    Quantity | Missing, Latest(TUMOUR_MUTATIONAL_BURDEN, unit="1/1000000", max_age=days(3650))
]
"""The newest tumour mutational burden of the last 3650 days, in mutations for each million bases."""
ProstateSpecificAntigen = Annotated[
    Quantity | Missing, Latest(PROSTATE_SPECIFIC_ANTIGEN, unit="ng/mL", max_age=days(365))
]
"""The newest prostate-specific antigen of the last 365 days, in ng/mL."""
