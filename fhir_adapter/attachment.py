"""Make text of the bytes of an attachment, by what they are and not by what they are called; or say why not."""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from dataclasses import dataclass

from fhir_adapter.markup import MarkupError, plain_text

LARGEST = 1_000_000
"""Bytes of one attachment, decoded; a larger one is counted and not read: no note that a person wrote comes near."""
EXTRACTOR = "fhir_adapter.attachment/1"
"""What made the text, with its version: raise it when the same bytes would give other text, for offsets are into the text."""

# How the types begin that are known and not read here.
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
    (b"##fileformat=VCF", "text/x-vcf"),
)
_DICOM = slice(128, 132)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*"
    r"<(!doctype\s+html|html|head|meta|style|body|div|p|span|table|h[1-6]|ul|ol|dl|pre|br|hr|b|strong|em|font|center|blockquote)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*(<\?xml|<!--.*?-->\s*<|<[A-Za-z][\w.:-]*(\s[^<>]*)?/?>)", re.DOTALL)
_CDA = re.compile(r"<([\w.-]+:)?ClinicalDocument\b")
_JSON = re.compile(r"\s*[{\[]\s*\"")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_NO_TEXT = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\x0b\x1b\x08\x1a")


class AttachmentError(ValueError):
    """An attachment that is not read; the message says what it is, and nothing of what it holds."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of an attachment, what its bytes are, and what made text of them."""

    text: str
    media_type: str
    extractor: str


def decoded(data: str) -> bytes:
    """Return the bytes of base64 text; raises AttachmentError for what is none, or too large."""
    compact = "".join(data.split())
    if len(compact) // 4 * 3 - compact[-2:].count("=") > LARGEST:
        raise AttachmentError(f"larger than {LARGEST} bytes")
    try:
        return b64decode(compact, validate=True)
    except ValueError:
        raise AttachmentError("not decodable") from None


def extract(raw: bytes, content_type: str = "") -> Extract:
    """Return the text of an attachment; raises AttachmentError for another type than text and HTML, and where there is no text."""
    if len(raw) > LARGEST:
        raise AttachmentError(f"larger than {LARGEST} bytes")
    unread = _known_type(raw)
    if unread:
        raise AttachmentError(_not_read(unread))
    text, charset = _text(raw, content_type)
    media_type = "text/plain"
    if _CDA.search(text[:10_000]):
        raise AttachmentError(_not_read("application/hl7-cda+xml"))
    if _HTML.match(text):
        media_type = "text/html"
        try:
            text = plain_text(text)
        except MarkupError as error:
            raise AttachmentError(str(error)) from None
    elif _XML.match(text):
        raise AttachmentError(_not_read("application/xml"))
    elif _JSON.match(text):
        raise AttachmentError(_not_read("application/json"))
    if not text.strip():
        raise AttachmentError("without text")
    return Extract(text, media_type, f"{EXTRACTOR} {charset}")


def _not_read(media_type: str) -> str:
    return f"of a type that is not read: {media_type}"


def _known_type(raw: bytes) -> str:
    start = raw.removeprefix(codecs.BOM_UTF8).lstrip()
    if raw[_DICOM] == b"DICM":
        return "application/dicom"
    known = next((name for magic, name in _MAGIC if start.startswith(magic)), "")
    # A note may begin with the letters BM; a bitmap has a zero in its head.
    return "" if known == "image/bmp" and b"\x00" not in start[:32] else known


def _text(raw: bytes, content_type: str) -> tuple[str, str]:
    """Return the text and its encoding: by its mark, as UTF-8, as declared, else as Windows-1252 and Latin-1."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _decode(raw[len(mark) :], name), name
    declared = _declared(content_type)
    if b"\x00" in raw and not declared.startswith(("utf-16", "utf-32")):
        raise AttachmentError(_not_read("application/octet-stream"))
    if b"\x00" not in raw and any(byte in _NO_TEXT for byte in raw):
        raise AttachmentError(_not_read("application/octet-stream"))
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
        raise AttachmentError("not decodable") from None


def _declared(content_type: str) -> str:
    named = _CHARSET.search(content_type)
    try:
        return codecs.lookup(named[1]).name if named else ""
    except LookupError:
        return ""
