"""Turn a C-CDA document into plain text: the narrative of each section beneath its title."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError

from fhir_adapter.documents.lines import Lines
from fhir_adapter.documents.refusal import DocumentError

_APART = frozenset({"list", "paragraph", "table"})
_ROWS = frozenset({"caption", "footnote", "item", "tbody", "tfoot", "thead", "tr"})
_CELLS = frozenset({"td", "th"})
_STRUCK = re.compile(r"strike|hidden|line-through", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")


def plain_text(raw: bytes) -> str:
    """Return the narrative of a C-CDA document; raises DocumentError where it has none or is no sound XML.

    Coded entries are not read: the narrative is what a clinician signed. Entities and document types are refused, whatever they hold.
    """
    # Nobody pays for these until XML comes; they publish no types.
    from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # noqa: PLC0415
    from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]  # noqa: PLC0415

    narrative = _Narrative()
    parser = DefusedXMLParser(target=narrative, forbid_dtd=True)
    try:
        parser.feed(raw)
        parser.close()
    except DefusedXmlException:
        raise DocumentError("of XML with a document type or entities, which are refused") from None
    except (ParseError, LookupError, ValueError):
        raise DocumentError("of XML that is not well-formed") from None
    if not narrative.sections:
        raise DocumentError("of C-CDA without sections")
    return narrative.lines.text()


class _Narrative:
    """What a parser tells, element by element; a stack and no recursion: a stranger chose how deep it is."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.sections = 0
        self._open: list[str] = []
        self._text = 0
        """How deep within the narrative of a section; nothing while outside."""
        self._unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if self._text:
            self._enter(name, attributes)
        elif name in ("text", "title") and self._open[-1:] == ["section"]:
            self.lines.part(2 if name == "title" else 1)
            self._text = 1
        self.sections += name == "section" and not self._text
        self._open.append(name)

    def end(self, _: str) -> None:
        name = self._open.pop()
        if not self._text:
            return
        self._text -= 1
        self._unseen -= self._unseen > 0
        if not self._text:
            self.lines.part(1 if name == "title" else 2)
        elif not self._unseen:
            self._part(name)

    def data(self, data: str) -> None:
        if self._text and not self._unseen:
            self.lines.say(_BLANKS.sub(" ", data))

    def close(self) -> None:
        """End what is told."""

    def _enter(self, name: str, attributes: dict[str, str]) -> None:
        self._text += 1
        struck = attributes.get("revised") == "delete" or _STRUCK.search(attributes.get("styleCode", ""))
        if self._unseen or struck:
            self._unseen += 1
            return
        if name == "br":
            self.lines.end()
        elif name == "sup":
            self.lines.raise_next()
        self._part(name)

    def _part(self, name: str) -> None:
        if name in _CELLS:
            self.lines.say(" ")
        elif name in _APART or name in _ROWS:
            self.lines.part(2 if name in _APART else 1)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
