"""The public examples of genetic results are read as the page of the documents says, and as a person would read them."""

import pytest

from tests.plugins.pharmacogenomics.readings import FOLDERS, PAGE, page, read

pytestmark = pytest.mark.skipif(
    not all(f.exists() for f in FOLDERS), reason="the public examples are not beside the project"
)


def test_the_page_is_as_it_is_generated():
    assert PAGE.read_text("utf-8") == page(), "python -m tests.plugins.pharmacogenomics.readings"


@pytest.mark.parametrize(
    ("folder", "file", "gene", "meaning"),
    [
        (0, "Observation-GenotypeExamplePharmVar", "CYP2D6", "Intermediate Metabolizer (activity score 1.0)"),
        (0, "Observation-GenotypeExample1", "HLA-B", "*15:02 positive"),
        (0, "Parameters-FindSubjectHaplotypesOutput", "CYP2C19", "Intermediate Metabolizer"),
        (0, "Bundle-bundle-cgexample", "CYP2C9", "Intermediate Metabolizer (activity score 1.0)"),
        (1, "find_subject_haplotypes_2", "CYP2C19", "Rapid Metabolizer"),
        (1, "find_subject_haplotypes_1", "CYP2D6", "Normal Metabolizer (activity score 1.25)"),
        (1, "find_subject_haplotypes_3", "HLA-B", "*15:02 negative, *57:01 negative, *58:01 negative"),
    ],
)
def test_an_example_is_read_as_a_person_reads_it(folder, file, gene, meaning):
    found = {line[0]: line[3] for line in read(FOLDERS[folder] / f"{file}.json")}
    assert found[gene] == meaning


def test_an_allele_that_no_table_knows_is_never_normal():
    [*lines] = read(FOLDERS[0] / "Bundle-bundle-pgxexample.json")
    assert all(line[3].startswith("Indeterminate") for line in lines if line[0] == "CYP2C9")
