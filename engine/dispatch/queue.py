"""The jobs of a pool that wait and those at work: which comes next, and how much of one owner may be under way."""

from collections import deque
from typing import NamedTuple

from engine.dispatch.in_flight import InFlight, Question
from engine.dispatch.process import WorkerProcess


class Job(NamedTuple):
    """A question and what the task is given for it."""

    question: Question
    payload: bytes


class Queue:
    """What waits, in the order of its arrival, and what each process works on; of one owner at most `most` jobs are at work."""

    def __init__(self, in_flight: InFlight, most: int) -> None:
        self._in_flight = in_flight
        self._most = most
        self._waiting: deque[Job] = deque()
        self.at_work: dict[WorkerProcess, Question] = {}
        """In the order in which they began."""

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, job: Job) -> bool:
        return job in self._waiting

    def put(self, job: Job, *, first: bool = False) -> None:
        """Let a job wait behind all others, or before them."""
        self._waiting.insert(0 if first else len(self._waiting), job)

    def take(self, *, overdue: bool = True) -> Job | None:
        """Take the job that is to be done next, one in time before one that is overdue; None where no owner may have another."""
        allowed: dict[str, bool] = {}
        late: Job | None = None
        for job in self._waiting:
            owner = job.question.owner
            if owner not in allowed:
                allowed[owner] = self.may_begin(job.question)
            if not allowed[owner]:
                continue
            if not job.question.overdue:
                break
            late = late or job
        else:
            if late is None or not overdue:
                return None
            job = late
        self._waiting.remove(job)
        job.question.begun = True
        return job

    def may_begin(self, question: Question) -> bool:
        """Whether this owner leaves a process for others if the question is begun now."""
        of_same = sum(q.owner == question.owner for q in self.at_work.values()) if question.owner else 0
        return of_same < self._most and self._in_flight.may_begin(question)

    def give_way(self) -> None:
        """Forget an overdue job that has not begun, if there is one."""
        job = next((job for job in self._waiting if job.question.overdue), None)
        if job is not None:
            self._waiting.remove(job)
            self._in_flight.forget(job.question.id)

    def clear(self) -> None:
        """Forget all that waits."""
        self._waiting.clear()
