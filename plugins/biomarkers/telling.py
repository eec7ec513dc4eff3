"""Say in words what a rule is: what it reads, when it fires, what it says, on what evidence, how it is tested, who answers for it."""

from __future__ import annotations

from collections.abc import Iterator

from chartside.rule_files import RuleFile
from plugins.biomarkers.conditions import Composed, Evaluated, Line
from plugins.biomarkers.rule import Band, Rule
from plugins.biomarkers.wording import strength

_OF = {"any": "any of", "all": "all of", "not": "this is not so"}
_UNKNOWN = {
    "do-not-fire": "it says nothing, and the answer is that it cannot tell, with what is missing",
    "fire": "it fires all the same, and names what is not known",
    "info-card-listing-missing": "an information lists what is missing",
}


def told(rule: Rule, file: RuleFile) -> str:
    """Return the rule as a page of plain text."""
    return "\n".join(_lines(rule, file))


def _lines(rule: Rule, file: RuleFile) -> Iterator[str]:
    governance = rule.governance
    yield f"{rule.id} {rule.version}: {rule.title}"
    yield f"{rule.status}, pack {rule.pack}, {'shipped' if file.shipped else f'of this site, {file.file}'}"
    yield f"reviewed by a clinician: {governance.clinical_reviewer or 'nobody'}; fires until {governance.review_by}"
    yield f"sha256 {governance.sha256}"
    asked = f"each draft order for {rule.ordered.display}" if rule.ordered else "the patient"
    yield f"\nAsked about {asked}, at {', '.join(sorted(rule.hooks))}. Meant for: {rule.population}"
    yield "\nIt fires when"
    for one in rule.applies_when:
        yield from _line(one, "  ")
    if rule.unless:
        yield "unless"
        for one in rule.unless:
            yield from _line(one, "  ")
    yield f"Where that is not known: {_UNKNOWN[rule.if_unknown]}."
    yield "\nThen it says"
    for band in rule.then:
        yield from _band(band)
    yield "\nBecause of"
    for evidence in rule.evidence:
        source = evidence.source
        yield f"  {source.title} ({source.date}; {evidence.level}; {evidence.checked})"
        yield f"    {source.url}"
        yield f"    {evidence.states}"
    yield "\nValue sets"
    for name, codes in rule.valuesets.items():
        yield f"  {name}: {codes.display}, {len(codes.codes)} codes, version {codes.version}"
    yield f"\nNot to be relied on: {rule.limits}"
    yield f"\nTests: {', '.join(f'{case.kind} ({case.say})' for case in rule.tests)}"


def _line(one: Line, indent: str) -> Iterator[str]:
    yield f"{indent}- {one.say}"
    if isinstance(one, Evaluated):
        yield f"{indent}    FHIRPath over {one.search}: {one.expression}"
    if isinstance(one, Composed):
        yield f"{indent}    {_OF[one.of]}"
        for inner in one.lines:
            yield from _line(inner, f"{indent}    ")


def _band(band: Band) -> Iterator[str]:
    bounds = ", ".join(f"{name} {comparison}" for name, comparison in band.bounds.items())
    yield f"  {f'if {bounds}: ' if bounds else ''}[{band.indicator}] {band.summary}"
    yield f"    {band.detail}"
    if said := strength(band):
        yield f"    {said}"
    for offer in band.suggestions:
        yield f"    offers: {offer.label}"
