"""Say in words what one input of an analysis asks for: the line of a person's page about a plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from chartside.codes import CodeSet
from chartside.inputs import (
    AgeRequest,
    ClockRequest,
    DerivedRequest,
    EffectiveMedicationsRequest,
    Having,
    History,
    Injected,
    Input,
    Latest,
    LatestCoded,
    OrderRequest,
    OrdersRequest,
    Path,
    PatientRequest,
    Request,
    ResourcesRequest,
    SexRequest,
)

_YES_OR_NO = {True: "", False: " (also what is over)"}


def input_line(declared: Input) -> Mapping[str, Any]:
    """Return what an input asks for: its words, FHIR types, searches, look-back, unit, set of codes; what does not apply is left out."""
    request = declared.request
    reads = request.reads()
    line: dict[str, Any] = {"name": declared.name, "asks": asked(request), "fhir": sorted({r.kind for r in reads})}
    backs = {r.back for r in reads}
    if reads and backs != {None}:
        line["lookBack"] = max((spoken(back) for back in backs if back is not None), key=len)
    searches = [f"{r.kind}?{r.search}" for r in reads if r.search]
    codes, unit = code_set(request), getattr(request, "unit", "")
    line |= {"searches": searches} if searches else {}
    line |= {"codeSet": codes.name} if codes is not None else {}
    line |= {"unit": unit} if unit else {}
    return line | {"required": declared.required and not isinstance(request, Injected)}


def code_set(request: Any) -> CodeSet | None:
    """Return the set of codes that a request, or a gate, looks for, or None."""
    what = getattr(request, "what", None)
    return what if isinstance(what, CodeSet) else None


def spoken(back: timedelta) -> str:
    """Return a look-back in words."""
    if back % timedelta(days=1):
        return f"{back / timedelta(hours=1):g} hours"
    return f"{back.days} day{'s' * (back.days != 1)}"


def asked(request: Request) -> str:
    """Return in words what a request asks for; of a kind that has no words of its own, what its class promises."""
    for kind, say in _WORDS:
        if isinstance(request, kind):
            return say(request)
    words = (type(request).__doc__ or type(request).__name__).strip().split("\n", 1)[0].rstrip(".").partition("(")[0]
    told = "; ".join(_details(request))
    return f"{words.strip()} ({told})" if told else words.strip()


def _details(request: Any) -> Iterator[str]:
    codes, genes = code_set(request), getattr(request, "genes", ())
    if codes is not None:
        yield codes.display
    if genes:
        yield ", ".join(sorted(genes))


_WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (AgeRequest, lambda _: "age in completed years; the birth date itself is not shown to it"),
    (SexRequest, lambda _: "administrative sex, female or male"),
    (PatientRequest, lambda _: "the patient: birth date, administrative sex, whether deceased"),
    (ClockRequest, lambda r: "the day of the question" if r.whole_day else "the moment of the question"),
    (Latest, lambda r: f"the newest {r.what.display}{', a bound such as > 60 too' if r.bounds else ''}"),
    (LatestCoded, lambda r: f"the newest {r.what.display}, by its code"),
    (History, lambda r: f"every {r.what.display}, oldest first"),
    (Having, lambda r: r.statement or f"{r.what.display}{_YES_OR_NO[not r.ever]}"),
    (OrderRequest, lambda _: "a draft order of the call; asked once for each"),
    (OrdersRequest, lambda _: "every draft order of the call"),
    (
        EffectiveMedicationsRequest,
        lambda r: f"medicines in effect{f': {r.what.display}' if r.what else ''}, drafts counted in",
    ),
    (ResourcesRequest, lambda r: f"whole {r.kind} resources"),
    (Path, lambda r: f"the FHIRPath {r.expression}"),
    (DerivedRequest, lambda r: f"{r.what.display or r.what.name}, which another analysis derives"),
    (Injected, lambda r: f"{r.name}, which travels with the plugin"),
)
