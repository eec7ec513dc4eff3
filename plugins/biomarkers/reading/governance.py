"""Read on what a rule rests, how it is tested, and who answers for it until when."""

from __future__ import annotations

import re
from typing import Any, cast

from chartside import Source
from plugins.biomarkers.document import NONE, Table
from plugins.biomarkers.rule import Case, Evidence, Governance

_HASHED_BESIDE = ("sha256", "signature")


def read_evidence(table: Table) -> Evidence:
    """Return a publication, label or assertion."""
    table.only("title", "pmid", "url", "level", "date", "version", "states", "checked")
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
        source,
        table.text("level", "say how strong it is"),
        table.text("states", "say in a sentence what it states"),
        table.word("checked", "read", "recalled"),
    )


def read_case(table: Table) -> Case:
    """Return one of the rule's own tests."""
    table.only("case", "say", "given", "indicator", "lacks")
    kind = table.word("case", "positive", "negative", "unknown")
    return Case(
        cast("Any", kind),
        table.text("say", "say in words what is tested"),
        table.table("given", "write plain facts by the names of the rule's inputs").content,
        table.word("indicator", "info", "warning", "critical") if table.has("indicator") else "",
        table.words("lacks", "name the inputs that are missing in it") if kind == "unknown" else (),
    )


def digest(top: Table) -> str:
    """Return the hash that a rule bears: of everything in it but the hash itself and a signature.

    Who wrote it, who reviewed it and until when it fires are in it: none of these can be moved under a signature.
    """
    governance = top.content.get("governance")
    kept = {k: v for k, v in governance.items() if k not in _HASHED_BESIDE} if isinstance(governance, dict) else None
    return Table(top.file, "", {**top.content, "governance": kept}).digest()


def read_governance(top: Table) -> Governance:
    """Return who answers for the rule; raises RuleError where its hash is not that of the file."""
    table = top.table("governance", "write author, clinical_reviewer, approved_on, review_by and sha256")
    table.only("author", "clinical_reviewer", "approved_on", "review_by", *_HASHED_BESIDE)
    reviewer = table.text("clinical_reviewer", f"write who reviewed it, or {NONE}")
    reviewed = reviewer != NONE
    if reviewed == (table.text("approved_on", f"write the day, or {NONE} with clinical_reviewer: {NONE}") == NONE):
        raise table.refusal("approved_on", f"does not fit clinical_reviewer; write both, or {NONE} for both")
    if not reviewed and top.content["status"] == "reviewed":
        raise table.refusal(
            "clinical_reviewer", f"is {NONE}, so the status is not reviewed; name the reviewer or change the status"
        )
    author = table.text("author", "say who wrote the rule")
    review_by = table.day("review_by", "write the last day on which the rule may fire")
    approved = table.day("approved_on", "write the day") if reviewed else None
    actual = digest(top)
    if table.text("sha256", f"write {actual}") != actual:
        raise table.refusal("sha256", f"does not fit the file; have the change reviewed and write {actual}")
    signature = table.text("signature", "leave it out until it is signed", default="")
    return Governance(author, reviewer if reviewed else "", approved, review_by, actual, signature)
