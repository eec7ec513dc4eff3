"""A manifest is read whole or refused whole, and a refusal names every key with its mend."""

from decimal import Decimal

import pytest

from chartside.manifest import Example, ManifestError, read_manifest
from tests.sdk.manifest.made import ATTRIBUTES, loaded, problems, read, written

TOO_MANY = """
[analyses.other]
intended_use = "x"
[elsewhere]
a = 1
"""


def test_what_is_written_is_read(tmp_path):
    rest = """
    [analyses.raised.cutoffs]
    sbp = ["> 180"]
    [analyses.raised.computed_cutoffs]
    age = "depends"
    [analyses.raised.expected_failures]
    units = "it must"
    [[analyses.raised.examples]]
    facts = {sbp = 180.5, age = 70}
    outcome = "answered"
    cards = 1
    indicator = "warning"
    """
    manifest = read(tmp_path, rest=rest)
    card = manifest.of("try-out.raised")
    assert (manifest.plugin.name, manifest.file) == ("try-out", "try_out.card.toml")
    assert (card.intended_use, card.users, card.predictive) == ("To try it.", "Clinicians", False)
    assert card.source_attributes == dict.fromkeys(ATTRIBUTES, "not available: a test")
    assert card.cutoffs == {"sbp": ("> 180",)}
    assert (card.computed_cutoffs, card.expected_failures) == ({"age": "depends"}, {"units": "it must"})
    facts = {"sbp": Decimal("180.5"), "age": 70}
    assert card.examples == (Example(facts, "2026-01-01T12:00:00Z", "answered", 1, "warning"),)
    assert card.due is not None
    assert (card.due.isoformat(), card.reviewed) == ("2027-01-01", False)


def test_everything_that_is_wrong_is_said_at_once(tmp_path):
    said = problems(
        tmp_path,
        plugin={"contact": '" "', "users": None, "version": '"1"'},
        analysis={"population": "3", "review_by": '"soon"', "hooks": '["x"]', "intended_us": '"x"'},
        attributes={"E7": '""', "E8": None, "E14": '"x"', "E3": '"not available"'},
        rest=TOO_MANY,
    )
    assert said.keys() == {
        "plugin.contact",
        "plugin.users",
        "plugin.version",
        "analyses.raised.population",
        "analyses.raised.review_by",
        "analyses.raised.hooks",
        "analyses.raised.intended_us",
        *(f"analyses.raised.source_attributes.{number}" for number in ("E3", "E7", "E8", "E14")),
        "analyses.other",
        "elsewhere",
    }
    assert said["plugin.contact"].startswith("is blank")
    assert said["plugin.users"].startswith("is missing")
    assert "repeats what @analysis says" in said["analyses.raised.hooks"]
    assert "not available: why" in said["analyses.raised.source_attributes.E3"]


@pytest.mark.parametrize("word", ["none", "none:", "not available", "not available: ", "todo"])
def test_a_word_that_stands_for_a_value_needs_its_reason(tmp_path, word):
    assert "analyses.raised.guideline" in problems(tmp_path, analysis={"guideline": f'"{word}"'})
    assert problems(tmp_path, analysis={"guideline": f'"{word.strip(": ")}: a reason"'}) == {}


def test_a_text_that_only_begins_like_one_is_a_text(tmp_path):
    for text in ("none of those under 18", "computed tomography", "todo lists", "Not available elsewhere"):
        assert problems(tmp_path, analysis={"population": f'"{text}"'}) == {}
    assert "analyses.raised.population" in problems(tmp_path, analysis={"population": '"not available yet"'})


def test_an_analysis_without_a_card_is_named(tmp_path):
    plugin = written(tmp_path)
    (tmp_path / "try_out.card.toml").write_text('[plugin]\nname = "try-out"\n')
    with pytest.raises(ManifestError) as refused:
        read_manifest(plugin)
    assert "analyses.raised" in [p.key for p in refused.value.problems]


def test_a_name_of_another_plugin_is_refused(tmp_path):
    assert "plugin.name" in problems(tmp_path, plugin={"name": '"other"'})


# The reviewer


def test_a_reviewer_whom_the_analysis_does_not_name_is_refused(tmp_path):
    said = problems(tmp_path, analysis={"reviewer": '"Dr. No"'})
    assert "reviewed_by=" in said["analyses.raised.reviewer"]


def test_the_reviewer_whom_the_analysis_names_need_not_be_repeated_and_cannot_be_another(tmp_path):
    named = 'reviewed_by="A. Reviewer",'
    assert read(tmp_path, more=named, analysis={"reviewer": None}).of("try-out.raised").reviewed
    assert "analyses.raised.reviewer" in problems(tmp_path, more=named)


