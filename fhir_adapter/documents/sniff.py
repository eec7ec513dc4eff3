"""Tell what bytes are by how they begin, whatever they are called."""

from __future__ import annotations

import codecs
import re

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
# Atomic, because one comment could otherwise be taken for several in two to the n ways.
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--(?>.*?-->)\s*)*)"
    r"<(?:!doctype\s+html|html|head|meta|style|body|div|p|span|table|h[1-6]|ul|ol|dl|pre|br|hr|b|strong|em|font|center|blockquote)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*(?:<\?xml|<!DOCTYPE\s|<!--(?>.*?-->)\s*<|<[A-Za-z][\w.:-]*(?:\s[^<>]*)?/?>)", re.DOTALL)
_CDA = re.compile(r"<(?:[\w.-]+:)?ClinicalDocument\b")
_JSON = re.compile(r"\s*[{\[]\s*\"")
_HEAD = 10_000


def binary_type(raw: bytes) -> str:
    """Return the media type of what is no bare text, or nothing."""
    start = raw[: 32 + _HEAD].removeprefix(codecs.BOM_UTF8).lstrip()
    if raw[_DICOM] == b"DICM":
        return "application/dicom"
    known = next((name for magic, name in _MAGIC if start.startswith(magic)), "")
    # A note may begin with the letters BM; a bitmap has a zero in its head.
    return "" if known == "image/bmp" and b"\x00" not in start[:32] else known


def text_type(text: str) -> str:
    """Return the media type of text: plain, HTML, C-CDA, other XML, JSON."""
    if _XML.match(text) and _CDA.search(text[:_HEAD]):
        return "application/hl7-cda+xml"
    if _HTML.match(text):
        return "text/html"
    if _XML.match(text):
        return "application/xml"
    return "application/json" if _JSON.match(text) else "text/plain"
