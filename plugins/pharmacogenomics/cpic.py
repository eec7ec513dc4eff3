"""Read a newer export of CPIC's public interface into a release: no code changes, and what nobody has read yet says so.

An export is a folder of the interface's own answers in JSON: ``recommendation``, ``drug``, ``allele``, ``guideline`` and ``pair``;
what is not in it stays as it was. What a recommendation's wording asks for was read by people for every wording known here, and is found
again by the hash of the wording; a new one becomes ``UNREAD``, and its card says to read the guideline.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from plugins.pharmacogenomics.release import TABLES, KnowledgeError, read
from plugins.pharmacogenomics.tables import key_text, wording_hash, write

UNREAD = "UNREAD"
_STRENGTHS = {"No recommendation": "No Recommendation"}
_FILES = ("recommendation", "drug", "allele", "guideline", "pair")
_LEVELS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an export: how many recommendations, and which wordings nobody has read."""

    recommendations: int
    unread: Mapping[str, str]
    """Hash of each new wording, and the wording itself."""


def readings(path: Path | None = None) -> dict[str, tuple[str, str, str]]:
    """Return action, quantity and care of each wording that was read, by its hash; ``path`` adds those of a site."""
    found: dict[str, tuple[str, str, str]] = {}
    shipped = files("plugins.pharmacogenomics") / "knowledge" / "readings.tsv"
    for text in (shipped.read_text("utf-8"), path.read_text("utf-8") if path is not None else ""):
        lines = (line for line in text.splitlines() if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t"):
            found[row["wording"]] = (row["action"], row["quantity"], row["care"])
    return found


def bring_in(export: Path, to: Path, version: str, day: date, site_readings: Path | None = None) -> Imported:
    """Write the release that an export makes into a folder; raises KnowledgeError for a folder that holds no export."""
    given = {name: _table(export / f"{name}.json") for name in _FILES}
    if given["recommendation"] is None:
        raise KnowledgeError(
            f"{export}: recommendation.json is missing; an export holds {', '.join(f'{n}.json' for n in _FILES)}"
        )
    to.mkdir(parents=True, exist_ok=True)
    with as_file(files("plugins.pharmacogenomics") / "knowledge") as shipped:
        for name in TABLES:
            shutil.copyfile(shipped / f"{name}.tsv", to / f"{name}.tsv")
        about = (shipped / "release.toml").read_text("utf-8")
    known, unread = readings(site_readings), dict[str, str]()
    drugs = _drug_names(given["drug"], to)
    rows = list(_recommendations(given["recommendation"], drugs, known, unread))
    columns = ("drug", "population", "key", "action", "quantity", "care", "strength", "id", "guideline")
    write(to / "recommendations.tsv", columns, rows)
    for name, made in _OTHERS.items():
        found = given[name]
        if found is not None:
            table, heads, of = made
            write(to / f"{table}.tsv", heads, of(found))
    lines = [_stated(line, version, day) for line in about.splitlines()]
    (to / "release.toml").write_text("\n".join(lines) + "\n", "utf-8")
    read(to)
    return Imported(len(rows), unread)


def _stated(line: str, version: str, day: date) -> str:
    for name, value in (
        ("version", version),
        ("date", day.isoformat()),
        ("source", f"CPIC, imported by this site on {day}"),
    ):
        if line.startswith(f"{name} = "):
            return f'{name} = "{value}"'
    return line


def _table(path: Path) -> list[dict[str, Any]] | None:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise KnowledgeError(f"{path.name}: not a table of CPIC's interface ({type(error).__name__})") from None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise KnowledgeError(f"{path.name}: expected a list of rows, as CPIC's interface answers")
    return found


def _drug_names(found: list[dict[str, Any]] | None, to: Path) -> dict[str, str]:
    if found is not None:
        return {str(row["drugid"]): str(row["name"]) for row in found if "drugid" in row and "name" in row}
    rows = csv.DictReader((to / "drugs.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    return {f"RxNorm:{row['rxnorm']}": row["drug"] for row in rows if row["rxnorm"]}


def _recommendations(
    found: Iterable[Mapping[str, Any]],
    drugs: Mapping[str, str],
    known: Mapping[str, tuple[str, str, str]],
    unread: dict[str, str],
) -> Iterator[tuple[str, ...]]:
    for number, one in enumerate(found, 1):
        try:
            key = one["lookupkey"]
            drug = str(one.get("drugname") or drugs[str(one["drugid"])])
            text = str(one.get("drugrecommendation") or "")
            strength = str(one["classification"])
            id, guideline = str(one.get("id") or one["recommendationid"]), str(one["guidelineid"])
        except KeyError as error:
            raise KnowledgeError(f"recommendation.json, row {number}: {error.args[0]} is missing") from None
        if not isinstance(key, dict) or not key:
            raise KnowledgeError(f"recommendation.json, row {number}: lookupkey is no object of genes")
        hashed = wording_hash(text)
        action, quantity, care = known.get(hashed, (UNREAD, "", "")) if text else ("NONE", "", "")
        if action == UNREAD:
            unread[hashed] = text
        population = " ".join(str(one.get("population") or "general").split())
        yield (
            drug, population, key_text({g: str(v) for g, v in key.items()}), action, quantity, care,
            _STRENGTHS.get(strength, strength), id, guideline,
        )  # fmt: skip


def _alleles(found: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for one in found:
        function = str(one.get("clinicalfunctionalstatus") or one.get("functionalstatus") or "")
        activity = str(one.get("activityvalue") or "")
        yield str(one["genesymbol"]), str(one["name"]), function, "" if activity == "n/a" else activity


def _guidelines(found: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for one in found:
        papers = [p for p in one.get("publications", ()) if isinstance(p, Mapping) and p.get("pmid")]
        newest = max(papers, key=lambda p: (int(p.get("year") or 0), str(p["pmid"])), default={})
        yield (
            str(one["id"]), str(one["name"]), str(one.get("url", "")), str(newest.get("pmid", "")), str(newest.get("year", "")),
            str(one.get("version", "")),
        )  # fmt: skip


def _pairs(found: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for one in found:
        drug, gene, level = one.get("drugname"), one.get("genesymbol"), one.get("cpiclevel")
        if drug and gene and level in _LEVELS and not one.get("provisional"):
            yield str(drug), str(gene), str(level)


_Rows = Callable[[Iterable[Mapping[str, Any]]], Iterator[tuple[str, ...]]]
_OTHERS: Mapping[str, tuple[str, Sequence[str], _Rows]] = {
    "allele": ("alleles", ("gene", "allele", "function", "activity"), _alleles),
    "guideline": ("guidelines", ("id", "title", "url", "pmid", "year", "version"), _guidelines),
    "pair": ("pairs", ("drug", "gene", "level"), _pairs),
}
