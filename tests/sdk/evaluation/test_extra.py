"""The extra is one: chartside alone loads nothing of it, and says what to install where it is not there."""

import subprocess
import sys

import pytest

HEAVY = ["sklearn", "scipy", "lifelines", "fairlearn", "numpy", "pandas"]
WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, *_):
        if name.partition(".")[0] == {name!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
try:
    import chartside.evaluation
except ImportError as told:
    print(told)
"""


def said(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603 - our own
    return done.stdout.strip()


def test_chartside_alone_is_light():
    every = "import chartside, chartside.testing, chartside.check, chartside.registry, chartside.manifest, chartside.vocabulary"
    assert said(f"{every}; import sys; print(sorted({{*{HEAVY}, 'chartside.evaluation'}} & set(sys.modules)))") == "[]"


@pytest.mark.parametrize("library", ["sklearn", "scipy", "lifelines", "fairlearn"])
def test_without_a_library_it_says_what_to_install(library):
    told = said(WITHOUT.format(name=library))
    assert told.startswith(f"chartside.evaluation needs {library}")
    assert told.endswith("pip install chartside[evaluation]")
