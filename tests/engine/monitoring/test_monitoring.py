"""A model watched from decisions on record: what has moved, how right it was, and what is not known."""

import random
from datetime import timedelta

import pytest
from scipy import stats

from chartside import Outcome
from chartside.reference import describe
from engine.audit import Purpose
from engine.monitoring import NoModelError, limits, monitor
from engine.monitoring.drift import drift
from engine.monitoring.kolmogorov import p_value
from engine.monitoring.monitoring import OTHER
from engine.monitoring.prediction import Prediction
from tests.engine.monitoring import made
from tests.engine.monitoring.made import (
    CANDIDATE,
    FIRST,
    GONE,
    answered,
    asked_of,
    decide,
    people,
    run_line,
    silent,
    tell,
)

ONE = (70.0, True)
END = FIRST + timedelta(days=90)


def happened(foretold, factor=1.0, seed=3):
    drawn = random.Random(seed)  # noqa: S311 - made-up people
    return [drawn.random() < factor * p for p in foretold]


def told_of(database, keyring, record, became, covered=True):
    """Tell the events of p0, p1 ... two days after each was asked, and that these were all."""
    events = [(f"p{i}", FIRST + timedelta(hours=i, days=2), True) for i, yes in enumerate(became) if yes]
    tell(database, keyring, record, events, [(FIRST, END)] if covered else [])


def levels(watched):
    return [(f.level, f.what) for f in watched.findings]


# How often, and why not


def test_what_became_of_the_questions(database, ledger, falls):
    runs = [
        run_line(answered(*ONE)),
        run_line(silent(Outcome.CANNOT_TELL, "age", "unsteady")),
        run_line(silent(Outcome.CANNOT_TELL, "age")),
        run_line(silent(Outcome.CANNOT_TELL, "Ann Smith")),
        run_line(silent(Outcome.CANNOT_TELL)),
        run_line(silent(Outcome.NOT_APPLICABLE)),
        run_line(silent(Outcome.FAILED)),
    ]
    for i, run in enumerate(runs):
        decide(ledger, f"p{i}", FIRST, [run, {**run, "analysis": "falls.other"}])
    seen = monitor(database, ledger, "default", falls)
    [watched] = seen.artefacts
    answers = watched.answers
    assert (answers.asked, answers.answered, answers.cannot_tell) == (7, 1, 4)
    assert (answers.not_applicable, answers.failed) == (1, 1)
    assert answers.lacking == {"age": 2, "unsteady": 1, OTHER: 1, "not said": 1}
    assert levels(watched) == [("watch", "share of cannot tell")]
    assert watched.drift == "too few: 1 of 100 answered predictions"
    assert watched.validity == "no outcome of this kind was imported: fall"
    assert seen.alarms == []


def test_only_the_window_and_the_tenant(database, ledger, falls):
    for days in (0, 1, 2):
        decide(ledger, "p", FIRST + timedelta(days=days), [run_line(answered(*ONE))])
    decide(ledger, "p", FIRST, [run_line(answered(*ONE))], tenant="elsewhere")
    seen = monitor(database, ledger, "default", falls, FIRST + timedelta(days=1), FIRST + timedelta(days=2))
    assert [one.answers.asked for one in seen.artefacts] == [1]
    assert monitor(database, ledger, "nobody", falls).artefacts == []


def test_each_artefact_by_itself_and_the_candidate_from_the_shadow(database, ledger, falls):
    for i in range(3):
        tried = [run_line(answered(*ONE), CANDIDATE, "1.1.0")]
        decide(ledger, f"p{i}", FIRST, [run_line(answered(*ONE))], tried)
    decide(ledger, "p9", FIRST, [run_line(answered(*ONE), GONE, "0.9.0")])
    found = [
        (one.version, one.sha256, one.shadow, one.here, one.answers.asked)
        for one in monitor(database, ledger, "default", falls).artefacts
    ]
    assert found == [
        ("1.0.0", made.SHIPPED, False, True, 3),
        ("0.9.0", GONE, False, False, 1),
        ("1.1.0", CANDIDATE, True, True, 3),
    ]


