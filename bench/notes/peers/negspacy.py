"""Answers for negspaCy: whether each given stretch is negated, a line {id, text, spans} in and a line {id, claims} out."""

import json
import sys
from typing import Any

import negspacy.negation  # noqa: F401 - registers its component
import spacy

nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
nlp.add_pipe("negex")  # with the terms that it takes when it is told none: en_clinical


def claims(line: dict[str, Any]) -> list[dict[str, str | None]]:
    """Return what is claimed of each stretch; negspaCy speaks of negation only."""
    doc = nlp.make_doc(line["text"])
    doc = nlp.get_pipe("sentencizer")(doc)
    answers = []
    for start, end in line["spans"]:
        span = doc.char_span(start, end, label="CONDITION", alignment_mode="expand")
        doc.ents = [span] if span else []
        negated = nlp.get_pipe("negex")(doc).ents[0]._.negex
        answers.append({"certainty": "absent" if negated else "present", "time": None, "subject": None})
    return answers


for asked in sys.stdin:
    question = json.loads(asked)
    print(json.dumps({"id": question["id"], "claims": claims(question)}), flush=True)
