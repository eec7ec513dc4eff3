"""A rule file is read strictly, and every refusal names file, key and mend."""

import pytest

from plugins.biomarkers import RuleError, analyses

EVERY_KEY = (
    "id", "version", "status", "pack", "title", "purpose", "population", "limits", "hooks",
    "when", "applies_when", "unless", "if_unknown", "then", "evidence",
    "valuesets", "tests", "governance",
)  # fmt: skip


def refused(folder) -> str:
    with pytest.raises(RuleError) as caught:
        analyses(folder)
    return str(caught.value)


def test_a_whole_rule_is_accepted(shelf, rule):
    [analysis] = analyses(shelf(rule))
    assert analysis.id == "biomarkers.potassium"
    assert analysis.hooks == {"patient-view"}
    assert analysis.pace == "instant"
    assert analysis.reviewed_by == ""
    assert analysis.inputs["rule"].request.sha256 == rule["governance"]["sha256"]


@pytest.mark.parametrize("key", EVERY_KEY)
def test_a_rule_that_lacks_a_part_is_refused(shelf, rule, key):
    del rule[key]
    message = refused(shelf(rule))
    assert message.startswith("unnamed.yaml: id:" if key == "id" else f"potassium.yaml: {key}:")
    assert "is missing" in message


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("applies_when[0]", "say"), ("applies_when[0]", "unit"), ("applies_when[0]", "max_age_days"), ("applies_when[0]", "is"),
        ("then", "indicator"), ("then", "summary"), ("then", "detail"),
        ("evidence[0]", "title"), ("evidence[0]", "url"), ("evidence[0]", "level"), ("evidence[0]", "date"), ("evidence[0]", "states"),
        ("evidence[0]", "checked"),
        ("valuesets.potassium", "version"), ("valuesets.potassium", "source"), ("valuesets.potassium", "codes"),
        ("tests[2]", "lacks"), ("tests[0]", "given"),
        ("governance", "author"), ("governance", "clinical_reviewer"), ("governance", "approved_on"), ("governance", "review_by"),
        ("governance", "sha256"),
    ],
)  # fmt: skip
def test_a_part_that_lacks_a_key_is_refused_by_its_place(shelf, rule, part, key):
    table = rule
    for step in part.replace("[", ".").replace("]", "").split("."):
        table = table[int(step)] if step.isdigit() else table[step]
    table[key] = None  # for sha256 the folder's own signature would be filled in, so the key stays, blank
    message = refused(shelf(rule))
    assert message.startswith(f"potassium.yaml: {part}.{key}")


