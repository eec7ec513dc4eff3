"""Take apart what was sent (Bundles, lone resources, arrays, lines, old wrappers) without decoding the resources inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from chartside.facts import Origin
from chartside.missing import Missing
from fhir_adapter.concepts import Json, objects, word
from fhir_adapter.entry import UNREADABLE
from fhir_adapter.gaps import first

# Where a resource begins with its type, as nearly all do, no decoding is needed to learn it.
_TYPE_FIRST = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"')
_DEPTH = 4
# How a server tags what it gave only in part (_summary, _elements), wherever the tag stands.
_SUBSETTED = b'"SUBSETTED"'
_WITHHELD = frozenset(
    [
        "forbidden",
        "security",
        "login",
        "suppressed",
        "incomplete",
        "throttled",
        "timeout",
        "too-costly",
        "transient",
        "exception",
    ]
)
_NOT_PERMITTED = frozenset({"forbidden", "security", "login", "expired", "suppressed"})


class _Item(msgspec.Struct):
    resource: msgspec.Raw = msgspec.Raw(b"")
    fullUrl: str = ""  # noqa: N815 - FHIR's name
    search: Any = None
    request: Any = None


class _Envelope(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's name
    entry: list[_Item] = []
    link: Any = None
    total: Any = None
    response: Any = None
    resource: msgspec.Raw = msgspec.Raw(b"")
    meta: Any = None


class _Type(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's name


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_ITEM = msgspec.json.Decoder(_Item)
_TYPE = msgspec.json.Decoder(_Type)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder()


@dataclass(slots=True)
class Piece:
    """One resource, still in its bytes."""

    kind: str
    raw: bytes = field(repr=False)
    full_url: str = ""
    key: str = ""
    received: bool = True
    origin: Origin = ""
    """Where it came from, if not from where the others did."""
    security: tuple[Json, ...] = field(default=(), repr=False)
    """Security labels of the Bundles around it: what is said of the whole holds for each part."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a Bundle says about itself: the search that was answered, how many match, and where more is (None: no more)."""

    searched: str = field(default="", repr=False)
    next: str | None = field(default=None, repr=False)
    total: int | None = None
    matches: int = 0

    def gap(self) -> Missing | None:
        """Return why one page is not the whole, or None where it is."""
        if self.next is not None:
            return Missing("incomplete", "Bundle has a next link")
        more = self.total is not None and self.total > self.matches
        return Missing("incomplete", "Bundle has a total above its entries") if more else None


@dataclass(slots=True)
class Contents:
    """What one value held; ``gap`` says why more could exist than was sent; ``unreadable`` counts what was sent in vain."""

    form: Literal["bundle", "resource", "array", "nothing", "outcome"] = "nothing"
    pieces: list[Piece] = field(default_factory=list)
    gap: Missing | None = None
    unreadable: int = 0
    page: Page = Page()

    def lose(self, gap: Missing) -> None:
        """Say why more could exist; the first reason stands."""
        self.gap = first(self.gap, gap)


def unpack(raw: bytes) -> Contents:
    """Return every resource in one JSON value, whatever its form; never raises, says in ``gap`` what went wrong."""
    contents = unpack_page(raw)
    contents.gap = first(contents.gap, contents.page.gap())
    return contents


def unpack_page(raw: bytes) -> Contents:
    """Do as ``unpack`` does, but leave it to the caller, who turns the pages, whether this one is the last."""
    contents = Contents()
    if not raw.strip() or raw.strip() == b"null":
        return contents
    try:
        _unpack(raw, contents, 0)
    except UNREADABLE:
        contents.lose(Missing("fetch-failed", "the value is not readable JSON"))
    if _SUBSETTED in raw:
        contents.lose(Missing("incomplete", "it is tagged as holding only a part of its content"))
    return contents


def unpack_lines(raw: bytes) -> Contents | None:
    """Return the resources of newline-delimited JSON, or None when it is something else."""
    first, _, rest = raw.strip().partition(b"\n")
    try:
        if not rest or not _TYPE.decode(first).resourceType:
            return None
    except UNREADABLE:
        return None
    contents = Contents("array")
    for line in raw.splitlines():
        if line.strip():
            _add(line, "", contents, 0)
    return contents


def _unpack(raw: bytes, contents: Contents, depth: int) -> None:
    if depth > _DEPTH:
        contents.unreadable += 1
        return
    if raw.lstrip()[:1] == b"[":
        contents.form = "array"
        for one in _ARRAY.decode(raw):
            _add(bytes(one), "", contents, depth)
        return
    envelope = _envelope(raw, contents)
    if envelope.resourceType == "Bundle":
        contents.form = "bundle"
        _bundle(envelope, contents, depth)
    elif envelope.resourceType:
        contents.form = "resource"
        _add(raw, "", contents, depth)
    else:
        _wrapper(envelope, contents, depth)


