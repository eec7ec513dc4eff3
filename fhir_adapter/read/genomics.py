"""Read genetic observations alike: whose gene it is, which words are telling, what is a result at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from chartside.codes import LOINC, Code, CodeSet
from chartside.inputs.genomics import GENE_STUDIED
from chartside.vocabulary.genes import GENES
from fhir_adapter.concepts import Json, codings, objects, text, word
from fhir_adapter.record import Record

NO_CALL = LOINC("LA18198-4", "No call")
_GENES = CodeSet.of("gene-studied", "gene studied", GENE_STUDIED)
# Numbers that registries give, which say nothing to a reader: HGNC:2625, PV00126, 14909, RCV000664188.1, LA9657-3.
_NUMBER = re.compile(r"(?:HGNC:|CA|LA|PV|RCV|SCV|VCV|rs)?\d[\d.-]*")
# A gene before an allele (CYP2D6 *1/*4, HLA-B*15:02, hla#3.33.0#HLA-A*02:69), before an HGVS expression, or within one.
_BEFORE_ALLELE = re.compile(r"(?:^|#)\s*([A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)[\s_]*\*")
_BEFORE_HGVS = re.compile(r"^\s*([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*)[\s:]+[cgmnpr]\.")
_IN_HGVS = re.compile(r"\(([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*)\):[cgmnpr]\.")
_FIRST_WORD = re.compile(r"^\s*([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*)\b")
_NO_RESULT = frozenset(
    {"./.", ".|.", ".", "-", "no call", "no-call", "nocall", "not called", "no result", "not tested", "not determined"}
)


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene as a report names it; the symbol is empty where it gives only a number that the table does not know."""

    symbol: str
    code: Code | None = None


def genes(record: Record, content: Json) -> tuple[Gene, ...]:
    """Return the genes that the components of a result name as studied; remark where number and display are not of one gene."""
    values = [c for c in objects(content.get("component")) if _GENES.find(codings(c.get("code")))]
    found = tuple(dict.fromkeys(gene for component in values for gene in _genes(component)))
    for gene in found:
        if gene.code and gene.code.display and gene.symbol.upper() not in gene.code.display.upper():
            record.remark("a gene is displayed in the record as another than its number says; the number decided")
    return found


def _genes(component: Json) -> Iterator[Gene]:
    concept = component.get("valueCodeableConcept")
    codes = codings(concept)
    names = [*(n for c in codes for n in (c.display, c.value)), text(concept), word(component.get("valueString"))]
    worded = next((n.strip() for n in names if n.strip() and not _NUMBER.fullmatch(n.strip())), "")
    # The number decides where the table knows it: a display may be another gene's.
    symbol = next((known for code in codes if (known := _by_number().get(_hgnc(code)))), worded)
    if symbol or codes:
        yield Gene(symbol.upper() if symbol.islower() else symbol, codes[0] if codes else None)


def _hgnc(code: Code) -> str:
    return code.value if not code.value.isdigit() or "genenames.org" not in code.system else f"HGNC:{code.value}"


@cache
def _by_number() -> Mapping[str, str]:
    return {gene.hgnc: gene.symbol for gene in GENES.values() if gene.checked == "read"}


def named_gene(said: str) -> str:
    """Return the gene that a wording names beyond doubt: before a star allele or an HGVS expression, or within one."""
    allele = _BEFORE_ALLELE.search(said)
    if allele:
        return allele[1].upper()
    found = _BEFORE_HGVS.search(said) or _IN_HGVS.search(said)
    return found[1] if found else ""


def first_word(said: str, asked: frozenset[str]) -> str:
    """Return the word that a wording begins with where it is likely a gene: it is asked for, or has a number in it."""
    first = _FIRST_WORD.match(said)
    if first and (first[1] in asked or (re.search(r"\d", first[1]) and not _NUMBER.fullmatch(first[1]))):
        return first[1]
    return ""


def wordings(holder: Json) -> tuple[str, ...]:
    """Return the ways in which a value is worded: code, display, text, string, in the order in which they count."""
    concept = holder.get("valueCodeableConcept")
    listed = concept.get("coding") if isinstance(concept, dict) else None
    said = [word(coding.get(name)) for coding in objects(listed) for name in ("code", "display")]
    # One coding after the other would put a registry's name for the code before the laboratory's: codes first, then displays.
    said = said[::2] + said[1::2]
    if isinstance(concept, dict):
        said.append(word(concept.get("text")))
    said.append(word(holder.get("valueString")))
    return tuple(dict.fromkeys(one.strip() for one in said if one.strip()))


def telling(said: tuple[str, ...], genes: frozenset[str]) -> str:
    """Return the first wording that says something to a reader: no registry's number, not merely the gene again.

    A wording that has both alleles is preferred to one that has none of the parting signs. Empty where nothing is said.
    """
    worth = [one for one in said if not _NUMBER.fullmatch(one) and one.upper() not in genes]
    return next((one for one in worth if _parted(one)), worth[0] if worth else (said[0] if said else ""))


def _parted(said: str) -> bool:
    return "/" in said and '"' not in said


def is_result(holder: Json, said: str) -> bool:
    """Whether a wording is a result at all: "./." is none, nor is the code for a call that failed."""
    return NO_CALL not in codings(holder.get("valueCodeableConcept")) and said.strip().lower() not in ("", *_NO_RESULT)


def bare(said: str, gene: str) -> str:
    """Return a wording as it is compared: without gene, blanks and case, the alleles of an unphased pair in one order."""
    short = re.sub(r"[\s_]+", "", said.upper())
    if gene:
        short = short.replace(gene.upper(), "")
    return "/".join(sorted(short.split("/")))
