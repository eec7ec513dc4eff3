"""Writes the page of agreement: `python -m tests.plugins.opioids.oracle > docs/measured/opioid-oracle.md`."""

import sys
from collections.abc import Iterable, Sequence

from tests.plugins.opioids.agreement import Compared, compared
from tests.plugins.opioids.cases import REPAIRS
from tests.plugins.opioids.population import Survey

HEAD = """# Opioid safety against a national oracle

Written by

```sh
.venv/bin/python -m tests.plugins.opioids.oracle > docs/measured/opioid-oracle.md
```

which needs the public sets beside the checkout. The oracle is the CDC's opioid decision support for FHIR R4, version 2022.1:
{cases} published CDS Hooks requests, {judged} of them with the response that is expected. Each is put to a running service, on
the day of the cases (2023-05-01), under an id that holds the one analysis of its recommendation, as the publisher's services do.
A search of our service is answered with what the case holds of that type; what it sent as null is known to be none.

**{agree} of {judged} agree on cards or no cards.** {differences} of them say something else, or say that they cannot tell: each is
explained below. No case was left out, and nothing in the plugin knows of them.
"""
REPAIRED = """## What had to be put in order first

The published files are not what a client could send. Repaired by rule, the same for every case:
"""
UNMENDED = """
Without the last two, which change an order and not only where things stand, {agree} of {judged} agree: {names}. An order takes the
place of what the record holds under its id, and one of another patient is not read.
"""
CASES = """## Case by case

`cannot-tell` with no card is agreement on the card, and is told apart: the service says for want of what.
"""
SILENT = """## Cases without a published response

What ours says; nobody can say whether that is what was expected. By its name, the request of recommendation 6 expects a card: five
days of an extended-release opioid. Five days are no more than acute pain needs; that it is extended-release is what
`opioids.long_acting` says of the same order.
"""
REASONS = """## Agreement for another reason

- Recommendation 3 when a chart is opened: the publisher's logic asks whether an opioid was prescribed in the 90 days before *today*,
  and the order of the case is 92 days old. By that a patient would be new to opioids again after three months of taking them. Ours
  asks for the 90 days before the *prescription*: therapy was begun with an extended-release product, and that is what the card says.
- Recommendation 6, 27 days: the publisher's logic of today would show a card (more than 7 and fewer than 28 days), the published
  response has none. Ours counts all fills: 27 days twice are 54, which is no order for acute pain.
- Recommendation 8: the published set of naloxone holds buprenorphine with naloxone, which rescues nobody. Ours leaves it out.
- Recommendation 11 speaks of other sedatives too. The published set of them holds stimulants (phentermine, methamphetamine), and is
  not used.
- Recommendation 10 (urine tests) has no case here and is not built.
"""
POPULATION = """## How often it speaks

{patients} public Synthea patients. {orders} orders of an opioid or a benzodiazepine, of {with_an_order} patients, are played again
as drafts, a minute after they were written, with what was known then; and each chart is opened once, a day after the last contact.
Concurrent orders that the record calls finished today are not seen as running then. Cards per 100 patients, and per 100 such orders:
"""


def page(told: Sequence[Compared], unmended: Sequence[Compared], survey: Survey) -> str:
    """Return the page."""
    apart = [one for one in unmended if one.judged and not one.agree]
    judged = [one for one in told if one.judged]
    differing = [one for one in judged if one.differences]
    head = HEAD.format(
        cases=len(told), judged=len(judged), agree=sum(one.agree for one in judged), differences=len(differing)
    )
    repairs = [f"- {said} ({sum(name in one.case.repairs for one in told)} cases)" for name, said in REPAIRS.items()]
    explained = "\n\n".join(_explained(one) for one in differing)
    return "\n".join(
        [
            head,
            REPAIRED,
            *repairs,
            UNMENDED.format(
                agree=len(judged) - len(apart),
                judged=len(judged),
                names=", ".join(f"not {_name(one)}" for one in apart),
            ),
            CASES,
            _rows(("case", "analysis", "expected", "ours", "cards agree", "says"), map(_judged, judged)),
            "",
            "## Every difference, explained",
            "",
            explained,
            "",
            REASONS,
            SILENT,
            _rows(("case", "analysis", "ours"), (_shown(one) for one in told if not one.judged)),
            "",
            POPULATION.format(patients=survey.patients, orders=survey.orders, with_an_order=survey.with_an_order),
            _rows(
                ("analysis", "severity", "cards", "per 100 patients", "per 100 orders", "patients"), _counted(survey)
            ),
            "",
            "No card is critical. Of the orders:",
            "",
            _rows(("analysis", "answered", "not applicable", "cannot tell"), _outcomes(survey)),
            "",
            "For want of what it cannot be told:",
            "",
            _rows(("analysis", "reason", "orders"), ((a, why, n) for (a, why), n in sorted(survey.reasons.items()))),
            "",
        ]
    )


def _judged(one: Compared) -> Iterable[object]:
    expected = [f"{card['indicator']}: {card['summary']}" for card in one.case.expected or ()] or ["no card"]
    says = ", ".join(one.differences) if one.differences else "the same"
    return _name(one), f"`{one.case.analysis}`", expected[0], _ours(one), "yes" if one.agree else "**no**", says


def _shown(one: Compared) -> Iterable[object]:
    return _name(one), f"`{one.case.analysis}`" if one.case.analysis else "", _ours(one)


def _ours(one: Compared) -> str:
    if one.cards:
        return "; ".join(f"{card['indicator']}: {card['summary']}" for card in one.cards)
    return f"no card ({one.outcome}: {one.reason})" if one.outcome else one.reason


def _explained(one: Compared) -> str:
    pairs = zip(one.differences, one.explained, strict=True)
    return "\n".join(f"**{_name(one)}**, {kind}: {said}" for kind, said in pairs)


def _name(one: Compared) -> str:
    folder, _, file = one.case.name.partition("/")
    return f"{folder.removeprefix('OpioidCDS')} {file.removesuffix('.json').removeprefix('request-example-')}"


def _counted(survey: Survey) -> Iterable[Sequence[object]]:
    for (analysis, severity), cards in sorted(survey.cards.items()):
        per = f"{100 * cards / survey.patients:.1f}", f"{100 * cards / survey.orders:.0f}"
        yield f"`{analysis}`", severity, cards, *per, len(survey.carded[analysis, severity])


def _outcomes(survey: Survey) -> Iterable[Sequence[object]]:
    for analysis in sorted({a for a, _ in survey.outcomes}):
        yield f"`{analysis}`", *(survey.outcomes[analysis, o] for o in ("answered", "not-applicable", "cannot-tell"))


def _rows(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell).replace('|', '/') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page(compared(), compared(mended=False), Survey.make()))
