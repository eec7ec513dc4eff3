"""Turn rule files into rules, refusing whatever a clinician could not read or an officer could not sign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any, cast

from chartside import Code, CodeSet, Draft, Source, days, vocabulary
from plugins.biomarkers.conditions import Comparison, Condition, Evaluated, Measured, Stated
from plugins.biomarkers.document import NONE, Table
from plugins.biomarkers.rule import (
    PLACEHOLDER,
    Band,
    Case,
    Evidence,
    Governance,
    IfUnknown,
    Indicator,
    Rule,
    Status,
    Suggestion,
)

ANALYTES: Mapping[str, CodeSet] = vocabulary.MEASUREMENTS
"""Measurements that a rule may name without a value set of its own: the SDK's, with every code they are reported under."""
_ALWAYS = "always"
_TYPE = re.compile(r"\(*([A-Z][A-Za-z]+)\.")
_KEYS = (
    "id", "version", "status", "title", "limits", "hooks", "when", "applies_when", "unless", "if_unknown", "then", "evidence",
    "valuesets", "tests", "governance",
)  # fmt: skip


def load(folder: Traversable) -> tuple[Rule, ...]:
    """Return every rule of a folder, one YAML file each; raise RuleError for the first that is refused."""
    files = sorted((f for f in folder.iterdir() if f.name.endswith((".yaml", ".yml"))), key=lambda f: f.name)
    return tuple(read(file.name, file.read_text("utf-8")) for file in files)


def read(file: str, text: str) -> Rule:
    """Return the rule that a file holds; raise RuleError naming file, key and mend."""
    top = Table.parse(file, text)
    top.only(*_KEYS)
    for key in _KEYS:
        if key not in top.content:
            raise top.refusal(key, "is missing; a rule has all of " + ", ".join(_KEYS))
    valuesets = _valuesets(top)
    ordered = _ordered(top, valuesets)
    if_unknown = top.word("if_unknown", "do-not-fire", "fire", "info-card-listing-missing")
    applies = tuple(_condition(t, valuesets) for t in top.tables("applies_when", "write at least one line"))
    unless = tuple(
        _condition(t, valuesets) for t in top.tables("unless", "write [] where nothing speaks against it", empty=True)
    )
    rule = Rule(
        id=_id(top),
        version=top.text("version", "write one such as 1.0.0"),
        status=cast("Status", top.word("status", "draft", "reviewed", "active", "retired")),
        title=top.text("title", "say in a few words what the rule is about"),
        limits=top.text("limits", "say where the rule must not be relied on"),
        hooks=frozenset(top.words("hooks", "name the hooks, such as [order-sign]")),
        ordered=ordered,
        applies_when=applies,
        unless=unless,
        if_unknown=cast("IfUnknown", if_unknown),
        then=_bands(top),
        evidence=tuple(
            _evidence(t) for t in top.tables("evidence", "name at least one publication, label or assertion")
        ),
        tests=tuple(_case(t) for t in top.tables("tests", "give a positive, a negative and an unknown case")),
        governance=_governance(top),
        valuesets=valuesets,
    )
    _check_whole(top, rule)
    return rule


def _id(top: Table) -> str:
    named = top.text("id", "write the file's name without .yaml")
    if named != top.file.rsplit(".", 1)[0]:
        raise top.refusal("id", "is not the file's name without .yaml; make them the same")
    return named


def _valuesets(top: Table) -> dict[str, CodeSet]:
    sets = top.table("valuesets", "write {} where the rule needs none")
    found = {}
    for name in sets.content:
        table = sets.table(name, "write display, version, source and codes")
        table.only("display", "version", "source", "codes")
        systems = table.table("codes", "list the codes under their code systems")
        codes = [
            Code(system, code, listed.text(code, "write its display beside each code"))
            for system in systems.content
            for listed in [
                systems.table(system, 'write code: display pairs, the code quoted, such as "6809": metformin')
            ]
            for code in listed.content
        ]
        if not codes:
            raise table.refusal(
                "codes", "is empty: a set without codes never matches; list the codes under their code systems"
            )
        found[name] = CodeSet(
            name,
            table.text("display", "say in words what the set means"),
            frozenset(codes),
            version=table.text("version", "pin the version of the set"),
            source=table.text("source", "say where the codes come from"),
        )
    return found


