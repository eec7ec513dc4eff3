"""What a plugin adds to the page that explains one of its answers: words, never a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fragment:
    """A titled passage under the explanation of one analysis.

    ``write`` takes the explanation (JSON, as ``docs/schema`` describes it) and returns Markdown, or an empty text to add nothing. The
    engine owns the page: HTML and images are shown as the text that they are, and a passage that fails is named as failed.
    """

    analysis: str
    title: str
    write: Callable[[Mapping[str, Any]], str]
