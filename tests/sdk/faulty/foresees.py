"""Reads whole resources, also those of tomorrow."""

from collections.abc import Iterator

from chartside import Analysis, Card, Resources, Source, analysis, hookimpl

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(seen: Resources["Observation"]) -> Iterator[Card]:  # noqa: F821 - a resource type
    """Say when the newest systolic pressure is above 180."""
    high = [
        one
        for one in seen
        if one.get("valueQuantity", {}).get("value", 0) > 180
        and one.get("status") == "final"
        and one.get("subject", {}).get("reference") == "Patient/made-up"
    ]
    if high:
        yield Card("Severely raised blood pressure", "warning").because(*high)


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
