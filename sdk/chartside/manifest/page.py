"""Write the page about a plugin: Markdown for whoever decides whether to install it, or has to answer for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chartside.manifest.attributes import attributes

_REVIEWED_BY_NOBODY = "none"


def page(told: Mapping[str, Any]) -> str:
    """Return the page of what ``sheet`` told about a plugin with a manifest; the same sheet gives the same text."""
    return "\n".join(
        [*_head(told), *(line for a in told["analyses"] for line in _analysis(a)), *_codes(told), *_quality(told)]
    )


def _head(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {told['title']}"
    yield ""
    yield f"<!-- Generated: `chartside plugins page {told['name']}` writes it anew. Change card.toml or the code instead. -->"
    yield ""
    yield f"Plugin `{told['name']}`, version {told['version']} of the distribution `{told['distribution']}`."
    yield ""
    yield from _list(
        {
            "For": told["users"],
            "Made by": told["developer"],
            "Contact": told["contact"],
            "Licence": told["licence"],
            "Quality": f"{told['quality']['level']} ([what that means](#quality))",
        }
    )
    yield ""
    yield "| analysis | what it says | asked at | pace | reviewed by a clinician |"
    yield "|---|---|---|---|---|"
    for a in told["analyses"]:
        reviewed = "**no**" if a["reviewer"].startswith(_REVIEWED_BY_NOBODY) else a["reviewer"]
        yield _row(
            f"[`{a['id']}`](#{_anchor(a)})", a["title"], ", ".join(a["hooks"]) or "when asked", a["pace"], reviewed
        )
    yield ""
    yield "## What a site grants"
    yield ""
    yield f"SMART scopes, read and search only: {', '.join(f'`{s}`' for s in told['scopes']) or 'none'}."
    yield ""
    yield "Minimum necessary: an analysis sees the inputs listed under it and nothing besides, whatever the EHR sends along."
    yield ""


def _analysis(a: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {_heading(a)}"
    yield ""
    yield f"{a['intendedUse']} {a['guideline']} ({a['guidelineDate']})."
    yield ""
    reviewer = a["reviewer"]
    if reviewer.startswith(_REVIEWED_BY_NOBODY):
        reviewer = f"**nobody**{reviewer.removeprefix(_REVIEWED_BY_NOBODY)}"
    yield from _list(
        {
            "Patients": a["population"],
            "Users": a["users"],
            "Asked": _asked(a),
            "Pace": _PACE[a["pace"]],
            "Provides": a.get("provides", ""),
            "Scopes": ", ".join(f"`{s}`" for s in a["scopes"]),
            "Cut-offs": "; ".join(f"`{c['input']}` {', '.join(c['at'])}" for c in a["cutoffs"]),
            "Cut-offs that depend": " ".join(f"`{c['input']}`: {c['says']}" for c in a["computedCutoffs"]),
            "Reviewed by": f"{reviewer}; review due: {a['reviewBy']}",
            "Examples in the manifest": str(a["examples"]),
        }
    )
    yield ""
    yield "| input | what it asks for | FHIR | look-back | unit | needed | codes |"
    yield "|---|---|---|---|---|---|---|"
    for line in a["inputs"]:
        fhir = [*line["fhir"], *(f"`{s}`" for s in line.get("searches", ()))]
        back = line.get("lookBack", "no limit" if line["fhir"] and line["fhir"] != ["Patient"] else "")
        codes = f"[{line['codeSet']}](#codes)" if "codeSet" in line else ""
        needed = "yes" if line["required"] else ""
        yield _row(f"`{line['name']}`", line["asks"], ", ".join(fhir), back, line.get("unit", ""), needed, codes)
    yield ""
    yield "**Limits.** " + " ".join(a["limits"])
    yield ""
    yield from (f"- Source: [{s['title']}]({s['url']}), version {s['version']}, {s['date']}" for s in a["sources"])
    yield from (f"- Knowledge: `{k['name']}`, version {k['version']}, sha256 `{k['sha256']}`" for k in a["knowledge"])
    yield from (f"- Expected to fail: `{check}`, {why}" for check, why in a["expectedFailures"].items())
    yield ""
    yield f"| [{attributes().source}]({attributes().url}) | |"
    yield "|---|---|"
    for number, attribute in a["sourceAttributes"].items():
        yield _row(f"{number} {attribute['title']}", attribute["value"])
    yield ""


_PACE = {"instant": "instant, where the site grants it", "background": "background, in a worker process"}


def _asked(a: Mapping[str, Any]) -> str:
    said = f"at {', '.join(a['hooks'])}" if a["hooks"] else "only by name"
    said += ", once for each draft order" if a["perOrder"] else ""
    return f"{said}, only when {a['when']} ([{a['whenCodeSet']}](#codes))" if "when" in a else said


def _codes(told: Mapping[str, Any]) -> Iterator[str]:
    if not told["codeSets"]:
        return
    yield "## Codes"
    yield ""
    for name, codes in told["codeSets"].items():
        yield f"- **{name}**, {codes['display']}{_origin(codes)}: {'; '.join(_members(codes))}"
    yield ""


def _origin(codes: Mapping[str, Any]) -> str:
    told = [
        *([f"version {codes['version']}"] if "version" in codes else []),
        *([codes["source"]] if "source" in codes else []),
    ]
    return f" ({'; '.join(told)})" if told else ""


def _members(codes: Mapping[str, Any]) -> Iterator[str]:
    yield from _by_system(codes.get("codes", ()))
    yield from (
        f"{system} beginning with {', '.join(starts)}" for system, starts in codes.get("beginnings", {}).items()
    )
    if "panels" in codes:
        yield f"inside {', '.join(_by_system(codes['panels']))}"
    if "excludes" in codes:
        yield f"but not {codes['excludes']['display']}: {', '.join(_members(codes['excludes']))}"


def _by_system(codes: Iterable[Mapping[str, str]]) -> Iterator[str]:
    by_system: dict[str, list[str]] = {}
    for code in codes:
        by_system.setdefault(code["system"], []).append(f"{code['code']} {code['display']}".strip())
    return (f"{system} {', '.join(members)}" for system, members in by_system.items())


def _quality(told: Mapping[str, Any]) -> Iterator[str]:
    quality = told["quality"]
    yield "## Quality"
    yield ""
    yield f"Level reached: **{quality['level']}**. A level is reached when all its rules and those below are done or exempt; what the"
    yield f"contract checks prove, `chartside check {told['name']}` shows."
    yield ""
    yield "| level | rule | |"
    yield "|---|---|---|"
    for rule in quality["rules"]:
        why = f": {rule['why']}" if rule["why"] else ""
        yield _row(rule["level"], rule["says"], f"{rule['standing']}{why}")
    yield ""


def _heading(a: Mapping[str, Any]) -> str:
    return f"{a['title']} ({a['id']}, version {a['version']})"


def _anchor(a: Mapping[str, Any]) -> str:
    kept = (c for c in _heading(a).lower() if c.isalnum() or c in " -_")
    return "".join(kept).replace(" ", "-")


def _list(entries: Mapping[str, str]) -> Iterable[str]:
    return [f"- {name}: {text}" for name, text in entries.items() if text]


def _row(*cells: str) -> str:
    tidy = [" ".join(cell.split()).replace("|", "\\|") for cell in cells]
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in tidy)}|"
