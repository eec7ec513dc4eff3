"""The public sets beside the checkout: what each of their records holds, decoded without our code, and how a chart is made of it."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from fhir_adapter import Chart
from fhir_adapter.export import Export

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
SETS = (
    "synthea/bundles",
    "synthea/ndjson",
    "synthea/bulk-10-patients",
    "pathling",
    "us-core",
    "genomics",
    "opioid-cds",
    "ecqm",
)

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Sent:
    """One record as it was sent: the resources of it, and the chart of it, made anew each time."""

    name: str
    resources: list[Resource] = field(repr=False)
    chart: Callable[[], Chart] = field(repr=False)


def records(name: str, every: int = 1) -> Iterator[Sent]:
    """Yield the records of a set; ``every`` n-th of its files or patients."""
    folder = DATA / name
    if name in ("synthea/ndjson", "synthea/bulk-10-patients"):
        yield from _exported(folder, every)
    elif name == "pathling":
        yield from _files(folder, "*_*.json.gz", every)
        yield from _exported(next(folder.rglob("ndjson")), every)
    elif name == "opioid-cds":
        yield from _requests(folder / "cases.json", every)
    elif name == "ecqm":
        yield from _cases(folder, every)
    else:
        yield from _files(folder, "*.json*", every)


def lines(folder: Path) -> Iterator[Resource]:
    """Yield every line of the files of an export."""
    for file in sorted(folder.glob("[A-Z]*.ndjson*")):
        yield from (json.loads(line) for line in content(file).splitlines() if line.strip())


def content(file: Path) -> bytes:
    """Return the bytes of a file, unpacked."""
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def within(value: Any) -> Iterator[Resource]:
    """Yield every resource in whatever stands around it: Bundles, arrays, the values of a prefetch."""
    if isinstance(value, list):
        for one in value:
            yield from within(one)
    elif isinstance(value, dict):
        if value.get("resourceType") not in (None, "Bundle"):
            yield value
            return
        for one in value.values():
            yield from within(one)


def codings(value: Any) -> Iterator[tuple[str, str]]:
    """Yield system and code of every coding at any depth."""
    if isinstance(value, list):
        for one in value:
            yield from codings(one)
    elif isinstance(value, dict):
        if isinstance(value.get("system"), str) and isinstance(value.get("code"), str) and "value" not in value:
            yield value["system"], value["code"]
        for one in value.values():
            yield from codings(one)


def _files(folder: Path, pattern: str, every: int) -> Iterator[Sent]:
    for file in sorted(folder.rglob(pattern))[::every]:
        yield from _of_each_patient(file.name, content(file))


def _of_each_patient(name: str, raw: bytes) -> Iterator[Sent]:
    """Yield one record; of a file about several patients, one for each of them."""
    resources = list(within(json.loads(raw)))
    patients = [r["id"] for r in resources if r["resourceType"] == "Patient"]
    for patient in patients if len(patients) > 1 else [None]:
        context = None if patient is None else {"patientId": patient}
        yield Sent(name, resources, lambda raw=raw, context=context: Chart.from_patient_file(raw, context))


def _exported(folder: Path, every: int) -> Iterator[Sent]:
    export = Export(folder)
    for id in export.patients()[::every]:
        resources = [json.loads(piece.raw) for piece in export.patient(id).pieces]
        yield Sent(folder.name, resources, lambda whose=id: Chart.from_source(export.patient(whose), whose))


def _requests(file: Path, every: int) -> Iterator[Sent]:
    for case in json.loads(content(file))[::every]:
        asked = case["request"]
        sent = {key: json.dumps(value).encode() for key, value in (asked.get("prefetch") or {}).items()}
        resources = list(within(list((asked.get("prefetch") or {}).values())))
        make = lambda sent=sent, context=asked["context"]: Chart.from_prefetch(sent, {}, context)  # noqa: E731 - as the others
        yield Sent(str(case["case"]), resources, make)


def _cases(folder: Path, every: int) -> Iterator[Sent]:
    cases = [
        (file.name, bytes(case["bundle"]))
        for file in sorted(folder.glob("*.json.gz"))
        for case in msgspec.json.decode(content(file), type=list[dict[str, msgspec.Raw]])
    ]
    for name, raw in cases[::every]:
        yield from _of_each_patient(name, raw)
