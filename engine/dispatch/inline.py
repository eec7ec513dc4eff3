"""The lane without another process: for the command line, which asks once and waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from engine.dispatch import reply
from engine.dispatch.in_flight import InFlight
from engine.dispatch.lane import LostCode, unheard
from engine.dispatch.task import TASK, Task, attempt, prepare


class InlineLane:
    """Run the task in this process, one job at a time; time and memory have no limit here."""

    def __init__(self, task: str = TASK, *, limit: int = 64) -> None:
        self._reference = task
        self._in_flight = InFlight(limit)
        self._thread: ThreadPoolExecutor | None = None

    @cached_property
    def _task(self) -> Task:
        return prepare(self._reference)

    def run(self, payload: bytes) -> bytes:
        """Return the task's answer, here and now; raise Lost when the task raises."""
        return reply.read(attempt(self._task, payload))

    async def start(self) -> None:
        """Make the task warm."""
        _ = self._task
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inline-lane")
        self._in_flight.open()

    async def stop(self) -> None:
        """End as Lost what is under way; a task that has begun cannot be stopped in its own process."""
        self._in_flight.close("no-worker")
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)

    async def ask(
        self,
        payload: bytes,
        *,
        budget: float,
        late: Callable[[bytes], None],
        lost: Callable[[LostCode], None] = unheard,
        owner: str = "",
    ) -> bytes:
        """Ask as every lane is asked."""
        question = self._in_flight.admit(late, lost, owner)

        def settle(job: asyncio.Future[bytes]) -> None:
            if not job.cancelled():
                self._in_flight.settle(question.id, job.result())

        asyncio.get_running_loop().run_in_executor(self._thread, attempt, self._task, payload).add_done_callback(settle)
        return await question.answer(budget)
