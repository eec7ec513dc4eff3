"""Turn RTF into plain text; what an RTF group means in characters is striprtf's, what of it is seen is decided before."""

from __future__ import annotations

from fhir_adapter.documents.lines import tidy
from fhir_adapter.documents.refusal import DocumentError
from fhir_adapter.documents.rtf_seen import seen


def plain_text(raw: bytes) -> str:
    """Return the text of RTF; raises DocumentError for what cannot be read for certain. The time it takes is linear in the bytes."""
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - nobody pays for it until RTF comes

    shown = seen(raw)
    try:
        text: str = rtf_to_text(shown.rtf, shown.encoding, errors="replace")  # type: ignore[no-untyped-call]
    except (LookupError, OverflowError, TypeError, ValueError):
        raise DocumentError("of RTF that cannot be read") from None
    # RTF writes what lies beyond 16 bits as two halves.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return tidy(whole.replace("\x00", ""))
