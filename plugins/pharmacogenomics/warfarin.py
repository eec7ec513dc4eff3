"""Warfarin: the dose that the IWPC equation estimates, for each ancestry that the record leaves open, and CPIC's branches."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from chartside import (
    Age,
    CannotTell,
    Card,
    Code,
    CodeSet,
    EffectiveMedications,
    Fact,
    Found,
    Injected,
    Missing,
    NotApplicable,
    Order,
    OrderNames,
    Required,
    Source,
    analysis,
)  # fmt: skip
from chartside.analysis import Yield
from chartside.codes import ATC_SYSTEM, RXNORM
from chartside.medicines import resolve
from chartside.text import quoted
from chartside.vocabulary import Height, Weight
from plugins.pharmacogenomics.cards import day
from plugins.pharmacogenomics.patient import Genes, Knowledge
from plugins.pharmacogenomics.results import Call, Result, results

GROWN = 18
_TENTH = Decimal("0.1")
WARFARIN = CodeSet(
    "warfarin", "warfarin", frozenset({RXNORM("11289", "warfarin"), Code(ATC_SYSTEM, "B01AA03", "warfarin")})
)


@cache
def table() -> Mapping[str, Any]:
    """Return the coefficients and branches."""
    return tomllib.loads(_raw().decode(), parse_float=Decimal)


@cache
def _raw() -> bytes:
    return (files("plugins.pharmacogenomics") / "knowledge" / "warfarin.toml").read_bytes()


Coefficients = Annotated[
    Mapping[str, Any], Injected("warfarin", table(), table()["version"], hashlib.sha256(_raw()).hexdigest())
]
SOURCE = Source("CPIC: warfarin (PMID 28198005)", table()["url"], table()["version"], table()["date"])
IWPC = Source("IWPC (PMID 19228618)", "https://pubmed.ncbi.nlm.nih.gov/19228618/", "1", "2009-02-19")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the IWPC equation takes: years, cm, kg, the number of sensitive VKORC1 alleles, CYP2C9, and two kinds of medicines."""

    age: Decimal
    height: Decimal
    weight: Decimal
    vkorc1: str
    cyp2c9: str
    inducer: bool
    amiodarone: bool


