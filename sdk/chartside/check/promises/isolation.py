"""An analysis knows its arguments and nothing besides: no clock, no network, no files of others, no environment, no chance."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from inspect import unwrap
from pathlib import Path
from weakref import WeakKeyDictionary

from chartside.check.finding import KEPT, Verdict, judge
from chartside.check.trial import Trial
from chartside.check.twin import ElsewhereError
from chartside.check.watch import Seen, watching

_MOST = 60


def no_wall_clock(trial: Trial) -> Verdict:
    """The moment of the question is an input; the wall clock is never read, nor when the plugin is imported."""
    mend = "declare `now: Now` or `today: Today`"
    asked = _verdict(_seen(trial).clock, "it reads the wall clock", mend)
    if asked != KEPT or trial.twin is None:
        return asked
    with suppress(ElsewhereError):  # where it cannot be imported a second time, another check says so
        return _verdict(trial.twin.clock, "its plugin reads the wall clock when it is imported", mend)
    return asked


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


def no_environment(trial: Trial) -> Verdict:
    """No environment variable is read: what a site sets is not what the record says."""
    return _verdict(
        _seen(trial).environment, "it reads the environment", "declare what it needs as inputs, or fix it in the code"
    )


def no_global_random(trial: Trial) -> Verdict:
    """Nothing is drawn from the generators that the whole process shares, or from the system's."""
    return _verdict(
        _seen(trial).chance, "it draws at random", "make random.Random(seed) of your own, with a fixed seed"
    )


def _verdict(places: Iterable[str], what: str, mend: str) -> Verdict:
    return judge(f"{what}: {place}; {mend}" for place in places)


_SEEN: WeakKeyDictionary[Trial, Seen] = WeakKeyDictionary()


def _seen(trial: Trial) -> Seen:
    """Ask the seeds and a few others under watch, once for all checks of a trial."""
    if trial not in _SEEN:
        _SEEN[trial] = _watched(trial)
    return _SEEN[trial]


def _watched(trial: Trial) -> Seen:
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
