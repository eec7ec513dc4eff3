"""Tell whether a prefetch template stays within what any client of CDS Hooks 2.x is asked to understand."""

from __future__ import annotations

import re

from fhir_adapter.search import parameters

_TOKEN = re.compile(r"\{\{(.*?)\}\}")
_PATIENT = "context.patientId"
_READ = re.compile(r"[A-Z][A-Za-z]*/(\{\{context\.patientId\}\}|[A-Za-z0-9.-]{1,64})")
_TYPE = re.compile(r"[A-Z][A-Za-z]*")
_OF_EVERY_TYPE = frozenset({"_count", "_id", "_lastUpdated", "_security", "_sort", "_tag"})
# Parameters that compare text, numbers, quantities or addresses; the others of FHIR R4 are references, tokens and dates.
_OTHER_KINDS = frozenset(
    {
        "address",
        "address-city",
        "address-country",
        "address-postalcode",
        "address-state",
        "combo-value-quantity",
        "component-value-quantity",
        "description",
        "family",
        "given",
        "instantiates-uri",
        "lot-number",
        "name",
        "phonetic",
        "probability",
        "quantity",
        "series",
        "title",
        "url",
        "value-quantity",
        "value-string",
    }
)
_COMPOSITE = re.compile(r"(?:combo-|component-)?code-value-\w+|related|relatesto|context-type-\w+")
_OTHER_BOUNDS = re.compile(r"(?:ne|sa|eb|ap)\d{4}(?:$|-\d{2})")


def beyond(template: str) -> str:
    """Return what of a template some client of 2.x will not understand, or nothing where it stays within.

    Within are reads, searches by references, tokens (equal, or ``:in``) and dates (eq lt gt ge le), ``_count`` and ``_sort``.
    """
    other = [token for token in _TOKEN.findall(template) if token != _PATIENT]
    if other:
        return f"the token {{{{{other[0]}}}}}"
    path, _, query = template.partition("?")
    if not query:
        return "" if _READ.fullmatch(path) else "it is neither a read nor a search of a type"
    if not _TYPE.fullmatch(path):
        return "it is no search of a type"
    return next((said for name, value in parameters(query) if (said := _beyond(name, value))), "")


def _beyond(name: str, value: str) -> str:
    bare, colon, modifier = name.partition(":")
    if "." in name or bare == "_has":
        return f"{name}: a search along references"
    if colon and modifier != "in":
        return f"{name}: a modifier"
    if bare.startswith("_") and bare not in _OF_EVERY_TYPE:
        return f"{name}: no reference, token or date"
    if bare in _OTHER_KINDS or _COMPOSITE.fullmatch(bare):
        return f"{name}: no reference, token or date"
    return f"{name}: a bound other than eq, lt, gt, ge, le" if _OTHER_BOUNDS.match(value) else ""
