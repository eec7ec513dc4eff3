"""What is known of a patient's horizon, and that silence is not taken for an answer."""

from datetime import datetime, timedelta

import pytest

from engine.monitoring.horizon import Outcomes, firsts, outcomes
from engine.monitoring.prediction import Prediction
from tests.engine.monitoring.made import FIRST, KIND, decide, tell

MONTH = timedelta(days=30)


def day(number: float) -> datetime:
    return FIRST + timedelta(days=number)


def foretold(patient: str | None = "p", at: float = 0) -> Prediction:
    blinds = frozenset({patient}) if patient else frozenset()
    return Prediction(
        "a" * 64,
        "1.0.0",
        shadow=False,
        at=day(at),
        outcome="answered",
        patient=patient,
        blinds=blinds,
        probability=0.2,
    )


@pytest.mark.parametrize(
    ("said", "spans", "became"),
    [
        ([], [], None),
        ([(5, True)], [], True),
        ([(0, True)], [], True),
        ([(30, True)], [], True),
        ([(-1, True)], [], None),
        ([(31, True)], [], None),
        ([(31, True)], [(0, 30)], False),
        ([(30, False)], [], False),
        ([(31, False)], [], None),
        ([(5, True), (30, False)], [], True),
        ([], [(0, 30)], False),
        ([], [(-10, 400)], False),
        ([], [(1, 400)], None),
        ([], [(-10, 29)], None),
        ([], [(-10, 15), (15, 400)], None),
        ([(5, True)], [(-10, 400)], True),
        ([(5, True)], [(-10, 29)], None),  # who has had none by then is not counted yet either
        ([(5, True)], [(1, 400)], None),
    ],
)
def test_what_became_within_a_month(said, spans, became):
    told = Outcomes(
        {"p": tuple((day(at), yes) for at, yes in said)}, tuple((day(since), day(until)) for since, until in spans)
    )
    assert told.became(foretold(), MONTH) is became


def test_a_feed_that_states_who_had_none_is_believed_outside_of_its_coverage():
    said = {"p": ((day(5), True),), "q": ((day(30), False),)}
    told = Outcomes(said, ((day(-10), day(29)),), states_no=True)
    assert [told.became(foretold(who), MONTH) for who in ("p", "q", "r")] == [True, False, None]


def test_somebody_elses_event_and_nobodys_prediction():
    told = Outcomes({"q": ((day(3), True),)}, ((day(-1), day(90)),))
    assert told.became(foretold(), MONTH) is False
    assert told.became(foretold(None), MONTH) is None


def test_of_predictions_inside_one_horizon_the_first_counts():
    found = [foretold(at=31), foretold(at=4), foretold(at=0), foretold(at=30), foretold("q", at=5), foretold(None, 6)]
    found.append(foretold(None, 7))
    counted = [(p.patient, (p.at - FIRST).days) for p in firsts(found, MONTH)]
    assert counted == [("p", 0), ("q", 5), (None, 6), (None, 7), ("p", 31)]


def test_outcomes_of_one_kind_and_tenant_are_read(database, ledger, keyring):
    record, other = (decide(ledger, "p", day(0), [], tenant=tenant) for tenant in ("default", "elsewhere"))
    spare = decide(ledger, "p", day(0), [])
    tell(database, keyring, record, [("p", day(3), True), ("q", day(4), False)], [(day(0), day(90))])
    tell(database, keyring, spare, [("p", day(5), True)], [(day(0), day(900))], kind="bleeding")
    tell(database, keyring, other, [("p", day(6), True)], [(day(0), day(9000))], tenant="elsewhere")
    found = outcomes(database, "default", KIND)
    assert found.told == {
        keyring.blind("default", "p"): ((day(3), True),),
        keyring.blind("default", "q"): ((day(4), False),),
    }
    assert found.spans == ((day(0), day(90)),)
    assert found.states_no
    assert not outcomes(database, "elsewhere", KIND).states_no
