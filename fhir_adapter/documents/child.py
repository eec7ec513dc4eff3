"""Read documents that a stranger sent, in a process that the system ends where one takes too much time or memory.

A script, started by ``apart.py`` and by nobody else. It is told a format and bytes, and answers with the text, or why there is none.
"""

from __future__ import annotations

import math
import struct
import sys
import time
import types
from contextlib import suppress
from pathlib import Path

REQUEST = struct.Struct("!8sII")
"""The name of a format, how many CPU seconds it may take, how many bytes follow."""
REPLY = struct.Struct("!?dI")
"""Whether it is read, the CPU seconds that it took, how many bytes follow."""
MEMORY = 1 << 30


def main() -> None:
    """Answer until nobody asks."""
    import resource  # noqa: PLC0415 - absent on some systems, and not needed by who asks

    # The room without its furniture: what reads documents needs nothing else of it, and starts in a tenth of the time.
    room = types.ModuleType("fhir_adapter")
    room.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["fhir_adapter"] = room
    with suppress(ValueError, OSError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what lies in memory is a patient's
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(REQUEST.size):
        name, seconds, size = REQUEST.unpack(head)
        begun = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(begun + seconds), resource.RLIM_INFINITY))
        whether, said = _read(name.rstrip(b"\0").decode(), asked.read(size))
        told.write(REPLY.pack(whether, time.process_time() - begun, len(said)) + said)
        told.flush()


def _read(name: str, raw: bytes) -> tuple[bool, bytes]:
    from fhir_adapter.documents.formats import FORMATS  # noqa: PLC0415 - only now is it known where that is
    from fhir_adapter.documents.refusal import DocumentError  # noqa: PLC0415

    try:
        return True, FORMATS[name].text(raw).encode("utf-8", "surrogatepass")
    except DocumentError as error:
        return False, str(error).encode()
    except (MemoryError, RecursionError):
        return False, b"that take too much memory to read"


if __name__ == "__main__":
    main()
