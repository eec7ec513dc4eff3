"""Which artefacts speak for a tenant when an analysis is asked; one on record that is not installed is never replaced in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from chartside import Analysis
from engine.audit import Choices, Named


@dataclass(frozen=True, slots=True)
class Version:
    """An analysis with some of its models' artefacts; ``unable`` says why it cannot be asked so, and then lacks what is missing."""

    analysis: Analysis
    unable: str = ""


@dataclass(frozen=True, slots=True)
class Speaking:
    """An analysis as a tenant has it: what speaks, and what is tried beside it."""

    active: Version
    candidate: Version | None = None

    def versions(self) -> Iterator[tuple[Version, bool]]:
        """Yield each with whether it is the candidate."""
        yield self.active, False
        if self.candidate is not None:
            yield self.candidate, True


def using(analysis: Analysis, choices: Choices) -> Speaking:
    """Return an analysis with the artefacts that a tenant chose for its models."""
    chosen = choices.get(analysis.id)
    if not chosen:
        return Speaking(Version(analysis))
    active = {name: choice.active for name, choice in chosen.items() if choice.active is not None}
    tried = {name: choice.shadow for name, choice in chosen.items() if choice.shadow is not None}
    if not tried:
        return Speaking(_version(analysis, active))
    speaks, candidate = _version(analysis, active), _version(analysis, {**active, **tried})
    # A newer plugin may ship first what was a candidate until then.
    return Speaking(speaks, None if _artefacts(candidate) == _artefacts(speaks) else candidate)


def is_installed(analysis: Analysis, model: str, artefact: Named) -> bool:
    """Whether an artefact on record is among those of the model."""
    known = analysis.models.get(model)
    return known is not None and any(one.sha256 == artefact.sha256 for one in known.artefacts)


def _artefacts(version: Version) -> tuple[str, dict[str, str]]:
    return version.unable, {name: one.sha256 for name, one in version.analysis.models.items()}


def _version(analysis: Analysis, artefacts: Mapping[str, Named]) -> Version:
    gone = {name: one for name, one in artefacts.items() if not is_installed(analysis, name, one)}
    if not gone:
        return Version(analysis.using({name: one.sha256 for name, one in artefacts.items()}))
    # Without these inputs: else its line in the record would name, as its knowledge, an artefact that nobody chose.
    left = {name: declared for name, declared in analysis.inputs.items() if name not in gone}
    said = "; ".join(f"model {name}, version {one.version}, sha256 {one.sha256}" for name, one in gone.items())
    return Version(
        replace(analysis, inputs=left),
        f"what the record says shall speak is not installed: {said}; `chartside models list` says what is",
    )
