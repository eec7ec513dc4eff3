"""All lanes work at the same time under one deadline, and what comes back from a worker is believed only when it is an answer."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from chartside import Analysis, Outcome, Patient
from chartside.registry import Registry
from engine.audit import Choice, Keyring, LateResults, Named
from engine.breaker import Breaker
from engine.deck import Result
from engine.dispatch import InlineLane, Lane, Lost, PoolLane
from engine.installed import installed
from engine.lanes import Lanes
from engine.late import Digests, LateAnswers
from engine.models.standing import using
from engine.run import Question
from engine.store import Database
from tests.engine.modelled import ANALYSIS, artefact, modelled, sha256
from tests.engine.service.conftest import strangers  # noqa: F401 - a fixture
from tests.engine.service.misdeeds import swift
from tests.engine.service.test_circuit import pair
from tests.engine.strangers import GOOD, GREETING, good, install

ANN = Patient(None, "female", ref="Patient/ann")
GRANTED = frozenset({"chartside-server", "dist-swift"})


@pytest.fixture
def late(tmp_path: Path) -> LateAnswers:
    database = Database(f"sqlite:///{tmp_path / 'late.db'}")
    database.migrate()
    return LateAnswers(LateResults(database, Keyring.create(tmp_path / "keys")))


def slow(folder: Path, name: str, pace: str) -> None:
    paced = GOOD.replace('hooks=["patient-view"]', f'hooks=["patient-view"], pace="{pace}"')
    body = 'import time; time.sleep(0.6)\n        yield Card("Hello").because(patient)'
    install(folder, name, paced.replace("{body}", body).replace("{name}", name))


def ask(lanes: Lanes, late: LateAnswers, names: list[str], budget: float) -> dict[str, Result]:
    questions = {i: Question(lanes.registry.analyses[name], {"patient": ANN}) for i, name in enumerate(names)}

    async def answers() -> Mapping[int, Result]:
        await lanes.start()
        try:
            return await lanes.answers(questions, Digests(lanes.registry, "default", "ann"), late, "d1", budget)
        finally:
            await lanes.stop()

    return {names[i]: result for i, result in asyncio.run(answers()).items()}


def made(registry: Registry, background: Lane, beside: Lane | None = None) -> Lanes:
    return Lanes(registry, background, Breaker(), 10.0, GRANTED, beside)


def test_instant_and_background_work_at_the_same_time(strangers: Path, late: LateAnswers) -> None:  # noqa: F811
    slow(strangers, "swift", "instant")
    slow(strangers, "steady", "background")
    lanes = made(installed(), PoolLane(processes=1), PoolLane(processes=1))
    said = ask(lanes, late, ["swift.hello", "steady.hello"], 1.1)  # one after the other they would take longer
    assert {name: (r.answer.outcome, r.pace) for name, r in said.items()} == {
        "swift.hello": (Outcome.ANSWERED, "instant"),
        "steady.hello": (Outcome.ANSWERED, "background"),
    }


def test_an_instant_analysis_that_was_not_granted_runs_in_the_background(strangers: Path, late: LateAnswers) -> None:  # noqa: F811
    swift(strangers, "ungranted")
    [result] = ask(made(installed(), PoolLane(processes=1)), late, ["ungranted.hello"], 10).values()
    assert (result.answer.outcome, result.pace) == (Outcome.ANSWERED, "background")


def test_a_granted_stranger_never_runs_in_the_service(strangers: Path, late: LateAnswers) -> None:  # noqa: F811
    swift(strangers, "swift")
    [result] = ask(made(installed(), PoolLane(processes=1)), late, ["swift.hello"], 10).values()
    assert result.pace == "background"


def test_bytes_that_are_no_answers_are_a_failure_of_who_sent_them(strangers: Path, late: LateAnswers) -> None:  # noqa: F811
    good(strangers, "odd")
    echo = InlineLane("tests.engine.dispatch.tasks:echo")  # gives back the questions
    [result] = ask(made(installed(), echo), late, ["odd.hello"], 10).values()
    assert (result.answer.outcome, result.answer.reason) == (
        Outcome.FAILED,
        "the answer of its worker cannot be read",
    )


def test_only_what_ships_runs_in_the_service(strangers: Path) -> None:  # noqa: F811
    swift(strangers, "swift")
    lanes = made(installed(), InlineLane())
    paced: dict[str, Analysis] = dict(lanes.registry.analyses)
    assert lanes.is_instant(paced["swift.hello"])
    assert not lanes.is_own(paced["swift.hello"])
    assert lanes.is_own(paced["risk-scores.egfr"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import os; os._exit(3)\n        yield", "(worker-died)"),
        ('yield Card("x").because(patient).explain(much="x" * 5_000_000)', "(memory-limit)"),
    ],
    ids=["dies", "says too much"],
)
def test_what_ruins_a_job_costs_its_siblings_nothing_even_at_first_sight(
    strangers: Path,  # noqa: F811
    late: LateAnswers,
    body: str,
    reason: str,
) -> None:
    pair(strangers, "pair", body)
    lanes = made(installed(), PoolLane(processes=1))
    said = ask(lanes, late, ["pair.hello", "pair.other"], 10)
    assert said["pair.other"].answer.outcome is Outcome.ANSWERED
    assert said["pair.hello"].answer.outcome is Outcome.FAILED
    assert reason in said["pair.hello"].answer.reason
    assert (lanes.breaker.is_suspect("pair.hello"), lanes.breaker.is_suspect("pair.other")) == (True, False)


class Fragile(PoolLane):
    """A lane that loses every job of several questions."""

    def __init__(self) -> None:
        super().__init__(processes=1)
        self.budgets: list[float] = []

    async def ask(self, payload: bytes, *, budget: float, **more: Any) -> bytes:  # type: ignore[override]
        self.budgets.append(budget)
        if len(orjson.loads(payload)) > 1:
            raise Lost("worker-died")
        return await super().ask(payload, budget=budget, **more)


@pytest.mark.parametrize(("budget", "times", "outcome"), [(10, 3, Outcome.ANSWERED), (0, 1, Outcome.FAILED)])
def test_a_lost_job_is_asked_again_one_by_one_in_what_is_left_of_its_time_and_not_without(
    strangers: Path,  # noqa: F811
    late: LateAnswers,
    budget: float,
    times: int,
    outcome: Outcome,
) -> None:
    pair(strangers, "pair", GREETING.replace("{name}", "pair"))
    lane = Fragile()
    said = ask(made(installed(), lane), late, ["pair.hello", "pair.other"], budget)
    assert {r.answer.outcome for r in said.values()} == {outcome}
    assert len(lane.budgets) == times
    assert max(lane.budgets) == lane.budgets[0]


class Noted(InlineLane):
    """An inline lane that notes whose jobs come, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.owners: list[str] = []

    async def ask(self, payload: bytes, *, owner: str = "", **how: Any) -> bytes:
        self.owners.append(owner)
        return await super().ask(payload, owner=owner, **how)


