"""Whether every plugin says what cannot be derived about it, and whether somebody reviewed it in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from chartside.manifest import ManifestError, read_manifest
from engine.doctor.finding import Finding, Site, failed, ok, some, warning

NEAR = timedelta(days=60)


def complete(site: Site) -> Iterator[Finding]:
    """Yield a finding for each manifest that has problems, or one that there are none."""
    whole = 0
    for plugin in site.registry.plugins.values():
        try:
            read_manifest(plugin)
        except ManifestError as error:
            more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
            first = error.problems[0]
            at = f"{error.file} at {first.key}" if first.key else error.file
            mend = first.mend + (f" `chartside plugins show {plugin.name}` lists all." if more else "")
            yield warning("manifest", f"{plugin.name}: {at} {first.wrong}{more}", mend)
        else:
            whole += 1
    if whole:
        yield ok("manifests", f"{whole} complete")


def reviewed(site: Site) -> Iterator[Finding]:
    """Yield a finding for each day on which reviews are overdue or soon due, and one of what nobody has reviewed."""
    today = site.now().date()
    nobody: list[str] = []
    due: dict[date, list[str]] = {}
    for plugin in site.registry.plugins.values():
        try:
            cards = read_manifest(plugin).analyses
        except ManifestError:
            continue  # said already
        nobody += [id for id, card in cards.items() if not card.reviewed]
        for id, card in cards.items():
            if card.due is not None and card.due - today <= NEAR:
                due.setdefault(card.due, []).append(id)
    for day, ids in sorted(due.items()):
        mend = "Have them reviewed, then raise review_by in card.toml and the version; or switch them off."
        late = day < today
        said = f"{'was to be done' if late else 'is to be done'} by {day}: {some(ids)}"
        yield failed("review", said, mend) if late else warning("review", said, mend)
    if nobody:
        said = f"no clinician has reviewed {some(nobody)}"
        yield warning("review", said, "Every card of theirs says so; have them reviewed before anybody relies on them.")
