"""A run says by name what it could not measure, and the page has the shape that the goals are looked up in."""

import base64
import gzip
import json
import re
from pathlib import Path

import pytest

from bench.notes import admission, data, page, peer
from bench.notes.__main__ import measured
from bench.notes.asking import asked
from bench.notes.peer import SCRIPTS, Peer
from bench.notes.result import Goal, Result, Table, best
from bench.notes.skipped import Skipped
from bench.notes.timed import timed

PAGE = Path(__file__).resolve().parents[3] / "docs" / "measured" / "notes.md"
LINE = {"id": "1", "text": "Denies fever.", "start": 7, "end": 12}
ANSWERS = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    said = {"sig": {"dose": [5, "mg"]}} if asked.get("sig") else {"claims": [{"certainty": "absent", "spans": asked["spans"]}]}
    print(json.dumps({"id": asked["id"], **said}))
"""


@pytest.fixture
def peers(tmp_path, monkeypatch):
    """Two peers whose packages are none: one answers, one fails with a word."""
    (tmp_path / "fake.py").write_text(ANSWERS)
    (tmp_path / "failing.py").write_text("raise SystemExit('no such model')")
    for name in ("fake", "failing"):
        (tmp_path / f"{name}.txt").write_text("")
        made = tmp_path / "environments" / name / "bin"
        made.mkdir(parents=True)
        (made / "python").symlink_to("/usr/bin/env")
        (made.parent / "made-of.txt").write_text("")
    monkeypatch.setattr(peer, "SCRIPTS", tmp_path)
    return tmp_path / "environments"


def on_this_python(name, environments):
    import sys

    python = environments / name / "bin" / "python"
    python.unlink()
    python.symlink_to(sys.executable)
    return Peer(name, environments)


def test_a_peer_is_asked_over_its_pipe(peers):
    fake = on_this_python("fake", peers)
    assert fake.claims([LINE]) == {"1": {"certainty": "absent", "spans": [[7, 12]]}}
    assert fake.sigs({"m1.0": "Aspirin 5 mg"}) == {"m1.0": {"dose": [5, "mg"]}}


def test_a_peer_that_fails_is_named_with_its_word_and_the_others_are_asked(peers):
    result = Result()
    both = [on_this_python(name, peers) for name in ("failing", "fake")]
    assert list(asked(both, lambda one: one.claims([LINE]), result)) == ["fake"]
    assert len(result.skipped) == 1
    assert re.search(r"the peer failing: .* failed: no such model", result.skipped[0])


def test_an_environment_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "absent.txt").write_text("no-such-package @ file:///nowhere\n")
    monkeypatch.setattr(peer, "SCRIPTS", tmp_path)
    with pytest.raises(Skipped, match=r"the peer absent: .*failed"):
        Peer("absent", tmp_path / "environments").command()


def test_every_peer_has_its_pins():
    scripts = {file.stem for file in SCRIPTS.glob("*.py")} - {"__init__"}
    assert (
        scripts == {file.stem for file in SCRIPTS.glob("*.txt")} >= {"negspacy", "medspacy", "openmed", "spacy_small"}
    )
    for file in SCRIPTS.glob("*.txt"):
        lines = file.read_text().splitlines()
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines), file.name
        # What would come along under the GPL: QuickUMLS brings Unidecode.
        assert not {"unidecode", "medspacy-quickumls"} & {
            line.partition("==")[0].lower().replace("_", "-") for line in lines
        }


def test_no_peer_is_imported_by_us():
    for file in SCRIPTS.parent.rglob("*.py"):
        if SCRIPTS not in file.parents:
            assert not re.search(
                r"^\s*(import|from) (negspacy|medspacy|openmed|en_core)", file.read_text(), re.MULTILINE
            )


def test_data_that_are_not_there_are_named(tmp_path):
    for load, name in (
        (data.negex, "negex_dev.jsonl"),
        (data.bc5cdr, "bc5cdr_train.jsonl.gz"),
        (data.synthea, "Synthea"),
    ):
        with pytest.raises(Skipped, match=name):
            load(tmp_path)


def test_data_are_read_where_they_lie(tmp_path):
    notes, synthea = tmp_path / "notes", tmp_path / "synthea" / "bulk-10-patients"
    notes.mkdir()
    synthea.mkdir(parents=True)
    (notes / "negex_dev.jsonl").write_text(json.dumps(LINE) + "\n" + json.dumps({**LINE, "start": None}) + "\n")
    for part in ("train", "dev"):
        (notes / f"bc5cdr_{part}.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": part}).encode()))
    attached = base64.b64encode("Größe 1,80 m".encode()).decode()
    resource = {"content": [{"attachment": {"data": attached}}, {"attachment": {"url": "Binary/1"}}]}
    (synthea / "DocumentReference.000.ndjson").write_text(json.dumps(resource) + "\n")
    assert data.negex(tmp_path) == [LINE]
    assert [one["text"] for one in data.bc5cdr(tmp_path)] == ["train", "dev"]
    assert data.synthea(tmp_path) == ["Größe 1,80 m"]


def test_a_run_without_data_and_peers_measures_the_labels_and_names_the_rest(tmp_path, monkeypatch):
    monkeypatch.setattr(peer, "SCRIPTS", tmp_path)  # no pins: no environment is tried
    for name in ("negspacy", "medspacy", "openmed", "spacy_small"):
        (tmp_path / f"{name}.txt").write_text("no-such-package @ file:///nowhere\n")
    result = measured(tmp_path, tmp_path / "environments", rounds=0)
    tasks = [one.task for one in result.goals]
    assert "assertion, all three axes right" in tasks
    assert "medication lines: magnitude errors" in tasks
    assert not any("negation" in task for task in tasks)
    said = "\n".join(result.skipped)
    for name in ("negex_dev", "bc5cdr_train", "Synthea", "negspacy", "medspacy", "openmed", "speed"):
        assert name in said
    assert {one.peer for one in result.goals} <= {"none measured", "-"}


def test_a_reader_is_timed_in_a_process_of_its_own(tmp_path):
    script = tmp_path / "reader.py"
    script.write_text(
        "import json, sys\nprint(json.dumps({'cpu': 1.5, 'rss': 90.0}), flush=True)\n"
        "for line in sys.stdin:\n    print(json.dumps({'cpu': len(json.loads(line)['texts']) / 10, 'rss': 95.0}), flush=True)\n"
    )
    import sys

    sample = timed([sys.executable, str(script)], {"short": ["a"] * 5, "long": ["b"] * 20})
    assert (sample.cold, sample.held) == (1.5, 95.0)
    assert sample.rates == {"short": pytest.approx(10), "long": pytest.approx(10)}


def test_admission_notes_are_long_alike_each_time_and_no_two_alike():
    notes = admission.notes(5)
    assert notes == admission.notes(5)
    assert len(set(notes)) == 5
    assert all(4_000 <= len(note) < 5_000 for note in notes)
    assert all("{" not in note for note in notes)


def test_the_best_peer_is_named():
    assert best({"a": 0.5, "b": 0.7}, {"a": "x", "b": "y"}) == "y b"
    assert best({}, {}) == "none measured"


def test_the_page_says_goals_verdicts_and_what_was_left_out():
    goals = [
        Goal("t1", "d", "p", "1", ">= 2", met=False),
        Goal("t2", "d", "p", "3", ">= 2", met=True),
        Goal("t3", "d", "-", "4", "-", None),
    ]
    written = page.page(Result(goals, [Table("More", "Said.", ["a|b"], [])], ["speed: no rounds"]), "About.")
    assert "| t1 | d | p | 1 | >= 2 | MISSED |" in written
    assert "| t2 | d | p | 3 | >= 2 | met |" in written
    assert "| t3 | d | - | 4 | - | - |" in written
    assert "- speed: no rounds" in written
    assert "## More\n\nSaid.\n\nNone.\n" in written


GOALS = (
    "negation, F1", "historical, F1", "hypothetical, F1", "assertion, all three axes right", "medication lines: dose",
    "medication lines: route", "medication lines: frequency (times a day)", "medication lines: PRN", "medication lines: duration",
    "medication lines: magnitude errors", "diseases and chemicals, exact span F1", "what is shipped to read", "notes a processor second",
    "memory of a reading process", "cold start, processor time", "`text[start:end]` is the quoted evidence",
)  # fmt: skip


def test_the_page_that_is_kept_answers_every_goal():
    written = PAGE.read_text()
    table = written[written.index("## Goals") : written.index("Not measured")]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")
    ]
    assert rows[0] == ["task", "data", "best peer, measured here", "ours", "goal", ""]
    assert {row[0] for row in rows[2:]} == set(GOALS)
    assert {row[5] for row in rows[2:]} <= {"met", "MISSED", "-"}
    assert all(row[1] and row[3] for row in rows[2:])
    assert "Generated:" in written[:300]
