"""An analysis: a typed pure function as a value, with everything that the engine derives from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any, Literal, ParamSpec, get_args, get_origin

from chartside.cards import Card
from chartside.codes import Code
from chartside.facts import Derived, DerivedKind
from chartside.gates import GATES, Gate
from chartside.inputs import DerivedRequest, Injected, Input, Model, OrderRequest, Read
from chartside.outcome import CannotTell, NotApplicable, Quiet
from chartside.signature import read_signature
from chartside.sources import Source
from chartside.system_actions import SystemAction

Yield = Card | Quiet | NotApplicable | CannotTell | Derived | SystemAction
P = ParamSpec("P")
_ID = re.compile(r"[a-z][a-z0-9-]*\.[A-Za-z0-9][A-Za-z0-9_-]*")
_VERSION = re.compile(r"\d+\.\d+\.\d+([-+][0-9A-Za-z.-]+)?")


@dataclass(frozen=True)
class Analysis:
    """A named, versioned question about a patient. The decorator is sugar; compiled rules and tables build the same value.

    ``id`` is ``<plugin>.<name>``. ``limits`` says in plain words where the answer must not be used. ``reviewed_by`` names the clinician
    who reviewed the knowledge; empty is said on every card. ``provides`` is the derived fact that other analyses may read from this one.
    """

    id: str
    version: str
    inputs: Mapping[str, Input]
    run: Callable[..., Iterable[Yield]]
    title: str = ""
    hooks: frozenset[str] = frozenset()
    pace: Literal["background", "instant"] = "background"
    sources: tuple[Source, ...] = ()
    limits: str = ""
    when: Gate | None = None
    topic: Code | None = None
    reviewed_by: str = ""
    summary: str = field(default="", compare=False)
    provides: DerivedKind | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"analysis id {self.id!r}: write <plugin>.<name>, the plugin in kebab-case")
        if not _VERSION.fullmatch(self.version):
            raise ValueError(f"{self.id}: version {self.version!r} is not semantic (1.0.0)")
        if self.when is not None and type(self.when) not in GATES:
            names = ", ".join(gate.__name__ for gate in GATES)
            raise TypeError(
                f"{self.id}: when= takes a gate of the SDK ({names}), which runs inside the service; what else decides, "
                "say in the analysis with NotApplicable"
            )
        if not self.sources:
            raise ValueError(f"{self.id}: names no source; give source=Source(title, url, version, date)")

    @property
    def plugin(self) -> str:
        """Return the plugin's name, the part of the id before the dot."""
        return self.id.split(".", 1)[0]

    @cached_property
    def per_order(self) -> bool:
        """Whether the engine asks once for each draft order."""
        return any(isinstance(i.request, OrderRequest) for i in self.inputs.values())

    @cached_property
    def injected(self) -> Mapping[str, Injected]:
        """Return the inputs that travel with the plugin, by name."""
        return {n: i.request for n, i in self.inputs.items() if isinstance(i.request, Injected)}

    @cached_property
    def models(self) -> Mapping[str, Model]:
        """Return the trained models among them, by input."""
        return {n: request for n, request in self.injected.items() if isinstance(request, Model)}

    def using(self, artefacts: Mapping[str, str]) -> Analysis:
        """Return the same analysis with other artefacts of its models speaking: by input, the version or the hash.

        Raises KeyError for an input that is no model of it, or an artefact that is not here.
        """
        if not artefacts:
            return self
        models = self.models
        chosen = {name: replace(self.inputs[name], request=models[name].at(named)) for name, named in artefacts.items()}
        return replace(self, inputs={**self.inputs, **chosen})

    @cached_property
    def needs(self) -> tuple[DerivedKind, ...]:
        """Return the derived facts that other analyses must provide first."""
        return tuple(i.request.what for i in self.inputs.values() if isinstance(i.request, DerivedRequest))

    def reads(self) -> tuple[Read, ...]:
        """Return everything that this analysis reads: prefetch, searches, scopes and minimum necessary follow from it."""
        return tuple(dict.fromkeys(read for i in self.inputs.values() for read in i.request.reads()))


def analysis(
    id: str,
    *,
    version: str,
    source: Source | tuple[Source, ...],
    hooks: Iterable[str] = (),
    pace: Literal["background", "instant"] = "background",
    title: str = "",
    limits: str = "",
    when: Gate | None = None,
    topic: Code | None = None,
    reviewed_by: str = "",
) -> Callable[[Callable[P, Iterable[Yield]]], Analysis]:
    """Declare a function as an analysis; its signature says which facts it needs.

    Raises TypeError at import, with the mend, for a parameter that says no data it needs.
    """

    def declare(function: Callable[P, Iterable[Yield]]) -> Analysis:
        inputs, run = read_signature(id, function)
        summary = (function.__doc__ or "").strip().split("\n", 1)[0]
        return Analysis(
            id=id,
            version=version,
            inputs=inputs,
            run=run,
            title=title or summary.rstrip("."),
            hooks=frozenset(hooks),
            pace=pace,
            sources=source if isinstance(source, tuple) else (source,),
            limits=limits,
            when=when,
            topic=topic,
            reviewed_by=reviewed_by,
            summary=summary,
        )

    return declare


def provides(kind: Any) -> Callable[[Analysis], Analysis]:
    """Declare, above ``@analysis``, which derived fact an analysis provides: its kind, or the input by which others read it.

    Raises TypeError for anything else.
    """
    extras = get_args(kind)[1:] if get_origin(kind) is Annotated else (kind,)
    found = next(
        (e.what if isinstance(e, DerivedRequest) else e for e in extras if isinstance(e, DerivedRequest | DerivedKind)),
        None,
    )
    if found is None:
        raise TypeError("@provides takes a DerivedKind, or an input annotated with DerivedRequest(kind)")
    return lambda analysis: replace(analysis, provides=found)
