"""What was carried over is what the public facts say: products, factors, value sets."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from chartside import Code
from chartside.codes import RXNORM
from chartside.terminology import TerminologyError
from plugins.opioids.tables import conversion
from plugins.opioids.value_sets import terminology, value_set

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
FACTS, SETS = SHARED / "facts" / "opioid", SHARED / "data" / "opioid-cds" / "valuesets"
UNITS = {"MG": "mg", "MG/ML": "mg/mL", "MG/HR": "mg/h", "MG/ACTUAT": "mg/{actuat}"}
needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the opioid facts do not lie beside the checkout")
needs_sets = pytest.mark.skipif(not SETS.is_dir(), reason="the public opioid value sets do not lie beside the checkout")


def rows(name):
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@needs_facts
def test_every_product_with_an_opioid_is_there_with_each_of_its_opioids():
    wanted = {}
    for row in rows("drug_ingredients.tsv"):
        if row["ingredientCode"]:
            part = (
                row["ingredientCode"],
                row["doseFormCode"],
                Decimal(row["strengthValue"]),
                UNITS[row["strengthUnit"]],
            )
            wanted.setdefault(RXNORM(row["drugCode"]), []).append((*part, " / " not in row["drugName"]))
    held = {
        code: sorted((p.ingredient, p.form, p.strength, p.unit, p.alone) for p in product.parts)
        for code, product in conversion().products.items()
    }
    assert held == {code: sorted(parts) for code, parts in wanted.items()}


@needs_facts
def test_every_factor_is_there_but_the_one_that_cannot_be_right():
    for row in rows("mme_factors.tsv"):
        ours = conversion().ingredient(row["ingredient_rxcui"])
        assert ours["name"] == row["ingredient"].lower()
        if row["by_dose_form (form:factor[@doses per day])"]:
            # 7200 for a milligram an hour, for a third of a day's doses, is 2.4 for a microgram an hour.
            assert round(Decimal(7200) / 1000 / 3, 4) == Decimal(str(ours["patch"]))
            assert "by_mouth" not in ours
        else:
            assert Decimal(str(ours["by_mouth"])) == Decimal(row["factor"])


@needs_sets
def test_every_value_set_holds_the_codes_of_the_public_one():
    public = {one["url"]: one for one in (json.loads(file.read_text()) for file in SETS.glob("*.json"))}
    assert terminology().listed
    for held in terminology().listed:
        assert held.codes == {Code(c["system"], c["code"]) for c in public[held.url]["codes"]}


def test_a_set_that_is_not_carried_over_is_an_error_and_never_empty():
    with pytest.raises(TerminologyError, match="not known"):
        terminology().contains(
            "http://fhir.org/guides/cdc/opioid-cds/ValueSet/opioid-urine-drug-screening", RXNORM("1")
        )
    with pytest.raises(KeyError):
        value_set("urine-tests")


def test_a_code_of_another_system_is_no_member():
    oxycodone = RXNORM("1049502")
    assert oxycodone in value_set("extended-release")
    assert Code("http://example.org/other", oxycodone.value) not in value_set("extended-release")


def test_each_table_says_its_version_and_hash():
    assert conversion().version == "2022.1"
    assert len(conversion().sha256) == 64
    assert all("2023-05-01" in one.canonical for one in terminology().listed)