def _valueset(table: Table, key: str, valuesets: Mapping[str, CodeSet]) -> CodeSet:
    name = table.text(key, "name a value set of this file")
    if name not in valuesets:
        raise table.refusal(
            key, f"names no value set of this file; write it under valuesets ({', '.join(valuesets) or 'none yet'})"
        )
    return valuesets[name]


def _ordered(top: Table, valuesets: Mapping[str, CodeSet]) -> CodeSet | None:
    if top.content["when"] == _ALWAYS:
        return None
    when = top.table("when", "write {order: a value set} for a rule about draft orders, else always")
    when.only("order")
    return _valueset(when, "order", valuesets)


def _condition(table: Table, valuesets: Mapping[str, CodeSet]) -> Condition:
    say = table.text("say", "say the condition as one plain sentence")
    required = table.flag("required")
    if table.has("latest"):
        table.only("say", "required", "latest", "unit", "max_age_days", "is")
        name = table.text("latest", "name an analyte")
        what = valuesets.get(name) or ANALYTES.get(name)
        if what is None:
            raise table.refusal(
                "latest", f"is no value set of this file and no analyte; known are {', '.join(sorted(ANALYTES))}"
            )
        unit = table.text("unit", "write the unit in UCUM that the limits are in")
        age = days(table.whole("max_age_days", "say after how many days a value is too old"))
        return Measured(_input_name(name), say, what, unit, age, _comparison(table, "is"), required)
    if table.has("valueset"):
        table.only("say", "required", "valueset", "resource", "ever")
        what = _valueset(table, "valueset", valuesets)
        kind = table.text("resource", "name the resource type, such as Condition")
        return Stated(_input_name(what.name), say, kind, what, table.flag("ever"), required)
    if table.has("fhirpath"):
        table.only("say", "required", "name", "fhirpath", "search")
        expression = table.text("fhirpath", "write an expression that answers true or false")
        search = table.text("search", "say which resources it is asked of, such as Observation?category=laboratory")
        begins = _TYPE.match(expression)
        if begins and begins[1] != search.partition("?")[0]:
            raise table.refusal(
                "search", f"reads another type than {begins[1]}, so the expression is never true; make them the same"
            )
        name = table.text("name", "name the line, for the rule's tests and the explanation")
        return Evaluated(_input_name(name), say, expression, search, required)
    raise table.refusal("", "says no data beside its sentence; write latest, valueset or fhirpath")


