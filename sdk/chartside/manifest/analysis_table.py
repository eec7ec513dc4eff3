"""Read one analysis' part of a manifest, and hold it against what the analysis itself declares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chartside.analysis import Analysis
from chartside.inputs import AgeRequest, ClockRequest, DerivedRequest, History, Injected, Latest
from chartside.manifest.attributes import attributes
from chartside.manifest.card import AT, AnalysisCard, Example, PluginCard
from chartside.manifest.sides import CUTOFF
from chartside.manifest.table import Table

_NUMERIC = (AgeRequest, Latest, History, DerivedRequest)
_OUTCOMES = ("answered", "not-applicable", "cannot-tell", "failed")
_INDICATORS = ("info", "warning", "critical")
_FILE = "@analysis says"
_DERIVED = {
    **dict.fromkeys(("id", "version", "title", "hooks", "pace", "source", "sources", "when", "topic"), _FILE),
    **dict.fromkeys(("inputs", "reads", "codes", "units", "scopes", "fhir"), "the signature says"),
    "knowledge": "the injected inputs say",
}


def read_analysis(analysis: Analysis, table: Table, every: Table, plugin: PluginCard) -> AnalysisCard:
    """Return the card of an analysis; what is said for every analysis of the plugin holds where it says nothing of its own."""
    predictive = table.flag("predictive")
    card = AnalysisCard(
        intended_use=table.text("intended_use", about="what the answer is for"),
        population=table.text("population", about="for which patients"),
        users=table.text("users", plugin.users),
        guideline=table.text("guideline", about="the guideline or research"),
        guideline_date=table.dates("guideline_date"),
        reviewer=_reviewer(analysis, table, every),
        review_by=_shared(table, every).day("review_by"),
        limits=_limits(analysis, table),
        predictive=predictive,
        source_attributes=_attributes(
            table.table("source_attributes"), every.table("source_attributes"), predictive=predictive
        ),
        cutoffs=_cutoffs(analysis, table.table("cutoffs")),
        computed_cutoffs=_computed(analysis, table.table("computed_cutoffs")),
        examples=tuple(_example(analysis, row) for row in table.rows("examples")),
        expected_failures=table.table("expected_failures").texts(),
    )
    every.take("review_by")
    table.take("review_by")
    table.end(_DERIVED)
    return card


def _shared(table: Table, every: Table) -> Table:
    return table if "review_by" in table or "review_by" not in every else every


def _reviewer(analysis: Analysis, table: Table, every: Table) -> str:
    """Return the reviewer whom the analysis names, else what the manifest says; the two may not differ."""
    shared = every.take("reviewer")
    if "reviewer" not in table and analysis.reviewed_by:
        return analysis.reviewed_by
    source = every if shared is not None and "reviewer" not in table else table
    written = source.text("reviewer", about='who reviewed it, or "none: why"')
    if analysis.reviewed_by and written != analysis.reviewed_by:
        table.say(
            "reviewer", "is another than the analysis names", "Leave it out: reviewed_by= is what every card says."
        )
    elif written and not analysis.reviewed_by and not written.startswith("none"):
        mend = 'Put the name into reviewed_by=, or write "none: why": until then every card says that nobody did.'
        source.say("reviewer", "names somebody whom the analysis does not", mend)
    return written


def _limits(analysis: Analysis, table: Table) -> str:
    said = table.text("limits", analysis.limits or None, about="where the answer must not be used")
    if "limits" in table and " ".join(said.split()) == " ".join(analysis.limits.split()):
        table.say("limits", "repeats what @analysis says", "Leave it out, or say what is not said there.")
    return said


def _attributes(own: Table, every: Table, *, predictive: bool) -> Mapping[str, str]:
    wanted, known = attributes().of(predictive=predictive), attributes()
    values: dict[str, str] = {}
    for number, title in wanted.items():
        source = own if number in own or number not in every else every
        values[number] = source.text(number, about=f"a value for {title.lower()}")
        if values[number].startswith("computed:") and number not in known.computed:
            source.say(number, "cannot be computed", f"Only {' and '.join(sorted(known.computed))} can; write a value.")
    for number in known.predictive:
        if not predictive and number in own:
            own.take(number)
            own.say(
                number,
                "is for a predictive analysis",
                "Write predictive = true in the analysis' table, or leave it out.",
            )
    own.end(known=("E1 to E13", "for a predictive analysis P1 to P31"))
    return values


def _cutoffs(analysis: Analysis, table: Table) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in table:
        values = table.take(name)
        given = [str(v) for v in values] if isinstance(values, list) else []
        if not given or not all(CUTOFF.fullmatch(v) for v in given) or len(set(given)) < len(given):
            table.say(name, "is no list of cut-offs, each once", 'Write them as in ["> 180", ">= 65"].')
        elif _is_numeric(analysis, table, name):
            found[name] = tuple(given)
    return found


def _computed(analysis: Analysis, table: Table) -> Mapping[str, str]:
    return {name: table.text(name) for name in table if _is_numeric(analysis, table, name)}


def _is_numeric(analysis: Analysis, table: Table, name: str) -> bool:
    numeric = [n for n, i in analysis.inputs.items() if isinstance(i.request, _NUMERIC)]
    if name not in numeric:
        table.take(name)
        table.say(name, "is no number that the analysis reads", f"It reads {', '.join(numeric) or 'none'}.")
    return name in numeric


def _example(analysis: Analysis, row: Table) -> Example:
    facts, cards = row.take("facts"), row.take("cards")
    asked = [n for n, i in analysis.inputs.items() if not isinstance(i.request, Injected | ClockRequest)]
    if not isinstance(facts, Mapping):
        row.say("facts", "is no table of plain facts", "Write facts = {age = 70, ...}, by the names of the inputs.")
        facts = {}
    strange = [name for name in facts if name not in analysis.inputs and name.removesuffix("_unit") not in asked]
    if strange:
        row.say(
            "facts", f"holds {', '.join(strange)}, which the analysis does not read", f"It reads {', '.join(asked)}."
        )
    outcome = row.text("outcome", about="what must come of it")
    indicator = row.text("indicator", "")
    if outcome and outcome not in _OUTCOMES:
        row.say("outcome", "is no outcome", f"Write {', '.join(_OUTCOMES)}.")
    if indicator and indicator not in _INDICATORS:
        row.say("indicator", "is no indicator", f"Write {', '.join(_INDICATORS)}.")
    if cards is not None and (not isinstance(cards, int) or isinstance(cards, bool) or cards < 0):
        row.say("cards", "is no number of cards", "Write 0, 1, ... without quotes.")
    elif indicator and cards == 0:
        row.say("indicator", "is of a card, and there is none", "Leave it out.")
    example = Example(facts, _moment(row), outcome, cards, indicator, row.text("say", ""))
    row.end()
    return example


def _moment(row: Table) -> str:
    said = row.text("now", AT)
    try:
        datetime.fromisoformat(said)
    except ValueError:
        row.say("now", "is no moment", "Write it as 2026-11-20T09:00:00Z, or leave it out.")
    return said
