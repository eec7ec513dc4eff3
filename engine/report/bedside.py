"""How units are written at the bedside, where UCUM writes them otherwise."""

UNITS = {
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "mm[Hg]": "mmHg",
    "umol/L": "µmol/L",
    "Cel": "°C",
    "a": "years",
    "{points}": "points",
}
"""UCUM codes that are written otherwise at the bedside."""
