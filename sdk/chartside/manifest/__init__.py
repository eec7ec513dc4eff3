"""What cannot be derived about a plugin: ``card.toml``, read strictly, and the quality that it claims."""

from chartside.manifest.card import AnalysisCard, Example, Manifest, PluginCard
from chartside.manifest.problem import ManifestError, Problem
from chartside.manifest.reading import find_manifest, read_manifest

__all__ = [
    "AnalysisCard",
    "Example",
    "Manifest",
    "ManifestError",
    "PluginCard",
    "Problem",
    "find_manifest",
    "read_manifest",
]
