"""Turn HTML into plain text: what a reader would see, a line for each block, nothing that was struck out or hidden."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from fhir_adapter.documents.lines import Lines
from fhir_adapter.documents.refusal import DocumentError

_APART = frozenset(
    {"blockquote", "dl", "fieldset", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre"}
    | {"table", "ul"}
)
_ROWS = frozenset(
    {"address", "article", "aside", "body", "caption", "dd", "details", "div", "dt", "footer", "header", "legend"}
    | {"li", "main", "nav", "section", "summary", "tbody", "textarea", "tfoot", "thead", "tr"}
)
_CELLS = frozenset({"option", "select", "td", "th"})
# Nobody reads these, or somebody struck them out: what is struck out of a note is no longer said.
_UNSEEN = frozenset(
    {"audio", "canvas", "datalist", "del", "embed", "head", "iframe", "noembed", "noframes", "noscript", "object"}
    | {"s", "script", "strike", "style", "template", "title", "video"}
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[^;]*line-through|mso-hide\s*:\s*all"
    r"|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?![\d.])",
    re.IGNORECASE,
)
# HTML ends these by itself where their end is left out; of the others nobody can tell how far they hide.
_END_LEFT_OUT = frozenset(
    {"body", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li", "option", "p", "tbody", "td", "tfoot"}
    | {"th", "thead", "tr"}
)
_MARKS = frozenset({"checkbox", "radio"})
_WORDLESS = frozenset({"button", "file", "hidden", "image", "password", "reset", "submit"})
_TAG = re.compile(r"<(/?)([a-z][^\s/>]*)")
_XHTML = re.compile(r"\s*<(?:\?xml|[^>]*\sxmlns\s*=)")
_EMPTY = re.compile(r"<([A-Za-z][\w:-]*)\s*/>")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLANKS = re.compile(r"\s+")


def plain_text(markup: str) -> str:
    """Return the text of HTML or XHTML; raises DocumentError where something hidden is never closed.

    The time it takes grows with the square of how deeply elements are nested, and of the attributes of one element: 32 kB cannot take
    a fifth of a second, a megabyte can take a minute. Who reads more than that limits the time.
    """
    if _XHTML.match(markup):
        # In XML an empty element ends in itself; HTML would take the rest of the document to be in it.
        markup = _EMPTY.sub(lambda m: m[0] if m[1].lower() in _VOID else f"<{m[1]}></{m[1]}>", markup)
    reader = _Reader()
    root = LexborHTMLParser(markup).root
    if root is not None:
        reader.walk(root)
    _closed(reader.hiding - _END_LEFT_OUT - _VOID, markup)
    return reader.lines.text()


class _Reader:
    def __init__(self) -> None:
        self.lines = Lines()
        self.hiding: set[str] = set()
        """The names of elements that hid something."""
        self._kept = 0

    def walk(self, root: LexborNode) -> None:
        """Go through the tree without recursion: a stranger chose how deep it is."""
        node: LexborNode | None = root
        while node is not None:
            seen = self._enter(node)
            inner = node.first_child if seen else None
            if inner is not None:
                node = inner
                continue
            if seen:
                self._leave(node)
            while node is not None and node.next is None:
                node = node.parent
                if node is not None:
                    self._leave(node)
            node = node.next if node is not None else None

    def _enter(self, node: LexborNode) -> bool:
        """Say what stands at the beginning of a node, and return whether it is an element of which a reader sees what it holds."""
        tag = node.tag or ""
        if tag == "-text":
            said = node.text_content or ""
            self.lines.say(said if self._kept else _BLANKS.sub(" ", said))
        if tag.startswith("-"):
            return False
        attributes = node.attributes
        if tag in _UNSEEN or "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            self.hiding.add(tag)
            if tag == "head":
                self.hiding |= {inner.tag or "" for inner in node.iter()} & _UNSEEN
            return False
        if tag == "option" and "selected" not in attributes:
            return False
        if tag == "input":
            self.lines.say(_entered(attributes))
        elif tag == "br":
            self.lines.end()
        elif tag == "sup":
            self.lines.raise_next()
        self._kept += tag == "pre"
        self._part(tag)
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._kept -= tag == "pre"
        self._part(tag)

    def _part(self, tag: str) -> None:
        if tag in _CELLS:
            self.lines.say(" ")
        elif tag in _APART or tag in _ROWS:
            self.lines.part(2 if tag in _APART else 1)


def _entered(attributes: dict[str, str | None]) -> str:
    """Return what a form shows in a field: a box that is ticked says something else than one that is not."""
    kind = (attributes.get("type") or "text").lower()
    if kind in _MARKS:
        return "[x] " if "checked" in attributes else "[ ] "
    return "" if kind in _WORDLESS else f" {attributes.get('value') or ''} "


def _closed(hiding: set[str], markup: str) -> None:
    """Raise DocumentError where what hides is opened more often than it is closed."""
    if not hiding:
        return
    tags = Counter(_TAG.findall(_COMMENT.sub("", markup).lower()))
    if any(tags["", name] > tags["/", name] for name in hiding):
        raise DocumentError("with hidden or struck-out markup that is never closed")
