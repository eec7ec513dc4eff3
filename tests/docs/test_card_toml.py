"""The manifest in the document is one that is read, and its table of rules is the scale."""

import re

from chartside.check import CHECKS
from chartside.manifest import read_manifest
from chartside.manifest.quality import scale
from tests.docs.schemas import ROOT
from tests.sdk.manifest.made import SOURCE, loaded

TEXT = (ROOT / "docs" / "card-toml.md").read_text("utf-8")
[MANIFEST] = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_manifest_in_the_document_can_be_used(tmp_path):
    (tmp_path / "shown.py").write_text(SOURCE.replace("{more}", "").replace("try-out.raised", "my-plugin.first"))
    (tmp_path / "shown.card.toml").write_text(MANIFEST)
    card = read_manifest(loaded(tmp_path / "shown.py")).of("my-plugin.first")
    assert (card.users, card.cutoffs["sbp"], card.examples[0].say) == ("Nurses.", ("> 180",), "just above")
    assert card.source_attributes["E3"].startswith("not available")


def test_the_table_of_rules_is_the_scale():
    rows = re.findall(r"^\| (\w+) \| `([\w-]+)` \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
    assert [(level, id, says) for level, id, says, _ in rows] == [
        (r.level, r.id, r.says) for r in scale().rules.values()
    ]
    for (*_, proved), rule in zip(rows, scale().rules.values(), strict=True):
        assert re.findall(r"`(\w+)`", proved) == list(rule.checks)


def test_every_check_of_the_contract_proves_some_rule_and_every_check_that_is_named_exists():
    named = {check for rule in scale().rules.values() for check in rule.checks}
    assert named == {check.__name__ for check in CHECKS} | {"survives_without"}
