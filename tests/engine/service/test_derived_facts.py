"""A fact that one plugin derives and another reads: asked in order, said when missing, on record, and never in a circle."""

import pytest

from engine.audit import State
from tests.engine.service.calls import FULL, bundle, observation, outcomes, view
from tests.engine.service.conftest import serving
from tests.engine.strangers import install

HEAD = """
    from collections.abc import Iterator
    from typing import Annotated
    from chartside import *
    from chartside.inputs import DerivedRequest
    from chartside.vocabulary import SystolicBP

    SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
    STRAIN = DerivedKind("strain", "cardiac strain", ("high", "low"))
    Strain = Annotated[Derived | Missing, DerivedRequest(STRAIN)]
"""
PROVIDER = (
    HEAD
    + """
    @provides(Strain)
    @analysis("maker.strain", version="1.0.0", hooks={hooks}, source=SOURCE, pace="{pace}")
    def strain(sbp: SystolicBP) -> Iterator[Derived | Card]:
        \"\"\"Derive strain from the pressure.\"\"\"
        {body}

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [strain]
"""
)
READER = (
    HEAD
    + """
    @analysis("reader.advice", version="1.0.0", hooks=["patient-view"], source=SOURCE, pace="{pace}")
    def advice(strain: Strain) -> Iterator[Card | Quiet]:
        \"\"\"Advise on strain.\"\"\"
        if strain:
            yield Card(f"Strain is {{strain.value}}").because(strain)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [advice]
"""
)
DERIVES = 'if sbp:\n            yield STRAIN.of("high" if sbp.value > 140 else "low", sbp.effective).because(sbp)'
CALL = view({**FULL, "observations": bundle(observation("s1", "8480-6", 150, "mm[Hg]"))})


def written(folder, hooks='["patient-view"]', body=DERIVES, pace="background"):
    install(folder, "maker", PROVIDER.format(hooks=hooks, body=body, pace=pace))
    install(folder, "reader", READER.format(pace=pace))


def asked(client, call=CALL, service="patient-view"):
    answer = client.post(f"/cds-services/{service}", json=call).json()
    ledger = client.app.state.desk.ledger
    recorded = ledger.read("default", answer["extension"]["org.chartside.receipt"]["decision"]).payload
    return answer, {run["analysis"]: run for run in recorded["runs"]}


def summaries(answer):
    return [card["summary"] for card in answer["cards"]]


def reason(answer, analysis):
    return next(x["reason"] for x in answer["extension"]["org.chartside.outcomes"] if x["analysis"] == analysis)


@pytest.mark.parametrize("pace", ["background", "instant"])
def test_a_reader_is_told_what_its_provider_derived_and_the_card_names_both(strangers, tmp_path, pace):
    written(strangers, pace=pace)
    with serving(tmp_path / "site", instant_plugins=["dist-maker", "dist-reader"]) as client:
        answer, runs = asked(client)
    assert "Strain is high" in summaries(answer)
    [card] = [c for c in answer["cards"] if c["summary"] == "Strain is high"]
    [line] = card["extension"]["org.chartside.explanation"]["inputs"]
    assert line["value"] == "high"
    assert line["by"] == "maker.strain"
    assert line["basis"] == ["Observation/s1"]
    assert line["reference"] == "derived/maker.strain/0"
    assert line["origin"] == "derived"
    assert line["effective"] == "2026-11-01T10:00:00Z"
    assert runs["reader.advice"]["facts"]["strain"]["value"] == "high", "what was read is on record"
    assert runs["maker.strain"]["outcome"] == "answered"
    assert "provides cardiac strain" in reason(answer, "maker.strain")


def test_a_service_asks_the_provider_it_needs_and_shows_none_of_its_cards(strangers, tmp_path):
    card = '\n            yield Card("Not asked for").because(sbp)'
    written(strangers, hooks='["order-sign"]', body=DERIVES + card)
    with serving(tmp_path / "site") as client:
        offered = {s["id"]: s for s in client.get("/cds-services").json()["services"]}
        assert "8480-6" in str(offered["reader-patient-view"]["prefetch"]), "what the provider reads is asked for"
        answer, runs = asked(client, service="reader-patient-view")
    assert summaries(answer) == ["Strain is high"]
    assert outcomes(answer) == {"maker.strain": "answered", "reader.advice": "answered"}
    [held] = runs["maker.strain"]["suppressed"]
    assert held["rule"] == "asked only for the fact that it provides"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('yield Quiet("nothing to derive from")', "not-found (maker.strain: nothing to derive from)"),
        ('raise ValueError("Ann Smith")\n        yield', "fetch-failed (maker.strain failed)"),
        ('yield CannotTell("too little")', "incomplete (maker.strain cannot tell: too little)"),
        ('yield NotApplicable("a child")', "not-found (maker.strain: a child)"),
        (
            'yield STRAIN.of("high").because(sbp)\n        yield STRAIN.of("low").because(sbp)',
            "conflicting (maker.strain gives more than one cardiac strain)",
        ),
        ('yield STRAIN.of("high")', "fetch-failed (maker.strain failed)"),
        ('yield DerivedKind("other", "other").of("x").because(sbp)', "fetch-failed (maker.strain failed)"),
    ],
)
def test_what_could_not_be_derived_is_missing_with_the_reason(strangers, tmp_path, body, said):
    written(strangers, body=body)
    with serving(tmp_path / "site") as client:
        answer, _ = asked(client)
    assert outcomes(answer)["reader.advice"] == "cannot-tell"
    assert reason(answer, "reader.advice") == f"strain: {said}"
    assert "Ann Smith" not in str(answer)


def test_a_switched_off_or_shadowed_provider_tells_nothing(strangers, tmp_path):
    written(strangers)
    with serving(tmp_path / "site") as client:
        switches = client.app.state.desk.switches
        for state, said in ((State.OFF, "maker.strain: switched off"), (State.SHADOW, "maker.strain is in shadow")):
            switches.set("default", "maker.strain", state, who="officer", why="a trial")
            answer, _ = asked(client)
            assert reason(answer, "reader.advice") == f"strain: not-permitted ({said})"


def test_without_a_provider_the_reader_cannot_tell(strangers, tmp_path):
    install(strangers, "reader", READER.format(pace="background"))
    with serving(tmp_path / "site") as client:
        answer, _ = asked(client)
    assert reason(answer, "reader.advice") == "strain: not-provided (nothing that is installed tells cardiac strain)"


def test_a_late_provider_is_late_for_its_reader_too(strangers, tmp_path):
    written(strangers, body=f"import time; time.sleep(2)\n        {DERIVES}")
    with serving(tmp_path / "site", budget_ms=200) as client:
        answer, _ = asked(client)
    assert outcomes(answer)["maker.strain"] == "cannot-tell"
    assert outcomes(answer)["reader.advice"] == "cannot-tell"
