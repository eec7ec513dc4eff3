"""Make the line of a step: every attribute with the words that say it."""

from __future__ import annotations

from decimal import Decimal

from plugins.notes.medication.caution import cautions
from plugins.notes.medication.dose import Read, read
from plugins.notes.medication.drug import Drug
from plugins.notes.medication.line import MedicationLine, Quantity, Said, Span, Status, Timing
from plugins.notes.medication.piece import Piece
from plugins.notes.medication.schedule import schedule
from plugins.notes.medication.step import Step
from plugins.notes.medication.vocabulary import Vocabulary


def write(
    text: str, drug: Drug, step: Step, first: Step, status: tuple[Status, Span] | None, words: Vocabulary
) -> tuple[MedicationLine, bool]:
    """Return the line of a step, and whether anything but its name was said; a later step has route and form of the first."""
    found = read(step)
    timing, no_timing = _timing(step, found)
    form = _form(step, found) or (_form(first, read(first)) if step is not first else None)
    route = _route(step) or _route(first) or _by_form(text, form, words)
    duration = _duration(step)
    over = _over(step)
    strength = found.strength or (read(first).strength if step is not first else None)
    evidence = _evidence(
        {
            "strength": strength,
            "dose": found.dose,
            "rate": found.rate,
            "form": form,
            "route": route,
            "duration": duration,
            "over": over,
        },
        timing,
        step,
        status,
    )
    spans = [span for name, several in evidence.items() if name != "status" for span in several] + [
        (drug.name_start, drug.name_end)
    ]
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    prn = (step.prn.start, step.prn.end) if step.prn else None
    line = MedicationLine(
        start,
        end,
        drug.name_start,
        drug.name_end,
        " / ".join(drug.ingredients),
        drug.ingredients,
        drug.codes,
        strength,
        found.dose,
        found.rate,
        form,
        route,
        timing,
        prn,
        Said(text[step.reason.start : step.reason.end], step.reason.start, step.reason.end) if step.reason else None,
        duration,
        over,
        status[0] if status else None,
        status[1] if status else None,
        "; ".join(filter(None, dict.fromkeys((found.why, no_timing)))) if found.dose is None or no_timing else "",
        cautions(text, start, end, (drug.name_start, drug.name_end)),
        text[start:end],
        evidence,
    )
    measured = any(
        held.amount.sort in {"mass", "count", "daily", "held", "pair"} or held.amount.why for held in step.amounts
    )
    return line, measured or any((timing, no_timing, form, route, duration, prn, strength, over))


def _timing(step: Step, found: Read) -> tuple[Timing | None, str]:
    if not found.per_day:
        return schedule(step.timings) if not step.divided else _divided_timing(step)
    spans = tuple((piece.start, piece.end) for piece in step.timings)
    told = [p for p in step.timings if p.value.get("repeat", {}).get("periodUnit") == "h"]
    if told:
        return schedule(told)
    if not spans and step.divided_in is not None:
        spans = ((step.divided_in.start, step.divided_in.end),)
    return Timing({"frequency": found.per_day, "period": 1, "periodUnit": "d"}, spans), ""


def _divided_timing(step: Step) -> tuple[Timing | None, str]:
    """Return the timing of a total that could not be divided, whose "daily" says nothing of how often."""
    told = [p for p in step.timings if p.value.get("repeat") != {"frequency": 1, "period": 1, "periodUnit": "d"}]
    return schedule(told) if told else (None, "")


def _form(step: Step, found: Read) -> Said | None:
    """Return the form; one that is named for itself goes before the one that is counted: an inhaler before its puffs."""
    counted = found.form
    if counted is not None and counted.form_at[1] and (counted.sort != "count" or not step.forms):
        return Said(counted.form, *counted.form_at)
    if step.forms:
        piece = step.forms[0]
        return Said(piece.value[0], piece.start, piece.end)
    return None


def _route(step: Step) -> Said | None:
    if not step.routes:
        return None
    values = {piece.value for piece in step.routes}
    piece = step.routes[0]
    # Oral or intravenous is no route that anybody could write down as one.
    return Said(piece.value, piece.start, piece.end) if len(values) == 1 else None


def _by_form(text: str, form: Said | None, words: Vocabulary) -> Said | None:
    if form is None:
        return None
    said = text[form.start : form.end].lower().split()
    route = words.form_route.get(said[0] if said else "") or words.form_route.get(form.value)
    return Said(route, form.start, form.end) if route else None


def _duration(step: Step) -> Quantity | None:
    if len(step.durations) != 1:
        return None
    return _quantity(step.durations[0], *step.durations[0].value)


def _over(step: Step) -> Quantity | None:
    return _quantity(step.over, step.over.value, None) if step.over else None


def _quantity(piece: Piece, unit: str, fixed: int | None) -> Quantity | None:
    number = piece.number
    if fixed is not None:
        return Quantity(Decimal(fixed), unit, piece.start, piece.end)
    if number is None or number.low is None:
        return None
    return Quantity(number.low, unit, piece.start, piece.end, number.high)


def _evidence(
    said: dict[str, Quantity | Said | None], timing: Timing | None, step: Step, status: tuple[Status, Span] | None
) -> dict[str, tuple[Span, ...]]:
    """Return the words of each attribute, by its name in the answer."""
    found: dict[str, tuple[Span, ...]] = {
        name: ((one.start, one.end),) for name, one in said.items() if one is not None
    }
    if timing is not None:
        found["timing"] = timing.spans
    if step.prn:
        found["prn"] = ((step.prn.start, step.prn.end),)
    if step.reason:
        found["prnReason"] = ((step.reason.start, step.reason.end),)
    if status is not None:
        found["status"] = (status[1],)
    return found
