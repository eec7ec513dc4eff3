"""The tables that travel with the SDK agree with themselves, and what would not is refused."""

import hashlib
from importlib.resources import files

import pytest

from chartside.codes import RXNORM_SYSTEM
from chartside.medicines import INGREDIENT_SYSTEM, TableError, tables
from chartside.medicines.tables import FILES, read

FOLDER = files("chartside.medicines.knowledge")
RAW = {name: FOLDER.joinpath(name).read_bytes() for name in FILES}
TAGS = {"seen", "mme", "sample", "valuesets", "read", "recalled", "name only"}


def rows(name):
    return [line.split("\t") for line in RAW[name].decode().splitlines()[2:]]


def test_the_source_says_version_date_and_the_hash_of_every_file():
    source = tables().source
    assert source.version
    assert source.date
    assert source.sha256 == hashlib.sha256(b"".join(hashlib.sha256(RAW[n]).digest() for n in FILES)).hexdigest()
    changed = read({**RAW, "products.tsv": RAW["products.tsv"] + b"999999999\twarfarin\tseen\n"})
    assert changed.source.sha256 != source.sha256


def test_every_row_says_how_it_was_checked():
    for name in ("ingredients.tsv", "products.tsv", "brands.tsv", "atc.tsv"):
        assert {row[-1] for row in rows(name)} <= TAGS, name


def test_no_code_is_made_up_where_none_is_known():
    for one in tables().ingredients.values():
        assert one.code.system == (INGREDIENT_SYSTEM if one.checked == "name only" else RXNORM_SYSTEM), one.name
        assert one.code.value.isdigit() == (one.code.system == RXNORM_SYSTEM)


def test_every_ingredient_is_found_by_its_own_name_and_by_each_other_one():
    known = tables()
    for name, one in known.ingredients.items():
        assert known.grammar.parse(name) == (one.name,), name


def test_an_ingredient_of_ten_parts_is_a_slip():
    assert max(len(names) for names in tables().products.values()) < 10


def test_the_tables_are_small():
    assert sum(map(len, RAW.values())) < 300_000


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("products.tsv", "999999999\tunknownium\tseen", "unknownium, which is no ingredient"),
        ("products.tsv", "833036\twarfarin\tseen", "stands twice"),
        ("products.tsv", "11289\twarfarin\tseen", "is an ingredient too"),
        ("products.tsv", "999999999\twarfarin", "2 columns and not 3"),
        ("brands.tsv", "warfarin\tcodeine\tseen", "the name of something else"),
        ("ingredients.tsv", "another\t\t\twarfarin\tname only", "two rows are called warfarin"),
        ("ingredients.tsv", "another salt\t1\tno such base\t\tseen", "has no row"),
        ("atc.tsv", "B01AA03\twarfarin\tseen", "stands twice"),
    ],
)
def test_what_contradicts_itself_is_refused_by_file_and_row(name, row, said):
    with pytest.raises(TableError, match=said) as refused:
        read({**RAW, name: RAW[name] + row.encode() + b"\n"})
    assert str(refused.value).startswith(name)
