"""The picture of a prediction: its bars lie end to end, say what they show, and nothing in it can run or load."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside import Contribution, Contributions
from engine.report.waterfall import MOST, waterfall

SVG = "{http://www.w3.org/2000/svg}"
AMOUNTS = st.lists(st.floats(-3, 3), min_size=1, max_size=25)


def working(amounts: list[float], *, scale: str = "log-odds", base: float = -2.0, display: str = "") -> dict:
    terms = tuple(Contribution(f"input {i}", i, amount, display=display) for i, amount in enumerate(amounts))
    return Contributions(scale, base, base + sum(amounts), "by hand", terms).working()


def drawn(said: dict) -> ET.Element:
    picture = waterfall(said)
    assert picture is not None
    return ET.fromstring(str(picture))  # noqa: S314 - it is ours


def bars(picture: ET.Element) -> list[tuple[float, float]]:
    return [(float(r.get("x")), float(r.get("width"))) for r in picture.iter(f"{SVG}rect")]


def texts(picture: ET.Element) -> list[str]:
    return [t.text or "" for t in picture.iter(f"{SVG}text")]


@given(AMOUNTS)
def test_each_bar_begins_where_the_one_before_ends(amounts: list[float]) -> None:
    picture = drawn(working(amounts))
    ends = [float(line.get("x1")) for line in picture.iter(f"{SVG}line")]
    for (x, width), begin, end in zip(bars(picture)[1:-1], ends[:-1], ends[1:], strict=False):
        assert min(abs(x - begin), abs(x + width - begin)) <= 1.6  # a bar of nothing is still drawn
        assert min(abs(x - end), abs(x + width - end)) <= 1.6
    assert abs(ends[-1] - ends[-2]) <= 0.2  # the last input ends at the patient


@given(AMOUNTS)
def test_nothing_lies_outside_the_picture(amounts: list[float]) -> None:
    picture = drawn(working(amounts))
    _, _, width, _ = map(float, picture.get("viewBox").split())
    assert all(x >= 0 and x + w <= width for x, w in bars(picture))


def test_many_inputs_are_one_bar_besides_the_largest() -> None:
    picture = drawn(working([0.1] * (MOST + 5)))
    assert len(bars(picture)) == MOST + 3
    assert "5 other inputs" in texts(picture)


@pytest.mark.parametrize(
    ("scale", "base", "start", "end"),
    [
        ("log-odds", -2.0, "11.9 %", "26.9 %"),
        ("probability", 0.3, "30 %", "130 %"),
        ("log-hazard", 0.0, "1.00 x", "2.72 x"),
    ],
)
def test_the_ends_say_what_they_mean(scale: str, base: float, start: str, end: str) -> None:
    said = texts(drawn(working([1.0], scale=scale, base=base)))
    assert start in said
    assert end in said
    assert f"scale: {scale}; red raises, blue lowers" in said


def test_who_cannot_see_it_is_told_the_same() -> None:
    picture = drawn(working([0.75, -0.25]))
    assert picture.get("role") == "img"
    title = picture.find(f"{SVG}title").text
    assert "input 0 = 0: +0.75" in title
    assert "this patient: " in title


def test_words_from_a_record_cannot_draw() -> None:
    hostile = '<script>alert(1)</script>"><image href="//x"/>'
    picture = str(waterfall(working([1.0], display=hostile)))
    assert "<script" not in picture
    assert "<image" not in picture
    assert not re.search(r"\bon\w+=|href|url\(", re.sub(r"&lt;.*?&gt;", "", picture))


@pytest.mark.parametrize("said", [None, {}, {"terms": [{"name": "age", "points": 2}]}, {"explained": "words"}])
def test_what_explains_no_prediction_has_no_picture(said: object) -> None:
    assert waterfall(said) is None
