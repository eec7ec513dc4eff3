"""What was planted is found, and nothing is made up: on fewer patients than the page in docs/measured has."""

from tests.plugins.notes.analyses.planted import patients
from tests.plugins.notes.analyses.scoring import precision_and_recall, score

LEAST = {
    "allergy-missing": 0.9, "allergy-refuted": 0.95, "medication-missing": 0.8, "medication-stopped": 0.65, "dose-differs": 0.95,
    "problem-missing": 0.95, "suicidal": 0.9, "incidental": 0.95,
}  # fmt: skip


def test_the_same_patients_are_made_again():
    assert patients(3) == patients(3)


def test_disagreements_are_found_and_none_is_made_up():
    counted = score(patients(60))
    assert counted.false_per_100_notes <= 1
    for kind, right, false, missed in precision_and_recall(counted):
        assert right >= 5, kind
        assert right / (right + false) >= 0.95, kind
        assert right / (right + missed) >= LEAST[kind], (kind, [e for e in counted.examples if e[1] == kind])
