"""Keeps the suite short: of the scores that are made of tables, which share one path, six are held to the costly checks here.

`chartside check risk-scores` holds all of them to all checks; it takes ten minutes.
"""

from plugins.risk_scores.analyses import FAMILIES

WHOLE = {"prevent", "curb65", "hasbled", "meld_3", "kfre_4var", "news2"}
COSTLY = ("same_answer_twice", "cutoffs_as_declared", "quick_enough", "every_card_cites", "imports_quickly")
SHORT = {f"risk-scores.{name}" for names in FAMILIES.values() for name in names if name not in WHOLE}


def pytest_collection_modifyitems(config, items):
    """Leave out the costly checks of a score that has a sibling which is held to them."""
    left_out = [item for item in items if _left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _left_out(item):
    return any(id in item.name for id in SHORT) and any(check in item.name for check in COSTLY)
