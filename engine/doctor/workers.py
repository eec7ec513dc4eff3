"""Whether background work is done: a job without a question goes to the workers and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from engine.dispatch import Lane, Late, Lost, LostCode, PoolLane
from engine.dispatch.cipher import Cipher
from engine.doctor.finding import Finding, Site, failed, ok
from engine.perform import pack

START_WITHIN, ANSWER_WITHIN = 60.0, 5.0  # seconds
_AGAIN = "Look at the log of the workers."
_MENDS: dict[LostCode, str] = {
    "no-worker": "What the worker process wrote above says why; most often a plugin does not survive its import.",
    "unreadable": "Give service and workers the same broker key, and start the workers anew.",
    "broker-away": "See that Redis runs and can be written to.",
    "task-failed": "Install the same version of Chartside for service and workers.",
}


def answering(site: Site) -> Iterator[Finding]:
    """Yield what was found about the workers; a process that is started for it is gone when this returns."""
    if site.embedded:
        said = "a worker process starts, loads every plugin and answers"
        yield asyncio.run(_asked(PoolLane(processes=1, start_within=START_WITHIN), said))
        return
    settings = site.settings
    if settings.redis_url is None or settings.broker_key_file is None:
        return
    from engine.dispatch.celery_lane import CeleryLane  # noqa: PLC0415 - an embedded service never loads Celery

    try:
        cipher = Cipher.from_text(settings.broker_key_file.read_text("ascii"))
    except (OSError, ValueError):
        yield failed("workers", "cannot be asked without the broker key", "Mend that first.")
        return
    yield asyncio.run(_asked(CeleryLane(settings.redis_url.get_secret_value(), cipher), "a worker answers"))


async def _asked(lane: Lane, well: str) -> Finding:
    try:
        await lane.start()
        try:
            await lane.ask(pack([]), budget=ANSWER_WITHIN, late=lambda _: None)
        finally:
            await lane.stop()
    except Late:
        mend = "Start one: celery --app worker.app worker. If one runs, it is busy, or listens to another Redis."
        return failed("workers", f"none answered within {ANSWER_WITHIN:.0f} seconds", mend)
    except Lost as lost:
        return failed("workers", f"gave no answer ({lost.code})", _MENDS.get(lost.code, _AGAIN))
    return ok("workers", well)
