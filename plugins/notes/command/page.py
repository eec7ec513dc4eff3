"""Show a reading as a page: the text as it is, with what was found marked in it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template

from plugins.notes.command.ordered import ordered
from plugins.notes.entity import Entity
from plugins.notes.reading import Reading


def page(reading: Reading) -> str:
    """Return one HTML document that needs nothing besides itself; all text of the note is escaped."""
    template = Template((files("plugins.notes.command") / "page.html").read_text("utf-8"))
    parts = {"rows": _rows(reading), "lines": _lines(reading), "more": _more(reading)}
    return template.substitute({name: "".join(rows) for name, rows in parts.items()}, note=_marked(reading))


def _marked(reading: Reading) -> str:
    """Return the text with each entity, cue and heading in an element of its own; nothing is marked twice."""
    text, at, parts = reading.text, 0, []
    for start, end, kind, hint in sorted(_stretches(reading), key=lambda one: (one[0], -one[1])):
        if start < at:
            continue
        parts += [
            escape(text[at:start]),
            f'<mark class="{kind}" title="{escape(hint)}">{escape(text[start:end])}</mark>',
        ]
        at = end
    return "".join((*parts, escape(text[at:])))


def _stretches(reading: Reading) -> Iterator[tuple[int, int, str, str]]:
    for one in reading.entities:
        yield one.mention.start, one.mention.end, _kind(one), _hint(one)
        for cue in one.assertion.cues:
            yield cue.start, cue.end, "cue", cue.rule
    for value in reading.measurements:
        yield value.start, value.end, "value", f"{value.name}, {value.unit or 'unit not said'}"
    for one_status in reading.smoking:
        yield one_status.start, one_status.end, "value", f"smoking: {one_status.status}"
    for section in reading.sections:
        if section.heading[0] < section.heading[1]:
            yield *section.heading, "heading", section.name


def _kind(one: Entity) -> str:
    claim = one.assertion
    if claim.subject in ("family", "other"):
        return "another"
    if claim.time == "hypothetical":
        return "hypothetical"
    said = claim.certainty or "open"
    return f"{said} past" if claim.time == "past" else said


def _hint(one: Entity) -> str:
    claim, mention = one.assertion, one.mention
    said = [mention.type, *(word for word in (claim.certainty, claim.time, claim.subject) if word)]
    return ", ".join([*said, f"{mention.code} {mention.name}".strip()]).rstrip(", ")


def _rows(reading: Reading) -> Iterator[str]:
    for one in reading.entities:
        mention, claim = one.mention, one.assertion
        cells = (
            reading.text[mention.start : mention.end],
            mention.type,
            claim.certainty or "not assessed",
            claim.time or "",
            claim.subject or "",
            "; ".join(reading.text[c.start : c.end] for c in claim.cues),
            f"{mention.code} {mention.name}".strip(),
            one.section,
        )
        yield _row(_kind(one), cells)


def _lines(reading: Reading) -> Iterator[str]:
    for one in reading.medications:
        yield _row("present", (reading.text[one.start : one.end], *ordered(one)))


def _more(reading: Reading) -> Iterator[str]:
    text = reading.text
    for value in reading.measurements:
        yield _row("value", (value.name, text[value.start : value.end], value.unit or "unit not said"))
    for status in reading.smoking:
        yield _row("value", ("smoking", text[status.start : status.end], status.status))
    for relative in reading.family:
        mention = relative.entity.mention
        age = f"at {relative.age}" if relative.age else ""
        yield _row("another", (text[relative.start : relative.end], text[mention.start : mention.end], age))


def _row(kind: str, cells: tuple[str, ...]) -> str:
    return f'<tr class="{kind}">{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
