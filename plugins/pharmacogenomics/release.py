"""One release of the knowledge: alleles, phenotypes, recommendations, drugs and guidelines, each table as it was entered."""

from __future__ import annotations

import csv
import hashlib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

TABLES = ("alleles", "drugs", "guidelines", "pairs", "phenotypes", "recommendations", "scores", "superseded")


class KnowledgeError(ValueError):
    """A folder that holds no release; the message says which table, and what to do."""


@dataclass(frozen=True, slots=True)
class Allele:
    """What one allele does, in CPIC's words; ``activity`` is a number, ``≥`` and a number, or empty."""

    name: str
    function: str
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Guideline:
    """A guideline of CPIC with its newest paper."""

    id: str
    title: str
    url: str
    pmid: str
    year: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do with one drug for one result of each of its genes, in one population."""

    id: str
    drug: str
    population: str
    key: Mapping[str, str]
    action: str
    quantity: str
    care: str
    strength: str
    guideline: str
    superseded: bool = False


@dataclass(frozen=True, eq=False)
class Release:
    """All tables of one release."""

    about: Mapping[str, Any]
    sha256: str
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(repr=False)

    @property
    def version(self) -> str:
        """Return the version that every answer names."""
        return str(self.about["version"])

    @property
    def date(self) -> str:
        """Return the day of which the facts are."""
        return str(self.about["date"])

    @cached_property
    def alleles(self) -> Mapping[str, Mapping[str, Allele]]:
        """Return the alleles of each gene by name."""
        found: dict[str, dict[str, Allele]] = {}
        for row in self.rows["alleles"]:
            found.setdefault(row["gene"], {})[row["allele"]] = Allele(row["allele"], row["function"], row["activity"])
        return found

    @cached_property
    def phenotypes(self) -> Mapping[tuple[str, tuple[str, ...]], str]:
        """Return the phenotype of each gene's pair of functions; of one function for what is there once."""
        return {
            (row["gene"], tuple(row["functions"].split(" + "))): row["phenotype"] for row in self.rows["phenotypes"]
        }

    @cached_property
    def scores(self) -> Mapping[str, Mapping[str, str]]:
        """Return the phenotype of each activity score."""
        found: dict[str, dict[str, str]] = {}
        for row in self.rows["scores"]:
            found.setdefault(row["gene"], {})[row["score"]] = row["phenotype"]
        return found

    @cached_property
    def recommendations(self) -> Mapping[str, tuple[Recommendation, ...]]:
        """Return the recommendations of each drug."""
        found: dict[str, list[Recommendation]] = {}
        for table in ("recommendations", "superseded"):
            for row in self.rows[table]:
                found.setdefault(row["drug"], []).append(_recommendation(row, superseded=table == "superseded"))
        return {drug: tuple(several) for drug, several in found.items()}

    @cached_property
    def genes(self) -> Mapping[str, tuple[str, ...]]:
        """Return the genes on which the recommendations of each drug are joined."""
        return {drug: tuple(sorted(several[0].key)) for drug, several in self.recommendations.items()}

    @cached_property
    def guidelines(self) -> Mapping[str, Guideline]:
        """Return the guidelines by id."""
        names = ("id", "title", "url", "pmid", "year")
        return {row["id"]: Guideline(*(row[name] for name in names)) for row in self.rows["guidelines"]}

    @cached_property
    def levels(self) -> Mapping[str, Mapping[str, str]]:
        """Return CPIC's level of each gene of a drug."""
        found: dict[str, dict[str, str]] = {}
        for row in self.rows["pairs"]:
            found.setdefault(row["drug"], {})[row["gene"]] = row["level"]
        return found

    @cached_property
    def by_rxnorm(self) -> Mapping[str, str]:
        """Return the drug of each RxNorm ingredient."""
        return {row["rxnorm"]: row["drug"] for row in self.rows["drugs"] if row["rxnorm"]}

    @cached_property
    def by_atc(self) -> Mapping[str, str]:
        """Return the drug of each ATC code."""
        return {code: row["drug"] for row in self.rows["drugs"] for code in row["atc"].split(",") if code}

    @cached_property
    def drugs(self) -> frozenset[str]:
        """Return the names of all drugs."""
        return frozenset(row["drug"] for row in self.rows["drugs"])


def _recommendation(row: Mapping[str, str], *, superseded: bool) -> Recommendation:
    key = dict(part.split("=", 1) for part in row["key"].split("; "))
    return Recommendation(
        row["id"],
        row["drug"],
        row["population"],
        key,
        row["action"],
        row["quantity"],
        row["care"],
        row["strength"],
        row["guideline"],
        superseded,
    )


def read(folder: Traversable | Path) -> Release:
    """Read a release; raises KnowledgeError for a folder that holds none."""
    digest = hashlib.sha256()
    content: dict[str, tuple[Mapping[str, str], ...]] = {}
    try:
        raw = (folder / "release.toml").read_bytes()
        about = tomllib.loads(raw.decode(), parse_float=Decimal)
        digest.update(raw)
        for name in TABLES:
            raw = (folder / f"{name}.tsv").read_bytes()
            digest.update(raw)
            content[name] = tuple(_rows(raw.decode()))
    except OSError as error:
        raise KnowledgeError(
            f"{Path(str(error.filename)).name}: {error.strerror}; a release holds release.toml and "
            f"{', '.join(f'{n}.tsv' for n in TABLES)}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, csv.Error) as error:
        raise KnowledgeError(f"a table cannot be read: {type(error).__name__}") from None
    return Release(about, digest.hexdigest(), content)


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    yield from csv.DictReader(lines, delimiter="\t")


def site_folder() -> Path:
    """Return where a site keeps its own releases: ``CHARTSIDE_KNOWLEDGE``, or beside the record."""
    return Path(os.environ.get("CHARTSIDE_KNOWLEDGE", ".chartside/knowledge")) / "pharmacogenomics"


@cache
def in_use() -> Release:
    """Return the site's release where it has one, else the one that comes with the plugin; raises KnowledgeError for one that is broken."""
    folder = site_folder()
    return read(folder) if (folder / "release.toml").exists() else shipped()


@cache
def shipped() -> Release:
    """Return the release that comes with the plugin."""
    return read(files("plugins.pharmacogenomics") / "knowledge")
