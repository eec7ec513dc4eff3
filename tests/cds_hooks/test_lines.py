"""Every line of the specification has its tests, every test names lines that exist, and the page of the documents says so."""

import subprocess
import sys

import pytest

from tests.cds_hooks.conformance import PAGE, ROOT, page, unproved
from tests.cds_hooks.lines import LINES, proved_by


@pytest.fixture(scope="module")
def collected():
    """Collect this folder in a process of its own: what runs here may be one file of it."""
    program = "import json; from tests.cds_hooks.conformance import collected; print(json.dumps(collected()))"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)  # noqa: S603 - our own
    assert done.returncode == 0, done.stderr[-2000:]
    import json

    return json.loads(done.stdout.splitlines()[-1])


# Not built yet; a line that is proved leaves this list, or the test fails.
OPEN: list[str] = []


def test_every_line_has_a_test_but_those_that_are_open(collected):
    assert [line.id for line in unproved(collected)] == OPEN


def test_every_identifier_in_the_name_of_a_test_is_a_line(collected):
    assert [(test, id) for test in collected for id in proved_by(test) if id not in LINES] == []


def test_the_page_is_as_it_is_generated(collected):
    assert PAGE.read_text("utf-8") == page(collected), "python -m tests.cds_hooks --collect --write"


@pytest.mark.parametrize(
    ("name", "proves"),
    [
        ("test_j4_no_unsigned_token[HS256]", ["j4"]),
        ("test_k1_k2_a_card", ["k1", "k2"]),
        ("test_crd2_v1_both", ["crd2", "v1"]),
        ("test_h_order_sign_reads_drafts", ["h_order_sign"]),
        ("test_q8_h_order_dispatch", ["q8", "h_order_dispatch"]),
        ("test_h_every_hook_is_answered[order-review-old names]", ["h_order_review"]),
        ("test_h_every_hook_is_answered[patient-view]", ["h_patient_view"]),
        ("test_h_every_hook_is_answered[org.example.lounge]", []),
        ("test_h_ordersign_misspelt", ["h"]),
        ("test_t4_no_such_line", ["t4"]),
        ("test_a_card_is_a_card", []),
        ("test_every_body", []),
    ],
)
def test_what_a_name_says(name, proves):
    assert proved_by(f"tests/cds_hooks/test_x.py::{name}") == proves


def test_a_line_is_not_proved_by_what_failed_or_was_skipped():
    every = {f"test_x.py::test_{id}_holds": "passed" for id in LINES}
    assert unproved(every) == []
    assert [line.id for line in unproved({**every, "test_x.py::test_t1_holds": "skipped"})] == ["T1"]
    assert [line.id for line in unproved({**every, "test_x.py::test_t1_too": "failed"})] == ["T1"]
    assert [line.id for line in unproved({**every, "test_x.py::test_k8_links": "failed"})] == []  # may
