"""Writes the page of the vocabulary: ``python -m tests.docs.vocabulary_page > docs/authors/vocabulary.md``."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, get_args

from chartside import CodeSet, DerivedKind
from chartside.inputs import (
    DerivedRequest,
    EffectiveMedicationsRequest,
    GenotypesRequest,
    Having,
    Latest,
    LatestCoded,
    VariantsRequest,
)
from chartside.manifest.input_line import spoken
from chartside.vocabulary import answers, conditions, derived, genes, labs, medicines, vitals

HEAD = """# The vocabulary

Named inputs: one word in a signature instead of a list of codes in every plugin. A name in `Camel` is an annotation, one in
`CAPITALS` the set behind it, for an input of your own: `Latest(POTASSIUM, unit="mmol/L", max_age=days(2))`. The most used are in
`chartside.vocabulary`, all of them in the module that heads each table; `MEASUREMENTS` has every measurement by its name. This page is
made from the code: `python -m tests.docs.vocabulary_page`.

Codes are data (`knowledge/*.toml` and `sets.toml` beside the modules), each file with version, date and hash. Of each code it is known
how it was checked: **seen** in public FHIR data, **read** in a public value set or table, or **recalled** and not yet checked. What a
set holds is one call away: `CREATININE.codes`, `.prefixes`, `.excludes`, `.source`. The look-back of a name is a default.
"""
SYSTEMS = {
    "http://loinc.org": "LOINC",
    "http://snomed.info/sct": "SNOMED CT",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM",
    "http://www.whocc.no/atc": "ATC",
    "urn:chartside:ingredient": "by name only",
}
COLUMNS = ("annotation", "set", "what", "unit", "look-back", "codes")
MODULES: Mapping[str, tuple[ModuleType, str]] = {
    "Vital signs": (vitals, "Panels are looked into (85354-9 for a pressure)."),
    "Laboratory": (labs, "Specimens are kept apart: creatinine is that of serum or blood, never of urine."),
    "Coded results": (answers, "`Coded | Missing`. What is asked, and the answers it can have."),
    "Conditions": (conditions, "`Found[Coded]`. *ever*: what is over counts too."),
    "Medicines": (
        medicines,
        "`EffectiveMedications`, by ingredient. `medicines(name)` returns a set by name (else `SetError`), `names()` all names.",
    ),
    "Genes": (
        genes,
        "`Found[Genotype]`. Of other genes: `genotypes(...)` and `variants(...)` make a request from symbols of `GENES`.",
    ),
    "Derived facts": (derived, "`Derived | Missing`. [Who provides them](inputs.md#derived-facts)."),
}


def page() -> str:
    parts = [HEAD]
    for title, (module, about) in MODULES.items():
        rows = "\n".join(_rows(module))
        parts.append(f"## {title}\n\n`{module.__name__}`. {about}\n\n{rows}\n")
    return "\n".join(parts)


def annotations(module: ModuleType) -> dict[str, Any]:
    """Return the request behind each name of a module that is an annotation, in the order of the file."""
    found = {name: [e for e in get_args(value)[1:] if hasattr(e, "reads")] for name, value in vars(module).items()}
    return {name: requests[0] for name, requests in found.items() if requests and name[0].isupper()}


def sets(module: ModuleType) -> dict[str, Any]:
    """Return the sets and kinds of a module, by name."""
    return {n: v for n, v in vars(module).items() if n.isupper() and isinstance(v, CodeSet | DerivedKind)}


def _rows(module: ModuleType) -> Iterator[str]:
    alone = dict(sets(module))
    rows = []
    for name, request in annotations(module).items():
        constant = _set_of(request, module)
        alone.pop(constant, None)
        unit, back = (request.unit, _back(request)) if isinstance(request, Latest) else ("", _back(request))
        codes = _codes(getattr(request, "what", None))
        rows.append((f"`{name}`", constant and f"`{constant}`", _what(request), unit, back, codes))
    rows += [("", f"`{constant}`", what.display, "", "", _codes(what)) for constant, what in alone.items()]
    kept = [n for n in range(len(COLUMNS)) if any(row[n] for row in rows)]
    for row in (COLUMNS, ["---"] * len(COLUMNS), *rows):
        yield f"| {' | '.join(row[n] for n in kept)} |"


def _set_of(request: Any, module: ModuleType) -> str:
    what = getattr(request, "what", None)
    return next((name for name, one in sets(module).items() if one is what), "")


def _what(request: Any) -> str:
    match request:
        case Having():
            return f"{request.what.display}{', *ever*' * request.ever}"
        case Latest() | LatestCoded() | EffectiveMedicationsRequest():
            return str(request.what.display)
        case DerivedRequest():
            return f"{request.what.display}: {', '.join(request.what.values)}"
        case GenotypesRequest() | VariantsRequest():
            return ", ".join(sorted(request.genes))
    raise TypeError(f"say what a {type(request).__name__} is")


def _back(request: Any) -> str:
    back = getattr(request, "max_age", None)
    return "" if back is None else spoken(back)


def _codes(what: Any) -> str:
    if not isinstance(what, CodeSet):
        return ""
    counted = Counter(SYSTEMS.get(code.system, code.system) for code in what.codes)
    starts = [f"{SYSTEMS[system]} {', '.join(begin)}" for system, begin in what.prefixes.items()]
    return "; ".join([*(f"{count} {system}" for system, count in sorted(counted.items())), *starts])


if __name__ == "__main__":
    sys.stdout.write(page())
