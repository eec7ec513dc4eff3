"""What of CDS Hooks is proved, and by which test: ``python -m tests.cds_hooks [--collect] [--write]``."""

import argparse
import sys

from tests.cds_hooks.conformance import PAGE, collected, page, printed, run, unproved
from tests.cds_hooks.lines import LINES


def main() -> int:
    """Print the table; 1 where a test failed or a line that is more than allowed has none that passes."""
    options = argparse.ArgumentParser(prog="python -m tests.cds_hooks", description=__doc__)
    options.add_argument("--collect", action="store_true", help="run nothing: only say which tests are there")
    options.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    chosen = options.parse_args()
    if chosen.write:
        PAGE.write_text(page(collected()), "utf-8")
    status, results = (0, collected()) if chosen.collect else run()
    for text in printed(results):
        print(text)  # noqa: T201 - this speaks to a terminal
    gaps = unproved(results)
    print(f"\n{len(LINES)} lines, {len(results)} tests")  # noqa: T201 - the same
    for line in gaps:
        print(f"without a test that passes: {line.id} ({line.asks})")  # noqa: T201 - the same
    return 1 if status or gaps else 0


if __name__ == "__main__":
    sys.exit(main())
