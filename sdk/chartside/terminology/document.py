"""Read one file as a value set: a FHIR ValueSet, or the compact form of an address, a version and codes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from chartside.codes import Code
from chartside.terminology.spelling import canonical
from chartside.terminology.value_set import ValueSet

# A server marks an expansion that it did not finish with one of these.
_UNFINISHED = ("valueset-toocostly", "valueset-unclosed")


class DocumentError(ValueError):
    """A file that is no value set; the message says at which place, and not what stands there.

    ``meant`` is the address and version that it claims, where those can be read.
    """

    meant: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NotEnumerated:
    """A value set whose file does not list its codes, and why: there is no telling what is in it."""

    url: str
    version: str
    why: str


def read(raw: bytes) -> ValueSet | NotEnumerated:
    """Return the value set of a file; raises DocumentError for one that is none."""
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DocumentError(f"is not valid JSON{place}") from None
    if not isinstance(content, dict):
        raise DocumentError("is not a JSON object")
    kind = content.get("resourceType")
    if kind not in (None, "ValueSet"):
        raise DocumentError("resourceType is not ValueSet")
    url, version = _text(content, "url"), _optional(content, "version")
    if not url or "|" in url:
        raise DocumentError("url must be the address of the value set, without a version")
    try:
        listed = _codes(content.get("codes"), "codes") if kind is None else _fhir(content)
        if not listed:
            raise DocumentError("lists no code; an empty value set would silently match nothing")
    except DocumentError as error:
        error.meant = (url, version)
        raise
    if isinstance(listed, str):
        return NotEnumerated(url, version, listed)
    name = _optional(content, "name") or url.rsplit("/", 1)[-1]
    return ValueSet(url, version, name, frozenset(listed), sha256(raw).hexdigest(), _optional(content, "title"))


def _fhir(content: Mapping[str, Any]) -> list[Code] | str:
    """Return the codes of a FHIR ValueSet, or why its file does not list them; a stored expansion goes before the definition."""
    if "expansion" in content:
        return _expansion(_object(content["expansion"], "expansion"))
    compose = _object(content.get("compose"), "compose")
    included = _sides(compose, "include")
    excluded = _sides(compose, "exclude") if "exclude" in compose else []
    if isinstance(included, str) or isinstance(excluded, str):
        return included if isinstance(included, str) else str(excluded)
    left = [code for code in included if code not in excluded]
    return left or ("everything that it includes is excluded again" if included else left)


def _sides(compose: Mapping[str, Any], side: str) -> list[Code] | str:
    found: list[Code] = []
    for index, part in enumerate(_array(compose.get(side), f"compose.{side}")):
        place = f"compose.{side}[{index}]"
        one = _object(part, place)
        if one.get("filter"):
            return f"{place} is defined by a filter"
        if one.get("valueSet"):
            return f"{place} is defined by another value set"
        if not one.get("concept"):
            return f"{place} is a whole code system"
        system = _text(one, "system", place)
        found += [
            Code(canonical(system), _text(c, "code", f"{place}.concept[{n}]"), _optional(c, "display"))
            for n, c in enumerate(_objects(one["concept"], f"{place}.concept"))
        ]
    return found


def _expansion(expansion: Mapping[str, Any]) -> list[Code] | str:
    marks = [_optional(one, "url") for one in _objects(expansion.get("extension", []), "expansion.extension")]
    if any(mark.rsplit("/", 1)[-1] in _UNFINISHED for mark in marks):
        return "its expansion says that it is not finished"
    entries = list(_contained(expansion.get("contains"), "expansion.contains"))
    total = expansion.get("total")
    if isinstance(total, int) and total > len(entries):
        return f"its expansion holds {len(entries)} of {total} codes"
    return [
        Code(canonical(_text(one, "system", place)), _text(one, "code", place), _optional(one, "display"))
        for place, one in entries
        if one.get("abstract") is not True
    ]


def _contained(value: Any, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every entry of an expansion, the nested ones too; one without a code is only a heading."""
    for index, one in enumerate(_objects(value, place)):
        here = f"{place}[{index}]"
        if "code" in one or "contains" not in one:
            yield here, one
        if "contains" in one:
            yield from _contained(one["contains"], f"{here}.contains")


def _codes(value: Any, place: str) -> list[Code]:
    return [
        Code(canonical(_text(one, "system", here)), _text(one, "code", here), _optional(one, "display"))
        for index, one in enumerate(_objects(value, place))
        if (here := f"{place}[{index}]")
    ]


def _array(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise DocumentError(f"{place} must be an array")
    return value


def _object(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise DocumentError(f"{place} must be an object")
    return value


def _objects(value: Any, place: str) -> list[Mapping[str, Any]]:
    return [_object(one, f"{place}[{index}]") for index, one in enumerate(_array(value, place))]


def _text(content: Mapping[str, Any], name: str, place: str = "") -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise DocumentError(f"{place}{'.' if place else ''}{name} must be a text without blanks around it")
    return value


def _optional(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
