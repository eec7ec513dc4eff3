"""Watch what an analysis reaches for while it is asked: clock, network, files, environment, chance."""

from __future__ import annotations

import gc
import os
import random
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

_CLOCK = frozenset(
    {
        "time",
        "time_ns",
        "localtime",
        "gmtime",
        "ctime",
        "strftime",
        "monotonic",
        "monotonic_ns",
        "perf_counter",
        "perf_counter_ns",
    }
)
_NOW = frozenset({"now", "utcnow", "today"})
_NETWORK = (
    "socket.",
    "urllib.Request",
    "http.client.",
    "smtplib.",
    "ftplib.",
    "imaplib.",
    "poplib.",
    "telnetlib.",
    "webbrowser.",
)
_FILES = (
    "open", "os.listdir", "os.scandir", "os.walk", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.link",
    "os.symlink", "os.chmod", "os.chown", "os.utime", "shutil.", "glob.glob", "tempfile.", "sqlite3.connect",
)  # fmt: skip
_PROCESSES = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.spawn")
# What a C library is asked for by its name: by ctypes a clock is read that nothing else sees.
_C_CLOCK = frozenset(
    {"time", "clock", "clock_gettime", "ftime", "gettimeofday", "localtime", "gmtime", "strftime", "GetSystemTime"}
)
_C_CHANCE = frozenset({"rand", "random", "drand48", "lrand48", "arc4random", "getrandom", "getentropy"})
_ENVIRONMENT = frozenset(
    code for name in ("__getitem__", "__iter__") if (code := getattr(getattr(type(os.environ), name), "__code__", None))
)
_MAPPINGS = frozenset({"os", "collections.abc", "_collections_abc"})
# Who calls these does so for reasons of its own: an import that waits for its first use, a log line, the report of an exception.
_EXCUSED = frozenset({"logging", "warnings", "traceback", "linecache", "zipimport"})


@dataclass
class Seen:
    """What was reached for, each with where in the analysis it was."""

    clock: dict[str, None] = field(default_factory=dict)
    network: dict[str, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    chance: dict[str, None] = field(default_factory=dict)
    environment: dict[str, None] = field(default_factory=dict)


class _Eye:
    """The one audit hook of this process: hooks cannot be taken away again, so it looks only when told to."""

    def __init__(self) -> None:
        self.look: Callable[[str, tuple[Any, ...]], None] | None = None
        self.installed = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        look = self.look
        if look is not None:
            self.look = None  # what the looking itself does is nobody's business
            try:
                look(event, arguments)
            finally:
                self.look = look


_EYE = _Eye()


@contextmanager
def watching(package: Path | None) -> Iterator[Seen]:
    """Note what is reached for within; a connection is refused, files of the package may be read.

    Calls of C functions are seen from this thread, so a clock that a library of pure C reads stays unseen.
    """
    seen = Seen()
    if not _EYE.installed:
        sys.addaudithook(_EYE)
        _EYE.installed = True
    # A collection of garbage calls whoever asked to be called back, in the middle of the analysis; it can wait.
    collecting = gc.isenabled()
    gc.disable()
    before, _EYE.look = sys.getprofile(), _look(seen, package)
    sys.setprofile(_profile(seen))
    try:
        yield seen
    finally:
        sys.setprofile(before if callable(before) else None)  # a profiler in C cannot be put back
        _EYE.look = None
        if collecting:
            gc.enable()


def _profile(seen: Seen) -> Callable[[FrameType, str, Any], None]:
    def call(frame: FrameType, event: str, function: Any) -> None:
        if event == "call" and frame.f_code in _ENVIRONMENT:
            asks = _asks(frame)
            if asks is not None and not _excused(asks):
                seen.environment.setdefault(f"os.environ at {_place(asks)}")
        if event != "c_call":
            return
        name, owner = getattr(function, "__name__", ""), getattr(function, "__self__", None)
        if _is_clock(owner, name):
            if not _excused(frame):
                seen.clock.setdefault(f"{_called(owner, name)} at {_place(frame)}")
        elif _is_chance(owner, name) and not _excused(frame):
            seen.chance.setdefault(f"{_called(owner, name)} at {_place(frame)}")

    return call


@contextmanager
def importing(folder: Path) -> Iterator[Seen]:
    """Note where code that lies in a folder reads the clock itself within; what it imports from elsewhere may do so."""
    seen = Seen()
    own = str(folder.resolve())

    def call(frame: FrameType, event: str, function: Any) -> None:
        if event != "c_call":
            return
        name, owner = getattr(function, "__name__", ""), getattr(function, "__self__", None)
        if _is_clock(owner, name):
            file = frame.f_code.co_filename
            if file.startswith(own) and "site-packages" not in file[len(own) :]:
                seen.clock.setdefault(f"{_called(owner, name)} at {_place(frame)}")

    sys.setprofile(call)
    try:
        yield seen
    finally:
        sys.setprofile(None)


def _is_clock(owner: Any, name: str) -> bool:
    if owner is time:
        return name in _CLOCK
    if getattr(owner, "__name__", "") == "_uuid":  # uuid1() is the moment, and who this machine is
        return name in ("generate_time_safe", "UuidCreate")
    return name in _NOW and isinstance(owner, type) and issubclass(owner, date)


def _asks(frame: FrameType) -> FrameType | None:
    """Return who asks for the environment, None where Python itself does."""
    asks: FrameType | None = frame
    while asks is not None and asks.f_globals.get("__name__") in _MAPPINGS:
        asks = asks.f_back
    file = asks.f_code.co_filename if asks is not None else ""
    return None if file.startswith(_LIBRARY) and "site-packages" not in file else asks


_LIBRARY = str(Path(random.__file__).parent)
_HIDDEN = getattr(random, "_inst", None)
"""The generator behind the functions of ``random``, which everybody shares."""
_SOURCES = frozenset({"urandom", "getrandom"})


def _is_chance(owner: Any, name: str) -> bool:
    if owner is _HIDDEN and owner is not None:
        return True
    if name in _SOURCES and getattr(owner, "__name__", "") in ("posix", "nt"):
        return True
    shared = getattr(sys.modules.get("numpy.random.mtrand"), "_rand", None)
    return shared is not None and owner is shared


def _look(seen: Seen, package: Path | None) -> Callable[[str, tuple[Any, ...]], None]:
    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_NETWORK):
            frame = sys._getframe(2)  # noqa: SLF001 - who asked is the frame that raised the event
            seen.network.setdefault(f"{event} at {_place(frame)}")
            if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
                raise socket.gaierror("the contract kit lets nothing connect")
        elif event.startswith("ctypes."):
            _look_at_c(seen, event, arguments, sys._getframe(2), package)  # noqa: SLF001 - the same
        elif event.startswith(_PROCESSES):
            seen.files.setdefault(f"{event} at {_place(sys._getframe(2))}")  # noqa: SLF001 - the same
        elif event.startswith(_FILES):
            frame = sys._getframe(2)  # noqa: SLF001 - the same
            if not _excused(frame) and not _allowed(arguments, package):
                seen.files.setdefault(f"{event} of {_file(arguments)} at {_place(frame)}")

    return look


