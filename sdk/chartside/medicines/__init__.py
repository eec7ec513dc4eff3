"""Say what a medicine holds: the ingredients behind whatever code or name a record gives it."""

from chartside.medicines.matching import could_be, named_by
from chartside.medicines.resolution import NOT_RESOLVED, Resolution, resolve
from chartside.medicines.tables import INGREDIENT_SYSTEM, Ingredient, TableError, Tables, tables

__all__ = [
    "INGREDIENT_SYSTEM",
    "NOT_RESOLVED",
    "Ingredient",
    "Resolution",
    "TableError",
    "Tables",
    "could_be",
    "named_by",
    "resolve",
    "tables",
]