def test_more_than_a_page_of_decisions_is_read_once_each(database, ledger, falls, monkeypatch):
    monkeypatch.setattr("engine.audit.asked.PAGE", 7)
    for i in range(30):  # many at one moment: a page may end among them
        decide(ledger, f"p{i}", FIRST + timedelta(hours=i // 10), [run_line(answered(*ONE))])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert (watched.answers.asked, watched.counted, watched.repeated) == (30, 30, 0)


def test_a_decision_that_does_not_open_is_counted_and_the_others_are_read(database, ledger, falls):
    lost = decide(ledger, "p0", FIRST, [run_line(answered(*ONE))])
    decide(ledger, "p1", FIRST, [run_line(answered(*ONE))])
    with database.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM decision_payload WHERE decision = '{lost}'")  # noqa: S608 - our own id
    seen = monitor(database, ledger, "default", falls)
    assert (seen.unreadable, seen.artefacts[0].answers.asked) == (1, 1)


def test_an_analysis_without_a_model_cannot_be_monitored(database, ledger, falls):
    from chartside.registry import discover

    with pytest.raises(NoModelError, match=r"falls\.plain has no trained model"):
        monitor(database, ledger, "default", discover().analyses["falls.plain"])


# Drift


def test_the_people_it_was_made_from_have_not_moved_and_older_ones_have(database, ledger, falls):
    asked_of(ledger, people(300))
    [as_ever] = monitor(database, ledger, "default", falls).artefacts
    assert [(m.name, m.n, m.other) for m in as_ever.drift] == [
        ("output", 300, 0),
        ("age", 300, 0),
        ("unsteady", 300, 0),
    ]
    assert levels(as_ever) == []
    assert as_ever.drift[1].p > 0.01
    alone = [p_value(m.distance, 300, 4000) for m in as_ever.drift if m.distance is not None]
    assert [m.p for m in as_ever.drift if m.p is not None] == pytest.approx(
        alone
    )  # one input of numbers: nothing to allow for

    asked_of(ledger, people(300, older=10), sha256=CANDIDATE, version="1.1.0")
    older = next(a for a in monitor(database, ledger, "default", falls).artefacts if a.sha256 == CANDIDATE)
    assert levels(older) == [("alarm", "PSI of the predicted probability"), ("alarm", "PSI of input age")]
    by_name = {m.name: m for m in older.drift}
    assert by_name["age"].p < 1e-6
    assert by_name["age"].distance > 0.4
    assert by_name["unsteady"].psi < 0.02
    assert by_name["unsteady"].distance is None


def test_many_inputs_are_tested_together():
    drawn = random.Random(6)  # noqa: S311 - made-up people
    values = {f"input{i}": [drawn.gauss(i / 40, 1) for _ in range(400)] for i in range(4)}
    reference = {
        "inputs": {name: describe([drawn.gauss(0, 1) for _ in range(2000)]) for name in values},
        "output": describe([drawn.random() for _ in range(2000)]),
    }
    shared = {"shadow": False, "at": FIRST, "outcome": "answered", "probability": 0.5}
    found = [
        Prediction("a", "1", inputs={name: drawn_[i] for name, drawn_ in values.items()}, **shared) for i in range(400)
    ]
    _, *inputs = drift(found, reference, limits())
    alone = [p_value(m.distance, 400, 2000) for m in inputs]
    assert [m.p for m in inputs] == pytest.approx(list(stats.false_discovery_control(alone)))
    assert [m.p for m in inputs] != pytest.approx(alone)


def test_what_was_not_answered_is_no_prediction(database, ledger, falls):
    told = answered(*ONE) | {"outcome": "cannot-tell"}
    decide(ledger, "p", FIRST, [run_line(told)])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert (watched.answers.cannot_tell, watched.counted) == (1, 0)


def test_a_bool_is_the_word_of_the_reference(database, ledger, falls):
    asked_of(ledger, [(age, True) for age, _ in people(200)])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert ("alarm", "PSI of input unsteady") in levels(watched)


def test_an_input_under_another_name_is_a_watch_and_not_well(database, ledger, falls):
    for i, (age, unsteady) in enumerate(people(120)):
        told = answered(age, unsteady)
        told["working"]["terms"][1]["name"] = "UNSTEADY"
        decide(ledger, f"p{i}", FIRST, [run_line(told)])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert levels(watched) == [("watch", "values of input unsteady")]


def test_a_chart_that_is_opened_often_counts_once(database, ledger, falls):
    for i in range(150):
        decide(ledger, "p", FIRST + timedelta(minutes=i), [run_line(answered(*ONE))])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert (watched.answers.answered, watched.counted, watched.repeated) == (150, 1, 149)
    assert watched.drift == "too few: 1 of 100 answered predictions"


# Right or wrong


def test_with_outcomes_it_is_said_how_right_it_was(database, ledger, keyring, falls):
    from sklearn.metrics import brier_score_loss, roc_auc_score

    foretold = asked_of(ledger, people(600))
    became = happened(foretold)
    told_of(database, keyring, decide(ledger, None, FIRST, []), became)
    [watched] = monitor(database, ledger, "default", falls).artefacts
    validity = watched.validity
    whole = validity.whole
    assert (validity.outcome, validity.within, validity.not_known) == ("fall", 30, 0)
    assert (whole.n, whole.events) == (600, sum(became))
    assert whole.auroc.value == pytest.approx(roc_auc_score(became, foretold))
    assert whole.brier == pytest.approx(brier_score_loss(became, foretold))
    assert whole.observed_expected.value == pytest.approx(sum(became) / sum(foretold))
    assert whole.observed_expected.low < 1 < whole.observed_expected.high
    assert [f.n for f in whole.fifths] == [120] * 5
    assert sum(f.events for f in whole.fifths) == whole.events
    assert [f.foretold for f in whole.fifths] == sorted(f.foretold for f in whole.fifths)
    assert all(abs(f.foretold - f.observed) < 0.15 for f in whole.fifths)
    assert {a: sum(g.n for g in groups.values()) for a, groups in validity.groups.items()} == {"sex": 600, "age": 600}
    assert set(validity.groups["sex"]) == {"female", "male"}
    men = [i for i in range(600) if i % 2 == 0]
    assert validity.groups["sex"]["male"].auroc.value == pytest.approx(
        roc_auc_score([became[i] for i in men], [foretold[i] for i in men])
    )
    assert levels(watched) == []


def test_without_coverage_silence_is_not_known_yet(database, ledger, keyring, falls):
    became = happened(asked_of(ledger, people(200)))
    told_of(database, keyring, decide(ledger, None, FIRST, []), became, covered=False)
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert watched.validity.not_known == 200 - sum(became)
    assert watched.validity.whole.n == sum(became)
    assert watched.validity.whole.too_few == f"too few: {sum(became)}"
    assert watched.validity.whole.auroc is None


def test_horizons_that_are_not_over_do_not_make_events_look_frequent(database, ledger, keyring, falls):
    foretold = asked_of(ledger, people(600))  # an hour apart: 25 days
    became = happened(foretold)
    events = [(f"p{i}", FIRST + timedelta(hours=i, days=2), True) for i, yes in enumerate(became) if yes]
    tell(database, keyring, decide(ledger, None, FIRST, []), events, [(FIRST, FIRST + timedelta(days=40))])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert (watched.validity.whole.n, watched.validity.not_known) == (241, 359)
    assert watched.validity.whole.events == sum(became[:241])


@pytest.mark.parametrize(("events", "others", "said"), [(20, 20, True), (19, 200, False), (200, 19, False)])
def test_twenty_of_each_are_needed(database, ledger, keyring, falls, events, others, said):
    asked_of(ledger, people(events + others))
    told_of(database, keyring, decide(ledger, None, FIRST, []), [True] * events + [False] * others)
    [watched] = monitor(database, ledger, "default", falls).artefacts
    whole = watched.validity.whole
    assert (whole.auroc is not None, whole.events is not None, whole.too_few == "") == (said, said, said)


def test_more_events_than_foretold_and_a_ranking_that_is_lost_are_alarms(database, ledger, keyring, falls):
    foretold = asked_of(ledger, people(500))
    drawn = random.Random(8)  # noqa: S311 - made-up people
    told_of(database, keyring, decide(ledger, None, FIRST, []), [drawn.random() < 0.6 for _ in foretold])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert [what for level, what in levels(watched) if level == "alarm"] == [
        "observed/expected",
        "AUROC",
        "AUROC against the evaluation",
    ]
    assert "more events than foretold" in watched.findings[0].said
    assert all(f.do for f in watched.findings)


def test_a_group_for_whom_it_does_not_hold_is_an_alarm(database, ledger, keyring, falls):
    foretold = asked_of(ledger, people(800))
    drawn = random.Random(9)  # noqa: S311 - made-up people
    became = [drawn.random() < (p if i % 2 else 0.35) for i, p in enumerate(foretold)]
    told_of(database, keyring, decide(ledger, None, FIRST, []), became)
    [watched] = monitor(database, ledger, "default", falls).artefacts
    groups = watched.validity.groups["sex"]
    assert groups["female"].auroc.value - groups["male"].auroc.value > 0.1
    assert [f.what for f in watched.findings if f.what.startswith("AUROC of sex")] == ["AUROC of sex male"]


def test_of_repeated_predictions_the_first_is_judged(database, ledger, keyring, falls):
    for i, (age, unsteady) in enumerate(people(100)):
        sure = 0.9 if i < 50 else 0.1
        decide(ledger, f"p{i}", FIRST, [run_line(answered(age, unsteady, probability=sure))])
        wrong = run_line(answered(age, unsteady, probability=1 - sure))
        decide(ledger, f"p{i}", FIRST + timedelta(days=1), [wrong])
    record = decide(ledger, None, FIRST, [])
    tell(database, keyring, record, [(f"p{i}", FIRST + timedelta(days=3), True) for i in range(50)], [(FIRST, END)])
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert (watched.validity.whole.n, watched.validity.whole.auroc.value) == (100, 1.0)


@pytest.mark.parametrize("first", ["asked", "told"])
def test_an_outcome_finds_its_patient_across_a_new_index_key(database, ledger, keyring, falls, first):
    steps = [
        lambda: asked_of(ledger, people(60)),
        lambda: told_of(database, keyring, decide(ledger, None, FIRST, []), [i < 30 for i in range(60)]),
    ]
    before, after = steps if first == "asked" else reversed(steps)
    before()
    keyring.rotate(Purpose.INDEX)
    after()
    [watched] = monitor(database, ledger, "default", falls).artefacts
    assert (watched.validity.whole.n, watched.validity.whole.events) == (60, 30)
