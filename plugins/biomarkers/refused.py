"""A site's rule that was refused: it answers every question with why it is out, so that its silence is never taken for no finding."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from chartside import Analysis, CannotTell, Injected, Input, Source
from chartside.rule_files import RuleFile
from plugins.biomarkers.rule import Rule

HOOKS = frozenset({"patient-view", "order-select", "order-sign"})
"""Where it says so when nobody knows at which hooks it was to be asked."""


def refused(name: str, why: str, sha256: str, file: str, was: Rule | None) -> tuple[Analysis, RuleFile]:
    """Return the analysis that says that a rule is out, and how it is listed; ``was`` is the shipped rule in whose place it stands."""
    analysis = Analysis(
        id=f"biomarkers.{name}",
        version="0.0.0",
        inputs=MappingProxyType({"rule": Input("rule", Injected(f"rule {name} (refused)", why, "refused", sha256))}),
        run=say_why,
        title=f"{name} (refused)",
        hooks=was.hooks if was is not None else HOOKS,
        pace="instant",
        sources=(
            Source(
                f"a rule of the site, {name}, which was refused", f"urn:sha256:{sha256}", "refused", "not available"
            ),
        ),
        limits="Says nothing of the patient: its file was refused.",
        summary=f"{name} (refused)",
    )
    listed = RuleFile(
        analysis.id,
        "0.0.0",
        "refused",
        analysis.title,
        file,
        sha256,
        was.pack if was is not None else "",
        shipped=False,
        out=why,
        card=_CARD,
    )
    return analysis, listed


def say_why(*, rule: str) -> Iterator[CannotTell]:
    """Say of every question that it cannot tell, and why."""
    yield CannotTell(f"this rule is out: {rule}", lacks={"rule": "a file that is accepted"})


_CARD = {
    "intended_use": "Say that a rule of this site was refused, so that its silence is not taken for no finding.",
    "population": "Nobody: it says nothing of a patient.",
    "guideline": "not available: the file was refused",
    "guideline_date": "not available: the file was refused",
    "source_attributes": {
        "E1": "not available: the file was refused",
        "E2": "not available: the file was refused",
    },
}
