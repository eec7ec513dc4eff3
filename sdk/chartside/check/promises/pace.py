"""An analysis that runs in the service is quick, and importing a plugin costs little."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from inspect import unwrap
from statistics import median
from time import perf_counter, process_time

from chartside.check.finding import Verdict, judge, not_shown
from chartside.check.trial import Trial
from chartside.check.twin import where
from chartside.testing.case import Case

_QUESTION = 0.005
"""Seconds of processor time for one question; those that ship take about 0.0002."""
_YARDSTICK = 0.0011
"""Seconds of processor time that the yardstick takes on the machine for which 5 ms are meant: a slower or busier one allows more."""
_IMPORT = 2.0
"""Seconds of processor time for importing a plugin, the SDK not counted."""
_RUNS, _CASES = 9, 6
_HEAVY = frozenset(
    {
        "IPython", "lightgbm", "lifelines", "matplotlib", "nltk", "numba", "numpy", "pandas", "polars", "pyarrow", "scipy", "shap",
        "sklearn", "spacy", "sympy", "tensorflow", "torch", "transformers", "xgboost",
    }
)  # fmt: skip
_PROBE = """
import json, sys, time
import chartside, chartside.testing, chartside.vocabulary
from chartside.registry.source_file import load_file
from importlib import import_module
from pathlib import Path
before = set(sys.modules)
start = time.process_time()
how, what = sys.argv[1], sys.argv[2]
sys.path[:0] = json.loads(sys.argv[3])
load_file(Path(what)) if how == "file" else import_module(what)
spent = time.process_time() - start
print(json.dumps({"spent": spent, "loaded": sorted({m.partition(".")[0] for m in set(sys.modules) - before})}))
"""


def quick_enough(trial: Trial) -> Verdict:
    """An instant analysis takes at most 5 milliseconds of processor time for a question, and waits for nothing."""
    if trial.analysis.pace != "instant":
        return not_shown('only of pace="instant" is it asked: others run in a worker')
    # Each case once, to find those that take longest; only these are worth measuring well.
    once = {case: sum(_spent(trial, case)) for case in trial.cases}
    slowest = sorted(once, key=lambda case: -once[case])[:_CASES]
    return judge(complaint for case in slowest for complaint in _slow(trial, case))


def _slow(trial: Trial, case: Case) -> Iterator[str]:
    """Judge the median of several runs, and the least that each of them waited: one run may pay for what has nothing to do with it."""
    runs, sticks = [], []
    for _ in range(_RUNS):  # side by side, so that both meet the same machine
        runs.append(_spent(trial, case))
        sticks.append(_measure())
    slowness = max(1.0, median(sticks) / _YARDSTICK)
    worked, waited = median(run[0] for run in runs), min(run[1] for run in runs)
    if worked > _QUESTION * slowness:
        yield (
            f"a question takes {worked * 1000:.0f} ms of processor time, and 5 are allowed: {case}; "
            'make it pace="background"'
        )
    elif waited > _QUESTION:
        yield f"it waits {waited * 1000:.0f} ms: {case}; wait for nothing, answer from the arguments alone"


def _measure() -> float:
    """Return how long a fixed piece of work took, of the kind that analyses do."""
    start = process_time()
    total = Decimal(0)
    for number in range(2000):
        total += Decimal(number) / 7 if number % 3 else Decimal(str(number))
    return process_time() - start


def _spent(trial: Trial, case: Case) -> tuple[float, float]:
    """Return for how long one question was worked on, and for how long nothing was done."""
    start, began = process_time(), perf_counter()
    trial.again(case)
    worked = process_time() - start
    return worked, max(0.0, perf_counter() - began - worked)


def imports_quickly(trial: Trial) -> Verdict:
    """Importing the plugin takes at most 2 seconds of processor time and loads no heavy library."""
    how, what = _module(trial)
    if not what:
        return not_shown("it has no module that could be imported by itself")
    measured = _measured(how, what)
    if isinstance(measured, str):
        return not_shown(f"the module cannot be imported by itself ({measured})")
    spent, heavy = measured
    said = []
    if heavy:
        said.append(
            f"importing {what.rpartition('/')[2]} loads {', '.join(heavy)}; load them where they are used: Injected(..., load=...)"
        )
    if spent > _IMPORT:
        said.append(
            f"importing {what.rpartition('/')[2]} takes {spent:.1f} s of processor time; load large things where they are used"
        )
    return judge(said)


def _module(trial: Trial) -> tuple[str, str]:
    if trial.plugin is not None:
        return where(trial.plugin)
    name = getattr(unwrap(trial.analysis.run), "__module__", "") or ""
    file = getattr(sys.modules.get(name), "__file__", None)
    if file is None:
        return "", ""
    return ("file", file) if name.startswith("chartside_file_") else ("module", name)


@cache
def _measured(how: str, what: str) -> tuple[float, tuple[str, ...]] | str:
    """Import in a process of its own, a second time where the first was slow; return seconds and heavy libraries, or what went wrong."""
    found = _probe(how, what)
    if not isinstance(found, str) and found[0] > _IMPORT:
        again = _probe(how, what)
        return found if isinstance(again, str) else min(found, again)
    return found


def _probe(how: str, what: str) -> tuple[float, tuple[str, ...]] | str:
    path = json.dumps([p for p in sys.path if p])
    done = subprocess.run(  # noqa: S603 - this interpreter, on the module that was imported here already
        [sys.executable, "-c", _PROBE, how, what, path], capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it exits"])[-1][:120]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return float(told["spent"]), tuple(sorted(_HEAVY & set(told["loaded"])))
