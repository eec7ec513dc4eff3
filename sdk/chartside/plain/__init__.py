"""Facts from plain values, by the names of an analysis' inputs: how a person or a test asks without a chart."""

from chartside.plain.absence import NOT_PROVIDED, absent
from chartside.plain.asking import plain_facts
from chartside.plain.error import PlainFactError
from chartside.plain.scalar import bound

__all__ = ["NOT_PROVIDED", "PlainFactError", "absent", "bound", "plain_facts"]
