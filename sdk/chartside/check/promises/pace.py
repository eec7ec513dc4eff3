"""An analysis that runs in the service is quick, and importing a plugin costs little."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from inspect import unwrap
from statistics import median
from time import process_time

from chartside.check.finding import KEPT, Verdict, judge, not_shown
from chartside.check.trial import Trial

_QUESTION = 0.005
"""Seconds of processor time for one question; those that ship take about 0.0002."""
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
    """An instant analysis takes at most 5 milliseconds of processor time for a question."""
    if trial.analysis.pace != "instant":
        return not_shown('only of pace="instant" is it asked: others run in a worker')
    slowest = max(_spent(trial, n) for n in range(min(_CASES, len(trial.seeds)))) if trial.seeds else 0.0
    if slowest <= _QUESTION:
        return KEPT
    return judge(
        [f'a question takes {slowest * 1000:.0f} ms of processor time, and 5 are allowed; make it pace="background"']
    )


def _spent(trial: Trial, number: int) -> float:
    """Return the median over several runs: one run may pay for what has nothing to do with it."""
    times = []
    for _ in range(_RUNS):
        start = process_time()
        trial.again(trial.seeds[number])
        times.append(process_time() - start)
    return median(times)


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
    name = getattr(unwrap(trial.analysis.run), "__module__", "") or ""
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    if file is None:
        return "", ""
    if name.startswith("chartside_file_"):
        return "file", file
    entry = trial.plugin.file if trial.plugin is not None else None
    whole = next(
        (n for n, m in list(sys.modules.items()) if entry and getattr(m, "__file__", None) == str(entry)), name
    )
    return "module", whole


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
