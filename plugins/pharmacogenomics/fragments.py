"""The pharmacogenomic summary as a page: genes first, then the drugs by what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chartside import Fragment
from chartside.text import quoted
from plugins.pharmacogenomics.advice import how_much, wording
from plugins.pharmacogenomics.populations import words

_ID = "pharmacogenomics.summary"


def fragments() -> tuple[Fragment, ...]:
    """Return what this plugin adds to pages."""
    return (Fragment(_ID, "Genes", genes), Fragment(_ID, "Drugs", drugs), Fragment(_ID, "What this rests on", basis))


def genes(explanation: Mapping[str, Any]) -> str:
    """Return a table of every gene with a result."""
    found = explanation.get("working", {}).get("genes", {})
    if not found:
        return "No gene has a result."
    lines = ["| gene | result | meaning | activity score | reported |", "|---|---|---|---|---|"]
    for gene, said in sorted(found.items()):
        meaning = quoted(str(said.get("phenotype", "")), 120)
        slowed = said.get("clinical")
        if slowed and slowed["phenotype"] != said.get("phenotype"):
            meaning += f"; with {slowed['inhibitor']} in effect {slowed['phenotype'].lower()}"
        result, score = quoted(str(said.get("diplotype", "not reported")), 120), str(said.get("activityScore", ""))
        cells = (gene, result, meaning, score, str(said.get("reported", "not known"))[:10])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def drugs(explanation: Mapping[str, Any]) -> str:
    """Return a table of every drug that the results matter for, the gravest first."""
    found = explanation.get("working", {}).get("drugs", {})
    ranks = {action: place for place, action in enumerate(wording()["ranks"]["order"])}
    lines = ["| drug | what CPIC advises | strength | genes |", "|---|---|---|---|"]
    for drug, said in sorted(found.items(), key=lambda pair: (ranks.get(pair[1]["heads"], 0), pair[0])):
        lines += [f"| {drug} | {advised} | {strength} | {of} |" for advised, strength, of in _advised(said)]
    return "\n".join(lines) if found else "No drug is affected by what is known."


def _advised(said: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    several = len({one["population"] for one in said.get("recommendations", ())}) > 1
    for one in said.get("recommendations", ()):
        action = wording()["summary"].get(one["action"], one["action"].lower())
        much = how_much(one["action"], str(one.get("quantity", "")))
        quantity = f" ({much})" if much else ""
        branch = f"*{words(one['population'])}*: " if several or one["population"] != "general" else ""
        applies = " (does not apply)" if one.get("applies") == "no" else ""
        of = ", ".join(f"{gene} {quoted(str(result), 60)}" for gene, result in one.get("for", {}).items())
        yield f"{branch}{action}{quantity}{applies}", one["strength"].lower(), of


def basis(explanation: Mapping[str, Any]) -> str:
    """Return the release of the knowledge, what is not known, and that nobody reviewed it."""
    working = explanation.get("working", {})
    knowledge = working.get("knowledge", {})
    missing = ", ".join(str(name) for name in working.get("missing", ()))
    release = f"CPIC's tables of {knowledge.get('date')}, version {knowledge.get('version')}"
    parts = [
        f"{release}, {knowledge.get('monthsOld')} months old." if knowledge else "",
        f"Not known, and it could change this: {missing}." if missing else "",
        str(explanation.get("limits", "")),
    ]
    return "\n\n".join(part for part in parts if part)
