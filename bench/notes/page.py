"""Writes what was measured as the page docs/measured/notes.md."""

from collections.abc import Sequence
from pathlib import Path

from bench.notes.data import ROOT
from bench.notes.result import Result, Table

PAGE = ROOT / "docs" / "measured" / "notes.md"
HEAD = ("task", "data", "best peer, measured here", "ours", "goal", "")


def page(result: Result, about: str) -> str:
    """Return the whole page; ``about`` says when and where it was measured."""
    goals = [[one.task, one.data, one.peer, one.ours, one.goal, one.verdict] for one in result.goals]
    skipped = [f"- {why}" for why in result.skipped] or ["- nothing"]
    lines = [
        "# The reader of notes beside its peers",
        "",
        "<!-- Generated: by `make eval-notes`; not edited by hand. -->",
        "",
        about,
        "",
        (
            "The labels that ship are ours, of invented lines, and reviewed by no clinician "
            "([their rules](../../tests/plugins/notes/labelled/RULES.md)). The public sets are development "
            "parts, on which cues and terms were tuned: nothing "
            "here says how unseen text would be read."
        ),
        "",
        "## Goals",
        "",
        *_rows(HEAD, goals),
        "",
        "Not measured in this run:",
        "",
        *skipped,
    ]
    for table in result.tables:
        lines += ["", f"## {table.title}", "", table.said, "", *_of(table)]
    return "\n".join(lines) + "\n"


def write(text: str, file: Path = PAGE) -> None:
    """Write the page."""
    file.write_text(text, encoding="utf-8")


def _of(table: Table) -> list[str]:
    return _rows(table.head, table.rows) if table.rows else ["None."]


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *(_row(one) for one in rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
