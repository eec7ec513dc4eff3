"""Read a plain list of objects, or one of them alone, by the names of their members."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from chartside.codes import Code, CodeSet
from chartside.plain.error import PlainFactError
from chartside.plain.scalar import number


def listed(name: str, value: Any, expected: str) -> Iterator[tuple[str, Any]]:
    """Yield each element with its name; an object or a string alone is a list of one."""
    if isinstance(value, Mapping | str):
        yield f"{name}[0]", value
    elif isinstance(value, list | tuple):
        yield from ((f"{name}[{i}]", one) for i, one in enumerate(value))
    else:
        raise PlainFactError(f"{name}: expected a list of {expected}")


def members(name: str, value: Any, expected: str, needed: Collection[str], known: Collection[str]) -> Mapping[str, Any]:
    """Return an object that has what is needed and nothing unknown; raises PlainFactError, naming the members."""
    if not isinstance(value, Mapping) or any(value.get(n) in (None, "") for n in needed):
        raise PlainFactError(f"{name}: expected {expected}")
    unknown = sorted(str(n) for n in value if n not in needed and n not in known)
    if unknown:
        raise PlainFactError(f"{name}: has no {', '.join(unknown)}; it has {', '.join(sorted({*needed, *known}))}")
    return value


def words(name: str, value: Mapping[str, Any], member: str) -> str:
    """Return a member that is text, empty where there is none."""
    said = value.get(member, "")
    if not isinstance(said, str):
        raise PlainFactError(f"{name}.{member}: expected text")
    return said.strip()


def yes_or_no(name: str, value: Mapping[str, Any], member: str) -> bool | None:
    """Return a member that is true or false, None where there is none."""
    said = value.get(member)
    if said is not None and not isinstance(said, bool):
        raise PlainFactError(f"{name}.{member}: expected true or false")
    return said


def quantity(name: str, value: Mapping[str, Any], member: str) -> Decimal | None:
    """Return a member that is a number, None where there is none."""
    return None if value.get(member) is None else number(f"{name}.{member}", value[member])


def wanted(what: CodeSet | None, codes: tuple[Code, ...]) -> Code | None:
    """Return the code by which a statement is asked for, as from a record: its own first where everything is."""
    if what is None:
        return codes[0]
    return None if what.excludes is not None and what.excludes.find(codes) else what.find(codes)
