"""Whether this Python can run Chartside, and whether SDK and server belong together."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

import chartside
from engine.doctor.finding import Finding, failed, ok

SERVER, SDK = "chartside-server", "chartside"
OLDEST = (3, 11)


def installed(running: tuple[int, ...] = sys.version_info[:3]) -> Iterator[Finding]:
    """Yield what was found about Python, the server and the SDK."""
    dotted = ".".join(map(str, running))
    if running < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        yield failed(
            "Python", f"{dotted} is too old", f"Install Python {wanted} or newer, and make the environment anew."
        )
    else:
        yield ok("Python", dotted)
    try:
        server, sdk, wanted = version(SERVER), version(SDK), _pinned(requires(SERVER) or [])
    except PackageNotFoundError as error:
        yield failed("versions", f"{error.name} is not installed as a distribution", "Install it: `make setup`.")
        return
    yield agreement(server, sdk, wanted, chartside.__version__)


def agreement(server: str, sdk: str, wanted: str, imported: str) -> Finding:
    """Return whether the SDK that is installed, and that which is imported, is the one that the server was made for."""
    if wanted and sdk != wanted:
        said = f"server {server} was made for SDK {wanted}, and {sdk} is installed"
        return failed("versions", said, f"Install {SDK}=={wanted} beside it, or the server that belongs to {sdk}.")
    if imported != sdk:
        said = f"SDK {sdk} is installed, and {imported} is imported"
        return failed("versions", said, "Something on the path hides what is installed: look at PYTHONPATH.")
    return ok("versions", f"server {server}, SDK {sdk}")


def _pinned(lines: list[str]) -> str:
    return next((line.split("==")[1].split(";")[0].strip() for line in lines if line.startswith(f"{SDK}==")), "")
