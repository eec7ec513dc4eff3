"""Ask for a trained model: the artefacts there are of it, what was measured of each, and what it must reach before it speaks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from chartside.inputs.injected import Injected

_VERSION = re.compile(r"\d+\.\d+\.\d+([-+][0-9A-Za-z.-]+)?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Artefact:
    """One trained state of a model, known by the hash of its file.

    ``evaluation`` is what was measured of it on the locked test set, JSON: ``data`` (name, sha256, rows, events), ``measures`` by name
    (each ``{value, low, high}``), ``subgroups`` by attribute and group (the same measures), ``reference`` (how inputs and output were
    distributed, for drift). ``origin`` is ``shipped``, or the folder of a site's own.
    """

    version: str
    sha256: str
    load: Callable[[], Any] = field(hash=False, compare=False)
    evaluation: Mapping[str, Any] = field(hash=False, compare=False, default_factory=dict)
    origin: str = "shipped"

    def __post_init__(self) -> None:
        if not _VERSION.fullmatch(self.version):
            raise ValueError(f"artefact version {self.version!r} is not semantic (1.0.0)")
        if not _SHA256.fullmatch(self.sha256):
            raise ValueError(
                f"artefact {self.version}: {self.sha256!r} is no sha256; write the 64 hex digits of its file"
            )


@dataclass(frozen=True, slots=True)
class Limit:
    """What a measure of the locked test set must reach before an artefact may speak: ``at_least``, ``at_most`` or both.

    ``measure`` names one of ``evaluation["measures"]``; ``bound`` which of its numbers counts: ``value``, ``low`` or ``high``.
    """

    measure: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    bound: str = "value"

    def __post_init__(self) -> None:
        if self.at_least is None and self.at_most is None:
            raise ValueError(f"limit of {self.measure}: give at_least, at_most or both")

    def __str__(self) -> str:
        sides = [f">= {self.at_least}"] * (self.at_least is not None) + [f"<= {self.at_most}"] * (
            self.at_most is not None
        )
        return f"{self.measure}{'' if self.bound == 'value' else f' ({self.bound})'} {' and '.join(sides)}"


@dataclass(frozen=True, slots=True)
class Predicts:
    """The outcome that a model foretells, as a feed of outcomes names it: what, and within how many days of the answer.

    ``result`` is the name among the answer's ``results`` that holds its probability.
    """

    outcome: str
    within: int
    result: str


@dataclass(frozen=True, slots=True)
class Model(Injected):
    """A trained model that travels with the plugin: ``version``, ``sha256`` and ``load`` are those of the artefact that speaks.

    Make it with ``Model.of``. ``evaluate`` measures an artefact anew on the locked test set cut from the data at a path, and returns what
    ``Artefact.evaluation`` holds; it is called by ``chartside models evaluate`` and may import what it likes.
    """

    artefacts: tuple[Artefact, ...] = field(default=(), kw_only=True)
    limits: tuple[Limit, ...] = field(default=(), kw_only=True)
    predicts: Predicts | None = field(default=None, kw_only=True)
    evaluate: Callable[[Artefact, Path], Mapping[str, Any]] | None = field(
        default=None, kw_only=True, hash=False, compare=False
    )

    @classmethod
    def of(
        cls,
        name: str,
        artefacts: Iterable[Artefact],
        *,
        limits: Iterable[Limit] = (),
        predicts: Predicts | None = None,
        evaluate: Callable[[Artefact, Path], Mapping[str, Any]] | None = None,
    ) -> Self:
        """Return the model with its first artefact speaking; raises ValueError for none, or for two of one version or hash."""
        there = tuple(artefacts)
        for what in ({a.version for a in there}, {a.sha256 for a in there}):
            if len(what) != len(there):
                raise ValueError(f"model {name}: two artefacts of one version or of one hash")
        if not there:
            raise ValueError(f"model {name}: has no artefact; train it, and give what came of it")
        return cls(
            name,
            None,
            there[0].version,
            there[0].sha256,
            load=there[0].load,
            artefacts=there,
            limits=tuple(limits),
            predicts=predicts,
            evaluate=evaluate,
        )

    @property
    def artefact(self) -> Artefact:
        """Return the artefact that speaks."""
        return self.find(self.sha256)

    def find(self, named: str) -> Artefact:
        """Return the artefact of this version, or whose hash begins so (eight digits at the least); raises KeyError."""
        found = [
            a
            for a in self.artefacts
            if named == a.version or (len(named) >= 8 and a.sha256.startswith(named))  # noqa: PLR2004
        ]
        if len(found) != 1:
            raise KeyError(named)
        return found[0]

    def at(self, named: str) -> Self:
        """Return the same model with another of its artefacts speaking; raises KeyError."""
        chosen = self.find(named)
        return type(self)(
            self.name,
            None,
            chosen.version,
            chosen.sha256,
            load=chosen.load,
            artefacts=self.artefacts,
            limits=self.limits,
            predicts=self.predicts,
            evaluate=self.evaluate,
        )
