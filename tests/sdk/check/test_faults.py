"""Each planted fault is caught by the check that it was planted for, and by no other."""

from functools import cache
from pathlib import Path

import pytest

from chartside.check import CHECKS, Report, Suite, find
from tests.sdk.check.charts import credulous

FAULTY = Path(__file__).parents[1] / "faulty"
# The fault, the check, and a piece of what is said about it: the input, the place or the number that a mender needs.
FAULTS = {
    "remembers": ("same_answer_twice", "keep nothing between calls"),
    "warns_once": ("same_answer_twice", "with other cards; answer from the arguments alone"),
    "joins_a_set": ("same_answer_twice", "asked in another process"),
    "first_only": ("same_answer_any_input_order", "what was found for af"),
    "cites_the_first": ("same_answer_any_input_order", "what was found for af"),
    "words_the_first": ("same_answer_any_input_order", "what was found for af"),
    "writes_into_its_table": ("does_not_change_inputs", "it changes table"),
    "paints_over": ("does_not_change_inputs", "the facts of sbp"),
    "trusts": ("survives_without_sbp", "AttributeError at trusts.py:"),
    "raises_oddly": ("survives_without_sbp", "_OddError at raises_oddly.py:"),
    "interrupts": ("survives_without_sbp", "KeyboardInterrupt at interrupts.py:"),
    "dramatic": ("never_more_certain_with_less_data", "without af it says answered with 1 card"),
    "assumes_normal": ("missing_is_not_normal", "without sbp it says answered as with a value"),
    "divides": ("survives_extremes", "DivisionByZero at divides.py:"),
    "reads_wording": ("same_answer_in_other_units", "how sbp was reported decides"),
    "keeps_errors": ("ignores_entered_in_error", "entered in error makes it differ"),
    "anybody": ("ignores_other_patient", "of another patient makes it differ"),
    "foresees": ("ignores_the_future", "dated after the question makes it differ"),
    "counts_everything": ("adding_an_unrelated_fact_changes_nothing", "something unrelated"),
    "counts_twice": ("later_duplicate_changes_nothing", "af stated twice"),
    "looks_at_the_clock": ("no_wall_clock", "datetime.now() at looks_at_the_clock.py:"),
    "starts_a_clock": ("no_wall_clock", "when it is imported: datetime.now() at starts_a_clock.py:"),
    "identifies_itself": ("no_wall_clock", "_uuid.generate_time_safe() at identifies_itself.py:"),
    "asks_c_for_the_time": ("no_wall_clock", "time() of a C library at asks_c_for_the_time.py:"),
    "phones_home": ("no_network", "socket.connect at phones_home.py:"),
    "reads_files": ("no_files_outside_package", "open of null at reads_files.py:"),
    "reads_the_environment": ("no_environment", "os.environ at reads_the_environment.py:"),
    "throws_dice": ("no_global_random", "random.random() at throws_dice.py:"),
    "contradicts": ("yields_only_what_it_may", "one of them is not true"),
    "contradicts_itself": ("yields_only_what_it_may", "derives strain as 2 different values"),
    "cites_nothing": ("every_card_cites", "rests on nothing"),
    "makes_up_references": ("cites_only_what_it_was_given", "cites what it was not given"),
    "wordy": ("summary_fits", "keep it under 140"),
    "writes_html": ("detail_is_safe", "has HTML in its detail"),
    "shows_images": ("detail_is_safe", "has an image in its detail"),
    "links_elsewhere": ("detail_is_safe", "links in its detail to what is not its source"),
    "no_address": ("source_has_url_and_version", "'Somewhere' has no address"),
    "by_identity": ("survives_json", "never by identity"),
    "logs_references": ("no_identifiers_in_logs", "a log line holds a reference"),
    "prints_values": ("no_identifiers_in_logs", "what it prints holds a measured value"),
    "writes_past_python": ("no_identifiers_in_logs", "to the terminal holds a measured value"),
    "logs_extras": ("no_identifiers_in_logs", "a log line holds a reference"),
    "logs_dates": ("no_identifiers_in_logs", "a log line holds a date of the record"),
    "logs_the_age": ("no_identifiers_in_logs", "a log line holds the patient's age"),
    "greedy": ("declares_no_unused_input", "dbp changes no answer"),
    "slow": ("quick_enough", "ms of processor time"),
    "slow_when_high": ("quick_enough", "ms of processor time, and 5 are allowed: sbp: 220.1"),
    "sleeps": ("quick_enough", "it waits"),
    "heavy": ("imports_quickly", "importing heavy.py loads lightgbm"),
    "undocumented": ("documented", "it has not limits"),
    "blank_attribute": ("source_attributes_complete", "E13"),
    "false_example": ("examples_hold", "example 1 gives 0 cards, and should give 1"),
    "wrong_side": ("cutoffs_as_declared", "> 180 is declared, and the answer turns at >= 180"),
    "undeclared": ("cutoffs_as_declared", "the answer turns at >= 220, which is not declared"),
}
SOUND = {"control", "whole_resources", "all_of_a_kind", "quiet_dates", "rises"}
# Those that are caught in a second process; for the others it would only take long.
ELSEWHERE = {"joins_a_set", "starts_a_clock", *SOUND}


@cache
def report(name: str) -> Report:
    plugin, _ = find(str(FAULTY / f"{name}.py"))
    suite = Suite(plugin, credulous, elsewhere=name in ELSEWHERE)
    # Importing in a process of its own takes long: only where that is what is to be caught, and where nothing is.
    wanted = [one for one in suite.plan() if one[1] != "imports_quickly" or name in {"heavy", *SOUND}]
    return Report(plugin.name, plugin.version, tuple(suite.finding(*one) for one in wanted))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_by_its_check_and_by_no_other(name):
    check, said = FAULTS[name]
    found = report(name)
    assert found.failing == (check,)
    message = found.of("faulty.pressure")[check].message
    assert said in message
    assert found.of("faulty.pressure")[check].promise


@pytest.mark.parametrize("name", sorted(SOUND))
def test_what_is_sound_passes(name):
    assert [str(f) for f in report(name).findings if f.state == "fail"] == []


def test_the_control_shows_everything_that_it_can():
    found = report("control")
    assert [str(f) for f in found.findings if f.state != "pass"] == []


def test_every_check_has_a_fault_and_every_fault_is_tried():
    assert {check for check, _ in FAULTS.values()} == {c.__name__ for c in CHECKS} | {"survives_without_sbp"}
    assert {path.stem for path in FAULTY.glob("*.py")} == FAULTS.keys() | SOUND
