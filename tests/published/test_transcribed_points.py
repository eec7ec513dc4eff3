"""Point scores that no independent implementation here holds, transcribed again: PSI from AHRQ's pages, SOFA-2 from public tables."""

import random

import pytest

from chartside.testing import ask
from tests.published.test_worked_examples import SCORES

NOTHING = {
    "neoplastic_disease": False, "liver_disease": False, "congestive_heart_failure": False, "cerebrovascular_disease": False,
    "renal_disease": False, "altered_mental_status": False, "respiratory_rate": 16, "systolic_bp": 120, "temperature": 37, "pulse": 80,
    "nursing_home": False, "arterial_ph": 7.4, "bun": 10, "sodium": 140, "glucose": 100, "haematocrit": 40, "hypoxaemia": False,
    "pleural_effusion": False,
}  # fmt: skip
STEP_ONE = tuple(NOTHING)[:10]


def psi(age, sex, found):
    """Fine 1997, tables and figure as AHRQ published them: the class, and the points where there are any besides age."""
    abnormal = {
        "respiratory_rate": found["respiratory_rate"] >= 30, "systolic_bp": found["systolic_bp"] < 90,
        "temperature": found["temperature"] < 35 or found["temperature"] >= 40, "pulse": found["pulse"] >= 125,
        "arterial_ph": found["arterial_ph"] < 7.35, "bun": found["bun"] >= 30, "sodium": found["sodium"] < 130,
        "glucose": found["glucose"] >= 250, "haematocrit": found["haematocrit"] < 30,
    }  # fmt: skip
    true = {name: abnormal.get(name, value) for name, value in found.items()}
    base = age - 10 * (sex == "female")
    if age <= 50 and not any(true[name] for name in STEP_ONE):
        return "class I", base
    points = dict(zip(NOTHING, (30, 20, 10, 10, 10, 20, 20, 20, 15, 10, 10, 30, 20, 20, 10, 10, 10, 10), strict=True))
    total = base + sum(points[name] for name, so in true.items() if so)
    return next(f"class {c}" for c, most in (("II", 70), ("III", 90), ("IV", 130), ("V", 9999)) if total <= most), total


EDGES = {
    "respiratory_rate": (29, 30), "systolic_bp": (90, 89), "temperature": (34.9, 35, 39.9, 40), "pulse": (124, 125),
    "arterial_ph": (7.35, 7.34), "bun": (29.9, 30), "sodium": (130, 129.9), "glucose": (249, 250), "haematocrit": (30, 29.9),
    **{n: (True,) for n, value in NOTHING.items() if value is False},
}  # fmt: skip


def psi_cases():
    """Yield each finding alone on both sides of its edge, at ages on both sides of 50, and 200 random patients."""
    for age in (18, 50, 51, 70, 71, 80, 90):
        for sex in ("female", "male"):
            yield age, sex, NOTHING
            for name, values in EDGES.items():
                for value in values:
                    yield age, sex, {**NOTHING, name: value}
    drawn = random.Random(1997)  # noqa: S311 - the same patients each time
    for _ in range(200):
        mixed = {name: drawn.choice((*EDGES[name], NOTHING[name])) for name in NOTHING}
        yield drawn.randint(18, 95), drawn.choice(("female", "male")), mixed


def test_pneumonia_severity_index():
    cases = list(psi_cases())
    assert len({psi(*case)[0] for case in cases}) == 5
    for age, sex, found in cases:
        working = ask(SCORES["psi"], age=age, sex=sex, **found).working
        assert (working["band"], working["results"]["result"]) == psi(age, sex, found), (age, sex, found)


@pytest.mark.parametrize(("edge", "band"), [(70, "class II"), (71, "class III"), (90, "class III"), (91, "class IV")])
def test_the_classes_of_the_pneumonia_severity_index_by_age_alone(edge, band):
    assert ask(SCORES["psi"], age=edge, sex="male", **NOTHING).working["band"] == band


@pytest.mark.parametrize(("age", "band", "indicators"), [(100, "class IV", ["warning"]), (101, "class V", ["warning"])])
def test_the_highest_class_of_the_pneumonia_severity_index(age, band, indicators):
    answer = ask(SCORES["psi"], age=age, sex="male", **{**NOTHING, "neoplastic_disease": True})
    assert (answer.working["band"], [c.indicator for c in answer.cards]) == (band, indicators)


