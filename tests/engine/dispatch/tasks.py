"""Tasks that behave and misbehave, for lanes to run by name; `act` does what its payload says."""

import ctypes
import os
import signal
import sys
import time


def echo(payload: bytes) -> bytes:
    return payload


def act(payload: bytes) -> bytes:
    verb, _, rest = payload.partition(b" ")
    match verb:
        case b"sleep":
            time.sleep(float(rest))
        case b"exit":
            os._exit(3)
        case b"kill":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(10)
        case b"leave":
            sys.exit(3)
        case b"segfault":
            ctypes.string_at(0)
        case b"loop":
            while True:
                pass
        case b"allocate":
            return str(len(bytearray(int(rest)))).encode()
        case b"raise":
            raise ValueError(rest.decode())
        case b"print":
            print(rest.decode(), flush=True)  # noqa: T201 - a plugin that prints
        case b"pid":
            return str(os.getpid()).encode()
    return payload
