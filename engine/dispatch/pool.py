"""The embedded lane: a few worker processes of this service, fed directly."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping

from engine.dispatch.in_flight import InFlight, Question
from engine.dispatch.lane import Late, Lost, LostCode, unheard
from engine.dispatch.nursery import Nursery
from engine.dispatch.process import WorkerProcess
from engine.dispatch.queue import Job, Queue
from engine.dispatch.task import TASK

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between attempts to replace a process that does not start

log = logging.getLogger(__name__)


class PoolLane:
    """Run the task in `processes` processes, each under a limit of time (seconds) and memory (bytes above the warm process).

    At most `limit` jobs are under way. Jobs that can still be in time go before those that are overdue, and when there
    is no room for a new one, an overdue one that has not begun gives way. A job that waits for `patience` seconds gets a
    spare process, of which there may be as many again; without one left, the process of the job longest overdue is taken.
    """

    def __init__(
        self,
        task: str = TASK,
        *,
        processes: int = 2,
        limit: int = 64,
        time_limit: float = 30.0,
        memory: int = 1 << 30,
        patience: float = 0.1,
        start_within: float = 60.0,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._task = task
        self._size = processes
        self._time_limit = time_limit
        self._memory = memory
        self._patience = patience
        self._start_within = start_within
        self._environment = environment or {}
        self._in_flight = InFlight(limit, share=max(1, processes - 1))
        # Spares included there are twice as many processes; of those no owner has the last one.
        self._queue = Queue(self._in_flight, most=2 * processes - 1)
        self._arrival = asyncio.Event()
        self._idle = 0  # runners that wait for a job
        self._nursery: Nursery | None = None
        self._starting = asyncio.Lock()
        self._workers: set[WorkerProcess] = set()
        self._runners: list[asyncio.Task[None]] = []
        self._spares: set[asyncio.Task[None]] = set()
        self._displacing: set[asyncio.Task[None]] = set()
        self._vacant = 0  # processes that ended and are not replaced yet

    @property
    def counts(self) -> Counter[str]:
        """How many questions became late, were lost late, refused or forgotten."""
        return self._in_flight.counts

    async def start(self) -> None:
        """Start every process and wait until all are warm; raise Lost("no-worker") if one cannot be."""
        self._vacant = 0
        started = await asyncio.gather(*(self._start_process() for _ in range(self._size)), return_exceptions=True)
        if failures := [failure for failure in started if isinstance(failure, BaseException)]:
            await self.stop()
            raise failures[0]
        self._runners = [asyncio.create_task(self._run(worker)) for worker in self._workers]
        self._in_flight.open()

    async def stop(self) -> None:
        """Kill the processes, wait until they are gone, and end as Lost what was under way."""
        self._refuse()
        tasks = [*self._runners, *self._spares, *self._displacing]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._workers))
        self._workers.clear()
        if self._nursery is not None:
            await self._nursery.stop()
            self._nursery = None

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
        if self._in_flight.full:
            self._queue.give_way()
        question = self._in_flight.admit(late, lost, owner)
        job = Job(question, payload)
        self._put(job)
        if len(self._queue) > self._idle:
            self._look_again(job)
        if not self._in_flight.may_begin(question):
            budget = 0  # it waits for work that is overdue already: the call shall not
        try:
            return await question.answer(budget)
        except Late:
            asyncio.get_running_loop().call_later(self._patience, self._slow_down, question)
            raise

    async def _run(self, worker: WorkerProcess) -> None:
        while True:
            job = await self._next()
            if worker.ended:  # it died while it had nothing to do: not the fault of this job
                job.question.begun = False
                self._put(job, first=True)
                worker = await self._replace(worker)
                continue
            await self._perform(worker, job)
            if worker.ended:
                worker = await self._replace(worker)

    async def _perform(self, worker: WorkerProcess, job: Job) -> None:
        self._queue.at_work[worker] = job.question
        if job.question.overdue:
            asyncio.get_running_loop().call_later(self._patience, self._slow_down, job.question)
        try:
            answer = await worker.perform(job.payload)
        finally:
            self._queue.at_work.pop(worker, None)
        self._in_flight.settle(job.question.id, answer)
        self._arrival.set()  # another of the same owner may begin
        if worker.exit_status is not None:
            log.warning("A worker process ended at question %s (%s)", job.question.id, worker.exit_status)

    def _put(self, job: Job, *, first: bool = False) -> None:
        self._queue.put(job, first=first)
        self._arrival.set()

    async def _next(self) -> Job:
        while (job := self._queue.take()) is None:
            self._arrival.clear()
            self._idle += 1
            try:
                await self._arrival.wait()
            finally:
                self._idle -= 1
        return job

    def _look_again(self, job: Job) -> None:
        asyncio.get_running_loop().call_later(self._patience, self._help, job)

    def _help(self, job: Job) -> None:
        """Find a process for a job that has waited, while it can be in time."""
        if job not in self._queue or job.question.overdue:
            return
        if self._queue.may_begin(job.question):
            if len(self._spares) < self._size:
                spare = asyncio.create_task(self._run_spare())
                self._spares.add(spare)
                spare.add_done_callback(self._spares.discard)
            else:
                self._displace()
        self._look_again(job)

    async def _run_spare(self) -> None:
        try:
            worker = await self._start_process()
        except Lost:
            return  # those who replace processes say so
        try:
            while not worker.ended and (job := self._queue.take(overdue=False)) is not None:
                await self._perform(worker, job)
        finally:
            self._workers.discard(worker)
            await worker.end()

    def _slow_down(self, question: Question) -> None:
        """Let what is long overdue leave the processor to those whom somebody waits for."""
        worker = next((worker for worker, at_work in self._queue.at_work.items() if at_work is question), None)
        if worker is not None:
            worker.slow_down()

    def _displace(self) -> None:
        if len(self._queue.at_work) < self._size + len(self._spares):
            return  # one is on its way already
        worker = next((worker for worker, question in self._queue.at_work.items() if question.overdue), None)
        if worker is not None:
            del self._queue.at_work[worker]
            displacing = asyncio.create_task(worker.displace())
            self._displacing.add(displacing)
            displacing.add_done_callback(self._displacing.discard)

    async def _start_process(self) -> WorkerProcess:
        async with self._starting:
            if self._nursery is not None and not self._nursery.running:
                await self._nursery.stop()
                self._nursery = None
            if self._nursery is None:
                self._nursery = await Nursery.start(
                    self._task, within=self._start_within, environment=self._environment
                )
        worker = await WorkerProcess.start(self._nursery, memory=self._memory, time_limit=self._time_limit)
        self._workers.add(worker)
        return worker

    async def _replace(self, ended: WorkerProcess) -> WorkerProcess:
        """Start a process in place of one that ended, however often it takes; without any left, refuse questions."""
        self._workers.discard(ended)
        await ended.end()
        pause = FIRST_PAUSE
        self._vacant += 1
        while True:
            try:
                worker = await self._start_process()
            except Lost:
                log.error("A worker process did not start; what it wrote to standard error says why")  # noqa: TRY400
                if self._vacant == self._size:
                    self._refuse()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self._vacant -= 1
                self._in_flight.open()
                return worker

    def _refuse(self) -> None:
        self._queue.clear()
        self._in_flight.close("no-worker")
