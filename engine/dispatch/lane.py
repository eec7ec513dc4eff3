"""What every lane promises to the one who asks: an answer inside the budget, or the reason why not."""

from collections.abc import Callable
from typing import Literal, Protocol

LostCode = Literal[
    "worker-died",  # its process ended or was to end, whatever the cause
    "time-limit",  # it ran longer than any job may
    "memory-limit",  # it asked for more memory than any job may
    "displaced",  # it was overdue, and its process was needed for others
    "task-failed",  # the task function itself raised
    "unreadable",  # service and worker do not share a key
    "broker-away",  # the job could not be handed over
    "overloaded",  # too much is under way already
    "no-worker",  # no process can be started, or the lane is stopped
]


class Late(Exception):  # noqa: N818 - a verdict on the answer, not an error
    """The deadline passed; the work goes on."""


class Lost(Exception):  # noqa: N818 - a verdict on the answer, not an error
    """No answer will come, and `code` says why."""

    def __init__(self, code: LostCode) -> None:
        super().__init__(code)
        self.code: LostCode = code


def unheard(_: LostCode) -> None:
    """Hear why a late answer will not come, and do nothing about it."""


class Lane(Protocol):
    """A way to the task function. Start, ask and stop on one event loop."""

    async def start(self) -> None:
        """Make ready to be asked."""

    async def stop(self) -> None:
        """End what is under way as Lost, and leave nothing behind."""

    async def ask(
        self,
        payload: bytes,
        *,
        budget: float,
        late: Callable[[bytes], None],
        lost: Callable[[LostCode], None] = unheard,
        owner: str = "",
    ) -> bytes:
        """Return the task's answer to `payload` if it comes within `budget` seconds.

        Raise Late at the deadline: the work goes on, and its answer, if one comes, is given once to `late` on the event loop, or
        the reason why none will come to `lost`. Raise Lost as soon as it is known that no answer will come.
        Of one `owner` (none: of nobody) only so much is under way at a time that others find a worker: while as much of its work
        is overdue, a question waits its turn and is Late at once.
        """
