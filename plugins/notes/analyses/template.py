"""Tell what a form says from what somebody wrote of the patient."""

from __future__ import annotations

import re

from plugins.notes.analyses.knowledge_file import knowledge


def is_template(sentence: str, section: str) -> bool:
    """Whether a sentence is of a form, an instruction to the patient or a placeholder, and claims nothing of anybody."""
    table = knowledge("templates").content
    return section in table["sections"] or any(re.search(p, sentence, re.IGNORECASE) for p in table["patterns"])
