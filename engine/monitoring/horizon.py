"""What became of the patients within the horizon of a prediction, as far as a feed of outcomes has said; silence says nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from engine.monitoring.prediction import Prediction
from engine.store import Database, tables

OUTCOME, COVERAGE = tables.PatientOutcome.table(), tables.OutcomeCoverage.table()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All that was told of one kind: moments by blinded patient with whether it occurred, and the spans in which every one was told.

    ``states_no``: the feed says of patients that it did not occur, as well as that it did.
    """

    told: Mapping[str, tuple[tuple[datetime, bool], ...]]
    spans: tuple[tuple[datetime, datetime], ...]
    states_no: bool = False

    def became(self, prediction: Prediction, within: timedelta) -> bool | None:
        """Return whether the event happened within the horizon; None where that is not known yet.

        It did not where that is stated of a moment inside the horizon, or where one coverage spans all of it. Two coverages that meet do
        not add up: whether nothing was lost between two feeds nobody said.

        It did where an event lies inside the horizon. But of a feed that covers times and states no patient's "no", only in a horizon that
        is spanned: elsewhere patients without an event are not counted yet, and those with one alone would make it look too frequent.
        """
        begin, end = prediction.at, prediction.at + within
        said = [yes for blind in prediction.blinds for at, yes in self.told.get(blind, ()) if begin <= at <= end]
        covered = any(since <= begin and end <= until for since, until in self.spans)
        if any(said):  # an event goes before a statement that there was none
            return True if covered or self.states_no or not self.spans else None
        return False if said or (covered and prediction.blinds) else None


def outcomes(database: Database, tenant: str, kind: str) -> Outcomes:
    """Return what the feeds of a tenant told of one kind of outcome."""
    told: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    rows = select(OUTCOME.c.patient_index, OUTCOME.c.at, OUTCOME.c.occurred)
    spans = select(COVERAGE.c.since, COVERAGE.c.until)
    with database.read() as connection:
        for patient, at, occurred in connection.execute(rows.where(OUTCOME.c.tenant == tenant, OUTCOME.c.kind == kind)):
            told[patient].append((at, bool(occurred)))
        covered = connection.execute(spans.where(COVERAGE.c.tenant == tenant, COVERAGE.c.kind == kind)).all()
    return Outcomes(
        {patient: tuple(said) for patient, said in told.items()},
        tuple((since, until) for since, until in covered),
        any(not occurred for said in told.values() for _, occurred in said),
    )


def firsts(found: Iterable[Prediction], within: timedelta) -> Iterator[Prediction]:
    """Yield of the predictions about one patient inside one horizon the first, in order of time.

    They foretell the same event: counted each, a patient whose chart is opened often would weigh more than others, and intervals would
    be narrower than what is known. The first, because nothing that happened since can have shaped it.
    """
    until: dict[str, datetime] = {}
    for prediction in sorted(found, key=lambda p: p.at):
        if prediction.patient is None:
            yield prediction
        elif prediction.patient not in until or prediction.at > until[prediction.patient]:
            until[prediction.patient] = prediction.at + within
            yield prediction
