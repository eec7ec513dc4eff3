"""Lists the models that this plugin offers."""

from __future__ import annotations

from chartside import Analysis

ANALYSES: tuple[Analysis, ...] = ()