def _envelope(raw: bytes, contents: Contents) -> _Envelope:
    try:
        return _ENVELOPE.decode(raw)
    except msgspec.ValidationError:
        return _damaged(_MEMBERS.decode(raw), contents)


def _damaged(members: Mapping[str, msgspec.Raw], contents: Contents) -> _Envelope:
    """Read an envelope of which some part has the wrong type: that part is lost, the others are not."""
    kind = _any(members.get("resourceType"))
    envelope = _Envelope(
        kind if isinstance(kind, str) else "",
        link=_any(members.get("link")),
        total=_any(members.get("total")),
        response=_any(members.get("response")),
        resource=members.get("resource", msgspec.Raw(b"")),
        meta=_any(members.get("meta")),
    )
    if envelope.resourceType != "Bundle":
        return envelope
    try:
        items = _ARRAY.decode(members.get("entry", b"[]"))
    except msgspec.ValidationError:
        contents.unreadable += 1
        return envelope
    for item in items:
        try:
            envelope.entry.append(_ITEM.decode(item))
        except msgspec.ValidationError:
            envelope.entry.extend(_rescued(item, contents))
    return envelope


def _rescued(item: msgspec.Raw, contents: Contents) -> Iterable[_Item]:
    try:
        return [_Item(_MEMBERS.decode(item)["resource"])]
    except (msgspec.ValidationError, KeyError):
        contents.unreadable += 1
        return []


def _bundle(envelope: _Envelope, contents: Contents, depth: int) -> None:
    matches, before = 0, len(contents.pieces)
    for item in envelope.entry:
        mode = item.search.get("mode") if isinstance(item.search, dict) else None
        matches += mode not in ("include", "outcome")
        raw = bytes(item.resource)
        if raw:
            _add(raw, item.fullUrl, contents, depth)
        elif not isinstance(item.request, dict):
            contents.unreadable += 1
    labels = objects(envelope.meta.get("security")) if isinstance(envelope.meta, dict) else []
    for piece in contents.pieces[before:] if labels else ():
        piece.security = (*labels, *piece.security)
    links = {word(link.get("relation")): word(link.get("url")) for link in objects(envelope.link)}
    total = envelope.total if isinstance(envelope.total, int) and not isinstance(envelope.total, bool) else None
    page = Page(links.get("self", ""), links.get("next"), total, matches)
    if not depth:
        contents.page = page
    else:
        contents.gap = first(contents.gap, page.gap())


def _wrapper(envelope: _Envelope, contents: Contents, depth: int) -> None:
    """Read the ``{response, resource}`` that clients of 2015 send."""
    response = envelope.response if isinstance(envelope.response, dict) else {}
    inner = bytes(envelope.resource)
    if str(response.get("status", "200"))[:1] in "45":
        contents.lose(Missing("fetch-failed", "the response is an error"))
    elif not inner:
        contents.lose(Missing("fetch-failed", "the value is neither a resource nor a Bundle"))
    elif inner != b"null":
        _unpack(inner, contents, depth + 1)


def _add(raw: bytes, full_url: str, contents: Contents, depth: int) -> None:
    form = contents.form
    kind = _type_of(raw)
    try:
        if kind == "OperationOutcome":
            _outcome(raw, contents, alone=form == "resource")
        elif kind == "Bundle":
            _unpack(raw, contents, depth + 1)
            contents.form = form
        elif kind:
            contents.pieces.append(Piece(kind, raw, full_url))
        else:
            contents.unreadable += 1
    except UNREADABLE:
        contents.unreadable += 1


def _outcome(raw: bytes, contents: Contents, *, alone: bool) -> None:
    """Heed an OperationOutcome: alone it is the failure of the fetch, beside resources it can say that some are withheld."""
    issues = objects(_ANY.decode(raw).get("issue"))
    codes = {word(i.get("code")) for i in issues}
    if alone:
        contents.form = "outcome"
        denied = bool(codes & _NOT_PERMITTED)
        contents.lose(Missing("not-permitted" if denied else "fetch-failed", "an OperationOutcome was sent instead"))
    elif codes & _WITHHELD or any(i.get("severity") in ("error", "fatal") for i in issues):
        contents.lose(Missing("incomplete", "an OperationOutcome in the Bundle says that something is withheld"))


def _type_of(raw: bytes) -> str:
    found = _TYPE_FIRST.match(raw)
    if found:
        return found[1].decode()
    try:
        return _TYPE.decode(raw).resourceType
    except UNREADABLE:
        return ""


def _any(raw: msgspec.Raw | None) -> Any:
    return _ANY.decode(raw) if raw is not None else None
