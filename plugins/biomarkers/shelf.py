"""The rules that are in force here: those that ship, and those of the site's own folder, which stand in their place."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from chartside import Analysis
from chartside.rule_files import RuleFile
from plugins.biomarkers.compiler import compile_rule
from plugins.biomarkers.manifest import card_of
from plugins.biomarkers.proof import prove
from plugins.biomarkers.reading import read
from plugins.biomarkers.reading.rulebook import files_of
from plugins.biomarkers.refused import refused
from plugins.biomarkers.rule import Rule, RuleError

KNOWLEDGE = files("plugins.biomarkers") / "knowledge"
FOLDER = "biomarkers"
"""Below ``CHARTSIDE_KNOWLEDGE``, as a site's other knowledge: one YAML file a rule."""
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Shelved:
    """One rule file: what was read of it, the analysis that it became if any, and what a site lists and signs."""

    file: RuleFile
    text: str
    rule: Rule | None = None
    """None where it was refused."""
    analysis: Analysis | None = None


def site_folder() -> Path:
    """Return where a site keeps its own rules."""
    return Path(os.environ.get("CHARTSIDE_KNOWLEDGE", ".chartside/knowledge")) / FOLDER


def shelf() -> tuple[Shelved, ...]:
    """Return every rule that is here, by name; raise RuleError when one that ships is refused or fails its own tests.

    A site's rule stands in the place of one that ships and bears its name. One of a site that is refused is out, which is said, and
    neither it nor the one in whose place it stands fires.
    """
    folder = site_folder()
    stamps = tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in _yaml(folder))
    return _shelf(folder, stamps)


@cache
def shipped() -> tuple[Shelved, ...]:
    """Return the rules that ship, each of which has proved itself; raise RuleError where one does not."""
    return tuple(shelved(KNOWLEDGE))


@cache
def _shelf(folder: Path, _: tuple[tuple[str, int, int], ...]) -> tuple[Shelved, ...]:
    own = {one.file.analysis: one for one in map(_of_the_site, _yaml(folder))}
    rest = {one.file.analysis: one for one in shipped() if one.file.analysis not in own}
    return tuple(sorted((*rest.values(), *own.values()), key=lambda one: one.file.analysis))


def shelved(folder: Traversable) -> Iterator[Shelved]:
    """Yield the rules of a folder as they ship; raise RuleError for the first that is refused or fails its own tests."""
    for file in files_of(folder):
        yield _proved(file.name, file.read_text("utf-8"), file.name, shipped=True)


def _yaml(folder: Path) -> list[Path]:
    return (
        sorted(f for f in folder.glob("*") if f.suffix in (".yaml", ".yml") and f.is_file()) if folder.is_dir() else []
    )


def _of_the_site(file: Path) -> Shelved:
    raw = file.read_bytes()
    try:
        return _proved(file.name, raw.decode("utf-8"), str(file), shipped=False)
    except UnicodeDecodeError:
        why = f"{file.name}: is no UTF-8; write it anew as UTF-8"
    except RuleError as error:
        why = str(error)
    name = _NOT_IN_A_NAME.sub("-", file.stem).strip("-_") or "unnamed"
    sha256 = hashlib.sha256(raw).hexdigest()
    was = next((one.rule for one in shipped() if one.rule is not None and one.rule.id == name), None)
    analysis, listed = refused(name, why, sha256, str(file), was)
    return Shelved(listed, raw.decode("utf-8", "replace"), None, analysis)


def _proved(name: str, text: str, path: str, *, shipped: bool) -> Shelved:
    rule = read(name, text)
    try:
        analysis = compile_rule(rule)
    except ValueError as error:
        raise RuleError(f"{name}: {error}") from None
    answers = prove(rule, analysis)
    governance = rule.governance
    listed = RuleFile(
        analysis.id,
        rule.version,
        rule.status,
        rule.title,
        path,
        governance.sha256,
        rule.pack,
        shipped,
        governance.author,
        governance.clinical_reviewer,
        governance.approved_on,
        governance.review_by,
        governance.signature,
        expressions=rule.expressions,
    )
    listed = replace(listed, card=card_of(rule, analysis, answers))
    return Shelved(listed, text, rule, analysis if rule.status == "active" else None)
