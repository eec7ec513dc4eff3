"""``python -m chartside.check TARGET``: check a plugin by its name, an analysis by its id, or a file; no engine is needed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from chartside.check import TargetError, UnusableError, run


def main(words: Sequence[str] | None = None) -> int:
    """Print a line for each finding and one for all; return 0, 1 where a check fails or a plugin cannot be used, 2 for a bad call."""
    parser = argparse.ArgumentParser(
        "python -m chartside.check", description="Hold a plugin to the contract of Chartside."
    )
    parser.add_argument("target", help="an entry point's name, an analysis' id, or the path of a .py file")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    given = parser.parse_args(words)
    try:
        report = run(given.target)
    except TargetError as error:
        print(error, file=sys.stderr)  # noqa: T201 - it speaks to a terminal
        return 2
    except UnusableError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the same
        return 1
    if given.json:
        print(json.dumps(report.as_json(), indent=2, ensure_ascii=False))  # noqa: T201 - the same
    else:
        print(*report.findings, report.summary, sep="\n")  # noqa: T201 - the same
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
