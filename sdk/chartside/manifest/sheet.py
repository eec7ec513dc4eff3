"""Everything there is to say about a plugin, as JSON: derived from its inputs where that can be, from its manifest where not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chartside.analysis import Analysis
from chartside.inputs import Read
from chartside.manifest.attributes import attributes
from chartside.manifest.card import AnalysisCard, Manifest
from chartside.manifest.code_sets import code_sets
from chartside.manifest.input_line import asked, code_set, input_line
from chartside.manifest.quality import Quality, judge
from chartside.registry.plugin import Plugin


def scopes(reads: Iterable[Read]) -> list[str]:
    """Return the SMART scopes (version 2) that a site must grant for these reads, one for each resource type."""
    return sorted({f"patient/{read.kind}.rs" for read in reads})


def sheet(plugin: Plugin, manifest: Manifest | None, failing: Iterable[str] = ()) -> dict[str, Any]:
    """Return what a plugin is, reads and claims; without a manifest only what its code says. ``failing``: checks that fail."""
    card = manifest.plugin if manifest else None
    return {
        "name": plugin.name,
        "version": plugin.version,
        "distribution": plugin.distribution,
        "sha256": plugin.sha256,
        **(
            {
                "title": card.title,
                "developer": card.developer,
                "contact": card.contact,
                "licence": card.licence,
                "users": card.users,
            }
            if card
            else {}
        ),
        "hooks": sorted({hook for a in plugin.analyses for hook in a.hooks}),
        "scopes": scopes(read for a in plugin.analyses for read in a.reads()),
        "analyses": [_analysis(a, manifest.of(a.id) if manifest else None) for a in plugin.analyses],
        "codeSets": code_sets(plugin.analyses),
        "commands": [{"name": c.name, "help": c.help} for c in plugin.commands],
        "fragments": [{"analysis": f.analysis, "title": f.title} for f in plugin.fragments],
        **({"quality": _quality(judge(manifest, failing))} if manifest else {}),
    }


def _analysis(analysis: Analysis, card: AnalysisCard | None) -> dict[str, Any]:
    gate = code_set(analysis.when)
    knowledge = [{"name": i.name, "version": i.version, "sha256": i.sha256} for i in analysis.injected.values()]
    return {
        "id": analysis.id,
        "version": analysis.version,
        "title": analysis.title,
        "hooks": sorted(analysis.hooks),
        "pace": analysis.pace,
        "perOrder": analysis.per_order,
        **({"when": f"a draft order names {gate.display}", "whenCodeSet": gate.name} if gate else {}),
        **({"provides": analysis.provides.display or analysis.provides.name} if analysis.provides else {}),
        "inputs": [input_line(i) for i in analysis.inputs.values()],
        "scopes": scopes(analysis.reads()),
        "knowledge": knowledge,
        "sources": [{"title": s.title, "url": s.url, "version": s.version, "date": s.date} for s in analysis.sources],
        "limits": list(dict.fromkeys(text for text in (analysis.limits, card.limits if card else "") if text)),
        **(_said(analysis, card) if card else {}),
    }


def _said(analysis: Analysis, card: AnalysisCard) -> dict[str, Any]:
    titles = attributes().of(predictive=card.predictive)
    displays = {name: asked(i.request) for name, i in analysis.inputs.items()}
    return {
        "intendedUse": card.intended_use,
        "population": card.population,
        "users": card.users,
        "guideline": card.guideline,
        "guidelineDate": card.guideline_date,
        "reviewer": card.reviewer,
        "reviewBy": card.review_by,
        "predictive": card.predictive,
        "cutoffs": [{"input": n, "asks": displays[n], "at": list(at)} for n, at in card.cutoffs.items()],
        "computedCutoffs": [
            {"input": n, "asks": displays[n], "says": says} for n, says in card.computed_cutoffs.items()
        ],
        "examples": len(card.examples),
        "expectedFailures": dict(card.expected_failures),
        "sourceAttributes": {n: {"title": title, "value": card.source_attributes[n]} for n, title in titles.items()},
    }


def _quality(quality: Quality) -> Mapping[str, Any]:
    rules = [
        {"id": one.rule.id, "level": one.rule.level, "says": one.rule.says, "standing": one.standing, "why": one.why}
        for one in quality.rules
    ]
    return {"level": quality.level or "none", "rules": rules}
