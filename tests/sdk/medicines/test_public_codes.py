"""Every RxNorm code that public records hold, where their list lies beside the checkout: resolved, and rightly."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from chartside.codes import RXNORM
from chartside.medicines import resolve, tables

SHARED = Path(__file__).resolve().parents[3].parent / "shared"


def listed(*parts):
    file = SHARED.joinpath(*parts)
    if not file.is_file():
        pytest.skip(f"public data not here: {'/'.join(parts)}")
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t" if file.suffix == ".tsv" else ",")


def test_nearly_every_medicine_of_public_records_is_resolved_and_only_one_disagrees():
    by, disagreeing, unnamed = Counter(), [], 0
    for row in listed("data", "codes.tsv"):
        if row["system"] != "RxNorm":
            continue
        found = resolve([RXNORM(row["code"], row["display"])])
        by[found.by] += int(row["count"])
        disagreeing += [row["code"]] if found.disagrees else []
        unnamed += not found and not row["display"]
        assert found or not row["display"], row["display"]
    assert sum(by.values()) - by[""] > 0.95 * sum(by.values()), by
    assert disagreeing == ["833036"]
    assert min(by["ingredient"], by["product"], by["name"]) > 20


@pytest.mark.parametrize(
    ("parts", "code", "name", "ingredient"),
    [
        (("facts", "opioid", "drug_ingredients.tsv"), "drugCode", "drugName", "ingredientCode"),
        (("facts", "pgx", "rxnorm_products_sample.csv"), "prodCode", "prodDesc", "ing"),
    ],
)
def test_every_product_of_a_published_table_holds_the_ingredient_that_it_states(parts, code, name, ingredient):
    unresolved = []
    for row in listed(*parts):
        if not row[ingredient]:
            continue
        found = resolve([RXNORM(row[code])])
        if not found:
            unresolved.append(row[name])
            continue
        assert RXNORM(row[ingredient]) in found.ingredients, row[name]
        read = tables().grammar.parse(row[name])
        assert set(read) == set(found.names), row[name]
    assert len(unresolved) <= 1, unresolved
