"""What plugins add to the page of an explanation: written in a worker, each passage contained, none silently lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import structlog

from chartside.containment import is_ours
from chartside.registry import Registry
from engine.dispatch import Lane, Late, Lost
from engine.json_text import json_bytes

LONGEST = 20_000
"""Characters of one passage; what is longer is no fragment."""
KEY = "fragments of"

log = structlog.get_logger("chartside.fragments")


@dataclass(frozen=True, slots=True)
class Passage:
    """A titled passage in Markdown; without text it ``failed``, and the page says so."""

    title: str
    text: str
    failed: str = ""


async def passages(registry: Registry, lane: Lane, explanation: Mapping[str, Any], budget: float) -> list[Passage]:
    """Return what the plugin of an analysis adds to its explanation; asks nobody where it adds nothing."""
    analysis = str(explanation.get("analysis", ""))
    titles = [f.title for f in _of(registry, analysis)]
    if not titles:
        return []
    asked = json_bytes({KEY: analysis, "explanation": explanation})
    try:
        reply = await lane.ask(asked, budget=budget, late=lambda _: None)
    except Late:
        return [Passage(title, "", "it was not ready in time") for title in titles]
    except Lost as lost:
        return [Passage(title, "", f"its worker gave no answer ({lost.code})") for title in titles]
    written = [Passage(*one) for one in orjson.loads(reply)]
    return [one for one in written if one.text or one.failed]


def perform(registry: Registry, asked: Mapping[str, Any]) -> bytes:
    """Write the passages of one explanation, in a worker."""
    explanation = asked["explanation"]
    return orjson.dumps([_written(f.title, f.write, explanation) for f in _of(registry, asked[KEY])])


def _written(title: str, write: Any, explanation: Mapping[str, Any]) -> list[str]:
    try:
        text = write(explanation)
    except BaseException as error:
        if is_ours(error):
            raise
        # Only the class: the text of an exception may hold patient data.
        log.error("fragment failed", title=title, error=type(error).__name__)  # noqa: TRY400
        return [title, "", type(error).__name__]
    if not isinstance(text, str):
        return [title, "", f"it is no text ({type(text).__name__})"]
    return [title, text, ""] if len(text) <= LONGEST else [title, "", f"it is longer than {LONGEST} characters"]


def _of(registry: Registry, analysis: str) -> list[Any]:
    plugin = registry.plugins.get(analysis.split(".", 1)[0])
    return [f for f in plugin.fragments if f.analysis == analysis] if plugin else []
