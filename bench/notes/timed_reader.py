"""Reads texts with our reader, for its speed: {cpu, rss} when ready, and again for each line {texts}."""

import json
import sys
import time
from pathlib import Path

from plugins.notes.reading import read


def say(since: float) -> None:
    """Say the processor seconds since then, and the megabytes that are held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    rss = next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024
    print(json.dumps({"cpu": time.process_time() - since, "rss": rss}), flush=True)


if __name__ == "__main__":
    read("No chest pain. Metformin 500 mg BID.").as_json()
    say(0.0)
    for asked in sys.stdin:
        begin = time.process_time()
        for text in json.loads(asked)["texts"]:
            read(text).as_json()
        say(begin)
