"""Ask for FHIR as it is: whole resources, or an expression over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from chartside.facts import Found
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class ResourcesRequest:
    """Whole resources of a type, as frozen JSON views."""

    kind: str
    search: str = ""

    def reads(self) -> tuple[Read, ...]:
        """Read what the author's search names."""
        return (Read(self.kind, search=self.search),)


@dataclass(frozen=True, slots=True)
class Path:
    """A FHIRPath expression, evaluated by the adapter over every resource that a search such as ``Observation?code=...`` finds."""

    expression: str
    search: str

    def reads(self) -> tuple[Read, ...]:
        """Read what the search names."""
        kind, _, query = self.search.partition("?")
        return (Read(kind, search=query),)


if TYPE_CHECKING:
    from chartside.resources import Resource

    Resources = Found[Resource]
else:

    class Resources:
        """``Resources["ImagingStudy", "modality=CT"]``: whole resources as frozen JSON views."""

        def __class_getitem__(cls, item: str | tuple[str, str]) -> Any:
            """Turn a resource type and a search into an annotation."""
            kind, search = (item, "") if isinstance(item, str) else item
            return Annotated[Found, ResourcesRequest(kind, search)]
