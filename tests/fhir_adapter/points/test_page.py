"""The page of the points: it is what is tested, and no point is without its file."""

import re
from pathlib import Path

from tests.fhir_adapter.points.page import HERE, page

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_is_what_the_tests_say():
    written = (ROOT / "docs" / "adapter-points.md").read_text(encoding="utf-8")
    assert written == page(), "run python -m tests.fhir_adapter.points.page > docs/adapter-points.md"


def test_each_of_the_twenty_points_has_one_file_whose_tests_bear_its_number():
    files = sorted(HERE.glob("test_[0-9]*.py"))
    assert [file.name[5:7] for file in files] == [f"{n:02}" for n in range(1, 21)]
    for file in files:
        names = re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(names) >= 5, file.name
        assert all(name.startswith(f"test_{file.name[5:7]}_") for name in names), file.name