def weekly_mg(of: Mapping[str, Any], given: Inputs, ancestry: str) -> Decimal:
    """Return the weekly dose in mg that the IWPC equation estimates (PMID 19228618), unrounded."""
    one = of["iwpc"]
    root = one["intercept"] + one["age_decades"] * (given.age // 10)
    root += one["height_cm"] * given.height + one["weight_kg"] * given.weight
    root += one["vkorc1"][given.vkorc1] + one["cyp2c9"][given.cyp2c9] + one["ancestry"][ancestry]
    root += (one["inducer"] if given.inducer else 0) + (one["amiodarone"] if given.amiodarone else 0)
    return Decimal(root * root)


@analysis(
    "pharmacogenomics.warfarin",
    version="1.0.0",
    title="Warfarin dose by genotype",
    hooks=("order-select", "order-sign"),
    pace="instant",
    source=(SOURCE, IWPC),
    limits="An estimate of the maintenance dose of adults for a target INR of 2 to 3; not for a loading dose, and not in liver disease.",
    when=OrderNames(WARFARIN),
)
def warfarin(
    order: Order,
    genotypes: Required[Genes],
    age: Age,
    height: Height,
    weight: Weight,
    medications: EffectiveMedications,
    knowledge: Knowledge,
    coefficients: Coefficients,
) -> Iterator[Yield]:
    """Estimate the weekly dose for each ancestry that the record leaves open."""
    if order.names(WARFARIN) is None:  # what stops a treatment names nothing
        yield NotApplicable("the order does not start warfarin")
        return
    found = results(knowledge, genotypes)
    genes = {gene: found[gene] for gene in ("CYP2C9", "VKORC1") if gene in found and found[gene].calls}
    told: dict[str, Any] = {
        "drug": "warfarin",
        "genes": {gene: _gene(result) for gene, result in genes.items()},
        "knowledge": {"version": coefficients["version"], "date": coefficients["date"]},
    }
    lacking = [gene for gene in ("CYP2C9", "VKORC1") if gene not in genes]
    if lacking:
        yield CannotTell(
            f"warfarin: no result of {' and '.join(lacking)}; dose clinically",
            lacks={"genotypes": " and ".join(lacking)},
        ).explain(**told, missing=["genotypes", *lacking])
        return
    if isinstance(age, Missing):
        yield CannotTell("warfarin: age is not known", lacks={"age": "an age"}).explain(**told, missing=["age"])
        return
    if age.value < GROWN:
        said = "warfarin in a child: the IWPC equation is for adults; CPIC names paediatric ones, which are not here"
        yield CannotTell(said).explain(**told, branches=_branches(coefficients, "children"))
        return
    measured: Mapping[str, Fact | Missing] = {"height": height, "weight": weight}
    open_inputs = [name for name, value in measured.items() if isinstance(value, Missing)]
    vkorc1, cyp2c9 = _alleles(genes["VKORC1"]), _common(genes["CYP2C9"], coefficients)
    if isinstance(height, Missing) or isinstance(weight, Missing) or vkorc1 is None or cyp2c9 is None:
        odd = [g for g, value in (("VKORC1", vkorc1), ("CYP2C9", cyp2c9)) if value is None]
        why = ", ".join([*open_inputs, *(f"{g} {genes[g].calls[0].diplotype}" for g in odd)])
        lacks = dict.fromkeys(open_inputs, "a recent value") or {
            "genotypes": f"a result of {' and '.join(odd)} that the equation knows"
        }
        yield CannotTell(f"warfarin: the equation cannot be used ({why})", lacks=lacks).explain(
            **told, missing=open_inputs or odd
        )
        return
    unseen = ["medications"] if medications.unknown is not None else []
    inducer, amiodarone = (_takes(medications, coefficients["medicines"][kind]) for kind in ("inducers", "amiodarone"))
    given = Inputs(age.value, height.value, weight.value, vkorc1, cyp2c9, inducer is not None, amiodarone is not None)
    doses = {name: _rounded(weekly_mg(coefficients, given, name)) for name in coefficients["iwpc"]["ancestry"]}
    told |= {"weekly_mg": doses, "unit": "mg a week", "recommendations": _branches(coefficients, "adults")}
    facts = [fact for result in genes.values() for call in result.calls for fact in call.facts]
    cited = [one for one in (inducer, amiodarone) if one is not None]
    yield (
        Card(_summary(doses), "info", _detail(doses, genes, coefficients, unseen, given))
        .because(order, age, height, weight, *facts, *cited)
        .explain(**told, **({"missing": unseen} if unseen else {}))
    )


def _gene(result: Result) -> dict[str, str]:
    call = result.calls[0]
    return {"diplotype": call.diplotype, "phenotype": call.phenotype} | ({"reported": day(call)} if day(call) else {})


def _branches(of: Mapping[str, Any], who: str) -> list[dict[str, str]]:
    return [dict(branch) for branch in of["branches"] if branch["population"].startswith(who)]


def _alleles(result: Result) -> str | None:
    """Return how many sensitive alleles (-1639A, T on the forward strand) a call of VKORC1 names; None where it is not one call."""
    phenotypes = {call.phenotype for call in result.calls}
    counts = {"-1639 GG": "0", "-1639 AG": "1", "-1639 AA": "2"}
    return counts.get(next(iter(phenotypes))) if len(phenotypes) == 1 else None


def _common(result: Result, of: Mapping[str, Any]) -> str | None:
    """Return the diplotype of CYP2C9 where the equation has a coefficient for it."""
    diplotypes = {call.diplotype for call in result.calls}
    one = next(iter(diplotypes)) if len(diplotypes) == 1 else ""
    return one if one in of["iwpc"]["cyp2c9"] and one != "unknown" else None


def _takes(medicines: Found[Any], names: list[str]) -> Any:
    wanted = {code for name in names for code in resolve((), name).ingredients}
    return next(
        (m for m in medicines if wanted & {*m.ingredients, *resolve(m.codings or (m.code,), m.display).ingredients}),
        None,
    )


def _rounded(dose: Decimal) -> Decimal:
    return dose.quantize(_TENTH, ROUND_HALF_UP)


def _summary(doses: Mapping[str, Decimal]) -> str:
    return (
        f"Warfarin: {min(doses.values())} to {max(doses.values())} mg a week by genotype (IWPC), depending on ancestry"
    )


def _detail(
    doses: Mapping[str, Decimal], genes: Mapping[str, Result], of: Mapping[str, Any], unseen: list[str], given: Inputs
) -> str:
    lines = [f"- {name}: {dose} mg a week" for name, dose in sorted(doses.items())]
    used = [f"- {_used(call)}" for result in genes.values() for call in result.calls[:1]]
    branches = [
        f"- *{b['population']}*: {b['action']} — {b['strength'].lower()} recommendation."
        for b in _branches(of, "adults")
    ]
    taken = [said for said, yes in (("an enzyme inducer", given.inducer), ("amiodarone", given.amiodarone)) if yes]
    parts = [
        "**Estimated maintenance dose** by the IWPC equation; ancestry is not read, so each is shown:\n"
        + "\n".join(lines),
        "**CPIC 2017**\n" + "\n".join(branches),
        "**Results used**\n" + "\n".join(used),
        f"Taken into account: {' and '.join(taken)}." if taken else "",
        f"Not known, and it could change this: {', '.join(unseen)}." if unseen else "",
        f"[CPIC: warfarin]({SOURCE.url}), PMID 28198005 (2017); [IWPC]({IWPC.url}), PMID 19228618 (2009).",
    ]
    return "\n\n".join(part for part in parts if part)


def _used(call: Call) -> str:
    when = f", reported {day(call)}" if day(call) else ", date of report not known"
    return f"{call.gene} {quoted(call.diplotype, 120)}: {quoted(call.phenotype, 120)}{when}"
