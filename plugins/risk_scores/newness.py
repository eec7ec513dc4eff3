"""Whether a card says anything new: where nothing that it rests on is recent, the number stays in the explanation and is quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from chartside import Coded, Found, Quantity, Quiet
from chartside.analysis import Yield
from chartside.cards import Card
from plugins.risk_scores.score import Score
from plugins.risk_scores.values import Values
from plugins.risk_scores.working import Facts


def only_if_new(score: Score, said: Yield, values: Values, replaced: Sequence[str], facts: Facts, today: date) -> Yield:
    """Return a card as it is, or quiet where everything dated that it rests on is older than the table's ``new_days``.

    What somebody stated has no date and is taken to be new.
    """
    days = score.table.content.get("new_days")
    if days is None or not isinstance(said, Card):
        return said
    newest = max(_days(score, values, replaced, facts), default=None)
    if newest is None or newest >= today - timedelta(days=int(days)):
        return said
    return Quiet(f"{said.summary}; quiet, because nothing of it is newer than {newest.isoformat()}").explain(
        **said.working
    )


def _days(score: Score, values: Values, replaced: Sequence[str], facts: Facts) -> Iterator[date]:
    """Yield the days on which what is used was measured or found; what could have stood in and did not is not used."""
    stood_in = {name for one in replaced for name in score.inputs[one].stand_in.reads}
    for name, one in score.inputs.items():
        if values[name] is None or (one.support and name not in stood_in):
            continue
        fact = facts[name]
        held = fact if isinstance(fact, Found) else (fact,)
        for said in held:
            moment = said.effective if isinstance(said, Quantity) else said.since if isinstance(said, Coded) else None
            day = moment.day() if moment is not None else None
            if day is not None:
                yield day
