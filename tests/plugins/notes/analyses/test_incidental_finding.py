"""Findings to be looked at again: when they are due, and what counts as done."""

import pytest

from plugins.notes.analyses.incidental_finding import incidental_finding
from tests.plugins.notes.analyses.asking import about, named

CT = "Impression: 8 mm pulmonary nodule in the right upper lobe. Recommend follow-up CT in 6-12 months."
DAY = "2025-06-15"


def asked(text: str = CT, today: str = "2026-06-15", **facts):
    return about(incidental_finding, (DAY, text), today=today, **facts)


def order(text: str, on: str, status: str = "active") -> dict:
    return {"status": status, "authoredOn": on, "code": {"text": text}}


@pytest.mark.parametrize(
    ("today", "state", "indicator"),
    [
        ("2025-12-14", "not due yet", "info"),
        ("2025-12-15", "due", "info"),
        ("2026-06-15", "due", "info"),
        ("2026-06-16", "overdue", "warning"),
    ],
)
def test_the_day_is_counted_from_the_note(today, state, indicator):
    (card,) = asked(today=today).cards
    assert card.indicator == indicator
    (item,) = card.working["items"]
    assert (item["due"], item["last"], item["state"], item["examination"]) == ("2025-12-15", "2026-06-15", state, "CT")
    assert [one["quote"] for one in item["evidence"]] == [
        "Impression: 8 mm pulmonary nodule in the right upper lobe."[12:],
        "Recommend follow-up CT in 6-12 months.",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thyroid nodule, 1.2 cm. Repeat ultrasound in one year.", "thyroid nodule: ultrasound 2026-06-15"),
        ("2 cm adrenal adenoma; recommend MRI in 12 months.", "adrenal adenoma: MRI 2026-06-15"),
        ("Aortic aneurysm 3.4 cm, surveillance ultrasound every 3 years.", "aortic aneurysm: ultrasound 2028-06-15"),
        ("Ground-glass opacity. A 6-month follow-up CT is recommended.", "ground-glass: CT 2025-12-15"),
        ("Colon polyps removed. Repeat colonoscopy in 3 years.", "polyps: colonoscopy 2028-06-15"),
        ("Ovarian cyst. Recommend ultrasound in six weeks.", "ovarian cyst: ultrasound 2025-07-27"),
    ],
)
def test_findings_and_examinations(text, name):
    assert named(asked(text)) == [[name]]


@pytest.mark.parametrize(
    "text",
    [
        "4 mm nodule. Optional CT at 12 months if high risk.",
        "No nodule. Follow-up CT in 6 months is not needed.",
        "Nodule unchanged for 2 years on CT. No follow-up needed.",
        "Cyst of the kidney. Follow-up in clinic in 3 months.",
        "Nodule seen on CT 6 months ago.",
        "Nodule. If symptoms persist, repeat CT in 3 months.",
        "No nodule. Repeat CT in 6 months.",
        "Nodule. CT in 3 months is already scheduled.",
    ],
)
def test_what_asks_for_nothing(text):
    assert not asked(text).cards


@pytest.mark.parametrize(
    ("made", "cards"),
    [
        ({"orders": [order("CT chest without contrast", "2025-12-01")]}, 0),
        ({"orders": [order("CT chest", DAY)]}, 0),
        ({"orders": [order("CT chest", "2025-06-14")]}, 1),
        ({"orders": [order("CT chest", "2025-12-01", "revoked")]}, 1),
        ({"orders": [order("MRI knee", "2025-12-01")]}, 1),
        ({"orders": [{"status": "active", "authoredOn": "2025-12-01"}]}, 0),  # without a wording nobody can tell
        ({"reports": [{"effectiveDateTime": "2025-12-01", "code": {"text": "CT of chest"}}]}, 0),
        ({"reports": [{"effectiveDateTime": DAY, "code": {"text": "CT of chest"}}]}, 1),  # this one found it
        (
            {
                "procedures": [
                    {"status": "completed", "performedDateTime": "2025-12-01", "code": {"text": "Computed tomography"}}
                ]
            },
            0,
        ),
        ({"procedures": [{"status": "not-done", "performedDateTime": "2025-12-01", "code": {"text": "CT"}}]}, 1),
    ],
)
def test_what_was_ordered_or_done_since(made, cards):
    assert len(asked(**made).cards) == cards


def test_a_copied_finding_counts_from_its_first_note():
    said = about(incidental_finding, (DAY, CT), ("2025-09-01", CT), today="2026-07-01")
    assert named(said) == [["pulmonary nodule: CT 2025-12-15 to 2026-06-15"]]


def test_orders_that_are_not_known_matter_only_where_there_is_a_finding():
    assert asked(orders=None).outcome == "cannot-tell"
    assert asked("Feels well.", orders=None).reason.startswith("1 note read")


def test_a_note_that_holds_medicines_too_is_read():
    assert len(asked(f"Medications: aspirin 81 mg daily\n\n{CT}").cards) == 1
