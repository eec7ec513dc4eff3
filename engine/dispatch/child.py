"""What a worker process does: read a job, run the task, write the reply, until the service is gone."""

import os
import socket
import struct
import threading
from typing import BinaryIO

from engine.dispatch.limits import dead_mans_switch, limit_memory
from engine.dispatch.task import Task, attempt

HEADER = struct.Struct(">I?")  # before each job and each reply: its length, and whether it is the last
NOT_LAST = False
GRACE = 5.0  # seconds after which a service that should have ended this process is taken for gone


def serve(channel: socket.socket, task: Task, *, memory: int, seconds: float) -> None:
    """Serve jobs until the channel ends, or a job leaves something running; does not return.

    A job that forked, or started a thread that goes on, has made this process another than the next job may expect: its answer
    counts, and the process ends, so that the service starts a fresh one.
    """
    jobs, replies = channel.makefile("rb"), channel.makefile("wb")
    limit_memory(memory)
    threads = threading.active_count()
    _write(replies, b"")  # ready
    while (payload := _read(jobs)) is not None:
        with dead_mans_switch(seconds + GRACE):
            answer = attempt(task, payload)
        last = threading.active_count() > threads or _has_children()
        _write(replies, answer, last=last)
        if last:
            break
    os._exit(0)  # threads that a plugin left running must not keep the process


def _has_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


def _read(jobs: BinaryIO) -> bytes | None:
    header = jobs.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    size, _ = HEADER.unpack(header)
    payload = jobs.read(size)
    return payload if len(payload) == size else None


def _write(replies: BinaryIO, data: bytes, *, last: bool = NOT_LAST) -> None:
    replies.write(HEADER.pack(len(data), last))
    replies.write(data)
    replies.flush()
