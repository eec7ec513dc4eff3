"""Recommendation 11: an opioid together with a benzodiazepine."""

from __future__ import annotations

from collections.abc import Iterator

from chartside import (
    CannotTell,
    Card,
    NotApplicable,
    OrderNames,
    Prescription,
    Quiet,
    Required,
    Today,
    analysis,
)
from chartside.analysis import Yield
from plugins.opioids.patient import BENZODIAZEPINE_SET, OPIOID_SET, Benzodiazepines, Opioids, in_effect, ordered
from plugins.opioids.scope import Scope
from plugins.opioids.tables import GUIDELINE, SOURCES
from plugins.opioids.value_sets import together
from plugins.opioids.wording import listed, name, scoped


@analysis(
    "opioids.benzodiazepine",
    version="1.0.0",
    title="Opioid and benzodiazepine together",
    hooks=("order-select", "order-sign"),
    when=OrderNames(
        together("opioids-or-benzodiazepines", "opioids or benzodiazepines", OPIOID_SET, BENZODIAZEPINE_SET)
    ),
    pace="instant",
    source=SOURCES,
    limits="Looks for benzodiazepines only, not for gabapentinoids, barbiturates, alcohol and whatever else depresses breathing.",
)
def benzodiazepine(
    opioids: Required[Opioids], benzodiazepines: Benzodiazepines, scope: Scope, today: Today
) -> Iterator[Yield]:
    """Say when an order brings an opioid and a benzodiazepine together."""
    outside = scope.outside()
    if outside is not None:
        yield outside
        return
    pain, calm = in_effect(opioids, today), in_effect(benzodiazepines, today)
    drafted = (*ordered(opioids), *ordered(benzodiazepines))
    gaps = [n for n, one in (("opioids", opioids), ("benzodiazepines", benzodiazepines)) if one.unknown is not None]
    if drafted and pain and calm:
        yield scoped(_card(pain, calm), scope, [f"{gap}, all of them" for gap in gaps])
    elif gaps and (not drafted or not (pain and calm)):
        yield CannotTell(f"not known: all {' and '.join(gaps)}", lacks=dict.fromkeys(gaps, "every medicine"))
    elif not drafted:
        yield NotApplicable("neither an opioid nor a benzodiazepine is being ordered")
    else:
        yield Quiet(f"no {'benzodiazepine' if pain else 'opioid'} beside what is ordered").explain(
            missing=scope.unknown()
        )


_CARE = (
    "Together they depress breathing more than either alone. Avoid the combination where possible, or use the lowest doses and offer "
    "naloxone. Do not stop a benzodiazepine at once: withdrawal can be dangerous."
)


def _card(pain: tuple[Prescription, ...], calm: tuple[Prescription, ...]) -> Card:
    new, other = (ordered(pain), calm) if ordered(pain) else (ordered(calm), pain)
    beside = name(other[0])
    what = "opioid" if ordered(pain) else "benzodiazepine"
    active = "a benzodiazepine" if ordered(pain) else "an opioid"
    summary = f"This {what} comes beside {active}: avoid the two together ({beside})"
    detail = f"**Opioids**\n{listed(pain)}\n\n**Benzodiazepines**\n{listed(calm)}\n\n{_CARE}"
    made = Card(summary, "warning", detail, source=GUIDELINE).because(*pain, *calm)
    return made.suggest(f"Do not sign {name(new[0])}").stop(new[0])
