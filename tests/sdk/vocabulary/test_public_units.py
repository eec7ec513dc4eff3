"""Units as public records write them beside our codes: every one is read, but for those that are wrong in the record."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chartside.units import ANALYTES, canonical_unit
from chartside.vocabulary import MEASUREMENTS

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
CODES = {code.value: name for name, what in MEASUREMENTS.items() for code in what.codes}
# No unit of the measurement by any reading: a volume for a count, a letter short, milligrams of bicarbonate.
WRONG = {("wbc", "uL"), ("platelets", "uL"), ("wbc", "10*3/u"), ("bicarbonate", "mg/dL"), ("inr", "0")}


def files() -> list[Path]:
    if not DATA.is_dir():
        pytest.skip("public data not here: shared/data")
    return [
        *sorted((DATA / "synthea" / "bundles").glob("*.json.gz"))[::15],
        *sorted((DATA / "ecqm").glob("*.json.gz")),
        *sorted((DATA / "us-core").rglob("*.json")),
    ]


def quantities(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, list):
        for item in value:
            yield from quantities(item)
    elif isinstance(value, dict):
        held = value.get("valueQuantity")
        if isinstance(held, dict) and "value" in held:
            yield from ((c["code"], held) for c in value.get("code", {}).get("coding", ()) if c.get("code") in CODES)
        for item in value.values():
            yield from quantities(item)


def test_every_unit_beside_our_codes_is_read_or_wrong():
    read, refused = Counter(), set()
    for file in files():
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for code, held in quantities(json.loads(raw)):
            name = CODES[code]
            for written in {held.get("unit"), held.get("code")} - {None}:
                known = ANALYTES[name].conversion(ANALYTES[name].spellings.get(written) or canonical_unit(written))
                read[name] += known is not None
                if known is None:
                    refused.add((name, written))
    assert refused <= WRONG
    assert sum(read.values()) > 1000
    assert len(read) > 30
