"""Puts every published case to a running service and compares what it says with what is expected."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from tests.engine.service.conftest import serving
from tests.plugins.opioids.cases import ANALYSES, Case, Json, cases

NOW = datetime(2023, 5, 1, 12, tzinfo=UTC)
_CENT = Decimal("0.01")
# What an expected text says, and what ours must say to say the same.
_SAME = {
    r"use of immediate-release opioids instead": r"immediate-release opioid|extended-release product",
    r"offering naloxone": r"Offer naloxone",
    r"concurrent use of benzodiazepine": r"a benzodiazepine",
    r"history of alcohol or drug abuse": r"history of alcohol or drug misuse",
    r"Avoid prescribing opioid pain medication and benzodiazepine concurrently": r"avoid the two together",
    r"benzodiazepine prescription request is concurrent with an active opioid": r"This benzodiazepine comes beside an opioid",
    r"opioid prescription request is concurrent with an active benzodiazepine": r"This opioid comes beside a benzodiazepine",
    r"High risk for opioid overdose": r"risk of overdose",
    r"taper now|Taper to less than 50": r"taper now",
}
EXPLAINED = {
    ("opioids.dosage", "wording"): (
        'The expected card says "taper now ... to less than 50". Recommendation 5 of 2022 says otherwise: weigh benefit and risk, do '
        "not lower fast, do not stop at once unless overdose threatens. The words are left from the guideline of 2016; ours are of 2022."
    ),
    ("opioids.dosage", "abstained"): (
        "RxNorm 892495 is no product but a component of one, and in no table of products, the publisher's own included: there it adds "
        "nothing to the sum without a word. Ours says that it cannot be counted, which is not the same as a small number."
    ),
    ("opioids.naloxone", "number"): (
        "A patch of 75 micrograms an hour is 75 x 2.4 = 180 MME a day, however often it is changed; the publisher's own tables say so "
        "(7200 x 0.075 x 1/3), and another of these cases expects 180 for the same patch. The number expected here comes from an older "
        "calculator, which made three tenths of it. Both lie above 50: the card is the same."
    ),
}


@dataclass(frozen=True)
class Compared:
    """One case: what was expected, what came, and in which ways the two differ."""

    case: Case
    outcome: str
    reason: str
    cards: Sequence[Json]

    @property
    def judged(self) -> bool:
        return self.case.expected is not None and self.case.analysis is not None

    @property
    def agree(self) -> bool:
        """Whether there are cards where cards are expected, and none where none are."""
        return self.case.expected is not None and len(self.case.expected) == len(self.cards)

    @property
    def differences(self) -> tuple[str, ...]:
        """Name in which ways what is said differs."""
        if not self.judged:
            return ()
        if not self.agree:
            return ("cards",)
        abstained = ("abstained",) if not self.cards and self.outcome != "answered" else ()
        return abstained + tuple(
            dict.fromkeys(kind for pair in zip(self.case.expected, self.cards, strict=True) for kind in _differ(*pair))
        )

    @property
    def explained(self) -> list[str]:
        return [EXPLAINED.get((str(self.case.analysis), kind), "") for kind in self.differences]


def _differ(expected: Json, ours: Json) -> Iterator[str]:
    theirs = f"{expected['summary']}\n{expected['detail']}"
    said = f"{ours['summary']}\n{ours['detail']}".replace("\\", "")
    if expected["indicator"] != ours["indicator"]:
        yield "indicator"
    number = re.search(r"([\d.]+) 'mg/d'", theirs)
    if number:
        found = re.search(r"([\d.]+) MME a day", said)
        if not found or abs(Decimal(number[1]) - Decimal(found[1])) > _CENT:
            yield "number"
    named = re.search(r"should be re-evaluated: (.+)", theirs)
    if named and named[1] not in said:
        yield "medicine"
    if any(re.search(t, theirs) and not re.search(o, said) for t, o in _SAME.items()):
        yield "wording"


def compared(*, mended: bool = True) -> list[Compared]:
    """Ask a service of each recommendation by itself, as the publisher's services are, on the day of the cases."""
    services = [
        {
            "id": id.replace(".", "-"),
            "hooks": ["order-sign", "order-select", "patient-view"],
            "title": id,
            "analyses": [id],
        }
        for id in ANALYSES.values()
    ]
    for one in services:  # a hook that an analysis does not serve cannot be offered
        one["hooks"] = sorted({c.hook for c in cases() if c.analysis == one["analyses"][0]})
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), now=NOW, services=services, offer=["composed"]) as client,
    ):
        offered = {(s["id"], s["hook"]): s for s in client.get("/cds-services").json()["services"]}
        told = []
        for case in cases(mended=mended):
            if case.analysis is None:
                told.append(Compared(case, "", "no recommendation: a greeting", ()))
                continue
            service = offered[case.analysis.replace(".", "-"), case.hook]
            call = {
                "hook": case.hook,
                "hookInstance": str(uuid5(NAMESPACE_URL, case.name)),
                "context": case.context,
                "prefetch": case.prefetch(service["prefetch"]),
            }
            answer = client.post(f"/cds-services/{service['id']}", json=call)
            body = answer.json()
            if answer.status_code != 200:
                told.append(Compared(case, str(answer.status_code), body["issue"][0]["diagnostics"], ()))
                continue
            lines = [line for line in body["extension"]["org.chartside.outcomes"] if line["analysis"] == case.analysis]
            told.append(Compared(case, lines[0]["outcome"], lines[0]["reason"], body["cards"]))
    return told
