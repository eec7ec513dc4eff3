"""Lists the analyses that this plugin offers; each has a module of its own."""

from __future__ import annotations

from chartside import Analysis
from plugins.pharmacogenomics.medications import medications, new_result
from plugins.pharmacogenomics.missing_test import missing_test
from plugins.pharmacogenomics.order import order
from plugins.pharmacogenomics.summary import summary
from plugins.pharmacogenomics.warfarin import warfarin

__all__ = ["ANALYSES", "medications", "missing_test", "new_result", "order", "summary", "warfarin"]

ANALYSES: tuple[Analysis, ...] = (order, medications, new_result, missing_test, warfarin, summary)
