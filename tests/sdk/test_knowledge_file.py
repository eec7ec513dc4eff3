"""A knowledge file is read as it is written, and stands in every answer by version and hash."""

import hashlib
from decimal import Decimal

import pytest

from chartside import KnowledgeFile

CONTENT = b"""version = "2.1"
limits = "Adults."
at_least = 0.30
[[references]]
title = "A paper"
url = "https://a.example"
version = "1"
date = "2026-01-01"
"""


def test_it_is_known_by_its_bytes_and_its_numbers_are_exact(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "cut.toml").write_bytes(CONTENT)
    read = KnowledgeFile.read(tmp_path, "sub/cut")
    assert (read.version, read.limits, read.content["at_least"]) == ("2.1", "Adults.", Decimal("0.30"))
    assert [one.title for one in read.sources] == ["A paper"]
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert (read.injected.name, read.injected.sha256, read.injected.value) == ("knowledge/sub/cut.toml", sha256, read)
    assert (read.holding(3).sha256, read.holding(3).value) == (sha256, 3)


def test_one_without_a_version_is_refused(tmp_path):
    (tmp_path / "cut.toml").write_text("at_least = 1\n")
    with pytest.raises(KeyError, match="version"):
        KnowledgeFile.read(tmp_path, "cut")
