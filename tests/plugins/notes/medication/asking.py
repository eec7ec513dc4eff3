"""Write what is expected of a line in short, and ask for it."""

import re

from plugins.notes.medication import as_json, medications, named, stretches
from plugins.notes.section import Section

UNITS = {"d", "wk", "mo", "h", "min", "a"}
FIELDS = ("strength", "dose", "doseHigh", "form", "route", "timing", "prn", "prnReason", "duration", "status")


def lines(text, sections=(), bounds=None):
    return [as_json(line) for line in medications(text, named(text), bounds or stretches(text), sections)]


def listed(text):
    """Read a text as the body of a list of medicines."""
    return lines(text, (Section("discharge-medications", 0, len(text)),))


def number(text):
    value = float(text)
    return int(value) if value == int(value) else value


def timing(short):
    """Make a Timing.repeat of "2/d", "1/4-6h", "2-4/d", "1/d@MORN,EVE", "@AC", "x1", "on mon,wed", "at 08:00"."""
    repeat = {}
    for word in short.split("_"):
        if m := re.fullmatch(r"(\d+)(?:-(\d+))?/(\d+)?(?:-(\d+))?([a-z]+)(?:@(.+))?", word):
            repeat["frequency"] = int(m[1])
            if m[2]:
                repeat["frequencyMax"] = int(m[2])
            repeat["period"] = int(m[3] or 1)
            if m[4]:
                repeat["periodMax"] = int(m[4])
            repeat["periodUnit"] = m[5]
            if m[6]:
                repeat["when"] = m[6].split(",")
        elif m := re.fullmatch(r"<(\d+)/([a-z]+)", word):
            repeat |= {"frequencyMax": int(m[1]), "period": 1, "periodUnit": m[2]}
        elif word.startswith("@"):
            repeat["when"] = word[1:].split(",")
        elif word.startswith("x"):
            repeat["count"] = int(word[1:])
        elif word.startswith("on:"):
            repeat["dayOfWeek"] = word[3:].split(",")
        elif word.startswith("at:"):
            repeat["timeOfDay"] = [f"{one}:00" for one in word[3:].split(",")]
        elif word.startswith("off:"):
            repeat["offset"] = int(word[4:])
        else:
            raise ValueError(word)
    return repeat


def wanted(short):
    """Make the answer of "lisinopril; D 10 mg; R oral; T 1/d"; what is not named is null."""
    ingredient, *rest = (part.strip() for part in short.split(";"))
    found = dict.fromkeys(FIELDS) | {"ingredient": ingredient, "prn": False}
    names = {
        "S": "strength",
        "D": "dose",
        "dur": "duration",
        "F": "form",
        "R": "route",
        "T": "timing",
        "for": "prnReason",
        "is": "status",
    }
    for part in rest:
        key, _, value = part.partition(" ")
        if key == "prn":
            found["prn"] = True
            continue
        name = names[key]
        if name in {"strength", "dose", "duration"}:
            amount, _, unit = value.partition(" ")
            low, _, high = amount.partition("-")
            found[name] = [number(low), unit]
            if high and name == "dose":
                found["doseHigh"] = number(high)
        else:
            found[name] = timing(value) if name == "timing" else value
        if name == "prnReason":
            found["prn"] = True
    return found


def plain(line):
    return {name: line[name] for name in ("ingredient", *FIELDS)}
