"""Read documents in a process beside this one, which is ended where a document takes too long: no reader of a stranger's bytes is safe."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Self

from fhir_adapter.documents.child import REPLY, REQUEST
from fhir_adapter.documents.refusal import DocumentError

SECONDS = 2
"""CPU seconds for one document; a letter of ten pages takes a tenth of one."""
SECONDS_IN_ALL = 5.0
"""CPU seconds for all the documents of one reading; what is left then is not begun."""
PATIENCE = 10.0
"""Seconds after which a process is ended that got no CPU, or that sleeps."""
_CHILD = Path(__file__).with_name("child.py")
_TOO_LONG = "that take too long to read"


class Apart:
    """A process that reads documents, started when the first one comes; leave it as a context manager."""

    def __init__(self, seconds: int = SECONDS, in_all: float = SECONDS_IN_ALL) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._seconds = seconds
        self._left = in_all

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, name: str, raw: bytes) -> str:
        """Return the text of a document of the format with this name; raises DocumentError, also where reading it was cut short."""
        if self._left <= 0:
            raise DocumentError("that are left unread, because others took all the time")
        try:
            process = self._process = self._process or _started()
        except OSError:
            raise DocumentError("that cannot be read") from None
        watch = Timer(PATIENCE, process.kill)
        watch.daemon = True
        watch.start()
        try:
            whether, took, said = _exchanged(process, REQUEST.pack(name.encode(), self._seconds, len(raw)) + raw)
        except (OSError, EOFError):
            self._left -= self._seconds
            raise DocumentError(_TOO_LONG if self._end() in _ENDED else "that cannot be read") from None
        finally:
            watch.cancel()
        self._left -= took
        if not whether:
            raise DocumentError(said.decode())
        return said.decode("utf-8", "surrogatepass")

    def _end(self) -> int:
        """End the process and return what it ended with, a signal as a negative number."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            _close(pipe)
        try:
            return process.wait(1)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


_ENDED = frozenset({-signal.SIGXCPU, -signal.SIGKILL})


def _started() -> subprocess.Popen[bytes]:
    command = (sys.executable, "-I", "-B", str(_CHILD))
    return subprocess.Popen(  # noqa: S603 - this interpreter, on a file of ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    )


def _exchanged(process: subprocess.Popen[bytes], request: bytes) -> tuple[bool, float, bytes]:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - pipes were asked for
    process.stdin.write(request)
    process.stdin.flush()
    whether, took, size = REPLY.unpack(_whole(process.stdout, REPLY.size))
    return whether, took, _whole(process.stdout, size)


def _whole(pipe: IO[bytes], size: int) -> bytes:
    got = pipe.read(size)
    if len(got) < size:
        raise EOFError
    return got


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        pass  # what it had still to be told, it cannot be told any more
