"""Read a whole rule file, and what only shows when its parts are seen together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any, cast

from chartside import CodeSet, VariantsRequest
from plugins.biomarkers.conditions import flattened
from plugins.biomarkers.document import Table
from plugins.biomarkers.reading.bands import read_bands
from plugins.biomarkers.reading.governance import read_case, read_evidence, read_governance
from plugins.biomarkers.reading.lines import Lines
from plugins.biomarkers.reading.valuesets import read_valuesets, valueset
from plugins.biomarkers.rule import PLACEHOLDER, IfUnknown, Rule, Status

KEYS = (
    "id", "version", "status", "pack", "title", "purpose", "population", "limits", "hooks", "when", "applies_when", "unless",
    "if_unknown", "then", "evidence", "valuesets", "tests", "governance",
)  # fmt: skip
"""What every rule has."""
TIERED = "oncology"
"""The pack whose cards say a tier."""
_ALWAYS = "always"
_RESERVED = ("rule", "today", "order")
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+([-+][0-9A-Za-z.-]+)?")


def load(folder: Traversable) -> tuple[Rule, ...]:
    """Return every rule of a folder and those inside it, one YAML file each; raise RuleError for the first that is refused."""
    return tuple(read(file.name, file.read_text("utf-8")) for file in files_of(folder))


def files_of(folder: Traversable) -> tuple[Traversable, ...]:
    """Return the rule files of a folder and of those inside it, by name."""
    found = [f for f in folder.iterdir() if f.name.endswith((".yaml", ".yml"))]
    inside = [file for one in folder.iterdir() if one.is_dir() for file in files_of(one)]
    return tuple(sorted((*found, *inside), key=lambda f: f.name))


def read(file: str, text: str) -> Rule:
    """Return the rule that a file holds; raise RuleError naming file, key and mend."""
    top = Table.parse(file, text)
    top.only(*KEYS)
    for key in KEYS:
        if key not in top.content:
            raise top.refusal(key, "is missing; a rule has all of " + ", ".join(KEYS))
    valuesets = read_valuesets(top)
    lines = Lines(valuesets)
    applies = tuple(lines.read(t) for t in top.tables("applies_when", "write at least one line"))
    against = top.tables("unless", "write [] where nothing speaks against it", empty=True)
    pack = top.text("pack", "say which pack it belongs to, such as laboratory")
    rule = Rule(
        id=_id(top),
        version=_version(top),
        status=cast("Status", top.word("status", "draft", "reviewed", "active", "retired")),
        pack=pack,
        title=top.text("title", "say in a few words what the rule is about"),
        purpose=top.text("purpose", "say what its cards are for"),
        population=top.text("population", "say which patients it is about"),
        limits=top.text("limits", "say where the rule must not be relied on"),
        hooks=frozenset(top.words("hooks", "name the hooks, such as [order-sign]")),
        ordered=_ordered(top, valuesets),
        applies_when=applies,
        unless=tuple(lines.read(t) for t in against),
        if_unknown=cast("IfUnknown", top.word("if_unknown", "do-not-fire", "fire", "info-card-listing-missing")),
        then=read_bands(top, tiered=pack == TIERED),
        evidence=tuple(
            read_evidence(t) for t in top.tables("evidence", "name at least one publication, label or assertion")
        ),
        tests=tuple(read_case(t) for t in top.tables("tests", "give a positive, a negative and an unknown case")),
        governance=read_governance(top),
        valuesets=valuesets,
    )
    _check_lines(top, rule)
    _check_bands(top, rule)
    for kind in ("positive", "negative", "unknown"):
        if kind not in {case.kind for case in rule.tests}:
            raise top.refusal("tests", f"has no {kind} case; give at least one")
    return rule


def _id(top: Table) -> str:
    named = top.text("id", "write the file's name without .yaml")
    if named != top.file.rsplit(".", 1)[0]:
        raise top.refusal("id", "is not the file's name without .yaml; make them the same")
    return named


def _version(top: Table) -> str:
    version = top.text("version", "write one such as 1.0.0")
    if not _SEMANTIC.fullmatch(version):
        raise top.refusal("version", f"{version!r} is not semantic; write one such as 1.0.0")
    return version


def _ordered(top: Table, valuesets: Mapping[str, CodeSet]) -> CodeSet | None:
    if top.content["when"] == _ALWAYS:
        return None
    when = top.table("when", "write {order: a value set} for a rule about draft orders, else always")
    when.only("order")
    return valueset(when, "order", valuesets)


def _check_lines(top: Table, rule: Rule) -> None:
    asked: dict[str, Any] = {}
    for line in rule.lines:
        for name, request in line.requests().items():
            if name in _RESERVED:
                raise top.refusal("applies_when", f"may not name an input {name!r}; choose another name")
            if asked.setdefault(name, request) != request and not isinstance(request, VariantsRequest):
                raise top.refusal("applies_when", f"asks for {name!r} in two ways; use one unit and age, or two names")
    if any(c.required for c in rule.unless) or (
        all(c.required for c in rule.lines) and rule.if_unknown != "do-not-fire"
    ):
        raise top.refusal(
            "if_unknown", "does not fit required: true, which stands in applies_when and means do-not-fire"
        )
    if not tuple(flattened(rule.lines)):
        raise top.refusal("applies_when", "holds no line that reads anything; write one")


def _check_bands(top: Table, rule: Rule) -> None:
    for i, band in enumerate(rule.then):
        if bool(band.bounds) == (i == len(rule.then) - 1):
            raise top.refusal(
                f"then[{i}].if", "the last of the list has no if, so that one always follows; the others have one"
            )
        for name in band.bounds:
            if name not in rule.banded:
                raise top.refusal(f"then[{i}]", f"speaks of {name!r}, which no latest: line of the rule measures")
        for name in PLACEHOLDER.findall(band.summary + band.detail):
            if name not in rule.numbers:
                raise top.refusal(f"then[{i}]", f"speaks of {name!r}, which no latest: line of the rule measures")
        if rule.ordered is None and any(s.order is None for s in band.suggestions):
            raise top.refusal(
                f"then[{i}].suggestions", "stops an order, and the rule is asked of none; write when: {order: ...}"
            )
