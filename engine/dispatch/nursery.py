"""The warm parent of the worker processes as the service sees it: asked for a worker, or to end one."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from engine.dispatch.control import END, FORK, NONE, REPLY, REQUEST
from engine.dispatch.lane import Lost
from engine.dispatch.threads import ONE_THREAD

STOP_WITHIN = 5.0  # seconds


class Nursery:
    """A process that has loaded the task and forks workers. A fresh interpreter, not a fork of the service, which has threads."""

    def __init__(self, process: Process, control: socket.socket) -> None:
        self._process = process
        self._control = control
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls, task: str, *, within: float, environment: Mapping[str, str]) -> Self:
        """Start the process and wait until it is warm; raise Lost("no-worker") when it does not become so.

        ``environment`` is what it is told besides what the service was told.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the name of the method is the name of the flag
        paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        command = (sys.executable, "-P", "-m", "engine.dispatch.parent", task)
        told = {**ONE_THREAD, **os.environ, **environment, "PYTHONPATH": paths}
        try:
            process = await asyncio.create_subprocess_exec(*command, stdin=theirs.fileno(), stdout=DEVNULL, env=told)
        except OSError as error:
            ours.close()
            raise Lost("no-worker") from error
        finally:
            theirs.close()
        nursery = cls(process, ours)
        try:
            async with asyncio.timeout(within):
                await nursery._receive()
        except (TimeoutError, Lost):
            await nursery.stop()
            raise Lost("no-worker") from None
        except asyncio.CancelledError:
            await nursery.stop()
            raise
        return nursery

    @property
    def running(self) -> bool:
        """Whether it can be asked for workers."""
        return self._process.returncode is None

    async def fork(self, *, memory: int, time_limit: float) -> tuple[int, socket.socket]:
        """Return a new worker's number and our end of its channel; raise Lost("no-worker") when there can be none."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the name of the method is the name of the flag
        try:
            pid = await self._ask(REQUEST.pack(FORK, 0, memory, time_limit), theirs)
            if pid == NONE:
                raise Lost("no-worker")
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        return pid, ours

    async def end(self, pid: int) -> int:
        """Kill a worker and what it started, wait until it is gone, and return what it ended with, a signal as a negative number."""
        try:
            return await self._ask(REQUEST.pack(END, pid, 0, 0))
        except Lost:  # the parent is gone, and its workers with it, where the kernel sees to that
            for kill in (os.killpg, os.kill):
                with suppress(ProcessLookupError, PermissionError):
                    kill(pid, signal.SIGKILL)
            return -signal.SIGKILL

    async def stop(self) -> None:
        """End the process, which ends every worker first, and wait until it is gone."""
        self._control.close()
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _ask(self, request: bytes, channel: socket.socket | None = None) -> int:
        # Shielded: a caller who gives up in between would leave a reply that the next one takes for its own.
        return await asyncio.shield(asyncio.ensure_future(self._in_turn(request, channel)))

    async def _in_turn(self, request: bytes, channel: socket.socket | None) -> int:
        descriptors = [] if channel is None else [os.dup(channel.fileno())]
        try:
            async with self._turn:
                try:
                    socket.send_fds(self._control, [request], descriptors)
                except OSError as error:
                    raise Lost("no-worker") from error
                return await self._receive()
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    async def _receive(self) -> int:
        try:
            said = await asyncio.get_running_loop().sock_recv(self._control, REPLY.size)
        except OSError as error:
            raise Lost("no-worker") from error
        if len(said) < REPLY.size:
            raise Lost("no-worker")
        return int(REPLY.unpack(said)[0])
