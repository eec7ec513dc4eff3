"""One question at a terminal: about a file, with plain facts, or with both."""

import json
import subprocess

import pytest

from chartside.registry import discover
from tests.engine.cli.conftest import EXAMPLES, NOW
from tests.engine.cli.served import CHARTSIDE, environment
from tests.engine.service.calls import PATIENT, bundle, creatinine, observation, order

RUTH = EXAMPLES / "patients" / "ruth-halloran.json"
PATIENTS = sorted((EXAMPLES / "patients").glob("*.json"))
BORN = (("ann", "1950-01-01"), ("bob", "1960-01-01"))
HEADINGS = {
    "answered": "Answered without a card",
    "cannot-tell": "Cannot tell, for want of what is named",
    "not-applicable": "Not applicable",
}
METFORMIN, AMOXICILLIN = "860975", "308191"


def test_one_analysis_about_a_file_answers_with_the_result_itself(chartside, tmp_path):
    ran = chartside("ask", "risk-scores.egfr", RUTH, "--now", NOW, "--json")
    assert ran.status == 0
    assert ran.json.keys() == {"analysis", "version", "outcome", "reason", "cards", "explanation", "missing"}
    assert (ran.json["analysis"], ran.json["outcome"]) == ("risk-scores.egfr", "answered")
    [card] = ran.json["cards"]
    assert card["summary"].startswith("eGFR 27")
    assert "Observation/" in json.dumps(ran.json["explanation"]["inputs"])
    assert list(tmp_path.iterdir()) == []  # nothing is recorded


def test_the_same_question_has_the_same_answer_to_the_byte(chartside):
    words = ("ask", "risk-scores.egfr", RUTH, "--now", NOW, "--json")
    assert chartside(*words) == chartside(*words)


def test_now_is_the_moment_of_the_question(chartside):
    early = chartside("ask", "risk-scores.egfr", RUTH, "--now", "2010-01-01", "--json").json
    assert early["outcome"] == "cannot-tell"
    assert [gap["name"] for gap in early["missing"]] == ["creatinine"]


@pytest.mark.parametrize("now", ["2026-11-20 09:00", "2026-11-20T09:00:00", "2026-11-20T10:00:00+01:00"])
def test_a_moment_without_an_offset_is_in_utc(chartside, now):
    words = ("ask", "risk-scores.egfr", RUTH, "--json", "--now")
    assert chartside(*words, now) == chartside(*words, NOW)


def test_a_date_alone_is_its_start_in_utc(chartside):
    words = ("ask", "risk-scores.egfr", RUTH, "--json", "--now")
    assert chartside(*words, "2026-11-20") == chartside(*words, "2026-11-20T00:00:00Z")


def test_an_analysis_may_be_named_by_its_end_where_that_is_one_s_only(chartside):
    short = chartside("ask", "egfr", RUTH, "--now", NOW, "--json")
    assert short == chartside("ask", "risk-scores.egfr", RUTH, "--now", NOW, "--json")


def test_an_end_that_several_share_is_refused_by_their_names(chartside, strangers):
    from tests.engine.strangers import good

    for plugin in ("one", "two"):
        good(strangers, plugin)
    ran = chartside("ask", "hello", RUTH)
    assert ran.status == 2
    assert "'hello' could be one.hello or two.hello" in ran.err


def test_a_context_may_be_the_draft_orders_themselves(chartside):
    drafts = EXAMPLES / "orders" / "metformin-for-ruth-halloran.json"
    ran = chartside("ask", "metformin-egfr", RUTH, "--context", drafts, "--now", NOW, "--json")
    [card] = ran.json["cards"]
    assert "etformin" in card["summary"]
    assert ran.json["order"] == "MedicationRequest/ruth-draft-metformin"


def test_plain_facts_need_no_file(chartside, written):
    facts = written("facts.json", {"age": 76, "sex": "female", "creatinine": 0.6})
    ran = chartside("ask", "risk-scores.egfr", "--facts", facts, "--json")
    assert (ran.status, ran.json["outcome"], ran.json["cards"]) == (0, "answered", [])
    assert float(ran.json["explanation"]["working"]["results"]["result"]) == pytest.approx(92.97, abs=0.01)


def test_plain_facts_win_over_the_file_and_leave_the_rest_of_it(chartside, written):
    facts = written("facts.json", {"creatinine": 0.6})
    result = chartside("ask", "risk-scores.egfr", RUTH, "--facts", facts, "--now", NOW, "--json").json
    values = {line["name"]: line["value"] for line in result["explanation"]["inputs"]}
    assert (values["creatinine"], values["age"], values["sex"]) == (0.6, 76, "female")
    assert result["cards"] == []


