"""Measures what is found in annotated texts: ``python -m plugins.notes.terms.training.measuring [--dictionary FILE] FILE...``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from plugins.notes.terms.dictionary import SHIPPED
from plugins.notes.terms.recognition import Recognizer
from plugins.notes.terms.training.corpus import Marked, bc5cdr
from plugins.notes.terms.training.score import Score

_TYPES = ("disease", "chemical")


def measured(recognizer: Recognizer, texts: Iterable[Marked]) -> dict[str, Score]:
    """Return the scores of diseases, of chemicals and of both."""
    scores = {name: Score() for name in (*_TYPES, "both")}
    for text in texts:
        mentions = recognizer.mentions(text.text, text.words)
        found = [(m.start, m.end, m.type) for m in mentions if m.type in _TYPES]
        for name, score in scores.items():
            score.count(
                (span for span in found if name in {"both", span[2]}),
                (span for span in text.spans if name in {"both", span[2]}),
            )
    return scores


def main() -> None:
    """Print the scores of each file."""
    parser = argparse.ArgumentParser(description="Measure a dictionary on annotated texts.")
    parser.add_argument("--dictionary", type=Path, default=SHIPPED)
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    recognizer = Recognizer.open(given.dictionary)
    for file in given.files:
        for name, score in measured(recognizer, bc5cdr(file)).items():
            print(f"{file.name}: {name}: {score}")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
