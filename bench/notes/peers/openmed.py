"""Answers for openmed's rules: of a line {id, text, section, spans} the claims, and of {id, text, sig} what it orders."""

import json
import sys
from typing import Any

from openmed.clinical.context import assert_context, scan_context_cues
from openmed.clinical.sig_parser import parse_sig

TIME = {"recent": "current", "historical": "past", "hypothetical": "hypothetical"}
SECTIONS = {"past-surgical-history": "past-medical-history"}


def claims(line: dict[str, Any]) -> list[dict[str, str | None]]:
    """Return what is claimed of each stretch, with the priors of the section where it knows it."""
    section = SECTIONS.get(line["section"], line["section"])
    spans = [{"start": start, "end": end} for start, end in line["spans"]]
    # Not one span but with its section: without offsets of its own the section holds for the whole text.
    found = assert_context(line["text"], spans, sections=[section] if section else None)
    # Its negation is taken from the cues that reach the stretch: what it then concludes from them is right less often.
    cues = scan_context_cues(line["text"], spans).values()
    negated = [any(cue.category == "negation" for cue in hits) for hits in cues]
    return [
        {
            "certainty": "absent" if absent else "possible" if one["uncertainty"] == "uncertain" else "present",
            "time": TIME[one["temporality"]],
            "subject": one["experiencer"],
        }
        for one, absent in zip(found, negated, strict=True)
    ]


def sig(text: str) -> dict[str, Any]:
    """Return what a line orders, in the fields that are compared; it tells no strength apart from a dose, and no status."""
    said = parse_sig(text)
    return {
        "dose": [said["dose"], said["unit"]] if said["dose"] is not None else None,
        "form": said["form"],
        "route": said["route"],
        "perDay": said["frequency_per_day"],
        "prn": said["as_needed"],
        "prnReason": said["condition"],
        "duration": [said["duration_days"], "d"] if said["duration_days"] is not None else None,
    }


for asked in sys.stdin:
    question = json.loads(asked)
    told = {"sig": sig(question["text"])} if question.get("sig") else {"claims": claims(question)}
    print(json.dumps({"id": question["id"], **told}), flush=True)
