"""Make characters of the bytes of a text, by its mark, as UTF-8, as it is declared, else as Windows writes it."""

from __future__ import annotations

import codecs
import re

from fhir_adapter.documents.refusal import DocumentError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"(?:charset|\A<\?xml[^>]{0,200}\sencoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_NO_TEXT = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x0b\x1b\x08\x1a")
_BINARY = "of a type that is not read: application/octet-stream"


def characters(raw: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text and its encoding; raises DocumentError for bytes that are no text."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _decode(raw[len(mark) :], name), name
    declared = _declared(content_type) or _declared_within(raw)
    if b"\x00" in raw and not declared.startswith(("utf-16", "utf-32")):
        raise DocumentError(_BINARY)
    if b"\x00" not in raw and any(byte in _NO_TEXT for byte in raw):
        raise DocumentError(_BINARY)
    for name in ("utf-8" if b"\x00" not in raw else "", declared, "windows-1252"):
        try:
            if name:
                return raw.decode(name), name
        except (UnicodeError, LookupError):  # some codecs are no character sets: base64, rot13
            continue
    return raw.decode("latin-1"), "latin-1"


def _decode(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        raise DocumentError("not decodable") from None


def _declared(statement: str) -> str:
    named = _CHARSET.search(statement)
    try:
        return codecs.lookup(named[1]).name if named else ""
    except LookupError:
        return ""


def _declared_within(raw: bytes) -> str:
    """Return what markup says of itself at its beginning."""
    start = raw[:1024].decode("latin-1").lstrip()
    return _declared(start) if start.startswith("<") else ""
