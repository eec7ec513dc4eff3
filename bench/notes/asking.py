"""Ask every peer that can be asked, and note by name the ones that cannot."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bench.notes.peer import Peer
from bench.notes.result import Result
from bench.notes.skipped import Skipped

Told = TypeVar("Told")


def asked(peers: Sequence[Peer], question: Callable[[Peer], Told], result: Result) -> dict[str, Told]:
    """Return what each peer answers, by its name."""
    answers = {}
    for peer in peers:
        try:
            answers[peer.name] = question(peer)
        except Skipped as why:
            if str(why) not in result.skipped:
                result.skipped.append(str(why))
    return answers