def test_class_one_needs_no_laboratory():
    """The first step of the algorithm is history and examination: what was not measured does not leave it open."""
    asked = {name: NOTHING[name] for name in STEP_ONE}
    answer = ask(SCORES["psi"], age=50, sex="female", **asked)
    assert (answer.working["band"], answer.working["results"]["result"], answer.cards) == ("class I", 40, ())
    older = ask(SCORES["psi"], age=51, sex="female", **asked)
    assert "arterial_ph" in older.working["missing"]
    assert older.working["range"] == {"low": 41, "high": 161}


FINE = {
    "gcs": 15, "delirium_treated": False, "pao2_fio2": 400, "respiratory_support": "none", "cardiovascular": "map-at-least70",
    "bilirubin": 0.5, "creatinine": 0.8, "urine_output": "not-reduced", "renal_replacement": False, "platelets": 200, "age": 60,
}  # fmt: skip
URINE = ("not-reduced", "below-0.5-for-6h", "below-0.5-for-12h", "below-0.3-for-24h-or-none-for-12h")
SOFA2 = [
    ({"gcs": gcs}, points)
    for gcs, points in ((15, 0), (14, 1), (13, 1), (12, 2), (9, 2), (8, 3), (6, 3), (5, 4), (3, 4))
]
SOFA2 += [({"gcs": 15, "delirium_treated": True}, 1), ({"gcs": 14, "delirium_treated": True}, 1)]
SOFA2 += [
    ({"pao2_fio2": ratio, "respiratory_support": support}, points)
    for ratio, alone, advanced in (
        (301, 0, 0), (300, 1, 1), (225.1, 1, 1), (225, 2, 2), (150.1, 2, 2), (150, 2, 3), (75.1, 2, 3), (75, 2, 4), (40, 2, 4),
    )
    for support, points in (("none", alone), ("advanced", advanced), ("ecmo", 4))
]  # fmt: skip
SOFA2 += [
    ({"cardiovascular": word}, points)
    for points, word in enumerate(
        (
            "map-at-least70", "map-below70", "low-dose-or-other", "medium-dose-or-low-and-other",
            "high-dose-or-medium-and-other-or-mechanical",
        )
    )
]  # fmt: skip
SOFA2 += [
    ({"bilirubin": value}, points)
    for value, points in ((1.2, 0), (1.21, 1), (3, 1), (3.01, 2), (6, 2), (6.01, 3), (12, 3), (12.01, 4))
]
SOFA2 += [
    ({"creatinine": value, "urine_output": urine}, max(points, by_urine))
    for value, points in ((1.2, 0), (1.21, 1), (2, 1), (2.01, 2), (3.5, 2), (3.51, 3), (9, 3))
    for by_urine, urine in enumerate(URINE)
]
SOFA2 += [({"renal_replacement": True, "creatinine": 0.8}, 4), ({"renal_replacement": True, "creatinine": 4}, 4)]
SOFA2 += [
    ({"platelets": value}, points)
    for value, points in ((151, 0), (150, 1), (101, 1), (100, 2), (81, 2), (80, 3), (51, 3), (50, 4))
]


@pytest.mark.parametrize(("found", "points"), SOFA2)
def test_sofa_2(found, points):
    assert ask(SCORES["sofa2"], **{**FINE, **found}).working["results"]["result"] == points


def test_sofa_2_adds_its_organs_and_is_for_adults():
    worst = {"gcs": 3, "respiratory_support": "ecmo", "cardiovascular": "high-dose-or-medium-and-other-or-mechanical"}
    worst |= {"bilirubin": 20, "renal_replacement": True, "platelets": 10}
    assert ask(SCORES["sofa2"], **{**FINE, **worst}).working["results"]["result"] == 24
    assert str(ask(SCORES["sofa2"], **{**FINE, "age": 17}).outcome) == "not-applicable"


def test_kidneys_of_sofa_2_need_no_creatinine_under_replacement():
    replaced = {**FINE, "renal_replacement": True}
    del replaced["creatinine"]
    assert ask(SCORES["sofa2"], **replaced).working["results"]["result"] == 4
