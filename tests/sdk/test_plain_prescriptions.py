"""Prescriptions as people write them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import pytest

from chartside import RXNORM, Dosage, Found, Prescription, Prescriptions, PrescriptionsRequest, Quiet, Source, analysis
from chartside.plain import PlainFactError, plain_facts
from chartside.vocabulary.medicines import OPIOIDS

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OXYCODONE = {"system": RXNORM("").system, "code": "1049621"}


@analysis("test.prescribed", version="1.0.0", source=Source("A test", "https://example.org", "1", "2026-01-01"))
def prescribed(
    every: Prescriptions, opioids: Annotated[Found[Prescription], PrescriptionsRequest(OPIOIDS)]
) -> Iterator[Quiet]:
    """Read prescriptions."""
    yield Quiet("read")


def read(value, name="opioids"):
    return plain_facts(prescribed, {name: value}, NOW)[name]


def test_a_prescription_with_all_that_can_be_said_of_it():
    said = {"dose": 1, "unit": "{tablet}", "times": 4, "per_hours": 24, "as_needed": True, "date": "2026-02-01"}
    filled = {"quantity": 120, "quantity_unit": "{tablet}", "supply_days": 30, "repeats": 1}
    [one] = read([{**OXYCODONE, **said, **filled}])
    assert one.dosages == (Dosage(Decimal(1), "{tablet}", times=Decimal(4), per_hours=Decimal(24), as_needed=True),)
    assert (one.quantity, one.supply_days, one.repeats, one.since.text) == (Decimal(120), Decimal(30), 1, "2026-02-01")
    assert (one.current, one.drafted) == (True, False)


def test_a_draft_and_what_is_over():
    draft, over = read([{**OXYCODONE, "draft": True}, {**OXYCODONE, "current": False}])
    assert (draft.drafted, draft.current, draft.status, draft.dosages) == (True, True, "draft", ())
    assert not over.current


def test_only_what_is_asked_for_and_what_cannot_be_placed_is_unknown():
    other = {"system": OXYCODONE["system"], "code": "308191", "display": "amoxicillin 500 MG Oral Capsule"}
    assert read([other]).known_absent
    assert len(read([other], "every")) == 1
    assert read([{"system": "http://local", "code": "7"}]).unknown.reason == "incomplete"
    assert read([]).known_absent


@pytest.mark.parametrize(
    "wrong", [{"repeats": -1}, {"repeats": "two"}, {"dose": "much"}, {"draft": "yes"}, {"strength": 5}, {"code": ""}]
)
def test_what_cannot_be_read_is_named(wrong):
    with pytest.raises(PlainFactError, match=r"opioids\[0\]"):
        read([{**OXYCODONE, **wrong}])
