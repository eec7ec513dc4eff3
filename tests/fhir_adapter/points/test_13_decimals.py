"""Point 13: numbers are decimals exactly as they were written, the text is kept for the audit, and cards round."""

import json
import re
from decimal import Decimal

import pytest

from chartside.inputs import History, Latest, Path, ResourcesRequest
from chartside.snapshot import freeze, thaw
from chartside.testing import ask as ask_analysis
from fhir_adapter import Chart
from plugins.risk_scores.analyses import egfr
from tests.fhir_adapter.made import CREATININE, NOW, PATIENT, YEAR, ask, creatinine, file, quantity
from tests.fhir_adapter.points.real import whole

NEWEST = Latest(CREATININE, "mg/dL", YEAR)


def written(text):
    raw = json.dumps([PATIENT, creatinine("a", "NUMBER")]).replace('"NUMBER"', text)
    return Chart.from_patient_file(raw.encode())


@pytest.mark.parametrize("text", ["1.10", "1.1", "0.30000000000000004", "1", "1.0", "1.05", "0.1234567890123456789"])
def test_13_a_number_is_the_decimal_that_was_written(text):
    found = ask(written(text), NEWEST)
    assert isinstance(found.value, Decimal)
    assert str(found.value) == text


@pytest.mark.parametrize("text", ["1.10", "7.50", "1.0"])
def test_13_the_text_is_kept_for_the_audit(text):
    assert ask(written(text), NEWEST).reported == f"{text} mg/dL"
    [resource] = ask(written(text), ResourcesRequest("Observation"))
    assert str(resource.get("valueQuantity")["value"]) == text
    [value] = ask(written(text), Path("Observation.value.value", "Observation"))
    assert str(value.value) == text


def test_13_a_number_that_a_float_cannot_hold_is_not_changed_on_its_way_to_a_worker():
    facts = {"it": ask(written("0.30000000000000004"), NEWEST)}
    back = thaw(json.loads(json.dumps(freeze(facts))))
    assert back == facts
    assert str(back["it"].value) == "0.30000000000000004"


@pytest.mark.parametrize(
    ("text", "above"),
    [("1.3", False), ("1.30", False), ("1.3000000000000000001", True), ("1.2999999999999999999", False)],
)
def test_13_thresholds_are_compared_in_decimals(text, above):
    assert (ask(written(text), NEWEST).value > Decimal("1.3")) == above


@pytest.mark.parametrize(("text", "reason"), [("1e999999999", "unit"), ("-1", "unit"), ("1e400", "unit")])
def test_13_a_number_out_of_all_bounds_is_no_value(text, reason):
    found = ask(written(text), NEWEST)
    assert found.reason in (reason, "incomplete", "stated-absent")


def test_13_conversion_is_decimal_too_and_cards_round():
    value = ask(file(PATIENT, creatinine("a", 1, valueQuantity=quantity(200.123456789, "umol/L"))), NEWEST).value
    assert isinstance(value, Decimal)
    assert len(str(value)) > 15
    [card] = ask_analysis(egfr, age=70, sex="female", creatinine=value).cards
    assert max(len(number) for number in re.findall(r"\d*\.\d+", card.summary + card.detail)) <= 4


def test_13_public_values_are_read_as_they_are_written():
    count = 0
    for sent in whole("synthea/ndjson"):
        stated = {
            f"Observation/{r['id']}": r["valueQuantity"]["value"]
            for r in sent.resources
            if r["resourceType"] == "Observation" and "valueQuantity" in r
        }
        for fact in ask(sent.chart(), History(CREATININE, "mg/dL"), NOW):
            assert float(fact.value) == stated[fact.ref]
            assert repr(stated[fact.ref]) == fact.reported.split(" ")[0]
            count += 1
    assert count > 20
