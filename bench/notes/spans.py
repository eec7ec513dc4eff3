"""Diseases and chemicals in abstracts: exact spans of BC5CDR, and what is shipped to find them."""

from collections.abc import Sequence

from bench.notes.data import ROOT, Line
from bench.notes.interval import Counts, f1
from bench.notes.ours import Reader
from bench.notes.result import Goal, Result, Table

GOAL = 0.85
LARGEST = 15.0
SHIPPED = ROOT / "plugins" / "notes" / "knowledge"
KINDS = (("diseases and chemicals", ("disease", "chemical")), ("diseases", ("disease",)), ("chemicals", ("chemical",)))
PEER = "not measured: scispaCy's models are on no registry (elsewhere 0.850, 120 MB)"


def measure(lines: Sequence[Line], reader: Reader, result: Result) -> None:
    """Measure the reader on the abstracts, and add goals and a table to the result."""
    found = [[(e["start"], e["end"], e["type"]) for e in reader.read(one["text"])["entities"]] for one in lines]
    marked = [[(e["start"], e["end"], e["label"].lower()) for e in one["entities"]] for one in lines]
    counts = {what: [_counts(f, m, types) for f, m in zip(found, marked, strict=True)] for what, types in KINDS}
    figures = {what: f1(each) for what, each in counts.items()}
    reached = figures[KINDS[0][0]]
    data = f"BC5CDR as shipped, on the {len(lines)} abstracts that terms were learned from"
    result.goals.append(Goal("diseases and chemicals, exact span F1", data, "-", str(reached), "-", None))
    size = sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file()) / 1e6
    result.goals.append(
        Goal(
            "what is shipped to read",
            "plugins/notes/knowledge",
            "-",
            f"{size:.1f} MB",
            f"< {LARGEST:.0f} MB",
            size < LARGEST,
        )
    )
    rows = []
    for what, each in counts.items():
        right, said, there = (sum(column) for column in zip(*each, strict=True))
        precision, recall = right / said if said else 0.0, right / there if there else 0.0
        rows.append([what, str(figures[what]), f"{precision:.3f}", f"{recall:.3f}", str(there)])
    result.tables.append(
        Table(
            "Diseases and chemicals, BC5CDR",
            "Exact spans with their type, through the whole reader, with the 95 % interval (bootstrap over abstracts). "
            "Terms were learned and pruned on these same abstracts: the figure says how well they are known, and not how well "
            "others would be read, which the goal table tells.",
            ["what", "F1", "precision", "recall", "marked"],
            rows,
        )
    )


def _counts(
    found: Sequence[tuple[int, int, str]], marked: Sequence[tuple[int, int, str]], types: Sequence[str]
) -> Counts:
    these = {one for one in found if one[2] in types}
    those = {one for one in marked if one[2] in types}
    return len(these & those), len(these), len(those)
