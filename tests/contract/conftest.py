"""Keeps the suite short: of the scores that are made of tables, six are held to every check here, the others to their examples.

They share one path. Of the others `tests/plugins/risk_scores` holds that no value ruins them and that what is missing stays missing;
`make contract` holds all of them to all checks; it takes ten minutes.
"""

from plugins.risk_scores.analyses import FAMILIES

WHOLE = {"prevent", "curb65", "hasbled", "meld_3", "kfre_4var", "news2"}
KEPT = ("examples_hold", "source_attributes_complete")
SHORT = {f"risk-scores.{name}" for names in FAMILIES.values() for name in names if name not in WHOLE}


def pytest_collection_modifyitems(config, items):
    """Leave out most checks of a score that has a sibling which is held to them."""
    left_out = [item for item in items if _left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _left_out(item):
    return any(f"[{id}-" in item.name for id in SHORT) and not any(check in item.name for check in KEPT)