@pytest.mark.parametrize("pace", ["background", "instant"])
def test_a_candidate_has_a_job_of_its_own_behind_all_that_speak(
    strangers: Path,  # noqa: F811
    late: LateAnswers,
    pace: str,
) -> None:
    modelled(strangers, artefact("1.0.0"), artefact("1.1.0"), pace=pace)
    good(strangers, "zeal")
    lane, registry = Noted(), installed()
    lanes = Lanes(registry, lane, Breaker(), 10.0, GRANTED | {"dist-foretell"}, lane)
    choice = Choice(shadow=Named("1.1.0", sha256("1.1.0")))
    speaking = using(registry.analyses[ANALYSIS], {ANALYSIS: {"model": choice}})
    assert speaking.candidate is not None
    asked = [Question(speaking.candidate.analysis, {"patient": ANN}, candidate=True)]
    asked += [Question(a, {"patient": ANN}) for a in (speaking.active.analysis, registry.analyses["zeal.hello"])]

    async def answers() -> tuple[set[int], set[int]]:
        await lanes.start()
        trials: list[asyncio.Task[dict[int, Result]]] = []
        try:
            done = await lanes.answers(
                dict(enumerate(asked)), Digests(registry, "default", "ann"), late, "d1", 10.0, trials
            )
            return set(done), {i for tried in await asyncio.gather(*trials) for i in tried}
        finally:
            await lanes.stop()

    assert asyncio.run(answers()) == ({1, 2}, {0}), "what speaks does not wait for the candidate"
    spoke = [owner for owner in lane.owners if owner in ("foretell", "zeal")]
    assert set(spoke) == {"foretell", "zeal"}
    assert [o for o in lane.owners if o not in spoke] == [f"{ANALYSIS} with {sha256('1.1.0')[:12]}"]
    if pace == "background":
        assert lane.owners[-1].startswith(ANALYSIS), "all of one lane go before it"
