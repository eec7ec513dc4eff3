"""Read what follows from a rule: one card, or one for each band of a measurement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from chartside import Code, Draft
from plugins.biomarkers.document import Table
from plugins.biomarkers.reading.lines import comparison, input_name
from plugins.biomarkers.rule import Band, Indicator, Suggestion

SCALES: Mapping[str, str] = {"amp_asco_cap": "AMP/ASCO/CAP", "escat": "ESCAT"}
"""The scales in which a tier may be given, as a card names them."""


def read_bands(top: Table, *, tiered: bool) -> tuple[Band, ...]:
    """Return the cards of a rule, the graver first; with ``tiered`` each must say its tier."""
    one = isinstance(top.content["then"], Mapping)
    mend = "say what follows: indicator, summary and detail, or a list of them with if"
    return tuple(_band(t, tiered=tiered) for t in ((top.table("then", mend),) if one else top.tables("then", mend)))


def _band(table: Table, *, tiered: bool) -> Band:
    table.only("if", "indicator", "summary", "detail", "tier", "suggestions")
    bounds = (
        table.table("if", 'write measurements and comparisons, such as {egfr: "< 30"}') if table.has("if") else None
    )
    offered = table.tables("suggestions", "list suggestions, or leave the key out") if table.has("suggestions") else ()
    return Band(
        {input_name(name): comparison(bounds, name) for name in bounds.content} if bounds else {},
        cast("Indicator", table.word("indicator", "info", "warning", "critical")),
        table.text("summary", "say it in under 140 characters"),
        table.text("detail", "say what the clinician needs to know"),
        _tier(table) if tiered or table.has("tier") else {},
        tuple(_suggestion(t) for t in offered),
    )


def _tier(table: Table) -> dict[str, str]:
    tier = table.table("tier", 'write amp_asco_cap and escat, each with its tier or "not published: why"')
    tier.only(*SCALES)
    return {scale: tier.text(scale, 'write the tier, or "not published: why"') for scale in SCALES}


def _suggestion(table: Table) -> Suggestion:
    table.only("label", "stop", "order")
    label = table.text("label", "say what accepting it does")
    if table.has("stop") == table.has("order"):
        raise table.refusal(
            "", "offers nothing, or two things; write either stop: order or order: {system, code, display, kind}"
        )
    if table.has("stop"):
        table.word("stop", "order")
        return Suggestion(label)
    wanted = table.table("order", "write system, code, display and kind")
    wanted.only("system", "code", "display", "kind")
    code = Code(*(wanted.text(key, f"write the {key} of what to order") for key in ("system", "code", "display")))
    return Suggestion(label, Draft(code, cast("Any", wanted.word("kind", "ServiceRequest", "MedicationRequest"))))
