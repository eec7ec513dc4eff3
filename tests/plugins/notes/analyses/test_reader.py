"""The reader as an input: what it costs a worker that has nothing to read."""

import subprocess
import sys

PROGRAM = """
import sys
from plugins.notes import ANALYSES
from tests.plugins.notes.analyses.asking import about

card = next(one for one in ANALYSES if one.id == "notes.suicidal_ideation")
print(about(card).outcome.value, "spacy" in sys.modules)
print(about(card, "Sleeps well.").outcome.value, "spacy" in sys.modules)
"""


def test_a_patient_without_notes_makes_no_worker_load_a_pipeline():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - this interpreter, on the program above
    assert done.returncode == 0, done.stderr[-2000:]
    without, with_one = (line.split() for line in done.stdout.splitlines())
    assert without[-1] == "False", "nothing was read, and spaCy was loaded all the same"
    assert with_one[-1] == "True", "the note was not read by the pipeline"
