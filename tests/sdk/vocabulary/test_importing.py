"""Importing the vocabulary opens nothing but the package's own files, and no line to anywhere."""

import subprocess
import sys
from typing import get_args

from chartside.vocabulary import SMOKING_STATUS, SmokingStatus

PROGRAM = """
import sys
import chartside, importlib.resources, tomllib
opened = []
def watch(event, args):
    if event.startswith("socket."):
        opened.append(event)
    if event == "open" and isinstance(args[0], str) and not args[0].endswith((".py", ".pyc")) and ".pyc." not in args[0]:
        opened.append(args[0])
sys.addaudithook(watch)
import chartside.vocabulary, chartside.vocabulary.genes
home = chartside.__path__[0]
print([path for path in opened if not path.startswith(home)])
print(any(path.startswith(home) and path.endswith(".toml") for path in opened))
"""


def test_it_reads_its_own_files_only():
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["[]", "True"]


def test_smoking_status_is_shared_by_provider_and_reader():
    assert SMOKING_STATUS.name == "smoking-status"
    assert SMOKING_STATUS.values == ("current", "former", "never")
    assert get_args(SmokingStatus)[1].what is SMOKING_STATUS
