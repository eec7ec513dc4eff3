"""The models that are installed here, found by the name of their analysis or the end of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chartside import Analysis, Model
from chartside.registry import Registry


class UnknownModel(Exception):  # noqa: N818 - a verdict on a name
    """There is no such model, or there are several; the text lists those that there are."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One model: of which analysis, and as which of its inputs."""

    analysis: Analysis
    name: str
    model: Model

    @property
    def label(self) -> str:
        """Return what a sentence calls it: the analysis, with the input where it has several models."""
        return self.analysis.id if len(self.analysis.models) == 1 else f"{self.analysis.id} (model {self.name})"


def models_of(registry: Registry) -> Iterator[InstalledModel]:
    """Yield every model, by analysis and input."""
    for _, analysis in sorted(registry.analyses.items()):
        yield from (InstalledModel(analysis, name, model) for name, model in analysis.models.items())


def find_model(registry: Registry, analysis: str, model: str = "") -> InstalledModel:
    """Return the model of an analysis, named whole or by its end; ``model`` tells apart those of an analysis with several.

    Raises UnknownModel.
    """
    there = list(models_of(registry))
    ids = list(dict.fromkeys(one.analysis.id for one in there))
    found = [id for id in ids if id == analysis] or [id for id in ids if id.endswith(f".{analysis}")]
    if len(found) > 1:
        raise UnknownModel(f"{analysis!r} could be {' or '.join(found)}; give the whole id")
    if not found:
        what = "has no model" if analysis in registry.analyses else "is no analysis with a model"
        broken = f"; could not be loaded: {', '.join(b.plugin for b in registry.broken)}" if registry.broken else ""
        raise UnknownModel(f"{analysis!r} {what}; there are {', '.join(ids) or 'none'}{broken}")
    its = {one.name: one for one in there if one.analysis.id == found[0]}
    if model and model not in its:
        raise UnknownModel(f"{found[0]} has no model {model!r}; there are {', '.join(its)}")
    if not model and len(its) > 1:
        raise UnknownModel(f"{found[0]} has several models; say which with --model: {', '.join(its)}")
    return its[model] if model else next(iter(its.values()))
