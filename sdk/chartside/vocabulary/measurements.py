"""Every measurement of the vocabulary by its name, for whoever names one in data and not in a signature."""

from __future__ import annotations

from collections.abc import Mapping

from chartside.codes import CodeSet
from chartside.vocabulary.table import table

TABLES = (
    "vitals", "electrolytes", "kidney", "liver", "blood", "clotting", "metabolism", "heart", "gases", "inflammation", "drug_levels",
    "tumour",
)  # fmt: skip
"""The files that hold measurements."""
MEASUREMENTS: Mapping[str, CodeSet] = {
    name: table(file).code_set(name) for file in TABLES for name in table(file).names
}
"""The code set of each measurement; the table of units has an entry of the same name."""
