"""One patient in the four forms that a record comes in, and a way to compare what is read from them."""

import asyncio
import dataclasses
import gzip
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from urllib.parse import unquote

from chartside.facts import Found
from chartside.inputs import Input, Read
from chartside.missing import Missing
from fhir_adapter import Chart, templates
from fhir_adapter.client import Limits, ServerAddress, Session
from fhir_adapter.gather import gather

# What a server may assign anew, and where the facts came from, is all that may differ.
ASSIGNED = frozenset({"origin", "sha256", "version_id", "last_updated"})
PATIENTLY = Limits(seconds=60, pages=500)


def as_bundle(lines):
    """Make a chart of a collection Bundle."""
    entries = b",".join(b'{"resource":' + line + b"}" for line in lines)
    return Chart.from_patient_file(b'{"resourceType":"Bundle","type":"collection","entry":[' + entries + b"]}")


def write_export(folder, lines, *, packed=False):
    """Write ``$export`` files of these resources."""
    by_kind = {}
    for line in lines:
        by_kind.setdefault(json.loads(line)["resourceType"], []).append(line)
    for kind, some in by_kind.items():
        raw = b"\n".join(some) + b"\n"
        name = f"{kind}.000.ndjson.gz" if packed else f"{kind}.ndjson"
        (folder / name).write_bytes(gzip.compress(raw) if packed else raw)


def as_prefetch(lines, inputs, patient_id, now):
    """Make a chart of what a plain client sends for the templates of these inputs."""
    advertised = templates(reads_of(inputs), now.date())
    resources = [(line, json.loads(line)) for line in lines]
    sent = {key: answered(resources, template) for key, template in advertised.items()}
    return Chart.from_prefetch(sent, advertised, {"patientId": patient_id})


def as_server(base, inputs, patient_id, now, *, limits=PATIENTLY):
    """Make a chart of what a server gives for these inputs, and return the notes with it."""

    async def read():
        async with Session(ServerAddress.of(base), limits=limits) as session:
            return await gather(session, patient_id, reads_of(inputs), now)

    return Chart.from_source(asyncio.run(read()), patient_id)


def reads_of(inputs) -> list[Read]:
    return [read for one in inputs.values() for read in one.request.reads()]


def of(requests):
    return {name: Input(name, request) for name, request in requests.items()}


def answered(resources, template):
    """Answer a template as a plain server does: by code and date, with the Medications that are named."""
    path, _, query = template.partition("?")
    kind = path.split("/")[0]
    held = [(line, r) for line, r in resources if r["resourceType"] == kind]
    if not query:
        return held[0][0]
    for name, value in (unquote(part).split("=", 1) for part in query.split("&")):
        if name == "code":
            wanted = set(value.split(","))
            held = [h for h in held if wanted & {f"{c['system']}|{c['code']}" for c in h[1]["code"]["coding"]}]
        elif name in {"date", "started"}:
            assert value.startswith("ge")
            held = [h for h in held if last_day(h[1]) >= value[2:]]
        # Any other parameter it does not know, and drops, as servers do.
    named = {h[1].get("medicationReference", {}).get("reference", "") for h in held}
    held += [(line, r) for line, r in resources if f"{r['resourceType']}/{r['id']}" in named]
    entries = b",".join(b'{"resource":' + line + b"}" for line, _ in held)
    return b'{"resourceType":"Bundle","type":"searchset","entry":[' + entries + b"]}"


def last_day(resource):
    for name in ("effectiveDateTime", "performedDateTime", "occurrenceDateTime", "date", "started"):
        if name in resource:
            return resource[name][:10]
    return resource.get("performedPeriod", resource.get("period", {})).get("end", "9999")[:10]


def said(facts):
    """Return what was read, comparable: by name the facts, and the reason of the gap."""
    return {name: _said(value) for name, value in facts.items()}


def _said(value):
    if isinstance(value, Missing):
        # A search that is bounded by date cannot know the too old from the absent.
        return (), {"too-old": "not-found"}.get(value.reason, value.reason)
    if not hasattr(value, "unknown"):
        return plain((value,)), None
    return plain(tuple(value)), value.unknown.reason if value.unknown is not None else None


def differences(one, other, held, inputs):
    """Return what two forms do not say alike: facts always, and gaps where both hold every type that the input reads."""
    found = {}
    for name, (facts, gap) in one.items():
        gaps = (gap, other[name][1]) if {r.kind for r in inputs[name].request.reads()} <= held else ()
        if facts != other[name][0] or len(set(gaps)) > 1:
            found[name] = facts, other[name][0], gaps
    return found


def plain(value):
    """Take a fact apart; numbers count by their value, because a server may write 7.50 as 7.5."""
    if dataclasses.is_dataclass(value):
        named = [f.name for f in dataclasses.fields(value) if f.name not in ASSIGNED | {"_model"}]
        return (type(value).__name__, *((name, _field(name, getattr(value, name))) for name in named))
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items() if key != "meta"}
    if isinstance(value, list | tuple | Found):
        return tuple(plain(one) for one in value)
    if isinstance(value, frozenset | set):
        return frozenset(plain(one) for one in value)
    if isinstance(value, bool | str | datetime | date | Enum | None):
        return value
    return Decimal(value) if isinstance(value, int | Decimal) else value


def _field(name, value):
    if name == "reported" and value:
        number, space, unit = value.partition(" ")
        return f"{Decimal(number.lstrip('<>=')).normalize()}{space}{unit}"
    return plain(value)
