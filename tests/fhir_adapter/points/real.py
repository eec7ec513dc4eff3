"""Real instances for the points, from the public sets beside the checkout; where those are not, the test is skipped by their name."""

import json
from collections.abc import Callable
from functools import cache

import pytest

from tests.fhir_adapter.public_data.sets import DATA, Resource, Sent, records


def here(name: str) -> None:
    """Skip where a public set is not beside the checkout."""
    if not (DATA / name).exists():
        pytest.skip(f"public data not here: {name}")


@cache
def whole(name: str) -> tuple[Sent, ...]:
    """Return every record of a set."""
    here(name)
    return tuple(records(name))


def first(name: str, holds: Callable[[Resource], bool]) -> tuple[Sent, Resource]:
    """Return the first record of a set with a resource that is wanted, and that resource."""
    here(name)
    found = next(((sent, r) for sent in records(name) for r in sent.resources if holds(r)), None)
    assert found is not None, f"no instance in {name}"
    return found


def says(*words: str) -> Callable[[Resource], bool]:
    """Tell whether a resource holds all of these words anywhere in its JSON."""
    return lambda resource: all(word in json.dumps(resource) for word in words)
