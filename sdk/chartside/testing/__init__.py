"""Ask an analysis in a test, three lines and no mock; and the cases that the contract is checked with.

Beside what is here: ``chartside.testing.patients`` holds made-up people, ``chartside.testing.strategies`` (needs hypothesis) draws facts,
and the pytest plugin gives an author's tests one test for each promise of the contract.
"""

from chartside.testing.asking import NOON, ask
from chartside.testing.case import Case
from chartside.testing.making import cases

__all__ = ["NOON", "Case", "ask", "cases"]