def test_a_file_alone_is_asked_about_with_every_analysis_and_with_a_hook_those_that_serve_it(chartside):
    everything = chartside("ask", RUTH, "--now", NOW, "--json").json["results"]
    viewed = chartside("ask", RUTH, "--hook", "patient-view", "--now", NOW, "--json").json["results"]
    signed = chartside("ask", RUTH, "--hook", "order-sign", "--now", NOW, "--json").json["results"]
    names = [one["analysis"] for one in everything]
    assert names == sorted(names)
    serving = {
        hook: {a.id for a in discover().analyses.values() if hook in a.hooks} for hook in ("patient-view", "order-sign")
    }
    assert {one["analysis"] for one in viewed} == serving["patient-view"] > {"risk-scores.egfr"}
    assert {one["analysis"] for one in signed} == serving["order-sign"] > {"biomarkers.metformin-egfr"}


def test_a_hook_that_nothing_serves_is_said(chartside):
    ran = chartside("ask", RUTH, "--hook", "no-such-hook", "--json")
    assert ran.json == {"results": []}
    assert "nothing serves the hook 'no-such-hook'; there are " in ran.err
    assert "order-sign, patient-view" in ran.err
    assert chartside("ask", RUTH, "--hook", "no-such-hook").err == ran.err
    assert "serves" not in chartside("ask", RUTH, "--hook", "patient-view", "--now", NOW).err


def test_of_several_patients_in_a_file_one_is_named(chartside, written):
    ann, bob = ({"resourceType": "Patient", "id": id, "birthDate": born, "gender": "female"} for id, born in BORN)
    result = {**creatinine(1.9), "subject": {"reference": "Patient/bob"}}
    words = ("ask", "risk-scores.egfr", written("two.json", bundle(ann, bob, result)), "--now", NOW, "--json")
    refused = chartside(*words)
    assert (refused.status, "two.json: the file holds 2 patients; say which one: --patient ID" in refused.err) == (
        2,
        True,
    )
    assert [chartside(*words, "--patient", id).json["outcome"] for id, _ in BORN] == ["cannot-tell", "answered"]
    assert chartside(*words, "--patient", "Patient/bob").json == chartside(*words, "--patient", "bob").json
    assert "not in the file" in chartside(*words, "--patient", "eve").err
    context = written("context.json", {"patientId": "ann"})
    assert "name two patients" in chartside(*words, "--patient", "bob", "--context", context).err
    assert chartside(*words, "--patient", "ann", "--context", context).status == 0
    drafts = written("drafts.json", bundle(order()))  # a context that is itself the draft orders
    assert chartside(*words, "--patient", "bob", "--context", drafts).json["outcome"] == "answered"


def test_a_person_is_told_which_wins_where_there_are_facts_and_a_patient(chartside, written):
    facts = written("facts.json", {"creatinine": 0.6})
    both = chartside("ask", "risk-scores.egfr", RUTH, "--facts", facts, "--now", NOW)
    assert f"Where {facts} states a fact, it was used and not what the record says." in " ".join(both.out.split())
    for words in (["--facts", facts], [RUTH, "--now", NOW], [RUTH, "--facts", facts, "--now", NOW, "--json"]):
        assert "states a fact" not in chartside("ask", "risk-scores.egfr", *words).out


EGFR_25 = observation("e1", "98979-8", 25, "mL/min/{1.73_m2}")
FILE = bundle({"resourceType": "Patient", "id": "p1", "birthDate": "1950-01-01", "gender": "female"}, EGFR_25)


@pytest.mark.parametrize(
    ("orders", "outcomes"),
    [
        ([], {None: "not-applicable"}),
        ([("m1", METFORMIN)], {"MedicationRequest/m1": "answered"}),
        (
            [("m1", METFORMIN), ("a1", AMOXICILLIN)],
            {"MedicationRequest/m1": "answered", "MedicationRequest/a1": "not-applicable"},
        ),
    ],
)
def test_each_draft_order_of_the_context_is_a_question_and_one_alone_answers_for_itself(
    chartside, written, orders, outcomes
):
    context = written("context.json", {"patientId": "p1", "draftOrders": bundle(*(order(*one) for one in orders))})
    words = ("ask", "biomarkers.metformin-egfr", written("p.json", FILE), "--context", context, "--now", NOW, "--json")
    answer = chartside(*words).json
    results = answer["results"] if len(orders) > 1 else [answer]
    assert {one.get("order"): one["outcome"] for one in results} == outcomes
    for one in results:
        for card in one["cards"]:
            [suggestion] = card["suggestions"]
            assert suggestion["actions"][0]["resourceId"] == one["order"]


