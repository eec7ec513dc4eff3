"""Enter CPIC's facts into the project's own tables: ``python -m plugins.pharmacogenomics.entry FACTS``; sentences stay behind.

``FACTS`` is a folder of tables as CPIC's interface and PharmCAT give them. What was read of a recommendation's wording (its action, how
much, with what care) comes with the tables; where that reading was wrong, ``corrections.tsv`` says so, with the reason.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plugins.pharmacogenomics.tables import key_text, rows, wording_hash, write

HERE = Path(__file__).parent / "knowledge"
_NO_CODE = ("", "NA")
_OTHER_BRANCHES = {"RYR1-2023": "RYR1"}
_FINAL = "False"


def main(folder: Path, to: Path = HERE) -> None:
    """Write every table anew."""
    corrections = {(c["id"], c["field"]): c for c in rows(HERE / "corrections.tsv")}
    recommendations = list(rows(folder / "recommendations.tsv"))
    write(to / "recommendations.tsv", _RECOMMENDATION, _recommendations(recommendations, corrections))
    write(
        to / "alleles.tsv", ("gene", "allele", "function", "activity"), _alleles(rows(folder / "allele_function.tsv"))
    )
    texts = json.loads((folder / "recommendation_texts.json").read_text("utf-8"))
    write(
        to / "readings.tsv", ("wording", "action", "quantity", "care"), _readings(recommendations, texts, corrections)
    )
    rules = json.loads((folder / "phenotype_rules.json").read_text("utf-8"))
    write(to / "phenotypes.tsv", ("gene", "functions", "phenotype"), _phenotypes(rules))
    write(to / "scores.tsv", ("gene", "score", "phenotype"), _scores(rules))
    used = {r["drug"] for r in recommendations} | {"warfarin", "ondansetron", "tropisetron"}
    write(to / "drugs.tsv", ("drug", "rxnorm", "atc"), _drugs(rows(folder / "drugs.tsv"), used))
    write(to / "pairs.tsv", ("drug", "gene", "level"), _pairs(rows(folder / "pairs.tsv")))
    write(
        to / "guidelines.tsv",
        ("id", "title", "url", "pmid", "year", "version"),
        _guidelines(rows(folder / "guidelines.tsv")),
    )
    write(to / "superseded.tsv", _RECOMMENDATION, _superseded(rows(folder / "superseded_2024.tsv")))


_RECOMMENDATION = ("drug", "population", "key", "action", "quantity", "care", "strength", "id", "guideline")


def _recommendations(
    found: Iterable[Mapping[str, str]], corrections: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterator[tuple[str, ...]]:
    for one in found:
        read = {name: one[name].strip() for name in ("action", "quantity", "qualifiers", "strength")}
        for name, value in list(read.items()):
            correction = corrections.get((one["cpic_rec_id"], name)) or corrections.get((one["text_id"], name))
            if correction is not None:
                if value != correction["was"]:
                    raise ValueError(f"{one['cpic_rec_id']}: {name} is {value!r} and not {correction['was']!r}")
                read[name] = correction["now"]
        key = key_text(json.loads(one["lookupkey"]))
        population = " ".join(one["population"].split())
        yield (
            one["drug"], population, key, read["action"], read["quantity"], read["qualifiers"], read["strength"],
            one["cpic_rec_id"], one["guideline_id"],
        )  # fmt: skip


def _readings(
    found: Iterable[Mapping[str, str]],
    texts: Mapping[str, str],
    corrections: Mapping[tuple[str, str], Mapping[str, str]],
) -> Iterator[tuple[str, ...]]:
    """Yield what was read of each wording, by the wording's hash: the wording itself stays where it is."""
    for one in found:
        text = texts.get(one["text_id"])
        if text:
            read = {name: one[name].strip() for name in ("action", "quantity", "qualifiers")}
            changed = {n: c["now"] for n in read if (c := corrections.get((one["text_id"], n)))}
            yield wording_hash(text), *(read | changed).values()


def _alleles(found: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    for one in found:
        activity = "" if one["activity_value"] == "n/a" else one["activity_value"]
        yield one["gene"], one["allele"], one["clinical_function"], activity


def _phenotypes(rules: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, ...]]:
    for name, rule in rules.items():
        if "activity_score_to_phenotype" in rule:
            continue
        pairs = rule.get("function_pair_to_phenotype", ())
        for pair in pairs if isinstance(pairs, list) else ():
            yield _OTHER_BRANCHES.get(name, name), " + ".join(sorted(pair["functions"])), pair["phenotype"]


def _scores(rules: Mapping[str, Mapping[str, object]]) -> Iterator[tuple[str, ...]]:
    for name, rule in rules.items():
        table = rule.get("activity_score_to_phenotype", {})
        for score, phenotype in table.items() if isinstance(table, dict) else ():
            yield name, score, phenotype


def _drugs(found: Iterable[Mapping[str, str]], used: set[str]) -> Iterator[tuple[str, ...]]:
    for one in found:
        if one["name"] in used:
            rxnorm = "" if one["rxnorm_ingredient"] in _NO_CODE else one["rxnorm_ingredient"]
            atc = "" if one["atc"] in _NO_CODE else one["atc"]
            yield one["name"], rxnorm, atc


def _pairs(found: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    for one in found:
        if one["provisional"] == _FINAL and one["cpic_level"] in ("A", "B"):
            yield one["drug"], one["gene"], one["cpic_level"]


def _guidelines(found: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    for one in found:
        papers = [p.rstrip(")").split("(") for p in one["publications"].split(";") if "(" in p]
        pmid, year = max(papers, key=lambda paper: (paper[1], paper[0])) if papers else ("", "")
        yield one["id"], one["name"], one["url"], pmid, year, one["version"]


_TEXTS = (
    ("Select alternative drug", "AVOID", "another antiemetic", "Moderate"),
    ("Initiate therapy with recommended starting dose", "STANDARD", "", "Strong"),
    ("Insufficient evidence", "NO_RECOMMENDATION", "", "No Recommendation"),
    ("No recommendation", "NO_RECOMMENDATION", "", "No Recommendation"),
)
_ANTIEMETICS = "100417"


def _superseded(found: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    """Read the rows of the guideline of 2016, which the one of 2026 has replaced; a note that is no recommendation is left out."""
    for one in found:
        read = next((text[1:] for text in _TEXTS if one["text_excerpt"].startswith(text[0])), None)
        if read is None or not one["strength"]:
            continue
        action, care, strength = read
        drug = one["guideline"].partition("_")[0]
        key = key_text(json.loads(one["lookupkey"]))
        yield drug, one["population"], key, action, "", care, strength, f"2016-{drug}-{key}", _ANTIEMETICS


if __name__ == "__main__":
    main(Path(sys.argv[1]))
