"""``python -m chartside.new my-plugin [--into DIR]``, also where no engine is installed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from chartside.new.scaffold import NameRefused, make_plugin, next_steps


def main(words: Sequence[str] | None = None) -> int:
    """Make a plugin; 2 where it cannot be made, which is said."""
    parser = argparse.ArgumentParser(
        "python -m chartside.new", description="Make a plugin to begin with: tested, nothing overwritten."
    )
    parser.add_argument("name", help="the plugin's name in kebab-case, such as my-plugin")
    parser.add_argument("--into", type=Path, default=Path(), help="the folder in which to make it (default: here)")
    given = parser.parse_args(words)
    try:
        made = make_plugin(given.name, given.into)
    except (NameRefused, OSError) as error:
        sys.stderr.write(f"chartside: {error}\n")
        return 2
    sys.stdout.write(next_steps(given.name, made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
