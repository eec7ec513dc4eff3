"""A page of one explanation: the plugin's passages, what was read, and what it rests on; it runs no script and loads nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from chartside.registry import Registry
from engine.fragments import perform
from engine.report.bedside import UNITS
from engine.report.trend import Point, sparkline
from engine.report.waterfall import waterfall

# Raw HTML stays text, and images are not drawn.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_inline", "html_block"])


def page(
    registry: Registry, explanation: Mapping[str, Any], title: str, about: str, course: Sequence[Point] = ()
) -> str:
    """Return the page, with the course of its number where there is one; a passage that fails is named as failed."""
    import orjson  # noqa: PLC0415 - only who wants a page

    written = orjson.loads(perform(registry, {"fragments of": explanation["analysis"], "explanation": explanation}))
    passages = [(heading, _html(text), failed) for heading, text, failed in written if text or failed]
    environment = Environment(loader=PackageLoader("engine.report", ""), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html").render(
        title=title,
        about=about,
        explanation=explanation,
        passages=passages,
        picture=waterfall(explanation.get("working")),
        course=course,
        unit=_unit(explanation),
        plot=sparkline(course, title),
        inputs=explanation.get("inputs", ()),
    )


def _unit(explanation: Mapping[str, Any]) -> str:
    """Return the unit of the number as it is spoken; points have none."""
    unit = str(explanation.get("working", {}).get("unit", ""))
    return UNITS.get(unit, unit) if unit != "1" else ""


def _html(text: str) -> Markup:
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - markdown-it escapes all that it did not make itself
