"""Give whole resources as they are, frozen, to the plugin that declared them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chartside.facts import Found, Value
from chartside.inputs import Path, Read, ResourcesRequest
from chartside.missing import Missing
from chartside.resources import Resource
from fhir_adapter import search
from fhir_adapter.entry import Entry
from fhir_adapter.gaps import first
from fhir_adapter.matching import Search
from fhir_adapter.record import Record
from fhir_adapter.release import release


def resources(record: Record, request: ResourcesRequest, now: datetime) -> Found[Resource]:
    """Return every resource that the request's search names, as frozen JSON."""
    (read,) = request.reads()
    found = (Resource(_frozen(e.content), _model, **record.cite(e)) for e in _named(record, read, now))
    return Found(tuple(found), _gap(record, read, now))


def with_models(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give whole resources that came through JSON their ``model()`` again."""
    return {name: _bound(value) for name, value in facts.items()}


def _bound(value: Any) -> Any:
    if isinstance(value, Found) and value and isinstance(value[0], Resource):
        return replace(value, items=tuple(replace(r, content=_frozen(r.content), _model=_model) for r in value))
    return value


def path(record: Record, request: Path, now: datetime) -> Found[Value]:
    """Return every result of a FHIRPath expression; a resource that it fails on leaves the whole unknown.

    Raises PathError for an expression that is not valid.
    """
    from fhir_adapter.path import PathError, evaluate  # noqa: PLC0415 - the FHIRPath library loads for who uses it

    (read,) = request.reads()
    entries = _named(record, read, now)
    try:
        values = evaluate(request.expression, entries)
    except PathError as error:
        if error.code == "refused":
            raise
        return Found((), Missing("incomplete", "the expression failed on a resource of the record"))
    for entry in entries:
        record.cite(entry)
    return Found(values, _gap(record, read, now))


def _named(record: Record, read: Read, now: datetime) -> list[Entry]:
    """Return what a search names, applied again here; by parameters we cannot apply only the client's own answer can tell."""
    entries = [e for e in record.entries(read.kind) if not record.withheld(e, now)]
    if read.kind != "Patient":
        asked = Search.parse(read.kind, read.search)
        entries = [e for e in entries if asked.admits(e.content)]
        if asked.unknown:
            entries = [e for e in entries if search.key(read.kind, read.search) in e.keys]
    return sorted(entries, key=lambda e: e.ref)


def _gap(record: Record, read: Read, now: datetime) -> Missing | None:
    """Return why more could exist than was given: one that could be indexed and not decoded is lost too."""
    lost = sum(record.content(entry) is None for entry in record.entries(read.kind))
    return first(
        record.gap(read, now), Missing("incomplete", f"resources that could not be read: {lost}") if lost else None
    )


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(one) for name, one in value.items()})
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _model(content: Mapping[str, Any]) -> Any:
    """Validate under R4B; the error names the elements at fault and quotes none of them."""
    from fhir_adapter.write import WriteError, model  # noqa: PLC0415 - a slow import, for the few who ask for models

    try:
        return model(content)
    except WriteError as error:
        shape = release(str(content.get("resourceType", "")), content)
        raise ValueError(f"{error}{f'; it has the shape of FHIR {shape}' if shape != 'R4' else ''}") from None
