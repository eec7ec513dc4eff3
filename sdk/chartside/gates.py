"""Gates that run on the hook's context before anything is fetched, so that two-step data costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chartside.codes import CodeSet
from chartside.orders import Order
from chartside.outcome import CannotTell, NotApplicable


class Gate(Protocol):
    """Decides from the draft orders alone whether an analysis has anything to do."""

    def refuses(self, orders: Sequence[Order]) -> NotApplicable | CannotTell | None:
        """Return why the analysis is not asked, or None to let it be asked."""
        ...


@dataclass(frozen=True, slots=True)
class OrderNames:
    """Open only when a draft order names a member of the set, by a code of its own or by an ingredient.

    An order whose medicine could not be resolved could be for anything: of it nothing can be told, which is not the same as not
    applicable.
    """

    what: CodeSet

    def refuses(self, orders: Sequence[Order]) -> NotApplicable | CannotTell | None:
        """Return why the analysis is not asked, or None to let it be asked."""
        if any(order.names(self.what) for order in orders):
            return None
        unresolved = next((order for order in orders if order.might_name(self.what)), None)
        if unresolved is not None:
            told = "its code and its name are" if unresolved.codings else "it has no code, and its name is"
            said = f"drug not resolved: {told} in no table of medicines"
            if unresolved.holds:
                said = f"drug not resolved: its ingredient alone does not tell whether it is {self.what.display}"
            return CannotTell(
                said, lacks={"order": f"a medicine by a known code, to tell whether it is {self.what.display}"}
            )
        return NotApplicable(f"the order names none of the medicines known for {self.what.display}")


GATES: tuple[type[Gate], ...] = (OrderNames,)
"""Every gate there is. They run inside the service, before anything is contained: so they are ours, and closed."""
