"""``chartside monitor``: how a model does here, from our own record, and what passes a limit."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chartside import Analysis
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.clock import utc_now
from engine.installed import installed
from engine.json_text import json_bytes
from engine.models.installed import models_of
from engine.monitoring import NoModelError, limits, monitor, put_on_record, statement

_COLOURS = {"alarm": "red", "watch": "yellow"}
_NOT_SAID = "\N{EN DASH}"


def run(
    analysis: str,
    *,
    since: datetime | None,
    until: datetime | None,
    who: str | None,
    why: str | None,
    data: Path | None,
    as_json: bool,
) -> int:
    """Look at a model's predictions, and return 1 where one passes an alarm's limit; raises OperatorError."""
    if (who is None) is not (why is None):
        raise OperatorError("--who and --why belong together: with both, the result is put on record")
    begin, end = (None if day is None else day.replace(tzinfo=UTC) for day in (since, until))
    if begin is not None and end is not None and begin >= end:
        raise OperatorError("--since: lies not before --until, so nothing is between them")
    settings = settings_of(data=data)
    asked = _analysis(analysis)
    decision = ""
    with open_ledger(settings) as (database, ledger):
        try:
            seen = monitor(database, ledger, settings.tenant, asked, begin, end)
        except NoModelError as error:
            raise OperatorError(str(error)) from None
        if who is not None and why is not None:
            at = utc_now() if settings.now is None else settings.now
            decision = put_on_record(ledger, settings.tenant, seen, at, who=who, why=why).decision
    said = statement(seen)
    if as_json:
        body = {**said, "decision": decision} if decision else said
        sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
    else:
        _print(Console(highlight=False), said, decision)
    return int(bool(seen.alarms))


def _analysis(named: str) -> Analysis:
    registry = installed()
    if named in registry.analyses:
        return registry.analyses[named]
    ended = {one.analysis.id: one.analysis for one in models_of(registry) if one.analysis.id.endswith(f".{named}")}
    if len(ended) > 1:
        raise OperatorError(f"{named!r} could be {' or '.join(sorted(ended))}; give the whole id")
    if not ended:
        broken = "".join(f"; {one}" for one in registry.broken)
        raise OperatorError(f"no analysis {named!r}; `chartside models list` lists those with a model{broken}")
    return next(iter(ended.values()))


def _print(out: Console, said: Mapping[str, Any], decision: str) -> None:
    window = " ".join(f"{name} {day[:10]}" for name, day in said["window"].items()) or "all that is on record"
    out.print(Text.assemble((said["analysis"], "bold"), f": {window}"))
    if unreadable := said.get("unreadable"):
        out.print(Text(f"{unreadable} decisions cannot be opened: run `chartside audit verify`", style="red"))
    for one in said["artefacts"]:
        _artefact(out, one)
    out.print()
    for line, style in _conclusion(said):
        out.print(Text(line, style=style))
    if decision:
        out.print(Text(f"recorded as decision {decision}"))


def _artefact(out: Console, one: Mapping[str, Any]) -> None:
    beside = ", in shadow" if one["shadow"] else ""
    gone = "" if one["installed"] else ", no longer installed"
    out.print(Text(f"\nmodel {one['model']} {one['version']} ({one['sha256'][:12]}){beside}{gone}", style="bold"))
    _answers(out, one)
    _drift(out, one["drift"])
    _validity(out, one["validity"])
    for finding in one["findings"]:
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
        table.add_column(width=len("alarm"), style=_COLOURS[finding["level"]])
        table.add_column(overflow="fold")
        table.add_row(finding["level"].upper(), Text(finding["said"]))
        table.add_row("", Text(f"-> {finding['do']}"))
        out.print(Padding(table, (0, 0, 0, 2)))


def _answers(out: Console, one: Mapping[str, Any]) -> None:
    answers = one["answers"]
    names = {"answered": "answered", "cannotTell": "cannot tell", "notApplicable": "not applicable", "failed": "failed"}
    counts = ", ".join(f"{shown} {answers[name]}" for name, shown in names.items())
    _line(out, f"asked {answers['asked']} times: {counts}")
    if lacking := answers.get("lacking"):
        _line(out, f"could not tell for want of: {', '.join(f'{name} {n}' for name, n in lacking.items())}")
    if one["repeated"]:
        _line(out, f"counted {one['counted']}; {one['repeated']} repeat one about the same patient and time")


def _drift(out: Console, drift: Mapping[str, Any]) -> None:
    if "notSaid" in drift:
        _line(out, f"drift: {drift['notSaid']}")
        return
    rows = [
        (m["name"], str(m["n"]), _number(m, "psi"), _number(m, "chance"), _number(m, "distance"), _p(m))
        for m in drift["moved"]
    ]
    _table(out, ("drift of", "n", "PSI", "by chance to", "KS distance", "p"), rows)


def _validity(out: Console, validity: Mapping[str, Any]) -> None:
    if "notSaid" in validity:
        _line(out, f"right or wrong: not known; {validity['notSaid']}")
        return
    whole = validity["all"]
    _line(
        out,
        f"{validity['outcome']} within {validity['withinDays']} days: known of {whole['n']}, not known yet of {validity['notKnown']}",
    )
    if "tooFew" in whole:
        each = limits().each
        _line(
            out, f"right or wrong: {whole['tooFew']} known, and numbers need {each} with and {each} without the event"
        )
        return
    groups = {"all": whole} | {
        f"{a} {name}": part for a, parts in validity["groups"].items() for name, part in parts.items()
    }
    _table(
        out,
        ("of", "n", "events", "AUROC", "obs./expected", "Brier"),
        [(name, *_measured(part)) for name, part in groups.items()],
    )
    fifths = [
        (str(i), str(f["n"]), str(f["events"]), f"{f['foretold']:.3f}", f"{f['observed']:.3f}")
        for i, f in enumerate(whole["fifths"], 1)
    ]
    _table(out, ("fifth by risk", "n", "events", "foretold", "observed"), fifths)


def _measured(part: Mapping[str, Any]) -> tuple[str, ...]:
    if "tooFew" in part:
        return str(part["n"]), "too few", *(_NOT_SAID,) * 3
    ratio = _interval(part["observedExpected"]) if "observedExpected" in part else _NOT_SAID
    return str(part["n"]), str(part["events"]), _interval(part["auroc"]), ratio, f"{part['brier']:.3f}"


def _conclusion(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what it comes to; what could not be measured is never taken for well."""
    if not said["artefacts"]:
        yield "nothing is on record: the model was not asked in this time", "yellow"
        return
    found = [f["level"] for one in said["artefacts"] for f in one["findings"]]
    open_ = [f"{what} of {one['model']} {one['version']}" for one in said["artefacts"] for what in _unmeasured(one)]
    alarms, watches = found.count("alarm"), found.count("watch")
    yield f"{alarms} alarm{'s' * (alarms != 1)}, {watches} to watch", "red" if alarms else "yellow" if watches else ""
    if open_:
        yield f"not measured, so nothing is said of it: {', '.join(open_)}", "yellow"
    elif not found:
        yield "no limit is passed", "green"


def _unmeasured(one: Mapping[str, Any]) -> Iterator[str]:
    if "notSaid" in one["drift"]:
        yield "drift"
    if "notSaid" in one["validity"] or "tooFew" in one["validity"]["all"]:
        yield "right or wrong"


def _line(out: Console, text: str) -> None:
    out.print(Padding(Text(text), (0, 0, 0, 2)))


def _table(out: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for i, heading in enumerate(headings):
        table.add_column(heading, justify="right" if i else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(Padding(table, (0, 0, 0, 2)))


def _number(moved: Mapping[str, Any], name: str) -> str:
    return f"{moved[name]:.3f}" if name in moved else _NOT_SAID


def _p(moved: Mapping[str, Any]) -> str:
    return _NOT_SAID if "p" not in moved else "< 0.001" if moved["p"] < 0.001 else f"{moved['p']:.3f}"  # noqa: PLR2004


def _interval(one: Mapping[str, float]) -> str:
    return f"{one['value']:.2f} ({one['low']:.2f}-{one['high']:.2f})"
