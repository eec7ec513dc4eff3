"""The quality scale: a level is reached rule by rule, and what is shown to be otherwise cannot be claimed."""

import pytest

from chartside.manifest.quality import judge, scale
from chartside.manifest.sides import unshown
from tests.sdk.manifest.made import problems, read

BELOW_GOLD = [rule.id for rule in scale().rules.values() if rule.level in ("bronze", "silver")]
EXAMPLES = """
[analyses.raised.cutoffs]
sbp = ["> 180"]
[[analyses.raised.examples]]
facts = {sbp = 181}
outcome = "answered"
[[analyses.raised.examples]]
facts = {sbp = 180}
outcome = "answered"
"""


def claimed(*rules, but=(), more=""):
    lines = [f'{rule} = "done"' for rule in rules if rule not in but]
    return "[quality]\n" + "\n".join(lines) + "\n" + more + EXAMPLES


def level(folder, rest, failing=()):
    return judge(read(folder, rest=rest), failing).level


def test_every_rule_is_of_a_level_and_says_something():
    rules = scale().rules.values()
    assert {rule.level for rule in rules} == set(scale().levels) == {"bronze", "silver", "gold", "platinum"}
    assert all(rule.says.endswith(".") for rule in rules)


def test_a_level_is_reached_when_all_its_rules_and_those_below_are_done_or_exempt(tmp_path):
    assert level(tmp_path, EXAMPLES) == ""
    bronze = [rule for rule in BELOW_GOLD if scale().rules[rule].level == "bronze"]
    assert level(tmp_path, claimed(*bronze)) == "bronze"
    assert level(tmp_path, claimed(*BELOW_GOLD)) == "silver"
    assert level(tmp_path, claimed(*BELOW_GOLD, but=["cites"])) == ""
    assert level(tmp_path, claimed(*BELOW_GOLD, but=["units"])) == "bronze"
    assert level(tmp_path, claimed(*BELOW_GOLD, but=["units"], more='units = "exempt: it reads no number"')) == "silver"
    assert level(tmp_path, claimed(*BELOW_GOLD, but=["units"], more='units = "todo: soon"')) == "bronze"


def test_a_rule_whose_check_fails_is_not_done_whatever_is_claimed(tmp_path):
    rest = claimed(*BELOW_GOLD)
    assert level(tmp_path, rest, failing=["same_answer_in_other_units"]) == "bronze"
    quality = judge(read(tmp_path, rest=rest), ["survives_without_sbp"])
    assert quality.level == ""
    [contradicted] = quality.contradicted
    assert contradicted.rule.id == "says-what-is-missing"
    assert contradicted.why == "the check survives_without fails"
    assert level(tmp_path, rest, failing=["of_no_rule"]) == "silver"


def test_what_the_manifest_shows_cannot_be_claimed_otherwise(tmp_path):
    gold = [rule.id for rule in scale().rules.values() if rule.level != "platinum"]
    shown = judge(read(tmp_path, rest=claimed(*gold))).contradicted
    assert [(one.rule.id, one.why) for one in shown] == [
        ("clinician-reviewed", "nobody has reviewed try-out.raised"),
    ]
    excused = claimed(*gold) + '[analyses.raised.expected_failures]\nunits = "why"'
    nobody = {"contact": '"not available: nobody"'}
    contradicted = judge(read(tmp_path, rest=excused, plugin=nobody)).contradicted
    assert {one.rule.id for one in contradicted} == {"clinician-reviewed", "nothing-excused", "reachable"}
    reviewed = {"more": 'reviewed_by="A. Reviewer",', "analysis": {"reviewer": None}}
    other = tmp_path / "other"  # a file is loaded once a process
    other.mkdir()
    assert judge(read(other, rest=claimed(*gold), **reviewed)).level == "gold"


def test_a_cut_off_without_an_example_on_either_side_is_no_cut_off_shown(tmp_path):
    one_sided = claimed(*BELOW_GOLD).replace("sbp = 180}", "sbp = 190}")
    quality = judge(read(tmp_path, rest=one_sided))
    assert [one.why for one in quality.contradicted] == ["try-out.raised has no example with sbp at or below 180"]


@pytest.mark.parametrize(
    ("cutoff", "values", "lacks"),
    [
        ("> 180", (180, 181), ()),
        ("<= 180", (180, 181), ()),
        (">= 180", (180, 179), ()),
        ("< 180", (180, 179), ()),
        (">= 180", (180, 181), ("with sbp below 180",)),
        ("> 180", (180, 179), ("with sbp above 180",)),
        ("< 180", (178, 179), ("with sbp at or above 180",)),
        ("> 180", (), ("with sbp above 180", "with sbp at or below 180")),
    ],
)
def test_the_cut_off_itself_lies_on_the_side_that_the_sign_says(tmp_path, cutoff, values, lacks):
    rows = "".join(f'[[analyses.raised.examples]]\nfacts={{sbp={v}}}\noutcome="answered"\n' for v in values)
    card = read(tmp_path, rest=f'[analyses.raised.cutoffs]\nsbp = ["{cutoff}"]\n{rows}').of("try-out.raised")
    assert unshown(card) == lacks


def test_a_value_in_another_unit_shows_no_side(tmp_path):
    rows = '[[analyses.raised.examples]]\nfacts={sbp=25, sbp_unit="kPa"}\noutcome="answered"\n'
    card = read(tmp_path, rest=f'[analyses.raised.cutoffs]\nsbp = ["> 20"]\n{rows}').of("try-out.raised")
    assert len(unshown(card)) == 2


def test_a_claim_is_done_todo_or_exempt_with_a_reason_and_of_a_rule_that_there_is(tmp_path):
    said = problems(
        tmp_path,
        rest='[quality]\ncites = "yes"\npure = "exempt"\nquick = "todo later"\nunits = "todo: x"\nfast = "done"',
    )
    assert said.keys() == {"quality.cites", "quality.pure", "quality.quick", "quality.fast"}
