"""Which formats are read, and what makes text of each, with its version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from fhir_adapter.documents import cda, html, pdf, rtf
from fhir_adapter.documents.refusal import MOST_TEXT, DocumentError


@dataclass(frozen=True)
class Format:
    """One format: its media type, who reads it, and how much of it is read here."""

    media_type: str
    read: Callable[[bytes], str]
    ours: str
    """Our part in it, with its version: raise that where the same bytes give other text, for offsets are into the text."""
    library: str
    a_little: int
    """Bytes of which the worst that they can hold takes a tenth or two of a second; more is read apart, where it can be ended."""

    @cached_property
    def extractor(self) -> str:
        """What makes the text, ours and the library, with their versions."""
        return f"{self.ours} {self.library} {version(self.library)}"

    def text(self, raw: bytes) -> str:
        """Return the text of a document of this format; raises DocumentError."""
        text = self.read(raw)
        if len(text) > MOST_TEXT:
            raise DocumentError(f"with more than {MOST_TEXT} characters of text")
        return text


FORMATS: Mapping[str, Format] = {
    "html": Format(
        "text/html",
        lambda raw: html.plain_text(raw.decode("utf-8", "surrogatepass")),
        "fhir_adapter.html/2",
        "selectolax",
        32_000,
    ),
    "rtf": Format("application/rtf", rtf.plain_text, "fhir_adapter.rtf/1", "striprtf", 100_000),
    "cda": Format("application/hl7-cda+xml", cda.plain_text, "fhir_adapter.cda/1", "defusedxml", 400_000),
    "pdf": Format("application/pdf", pdf.plain_text, "fhir_adapter.pdf/1", "pypdf", 0),
}
"""By the name under which a document is sent to be read apart; HTML is sent as UTF-8, all else as it came."""
