import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from plugins.biomarkers.document import Table
from plugins.biomarkers.reading.governance import digest

POTASSIUM_RULE: dict[str, Any] = {
    "id": "potassium",
    "version": "1.0.0",
    "status": "active",
    "pack": "made-up",
    "title": "High potassium",
    "purpose": "Made up for a test.",
    "population": "Nobody.",
    "limits": "A rule made up for a test.",
    "hooks": ["patient-view"],
    "when": "always",
    "applies_when": [
        {"say": "potassium is above 6", "latest": "potassium", "unit": "mmol/L", "max_age_days": 7, "is": "> 6"}
    ],
    "unless": [],
    "if_unknown": "do-not-fire",
    "then": {"indicator": "warning", "summary": "Potassium {potassium}", "detail": "Potassium is high."},
    "evidence": [
        {
            "title": "A label",
            "url": "https://example.org/label",
            "level": "label",
            "date": "2020",
            "states": "So.",
            "checked": "read",
        }
    ],
    "valuesets": {
        "potassium": {
            "display": "potassium",
            "version": "1",
            "source": "made up",
            "codes": {"http://loinc.org": {"2823-3": "Potassium [Moles/volume] in Serum or Plasma"}},
        }
    },
    "tests": [
        {"case": "positive", "say": "high", "given": {"potassium": 6.1}},
        {"case": "negative", "say": "normal", "given": {"potassium": 6}},
        {"case": "unknown", "say": "none", "given": {}, "lacks": ["potassium"]},
    ],
    "governance": {
        "author": "a test",
        "clinical_reviewer": "none",
        "approved_on": "none",
        "review_by": "2027-01-01",
    },
}


@pytest.fixture
def rule() -> dict[str, Any]:
    """A small valid rule, to be changed."""
    return copy.deepcopy(POTASSIUM_RULE)


@pytest.fixture
def shelf(tmp_path: Path) -> Callable[..., Path]:
    """Write rules to a folder, each signed with its own hash unless it says otherwise."""

    def write(*rules: dict[str, Any]) -> Path:
        for content in rules:
            if "governance" in content:
                content["governance"].setdefault("sha256", digest(Table("", "", content)))
            (tmp_path / f"{content.get('id', 'unnamed')}.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
        return tmp_path

    return write
