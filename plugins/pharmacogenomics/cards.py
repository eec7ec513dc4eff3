"""A card on one drug: what to do, for whom, because of which results, and what is not certain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chartside import Card, Draft, Fact, Indicator, Order, Source
from chartside.codes import RXNORM
from chartside.text import quoted
from plugins.pharmacogenomics.advice import Advice, Branch, how_much, months_old, wording, working
from plugins.pharmacogenomics.phenotype import NO_RESULT
from plugins.pharmacogenomics.populations import words
from plugins.pharmacogenomics.results import Call

_LONGEST = 139
_LONG_NAME = 40
_STOPS = ("AVOID", "CONSIDER_ALTERNATIVE")


def card(advice: Advice, today: date, order: Order | None, *cited: Fact) -> Card:
    """Return the card on a drug; with an order it offers what can be done about it."""
    head = advice.head
    assert head is not None  # noqa: S101 - whoever asks for a card has something to say
    made = Card(_summary(advice, head), indicator(advice), detail(advice, today), source=source(advice))
    facts = [fact for call in advice.calls for fact in call.facts]
    inhibitors = [found.inhibitor.fact for found in advice.clinical.values()]
    made = made.because(*([order] if order else []), *facts, *inhibitors, *cited).explain(**working(advice, today))
    return _suggesting(made, advice, head, order) if order is not None else made


def source(advice: Advice) -> Source | None:
    """Return the guideline as the source of a card."""
    one = advice.guideline
    return Source(f"CPIC: {one.title} (PMID {one.pmid})", one.url, advice.release.version, one.year) if one else None


def indicator(advice: Advice) -> Indicator:
    """Return how grave a card is: critical only where a strong word against a drug is about life."""
    certain = advice.actions("warning")
    alone = len({branch.recommendation.action for branch in advice.held}) == 1
    if any(_endangers(advice, branch) and (alone or branch.applies == "yes") for branch in certain):
        return "critical"
    return "warning" if certain else "info"


def _endangers(advice: Advice, branch: Branch) -> bool:
    one, table = branch.recommendation, wording()
    only = table["critical_only"].get(advice.drug)
    grave = only is None or any(call.phenotype in only for call in branch.match.calls)
    return one.action == "AVOID" and one.strength == "Strong" and advice.drug in table["critical"] and grave


def _summary(advice: Advice, head: Branch) -> str:
    one = head.recommendation
    said = wording()["summary"].get(one.action, one.action.lower())
    much = how_much(one.action, one.quantity)
    quantity = f" ({much})" if much else ""
    differs = len({branch.recommendation.action for branch in advice.held}) > 1
    branch = f" for {words(one.population)}" if differs and one.population != "general" else ""
    genes = "; ".join(_named(call) for call in head.match.calls if call.keys != {NO_RESULT})
    for text in (
        f"{advice.drug.capitalize()}: {said}{quantity}{branch}. {genes}",
        f"{advice.drug.capitalize()}: {said}{quantity}. {genes}",
        f"{advice.drug.capitalize()}: {said}{quantity}. {' and '.join(call.gene for call in head.match.calls)}",
    ):
        if len(text) <= _LONGEST:
            return text
    return f"{advice.drug.capitalize()}: {said}"


def _named(call: Call) -> str:
    what = f" {call.diplotype}" if call.diplotype and len(call.diplotype) < _LONG_NAME else ""
    phenotype = call.phenotype if call.phenotype.startswith("*") else call.phenotype.lower()
    when = f" ({day(call)})" if day(call) else ""
    return f"{call.gene}{what} {phenotype}{when}"


def day(call: Call) -> str:
    """Return the day on which a result was reported; nothing where that is not known."""
    return str(call.when.plain)[:10] if call.when is not None else ""


def detail(advice: Advice, today: date) -> str:
    """Return the whole story in Markdown."""
    return "\n\n".join(part for part in _parts(advice, today) if part)


def _parts(advice: Advice, today: date) -> Iterator[str]:
    if indicator(advice) == "critical":
        yield f"**Danger to life: {wording()['critical'][advice.drug]}.**"
    yield "\n".join(_branches(advice))
    yield "**Results used**\n" + "\n".join(f"- {_result(call)}" for call in advice.calls)
    table = wording()
    yield table["remarks"].get(advice.drug, "")
    if "G6PD" in advice.genes:
        yield table["g6pd"]["remark"]
    for gene, found in advice.clinical.items():
        genotype = advice.results[gene].calls[0].phenotype
        if found.phenotype != genotype:
            yield (
                f"**{found.inhibitor.drug.capitalize()}** ({found.inhibitor.strength} inhibitor of {gene}) is taken: the genotype says "
                f"{genotype.lower()}, in effect it is {found.phenotype.lower()} (activity score {found.score})."
                + _under(advice)
            )
    if advice.conflicts:
        yield "**Reports contradict each other**\n" + "\n".join(f"- {quoted(one, 300)}" for one in advice.conflicts)
    if advice.doubts:
        yield "**Not certain**\n" + "\n".join(f"- {quoted(one, 300)}" for one in advice.doubts)
    if advice.missing:
        yield f"No result of {' and '.join(advice.missing)}."
    if advice.unseen:
        yield f"Not known, and it could change this: {', '.join(name.replace('_', ' ') for name in advice.unseen)}."
    yield "\n".join(_basis(advice, today))


def _under(advice: Advice) -> str:
    said = dict.fromkeys(
        wording()["summary"].get(b.recommendation.action, "") for b in advice.under_inhibitor if b.applies != "no"
    )
    return f" For that CPIC's word would be: {' or '.join(s for s in said if s)}." if any(said) else ""


def _branches(advice: Advice) -> Iterator[str]:
    several = len({branch.recommendation.population for branch in advice.branches}) > 1
    for branch in (*advice.held, *(b for b in advice.branches if b.applies == "no")):
        one = branch.recommendation
        said = wording()["detail"].get(one.action, one.action.lower())
        much = how_much(one.action, one.quantity)
        quantity = f" ({much})" if much else ""
        care = f"; {_care(one.care)}" if one.care else ""
        strength = "" if one.strength in ("n/a", "No Recommendation") else f" — {one.strength.lower()} recommendation"
        held = {"yes": "", "no": " **Does not apply**", "unknown": " May apply"}[branch.applies]
        why = f"{held}: {quoted(branch.why, 120)}." if held else (f" ({quoted(branch.why, 120)})" if branch.why else "")
        lead = f"*{words(one.population)}*: " if several or one.population != "general" else ""
        candidates = (
            f" [{quoted(_candidate(branch), 120)}]"
            if len(advice.calls) > len(advice.genes) - len(advice.missing)
            else ""
        )
        yield f"- {lead}**{said}**{quantity}{care}{strength}.{candidates}{why}"


def _candidate(branch: Branch) -> str:
    return ", ".join(f"{c.gene} {c.diplotype or c.phenotype}" for c in branch.match.calls if c.keys != {NO_RESULT})


def _care(care: str) -> str:
    for short, spelt in wording()["care"].items():
        care = care.replace(short, spelt)
    return care


def _result(call: Call) -> str:
    score = f", activity score {call.score}" if call.score else ""
    when = f", reported {day(call)}" if day(call) else ", date of report not known"
    what = f" {quoted(call.diplotype, 120)}" if call.diplotype else ""
    return f"{call.gene}{what}: {quoted(call.phenotype.lower(), 200)}{score}{when}"


def _basis(advice: Advice, today: date) -> Iterator[str]:
    one, release = advice.guideline, advice.release
    if one is not None:
        yield f"[CPIC: {one.title}]({one.url}), PMID {one.pmid} ({one.year})."
    old = months_old(release, today)
    late = (
        f" **older than {release.about['old_after_months']} months: load a newer one**"
        if old > release.about["old_after_months"]
        else ""
    )
    yield f"Knowledge of {release.date}, {old} months old{late}."
    for gene in advice.genes:
        if gene in release.about["changed"]:
            yield f"{release.about['changed'][gene]}."
    if advice.drug in release.about["superseded"]:
        yield f"This is {release.about['superseded'][advice.drug]}."


def _suggesting(made: Card, advice: Advice, head: Branch, order: Order) -> Card:
    if head.recommendation.action not in _STOPS or order.stops:
        return made
    made = made.suggest(f"Do not sign {advice.drug}").stop(order)
    stroke = any(b.recommendation.population == "NVI" and b.applies != "no" for b in advice.branches)
    for other in wording()["alternatives"].get(advice.drug, ()):
        # What must not be given to some is offered only where it is known that this patient is none of them.
        if order.kind != "MedicationRequest" or (other.get("not") == "stroke" and stroke):
            continue
        draft = Draft(RXNORM(other["rxnorm"], other["drug"]), "MedicationRequest")
        made = made.suggest(f"Order {other['drug']} instead").replace(order, draft)
    return made