def _input_name(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _comparison(table: Table, key: str) -> Comparison:
    text = table.text(key, 'write a comparison such as "< 30"')
    try:
        return Comparison.parse(text)
    except ValueError as error:
        raise table.refusal(key, str(error)) from None


def _bands(top: Table) -> tuple[Band, ...]:
    one = isinstance(top.content["then"], Mapping)
    mend = "say what follows: indicator, summary and detail, or a list of them with if"
    return tuple(_band(t) for t in ((top.table("then", mend),) if one else top.tables("then", mend)))


def _band(table: Table) -> Band:
    table.only("if", "indicator", "summary", "detail", "suggestions")
    bounds = (
        table.table("if", 'write measurements and comparisons, such as {egfr: "< 30"}') if table.has("if") else None
    )
    offered = table.tables("suggestions", "list suggestions, or leave the key out") if table.has("suggestions") else ()
    return Band(
        {_input_name(name): _comparison(bounds, name) for name in bounds.content} if bounds else {},
        cast("Indicator", table.word("indicator", "info", "warning", "critical")),
        table.text("summary", "say it in under 140 characters"),
        table.text("detail", "say what the clinician needs to know"),
        tuple(_suggestion(t) for t in offered),
    )


def _suggestion(table: Table) -> Suggestion:
    table.only("label", "stop", "order")
    label = table.text("label", "say what accepting it does")
    if table.has("stop") == table.has("order"):
        raise table.refusal(
            "", "offers nothing, or two things; write either stop: order or order: {system, code, display, kind}"
        )
    if table.has("stop"):
        table.word("stop", "order")
        return Suggestion(label)
    wanted = table.table("order", "write system, code, display and kind")
    wanted.only("system", "code", "display", "kind")
    code = Code(*(wanted.text(key, f"write the {key} of what to order") for key in ("system", "code", "display")))
    return Suggestion(label, Draft(code, cast("Any", wanted.word("kind", "ServiceRequest", "MedicationRequest"))))


def _evidence(table: Table) -> Evidence:
    table.only("title", "pmid", "url", "level", "date", "version", "states")
    if not table.has("pmid") and not table.has("url"):
        raise table.refusal("url", "is missing; give the address of the publication, label or assertion, or its pmid")
    pmid = table.text("pmid", "quote the number", default="")
    url = table.text("url", "give its address", default=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
    date = table.text("date", "give its date: YYYY, YYYY-MM or YYYY-MM-DD")
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", date):
        raise table.refusal("date", "is no date; write YYYY, YYYY-MM or YYYY-MM-DD, quoted where it is a year alone")
    source = Source(
        table.text("title", "give its title"), url, table.text("version", "give its version", default=date), date
    )
    return Evidence(
        source, table.text("level", "say how strong it is"), table.text("states", "say in a sentence what it states")
    )


def _case(table: Table) -> Case:
    table.only("case", "say", "given", "indicator", "lacks")
    kind = table.word("case", "positive", "negative", "unknown")
    return Case(
        cast("Any", kind),
        table.text("say", "say in words what is tested"),
        table.table("given", "write plain facts by the names of the rule's inputs").content,
        table.word("indicator", "info", "warning", "critical") if table.has("indicator") else "",
        table.words("lacks", "name the inputs that are missing in it") if kind == "unknown" else (),
    )


def _governance(top: Table) -> Governance:
    table = top.table("governance", "write author, clinical_reviewer, approved_on, review_by and sha256")
    table.only("author", "clinical_reviewer", "approved_on", "review_by", "sha256", "signature")
    reviewer = table.text("clinical_reviewer", f"write who reviewed it, or {NONE}")
    reviewed = reviewer != NONE
    if reviewed == (table.text("approved_on", f"write the day, or {NONE} with clinical_reviewer: {NONE}") == NONE):
        raise table.refusal("approved_on", f"does not fit clinical_reviewer; write both, or {NONE} for both")
    if not reviewed and top.content["status"] == "reviewed":
        raise table.refusal(
            "clinical_reviewer", f"is {NONE}, so the status is not reviewed; name the reviewer or change the status"
        )
    actual = top.digest("governance")
    if table.text("sha256", f"write {actual}") != actual:
        raise table.refusal(
            "sha256", f"does not fit what stands above governance; have the change reviewed and write {actual}"
        )
    return Governance(
        table.text("author", "say who wrote the rule"),
        reviewer if reviewed else "",
        table.day("approved_on", "write the day") if reviewed else None,
        table.day("review_by", "write the last day on which the rule may fire"),
        actual,
        table.text("signature", "leave it out until it is signed", default=""),
    )


def _check_whole(top: Table, rule: Rule) -> None:
    """Refuse what only shows when the parts are seen together."""
    asked: dict[str, Any] = {}
    for condition in rule.conditions:
        if condition.name in ("rule", "today", "order"):
            raise top.refusal("applies_when", f"may not name an input {condition.name!r}; choose another name")
        if asked.setdefault(condition.name, condition.request()) != condition.request():
            raise top.refusal(
                "applies_when", f"asks for {condition.name!r} in two ways; use one unit and age, or two names"
            )
    if any(c.required for c in rule.unless) or (
        any(c.required for c in rule.applies_when) and rule.if_unknown != "do-not-fire"
    ):
        raise top.refusal(
            "if_unknown", "does not fit required: true, which stands in applies_when and means do-not-fire"
        )
    for i, band in enumerate(rule.then):
        if bool(band.bounds) == (i == len(rule.then) - 1):
            raise top.refusal(
                f"then[{i}].if", "the last of the list has no if, so that one always follows; the others have one"
            )
        for name in [*band.bounds, *PLACEHOLDER.findall(band.summary + band.detail)]:
            if name not in rule.measured:
                raise top.refusal(f"then[{i}]", f"speaks of {name!r}, which no latest: line of the rule measures")
        if rule.ordered is None and any(s.order is None for s in band.suggestions):
            raise top.refusal(
                f"then[{i}].suggestions", "stops an order, and the rule is asked of none; write when: {order: ...}"
            )
    for kind in ("positive", "negative", "unknown"):
        if kind not in {case.kind for case in rule.tests}:
            raise top.refusal("tests", f"has no {kind} case; give at least one")
