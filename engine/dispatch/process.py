"""One worker process as the service sees it: forked warm, given one job at a time, ended when it must be."""

import asyncio
import os
import socket
from contextlib import suppress
from typing import Self

from engine.dispatch import reply
from engine.dispatch.child import HEADER, NOT_LAST
from engine.dispatch.lane import Lost, LostCode
from engine.dispatch.nursery import Nursery
from engine.dispatch.task import LARGEST_ANSWER

READY_WITHIN = 10.0  # seconds; a fork takes milliseconds
NICE = 15


class WorkerProcess:
    """A process that runs the task, apart from the service in memory, group and open files."""

    def __init__(
        self,
        nursery: Nursery,
        pid: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        time_limit: float,
    ) -> None:
        self._nursery = nursery
        self._pid = pid
        self._replies = reader
        self._jobs = writer
        self._time_limit = time_limit
        self._verdict: LostCode = "worker-died"
        self._said_last = False
        self._slow = False
        self.exit_status: int | None = None
        """What it ended with, a signal as a negative number; None until it has been ended here."""

    @classmethod
    async def start(cls, nursery: Nursery, *, memory: int, time_limit: float) -> Self:
        """Fork a process and wait until it is ready; raise Lost("no-worker") when it does not become so."""
        pid, channel = await nursery.fork(memory=memory, time_limit=time_limit)
        worker = cls(nursery, pid, *await _streams(channel), time_limit)
        try:
            async with asyncio.timeout(READY_WITHIN):
                await worker._receive()
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            await worker.end()
            raise Lost("no-worker") from error
        except asyncio.CancelledError:
            await worker.end()
            raise
        return worker

    @property
    def ended(self) -> bool:
        """Whether it can take no other job."""
        return self._said_last or self._slow or self.exit_status is not None or self._replies.at_eof()

    async def perform(self, payload: bytes) -> bytes:
        """Return the reply to one job; a process that died, took too long or ran out of memory has ended."""
        try:
            async with asyncio.timeout(self._time_limit):
                await self._send(payload)
                answer = await self._receive()
        except TimeoutError:
            answer = reply.lost("time-limit")
        except (asyncio.IncompleteReadError, ConnectionError):
            answer = reply.lost(self._verdict)
        else:
            if answer != reply.lost("memory-limit"):
                return answer
        await self.end()
        return answer

    def slow_down(self) -> None:
        """Let the process have the processor when nobody else wants it; it takes no other job, for that cannot be undone."""
        self._slow = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._pid, NICE)

    async def displace(self) -> None:
        """Kill the process at work; its job is lost as displaced."""
        self._verdict = "displaced"
        await self._nursery.end(self._pid)

    async def end(self) -> None:
        """Kill the process and what it started, and wait until it is gone."""
        self._jobs.close()
        if self.exit_status is None:
            self.exit_status = await self._nursery.end(self._pid)
        with suppress(ConnectionError):
            await self._jobs.wait_closed()

    async def _send(self, payload: bytes) -> None:
        self._jobs.write(HEADER.pack(len(payload), NOT_LAST) + payload)  # at once: the process wakes up once
        await self._jobs.drain()

    async def _receive(self) -> bytes:
        size, self._said_last = HEADER.unpack(await self._replies.readexactly(HEADER.size))
        if size > LARGEST_ANSWER + 1:  # with the mark of an answer
            raise ConnectionError("what came is no reply")
        return await self._replies.readexactly(size)


async def _streams(channel: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_unix_connection(sock=channel)
