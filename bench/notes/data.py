"""The texts that are measured on: public sets where they are at hand, and the labels that ship."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.notes.skipped import Skipped

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT.parent / "shared" / "data"
"""Where the public sets are looked for when nobody says where they are."""
LABELLED = ROOT / "tests" / "plugins" / "notes" / "labelled"
Line = dict[str, Any]


def negex(folder: Path) -> list[Line]:
    """Return the sentences of the NegEx corpus' development part whose concept stands in them: {id, text, start, end, neg, temp}."""
    return [line for line in _lines(folder / "notes" / "negex_dev.jsonl") if line["start"] is not None]


def bc5cdr(folder: Path) -> list[Line]:
    """Return the abstracts of BC5CDR's training and development parts: {text, entities: [{start, end, label}]}."""
    return [line for part in ("train", "dev") for line in _lines(folder / "notes" / f"bc5cdr_{part}.jsonl.gz")]


def synthea(folder: Path) -> list[str]:
    """Return the texts of Synthea's notes."""
    files = sorted((folder / "synthea" / "bulk-10-patients").glob("DocumentReference.*"))
    if not files:
        raise Skipped("Synthea's notes: no synthea/bulk-10-patients/DocumentReference.* in the data")
    return [text for file in files for resource in _lines(file) for text in _attached(resource)]


def labelled(name: str) -> list[Line]:
    """Return the labels that ship: assertion or medications."""
    return _lines(LABELLED / f"{name}.ndjson")


def _attached(resource: Line) -> Iterator[str]:
    for content in resource["content"]:
        if "data" in content["attachment"]:
            yield base64.b64decode(content["attachment"]["data"]).decode("utf-8")


def _lines(file: Path) -> list[Line]:
    if not file.is_file():
        raise Skipped(f"{file.name}: not in the data")
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return [json.loads(line) for line in content.splitlines() if line.strip()]
