"""Declare an input: its name, its request, and whether nothing can be said without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from chartside.inputs.read import Request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Needed:
    """The mark that ``Required[...]`` leaves: without this input the engine answers cannot-tell for the analysis."""


@dataclass(frozen=True, slots=True)
class Input:
    """One declared input of an analysis: its name, what it asks for, whether nothing can be said without it."""

    name: str
    request: Request
    required: bool = False


if TYPE_CHECKING:
    Required = Annotated[T, Needed()]
else:

    class Required:
        """``Required[SystolicBP]``: the engine answers cannot-tell when it is missing, without asking the analysis."""

        def __class_getitem__(cls, item: Any) -> Any:
            """Mark an annotation."""
            return Annotated[item, Needed()]
