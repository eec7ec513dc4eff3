"""Results that are codes: what is asked, and the answers it can have."""

from typing import Annotated

from chartside.facts import Coded
from chartside.inputs import LatestCoded, days
from chartside.missing import Missing
from chartside.vocabulary.table import table

_TABLE = table("answers")
TOBACCO_SMOKING, TOBACCO_SMOKING_ANSWERS = (
    _TABLE.code_set("tobacco-smoking"),
    _TABLE.code_set("tobacco-smoking-answers"),
)
CONSCIOUSNESS = _TABLE.code_set("consciousness")

TobaccoSmoking = Annotated[Coded | Missing, LatestCoded(TOBACCO_SMOKING, days(730), TOBACCO_SMOKING_ANSWERS)]
"""The newest recorded smoking status of two years; ``SmokingStatus`` is what an analysis derives, from notes for one."""
Consciousness = Annotated[Coded | Missing, LatestCoded(CONSCIOUSNESS, days(1))]
"""The newest level of consciousness of a day, whatever its code: AVPU is coded in several systems."""
