"""The documents as tests read them: their fenced blocks, what a reader is told to type, their tables and their links."""

import json
import re
import shlex
from typing import Any, NamedTuple

from tests.docs.schemas import ROOT

DOCS = ROOT / "docs"
DOCUMENTS = {
    "readme": ROOT / "README.md",
    "ehr": DOCS / "for-ehr-developers.md",
    "compliance": DOCS / "for-compliance-officers.md",
    "plugin": DOCS / "for-plugin-authors.md",
    "scores": ROOT / "plugins" / "risk_scores" / "README.md",
    "errors": DOCS / "errors.md",
    "trust": DOCS / "trust.md",
    "settings": DOCS / "settings.md",
    "architecture": DOCS / "architecture.md",
    "contributing": ROOT / "CONTRIBUTING.md",
    "examples": ROOT / "examples" / "README.md",
    "example-plugin": ROOT / "examples" / "plugin" / "README.md",
    **{file.stem: file for file in sorted((DOCS / "authors").glob("*.md"))},
}
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """One fenced block: its language, what stands beside that, its text."""

    language: str
    mark: str
    text: str


def text(document: str) -> str:
    return DOCUMENTS[document].read_text("utf-8")


def blocks(document: str, *languages: str) -> list[Block]:
    """Return the fenced blocks of a document in these languages, in order; of all where none is given."""
    found = [Block(language, mark.strip(), body) for language, mark, body in FENCE.findall(text(document))]
    return [block for block in found if not languages or block.language in languages]


def typed(block: Block) -> list[list[str]]:
    """Return the words of each command of a block."""
    return [words for line in block.text.splitlines() if (words := shlex.split(line, comments=True))]


def commands(document: str) -> list[tuple[list[str], bool]]:
    """Return each command's words, and whether it can be run here."""
    return [(words, block.mark == "") for block in blocks(document, "sh") for words in typed(block)]


def shown(document: str, key: str) -> dict[str, Any]:
    """Return the JSON of a document that has this key."""
    [found] = [value for block in blocks(document, "json") if key in (value := json.loads(block.text))]
    return dict(found)


def table(document: str, heading: str) -> list[list[str]]:
    """Return the rows of the table whose first row of titles begins with these cells; a pipe within a cell is written with a backslash."""
    found = re.search(rf"^\| {re.escape(heading)}[^\n]*\n\|[-| ]+\|\n((?:\|[^\n]*\n)+)", text(document), re.MULTILINE)
    assert found, f"{document} has no table that begins | {heading}"
    lines = found[1].splitlines()
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def ticked(cell: str) -> list[str]:
    """Return what a cell sets in code."""
    return re.findall(r"`([^`]+)`", cell)
