"""``chartside knowledge show|import|diff pharmacogenomics``: what is in use, and what a newer export of CPIC would change."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from chartside import Command
from plugins.pharmacogenomics import pharmcat
from plugins.pharmacogenomics.cpic import Imported, bring_in
from plugins.pharmacogenomics.difference import Change, differences
from plugins.pharmacogenomics.release import KnowledgeError, Release, in_use, read, site_folder

_SHOWN = 40


def commands() -> tuple[Command, ...]:
    """Return the commands that ``chartside knowledge`` runs."""
    return (
        Command("knowledge-show", "Say which release is in use, and how much is in it.", show),
        Command("knowledge-diff", "Say what an export of CPIC, or a folder with a release, would change.", diff),
        Command("read", "Turn PharmCAT's JSON or outside calls into plain facts for --facts.", read_file),
        Command("knowledge-import", "Take an export of CPIC into use; nothing else changes.", take_in),
    )


def show(words: Sequence[str]) -> int:
    """Print the release in use."""
    argparse.ArgumentParser("knowledge show").parse_args(words)
    one = in_use()
    rows = [row for several in one.recommendations.values() for row in several]
    unread = sum(row.action == "UNREAD" for row in rows)
    _say(f"version {one.version} of {one.date}, sha256 {one.sha256}")
    _say(str(one.about["source"]))
    alleles = sum(len(several) for several in one.alleles.values())
    _say(
        f"{len(rows)} recommendations on {len(one.recommendations)} drugs, {alleles} alleles of {len(one.alleles)} genes"
    )
    for action, count in Counter(row.action for row in rows).most_common():
        _say(f"  {count:5} {action}")
    if unread:
        _say(f"{unread} recommendations have a wording that nobody has read: their cards say to read the guideline")
    _say(f"from {site_folder()}" if (site_folder() / "release.toml").exists() else "as it came with the plugin")
    return 0


def diff(words: Sequence[str]) -> int:
    """Print what would change; status 1 where anything would."""
    given = _parsed("knowledge diff", words)
    try:
        with TemporaryDirectory() as folder:
            new, _ = _release(given, Path(folder))
            changes = list(differences(in_use(), new))
    except KnowledgeError as error:
        return _refused(error)
    _print(changes, whole=given.all)
    return 1 if changes else 0


def take_in(words: Sequence[str]) -> int:
    """Write the release into the site's folder, and print what it changes."""
    given = _parsed("knowledge import", words)
    try:
        with TemporaryDirectory() as folder:
            new, imported = _release(given, Path(folder))
            changes = list(differences(in_use(), new))
            to = site_folder()
            to.mkdir(parents=True, exist_ok=True)
            for file in Path(folder).iterdir():
                (to / file.name).write_bytes(file.read_bytes())
    except KnowledgeError as error:
        return _refused(error)
    _print(changes, whole=given.all)
    if imported is not None and imported.unread:
        unread = to / "unread.tsv"
        lines = [f"{name}\t{' '.join(text.split())}" for name, text in sorted(imported.unread.items())]
        unread.write_text("wording\ttext\n" + "\n".join(lines) + "\n", "utf-8")
        _say(
            f"{len(imported.unread)} wordings were never read: {unread} names them. Until somebody reads them their cards say to read the"
        )
        _say(
            "guideline. To read them, write wording, action, quantity and care into a table and give it with --readings."
        )
    _say(f"version {new.version} is in {to}; restart service and workers to use it")
    return 0


def read_file(words: Sequence[str]) -> int:
    """Print the plain facts of a file of PharmCAT."""
    parser = argparse.ArgumentParser("plugins run pharmacogenomics read")
    parser.add_argument("file", type=Path, help="PharmCAT's phenotype or report JSON, or its table of outside calls")
    given = parser.parse_args(words)
    try:
        found = pharmcat.read(given.file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return _refused(KnowledgeError(f"{given.file}: cannot be read ({type(error).__name__})"))
    except pharmcat.NotPharmCat as error:
        return _refused(KnowledgeError(f"{given.file}: {error}"))
    _say(json.dumps({"genotypes": found}, indent=2, ensure_ascii=False))
    return 0


def _parsed(name: str, words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(name)
    parser.add_argument("export", type=Path, help="folder of CPIC's tables in JSON, or of a release")
    parser.add_argument("--as-of", default="", help="day of the export, such as 2026-11-20 (default: today)")
    parser.add_argument("--readings", type=Path, default=None, help="table of wordings that the site has read")
    parser.add_argument("--all", action="store_true", help="print every change")
    return parser.parse_args(words)


def _release(given: argparse.Namespace, folder: Path) -> tuple[Release, Imported | None]:
    if (given.export / "release.toml").exists():
        for file in given.export.iterdir():
            if file.suffix in (".tsv", ".toml"):
                (folder / file.name).write_bytes(file.read_bytes())
        return read(folder), None
    try:
        day = datetime.fromisoformat(given.as_of).date() if given.as_of else datetime.now(UTC).date()
    except ValueError:
        raise KnowledgeError("--as-of: expected a day such as 2026-11-20") from None
    if given.readings is not None and not given.readings.exists():
        raise KnowledgeError(f"--readings: there is no file {given.readings}")
    imported = bring_in(given.export, folder, f"{day:%Y}.{day.month}.{day.day}", day, given.readings)
    return read(folder), imported


def _print(changes: Sequence[Change], *, whole: bool) -> None:
    if not changes:
        _say("nothing changes")
        return
    for table, count in sorted(Counter(change.table for change in changes).items()):
        _say(f"{table}: {count} changes")
    for change in changes if whole else changes[:_SHOWN]:
        _say(f"  {change.what}: {change.was or 'nothing'} -> {change.now or 'nothing'}")
    if not whole and len(changes) > _SHOWN:
        _say(f"  and {len(changes) - _SHOWN} more; --all prints every one")


def _refused(error: KnowledgeError) -> int:
    sys.stderr.write(f"chartside: {error}\n")
    return 2


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
