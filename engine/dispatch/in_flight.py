"""The questions under way in one lane: how many there may be, and to whom each answer belongs, in time or late."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Callable

from engine.dispatch import reply
from engine.dispatch.lane import Late, Lost, LostCode, unheard

log = logging.getLogger(__name__)


class Question:
    """One question under way, whose it is, and what shall become of an answer that comes after its deadline."""

    def __init__(
        self,
        late: Callable[[bytes], None],
        counts: Counter[str],
        lost: Callable[[LostCode], None] = unheard,
        owner: str = "",
    ) -> None:
        self.id = secrets.token_hex(16)
        self.owner = owner
        self.begun = False
        self.overdue = False
        self._late = late
        self._lost = lost
        self._counts = counts
        self._reply: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def answer(self, budget: float) -> bytes:
        """Wait `budget` seconds for the answer; raise Late or Lost as a lane promises."""
        try:
            await asyncio.wait((self._reply,), timeout=max(budget, 0))
        except asyncio.CancelledError:
            self._leave()  # the caller has gone; what was asked is worth keeping all the same
            raise
        if self._reply.done():
            return reply.read(self._reply.result())
        self._counts["late"] += 1
        self._leave()
        raise Late

    def settle(self, answer: bytes) -> None:
        """Take the reply; the first one counts."""
        if not self._reply.done():
            self._reply.set_result(answer)

    def _leave(self) -> None:
        self.overdue = True
        self._reply.add_done_callback(self._deliver_late)

    def _deliver_late(self, arrived: asyncio.Future[bytes]) -> None:
        try:
            self._late(reply.read(arrived.result()))
            self._counts["late-answered"] += 1
        except Lost as lost:
            self._counts["late-lost"] += 1
            log.warning("Question %s was late and then lost: %s", self.id, lost.code)
            self._lost(lost.code)
        except Exception as error:  # noqa: BLE001 - asyncio's own report would print the answer
            self._counts["late-not-kept"] += 1
            log.error("The late answer to question %s was not kept: %s", self.id, type(error).__name__)  # noqa: TRY400


class InFlight:
    """At most `limit` questions under way, and none while closed; `counts` says what became late, lost or unknown.

    A question of an owner may not begin while `share` of that owner's are overdue at work, so that no owner holds every worker.
    """

    def __init__(self, limit: int, share: int = 1) -> None:
        self.counts: Counter[str] = Counter()
        self._limit = limit
        self._share = share
        self._questions: dict[str, Question] = {}
        self._closed: LostCode | None = "no-worker"

    @property
    def full(self) -> bool:
        """Say whether the next question would be refused."""
        return len(self._questions) >= self._limit

    def admit(
        self, late: Callable[[bytes], None], lost: Callable[[LostCode], None] = unheard, owner: str = ""
    ) -> Question:
        """Take in a question; raise Lost when there is no room for it, or the lane is closed."""
        if self._closed is not None:
            raise Lost(self._closed)
        if self.full:
            self.counts["overloaded"] += 1
            raise Lost("overloaded")
        question = Question(late, self.counts, lost, owner)
        self._questions[question.id] = question
        return question

    def may_begin(self, question: Question) -> bool:
        """Whether the owner leaves room for others if this question is given to a worker now."""
        if not question.owner:
            return True
        of_same = (q for q in self._questions.values() if q.owner == question.owner)
        return sum(q.begun and q.overdue for q in of_same) < self._share

    def settle(self, id: str, answer: bytes) -> None:
        """Give a reply to the question it belongs to; one that belongs to none is counted."""
        question = self._questions.pop(id, None)
        if question is None:
            self.counts["unknown"] += 1
            log.warning("A reply came for question %s, which nobody here waits for", id)
        else:
            question.settle(answer)

    def forget(self, id: str) -> None:
        """Stop waiting for a late answer that did not come; harmless when it did."""
        if self._questions.pop(id, None) is not None:
            self.counts["forgotten"] += 1

    def open(self) -> None:
        """Take in questions from now on."""
        self._closed = None

    def close(self, code: LostCode) -> None:
        """Settle all that is under way as lost, and refuse questions with the same code from now on."""
        self._closed = code
        while self._questions:
            self._questions.popitem()[1].settle(reply.lost(code))
