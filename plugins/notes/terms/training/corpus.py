"""Reads BC5CDR: abstracts in which people marked diseases and chemicals."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

Span = tuple[int, int, str]
"""Start, end and type."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with what is marked in it; ``codes`` are of MeSH, empty where the annotators found none."""

    text: str
    words: tuple[tuple[int, int], ...]
    spans: tuple[Span, ...]
    codes: tuple[str, ...]


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """Return spaCy's tokenizer of English without a model."""
    import spacy  # noqa: PLC0415 - heavy

    return spacy.blank("en").tokenizer


def words(text: str) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the words of a text."""
    return tuple((token.idx, token.idx + len(token)) for token in tokenizer()(text))


def bc5cdr(path: Path) -> list[Marked]:
    """Return the texts of a gzipped file with a JSON object a line: {text, entities: [{start, end, label, mesh}]}."""
    texts = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            marks = sorted(row["entities"], key=lambda m: (m["start"], m["end"]))
            spans = tuple((m["start"], m["end"], m["label"].lower()) for m in marks)
            codes = tuple(m["mesh"] if m["mesh"] != "-1" else "" for m in marks)
            texts.append(Marked(row["text"], words(row["text"]), spans, codes))
    return texts
