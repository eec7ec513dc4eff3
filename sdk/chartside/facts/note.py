"""The text of one clinical document."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.codes import Code
from chartside.facts.fact import Fact
from chartside.moments import Moment


@dataclass(frozen=True, slots=True)
class Note(Fact):
    """A document as plain text; offsets that an analysis quotes are offsets into ``text``.

    ``code`` is the document's type, ``text_sha256`` the hash of the text in UTF-8, ``extractor`` what made text of the attachment, with
    its version. ``renditions`` are other resources that hold the same text.
    """

    text: str
    code: Code | None = None
    codings: tuple[Code, ...] = ()
    display: str = ""
    status: str = ""
    written: Moment | None = None
    media_type: str = "text/plain"
    text_sha256: str = ""
    extractor: str = ""
    renditions: tuple[str, ...] = ()
