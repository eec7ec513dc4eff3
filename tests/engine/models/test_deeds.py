"""Nothing speaks that misses a limit or was not tried here first, and a roll-back never leads to what was wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from chartside import Artefact, Limit, Model
from engine.audit import Choice, Deed, ModelChange, Named, RecordedChange
from engine.models.deeds import ChangeRefused, activate, roll_back, shadow, unshadow
from engine.models.past import Past

LIMITS = [Limit("auroc", at_least=Decimal("0.7"))]
AT = datetime(2026, 11, 20, tzinfo=UTC)


def artefact(version: str, auroc: float | None = 0.8) -> Artefact:
    measures = {} if auroc is None else {"auroc": {"value": auroc}}
    return Artefact(version, version.replace(".", "").ljust(64, "f"), lambda: None, {"measures": measures})


A, B, C = artefact("1.0.0"), artefact("1.1.0"), artefact("1.2.0")
POOR = artefact("2.0.0", 0.69)


def called(one: Artefact) -> Named:
    return Named(one.version, one.sha256)


class Site:
    """One model at one site, whose changes are kept as the record keeps them."""

    def __init__(self, *artefacts: Artefact) -> None:
        self.model = Model.of("readmission", artefacts, limits=LIMITS)
        self.holds = Choice()
        self.changes: list[RecordedChange] = []

    @property
    def past(self) -> Past:
        return Past("foretell.readmission", self.model, self.holds, self.changes)

    def does(self, deed: Callable[..., ModelChange], *words: str) -> ModelChange:
        change = deed(self.past, *words)
        at = AT + timedelta(hours=len(self.changes))
        self.changes.append(RecordedChange("foretell.readmission", "model", change, "o", "w", at, str(at)))
        self.holds = Choice(change.active, change.shadow)
        return change

    def has_now(self, *artefacts: Artefact) -> None:
        """Let other artefacts be installed."""
        self.model = Model.of("readmission", artefacts, limits=LIMITS)

    def refuses(self, deed: Callable[..., ModelChange], *words: str) -> str:
        with pytest.raises(ChangeRefused) as refused:
            deed(self.past, *words)
        return str(refused.value)

    @property
    def speaks(self) -> str:
        return self.past.active.version


def test_a_candidate_is_tried_then_speaks_and_what_spoke_before_can_come_back() -> None:
    site = Site(A, B)
    assert site.speaks == "1.0.0", "what ships first"
    tried = site.does(shadow, "1.1.0")
    assert (tried.before, tried.after, tried.active, tried.shadow) == (None, called(B), None, called(B))
    assert [line["met"] for line in tried.measures] == [True]
    made = site.does(activate, B.sha256[:8])
    assert (made.deed, made.before, made.after) == (Deed.ACTIVATE, called(A), called(B))
    assert (made.active, made.shadow) == (called(B), None), "it is not tried beside itself"
    back = site.does(roll_back)
    assert (back.deed, back.before, back.after, back.active) == (Deed.ROLLBACK, called(B), called(A), called(A))
    assert site.speaks == "1.0.0"


def test_what_was_never_in_shadow_here_is_refused() -> None:
    site = Site(A, B)
    assert "foretell.readmission 1.1.0 (sha256 110fffffffff) was never in shadow here" in site.refuses(
        activate, "1.1.0"
    )
    site.does(shadow, "1.1.0")
    site.does(unshadow)
    site.does(activate, "1.1.0")  # it was, whatever came after
    assert site.speaks == "1.1.0"


@pytest.mark.parametrize(("found", "auroc"), [("it is 0.69", 0.69), ("it was not measured", None)])
def test_what_misses_a_limit_never_begins_to_speak(found: str, auroc: float | None) -> None:
    site = Site(A, artefact("2.0.0", auroc))
    assert site.does(shadow, "2.0.0").measures[0]["met"] is False, "it may be tried, since it shows nothing"
    assert f"may not speak, for it misses a limit: auroc >= 0.7: {found}" in site.refuses(activate, "2.0.0")


def test_an_unknown_artefact_lists_those_that_are_there() -> None:
    site = Site(A, B)
    for deed in (shadow, activate, roll_back):
        said = site.refuses(deed, "9.9.9")
        assert "no artefact '9.9.9'" in said
        assert "1.0.0 (sha256 100fffffffff), 1.1.0 (sha256 110fffffffff)" in said
    assert "no artefact '110ffff'" in site.refuses(shadow, "110ffff"), "seven digits are too few"


def test_what_speaks_is_neither_tried_nor_made_to_speak_again() -> None:
    site = Site(A, B)
    assert "speaks, so there is nothing to try it beside" in site.refuses(shadow, "1.0.0")
    assert "speaks already" in site.refuses(activate, "1.0.0")
    assert "speaks already" in site.refuses(roll_back, "1.0.0")
    site.does(shadow, "1.1.0")
    assert "in shadow already" in site.refuses(shadow, "1.1.0")
    assert "no artefact of foretell.readmission is in shadow" in Site(A).refuses(unshadow)


def test_another_candidate_takes_the_place_of_the_first_and_stays_when_something_else_speaks() -> None:
    site = Site(A, B, C)
    site.does(shadow, "1.1.0")
    change = site.does(shadow, "1.2.0")
    assert (change.before, change.after, change.shadow) == (called(B), called(C), called(C))
    assert site.does(activate, "1.1.0").shadow == called(C)
    gone = site.does(unshadow)
    assert (gone.before, gone.after, gone.active, gone.shadow) == (called(C), None, called(B), None)


def test_what_ships_first_or_has_spoken_needs_no_shadow() -> None:
    site = Site(A, B)
    site.does(shadow, "1.1.0")
    site.does(activate, "1.1.0")
    site.does(activate, "1.0.0")
    site.does(activate, "1.1.0")
    site.has_now(C, A, B)
    site.does(activate, "1.2.0")
    assert site.speaks == "1.2.0"


def test_rolling_back_again_and_again_never_returns_what_was_left() -> None:
    site = Site(A, B, C)
    for version in ("1.1.0", "1.2.0"):
        site.does(shadow, version)
        site.does(activate, version)
    assert site.does(roll_back).after == called(B)
    assert site.does(roll_back).after == called(A)
    assert "nothing of foretell.readmission spoke before 1.0.0" in site.refuses(roll_back)
    assert site.does(roll_back, "1.2.0").after == called(C), "named, it is what somebody wants"
    assert site.does(roll_back).after == called(A), "it came after what spoke then"


def test_a_roll_back_leads_only_to_what_has_spoken_or_ships_first() -> None:
    site = Site(A, B, C)
    assert "never spoke here, so there is no way back to it" in site.refuses(roll_back, "1.1.0")
    site.does(shadow, "1.1.0")
    assert "never spoke here" in site.refuses(roll_back, "1.1.0"), "tried is not spoken"
    site.does(activate, "1.1.0")
    site.has_now(C, A, B)
    assert site.does(roll_back, "1.2.0").after == called(C)


def test_a_roll_back_to_what_misses_a_limit_needs_that_it_spoke() -> None:
    site = Site(POOR, A)
    site.does(shadow, "1.0.0")
    site.does(activate, "1.0.0")
    back = site.does(roll_back)
    assert (back.after, back.measures[0]["met"]) == (called(POOR), False)
    site.does(roll_back, "1.0.0")
    worse = artefact("3.0.0", 0.5)
    site.has_now(worse, A, POOR)
    assert "3.0.0 (sha256 300fffffffff) never spoke here by the record, and misses a limit" in site.refuses(
        roll_back, "3.0.0"
    )


def test_a_roll_back_to_what_is_gone_says_so() -> None:
    site = Site(A, B)
    site.does(shadow, "1.1.0")
    site.does(activate, "1.1.0")
    site.has_now(B, C)
    said = site.refuses(roll_back)
    assert "1.0.0 (sha256 100fffffffff) spoke before and is not installed any more" in said


def test_one_can_get_away_from_an_artefact_that_is_gone() -> None:
    site = Site(A, B)
    site.does(shadow, "1.1.0")
    site.does(activate, "1.1.0")
    site.has_now(A)
    change = site.does(roll_back)
    assert (change.before, change.after) == (called(B), called(A))
