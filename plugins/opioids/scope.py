"""For whom the guideline speaks: adults outside of sickle-cell disease, cancer treatment, palliative and end-of-life care."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chartside import Age, Coded, Found, Having, NotApplicable, days
from chartside.vocabulary.conditions import ACTIVE_CANCER
from plugins.opioids.tables import recommendations
from plugins.opioids.value_sets import together, value_set

_CANCER = together("opioids-cancer", "cancer", value_set("cancer"), ACTIVE_CANCER)
_END_OF_LIFE = together(
    "opioids-end-of-life",
    "end of life",
    *(value_set(name) for name in ("terminal", "limited-life", "hospice-finding")),
)
_HOSPICE = together(
    "opioids-hospice",
    "hospice or palliative care",
    *(value_set(name) for name in ("hospice-procedure", "end-of-life-therapies")),
)
_ADULT = int(recommendations()["scope"]["adult"])

SickleCell = Annotated[
    Found[Coded],
    Having("Condition", value_set("sickle-cell"), ever=True, statement="sickle-cell disease is in the record"),
]
Cancer = Annotated[Found[Coded], Having("Condition", _CANCER, statement="cancer is on the problem list and not over")]
EndOfLife = Annotated[
    Found[Coded],
    Having("Condition", _END_OF_LIFE, statement="a terminal condition, a limited life expectancy or hospice care"),
]
Hospice = Annotated[
    Found[Coded],
    Having("Procedure", _HOSPICE, back=days(365), statement="hospice or palliative care within the last year"),
]


@dataclass(frozen=True, slots=True)
class Scope:
    """What decides whether the guideline speaks of a patient at all."""

    age: Age
    sickle_cell: SickleCell
    cancer: Cancer
    end_of_life: EndOfLife
    hospice: Hospice

    def outside(self) -> NotApplicable | None:
        """Return why the guideline does not speak of this patient, or None where nothing that is known says so."""
        if self.age and self.age.value < _ADULT:
            return NotApplicable(f"the guideline is for adults, from {_ADULT} years")
        for said, found in self._exclusions().items():
            if found:
                return NotApplicable(f"the guideline leaves out: {said}")
        return None

    def unknown(self) -> tuple[str, ...]:
        """Return the names of what is not known and would take the patient out of the guideline."""
        open_inputs = ["age"] if not self.age else []
        return (*open_inputs, *(said for said, found in self._exclusions().items() if found.unknown is not None))

    def _exclusions(self) -> dict[str, Found[Coded]]:
        return {
            "sickle cell": self.sickle_cell,
            "cancer": self.cancer,
            "end of life": self.end_of_life,
            "hospice": self.hospice,
        }
