"""Cases are the same on every machine, vary every input, and make an analysis say what it can say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Annotated

import pytest

from chartside import Analysis, Card, CodeSet, Input, Missing, Outcome, Quiet, Required, Source, analysis, answer
from chartside.check import check
from chartside.inputs import Having, Injected
from chartside.registry import discover
from chartside.testing import NOON, cases
from chartside.testing.choice import REASONS
from chartside.testing.choices import UnknownRequestError
from chartside.vocabulary import AtrialFibrillation, SystolicBP
from plugins.risk_scores.analyses import FAMILIES

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
OF_TABLES = {f"risk-scores.{name}" for names in FAMILIES.values() for name in names}
# The scores that are made of tables share one path, and one of them stands for all.
SHIPPED = sorted(discover().analyses.keys() - OF_TABLES | {"risk-scores.curb65"})
_WORDS = """
from chartside.registry import discover
from chartside.testing import cases
import hashlib
print(hashlib.sha256("\\n".join(f"{c} {c.facts}" for c in cases(discover().analyses["risk-scores.egfr"])).encode()).hexdigest())
"""


@analysis("test.pressure", version="1.0.0", source=SOURCE)
def pressure(sbp: SystolicBP, af: AtrialFibrillation) -> Iterator[Card | Quiet]:
    """Say when the pressure is above 180."""
    if sbp and sbp.value > 180:
        yield Card("high").because(sbp, *af)


@pytest.mark.parametrize("id", SHIPPED)
def test_every_analysis_that_ships_gives_cards_silence_and_doubt_and_never_fails(id):
    one = discover().analyses[id]
    said = [answer(one, case.facts) for case in cases(one)]
    assert Outcome.FAILED not in {a.outcome for a in said}
    # A gene and its drug at once, or six hours on end, are not hit on by chance: the examples of these have them.
    # Nor a product of a table with a dose that fits it, ordered just now.
    # Nor are thirty measures at once, each within its range, or an infarction of the last three days.
    # A rule fires on its own positive case or its plugin does not start; nor is it chance that a note says what a list lacks.
    of_models = ("risk-models.breast_mass", "risk-models.infarction_death")
    of_opioids = ("opioids.daily_mme", "opioids.dosage", "opioids.long_acting", "opioids.long_acting_begun")
    rare = id in (*of_models, *of_opioids, "risk-scores.kdigo_aki_urine") or id.startswith("biomarkers.")
    assert any(a.cards for a in said) or rare or id.startswith(("pharmacogenomics.", "notes."))
    quiet = any(a.outcome is Outcome.ANSWERED and not a.cards for a in said)
    assert quiet or rare or id == "pharmacogenomics.warfarin"
    assert any(a.outcome is Outcome.CANNOT_TELL for a in said) or id == "risk-models.breast_mass"


def test_cases_do_not_depend_on_the_process():
    def words(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([sys.executable, "-c", _WORDS], env=environment, capture_output=True, check=True).stdout  # noqa: S603 - ours

    assert words("1") == words("2")


def test_every_input_is_missing_for_every_reason():
    made = cases(pressure)
    for name in pressure.inputs:
        reasons = {
            v.reason
            for c in made
            for v in (c.facts[name], getattr(c.facts[name], "unknown", None))
            if isinstance(v, Missing)
        }
        assert reasons == set(REASONS)


def test_a_number_in_the_code_is_tried_on_both_sides_and_itself():
    values = {str(case.facts["sbp"].value) for case in cases(pressure) if case.facts["sbp"]}
    assert {"179.9", "180", "180.1"} <= values


def test_no_case_is_made_twice():
    made = cases(pressure)
    assert len({tuple(map(id, c.choices.values())) for c in made}) == len(made)


def test_a_case_says_what_is_special_about_it():
    [plain, *others] = cases(pressure)
    assert not plain.varied
    assert all(case.varied and case.varied[-1] in str(case) for case in others if not case.said)
    assert plain.now == NOON


def test_what_never_gives_a_card_is_said_and_never_passes():
    @analysis("test.silent", version="1.0.0", source=SOURCE)
    def silent(sbp: SystolicBP) -> Iterator[Card | Quiet]:
        """Say nothing."""
        yield Quiet("nothing")

    for name in ("every_card_cites", "cites_only_what_it_was_given", "summary_fits", "declares_no_unused_input"):
        found = check(silent, name)
        assert (found.state, found.message) == (
            "not shown",
            "no card was seen: give an example in card.toml that has one",
        )


def test_a_request_of_an_unknown_kind_is_said():
    class Strange:
        def reads(self):
            return ()

    strange = Analysis("test.strange", "1.0.0", {"x": Input("x", Strange())}, lambda x: (), sources=(SOURCE,))
    with pytest.raises(UnknownRequestError, match="x: the kit makes no values for Strange"):
        cases(strange)
    assert check(strange, "same_answer_twice").state == "not shown"


def test_a_model_is_loaded_once_and_asked_less():
    loaded = []
    model = Injected("model", version="1", sha256="0" * 64, load=lambda: loaded.append(1) or 180)

    @analysis("test.heavy", version="1.0.0", source=SOURCE)
    def heavy(sbp: Required[SystolicBP], limit: Annotated[int, model]) -> Iterator[Card]:
        """Ask a model."""
        if sbp.value > limit:
            yield Card("high").because(sbp)

    assert 0 < len(cases(heavy)) < len(cases(pressure))
    assert loaded == [1]


def test_excluded_members_are_no_members():
    inner = CodeSet.of(
        "inner", "inner", *(c for c in AtrialFibrillation.__metadata__[0].what.codes if c.value == "5370000")
    )
    whole = AtrialFibrillation.__metadata__[0].what
    what = CodeSet("outer", "outer", whole.codes, excludes=inner)

    @analysis("test.outer", version="1.0.0", source=SOURCE)
    def outer(found: Annotated[AtrialFibrillation.__origin__, Having("Condition", what)]) -> Iterator[Card]:
        """Look."""
        if found:
            yield Card("found").because(*found)

    values = {fact.code.value for case in cases(outer) for fact in case.facts["found"]}
    assert values
    assert "5370000" not in values
