"""Assertion on three axes, on the labels that ship: each axis and all together, by kind of line."""

from collections.abc import Mapping, Sequence

from bench.notes import ours
from bench.notes.asking import asked
from bench.notes.data import Line
from bench.notes.interval import share
from bench.notes.negation import GIVEN, WHOLE
from bench.notes.peer import Claim, Peer
from bench.notes.result import Goal, Result, Table, best

CHRONIC = "history-chronic"
GOAL = 0.90


def measure(lines: Sequence[Line], reader: ours.Reader, peers: Sequence[Peer], result: Result) -> None:
    """Measure all readers on the labels, and add the goal and two tables to the result."""
    claims: dict[str, Mapping[str, Claim | None]] = {GIVEN: ours.claims(lines), WHOLE: reader.claims(lines)}
    claims |= asked(peers, lambda peer: peer.claims(lines), result)
    together = {
        name: [right(said[one["id"]], one) for one in lines] for name, said in claims.items() if _speaks_on_all(said)
    }
    figures = {name: share(found) for name, found in together.items()}
    theirs = {name: figure for name, figure in figures.items() if name not in (GIVEN, WHOLE)}
    peer = best({n: f.value for n, f in theirs.items()}, {n: str(f) for n, f in theirs.items()})
    reached = figures[GIVEN]
    data = f"labels that ship ({len(lines)} lines)"
    goal = Goal("assertion, all three axes right", data, peer, str(reached), f">= {GOAL:.2f}", reached.value >= GOAL)
    result.goals.append(goal)
    result.tables.append(_by_axis(claims, lines))
    result.tables.append(_by_kind(together, lines))


def right(said: Claim | None, line: Line) -> bool:
    """Whether every axis that the label scores is as it says."""
    return all((said or {}).get(axis) == line[axis] for axis in ours.AXES if line[axis] is not None)


def _speaks_on_all(said: Mapping[str, Claim | None]) -> bool:
    return all(any((claim or {}).get(axis) for claim in said.values()) for axis in ours.AXES)


def _by_axis(claims: Mapping[str, Mapping[str, Claim | None]], lines: Sequence[Line]) -> Table:
    rows = []
    for without in (False, True):
        kept = [one for one in lines if not (without and one["kind"] == CHRONIC)]
        for name, said in claims.items():
            cells = []
            for axis in ours.AXES:
                scored = [(said[one["id"]] or {}).get(axis) == one[axis] for one in kept if one[axis] is not None]
                speaks = any((claim or {}).get(axis) for claim in said.values())
                cells.append(f"{sum(scored)} of {len(scored)}" if speaks else "-")
            whole = [right(said[one["id"]], one) for one in kept]
            total = f"{sum(whole)} of {len(whole)}, {share(whole)}" if _speaks_on_all(said) else "-"
            rows.append([f"{name}{f', without `{CHRONIC}`' if without else ''}", *cells, total])
    return Table(
        "Assertion on three axes, by axis",
        "Right of those scored; an axis that the label leaves open is not scored. The kind `history-chronic` (a chronic disease under "
        "`history of`) is told apart because the labels call it current, and published corpora, which our rules follow, call it past. "
        "Given offsets, a reader is also given the section. The whole reader is right only where it finds "
        "something that overlaps the target. medspaCy and openmed are given what their own "
        "sections would have added; openmed's uncertain is possible, medspaCy's too. negspaCy knows present and absent only.",
        ["reader", *ours.AXES, "all together"],
        rows,
    )


def _by_kind(together: Mapping[str, Sequence[bool]], lines: Sequence[Line]) -> Table:
    rows = []
    for kind in sorted({one["kind"] for one in lines}):
        at = [index for index, one in enumerate(lines) if one["kind"] == kind]
        rows.append([kind, str(len(at)), *(str(sum(found[index] for index in at)) for found in together.values())])
    return Table(
        "Assertion, by kind of line", "All three axes right, of so many lines.", ["kind", "lines", *together], rows
    )
