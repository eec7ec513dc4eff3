"""What the documents promise of settings, versions and the house is what there is."""

import json
import re
import subprocess
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import chartside
from chartside.deprecation import DEPRECATIONS
from chartside.registry import discover
from engine.plan import plan
from engine.settings import Settings
from tests.docs.documents import table, text, ticked
from tests.docs.schemas import ROOT

HIDDEN = {".ci", ".github"}


def as_written(default: Any) -> str:
    """Return a default as a reader would write it; nothing where there is none."""
    match default:
        case None:
            return ""
        case str() | Path():
            return str(default)
        case frozenset():
            return json.dumps(sorted(default))
        case datetime():
            return default.isoformat()
        case _:
            return json.dumps(default)


def test_every_setting_is_there_with_its_default():
    rows = {ticked(row[0])[0]: "".join(ticked(row[1])) for row in table("settings", "setting |")}
    fields = {name.upper(): as_written(field.default) for name, field in Settings.model_fields.items()}
    assert rows == fields


def test_the_prefetch_keys_in_the_document_are_those_that_are_advertised():
    [said] = re.findall(r"under plain keys: ([^;]*);", " ".join(text("ehr").split()))
    services = plan(discover(), date(2026, 11, 20)).values()
    assert set(ticked(said)) == {key for service in services for key in service.templates}
    assert all("consents" in s.templates for s in plan(discover(), date(2026, 11, 20), consent=True).values())


def test_the_sdk_and_the_server_carry_one_number():
    server, sdk = (
        tomllib.loads((ROOT / f / "pyproject.toml").read_text("utf-8"))["project"]["version"] for f in ("", "sdk")
    )
    assert server == sdk == chartside.__version__


def test_every_deprecation_is_in_the_document_and_in_the_changelog():
    rows = [[*ticked(row[0]), *row[1:3]] for row in table("versions", "name | since") if row[0] != "nothing"]
    assert sorted(rows) == sorted([one.name, one.since, one.removed_in] for one in DEPRECATIONS)
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert [one.name for one in DEPRECATIONS if one.name not in changelog] == []


def test_the_changelog_is_of_this_version():
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == chartside.__version__


def test_the_house_has_exactly_these_rooms():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git, wherever it is
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    ).stdout.splitlines()  # fmt: skip
    folders = {name.split("/", 1)[0] for name in listed if "/" in name} - HIDDEN
    said = {name.split("/", 1)[0] for row in table("architecture", "room |") for name in ticked(row[0])}
    assert said == folders


RULES = ROOT / "docs" / "plugins" / "biomarkers.md"


def test_the_readme_lists_what_ships():
    shipped = {a.id for p in discover().plugins.values() if p.distribution == "chartside-server" for a in p.analyses}
    rows = {ticked(row[0])[0]: row[1] for row in table("readme", "analysis |")}
    scores = {ticked(row[0])[0] for row in table("scores", "score |")}
    # The rules of the packs stand on the page of their plugin, each with what it reads.
    ruled = {
        id for id in shipped - rows.keys() if id.startswith("biomarkers.") and f"`{id}`" in RULES.read_text("utf-8")
    }
    assert rows.keys() | scores | ruled == shipped
    assert not rows.keys() & scores
    asked = {id: ", ".join(sorted(a.hooks)) for id, a in discover().analyses.items() if id in rows}
    assert {id: ", ".join(sorted(hooks.split(", "))) for id, hooks in rows.items()} == asked


def test_the_places_in_contributing_are_there():
    places = [word for row in table("contributing", "I want to") for word in ticked(row[1]) if "/" in word]
    assert places
    assert [place for place in places if not place.startswith((".venv", "make")) and not list(ROOT.glob(place))] == []
