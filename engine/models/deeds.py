"""What may be done with a model's artefacts, and what not: nothing speaks that misses a limit or was not tried here first."""

from __future__ import annotations

from engine.audit import Deed, ModelChange, Named
from engine.models.acceptance import Held, failing, held
from engine.models.past import Past, named


class ChangeRefused(Exception):  # noqa: N818 - a verdict on a change
    """A change of a model that may not be made; the text says of what, why, and what to do."""


def shadow(past: Past, wanted: str) -> ModelChange:
    """Try an artefact beside the one that speaks, whatever was measured of it: it shows nothing. Raises ChangeRefused."""
    found = find(past, wanted)
    if found == past.active:
        raise ChangeRefused(f"{_of(past, found)} speaks, so there is nothing to try it beside; name another")
    if found == past.holds.shadow:
        raise ChangeRefused(f"{_of(past, found)} is in shadow already")
    measures = [line.as_json() for line in _held(past, found)]
    return ModelChange(Deed.SHADOW, past.holds.shadow, found, past.holds.active, found, measures)


def unshadow(past: Past) -> ModelChange:
    """Try the candidate no more. Raises ChangeRefused."""
    candidate = past.holds.shadow
    if candidate is None:
        raise ChangeRefused(f"no artefact of {past.label} is in shadow, so there is none to take out of it")
    return ModelChange(Deed.UNSHADOW, candidate, None, past.holds.active, None)


def activate(past: Past, wanted: str) -> ModelChange:
    """Let an artefact speak that meets every limit and was tried here, has spoken here, or is what the plugin ships first.

    Raises ChangeRefused.
    """
    found = find(past, wanted)
    _is_no_change(past, found)
    lines = _held(past, found)
    if missed := failing(lines):
        raise ChangeRefused(
            f"{_of(past, found)} may not speak, for it misses a limit: {missed}. Train or install a better one; "
            "`chartside models show` prints what was measured"
        )
    if not (past.was_tried(found) or past.has_spoken(found) or found == past.shipped):
        raise ChangeRefused(
            f"{_of(past, found)} was never in shadow here; run `chartside models shadow` first, and compare what the record holds"
        )
    return _speaks(past, Deed.ACTIVATE, found, lines)


def roll_back(past: Past, wanted: str = "") -> ModelChange:
    """Go back to what spoke before what speaks now, or to another that has spoken here or that the plugin ships first.

    Raises ChangeRefused.
    """
    found = find(past, wanted) if wanted else _before(past)
    _is_no_change(past, found)
    lines = _held(past, found)
    if not past.has_spoken(found):
        if found != past.shipped:
            raise ChangeRefused(
                f"{_of(past, found)} never spoke here, so there is no way back to it; try it with `chartside models shadow`"
            )
        if missed := failing(lines):
            raise ChangeRefused(f"{_of(past, found)} never spoke here by the record, and misses a limit: {missed}")
    return _speaks(past, Deed.ROLLBACK, found, lines)


def find(past: Past, wanted: str) -> Named:
    """Return the installed artefact of this version or hash; raises ChangeRefused, which lists those that there are."""
    try:
        return named(past.model.find(wanted))
    except KeyError:
        there = ", ".join(named(one).short for one in past.model.artefacts)
        raise ChangeRefused(
            f"{past.label} has no artefact {wanted!r}; give a version, or eight digits of a hash or more: there are {there}"
        ) from None


def _before(past: Past) -> Named:
    before = past.before
    if before is None:
        raise ChangeRefused(
            f"by the record nothing of {past.label} spoke before {past.active.short}; name the artefact to go back to"
        )
    if before not in map(named, past.model.artefacts):
        raise ChangeRefused(
            f"{_of(past, before)} spoke before and is not installed any more; install it again, or name another artefact"
        )
    return before


def _speaks(past: Past, deed: Deed, found: Named, lines: tuple[Held, ...]) -> ModelChange:
    shadow = None if past.holds.shadow == found else past.holds.shadow
    return ModelChange(deed, past.active, found, found, shadow, [line.as_json() for line in lines])


def _is_no_change(past: Past, found: Named) -> None:
    if found == past.active:
        raise ChangeRefused(f"{_of(past, found)} speaks already")


def _held(past: Past, artefact: Named) -> tuple[Held, ...]:
    return held(past.model.find(artefact.sha256).evaluation, past.model.limits)


def _of(past: Past, artefact: Named) -> str:
    return f"{past.label} {artefact.short}"
