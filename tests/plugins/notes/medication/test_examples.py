"""Lines of many styles, each with what it says and nothing more."""

from pathlib import Path

import pytest

from tests.plugins.notes.medication.asking import lines, plain, wanted

ROWS = [
    tuple(row.split("\t"))
    for row in (Path(__file__).parent / "examples.tsv").read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
]


@pytest.mark.parametrize(("text", "short"), ROWS, ids=[text for text, _ in ROWS])
def test_a_line_says_what_it_says(text, short):
    expected = [] if short == "-" else [wanted(one) for one in short.split(" || ")]
    assert [plain(line) for line in lines(text.replace("\\n", "\n"))] == expected
