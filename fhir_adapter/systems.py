"""Read a code system by its one name: the table is the SDK's, because value sets are spelt as variously as records."""

from chartside.terminology.spelling import canonical

__all__ = ["canonical"]