def test_plain_facts_may_go_with_the_orders_of_a_context(chartside, written):
    context = written("context.json", {"patientId": "p1", "draftOrders": bundle(order("m1"), order("m2"))})
    facts = written("facts.json", {"egfr": 25})
    words = ("ask", "biomarkers.metformin-egfr", "--facts", facts, "--context", context, "--json")
    assert [one["outcome"] for one in chartside(*words).json["results"]] == ["answered", "answered"]


# What a person sees


def test_a_person_sees_the_card_its_inputs_what_is_missing_and_that_nothing_was_recorded(chartside):
    ran = chartside("ask", "risk-scores.egfr", EXAMPLES / "patients" / "henrik-solberg.json", "--now", NOW)
    assert ran.status == 0
    for said in ("risk-scores.egfr 1.0.0: answered", "years", "Observation/", "nothing was recorded"):
        assert said in ran.out
    missing = chartside("ask", "risk-scores.egfr", EXAMPLES / "patients" / "mei-tanaka.json", "--now", NOW).out
    assert "cannot-tell" in missing
    assert "missing:" in missing


def test_a_terminal_that_lacks_a_character_shows_the_rest():
    words = [CHARTSIDE, "ask", "risk-scores.egfr", RUTH, "--now", NOW]
    settings = environment(PYTHONIOENCODING="ascii")
    shown = subprocess.run(words, env=settings, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 - ours
    assert "eGFR 27" in shown.stdout
    assert shown.stderr == ""


def test_odd_text_of_a_record_is_shown_and_does_not_command_the_terminal(chartside, written):
    odd = creatinine(1.9, id="c[/x]1")
    odd["code"]["coding"][0]["display"] = "Crea\x1b]0;title\x07tinine [/bold] [red]\N{SNOWMAN}[/x] \x9b31m"
    file = written("p.json", bundle({**FILE["entry"][0]["resource"]}, odd))
    shown = chartside("ask", "risk-scores.egfr", file, "--now", NOW)
    assert shown.status == 0
    for said in ("[/bold]", "c[/x]1", "\N{SNOWMAN}"):
        assert said in shown.out
    assert not set("\x1b\x07\x9b") & set(shown.out)


def test_a_strict_question_refuses_what_is_not_valid_and_names_it_without_quoting(chartside, tmp_path):
    (tmp_path / "patient.json").write_text(json.dumps(bundle({**PATIENT, "contact": "Zebulon"}, creatinine(1.9))))
    words = ["ask", "risk-scores.egfr", tmp_path / "patient.json", "--now", NOW]
    assert chartside(*words).status == 0, "otherwise it is read as far as it can be"
    ran = chartside(*words, "--strict")
    assert (ran.status, ran.out) == (2, "")
    assert "not valid FHIR R4: Patient is not valid FHIR R4: 1 error(s) at contact" in ran.err
    assert "Zebulon" not in ran.err
    (tmp_path / "patient.json").write_text(json.dumps(bundle(PATIENT, creatinine(1.9))))
    assert chartside(*words, "--strict").status == 0


@pytest.mark.parametrize("patient", PATIENTS, ids=[path.stem for path in PATIENTS])
def test_of_many_those_with_a_card_are_shown_whole_and_every_other_is_named_under_its_outcome(chartside, patient):
    shown = chartside("ask", patient, "--now", NOW)
    results = chartside("ask", patient, "--now", NOW, "--json").json["results"]
    words = " ".join(shown.out.replace("│", " ").split())
    assert shown.status == 0
    rest = words
    for heading, outcome in HEADINGS.items():
        those = [one for one in results if one["outcome"] == outcome and not one["cards"]]
        if not those:
            continue
        _, told, rest = rest.partition(f"{heading} ({len(those)})")
        assert told, heading
        for one in those:
            assert one["analysis"] in rest
    for one in results:
        for card in one["cards"]:
            assert f"{one['analysis']} {one['version']}: {one['outcome']}" in words
            assert card["summary"] in words
    assert len(shown.out.splitlines()) < 5 * len(results)


def test_what_failed_among_many_is_told_before_what_answered(chartside, strangers):
    from tests.engine.strangers import good

    good(strangers, "raises", 'raise ValueError("Ann Smith")\n        yield')
    ran = chartside("ask", RUTH, "--now", NOW)
    words = " ".join(ran.out.split())
    assert ran.status == 1
    assert words.index("Failed: do not read their silence as reassurance (1)") < words.index("Answered without a card")
    assert "raises.hello" in words
    assert "Ann Smith" not in words
