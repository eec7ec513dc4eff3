"""Facts that tests of several scores ask with, and the scores by name."""

from pathlib import Path

from plugins.risk_scores.analyses import ANALYSES, FAMILIES
from tests.published.test_independent import TABLES

SCORES = {one.id.partition(".")[2]: one for one in ANALYSES}
NAMES = [name for names in FAMILIES.values() for name in names]
INTERFACES = Path(__file__).resolve().parents[3].parent / "shared" / "facts" / "risk" / "interfaces.json"
COUNTED = [
    path
    for path in TABLES
    if path.stem in NAMES and path.stem not in ("ldl_cholesterol", "ckd_risk", "perc", "corrected_calcium")
]
CURB = {"age": 70, "confusion": True, "diastolic_bp": 55, "respiratory_rate": 32, "systolic_bp": 100, "urea_mmol_l": 9}
NEWS = {
    "respiratory_rate": 16,
    "spo2": 97,
    "on_oxygen": False,
    "systolic_bp": 120,
    "pulse": 70,
    "consciousness": "alert",
    "temperature": 37,
}
EUROPEAN = {"sex": "male", "smoker": 1, "sbp": 140, "total_chol": 6.3, "hdl": 1.4, "diabetes": 0, "region": "Low"}
