"""Read genotypes, haplotypes and phenotypes as the laboratory worded them; two that differ are both kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from chartside.codes import LOINC, Code, CodeSet
from chartside.facts import Found, Genotype
from chartside.inputs import GenotypesRequest
from chartside.inputs.genomics import GENOTYPE, HAPLOTYPE
from fhir_adapter.concepts import Json, codings, objects, text, word, words
from fhir_adapter.entry import Entry
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.read.genomics import Gene, bare, first_word, genes, is_result, named_gene, telling, wordings
from fhir_adapter.record import Record
from fhir_adapter.times import occurred, sooner

Kind = Literal["genotype", "haplotype", "phenotype"]
_KINDS: dict[Code, Kind] = {GENOTYPE: "genotype", HAPLOTYPE: "haplotype"}
_ALLELES = 2
_IMPLICATION = "therapeutic-implication"
_LEVEL_OF_EVIDENCE = LOINC("93044-6")


@dataclass(frozen=True, slots=True)
class _Held:
    """An observation, or a component of one, that holds a genetic result."""

    entry: Entry
    value: Json
    code: Code
    kind: Kind
    default: str
    """The gene that the code itself stands for."""


def genotypes(record: Record, request: GenotypesRequest, now: datetime) -> Found[Genotype]:
    """Return the results for these genes, oldest first.

    A result without a value, or of which nobody can tell the gene, is counted in ``unknown``.
    """
    (read,) = request.reads()
    whole = request.whole()
    one_allele = CodeSet.of("allele-presence", "presence of one allele", *whole.presences)
    what = CodeSet("genetic-results", "genetic results", read.codes)
    asked = frozenset(gene.upper() for gene in request.genes)
    doubts = Doubts()
    found: list[Genotype] = []
    for entry in record.coded("Observation", what):
        verdict = record.verdict(entry, now)
        if verdict:
            doubts.verdict(verdict)
            continue
        if one_allele.find(codings(entry.content.get("code"))):
            record.drop(entry, "no-genotype")
            doubts.add("tests for one allele, whose answer is no genotype")
            continue
        for held in _held(record, entry, what, dict(whole.phenotypes), doubts):
            found += _results(record, held, asked, doubts)
    found.sort(key=lambda g: sooner(g.effective, g.ref))
    return Found(_with_conflicts(found), doubts.beside([record.gap(read, now, what)]))


def _held(record: Record, entry: Entry, what: CodeSet, defaults: dict[Code, str], doubts: Doubts) -> Iterator[_Held]:
    implied = _is_implication(entry.content)
    for value in (entry.content, *objects(entry.content.get("component"))):
        code = what.find(codings(value.get("code")))
        if code is None:
            continue
        if value is not entry.content and value.get("modifierExtension"):
            record.drop(entry, "modifier-extension")
            doubts.verdict("modifier-extension")
            continue
        if implied:
            record.drop(entry, "implication")
            doubts.add("phenotypes that only an implication states")
            continue
        yield _Held(entry, value, code, _KINDS.get(code, "phenotype"), defaults.get(code, ""))


def _is_implication(content: Json) -> bool:
    """Whether a result says what follows for treatment, with the evidence for it: that is to be worked out and never taken over."""
    coded = codings(content.get("code"))
    if any(code == _LEVEL_OF_EVIDENCE or code.value == _IMPLICATION for code in coded):
        return True
    meta = content.get("meta")
    named = meta.get("profile") if isinstance(meta, dict) else None
    profiles = named if isinstance(named, list) else []
    if any(isinstance(one, str) and one.partition("|")[0].endswith(f"/{_IMPLICATION}") for one in profiles):
        return True
    return any(_LEVEL_OF_EVIDENCE in codings(part.get("code")) for part in objects(content.get("component")))


def _results(record: Record, held: _Held, asked: frozenset[str], doubts: Doubts) -> Iterator[Genotype]:
    said = wordings(held.value)
    studied = genes(record, held.entry.content)
    reported = telling(said, frozenset(gene.symbol.upper() for gene in studied))
    gene = _gene(held, studied, (reported, *said), asked)
    if gene is None:
        record.drop(held.entry, "conflicting")
        doubts.add("genetic results whose wording names another gene than the result")
    elif asked and gene.symbol and gene.symbol.upper() not in asked:
        return
    elif not is_result(held.value, reported):
        record.drop(held.entry, "no-value")
        doubts.add("genetic results without a value")
    elif asked and not gene.symbol:
        record.drop(held.entry, "no-gene")
        doubts.add("genetic results of no stated gene")
    else:
        if len({bare(one, gene.symbol) for one in said if "/" in one}) > 1:
            record.remark("a genetic result is coded as one thing and worded as another; the code decided")
        yield _fact(record, held, gene, reported)


def _gene(held: _Held, studied: tuple[Gene, ...], said: tuple[str, ...], asked: frozenset[str]) -> Gene | None:
    """Return whose result it is: by the component, else by the wording, else by the code; None where the first two contradict."""
    named = next((gene for one in said if (gene := named_gene(one))), "")
    likely = named or next((gene for one in said if (gene := first_word(one, asked))), "") or held.default
    symbols = [gene for gene in studied if gene.symbol]
    same = [gene for gene in symbols if named and _alike(gene.symbol, named)]
    if named and symbols and not same:
        return None
    if same or len(symbols) == 1:
        return (same or symbols)[0]
    # No gene was stated, or a number only, or several of which the wording names none.
    return Gene(likely, studied[0].code if len(studied) == 1 else None)


def _alike(symbol: str, named: str) -> bool:
    """Whether a wording's gene is that of the component; laboratories leave out the HLA of HLA-DRB1."""
    one, other = symbol.upper(), named.upper()
    return one == other or one.endswith(f"-{other}") or other.endswith(f"-{one}")


def _fact(record: Record, held: _Held, gene: Gene, reported: str) -> Genotype:
    concept = held.value.get("valueCodeableConcept")
    return Genotype(
        gene.symbol,
        reported,
        held.kind,
        gene.code,
        held.code,
        codings(concept),
        text(concept) or word(held.value.get("valueString")),
        min(words(held.entry.content.get("status")), default=""),
        occurred("Observation", held.entry.content).since,
        **record.cite(held.entry),
    )


def _with_conflicts(found: list[Genotype]) -> tuple[Genotype, ...]:
    return tuple(replace(one, conflicts=_conflicts(one, found)) for one in found)


def _conflicts(one: Genotype, found: list[Genotype]) -> tuple[str, ...]:
    if not one.gene:
        return ()
    alike = [other for other in found if (other.gene.upper(), other.kind) == (one.gene.upper(), one.kind)]
    worded = {bare(other.reported, one.gene) for other in alike}
    if one.kind == "haplotype" and len(worded) <= _ALLELES:
        return ()
    own = bare(one.reported, one.gene)
    return tuple(dict.fromkeys(other.ref for other in alike if bare(other.reported, one.gene) != own))