def test_what_holds_for_every_analysis_is_said_once(tmp_path):
    rest = '[every]\nreviewer = "none: nobody"\nreview_by = "2027-02-02"\n[every.source_attributes]\nE5 = "Race: not used."'
    own = {"reviewer": None, "review_by": None}
    card = read(tmp_path, analysis=own, attributes={"E5": None}, rest=rest).of("try-out.raised")
    assert (card.reviewer, card.review_by) == ("none: nobody", "2027-02-02")
    assert card.source_attributes["E5"] == "Race: not used."
    wrong = "[every]\nreview_by = 'never'\nusers = 'x'\n[every.source_attributes]\nE99 = 'x'"
    assert problems(tmp_path, analysis={"review_by": None}, rest=wrong).keys() == {
        "every.review_by",
        "every.users",
        "every.source_attributes.E99",
    }


def test_limits_are_those_of_the_analysis_unless_there_is_more_to_say(tmp_path):
    assert read(tmp_path, analysis={"limits": None}).of("try-out.raised").limits == "For adults."
    assert "repeats" in problems(tmp_path, analysis={"limits": '"For  adults."'})["analyses.raised.limits"]


# Source attributes


def test_a_predictive_analysis_answers_for_31_more(tmp_path):
    lacking = problems(tmp_path, analysis={"predictive": "true"})
    assert lacking.keys() == {f"analyses.raised.source_attributes.P{n}" for n in range(1, 32)}
    more = {f"P{n}": '"x"' for n in range(1, 32)} | {"P27": '"computed: from the record"'}
    assert problems(tmp_path, analysis={"predictive": "true"}, attributes=more) == {}
    assert problems(tmp_path, attributes=more).keys() == lacking.keys()


@pytest.mark.parametrize(("number", "may"), [("P27", True), ("P29", True), ("P28", False), ("E5", False)])
def test_only_local_validity_and_fairness_are_computed(tmp_path, number, may):
    more = {f"P{n}": '"x"' for n in range(1, 32)} | {number: '"computed: from the record"'}
    said = problems(tmp_path, analysis={"predictive": "true"}, attributes=more)
    assert (said == {}) is may


# Cut-offs and examples


@pytest.mark.parametrize("cutoffs", ['"> 180"', '["180"]', '["> high"]', "[]", '["> 180", "> 180"]', '["= 4"]'])
def test_a_cut_off_is_a_comparison_with_a_number(tmp_path, cutoffs):
    assert "analyses.raised.cutoffs.sbp" in problems(tmp_path, rest=f"[analyses.raised.cutoffs]\nsbp = {cutoffs}")


def test_a_cut_off_is_of_a_number_that_the_analysis_reads(tmp_path):
    said = problems(tmp_path, rest='[analyses.raised.cutoffs]\ncreatinine = ["> 1"]')
    assert "It reads sbp, age" in said["analyses.raised.cutoffs.creatinine"]


@pytest.mark.parametrize(
    ("example", "key"),
    [
        ('outcome = "answered"', "facts"),
        ('facts = {sbq = 1}\noutcome = "answered"', "facts"),
        ("facts = {}", "outcome"),
        ('facts = {}\noutcome = "well"', "outcome"),
        ('facts = {}\noutcome = "answered"\ncards = -1', "cards"),
        ('facts = {}\noutcome = "answered"\ncards = 0\nindicator = "info"', "indicator"),
        ('facts = {}\noutcome = "answered"\nindicator = "grave"', "indicator"),
        ('facts = {}\noutcome = "answered"\nnow = "noon"', "now"),
        ('facts = {}\noutcome = "answered"\nwhy = "x"', "why"),
    ],
)
def test_an_example_that_cannot_be_asked_is_refused(tmp_path, example, key):
    said = problems(tmp_path, rest=f"[[analyses.raised.examples]]\n{example}")
    assert list(said) == [f"analyses.raised.examples[1].{key}"]


# The file


def test_beside_a_module_that_is_one_file_either_name_will_do(tmp_path):
    assert read(tmp_path, name="card.toml").file == "card.toml"


def test_a_card_toml_of_somebody_else_in_the_same_folder_is_passed_over(tmp_path):
    plugin = written(tmp_path, name="card.toml", plugin={"name": '"other"'})
    with pytest.raises(ManifestError, match=r"there is no manifest\. Write try_out.card.toml beside the module"):
        read_manifest(plugin)


def test_no_manifest_and_no_toml_are_said_with_the_mend(tmp_path):
    plugin = written(tmp_path)
    (tmp_path / "try_out.card.toml").write_text("[plugin\nx")
    with pytest.raises(ManifestError, match=r"try_out.card.toml: is no TOML \(.*line 1.*\)"):
        read_manifest(plugin)
    (tmp_path / "try_out.card.toml").unlink()
    with pytest.raises(ManifestError, match="there is no manifest"):
        read_manifest(loaded(tmp_path / "try_out.py"))
