"""The source attributes P27 (validity here) and P29 (fairness here), in words, out of the newest monitoring on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NEVER = "not known: no monitoring of this model is on record here (`chartside monitor`)"


def attributes(said: Mapping[str, Any] | None) -> dict[str, str]:
    """Return P27 and P29 of an analysis from its newest monitoring, as ``newest`` gives it; None where there is none."""
    if said is None:
        return {"P27": NEVER, "P29": NEVER}
    speaking = [one for one in said["artefacts"] if not one["shadow"]] or said["artefacts"]
    if not speaking:
        return dict.fromkeys(("P27", "P29"), f"not known: no question was on record {_when(said)}")
    return {
        "P27": " ".join(f"{_named(one)}: {_valid(one)}" for one in speaking) + f" ({_when(said)})",
        "P29": " ".join(f"{_named(one)}: {_fair(one)}" for one in speaking) + f" ({_when(said)})",
    }


def _when(said: Mapping[str, Any]) -> str:
    window = said["window"]
    span = "".join(f", {name} {window[name][:10]}" for name in ("since", "until") if name in window)
    return f"monitored {said['at'][:10]}{span}"


def _named(one: Mapping[str, Any]) -> str:
    return f"{one['model']} {one['version']}"


def _valid(one: Mapping[str, Any]) -> str:
    seen = one["validity"]
    if "notSaid" in seen:
        return f"not known: {seen['notSaid']}."
    whole = seen["all"]
    if "tooFew" in whole:
        return f"not known: {whole['tooFew']} patients with a known outcome."
    return f"{_measured(whole)} of {whole['n']} patients, {whole['events']} with {seen['outcome']} within {seen['withinDays']} days."


def _fair(one: Mapping[str, Any]) -> str:
    seen = one["validity"]
    if "notSaid" in seen:
        return f"not known: {seen['notSaid']}."
    return (
        "; ".join(_groups(seen["groups"])) + "." if seen["groups"] else "not known: neither sex nor age is on record."
    )


def _groups(groups: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for attribute, parts in groups.items():
        for name, part in parts.items():
            yield f"{attribute} {name}: {part.get('tooFew') or _measured(part)}"


def _measured(part: Mapping[str, Any]) -> str:
    told = [f"AUROC {_interval(part['auroc'])}"]
    told += [f"observed/expected {_interval(part['observedExpected'])}"] if "observedExpected" in part else []
    return ", ".join([*told, f"Brier {part['brier']:.3f}"])


def _interval(one: Mapping[str, float]) -> str:
    return f"{one['value']:.2f} ({one['low']:.2f} to {one['high']:.2f})"
