"""What the pharmacogenomic plugin with its tables costs a process: time and memory, beside the SDK alone."""

import json
import subprocess
import sys

_PROBE = """
import json, resource, time
def held(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
import chartside.vocabulary
before, start = held(), time.perf_counter()
from plugins.pharmacogenomics import chartside_analyses
from plugins.pharmacogenomics.release import shipped
chartside_analyses()
one = shipped()
one.alleles, one.recommendations, one.phenotypes, one.scores, one.guidelines, one.levels
print(json.dumps({"ms": (time.perf_counter() - start) * 1000, "mb": held() - before}))
"""


def table(rounds: int) -> str:
    """Return the best of several loads, each in a process of its own."""
    command = [sys.executable, "-c", _PROBE]
    runs = [subprocess.run(command, check=True, capture_output=True) for _ in range(rounds)]
    found = [json.loads(run.stdout) for run in runs]
    time, memory = (min(one[name] for one in found) for name in ("ms", "mb"))
    return f"| what | time | memory |\n|---|---|---|\n| the plugin with its tables, indexed | {time:.0f} ms | {memory:.1f} MB |"
