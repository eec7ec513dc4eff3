"""The sum that one analysis provides reaches others through the engine, with what it could not tell."""

from decimal import Decimal

from tests.engine.service.conftest import serving
from tests.engine.strangers import install
from tests.plugins.opioids.asking import OXYCODONE

READER = """
    from collections.abc import Iterator
    from chartside import *
    from chartside.vocabulary import DailyMME

    @analysis("reader.mme", version="1.0.0", hooks=["order-sign"], source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def mme(mme: DailyMME) -> Iterator[Card | Quiet]:
        \"\"\"Show the sum.\"\"\"
        if mme:
            yield Card(f"The sum is {mme.value}").because(mme)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [mme]
"""
RX = "http://www.nlm.nih.gov/research/umls/rxnorm"


def order(**dosage):
    return {
        "resourceType": "MedicationRequest",
        "id": "draft",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"coding": [{"system": RX, "code": OXYCODONE}]},
        "dosageInstruction": [dosage],
    }


def asked(strangers, tmp_path, draft):
    install(strangers, "reader", READER)
    none = {"resourceType": "Bundle", "type": "searchset", "entry": []}
    with serving(tmp_path / "site") as client:
        templates = next(s for s in client.get("/cds-services").json()["services"] if s["id"] == "reader-order-sign")[
            "prefetch"
        ]
        patient = {"resourceType": "Patient", "id": "p1", "birthDate": "1970-01-01"}
        drafts = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]}
        call = {
            "hook": "order-sign",
            "hookInstance": "8d1a9a5e-1111-4222-8333-444455556666",
            "context": {"userId": "Practitioner/x", "patientId": "p1", "draftOrders": drafts},
            "prefetch": {key: patient if key == "patient" else none for key in templates},
        }
        return client.post("/cds-services/reader-order-sign", json=call).json()


def test_the_sum_of_a_draft_reaches_its_reader(strangers, tmp_path):
    quantity = {"value": 1, "unit": "tablet", "code": "{tablet}"}
    timing = {"repeat": {"frequency": 4, "period": 1, "periodUnit": "d"}}
    answer = asked(strangers, tmp_path, order(timing=timing, doseAndRate=[{"doseQuantity": quantity}]))
    [card] = answer["cards"]
    assert card["summary"] == "The sum is 30.00"
    [line] = card["extension"]["org.chartside.explanation"]["inputs"]
    assert (Decimal(str(line["value"])), line["origin"], line["by"]) == (Decimal(30), "derived", "opioids.daily_mme")


def test_what_could_not_be_told_reaches_it_as_missing(strangers, tmp_path):
    answer = asked(strangers, tmp_path, order())
    assert not answer["cards"]
    [line] = [one for one in answer["extension"]["org.chartside.outcomes"] if one["analysis"] == "reader.mme"]
    assert line["outcome"] == "cannot-tell"
