"""The Celery application that workers run: one task, loaded before the fork, under limits of time and memory."""

import gc
import os
from functools import cache

import redis
from celery import signals

from engine.dispatch import Lost, Task
from engine.dispatch.broker import KEEP, TASK_NAME, celery_app
from engine.dispatch.kernel import children, end
from engine.dispatch.limits import TimeUp, limit_memory, limit_time
from engine.dispatch.task import prepare
from engine.dispatch.threads import one_thread
from engine.logs import keep_standard_error
from worker.answer import answer
from worker.settings import Settings
from worker.supervision import PromptReplacement

GRACE = 5.0  # seconds between stopping a task and ending its process, where it does not stop

settings = Settings.from_environment(os.environ)
app = celery_app(settings.redis_url)
app.conf.update(
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": int(settings.time_limit + GRACE + KEEP)},
    task_acks_late=True,
    task_acks_on_failure_or_timeout=False,  # back to the queue, where `answer` finds that it was begun before
    task_reject_on_worker_lost=True,
    task_time_limit=settings.time_limit + GRACE,
    worker_prefetch_multiplier=1,
    worker_redirect_stdouts=False,  # the log is no place for what a plugin prints
)


@cache
def _task() -> Task:
    return prepare(settings.task)


@cache
def _client() -> redis.Redis:  # made by the first job, so never shared over a fork
    return redis.Redis.from_url(settings.redis_url)


def _perform(payload: bytes) -> bytes:
    try:
        with limit_time(
            settings.time_limit
        ):  # Celery's own soft limit is an Exception, which `run` takes for the plugin's
            return _task()(payload)
    except TimeUp:
        raise Lost("time-limit") from None


def _answer(id: str, inbox: str, deadline: float) -> None:
    answer(_client(), settings.cipher, _perform, id=id, inbox=inbox, deadline=deadline)
    for pid in children():  # whatever a plugin left running
        end(pid)


def _before_fork(**_: object) -> None:
    one_thread()
    _task()
    gc.collect()
    gc.freeze()  # what the parent loaded stays shared: the collector would write to every page of it


def _after_fork(**_: object) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a plugin prints may be patient data
    keep_standard_error("engine", "worker", "chartside", "celery")
    limit_memory(settings.memory_limit)


app.steps["worker"].add(PromptReplacement)
app.task(_answer, name=TASK_NAME)
signals.worker_init.connect(_before_fork, weak=False)
signals.worker_process_init.connect(_after_fork, weak=False)
