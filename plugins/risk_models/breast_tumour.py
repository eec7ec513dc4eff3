"""The classes in which the size of a breast tumour entered the model: the Rotterdam data hold no others."""

from __future__ import annotations

from decimal import Decimal

_CLASSES = ((Decimal(20), "up to 20 mm"), (Decimal(50), "above 20 to 50 mm"))
_LARGEST = "above 50 mm"


def size_class(millimetres: Decimal) -> str:
    """Return the class of a size; each upper end belongs to its class."""
    return next((said for end, said in _CLASSES if millimetres <= end), _LARGEST)
