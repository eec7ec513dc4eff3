"""PharmCAT's files, in samples of our own making: both JSON forms of its versions, and the table of outside calls."""

import json

import pytest

from plugins.pharmacogenomics.pharmcat import NotPharmCat, read
from tests.engine.cli.conftest import chartside, written  # noqa: F401 - fixtures

STAR = {
    "allele1": {"name": "*1"},
    "allele2": {"name": "*4"},
    "phenotypes": ["Intermediate Metabolizer"],
    "activityScore": "1.0",
}
V2 = {"geneReports": {"CPIC": {"CYP2C19": {"geneSymbol": "CYP2C19", "sourceDiplotypes": [{"label": "*2/*2"}]}}}}
V3 = {"geneReports": {"CYP2D6": {"geneSymbol": "CYP2D6", "sourceDiplotypes": [STAR, {"label": "*4/*4"}]}}}
NONE = {
    "geneReports": {
        "CYP2B6": {
            "geneSymbol": "CYP2B6",
            "sourceDiplotypes": [{"label": "Unknown/Unknown", "phenotypes": ["No Result"]}],
        }
    }
}
ONLY = {
    "genes": [
        {"geneSymbol": "CYP2C9", "sourceDiplotypes": [{"label": "Unknown/Unknown", "phenotypes": ["Poor Metabolizer"]}]}
    ]
}
CALLS = "#comment\nGene\tDiplotype\nCYP2D6\t*1/*4xN\nHLA-B\t*57:01/*08:01\nCYP2C9\t\tIntermediate Metabolizer\t\nCYP2B6\tUnknown\n"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (json.dumps(V2), [{"gene": "CYP2C19", "reported": "*2/*2"}]),
        (json.dumps(V3), [{"gene": "CYP2D6", "reported": "*1/*4 or *4/*4"}]),
        (json.dumps(ONLY), [{"gene": "CYP2C9", "reported": "Poor Metabolizer", "kind": "phenotype"}]),
        (
            CALLS,
            [
                {"gene": "CYP2D6", "reported": "*1/*4xN"},
                {"gene": "HLA-B", "reported": "*57:01/*08:01"},
                {"gene": "CYP2C9", "reported": "Intermediate Metabolizer", "kind": "phenotype"},
            ],
        ),
    ],
    ids=["phenotype 2", "phenotype 3", "phenotype alone", "outside calls"],
)
def test_every_form_is_read(text, facts):
    assert read(text) == facts


@pytest.mark.parametrize("text", ["", "{", "{}", json.dumps(NONE), "##fileformat=VCFv4.2\n#CHROM\tPOS", "CYP2D6 *1/*4"])
def test_what_is_none_of_them_says_what_is_expected(text):
    with pytest.raises(NotPharmCat, match=r"expected PharmCAT's|not JSON"):
        read(text)


def test_a_file_becomes_facts_to_ask_with(chartside, written, tmp_path):  # noqa: F811
    facts = json.loads(chartside("plugins", "run", "pharmacogenomics", "read", written("calls.json", V2)).out)
    facts |= {"order": {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "32968"}}
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts))
    result = chartside("ask", "pharmacogenomics.order", "--facts", path, "--json").json
    assert result["explanation"]["working"]["genes"]["CYP2C19"]["phenotype"] == "Poor Metabolizer"
    assert chartside("plugins", "run", "pharmacogenomics", "read", written("none.json", NONE)).status == 2
