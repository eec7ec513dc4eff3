"""How a rule stands at a site: whether it may fire, and if not, why, in words for an officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from chartside.rule_files import RuleFile
from engine.audit.signatures import RuleStanding, Signature
from engine.rules.samples import disproved

BROKEN = "the signature in its file is not one that this site gave for what the file says"
UNSIGNED = "nobody has signed it here: `chartside rules sign`, or `chartside rules allow`, on the record"
WITHDRAWN = "it was withdrawn"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule may fire; ``held`` says why not, ``signed`` what the record says of its signature."""

    held: str
    signed: str

    @property
    def fires(self) -> bool:
        """Whether it may."""
        return not self.held


def verdict(
    rule: RuleFile, said: Signature | None, day: date, *, needs_signature: bool, fits: Callable[[RuleFile], bool]
) -> Verdict:
    """Judge one rule: by its file, by what the record says of it, and by the day.

    ``needs_signature`` holds at a deployed site; ``fits`` tells whether a file's own signature is the site's.
    """
    signed = _signed(rule, said)
    if rule.out:
        return Verdict(f"it is out: {rule.out}", signed)
    if not rule.active:
        return Verdict(f"its status is {rule.status}", signed)
    if rule.due(day):
        return Verdict(f"its review was due by {rule.review_by}", signed)
    if rule.signature and not fits(rule):
        return Verdict(BROKEN, signed)
    for complaint in disproved(rule):
        return Verdict(complaint, signed)
    if said is not None and said.standing is RuleStanding.WITHDRAWN:
        return Verdict(f"{WITHDRAWN} by {said.who} on {said.since.date()}", signed)
    if said is not None and said.standing is RuleStanding.SIGNED and said.sha256 != rule.sha256:
        return Verdict(f"its file was changed since version {said.version} was signed; sign it anew", signed)
    if said is None and needs_signature:
        return Verdict(UNSIGNED, signed)
    return Verdict("", signed)


def _signed(rule: RuleFile, said: Signature | None) -> str:
    if said is None:
        return "unsigned"
    if said.standing is RuleStanding.SIGNED and said.sha256 != rule.sha256:
        return f"changed since {said.who} signed {said.version}"
    word = {
        RuleStanding.SIGNED: "signed",
        RuleStanding.ALLOWED: "allowed unsigned",
        RuleStanding.WITHDRAWN: "withdrawn",
    }
    return f"{word[said.standing]} by {said.who} on {said.since.date()}"
