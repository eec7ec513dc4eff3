"""Turn HTML into plain text: what a reader would see, a line for each block, nothing that was struck out or hidden."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "caption", "dd", "div", "dl", "dt", "fieldset", "figure", "footer"}
    | {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"table", "tbody", "tfoot", "thead", "title", "tr", "ul"}
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_CELLS = frozenset({"td", "th"})
# Nobody reads these, or somebody struck them out: what is struck out of a note is no longer said.
_UNSEEN = frozenset(["del", "head", "noscript", "s", "script", "strike", "style", "template"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[^;]*line-through", re.IGNORECASE)


class MarkupError(ValueError):
    """Markup of which nobody can tell what a reader would see; the message quotes none of it."""


def plain_text(markup: str) -> str:
    """Return the text of HTML or XHTML; raises MarkupError where something hidden is never closed."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    if reader.unseen:
        raise MarkupError("with hidden or struck-out markup that is never closed")
    lines = (re.sub(r"[ \t\r\f\v\u00a0]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []
        """The open tags since the one that hides."""
        self._kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            if tag in ("br", "hr") and not self.unseen:
                self.parts.append("\n")
            return
        if tag == "body" and self.unseen[:1] == ["head"]:
            self.unseen.clear()  # a head may be left open: the body closes it
        named = dict(attrs)
        if self.unseen or tag in _UNSEEN or "hidden" in named or _HIDDEN.search(named.get("style") or ""):
            self.unseen.append(tag)
            return
        self._kept += tag == "pre"
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)
        elif not self.unseen:
            self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag in self.unseen:
                # Tags between that were never closed close with it, as a browser has it.
                del self.unseen[len(self.unseen) - 1 - self.unseen[::-1].index(tag) :]
            return
        self._kept -= tag == "pre" and self._kept > 0
        if tag not in _VOID:
            self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data if self._kept else re.sub(r"\s+", " ", data))

    def _part(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _CELLS:
            self.parts.append(" ")
