"""The four outcomes, and what an analysis may not do."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from chartside import (
    Analysis,
    CannotTell,
    Card,
    ContractError,
    Fact,
    Missing,
    NotApplicable,
    Outcome,
    Patient,
    Quiet,
    Required,
    Source,
    analysis,
)
from chartside.answer import MOST
from chartside.explanation import NOT_REVIEWED
from chartside.explanation import limits as limits_of
from chartside.testing import ask
from chartside.vocabulary import AtrialFibrillation, SystolicBP

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")


def saying(*said: Any) -> Analysis:
    @analysis("test.says", version="1.0.0", source=SOURCE)
    def says(af: AtrialFibrillation, sbp: SystolicBP) -> Iterator[Card | Quiet | NotApplicable | CannotTell]:
        """Say what the test wants."""
        for one in said:
            yield one.because(sbp) if isinstance(one, Card) and one.summary == "cites" and sbp else one

    return says


def test_a_card_with_a_basis_is_answered():
    answer = ask(saying(Card("cites")), sbp=150)
    assert (answer.outcome, len(answer)) == (Outcome.ANSWERED, 1)


def test_silence_with_every_input_is_answered_and_quiet():
    answer = ask(saying(), sbp=120)
    assert (answer.outcome, answer.reason) == (Outcome.ANSWERED, "nothing to report")


def test_what_another_input_stood_in_for_is_not_missing():
    answer = ask(saying(Quiet("taken from elsewhere").explain(stood_in=["sbp"])))
    assert (answer.gaps, answer.working["stood_in"]) == ((), ["sbp"])
    assert [g.name for g in ask(saying(Quiet("without it").explain(stood_in=["af"]))).gaps] == ["sbp"]


def test_silence_with_an_input_missing_is_cannot_tell():
    answer = ask(saying())
    assert answer.outcome is Outcome.CANNOT_TELL
    assert [g.name for g in answer.gaps] == ["sbp"]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        (Quiet("normal"), Outcome.ANSWERED),
        (NotApplicable("a child"), Outcome.NOT_APPLICABLE),
        (CannotTell("no weight"), Outcome.CANNOT_TELL),
    ],
)
def test_a_word_of_the_analysis_itself_stands_though_an_input_is_missing(word, outcome):
    answer = ask(saying(word))
    assert (answer.outcome, answer.reason) == (outcome, word.reason)


def test_doubt_wins_over_quiet():
    assert ask(saying(Quiet("a"), CannotTell("b")), sbp=120).outcome is Outcome.CANNOT_TELL


def test_a_card_beside_not_applicable_breaks_the_contract():
    with pytest.raises(ContractError, match="one of them is not true"):
        ask(saying(Card("cites"), NotApplicable("x")), sbp=150)


def test_a_card_without_a_basis_is_refused():
    with pytest.raises(ContractError, match=r"\.because"):
        ask(saying(Card("bare")), sbp=150)


def test_a_card_that_cites_what_was_not_given_is_refused():
    with pytest.raises(ContractError, match="was not given"):
        ask(saying(Card("foreign").because(Fact(ref="Observation/elsewhere"))), sbp=150)


def test_a_stranger_among_the_yields_is_refused():
    with pytest.raises(ContractError, match="yielded str"):
        ask(saying("hello"), sbp=150)


def test_more_than_anybody_reads_is_refused_and_not_waited_for():
    cards = [Card("cites")] * MOST
    assert len(ask(saying(*cards), sbp=150)) == MOST
    with pytest.raises(ContractError, match=f"more than {MOST} cards and words"):
        ask(saying(*cards, Quiet("and one word")), sbp=150)

    @analysis("test.endless", version="1.0.0", source=SOURCE)
    def endless(sbp: SystolicBP) -> Iterator[Card | Quiet]:
        """Never stop."""
        while True:
            yield Quiet("more")

    with pytest.raises(ContractError, match="more than"):
        ask(endless, sbp=150)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("", ""),
        ("none", "none. "),
        ("Not in children.", "Not in children. "),
        ("In adults only! ", "In adults only! "),
    ],
)
def test_limits_are_sentences(limits, said):
    @analysis("test.limited", version="1.0.0", source=SOURCE, limits=limits)
    def limited(sbp: SystolicBP) -> Iterator[Quiet]:
        """Say nothing."""
        yield Quiet("normal")

    assert limits_of(limited) == f"{said}{NOT_REVIEWED}"


def test_a_required_input_that_is_missing_is_answered_by_the_engine():
    calls = []

    @analysis("test.required", version="1.0.0", source=SOURCE)
    def required(sbp: Required[SystolicBP]) -> Iterator[Card]:
        """Never runs without its input."""
        calls.append(sbp)
        yield from ()

    answer = ask(required, sbp=Missing("too-old"))
    assert (answer.outcome, answer.reason, calls) == (Outcome.CANNOT_TELL, "sbp: too-old", [])


def test_a_type_that_does_not_admit_missing_is_required():
    @analysis("test.patient", version="1.0.0", source=SOURCE)
    def about(patient: Patient) -> Iterator[Card]:
        """Read the patient."""
        yield Card("x").because(patient)

    assert about.inputs["patient"].required
    assert ask(about).outcome is Outcome.CANNOT_TELL


def test_a_parameter_without_a_data_request_is_an_error_with_the_mend():
    with pytest.raises(TypeError, match=r"'creatinine' says no data it needs; annotate it with"):

        @analysis("test.bare", version="1.0.0", source=SOURCE)
        def bare(creatinine: float) -> Iterator[Card]:
            """Declare nothing."""
            yield from ()


def test_an_analysis_needs_a_source_and_an_id_of_its_plugin():
    with pytest.raises(ValueError, match="names no source"):
        Analysis("a.b", "1.0.0", {}, lambda: ())
    with pytest.raises(ValueError, match=r"<plugin>\.<name>"):
        Analysis("nodot", "1.0.0", {}, lambda: (), sources=(SOURCE,))
    with pytest.raises(ValueError, match="semantic"):
        Analysis("a.b", "one", {}, lambda: (), sources=(SOURCE,))


def test_what_a_doubt_lacks_is_named_once():
    doubt = CannotTell("too few", lacks={"sbp": "a second reading", "weight": "a weight"})
    assert [(g.name, str(g.missing)) for g in ask(saying(doubt), sbp=120).gaps] == [
        ("sbp", "incomplete (a second reading)"),
        ("weight", "incomplete (a weight)"),
    ]
    assert [g.name for g in ask(saying(doubt)).gaps] == ["sbp", "weight"]


def test_a_word_without_a_reason_is_refused():
    for word in (Quiet, NotApplicable, CannotTell):
        with pytest.raises(ValueError, match="needs a reason"):
            word(" ")


def test_a_doubt_beside_a_card_keeps_its_reason():
    answer = ask(saying(Card("cites"), CannotTell("no weight")), sbp=150)
    assert (answer.outcome, answer.reason) == (Outcome.ANSWERED, "1 card; cannot tell: no weight")


@pytest.mark.parametrize(
    ("working", "said"),
    [(float("nan"), "not finite"), (Decimal("Infinity"), "not finite"), (object(), "a object, which")],
)
def test_working_that_json_cannot_say_breaks_the_contract(working, said):
    with pytest.raises(ContractError, match=said):
        ask(saying(Quiet("x").explain(deep=[{"x": working}])), sbp=120)


def test_working_loses_what_is_empty_and_keeps_zero():
    working = {"a": None, "b": "", "c": [], "d": {"e": {}}, "zero": 0, "no": False, "list": [None, 1, ()]}
    assert ask(saying(Quiet("x").explain(**working)), sbp=120).working == {"zero": 0, "no": False, "list": [1]}


def test_the_clock_is_the_one_given():
    from chartside import Now, Today

    seen = {}

    @analysis("test.clock", version="1.0.0", source=SOURCE)
    def clock(now: Now, today: Today) -> Iterator[Quiet]:
        """Look at the clock."""
        seen.update(now=now, today=today)
        yield Quiet("seen")

    ask(clock, now=datetime.fromisoformat("2020-02-29T23:00:00+00:00"))
    assert (seen["now"].year, seen["today"].isoformat()) == (2020, "2020-02-29")
