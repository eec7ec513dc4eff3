"""The parent of the worker processes: loads every plugin once, forks a worker when told to, and ends it with all that it started.

`python -m engine.dispatch.parent module:function`, with the service at the other end of standard input. It runs no job itself: so a
worker that was ruined is replaced in milliseconds, and what the plugins hold in memory is held once.
"""

import gc
import os
import signal
import socket
import sys
from contextlib import suppress

from engine.dispatch.child import serve
from engine.dispatch.control import FORK, NONE, READY, REPLY, REQUEST
from engine.dispatch.kernel import adopt_orphans, children, end, end_with_parent
from engine.dispatch.task import Task, prepare
from engine.logs import keep_standard_error


def main() -> None:
    """Fork and end workers until the service is gone, then end all that are left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the service's to handle
    control = _take_channel()
    task = prepare(sys.argv[1])
    keep_standard_error("engine", "chartside")
    gc.collect()
    gc.freeze()
    adopt_orphans()
    workers: set[int] = set()
    control.sendall(REPLY.pack(READY))
    with suppress(ConnectionError):  # the service is gone, in the middle of a request
        while (received := socket.recv_fds(control, REQUEST.size, 1))[0]:
            deed, pid, memory, seconds = REQUEST.unpack(received[0])
            if deed == FORK:
                answer = _fork(task, control, received[1][0], memory, seconds)
                workers |= {answer} - {NONE}
            else:
                answer = end(pid) if pid in workers else READY  # once it was waited for, the number may be another's
                workers.discard(pid)
                _end_strays(workers)
            control.sendall(REPLY.pack(answer))
    for pid in workers:
        end(pid)
    _end_strays(set())


def _take_channel() -> socket.socket:
    # Plugins see an empty input and an output that goes nowhere: what they print may be patient data.
    control = socket.socket(fileno=os.dup(0))
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return control


def _fork(task: Task, control: socket.socket, channel: int, memory: int, seconds: float) -> int:
    try:
        pid = os.fork()
    except OSError:
        os.close(channel)
        return NONE
    if pid:
        os.close(channel)
        with suppress(ProcessLookupError, PermissionError):
            os.setpgid(pid, pid)  # here and there, whoever comes first: the next request may be to end it
        return pid
    try:
        os.setpgid(0, 0)
        end_with_parent()
        control.close()
        serve(socket.socket(fileno=channel), task, memory=memory, seconds=seconds)
    finally:
        os._exit(1)  # whatever happens, a worker never returns to do its parent's work


def _end_strays(workers: set[int]) -> None:
    """Kill what workers left behind: it became a child of ours when they ended (on Linux, where that can be told)."""
    while strays := children() - workers:
        for pid in strays:
            end(pid)


if __name__ == "__main__":
    main()
