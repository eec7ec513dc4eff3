"""An analysis knows its arguments and nothing besides: no clock, no network, no files of others, no chance."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from inspect import unwrap
from pathlib import Path

from chartside.check.finding import Verdict, judge
from chartside.check.trial import Trial
from chartside.check.watch import Seen, watching

_MOST = 60


def no_wall_clock(trial: Trial) -> Verdict:
    """The moment of the question is an input; the wall clock is never read."""
    return _verdict(_seen(trial).clock, "it reads the wall clock", "declare `now: Now` or `today: Today`")


def no_network(trial: Trial) -> Verdict:
    """Nothing is connected to, looked up or sent."""
    return _verdict(
        _seen(trial).network,
        "it reaches for the network",
        "declare what it needs as inputs, or let it travel with the plugin",
    )


def no_files_outside_package(trial: Trial) -> Verdict:
    """No file is opened but those that came with the plugin, and none is written; no process is started."""
    mend = "put the file into the package and inject it: Annotated[..., Injected(name, value, version, sha256)]"
    return _verdict(_seen(trial).files, "it touches what lies outside its package", mend)


def no_global_random(trial: Trial) -> Verdict:
    """Nothing is drawn from the generators that the whole process shares, or from the system's."""
    return _verdict(
        _seen(trial).chance, "it draws at random", "make random.Random(seed) of your own, with a fixed seed"
    )


def _verdict(places: Iterable[str], what: str, mend: str) -> Verdict:
    return judge(f"{what}: {place}; {mend}" for place in places)


@cache
def _seen(trial: Trial) -> Seen:
    """Ask the seeds and a few others under watch, once for all checks of a trial."""
    some = trial.sample[: max(len(trial.seeds), _MOST)]
    facts = [(case, trial.injected) for case in some]  # everything that loads is loaded before anybody watches
    with watching(_package(trial)) as seen:
        for case, _ in facts:
            trial.again(case)
    return seen


def _package(trial: Trial) -> Path | None:
    if trial.plugin is not None and trial.plugin.folder is not None:
        return trial.plugin.folder
    code = getattr(unwrap(trial.analysis.run), "__code__", None)
    return Path(code.co_filename).parent if code else None
