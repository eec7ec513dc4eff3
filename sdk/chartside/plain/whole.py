"""Read plain resources: FHIR as it is, one object or a list of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from chartside.explanation import GIVEN
from chartside.facts import Found
from chartside.inputs import ResourcesRequest
from chartside.plain.error import PlainFactError
from chartside.plain.listed import listed
from chartside.plain.scalar import Given
from chartside.resources import Resource


def resources(name: str, request: ResourcesRequest, value: Any, _: Given) -> Found[Resource]:
    """Return whole resources of the type that is asked for; an empty list says that there are none.

    Nobody applies the request's search to them, nor leaves out what is of later: the caller states what it finds.
    """
    found = []
    for i, (at, one) in enumerate(listed(name, value, f"{request.kind} resources")):
        if not isinstance(one, Mapping) or one.get("resourceType", request.kind) != request.kind:
            raise PlainFactError(f"{at}: expected a {request.kind}, as FHIR has it")
        content = _frozen({"resourceType": request.kind, **one})
        found.append(Resource(content, ref=f"{GIVEN}{name}/{i}"))
    return Found(tuple(found))


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({str(name): _frozen(one) for name, one in value.items()})
    return tuple(_frozen(one) for one in value) if isinstance(value, list | tuple) else value
