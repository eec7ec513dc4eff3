"""Account for every resource of a record: it became a fact, or was dropped for a reason, or nobody asked for it."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chartside.codes import Code
from chartside.inputs.genomics import GENOTYPE, HAPLOTYPE, PHENOTYPE_OF_ANY_GENE, VARIANT
from fhir_adapter import Chart, ChartError
from fhir_adapter.systems import canonical
from tests.fhir_adapter.public_data.asking import MEASURED, STATED, as_facts, as_statements, as_whole
from tests.fhir_adapter.public_data.denied import denied
from tests.fhir_adapter.public_data.sets import Resource, Sent, codings

# Kinds of which every resource is asked for: each must be used, or dropped for a reason.
WHOLLY_ASKED = frozenset(STATED) - {"DiagnosticReport"} | {"DocumentReference", "FamilyMemberHistory", "Patient"}
GENETIC = frozenset({GENOTYPE, HAPLOTYPE, VARIANT, PHENOTYPE_OF_ANY_GENE})
DUPLICATE, UNREADABLE = "duplicate", "unreadable"
_DATE = re.compile(r"(?!0000)\d{4}-\d{2}-\d{2}")
_DATED = (
    "authoredOn",
    "date",
    "dateAsserted",
    "effectiveDateTime",
    "issued",
    "occurrenceDateTime",
    "onsetDateTime",
    "performedDateTime",
    "recordedDate",
    "started",
)
_PERIODS = ("effectivePeriod", "occurrencePeriod", "onsetPeriod", "performedPeriod", "period")

Row = tuple[str, str]


@dataclass
class Account:
    """What became of the resources of a set."""

    records: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Records of which no chart was made, by the sentence that said so."""
    sent: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    unasked: Counter[str] = field(default_factory=Counter)
    dropped: Counter[Row] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    withheld: Counter[Row] = field(default_factory=Counter)
    denied: Counter[Row] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """What must not be: sentences without a patient's data, none where all is well."""
    notes: Counter[str] = field(default_factory=Counter)


def account(records: Iterable[Sent]) -> Account:
    """Read every record through every kind of request."""
    made = Account()
    for sent in records:
        made.records += 1
        try:
            facts, stated, whole = sent.chart(), sent.chart(), sent.chart()
        except ChartError as error:
            made.refused[str(error)] += 1
            continue
        made.sent.update(r["resourceType"] for r in sent.resources)
        made.denied.update((r["resourceType"], why) for r in sent.resources for why in denied(r))
        now = _after_all_of(sent.resources)
        facts.facts(as_facts(sent.resources), now)
        _as_facts(made, sent, facts)
        stated.facts(as_statements(sent.resources), now)
        _as_statements(made, sent, stated)
        whole.facts(as_whole(sent.resources), now)
        _as_whole(made, sent, whole)
        made.notes.update(re.sub(r"\d+", "#", note) for note in facts.notes)
    return made


def _as_facts(made: Account, sent: Sent, chart: Chart) -> None:
    used, why = _cited(chart), _why_dropped(chart)
    for kind, entries in _shelves(chart, sent):
        for entry in entries:
            reasons = why.get(id(entry), set())
            if entry.ref in used:
                made.used[kind] += 1
                for reason in denied(json.loads(entry.raw)):
                    made.wrong.append(f"{sent.name}: {kind} was asserted with {reason}")
            elif reasons:
                made.dropped[kind, " and ".join(sorted(reasons))] += 1
            else:
                made.unasked[kind] += 1
                if _should_have_been_asked(json.loads(entry.raw)):
                    made.wrong.append(f"{sent.name}: {kind} was asked for, and neither used nor dropped")
        _lost(chart, kind, made.dropped)


def _as_statements(made: Account, sent: Sent, chart: Chart) -> None:
    stated = _cited(chart)
    for kind, entries in _shelves(chart, sent):
        for entry in entries:
            if entry.ref in stated:
                made.stated[kind] += 1
                made.wrong.extend(
                    f"{sent.name}: {kind} was asserted with {why}" for why in denied(json.loads(entry.raw))
                )


def _as_whole(made: Account, sent: Sent, chart: Chart) -> None:
    given, why = _cited(chart), _why_dropped(chart)
    for kind, entries in _shelves(chart, sent):
        for entry in entries:
            reasons = why.get(id(entry), set())
            if entry.ref in given:
                made.whole[kind] += 1
                if any("entered-in-error" in reason for reason in denied(json.loads(entry.raw))):
                    made.wrong.append(f"{sent.name}: {kind} was given whole though entered in error")
            elif reasons:
                made.withheld[kind, " and ".join(sorted(reasons))] += 1
            else:
                made.wrong.append(f"{sent.name}: {kind} was asked for whole, and neither given nor withheld")
        _lost(chart, kind, made.withheld)


def _cited(chart: Chart) -> set[str]:
    return {line["reference"] for line in chart.seen()}


def _why_dropped(chart: Chart) -> dict[int, set[str]]:
    """Return the reasons by resource; in public there are only their counts, which must be the same."""
    why: dict[int, set[str]] = {}
    counted: Counter[Row] = Counter()
    for kind, reason, one in chart._record._dropped:
        why.setdefault(one, set()).add(reason)
        counted[kind, reason] += 1
    assert all(chart.drops[row] >= count for row, count in counted.items())
    return why


def _shelves(chart: Chart, sent: Sent) -> Iterator[tuple[str, list[Any]]]:
    index = chart._index
    yield from ((kind, index.shelf(kind).entries) for kind in {r["resourceType"] for r in sent.resources})


def _lost(chart: Chart, kind: str, counts: Counter[Row]) -> None:
    shelf = chart._index.shelf(kind)
    counts[kind, DUPLICATE] += shelf.duplicates
    counts[kind, UNREADABLE] += shelf.unreadable


def _should_have_been_asked(resource: Resource) -> bool:
    kind = resource["resourceType"]
    if kind == "DiagnosticReport":
        return bool(resource.get("presentedForm"))
    if kind == "Observation":
        parts = (resource, *resource.get("component", []))
        held = {Code(canonical(s), c) for part in parts for s, c in codings(part.get("code", {}))}
        return bool(held & (MEASURED | GENETIC))
    return kind in WHOLLY_ASKED


def _after_all_of(resources: Iterable[Resource]) -> datetime:
    """Return a moment two days after whatever the record last tells of."""
    told = [r.get(name) for r in resources for name in _DATED]
    told += [r[name].get(end) for r in resources for name in _PERIODS for end in ("start", "end") if name in r]
    days = [one[:10] for one in told if isinstance(one, str) and _DATE.match(one)]
    return datetime.fromisoformat(max(days, default="2026-06-01")).replace(tzinfo=UTC) + timedelta(days=2)
