"""Builds the dictionary: ``python -m plugins.notes.terms.building [--wheels FOLDER] [--out FILE]``."""

from __future__ import annotations

import argparse
from hashlib import sha256
from pathlib import Path

from plugins.notes.terms.building.gathering import built
from plugins.notes.terms.dictionary import SHIPPED


def main() -> None:
    """Build from the wheels in a folder or from the installed packages, and say what came out."""
    parser = argparse.ArgumentParser(description="Build the dictionary of terms.")
    parser.add_argument("--wheels", type=Path, help="a folder with the wheels that terms_sources.toml pins")
    parser.add_argument("--lessons", type=Path, help="a folder with other learned and pruned terms")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args()
    content = built(given.wheels, lessons=given.lessons)
    given.out.write_bytes(content)
    print(f"{given.out.name}: {len(content):,} bytes, sha256 {sha256(content).hexdigest()}")  # noqa: T201 - a command's answer


if __name__ == "__main__":
    main()
