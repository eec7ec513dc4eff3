"""Liver enzymes, bilirubin, and what the liver makes."""

from typing import Annotated

from chartside.facts import Quantity
from chartside.inputs import Latest, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("liver")
ALT = _TABLE.code_set("alt")
AST = _TABLE.code_set("ast")
ALP = _TABLE.code_set("alp")
GGT = _TABLE.code_set("ggt")
BILIRUBIN = _TABLE.code_set("bilirubin")
DIRECT_BILIRUBIN = _TABLE.code_set("direct-bilirubin")
ALBUMIN = _TABLE.code_set("albumin")
TOTAL_PROTEIN = _TABLE.code_set("total-protein")
AMMONIA = _TABLE.code_set("ammonia")

AlanineAminotransferase = Annotated[Quantity | Missing, Latest(ALT, unit="U/L", max_age=days(90))]
"""The newest alanine aminotransferase of the last 90 days, in U/L."""
AspartateAminotransferase = Annotated[Quantity | Missing, Latest(AST, unit="U/L", max_age=days(90))]
"""The newest aspartate aminotransferase of the last 90 days, in U/L."""
AlkalinePhosphatase = Annotated[Quantity | Missing, Latest(ALP, unit="U/L", max_age=days(90))]
"""The newest alkaline phosphatase of the last 90 days, in U/L."""
GammaGlutamyltransferase = Annotated[Quantity | Missing, Latest(GGT, unit="U/L", max_age=days(90))]
"""The newest gamma-glutamyltransferase of the last 90 days, in U/L."""
Bilirubin = Annotated[Quantity | Missing, Latest(BILIRUBIN, unit="mg/dL", max_age=days(90))]
"""The newest total bilirubin of the last 90 days, in mg/dL."""
DirectBilirubin = Annotated[Quantity | Missing, Latest(DIRECT_BILIRUBIN, unit="mg/dL", max_age=days(90))]
"""The newest direct bilirubin of the last 90 days, in mg/dL."""
Albumin = Annotated[Quantity | Missing, Latest(ALBUMIN, unit="g/dL", max_age=days(90))]
"""The newest albumin of the last 90 days, in g/dL."""
TotalProtein = Annotated[Quantity | Missing, Latest(TOTAL_PROTEIN, unit="g/dL", max_age=days(90))]
"""The newest total protein of the last 90 days, in g/dL."""
Ammonia = Annotated[Quantity | Missing, Latest(AMMONIA, unit="umol/L", max_age=days(1))]
"""The newest ammonia of the last day, in umol/L."""
