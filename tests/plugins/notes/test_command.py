"""``chartside notes read``: every line is answered, and what is wrong with one is told without what it says."""

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from plugins.notes.command import commands
from plugins.notes.command.batch import answers
from plugins.notes.reading import LARGEST

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "notes" / "discharge-summary.txt"
(READ,) = commands()


def test_a_note_as_json_quotes_the_text(capfdbinary) -> None:
    assert READ.run([str(EXAMPLE), "--json"]) == 0
    said = json.loads(capfdbinary.readouterr().out)
    text = EXAMPLE.read_text("utf-8")
    found = [*said["entities"], *said["measurements"], *said["smoking"], *said["medications"]]
    assert len(found) > 50
    assert all(text[one["start"] : one["end"]] == one["text"] for one in found)
    assert all(text[cue["start"] : cue["end"]] == cue["text"] for one in said["entities"] for cue in one["cues"])


def test_the_shape_of_an_answer(capfdbinary, snapshot) -> None:
    assert READ.run(["--batch", str(ROOT / "examples" / "notes" / "lines.ndjson")]) == 0
    lines = capfdbinary.readouterr().out.decode("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == snapshot


def test_the_tables_of_a_note(capfdbinary, snapshot) -> None:
    assert READ.run([str(EXAMPLE)]) == 0
    assert capfdbinary.readouterr().out.decode("utf-8") == snapshot


def test_a_note_as_fhir_names_the_words_of_every_resource(capfdbinary) -> None:
    assert READ.run([str(EXAMPLE), "--fhir", "2026-11-27T09:00:00Z", "--patient", "Patient/7"]) == 0
    found = [one["resource"] for one in json.loads(capfdbinary.readouterr().out)["entry"]]
    stated = {f"{one['resourceType']}/{one['id']}" for one in found if one["resourceType"] != "Provenance"}
    named = {target["reference"] for one in found if one["resourceType"] == "Provenance" for target in one["target"]}
    assert stated == named
    assert {one["recorded"] for one in found if one["resourceType"] == "Provenance"} == {"2026-11-27T09:00:00+00:00"}
    assert {one.get("subject", one.get("patient"))["reference"] for one in found if "target" not in one} == {
        "Patient/7"
    }
    assert {ref.split("/")[0] for ref in stated} >= {
        "Condition",
        "MedicationStatement",
        "AllergyIntolerance",
        "Observation",
    }


class Page(HTMLParser):
    """Collects the elements of a page, and what is marked in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.marked: list[str] = []
        self._inside = False

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self._inside = tag == "mark"

    def handle_data(self, data) -> None:
        if self._inside:
            self.marked.append(data)
            self._inside = False


def test_a_page_marks_what_was_found_and_runs_nothing_that_a_note_says(tmp_path, capfdbinary) -> None:
    note = tmp_path / "note.txt"
    note.write_text('Denies chest pain. <script>alert("x")</script> <img src=x onerror=y> $rows ${note}', "utf-8")
    assert READ.run([str(note), "--html"]) == 0
    page = Page()
    page.feed(capfdbinary.readouterr().out.decode("utf-8"))
    assert "chest pain" in page.marked
    assert not page.tags & {"script", "img"}


def test_a_bad_line_is_answered_in_its_place_and_loses_no_other() -> None:
    lines = [
        b'{"id": 1, "text": "Denies fever."}\n',
        b"\n",
        b"{not json of Mrs. Secret\n",
        b'["Secret"]\n',
        b'{"id": "c", "text": 7}\n',
        b'{"id": "d", "text": "Fever.", "section": 3}\n',
        b'{"id": "e", "text": "\xff"}\n',
        b'{"id": {"Secret": 1}}\n',
        b'\xef\xbb\xbf{"id": 2, "text": "", "section": null}\n',
        b'{"id": "f", "text": "Asthma in Secret.", "section": "family-history"}',
    ]
    said = list(answers(lines))
    assert [one["id"] for one in said] == [1, None, None, "c", "d", None, None, 2, "f"]
    assert [one.get("error", "").split(":")[0] for one in said] == [
        "", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "", "",
    ]  # fmt: skip
    assert not any("Secret" in one.get("error", "") for one in said)
    assert said[-2]["entities"] == []
    assert said[-1]["entities"][0]["subject"] == "family"


def test_a_text_that_is_too_long_is_refused_by_its_length(tmp_path, capfdbinary) -> None:
    note = tmp_path / "long.txt"
    note.write_text("a" * (LARGEST + 1), "utf-8")
    assert READ.run([str(note)]) == 1
    assert f"{LARGEST + 1} characters" in capfdbinary.readouterr().err.decode("utf-8")
    (said,) = answers([json.dumps({"id": 1, "text": "a" * (LARGEST + 1)}).encode()])
    assert "2000001 characters" in said["error"]


@pytest.mark.parametrize(("content", "said"), [(None, "No such file"), (b"\xff\xfe\x00", "not UTF-8 at byte 0")])
def test_a_file_that_cannot_be_read_is_told(tmp_path, capfdbinary, content, said) -> None:
    note = tmp_path / "note.txt"
    if content is not None:
        note.write_bytes(content)
    assert READ.run([str(note), "--json"]) == 1
    assert said in capfdbinary.readouterr().err.decode("utf-8")


@pytest.mark.parametrize(
    "words", [[], ["a.txt", "--batch", "b.ndjson"], ["--batch", "b.ndjson", "--json"], ["a.txt", "--fhir", "today"]]
)
def test_what_does_not_go_together_is_told(words, capfdbinary) -> None:
    with pytest.raises(SystemExit) as left:
        READ.run(words)
    assert left.value.code == 2
    assert "usage" in capfdbinary.readouterr().err.decode("utf-8")


def test_nothing_heavy_comes_with_the_plugin() -> None:
    code = "import sys, plugins.notes; print([m for m in ('spacy', 'thinc', 'numpy') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own code
    assert said.stdout.strip() == "[]"
