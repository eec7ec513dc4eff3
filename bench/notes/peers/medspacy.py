"""Answers for medspaCy's ConText: a line {id, text, section, spans} in, and a line {id, claims} out."""

import json
import sys
import types
from typing import Any

from loguru import logger

logger.remove()  # its sentence splitter says every sentence
# medspaCy imports QuickUMLS, which no rule of ConText uses and whose Unidecode is under the GPL: an empty module in its place.
quickumls = types.ModuleType("quickumls")
quickumls.spacy_component = None  # type: ignore[attr-defined]
sys.modules["quickumls"] = quickumls

import medspacy  # noqa: E402 - after the empty module
from medspacy.section_detection.sectionizer import DEFAULT_ATTRS  # noqa: E402

SECTIONS = {
    "past-medical-history": "past_medical_history",
    "past-surgical-history": "past_medical_history",
    "social-history": "sexual_and_social_history",
    "family-history": "family_history",
    "discharge-instructions": "patient_instructions",
    "allergies": "allergy",
}
"""Our names of sections in the words of its sectionizer, for those by which it claims something."""

nlp = medspacy.load(medspacy_enable={"medspacy_tokenizer", "medspacy_pyrush", "medspacy_context"})


def claims(line: dict[str, Any]) -> list[dict[str, str | None]]:
    """Return what is claimed of each stretch, by ConText and by what its sectionizer would have added for the section."""
    doc = nlp.get_pipe("medspacy_pyrush")(nlp.make_doc(line["text"]))
    by_section = DEFAULT_ATTRS.get(SECTIONS.get(line["section"] or "", ""), {})
    answers: list[dict[str, str | None]] = []
    for start, end in line["spans"]:
        doc.ents = [doc.char_span(start, end, label="CONDITION", alignment_mode="expand")]
        said = nlp.get_pipe("medspacy_context")(doc).ents[0]._

        def has(name: str, said: Any = said) -> bool:
            return bool(getattr(said, name) or by_section.get(name))

        answers.append(
            {
                "certainty": "absent" if has("is_negated") else "possible" if has("is_uncertain") else "present",
                "time": "hypothetical" if has("is_hypothetical") else "past" if has("is_historical") else "current",
                "subject": "family" if has("is_family") else "patient",
            }
        )
    return answers


for asked in sys.stdin:
    question = json.loads(asked)
    print(json.dumps({"id": question["id"], "claims": claims(question)}), flush=True)
