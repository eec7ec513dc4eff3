"""Write into the text of a rule the hashes that its content has now, and leave every other character as it is."""

from __future__ import annotations

import re

from plugins.biomarkers.document import Table
from plugins.biomarkers.reading.governance import digest
from plugins.biomarkers.reading.valuesets import pin

_PIN = re.compile(r"(from:\s*)([a-z]+/[A-Za-z0-9 +/-]*[A-Za-z0-9])(\s*,\s*|\s*\n\s*)(sha256:\s*)([^\s,}]*)")
_OWN = re.compile(r"^(governance:\n(?:[ \t]+.*\n|\n)*?[ \t]+sha256:)[ \t]*[^\n]*$", re.MULTILINE)


def resealed(file: str, text: str) -> str:
    """Return the text with the hash of each named value set and its own hash as they are now.

    Raises RuleError where the text is no YAML, ValueError where a value set leads nowhere or no place is kept for the hash.
    """
    pinned = _PIN.sub(lambda m: f"{m[1]}{m[2]}{m[3]}{m[4]}{pin(m[2])[1]}", text)
    if not _OWN.search(pinned):
        raise ValueError(f"{file}: keep a line sha256: under governance, for the hash to be written into")
    return _OWN.sub(lambda m: f"{m[1]} {digest(Table.parse(file, pinned))}", pinned)
