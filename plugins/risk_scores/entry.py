"""Enters PREVENT's coefficients from a table of facts: ``python -m plugins.risk_scores.entry prevent_coefficients.json``.

The table holds, for each model (``base_10yr`` ...), the labels of its predictors and a list of numbers for each sex and outcome. What it
writes is ``knowledge/prevent_coefficients.toml``, in this plugin's own names of the predictors.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

# By the beginning of a label: the name of the predictor here. Labels of the ten tables differ in punctuation only.
_NAMES: Mapping[str, str] = {
    "Age, per 10 years": "age",
    "Age, 10 years": "age",
    "Age squared": "age_squared",
    "non-HDL-C": "non_hdl",
    "HDL-C": "hdl",
    "SBP <110": "sbp_below_110",
    "SBP ≥110": "sbp_from_110",
    "Diabetes": "diabetes",
    "Current smoking": "smoking",
    "BMI <30": "bmi_below_30",
    "BMI 30+": "bmi_from_30",
    "eGFR <60": "egfr_below_60",
    "eGFR 60+": "egfr_from_60",
    "Anti-hypertensive use": "treated",
    "Statin use": "statin",
    "Treated SBP": "treated_sbp",
    "Treated non-HDL-C": "treated_non_hdl",
    "Age per 10yr * non-HDL-C": "age_non_hdl",
    "Age per 10yr * HDL-C": "age_hdl",
    "Age per 10yr * SBP": "age_sbp",
    "Age per 10yr * diabetes": "age_diabetes",
    "Age per 10yr * current smoking": "age_smoking",
    "Age per 10yr * BMI 30+": "age_bmi",
    "Age per 10yr * eGFR <60": "age_egfr",
    "SDI decile categories 4-6": "sdi_4_to_6",
    "SDI decile categories 7-10": "sdi_7_to_10",
    "Missing SDI": "sdi_missing",
    "ln-ACR": "uacr",
    "Missing ACR": "uacr_missing",
    "HbA1c in DM": "hba1c_with_diabetes",
    "HbA1c no DM": "hba1c_without_diabetes",
    "Missing HbA1c": "hba1c_missing",
    "Constant": "constant",
}
_LABELS = "beta_coefficients"


def named(label: str) -> str:
    """Return our name of a predictor; KeyError for a label that is not known."""
    return _NAMES[max((start for start in _NAMES if label.startswith(start)), key=len, default=label)]


def lines(facts: Mapping[str, Mapping[str, Sequence[Any]]]) -> Iterator[str]:
    """Yield the lines of the knowledge file."""
    yield "# PREVENT: the coefficients of ten models, by sex and outcome. Written by python -m plugins.risk_scores.entry; do not edit."
    yield 'version = "2023.1"'
    yield 'review = "none"'
    yield 'source = "Khan SS et al., Circulation 2024;149:430-449, supplement; https://doi.org/10.1161/CIRCULATIONAHA.123.067626"'
    for model, held in facts.items():
        predictors = [named(label) for label in held[_LABELS]]
        yield f"\n[models.{model.replace('_10yr', '_10y').replace('_30yr', '_30y')}]"
        yield "predictors = [" + ", ".join(f'"{name}"' for name in predictors) + "]"
        for key, numbers in held.items():
            if key != _LABELS:
                if len(numbers) != len(predictors):
                    raise ValueError(f"{model}: {key} has {len(numbers)} numbers for {len(predictors)} predictors")
                yield f"{key} = [{', '.join(f'{one:f}' for one in numbers)}]"


def main(path: str) -> None:
    """Write the knowledge file from the facts at this path."""
    facts = json.loads(Path(path).read_bytes(), parse_float=Decimal, parse_int=Decimal)
    written = "\n".join(lines(facts)) + "\n"
    (Path(__file__).parent / "knowledge" / "prevent_coefficients.toml").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
