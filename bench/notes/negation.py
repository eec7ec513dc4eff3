"""Negation and time on real sentences: the NegEx corpus, with the concept's offsets given and through the whole reader."""

from collections.abc import Mapping, Sequence

from bench.notes import ours
from bench.notes.asking import asked
from bench.notes.data import Line
from bench.notes.interval import Figure, of_labels
from bench.notes.peer import Claim, Peer
from bench.notes.result import Goal, Result, Table, best

GIVEN, WHOLE = "ours, offsets given", "ours, whole reader"
QUESTIONS = (
    # what, axis, value, the corpus' field and its word for it, goal
    ("negation", "certainty", "absent", "neg", "Negated", 0.970),
    ("historical", "time", "past", "temp", "Historical", 0.75),
    ("hypothetical", "time", "hypothetical", "temp", "Not particular", 0.88),
)
DATA = "NegEx, development part"


def measure(lines: Sequence[Line], reader: ours.Reader, peers: Sequence[Peer], result: Result) -> None:
    """Measure all readers on the sentences, and add the goals and a table to the result."""
    claims: dict[str, Mapping[str, Claim | None]] = {GIVEN: ours.claims(lines), WHOLE: reader.claims(lines)}
    claims |= asked(peers, lambda peer: peer.claims(lines), result)
    figures = {
        (name, what): figure
        for name, said in claims.items()
        for what, axis, value, key, word, _ in QUESTIONS
        if (figure := score(said, lines, axis, value, key, word)) is not None
    }
    for what, _, _, key, word, goal in QUESTIONS:
        theirs = {
            name: figures[name, what] for name in claims if name not in (GIVEN, WHOLE) and (name, what) in figures
        }
        reached = figures[GIVEN, what]
        marked = sum(one[key] == word for one in lines)
        peer = best({n: f.value for n, f in theirs.items()}, {n: f"F1 {f}" for n, f in theirs.items()})
        data = f"{DATA} ({marked} of {len(lines)} sentences)"
        result.goals.append(Goal(f"{what}, F1", data, peer, str(reached), f">= {goal:.3f}", reached.value >= goal))
    found = sum(one is not None for one in claims[WHOLE].values())
    rows = [[name, *(str(figures.get((name, what), "-")) for what, *_ in QUESTIONS)] for name in claims]
    result.tables.append(
        Table(
            "Negation and time, NegEx development part",
            f"F1 of the label with its 95 % interval (bootstrap over sentences); {len(lines)} sentences whose concept stands in them. "
            "Hypothetical is the corpus' `Not particular`. The whole reader finds something that overlaps the concept in "
            f"{found} sentences; where it finds nothing, it claims nothing. negspaCy does not speak of time.",
            ["reader", *(what for what, *_ in QUESTIONS)],
            rows,
        )
    )


def score(
    said: Mapping[str, Claim | None], lines: Sequence[Line], axis: str, value: str, key: str, word: str
) -> Figure | None:
    """Return the F1 of one value of an axis, None where the reader does not speak on that axis at all."""
    values = [(said[one["id"]] or {}).get(axis) for one in lines]
    if not any(values):
        return None
    return of_labels([one == value for one in values], [one[key] == word for one in lines])
