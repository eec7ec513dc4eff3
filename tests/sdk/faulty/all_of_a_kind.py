"""Asks for all procedures and vaccines there are, and cites what it found: nothing of them is unrelated."""

from collections.abc import Iterator

from chartside import Analysis, CannotTell, Card, Immunizations, Procedures, Quiet, Source, analysis, hookimpl

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(procedures: Procedures, vaccines: Immunizations) -> Iterator[Card | CannotTell | Quiet]:
    """Say what was done."""
    if procedures or vaccines:
        unseen = [name for name, found in (("procedures", procedures), ("vaccines", vaccines)) if not found.known]
        yield Card("Something was done").because(procedures, vaccines).explain(missing=unseen)
    elif procedures.known_absent and vaccines.known_absent:
        yield Quiet("nothing was done")
    else:
        yield CannotTell("what was done is not known")


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
