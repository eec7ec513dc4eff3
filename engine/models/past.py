"""What happened to one model of a tenant before: what was tried, what spoke, and what spoke before what speaks now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartside import Artefact, Model
from engine.audit import Choice, Deed, Named, RecordedChange


def named(artefact: Artefact) -> Named:
    """Return an artefact as the record names it."""
    return Named(artefact.version, artefact.sha256)


@dataclass(frozen=True, slots=True)
class Past:
    """A model as it is installed, what holds of it for a tenant, and every change on record, oldest first."""

    label: str
    """What a sentence calls the model."""
    model: Model
    holds: Choice
    changes: Sequence[RecordedChange] = ()

    @property
    def shipped(self) -> Named:
        """Return what the plugin ships first: what speaks where nobody ever decided."""
        return named(self.model.artefacts[0])

    @property
    def active(self) -> Named:
        """Return what speaks."""
        return self.holds.active or self.shipped

    @property
    def turned(self) -> RecordedChange | None:
        """Return the change by which what speaks came to speak; None where nobody made one."""
        return next(reversed(list(self._turns())), None)

    @property
    def tried(self) -> RecordedChange | None:
        """Return the change by which the candidate came into shadow; None where there is no candidate."""
        last = next((one for one in reversed(self.changes) if one.change.deed is Deed.SHADOW), None)
        return last if self.holds.shadow is not None else None

    @property
    def before(self) -> Named | None:
        """Return what spoke before what speaks now. What was left by a roll-back is not it: one does not go back to what was wrong."""
        stack: list[Named] = []
        for one in self._turns():
            before, after = one.change.before, one.change.after
            if not stack and before is not None:
                stack = [before]
            if after is None:
                continue
            if one.change.deed is Deed.ROLLBACK and after in stack:
                del stack[stack.index(after) :]
            stack.append(after)
        return stack[-2] if len(stack) > 1 else None

    def has_spoken(self, artefact: Named) -> bool:
        """Whether an artefact spoke for this tenant at some time, by the record."""
        spoke = (named for one in self._turns() for named in (one.change.before, one.change.after) if named)
        return artefact in spoke

    def was_tried(self, artefact: Named) -> bool:
        """Whether an artefact was in shadow for this tenant."""
        tried = (one.change.after for one in self.changes if one.change.deed is Deed.SHADOW)
        return artefact in tried

    def _turns(self) -> Iterator[RecordedChange]:
        return (one for one in self.changes if one.change.deed in (Deed.ACTIVATE, Deed.ROLLBACK))