@pytest.mark.parametrize(
    ("change", "mend"),
    [
        ({"status": "on"}, "status: write one of draft, reviewed, active, retired"),
        ({"version": "one"}, "is not semantic"),
        ({"unles": []}, "unles: is not a key"),
        ({"applies_when": []}, "applies_when: is missing"),
        ({"applies_when": [{"say": "so"}]}, r"applies_when\[0\].: says no data beside its sentence"),
        (
            {"applies_when": [{"say": "so", "valueset": "nobody", "resource": "Condition"}]},
            "names no value set of this file",
        ),
        (
            {"applies_when": [{"say": "so", "latest": "nothing", "unit": "g", "max_age_days": 1, "is": "> 1"}]},
            "names no value set of this file",
        ),
        (
            {
                "applies_when": [
                    {"say": "s", "name": "n", "fhirpath": "Condition.code.exists()", "search": "Observation"}
                ]
            },
            "reads another type than Condition",
        ),
        ({"if_unknown": "guess"}, "if_unknown: write one of"),
        ({"evidence": []}, "at least one publication"),
        ({"when": {"order": "nobody"}}, "when.order: names no value set"),
        ({"then": []}, "then: is missing"),
        ({"then": {"indicator": "info", "summary": "{sodium}", "detail": "d"}}, "speaks of 'sodium'"),
        (
            {"then": {"indicator": "info", "summary": "s", "detail": "d", "if": {"potassium": "> 7"}}},
            "the last of the list has no if",
        ),
        (
            {
                "then": {
                    "indicator": "info",
                    "summary": "s",
                    "detail": "d",
                    "suggestions": [{"label": "Stop", "stop": "order"}],
                }
            },
            "the rule is asked of none",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_the_mend(shelf, rule, change, mend):
    with pytest.raises(RuleError, match=mend):
        analyses(shelf(rule | change))


@pytest.mark.parametrize("comparison", ["30", "< thirty", "< 30 mmol/L", "=< 3", "< 1 and > 0"])
def test_a_comparison_is_one_sign_and_one_number(shelf, rule, comparison):
    rule["applies_when"][0]["is"] = comparison
    assert "applies_when[0].is: write one comparison" in refused(shelf(rule))


@pytest.mark.parametrize("kind", ["positive", "negative", "unknown"])
def test_each_kind_of_case_is_needed(shelf, rule, kind):
    rule["tests"] = [case for case in rule["tests"] if case["case"] != kind]
    assert f"has no {kind} case" in refused(shelf(rule))


def test_required_means_do_not_fire(shelf, rule):
    rule["applies_when"][0]["required"] = True
    rule["if_unknown"] = "fire"
    assert "if_unknown: does not fit required" in refused(shelf(rule))


@pytest.mark.parametrize(
    ("reviewer", "approved", "status"),
    [("Dr A", "none", "active"), ("none", "2026-01-01", "active"), ("none", "none", "reviewed")],
)
def test_a_review_is_claimed_with_name_and_day_or_not_at_all(shelf, rule, reviewer, approved, status):
    rule |= {"status": status}
    rule["governance"] |= {"clinical_reviewer": reviewer, "approved_on": approved}
    assert "governance." in refused(shelf(rule))


def test_a_named_reviewer_reaches_the_analysis(shelf, rule):
    rule["governance"] |= {"clinical_reviewer": "Dr A", "approved_on": "2026-01-01"}
    [analysis] = analyses(shelf(rule))
    assert analysis.reviewed_by == "Dr A"


def test_a_change_after_signing_is_refused_and_the_message_names_the_new_hash(shelf, rule):
    shelf(rule)
    rule["title"] = "Very high potassium"
    message = refused(shelf(rule))
    assert "governance.sha256: does not fit the file" in message
    rule["governance"]["sha256"] = message.rsplit(" ", 1)[1]
    assert len(analyses(shelf(rule))) == 1


@pytest.mark.parametrize("status", ["draft", "reviewed", "retired"])
def test_only_active_rules_become_analyses(shelf, rule, status):
    rule["status"] = status
    rule["governance"] |= {"clinical_reviewer": "Dr A", "approved_on": "2026-01-01"}
    assert analyses(shelf(rule)) == ()


def test_the_file_bears_the_rules_name(shelf, rule):
    folder = shelf(rule)
    (folder / "potassium.yaml").rename(folder / "other.yaml")
    assert refused(folder).startswith("other.yaml: id: is not the file's name")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id: a\nid: b\n", "'id' is written twice"),
        ("codes:\n  860975: metformin\n", "the key 860975 is no text; quote it"),
        ("- a\n", "is not a rule"),
        ("id: [a\n", "is not YAML at line 2"),
        ("id: !!python/name:os.system\n", "is not YAML at line 1"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(tmp_path, text, complaint):
    (tmp_path / "bad.yaml").write_text(text)
    message = refused(tmp_path)
    assert message.startswith("bad.yaml: ")
    assert complaint in message


def test_what_has_no_canonical_form_is_refused(shelf, rule):
    folder = shelf(rule)
    path = folder / "potassium.yaml"
    path.write_text(path.read_text().replace("potassium: 6.1", "potassium: .inf"))
    assert "holds what is not text, number" in refused(folder)
