"""A page of one explanation: the plugin's passages, what was read, and what it rests on; it runs no script and loads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from chartside.registry import Registry
from engine.fragments import perform
from engine.report.waterfall import waterfall

# Raw HTML stays text, and images are not drawn.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_inline", "html_block"])


def page(registry: Registry, explanation: Mapping[str, Any], title: str, about: str) -> str:
    """Return the page; a passage that fails is named as failed."""
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
        inputs=explanation.get("inputs", ()),
    )


def _html(text: str) -> Markup:
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - markdown-it escapes all that it did not make itself
