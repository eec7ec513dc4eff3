"""Turn PDF into plain text with pypdf, page by page, within limits; a page that is not read whole is not read at all."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fhir_adapter.documents.lines import tidy
from fhir_adapter.documents.refusal import MOST_TEXT, DocumentError

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 200
LARGEST_STREAM = 8_000_000
"""Bytes of one stream, unpacked: a page of text has some thousands."""
# pypdf goes on where these happen, and the text lacks a part in silence.
_LOSSES = (
    "Detected cyclic form XObject",
    "Error ",  # of unpacking
    "Exceeded ",
    "Impossible to decode XFormObject",
    "Invalid object number",
    "Invalid stream",
    "Object %(idnum)d %(generation)d not defined",
    "Page contents are not",
    "Value /N ",
)
_NO_LETTER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_UNKNOWN_LETTERS = 50
"""One in so many signs may be unknown; where more are, the fonts do not say which letters they show, and the rest cannot be trusted."""


def plain_text(raw: bytes) -> str:
    """Return the text of a PDF, an empty line between pages; raises DocumentError where that is refused or cannot be.

    A scan has no text, and what stands in a picture is not read. The limits bound the work of all documents that we know of; for
    those that we do not, read PDF only where a process may be ended.
    """
    from pypdf import PdfReader, apply_configuration  # noqa: PLC0415 - heavy: nobody pays for it until a PDF comes
    from pypdf.errors import LimitReachedError  # noqa: PLC0415

    try:
        with apply_configuration(**_limits()), _losses() as lost:
            reader = PdfReader(io.BytesIO(raw), root_object_recovery_limit=1_000, xref_stream_maximum_entries=100_000)
            text = tidy(_text(reader))
    except LimitReachedError:
        raise DocumentError("of PDF beyond the limits of what is unpacked") from None
    except DocumentError:
        raise
    except Exception:  # noqa: BLE001 - what is wrong with a PDF comes as any error; its words may quote the text
        raise DocumentError("of PDF that cannot be read") from None
    if lost:
        raise DocumentError("of PDF of which a part cannot be read")
    if len(_NO_LETTER.findall(text)) * _UNKNOWN_LETTERS > len(text):
        raise DocumentError("of PDF whose fonts do not say which letters they show")
    return text


def _limits() -> dict[str, Any]:
    return {
        "maximum_declared_stream_length": LARGEST_STREAM,
        "array_based_stream_maximum_output_length": LARGEST_STREAM,
        "lzw_maximum_output_length": LARGEST_STREAM,
        "run_length_maximum_output_length": LARGEST_STREAM,
        "zlib_maximum_output_length": LARGEST_STREAM,
        "zlib_maximum_recovery_input_length": 100_000,
        "brotli_maximum_output_length": LARGEST_STREAM,
        "stream_filters_maximum_length": 4,
        "stream_decoding_work_maximum_length": 4 * LARGEST_STREAM,
        "stream_parsing_work_maximum_count": 100_000,
        "page_tree_maximum_entries": 10 * MOST_PAGES,
        "page_tree_maximum_depth": 20,
        "page_tree_maximum_page_entries": 200 * MOST_PAGES,
        "form_fields_maximum_entries": 1_000,
        "form_fields_maximum_depth": 20,
        "xform_maximum_invocations_per_extraction": 200,
        "jbig2dec_binary": None,  # no other program is started for a picture
    }


def _text(reader: PdfReader) -> str:
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError("of PDF under a password")
    if len(reader.pages) > MOST_PAGES:
        raise DocumentError(f"of PDF with more than {MOST_PAGES} pages")
    if _filled(reader):
        raise DocumentError("with form fields, whose entries are not read")
    pages, size = [], 0
    for page in reader.pages:
        pages.append(page.extract_text())
        size += len(pages[-1])
        if size > MOST_TEXT:
            raise DocumentError(f"with more than {MOST_TEXT} characters of text")
    return "\n\n".join(pages)


def _filled(reader: PdfReader) -> bool:
    """Whether somebody filled in a form: its entries are no text of the page, and a form without them says something else."""
    return any(str(one.get("/V", "")).strip() not in ("", "/Off") for one in (reader.get_fields() or {}).values())


@contextmanager
def _losses() -> Iterator[list[str]]:
    """Collect what pypdf warns of where it leaves something out; nothing of it is written anywhere."""
    logger, found = logging.getLogger("pypdf"), list[str]()

    def keep(record: logging.LogRecord) -> bool:
        if str(record.msg).startswith(_LOSSES):
            found.append(str(record.msg))
        return False

    handler = logging.Handler()
    handler.addFilter(keep)
    before = logger.propagate, logger.level
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield found
    finally:
        logger.removeHandler(handler)
        logger.propagate, logger.level = before
