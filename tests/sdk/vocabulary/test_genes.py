"""Genes have ids, and a request for one reads its own phenotype code too."""

import re

import pytest

from chartside.codes import LOINC
from chartside.inputs.genomics import GENOTYPE, PHENOTYPE_OF_ANY_GENE
from chartside.vocabulary.genes import GENES, genotypes, variants


@pytest.mark.parametrize("symbol", GENES)
def test_a_gene_has_a_symbol_and_an_id(symbol):
    gene = GENES[symbol]
    assert re.fullmatch(r"[A-Z][A-Z0-9-]+", gene.symbol)
    assert re.fullmatch(r"HGNC:\d+", gene.hgnc)
    assert gene.checked in ("read", "recalled")
    assert gene.code.value == gene.hgnc


def test_ids_and_phenotype_codes_belong_to_one_gene_each():
    assert len({gene.hgnc for gene in GENES.values()}) == len(GENES)
    codes = [code for gene in GENES.values() for code in gene.phenotypes]
    assert len(codes) == len(set(codes)) == 6


def test_a_request_reads_the_genes_own_code():
    request = genotypes("CYP2C9", "CYP2D6")
    assert request.genes == {"CYP2C9", "CYP2D6"}
    assert set(request.phenotypes) == {(LOINC("79716-7"), "CYP2C9"), (LOINC("79715-9"), "CYP2D6")}
    assert {GENOTYPE, PHENOTYPE_OF_ANY_GENE, LOINC("79716-7")} <= request.reads()[0].codes


def test_only_one_phenotype_code_was_verified():
    checks = {code.value: check for gene in GENES.values() for code, check in gene.phenotypes.items()}
    assert {code for code, check in checks.items() if check == "read"} == {"79716-7"}


@pytest.mark.parametrize("ask", [genotypes, variants])
def test_a_gene_that_nobody_knows_is_refused(ask):
    with pytest.raises(KeyError):
        ask("CYP2D7P")
