"""Which stay is meant, how long it was, and what came in the twelve months before."""

from datetime import date

import pytest

from chartside import Encounter, Found, Moment
from plugins.risk_models.coding import destination, diagnosis
from plugins.risk_models.knowledge_file import knowledge
from plugins.risk_models.stay import Stay

TODAY = date(2026, 6, 10)
TERMS = knowledge("readmission").content


def contact(kind: str, since: str, until: str = "", status: str = "") -> Encounter:
    ended = Moment.parse(until) if until else None
    return Encounter(
        kind,
        status or ("finished" if until else "in-progress"),
        Moment.parse(since),
        ended,
        ref=f"Encounter/{kind}-{since}",
    )


def newest(*contacts: Encounter) -> Stay | None:
    return Stay.newest(Found(contacts), TODAY)


def test_a_stay_that_goes_on_lasts_until_today() -> None:
    stay = newest(contact("IMP", "2026-06-01"), contact("IMP", "2026-05-01", "2026-05-03"))
    assert stay is not None
    assert (stay.days, len(stay.stays)) == (9, 1)


@pytest.mark.parametrize(("until", "meant"), [("2026-06-10", True), ("2026-06-08", True), ("2026-06-07", False)])
def test_a_stay_is_meant_until_two_days_after_its_end(until: str, meant: bool) -> None:
    assert (newest(contact("IMP", "2026-06-01", until)) is not None) is meant


@pytest.mark.parametrize(
    ("since", "counts"), [("2026-06-01", 0), ("2026-05-31", 1), ("2025-06-01", 1), ("2025-05-31", 0)]
)
def test_what_began_in_the_365_days_before_counts(since: str, counts: int) -> None:
    stay = newest(contact("IMP", "2026-06-01"), contact("EMER", since, since))
    assert stay is not None
    assert len(stay.emergencies) == counts


@pytest.mark.parametrize("status", ["planned", "cancelled", "entered-in-error", "arrived-in-error", "unknown"])
def test_what_did_not_take_place_does_not_count(status: str) -> None:
    stay = newest(contact("IMP", "2026-06-01"), contact("IMP", "2026-05-01", "2026-05-02", status))
    assert stay is not None
    assert stay.stays == ()


def test_an_outpatient_visit_is_no_stay() -> None:
    assert newest(contact("AMB", "2026-06-10", "2026-06-10")) is None


def test_a_stay_that_is_over_without_an_end_is_not_taken_for_one_that_goes_on() -> None:
    assert newest(contact("IMP", "2026-06-01", status="finished")) is None


def test_a_stay_of_the_future_is_not_the_one() -> None:
    assert newest(contact("IMP", "2026-06-11")) is None


@pytest.mark.parametrize(
    ("codes", "where"),
    [
        (["home"], "home"),
        (["01"], "home"),
        (["06"], "home-care"),
        (["snf"], "skilled-nursing"),
        (["62"], "other-hospital"),
        (["aadvice"], "otherwise"),
        (["hosp"], "excluded"),
        (["20"], "excluded"),
        (["home", "01"], "home"),
        (["home", "snf"], None),
        (["nowhere"], None),
        ([], None),
    ],
)
def test_where_a_stay_ends(codes: list[str], where: str | None) -> None:
    assert destination(codes, TERMS) == where


@pytest.mark.parametrize(
    ("codes", "group"),
    [
        (["I50.9"], "circulatory"),
        (["R07.9"], "respiratory"),
        (["R00.2"], "circulatory"),
        (["J18.9"], "respiratory"),
        (["K92.2"], "digestive"),
        (["E11.65"], "diabetes"),
        (["E87.1"], "other"),
        (["S72.001A"], "injury"),
        (["N39.0"], "genitourinary"),
        (["C34.90"], "neoplasm"),
        (["D12.6"], "neoplasm"),
        (["D64.9"], "other"),
        (["F32.9"], "other"),
        (["I50.9", "I10"], "circulatory"),
        (["I50.9", "J18.9"], None),
        (["84114007"], None),
        (["heart"], None),
    ],
)
def test_what_a_stay_was_for(codes: list[str], group: str | None) -> None:
    assert diagnosis(codes, TERMS) == group
