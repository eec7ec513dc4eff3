"""What the record takes back, says of somebody else, or dates after the question changes nothing; nor does what is not asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chartside.answer import Answer
from chartside.check.finding import Verdict, judge, not_shown
from chartside.check.promises.same import difference
from chartside.check.trial import Said, Trial, steady
from chartside.inputs import DerivedRequest, Having, OrderRequest, OrdersRequest
from chartside.testing import bundle as written
from chartside.testing.attempt import attempt, gist
from chartside.testing.case import Case

_TARGETS, _SOURCES = 5, 6
_KITS = (DerivedRequest, OrderRequest, OrdersRequest)
Change = Callable[[written.Json], Iterable[written.Json]]


def ignores_entered_in_error(trial: Trial) -> Verdict:
    """What was entered in error changes nothing."""
    return _ignores(trial, written.entered_in_error, "entered in error", "look at its status, or declare a named input")


def ignores_other_patient(trial: Trial) -> Verdict:
    """What is about another patient changes nothing."""
    return _ignores(
        trial, written.of_somebody_else, "of another patient", "look at its subject, or declare a named input"
    )


def ignores_the_future(trial: Trial) -> Verdict:
    """What is dated after the question changes nothing."""

    def change(resource: written.Json) -> Iterator[written.Json]:
        yield from written.of_the_future(resource, trial.cases[0].now)

    return _ignores(
        trial, change, "dated after the question", "compare its date with `now: Now`, or declare a named input"
    )


def adding_an_unrelated_fact_changes_nothing(trial: Trial) -> Verdict:
    """What the record holds besides what is asked for changes nothing."""
    if trial.chart_of is None or not written.read_kinds(trial.inputs):
        return _cannot(trial)
    kinds = sorted(written.read_kinds(trial.inputs) - written.whole_kinds(trial.inputs))
    if not kinds:
        return not_shown("it asks for all that there is of a type, so nothing of that type is unrelated")

    def complaints() -> Iterator[str]:
        for case in trial.seeds[:_SOURCES]:
            more = [one for kind in kinds if (one := written.unrelated(kind, case.now)) is not None]
            before, after = _beside(trial, case, [{**one, "id": f"{one['id']}-too"} for one in more])
            if _told(before) != _told(after):
                yield (
                    f"something unrelated in the record makes it differ ({difference(before, after)}): {case}; "
                    "look at codes, not at counts"
                )

    return judge(complaints())


def later_duplicate_changes_nothing(trial: Trial) -> Verdict:
    """What the record states twice counts once."""
    # Of a series, the adapter merges what is stated twice: no analysis sees it.
    repeated = [n for n, i in trial.inputs.items() if isinstance(i.request, Having)]
    if not repeated:
        return not_shown("it reads nothing that a record would hold twice")

    def complaints() -> Iterator[str]:
        for case in trial.sample:
            for name in repeated:
                value = case.choices[name].value
                if not value:
                    continue
                twice = replace(value, items=(*value.items, replace(value[-1], ref=f"{value[-1].ref}-again")))
                before, after = trial.beside(case, {name: twice})
                if gist(after) != gist(before):
                    yield f"{name} stated twice makes it differ ({difference(before, after)}): {case}; ask whether, not how often"

    return judge(complaints())


def _told(said: Said) -> Said:
    """Leave out what was missing and why: of what else is there, the adapter may count what it could not read."""
    return replace(said, gaps=(), reason="") if isinstance(said, Answer) else said


def _ignores(trial: Trial, change: Change, what: str, mend: str) -> Verdict:
    """Add the records of one case, changed so that they must not count, to those of another, and see whether that makes a difference."""
    if trial.chart_of is None or not written.read_kinds(trial.inputs):
        return _cannot(trial)
    complaints: list[str] = []
    could_matter = False
    for target in trial.seeds[:_TARGETS]:
        for source in trial.seeds[:_SOURCES]:
            extra = [one for one in written.records(source, trial.inputs) if one["resourceType"] != "Patient"]
            if not could_matter:
                without, counted = _beside(trial, target, [{**one, "id": f"more-{one['id']}"} for one in extra])
                could_matter = _told(without) != _told(counted)
            before, after = _beside(trial, target, [changed for one in extra for changed in change(one)])
            if after != before:
                complaints.append(f"what is {what} makes it differ ({difference(before, after)}): {target}; {mend}")
    if not complaints and not could_matter:
        return not_shown("no case was found in which such a record would matter if it counted")
    return judge(complaints)


def _cannot(trial: Trial) -> Verdict:
    if not written.read_kinds(trial.inputs):
        return not_shown("it reads nothing of the record but who the patient is")
    return not_shown("needs the FHIR adapter: run `chartside check` where the server is installed")


def _beside(trial: Trial, case: Case, more: list[written.Json]) -> tuple[Said, Said]:
    """Return what is said to a case's record, and to it with more; twice the same where another thing is said each time anyway."""
    own = written.records(case, trial.inputs)
    return steady(lambda: _ask(trial, case, own), lambda: _ask(trial, case, [*own, *more]))


def _ask(trial: Trial, case: Case, resources: list[written.Json]) -> Said:
    read = trial.chart_of or (lambda *_: {})
    facts = dict(read(written.bundle(resources), trial.inputs, case.now))
    facts |= {n: case.choices[n].value for n, i in trial.inputs.items() if isinstance(i.request, _KITS)}
    return attempt(trial.analysis, {**trial.injected, **facts})
