"""Make text of the bytes of an attachment, by what they are and not by what they are called; or say why not."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Self

from fhir_adapter.documents.apart import Apart
from fhir_adapter.documents.encoding import characters
from fhir_adapter.documents.formats import FORMATS
from fhir_adapter.documents.refusal import MOST_TEXT, DocumentError
from fhir_adapter.documents.sniff import binary_type, text_type

LARGEST = 4_000_000
"""Bytes of one attachment, decoded; a larger one is counted and not read."""
EXTRACTOR = "fhir_adapter.attachment/1"
"""What made the text of bare text, with its version: raise it when the same bytes would give other text."""

_NAMES = {one.media_type: name for name, one in FORMATS.items()}


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of an attachment, what its bytes are, and what made text of them."""

    text: str
    media_type: str
    extractor: str


def decoded(data: str) -> bytes:
    """Return the bytes of base64 text; raises DocumentError for what is none, or too large."""
    compact = "".join(data.split())
    if len(compact) // 4 * 3 - compact[-2:].count("=") > LARGEST:
        raise DocumentError(f"larger than {LARGEST} bytes")
    try:
        return b64decode(compact, validate=True)
    except ValueError:
        raise DocumentError("not decodable") from None


class Documents:
    """The documents of one chart: each is read once, and all share the time that reading may take; use it as a context manager."""

    def __init__(self) -> None:
        self._apart = Apart()
        self._known: dict[tuple[bytes, str], Extract | DocumentError] = {}

    def __enter__(self) -> Self:
        self._apart.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._apart.__exit__(kind, error, trace)

    def extract(self, raw: bytes, content_type: str = "") -> Extract:
        """Return the text of an attachment; raises DocumentError for a type that is not read, and where there is no text."""
        key = (sha256(raw).digest(), content_type)
        found = self._known.get(key)
        if found is None:
            try:
                found = self._extract(raw, content_type)
            except DocumentError as error:
                found = error
            self._known[key] = found
        if isinstance(found, DocumentError):
            raise DocumentError(str(found))
        return found

    def narrative(self, markup: str) -> str:
        """Return the text of a narrative, which is XHTML and may be empty; raises DocumentError."""
        return self._read("html", markup.encode("utf-8", "surrogatepass"))

    def _extract(self, raw: bytes, content_type: str) -> Extract:
        if len(raw) > LARGEST:
            raise DocumentError(f"larger than {LARGEST} bytes")
        media_type, text, charset = binary_type(raw), "", ""
        if not media_type:
            text, charset = characters(raw, content_type)
            media_type = text_type(text)
        name = _NAMES.get(media_type, "")
        if not name and media_type != "text/plain":
            raise DocumentError(f"of a type that is not read: {media_type}")
        if not name and len(text) > MOST_TEXT:
            raise DocumentError(f"with more than {MOST_TEXT} characters of text")
        if name == "html":
            text = self.narrative(text)
        elif name:
            text, charset = self._read(name, raw), ""
        if not text.strip():
            raise DocumentError("without text")
        extractor = FORMATS[name].extractor if name else EXTRACTOR
        return Extract(text, media_type, f"{extractor} {charset}".strip())

    def _read(self, name: str, raw: bytes) -> str:
        form = FORMATS[name]
        if len(raw) > form.a_little:
            return self._apart.read(name, raw)
        return form.text(raw)


def extract(raw: bytes, content_type: str = "") -> Extract:
    """Return the text of one attachment; raises DocumentError."""
    with Documents() as documents:
        return documents.extract(raw, content_type)
