"""A plugin of one file with a manifest beside it, whole unless a test takes something away."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chartside.manifest import Manifest, ManifestError, read_manifest
from chartside.registry import Plugin, discover

SOURCE = '''
from collections.abc import Iterator
from chartside import Age, Analysis, Card, Source, analysis, hookimpl
from chartside.vocabulary import SystolicBP

@analysis("try-out.raised", version="1.0.0", hooks=["patient-view"], limits="For adults.", {more}
          source=Source("A test", "https://example.org", "1", "2026-01-01"))
def raised(sbp: SystolicBP, age: Age) -> Iterator[Card]:
    """Say when pressure is raised."""
    if sbp and sbp.value > 180:
        yield Card("Raised", "warning").because(sbp)

@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [raised]
'''
PLUGIN = {
    "name": '"try-out"',
    "title": '"A try"',
    "developer": '"Somebody"',
    "contact": '"somebody@example.org"',
    "licence": '"MIT"',
    "users": '"Clinicians"',
}
ANALYSIS = {
    "intended_use": '"To try it."',
    "population": '"Adults."',
    "guideline": '"None"',
    "guideline_date": '"2022-11; 2024"',
    "reviewer": '"none: a test"',
    "review_by": '"2027-01-01"',
    "limits": '"Never for children."',
}
ATTRIBUTES = {f"E{n}": '"not available: a test"' for n in range(1, 14)}


def written(
    folder: Path,
    *,
    plugin: Mapping[str, str | None] | None = None,
    analysis: Mapping[str, str | None] | None = None,
    attributes: Mapping[str, str | None] | None = None,
    rest: str = "",
    more: str = "",
    name: str = "try_out.card.toml",
) -> Plugin:
    """Write module and manifest into a folder and load them; a value of None leaves its key out, values are TOML."""
    file = folder / "try_out.py"
    file.write_text(SOURCE.replace("{more}", more))
    parts = [("plugin", PLUGIN, plugin), ("analyses.raised", ANALYSIS, analysis)]
    parts += [("analyses.raised.source_attributes", ATTRIBUTES, attributes)]
    lines = []
    for key, whole, change in parts:
        lines += [f"[{key}]", *(f"{k} = {v}" for k, v in {**whole, **(change or {})}.items() if v is not None)]
    (folder / name).write_text("\n".join([*lines, rest]))
    return loaded(file)


def loaded(file: Path) -> Plugin:
    registry = discover([], [file])
    assert not registry.broken
    [plugin] = registry.plugins.values()
    return plugin


def read(folder: Path, **changes: Any) -> Manifest:
    return read_manifest(written(folder, **changes))


def problems(folder: Path, **changes: Any) -> dict[str, str]:
    """Return what is wrong with a manifest, by key; none where it can be read."""
    try:
        read(folder, **changes)
    except ManifestError as error:
        return {problem.key: f"{problem.wrong}. {problem.mend}" for problem in error.problems}
    return {}
