"""A name that stands twice in one object is found wherever it stands, and nothing else is taken for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.json_once import named_twice, place, second_of_a_name

names = st.text(st.sampled_from('ab:",{}[]\\é '), max_size=3)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


@given(values, st.booleans())
def test_what_a_writer_wrote_names_nothing_twice(value, ascii_only):
    assert second_of_a_name(json.dumps(value, ensure_ascii=ascii_only).encode()) is None


@given(st.dictionaries(names, values, min_size=1), values, st.data())
def test_a_name_that_is_put_in_again_is_found_where_it_stands(members, again, data):
    name = data.draw(st.sampled_from(sorted(members)))
    whole = json.dumps(members)
    raw = f"[{whole[:-1]}, {json.dumps(name)}: {json.dumps(again)}}}]".encode()
    assert second_of_a_name(raw) == len(f"[{whole[:-1]}, ")


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        (b'{"a": 1,\n "a": 2}', "line 2, column 2 (byte 10)"),
        (rb'{"a": 1, "\u0061": 2}', "line 1, column 10 (byte 9)"),
        (rb'{"x": "\u003a", "a": 1, "a": 2}', "line 1, column 25 (byte 24)"),  # an escaped colon hides nothing
        (rb'{"x": "\u003A\u003A", "a": 1, "a": 2}', "line 1, column 31 (byte 30)"),
        (rb'{"x": "\ud800", "b": [{"a": {}, "a": ":"}]}', "line 1, column 33 (byte 32)"),
        (b'{"a":' * 2000 + b'{"b": 1, "b": 2}' + b"}" * 2000, "line 1, column 10010 (byte 10009)"),
        (b'{"a": 1}\n{"b": 1, "b": 2}', "line 2, column 10 (byte 18)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_place_is_that_of_the_second(raw, at):
    offset = second_of_a_name(raw)
    assert offset is not None
    assert place(raw, offset) == at
    assert at in named_twice(raw, offset)


@pytest.mark.parametrize(
    "raw",
    [b"[]", b'"a:a"', b'{"a": {"a": {"a": ":"}}}', b'[{"a": 1}, {"a": 2}]', rb'{"x": "\u003a", "\"x": 1}', b"7"],
)
def test_the_same_name_in_another_object_is_no_second(raw):
    assert second_of_a_name(raw) is None
