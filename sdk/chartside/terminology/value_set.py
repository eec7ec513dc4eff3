"""A versioned, enumerated value set: every code that is in it, and the hash of the file that says so."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.codes import Code, CodeSet


@dataclass(frozen=True, slots=True)
class ValueSet:
    """Every code of a value set; ``version`` is empty where its publisher gives none, ``sha256`` the hash of its file as it lay there."""

    url: str
    version: str
    name: str
    codes: frozenset[Code]
    sha256: str
    title: str = ""

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    @property
    def canonical(self) -> str:
        """Return the address with the version, as other resources cite it."""
        return f"{self.url}|{self.version}" if self.version else self.url

    def as_code_set(self) -> CodeSet:
        """Return the set as inputs and rules use it, with its version and the hash of its file as its source."""
        return CodeSet(
            self.name,
            self.title or self.name,
            self.codes,
            version=self.version,
            source=f"{self.canonical}, sha256 {self.sha256}",
        )
