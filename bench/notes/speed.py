"""Speed and memory beside spaCy's small pipeline: each in a process of its own, taking turns over the same notes."""

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence

from bench.notes.peer import Peer
from bench.notes.result import Goal, Result, Table
from bench.notes.skipped import Skipped
from bench.notes.timed import Sample, timed

OURS, SMALL = "ours", "spacy_small"
FASTEST, LARGEST, LATEST = 50.0, 300.0, 5.0
"""Notes a processor second, at least; megabytes and processor seconds, at most."""
ROUNDS = 3
Samples = Mapping[str, Sequence[Sample]]


def measure(sets: Mapping[str, Sequence[str]], small: Peer, result: Result, rounds: int) -> None:
    """Measure both over the sets of notes, of which each round reads another part, and add goals and a table to the result."""
    commands = {OURS: [sys.executable, "-m", "bench.notes.timed_reader"]}
    try:
        commands[SMALL] = small.command()
    except Skipped as why:
        result.skipped.append(str(why))
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for number in range(rounds):
        part = {name: notes[number::rounds] for name, notes in sets.items()}
        for name in list(commands)[:: 1 if number % 2 == 0 else -1]:
            samples[name].append(timed(commands[name], part))
    result.goals += [_rate(samples, name, notes) for name, notes in sets.items()]
    result.goals += [
        _most(samples, "memory of a reading process", "after the notes above", lambda one: one.held, LARGEST, "MB"),
        _most(samples, "cold start, processor time", "until the first note is read", lambda one: one.cold, LATEST, "s"),
    ]
    result.tables.append(_table(samples, sets))


def _rate(samples: Samples, set: str, notes: Sequence[str]) -> Goal:
    rates = {name: statistics.median(one.rates[set] for one in each) for name, each in samples.items()}
    peer = f"{rates[SMALL]:.1f} {SMALL}" if SMALL in rates else "none measured"
    reached = f"{rates[OURS]:.0f}"
    data = f"{len(notes)} {set}"
    return Goal("notes a processor second", data, peer, reached, f">= {FASTEST:.0f}", rates[OURS] >= FASTEST)


def _most(samples: Samples, task: str, data: str, figure: Callable[[Sample], float], most: float, unit: str) -> Goal:
    held = {name: statistics.median(map(figure, each)) for name, each in samples.items()}
    peer = f"{held[SMALL]:.1f} {unit} {SMALL}" if SMALL in held else "none measured"
    return Goal(task, data, peer, f"{held[OURS]:.1f} {unit}", f"< {most:.0f} {unit}", held[OURS] < most)


def _table(samples: Samples, sets: Mapping[str, Sequence[str]]) -> Table:
    rows = [
        [
            name,
            *(_spread([one.rates[set] for one in each]) for set in sets),
            _spread([one.cold for one in each]),
            _spread([one.held for one in each]),
        ]
        for name, each in samples.items()
    ]
    lengths = "; ".join(
        f"{len(n)} {name}, {sum(map(len, n)) / max(1, len(n)):,.0f} characters each" for name, n in sets.items()
    )
    return Table(
        "Speed",
        f"Median (least to most) of {len(samples[OURS])} rounds in turn, each in a new process with one thread over another part of the "
        "notes "
        f"({lengths}). Notes are a processor second; cold start is the processor time of a process until its first note is read; memory is "
        "what it holds when all are read.",
        ["reader", *sets, "cold start, s", "memory, MB"],
        rows,
    )


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"