def _look_at_c(seen: Seen, event: str, arguments: tuple[Any, ...], frame: FrameType, package: Path | None) -> None:
    """Note by which name a C library is asked for a clock or for chance, and a library that is loaded from elsewhere."""
    name = str(arguments[-1]) if arguments else ""
    if event == "ctypes.dlsym" and name in _C_CLOCK | _C_CHANCE:
        found = seen.clock if name in _C_CLOCK else seen.chance
        found.setdefault(f"{name}() of a C library at {_place(frame)}")
    elif (
        event == "ctypes.dlopen"
        and arguments
        and arguments[0]
        and not _excused(frame)
        and not _allowed(arguments, package)
    ):
        seen.files.setdefault(f"{event} of {_file(arguments)} at {_place(frame)}")


def _allowed(arguments: tuple[Any, ...], package: Path | None) -> bool:
    """Whether a file may be touched: read, and of the package itself."""
    if not arguments or not isinstance(arguments[0], str | bytes):
        return isinstance(arguments[0] if arguments else None, int)  # a descriptor was opened before
    mode = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], str) else "r"
    path = Path(arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0])
    writes = any(letter in mode for letter in "wax+")
    return package is not None and not writes and path.absolute().is_relative_to(package.absolute())


def _file(arguments: tuple[Any, ...]) -> str:
    return Path(str(arguments[0])).name if arguments else "a file"


def _excused(frame: FrameType | None) -> bool:
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name == "chartside.testing.attempt":  # what is further out is the kit
            return False
        if frame.f_code.co_filename.startswith("<frozen importlib") or name.partition(".")[0] in _EXCUSED:
            return True
        frame = frame.f_back
    return False


def _called(owner: Any, name: str) -> str:
    if isinstance(owner, type):
        return f"{owner.__name__}.{name}()"
    return f"{getattr(owner, '__name__', 'random')}.{name}()"


def _place(frame: FrameType | None) -> str:
    """Return where in code that is not Python's own this is."""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith((_LIBRARY, "<")) or "site-packages" in file:
            return f"{Path(file).name}:{frame.f_lineno}"
        frame = frame.f_back
    return "an unknown place"
