"""What is written down about a call: who asked, what was seen and missing, each run, and the answer as sent."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chartside.inputs import Injected
from chartside.registry import Plugin, Registry
from chartside.snapshot import freeze
from engine.audit import CardLine, Decision, RunLine
from engine.call import Call
from engine.deck import Dealt, Result
from engine.fetch import Charted
from engine.json_text import as_sent


def decision_of(
    id: str,
    registry: Registry,
    call: Call,
    times: tuple[datetime, datetime],
    charted: Charted,
    dealt: Dealt,
    body: Mapping[str, Any],
    lacking: Sequence[str],
    beside: Dealt,
) -> Decision:
    """Return the record of one call, to be sealed; ``times`` are the moment of recording and the question's own clock.

    ``beside`` is what candidates said, of which nothing was sent.
    """
    at, clock = times
    chart = charted.chart
    server = {"address": call.fhir_server, "asked": charted.asked, "whyNot": charted.why_not}
    payload: dict[str, Any] = {
        "caller": {"client": call.client.id, "user": call.user},
        "call": {
            "service": call.service,
            "hook": call.hook,
            "hookInstance": call.hook_instance,
            "context": call.context,
            "prefetch": {key: "null" if value is None else "value" for key, value in call.prefetch.items()},
        },
        "server": {k: v for k, v in server.items() if v != ""},
        "configuration": dict(call.configuration),
        "clock": clock.isoformat(),
        "seen": chart.seen(),
        "dropped": [{"kind": kind, "reason": reason, "count": n} for (kind, reason), n in sorted(chart.drops.items())],
        "notes": [*call.remarks, *chart.notes],
        "runs": _runs(dealt, registry),
        "broken": [str(b) for b in registry.broken],
        "lacking": list(lacking),
        "response": body,
    }
    if beside.results:
        payload["shadow"] = _runs(beside, registry)
    return Decision(
        id=id,
        tenant=call.tenant,
        at=at,
        hook=call.hook,
        hook_instance=call.instance_in_clear,
        service=call.service,
        client=call.client.id,
        user=call.user,
        patient=chart.patient_id,
        runs=tuple(
            RunLine(r.answer.analysis, r.answer.version, r.answer.outcome, r.answer.reason, r.answer.order or None)
            for r in dealt.results
        ),
        cards=tuple(_card_line(card["uuid"], dealt) for card in dealt.cards),
        payload=payload,
        latency_ms=round((time.perf_counter() - call.started) * 1000, 3),
    )


def _card_line(uuid: str, dealt: Dealt) -> CardLine:
    index = dealt.makers.get(uuid)
    return CardLine(uuid, dealt.results[index].analysis.id if index is not None else "chartside.outcomes")


def _runs(dealt: Dealt, registry: Registry) -> Any:
    lines = (
        _run(result, index, dealt, registry.plugins.get(result.analysis.plugin))
        for index, result in enumerate(dealt.results)
    )
    return as_sent(list(lines))


def _run(result: Result, index: int, dealt: Dealt, plugin: Plugin | None) -> dict[str, Any]:
    analysis, answer = result.analysis, result.answer
    injected = {n: i.request for n, i in analysis.inputs.items() if isinstance(i.request, Injected)}
    line: dict[str, Any] = {
        "analysis": answer.analysis,
        "version": answer.version,
        "outcome": str(answer.outcome),
        "reason": answer.reason,
        "facts": result.question.snapshot,
        "explanation": result.explanation,
        "cards": [uuid for uuid, maker in dealt.makers.items() if maker == index],
        "suppressed": [
            {"rule": s.rule, "card": s.card} for s in dealt.suppressed if dealt.makers[s.card["uuid"]] == index
        ],
        "latencyMs": round(result.spent_ms, 3),
        "pace": result.pace,
    }
    if withheld := [(rule, action) for i, rule, action in dealt.held_actions if i == index]:
        line["heldActions"] = [{"rule": rule, "action": freeze(action)} for rule, action in withheld]
    if plugin:
        line["plugin"] = {
            "name": plugin.name,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "sha256": plugin.sha256,
        }
    if injected:
        line["knowledge"] = [{"name": r.name, "version": r.version, "sha256": r.sha256} for r in injected.values()]
    if answer.order:
        line["order"] = answer.order
    if result.cites:
        line["cites"] = result.cites
    return line
