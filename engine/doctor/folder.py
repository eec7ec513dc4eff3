"""Whether the data folder and the keys in it are there, closed to others, and have room."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from engine.audit import Keyring, KeyringError
from engine.doctor.finding import Finding, Site, failed, ok, warning

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LITTLE, TOO_LITTLE = 1_000_000_000, 100_000_000  # bytes
MADE = "nothing is there yet; `chartside serve` or `chartside migrate` makes it"


def data(site: Site) -> Iterator[Finding]:
    """Yield what was found about the folder, its permissions and its room."""
    folder = site.settings.data
    if not folder.exists():
        if site.embedded:
            yield ok("data folder", f"{folder}: {MADE}")
        else:
            yield failed(
                "data folder", f"{folder} is not there", "Mount it, or run `chartside migrate` once to make it."
            )
        return
    if not folder.is_dir():
        yield failed("data folder", f"{folder} is a file", "Name a folder with --data or CHARTSIDE_DATA.")
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        said = f"{folder} is no folder that this user can read and write"
        yield failed("data folder", said, "Give it to the user that runs the service, or set CHARTSIDE_DATA.")
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & OTHERS:
        yield failed("data folder", f"{folder} is open to others ({mode:04o})", f"Run: chmod 0700 {folder}")
    else:
        yield ok("data folder", f"{folder} ({mode:04o})")
    yield room(shutil.disk_usage(folder).free)


def room(free: int) -> Finding:
    """Return whether so many free bytes are enough."""
    said, mend = f"{free / 1e9:.1f} GB free", "Make room: a decision that cannot be recorded is not answered."
    if free < TOO_LITTLE:
        return failed("disk", f"{free / 1e6:.0f} MB free", mend)
    return warning("disk", said, mend) if free < LITTLE else ok("disk", said)


def keys(site: Site) -> Iterator[Finding]:
    """Yield what was found about the keys of the record."""
    folder = site.settings.data / "keys"
    if site.settings.data.is_file():
        return  # there can be none, which is told of the folder
    if not folder.is_dir():
        if site.embedded and not (site.settings.data / "chartside.db").exists():
            yield ok("keys", f"{folder}: {MADE}")
        else:
            mend = "Restore the folder from its backup: without it the record does not open. For a new record: `chartside migrate`."
            yield failed("keys", f"{folder} is not there", mend)
        return
    try:
        Keyring(folder)
    except KeyringError as error:
        yield failed("keys", str(error), "Restore the folder from its backup.")
        return
    open_files = [file for file in (folder, *sorted(folder.iterdir())) if stat.S_IMODE(file.stat().st_mode) & OTHERS]
    if open_files:
        yield failed("keys", f"{_named(open_files)} open to others", f"Run: chmod -R go= {folder}")
    else:
        yield ok("keys", f"{folder}, one of each kind at least, all readable")


def _named(files: list[Path]) -> str:
    names = ", ".join(file.name for file in files)
    return f"{names} is" if len(files) == 1 else f"{names} are"
