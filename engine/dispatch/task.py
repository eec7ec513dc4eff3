"""The one task function that every lane runs: found by name, made warm, and run so that nothing it does escapes."""

import importlib
import logging
import os
from collections.abc import Callable
from typing import cast

from engine.dispatch import reply
from engine.dispatch.lane import Lost

Task = Callable[[bytes], bytes]
TASK = "engine.perform:perform"
LARGEST_ANSWER = 4 << 20  # bytes; the service has to read it between calls

log = logging.getLogger(__name__)


def prepare(reference: str) -> Task:
    """Import the task named "module:function", and call the `warm()` beside it if there is one."""
    module_name, _, function = reference.partition(":")
    module = importlib.import_module(module_name)
    task = cast("Task", getattr(module, function))
    if warm := getattr(module, "warm", None):
        warm()
    return task


def attempt(task: Task, payload: bytes) -> bytes:
    """Run the task and return a reply, whatever the task does; of an exception only the class is told."""
    me = os.getpid()
    try:
        return _attempt(task, payload)
    finally:
        if os.getpid() != me:
            os._exit(1)  # a copy that the task made of this process: only the original answers


def _attempt(task: Task, payload: bytes) -> bytes:
    try:
        answer = task(payload)
    except Lost as known:
        return reply.lost(known.code)
    except MemoryError:
        return reply.lost("memory-limit")
    except SystemExit:  # by sys.exit in a plugin, which shall not end the lane, or by the signal that ends this worker
        log.error("The task asked for the end of its process, or was told of it")  # noqa: TRY400 - nothing more to tell
        return reply.lost("worker-died")
    except BaseException as error:  # noqa: BLE001 - whatever a plugin raises must not end the worker
        log.error("The task raised %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold patient data
        return reply.lost("task-failed")
    if len(answer) > LARGEST_ANSWER:
        log.error("The task answered with more than %d bytes", LARGEST_ANSWER)
        return reply.lost("memory-limit")
    return reply.answered(answer)
