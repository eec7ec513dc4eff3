from pathlib import Path

import pytest

from plugins.notes.terms.building.gathering import SOURCES
from plugins.notes.terms.recognition import Recognizer
from plugins.notes.terms.training import lessons
from plugins.notes.terms.training.corpus import Marked, words
from plugins.notes.terms.training.measuring import measured
from plugins.notes.terms.training.score import Score
from tests.plugins.notes.terms.conftest import Made


def marked(text: str, *spans: tuple[str, str, str]) -> Marked:
    places = tuple((text.index(w), text.index(w) + len(w), kind) for w, kind, _ in spans)
    return Marked(text, words(text), places, tuple(code for _, _, code in spans))


@pytest.fixture
def vocabulary(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the sources: three terms, and what a lesson adds."""

    monkeypatch.setattr(lessons, "PRUNED", SOURCES)

    def dictionary(_: Path | None, learned: str, __: str) -> object:
        taught = [line.split("\t") for line in learned.splitlines() if line and not line.startswith(("#", "written"))]
        return made(
            {"rash": "disease", "saline": "chemical", "cocaine": "disease"} | {row[0]: row[1] for row in taught}
        )

    monkeypatch.setattr(lessons, "_dictionary", dictionary)


TEXTS = [
    marked("Zonkitis after flurbine and saline; a rash.", ("Zonkitis", "disease", "D1"), ("flurbine", "chemical", "")),
    marked("flurbine XQZ saline, the rash", ("rash", "disease", "D2"), ("XQZ", "chemical", "")),
    marked("odd words and odd odd rash", ("odd", "disease", ""), ("rash", "disease", "D2")),
]


@pytest.mark.usefixtures("vocabulary")
def test_names_are_learned_that_are_marked_more_often_than_not() -> None:
    table = lessons.learned(TEXTS, None)
    assert "Zonkitis\tdisease\tD1\t\n" in table
    assert "flurbine\tchemical\t\t\n" in table
    assert "odd\t" not in table
    assert "XQZ" not in table, "an acronym of one text is that text's alone"


@pytest.mark.usefixtures("vocabulary")
def test_terms_are_pruned_that_are_wrong_more_than_right() -> None:
    table = lessons.pruned(TEXTS, None, lessons.learned(TEXTS, None))
    assert "saline\t2\t0\n" in table
    assert "rash" not in table


@pytest.mark.usefixtures("vocabulary")
def test_a_term_that_lists_of_problems_are_written_in_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "PRUNED", ())
    assert "saline" not in lessons.pruned(TEXTS, None, "")


def test_a_score_counts_exact_spans() -> None:
    score = Score()
    score.count([(0, 4, "disease"), (5, 9, "disease")], [(0, 4, "disease"), (5, 9, "chemical"), (10, 12, "disease")])
    assert (score.precision, score.recall, score.f1) == (1 / 2, 1 / 3, 2 / 5)


def test_what_is_found_is_measured_by_type(made: Made) -> None:
    recognizer = Recognizer(made({"rash": "disease", "saline": "chemical", "odd": "finding"}))
    scores = measured(recognizer, TEXTS)
    assert (scores["disease"].right, scores["disease"].found, scores["disease"].marked) == (2, 3, 4)
    assert (scores["chemical"].right, scores["chemical"].found, scores["chemical"].marked) == (0, 2, 2)
    assert scores["both"].found == 5
