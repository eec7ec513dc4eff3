"""Point 6: a next link, or a total above the entries, means that there is more: it is fetched, or said."""

import json

import pytest

from chartside.inputs import Having, History, Latest
from fhir_adapter import Chart
from tests.fhir_adapter.made import CREATININE, NOW, PATIENT, STROKE, YEAR, ask, creatinine, of, searchset, sent, stroke
from tests.fhir_adapter.test_gather import Hospital, gathered
from tests.fhir_servers import Told, scripted

HAVING, NEWEST = Having("Condition", STROKE), Latest(CREATININE, "mg/dL", YEAR)
NEXT = {"link": [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]}
CUT = [pytest.param(NEXT, id="next"), pytest.param({"total": 9}, id="total")]
WHOLE = [{"total": 1}, {}, {"link": [{"relation": "self", "url": "https://ehr.example/fhir/Condition"}]}]


@pytest.mark.parametrize("more", CUT)
def test_06_a_prefetch_that_was_cut_off_is_given_and_said_to_be_incomplete(more):
    found = ask(sent(of(HAVING), {"conditions": searchset(stroke(), **more)}), HAVING)
    assert (len(found), found.unknown.reason) == (1, "incomplete")


@pytest.mark.parametrize("more", CUT)
def test_06_an_empty_page_with_more_behind_it_is_no_absence(more):
    found = ask(sent(of(HAVING), {"conditions": searchset(**more)}), HAVING)
    assert not found.known_absent
    assert found.unknown.reason == "incomplete"


@pytest.mark.parametrize("more", CUT)
def test_06_the_newest_of_a_truncated_read_is_not_known(more):
    chart = sent(of(NEWEST), {"observations": searchset(creatinine("a", 1), **more)})
    assert ask(chart, NEWEST).reason == "incomplete"
    history = History(CREATININE, "mg/dL", YEAR)
    series = ask(sent(of(history), {"observations": searchset(creatinine("a", 1), **more)}), history)
    assert (len(series), series.unknown.reason) == (1, "incomplete")


@pytest.mark.parametrize("more", CUT)
def test_06_a_file_that_was_cut_off_says_so(more):
    chart = Chart.from_patient_file(json.dumps(searchset(PATIENT, stroke(), **more)).encode())
    assert ask(chart, HAVING).unknown.reason == "incomplete"
    assert any("read as incomplete" in note for note in chart.notes)


@pytest.mark.parametrize("more", WHOLE)
def test_06_a_whole_answer_is_whole(more):
    found = ask(sent(of(HAVING), {"conditions": searchset(stroke(), **more)}), HAVING)
    assert (len(found), found.unknown) == (1, None)


def test_06_what_is_included_or_an_outcome_does_not_count_towards_the_total():
    bundle = searchset(stroke(), total=2)
    bundle["entry"].append({"resource": creatinine("o", 1), "search": {"mode": "include"}})
    assert ask(sent(of(HAVING), {"conditions": bundle}), HAVING).unknown.reason == "incomplete"


def test_06_a_server_s_pages_are_turned_to_the_last():
    many = [creatinine(f"o{n}", 1, f"2026-05-{n + 1:02}") for n in range(23)]
    with scripted(Hospital(*many, most=5, reachable=True)) as server:
        inputs = of(History(CREATININE, "mg/dL"))
        series = gathered(server, inputs).facts(inputs, NOW)
    assert (len(series["it"]), series["it"].unknown) == (23, None)


def test_06_a_server_s_total_above_what_it_gives_is_said():
    with scripted(lambda _: Told(searchset(stroke(), total=3))) as server:
        inputs = of(HAVING)
        found = ask(gathered(server, inputs), HAVING)
    assert found.unknown.reason == "incomplete"
