"""Everything that is read is held to its quotes, wherever in an answer it stands."""

import pytest

from bench.notes.ours import Reader, quotes, stretches

TEXT = "Denies fever."


@pytest.mark.parametrize(
    ("one", "sound"),
    [
        ({"start": 7, "end": 12, "text": "fever"}, True),
        ({"start": 7, "end": 12}, True),
        ({"start": 6, "end": 12, "text": "fever"}, False),
        ({"start": 7, "end": 99, "text": "fever."}, False),
        ({"start": -6, "end": 12, "text": "fever"}, False),
        ({"start": 0, "end": 0, "text": ""}, False),
    ],
)
def test_a_quote_is_what_stands_there(one, sound):
    assert quotes(TEXT, one) is sound


def test_stretches_are_found_at_any_depth():
    answer = {
        "entities": [{"start": 7, "end": 12, "cue": {"start": 0, "end": 6}, "cues": [{"start": 0, "end": 6}]}],
        "n": 1,
    }
    assert len(list(stretches(answer))) == 3


def test_the_reader_counts_what_it_read():
    reader = Reader()
    answer = reader.read("Denies fever. Metformin 500 mg BID.")
    assert [one["text"] for one in answer["entities"]][:1] == ["fever"]
    assert (reader.texts, reader.violations) == (1, 0)
    assert reader.quotes >= 3
