"""Makes the pages: templates with everything escaped, Markdown without HTML or images, and a policy that allows no script."""

from __future__ import annotations

import json
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from engine.demo import readable
from engine.report.bedside import UNITS

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# Raw HTML stays text, images are not drawn, and markdown-it itself refuses javascript: and data: addresses.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_inline", "html_block"])


def page(template: str, status: int = 200, **content: Any) -> HTMLResponse:
    """Return a page as a response that runs no script, loads nothing foreign and is not kept."""
    return HTMLResponse(_TEMPLATES.get_template(template).render(**content), status, HEADERS)


def markdown(text: str) -> Markup:
    """Return the HTML of a card's Markdown."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - markdown-it escapes all that it did not make itself


def web_address(url: Any) -> str:
    """Return an address if a browser may follow it, else an empty string."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("engine.demo"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "code": readable.code,
        "grid": readable.grid,
        "heading": readable.heading,
        "markdown": markdown,
        "pretty": lambda value: json.dumps(value, indent=2, ensure_ascii=False),
        "shown": readable.shown,
        "web_address": web_address,
        "when": readable.when,
    }
    environment.globals |= {
        "ACTIONS": readable.ACTIONS,
        "INDICATORS": readable.INDICATORS,
        "ORIGINS": readable.ORIGINS,
        "OUTCOMES": readable.OUTCOMES,
        "REASONS": readable.REASONS,
        "UNITS": UNITS,
        "audit_command": readable.audit_command,
        "questions": readable.questions,
    }
    return environment


_TEMPLATES = _environment()
