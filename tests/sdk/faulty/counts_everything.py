"""Reads whole resources, and counts them without looking what they are."""

from collections.abc import Iterator

from chartside import Analysis, Card, Now, Resources, Source, analysis, hookimpl

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(seen: Resources["Observation", "code=http://loinc.org|8480-6"], now: Now) -> Iterator[Card]:  # noqa: F722, F821 - a resource type and a search
    """Say when the newest systolic pressure is above 180."""
    own = [
        one
        for one in seen
        if one.get("status") == "final"
        and one.get("subject", {}).get("reference") == "Patient/made-up"
        and str(one.get("effectiveDateTime", "")) <= now.isoformat()
    ]
    if len(own) > 1:
        yield Card(f"{len(own)} results", "warning").because(*own)


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
