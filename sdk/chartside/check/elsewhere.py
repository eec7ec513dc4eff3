"""The second process of the kit: imports one plugin and answers lines of JSON until its input ends. ``chartside.check.twin`` starts it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from chartside.analysis import Analysis
from chartside.answer import Answer
from chartside.check.watch import importing
from chartside.registry.offer import offered
from chartside.registry.source_file import load_file
from chartside.snapshot import freeze, thaw
from chartside.testing.attempt import attempt
from chartside.testing.making import quiet


def main(how: str, what: str, plugin: str, folder: str, path: str) -> None:
    """Say how the import went, then answer each line."""
    # What an analysis prints must not come between the lines, nor may it read them: they have ways of their own.
    lines, out = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    sys.path[:] = list(dict.fromkeys((*json.loads(path), *sys.path)))

    def tell(said: Mapping[str, Any]) -> None:
        out.write(json.dumps(said) + "\n")
        out.flush()

    try:
        with quiet(), importing(Path(folder)) as seen:
            module = load_file(Path(what)) if how == "file" else import_module(what)
        analyses = {one.id: one for one in offered(plugin, module).analyses}
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        tell({"error": f"{type(error).__name__}: {error}"[:200]})
        return
    tell({"clock": list(seen.clock)})
    for line in lines:
        asked = json.loads(line)
        one = analyses.get(asked["analysis"])
        try:
            with quiet():
                told = (
                    {"said": _said(one, asked["cases"])} if one else {"error": "it does not offer this analysis there"}
                )
        except Exception as error:  # noqa: BLE001 - the process that asks says what became of it
            told = {"error": f"{type(error).__name__}: {error}"[:200]}
        tell(told)


def _said(analysis: Analysis, cases: Iterable[Any]) -> list[dict[str, Any]]:
    """Ask the last first, so that whoever keeps something between calls says another thing than there."""
    injected = {name: one.resolve() for name, one in analysis.injected.items()}
    return [_told(attempt(analysis, {**injected, **thaw(facts)})) for facts in reversed(list(cases))][::-1]


def _told(said: Any) -> dict[str, Any]:
    if isinstance(said, Answer):
        return {"answer": freeze(said)}
    return {"crash": [said.kind, said.place, "", said.contract]}


if __name__ == "__main__":
    main(*sys.argv[1:])
