"""The deployed lane: jobs go to Celery workers through Redis, all answers of this process come back through one inbox."""

import asyncio
import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from engine.dispatch import reply
from engine.dispatch.broker import KEEP, TASK_NAME, answer_name, celery_app, inbox_key, job_key
from engine.dispatch.cipher import Cipher, Unreadable
from engine.dispatch.in_flight import InFlight, Question
from engine.dispatch.lane import LostCode, unheard

PUBLISHERS = 4  # threads; a publication waits for the network more than it works
TIMEOUTS = {"socket_connect_timeout": 0.3, "socket_timeout": 1.0}  # seconds until Redis is taken for away
LISTEN = 1.0  # seconds of one wait at the inbox; a connection silent for twice as long is a dead one
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # seconds between attempts to reach the inbox
WAKE = b""  # what the reader finds at the inbox when it shall stop
ID_SIZE = 32  # hexadecimal digits, before each sealed answer

log = logging.getLogger(__name__)


class CeleryLane:
    """Run the task in Celery workers; `limit` questions of this process may be under way, late ones included until forgotten.

    While `share` questions of one owner are overdue at the workers, its others wait here.
    """

    def __init__(
        self,
        url: str,
        cipher: Cipher,
        *,
        limit: int = 256,
        share: int = 1,
        keep: float = KEEP,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = url
        self._cipher = cipher
        self._keep = keep
        self._clock = clock
        self._in_flight = InFlight(limit, share)
        self._held: dict[
            str, tuple[Question, bytes, float]
        ] = {}  # by id: not yet sent, with what to send and until when
        self._inbox = inbox_key(secrets.token_hex(8))
        self._app = celery_app(url)
        self._app.conf.broker_transport_options = {"max_retries": 0, **TIMEOUTS}  # fail at once: the caller waits
        self._redis = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **TIMEOUTS)
        self._stopping = threading.Event()
        self._publishers: ThreadPoolExecutor | None = None
        self._reader: threading.Thread | None = None

    @property
    def counts(self) -> Counter[str]:
        """How many questions became late, were lost late, refused or forgotten, and how many answers nobody waited for."""
        return self._in_flight.counts

    async def start(self) -> None:
        """Begin to listen at the inbox; Redis may be away, and is then sought until it is back."""
        self._stopping.clear()
        self._publishers = ThreadPoolExecutor(PUBLISHERS, thread_name_prefix="celery-lane")
        self._reader = threading.Thread(target=self._listen, args=(asyncio.get_running_loop(),), daemon=True)
        self._reader.start()
        self._in_flight.open()

    async def stop(self) -> None:
        """Stop listening and end as Lost what was under way; the workers are not touched."""
        self._held.clear()
        self._in_flight.close("no-worker")
        if self._reader is not None and self._publishers is not None:
            await asyncio.to_thread(self._close, self._reader, self._publishers)
        self._reader = self._publishers = None

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
        self._held[question.id] = question, payload, self._clock() + budget
        self._send_on()
        if question.id in self._held:
            budget = 0  # it waits for work that is overdue already: the call shall not
        try:
            return await question.answer(budget)
        finally:
            if question.overdue:
                asyncio.get_running_loop().call_later(self._keep, self._forget, question.id)

    def _send_on(self) -> None:
        """Hand to the broker what its owner may have under way."""
        for id, (question, payload, deadline) in list(self._held.items()):
            if self._in_flight.may_begin(question):
                del self._held[id]
                question.begun = True
                self._hand_over(id, payload, deadline)

    def _hand_over(self, id: str, payload: bytes, deadline: float) -> None:
        def published(job: asyncio.Future[None]) -> None:
            if not job.cancelled() and (error := job.exception()) is not None:
                log.error("Question %s could not be handed to the broker: %s", id, type(error).__name__)
                self._settle(id, reply.lost("broker-away"))

        loop = asyncio.get_running_loop()
        loop.run_in_executor(self._publishers, self._publish, id, payload, deadline).add_done_callback(published)

    def _settle(self, id: str, answer: bytes) -> None:
        self._in_flight.settle(id, answer)
        self._send_on()

    def _forget(self, id: str) -> None:
        self._held.pop(id, None)
        self._in_flight.forget(id)
        self._send_on()

    def _publish(self, id: str, payload: bytes, deadline: float) -> None:
        """Store the sealed payload, then send its id; runs in a thread, so that the event loop never waits for Redis."""
        lifetime = max(deadline - self._clock(), 0) + self._keep
        self._redis.set(job_key(id), self._cipher.seal(payload, job_key(id)), px=int(lifetime * 1000))
        self._app.send_task(
            TASK_NAME,
            args=(id, self._inbox, round(deadline, 3)),
            task_id=id,
            expires=lifetime,
            ignore_result=True,
            retry=False,
            argsrepr="",
            kwargsrepr="",
        )

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand each answer to the event loop; runs in a thread of its own."""
        pause = FIRST_PAUSE
        timeouts = {**TIMEOUTS, "socket_timeout": 2 * LISTEN}
        with redis.Redis.from_url(self._url, retry=Retry(NoBackoff(), 0), **timeouts) as client:
            while not self._stopping.is_set():
                try:
                    received = client.blpop([self._inbox], timeout=LISTEN)
                except redis.RedisError as error:
                    log.warning("The inbox cannot be reached (%s); trying again", type(error).__name__)
                    self._stopping.wait(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
                else:
                    pause = FIRST_PAUSE
                    if received is not None and (message := cast("bytes", received[1])) != WAKE:
                        loop.call_soon_threadsafe(self._settle, *self._open(message))

    def _open(self, message: bytes) -> tuple[str, bytes]:
        asked, sealed = message[:ID_SIZE].decode("ascii", "replace"), message[ID_SIZE:]
        try:
            return asked, self._cipher.open(sealed, answer_name(asked))
        except Unreadable:
            log.error("The answer to question %s cannot be opened: service and worker have different keys", asked)  # noqa: TRY400
            return asked, reply.lost("unreadable")

    def _close(self, reader: threading.Thread, publishers: ThreadPoolExecutor) -> None:
        self._stopping.set()
        publishers.shutdown(cancel_futures=True)
        with suppress(redis.RedisError):  # without Redis the reader wakes by itself, and the inbox has a lifetime
            self._redis.rpush(self._inbox, WAKE)
            reader.join()
            self._redis.delete(self._inbox)
        reader.join()
        self._redis.close()
        self._app.close()
