"""A monitoring as JSON, in clear and without patients; put on record, and the newest found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from engine.audit import Decision, Kind, Ledger, Receipt
from engine.monitoring.drift import Moved
from engine.monitoring.findings import Finding
from engine.monitoring.monitoring import Monitoring, Validity, Watched
from engine.monitoring.performance import Performance

_DIGITS = 4
_CAMEL = {
    "cannot_tell": "cannotTell",
    "not_applicable": "notApplicable",
    "not_known": "notKnown",
    "observed_expected": "observedExpected",
    "too_few": "tooFew",
}


def statement(seen: Monitoring) -> dict[str, Any]:
    """Return a monitoring as JSON: numbers of groups, never of one patient."""
    return {
        "analysis": seen.analysis,
        "window": {k: v.isoformat() for k, v in (("since", seen.since), ("until", seen.until)) if v is not None},
        "artefacts": [_artefact(one) for one in seen.artefacts],
        "alarms": len(seen.alarms),
        **({"unreadable": seen.unreadable} if seen.unreadable else {}),
    }


def put_on_record(ledger: Ledger, tenant: str, seen: Monitoring, at: datetime, *, who: str, why: str) -> Receipt:
    """Record what was seen, by whom and why; raises RecordUnavailable. `who` and `why` stand in clear and must name no patient."""
    said = {**statement(seen), "who": who, "why": why}
    return ledger.record_now(
        ledger.seal(Decision(tenant=tenant, at=at, kind=Kind.MONITORING, statement=said, payload={}))
    )


def newest(ledger: Ledger, tenant: str) -> dict[str, dict[str, Any]]:
    """Return the newest monitoring on record by analysis: its statement, with ``at`` and ``decision`` of the record.

    Raises RecordUnavailable.
    """
    found: dict[str, dict[str, Any]] = {}
    for envelope in ledger.statements(tenant, Kind.MONITORING):
        said = envelope["statement"]
        found.setdefault(said["analysis"], {**said, "at": envelope["at"], "decision": envelope["decision"]})
    return found


def _artefact(one: Watched) -> dict[str, Any]:
    return {
        "model": one.model,
        "version": one.version,
        "sha256": one.sha256,
        "shadow": one.shadow,
        "installed": one.here,
        "answers": _written(asdict(one.answers)),
        "counted": one.counted,
        "repeated": one.repeated,
        "drift": {"notSaid": one.drift} if isinstance(one.drift, str) else {"moved": [_moved(m) for m in one.drift]},
        "validity": {"notSaid": one.validity} if isinstance(one.validity, str) else _validity(one.validity),
        "findings": [_finding(f) for f in one.findings],
    }


def _moved(moved: Moved) -> dict[str, Any]:
    return _written(asdict(moved))


def _finding(finding: Finding) -> dict[str, Any]:
    return _written(asdict(finding))


def _validity(seen: Validity) -> dict[str, Any]:
    return {
        "outcome": seen.outcome,
        "withinDays": seen.within,
        "notKnown": seen.not_known,
        "all": _performance(seen.whole),
        "groups": {
            attribute: {name: _performance(part) for name, part in parts.items()}
            for attribute, parts in seen.groups.items()
        },
    }


def _performance(seen: Performance) -> dict[str, Any]:
    told = {name: getattr(seen, name) for name in ("n", "events", "too_few", "brier")}
    intervals = {
        name: interval._asdict() for name in ("auroc", "observed_expected") if (interval := getattr(seen, name))
    }
    fifths = [asdict(fifth) for fifth in seen.fifths]
    return _written({**told, **intervals, "fifths": fifths})


def _written(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object as it is written: numbers rounded, and nothing of what there is none."""
    return {_CAMEL.get(k, k): _plain(v) for k, v in value.items() if v is not None and v not in ("", [])}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {_CAMEL.get(k, k): _plain(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(v) for v in value]
    return value
