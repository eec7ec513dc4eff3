"""Keeps the suite short: of the scores and rules that are made of tables, some are held to every check here, the others to their examples.

They share one path. Of the others `tests/plugins/risk_scores` holds that no value ruins them and that what is missing stays missing,
and `tests/plugins/biomarkers` that each case of each rule is what happens; `make contract` holds all of them to all checks; it takes a
quarter of an hour.
"""

from plugins.biomarkers import rule_files
from plugins.risk_scores.analyses import FAMILIES

WHOLE = {"prevent", "curb65", "hasbled", "meld_3", "kfre_4var", "news2"}
KEPT = ("examples_hold", "source_attributes_complete")
SHORT = {f"risk-scores.{name}" for names in FAMILIES.values() for name in names if name not in WHOLE}
# Of each kind of line one rule: a number, a rule that fires when unknown, a series, a clearance, variants, FHIRPath, age, a coded answer.
WHOLE_RULES = {
    "metformin-egfr", "calcium-low", "troponin-t-delta", "dabigatran-clearance", "egfr-l858r", "bcr-abl1", "d-dimer-age", "msi-high",
    "iron-deficiency-anaemia", "ctdna-rising",
}  # fmt: skip
SHORT |= {rule.analysis for rule in rule_files() if rule.name not in WHOLE_RULES}


def pytest_collection_modifyitems(config, items):
    """Leave out most checks of a score that has a sibling which is held to them."""
    left_out = [item for item in items if _left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _left_out(item):
    return any(f"[{id}-" in item.name for id in SHORT) and not any(check in item.name for check in KEPT)
