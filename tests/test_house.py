"""The rules of the house, each broken on purpose or looked for in every file, so that a rule is what is checked and not what is written."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("sdk/chartside", "engine", "fhir_adapter", "plugins", "worker", "migrations", "bench", "deploy")
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc"}
LONGEST = 400  # lines; past it a newcomer is lost


def run(folder: Path, *command: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, capture_output=True, text=True, check=check, timeout=120
    )


def committed() -> list[Path]:
    """List every file that is in the repository or about to be."""
    listed = run(ROOT, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout
    return [file for name in listed.split("\0") if name and (file := ROOT / name).is_file()]


def modules() -> list[Path]:
    return [file for file in committed() if file.suffix == ".py" and file.is_relative_to(ROOT)]


def in_rooms() -> list[Path]:
    return [file for file in modules() if any(file.is_relative_to(ROOT / room) for room in ROOMS)]


def named(files: list[Path]) -> list[str]:
    return sorted(file.relative_to(ROOT).as_posix() for file in files)


# What a file is called, says first, and how long it is


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert (
        named(
            [f for f in modules() if SAY_NOTHING & {part.lower() for part in f.relative_to(ROOT).with_suffix("").parts}]
        )
        == []
    )


def test_the_first_line_of_every_module_says_what_it_is_for() -> None:
    assert named([f for f in in_rooms() if not says_what_for(f)]) == []


def says_what_for(file: Path) -> bool:
    parsed = ast.parse(file.read_text(encoding="utf-8"))
    first = parsed.body[0] if parsed.body else None
    return first is not None and first.lineno == 1 and len((ast.get_docstring(parsed) or "").split("\n", 1)[0]) > 15


def test_every_folder_of_modules_is_a_package() -> None:
    assert (
        named([f for f in in_rooms() if f.parent.name != "versions" and not (f.parent / "__init__.py").is_file()]) == []
    )


def test_no_file_is_too_long_to_read() -> None:
    read_by_people = {".py", ".md", ".toml", ".yml", ".html"}
    long = [
        f
        for f in committed()
        if f.suffix in read_by_people and len(f.read_text(encoding="utf-8").splitlines()) > LONGEST
    ]
    # Knowledge, a plugin's one manifest, and what is generated of it are looked things up in, and not read through.
    looked_up = [
        f for f in long if "knowledge" in f.parts or f.name == "card.toml" or "Generated:" in f.read_text("utf-8")[:300]
    ]
    assert named([f for f in long if f not in looked_up]) == []


# Which way imports point

PLANTED = [
    ("plugins/planted/__init__.py", "import engine", "Plugins know only the SDK"),
    ("plugins/planted/__init__.py", "import fhir.resources", "Plugins know only the SDK"),
    ("engine/planted.py", "import fhir.resources", "Only the adapter speaks FHIR"),
    ("engine/planted.py", "import plugins", "Plugins arrive by entry point"),
    ("engine/audit/planted.py", "import fastapi", "Nothing below the service knows HTTP"),
    ("engine/planted.py", "import sklearn", "Heavy libraries never load in a service process"),
    ("chartside/planted.py", "import lifelines", "Heavy libraries never load in a service process"),
    ("chartside/planted.py", "from chartside import evaluation", "Models are evaluated where nothing is served"),
    (
        "engine/cli/planted.py",
        "from chartside.evaluation.brier import brier",
        "Models are evaluated where nothing is served",
    ),
    ("plugins/planted/__init__.py", "import chartside.evaluation", "Models are evaluated where nothing is served"),
    ("chartside/planted.py", "import pydantic", "The SDK is light"),
    ("chartside/planted.py", "import fhir_adapter", "Dependencies point one way"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy the rooms and their contracts to where something may be broken."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ("sdk/chartside", "engine", "fhir_adapter", "plugins", "worker"):
        shutil.copytree(
            ROOT / room, tmp_path / Path(room).name, ignore=shutil.ignore_patterns("__pycache__", "knowledge")
        )
    return tmp_path


def contracts(tree: Path) -> "subprocess.CompletedProcess[str]":
    program = (
        "import sys; from importlinter.cli import lint_imports_command; sys.path.insert(0, ''); lint_imports_command()"
    )
    return run(tree, sys.executable, "-c", program, "--no-cache", check=False)


def test_imports_point_one_way(tree: Path) -> None:
    verdict = contracts(tree)
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(("file", "line", "contract"), PLANTED)
def test_an_import_the_wrong_way_is_found(tree: Path, file: str, line: str, contract: str) -> None:
    planted = tree / file
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f'"""Planted."""\n\n{line}\n')
    verdict = contracts(tree)
    assert verdict.returncode != 0
    assert re.search(rf"{re.escape(contract)} BROKEN", verdict.stdout), verdict.stdout


def test_a_service_process_loads_nothing_heavy() -> None:
    heavy = {"sklearn", "shap", "spacy", "celery", "fairlearn", "lifelines", "scipy", "chartside.evaluation"}
    program = f"import sys, engine.service.app; print(sorted({heavy} & set(sys.modules)))"
    loaded = run(ROOT, sys.executable, "-c", program)
    assert loaded.stdout.strip() == "[]"


# What is committed, and what is installed

ADDRESSES = [
    "/" + "root/",
    "/" + "work/",
    "/" + "tmp/scratch",
    "index" + "-url",
    "find" + "-links",
    "pythonhosted" + ".org",
]


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [(name, file) for file in committed() for name in ADDRESSES if name.encode() in file.read_bytes()]
    assert [(name, file.relative_to(ROOT).as_posix()) for name, file in found] == []


def pins() -> dict[str, str]:
    lines = [
        line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+]*", line) for line in lines), "only name==version"
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def test_what_is_installed_is_what_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["test"]]]
    installed = dict(closure(wanted))
    assert {name: pins().get(name) for name in installed} == installed


def closure(wanted: list[Requirement]) -> Iterator[tuple[str, str]]:
    """Walk the requirements of requirements, as they are installed here."""
    seen: set[tuple[str, str]] = set()
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        for extra in ["", *requirement.extras]:
            if name == "chartside" or (name, extra) in seen or not applies(requirement):
                continue
            seen.add((name, extra))
            try:
                found = distribution(name)
            except PackageNotFoundError:
                pytest.fail(f"{name} is required and not installed")
            yield name, found.version
            requires = [Requirement(text) for text in found.requires or []]
            wanted += [r for r in requires if not r.marker or r.marker.evaluate({"extra": extra})]


def applies(requirement: Requirement) -> bool:
    return not requirement.marker or "extra" in str(requirement.marker) or requirement.marker.evaluate()


# What the documents promise

FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def fenced(language: str) -> list[tuple[str, str]]:
    documents = [f for f in committed() if f.suffix == ".md"]
    return [
        (f"{file.relative_to(ROOT).as_posix()}: {block[:40]!r}", block)
        for file in documents
        for kind, block in FENCE.findall(file.read_text(encoding="utf-8"))
        if kind in language.split("|")
    ]


def commands() -> list[tuple[str, list[str]]]:
    lines = [
        (where, line.removeprefix("$ ").strip())
        for where, block in fenced("sh|bash|console")
        for line in block.splitlines()
    ]
    return [(where, line.split()) for where, line in lines if line and not line.startswith("#")]


def test_the_readme_begins_with_the_two_commands() -> None:
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    shown = [line.strip() for block in blocks for line in block.splitlines()]
    made = [line.partition("#")[0].strip() for line in shown if line.startswith("make ")]
    assert made[:2] == ["make demo", "make test"]


def test_continuous_integration_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "make test" in script


def test_every_command_of_make_in_a_document_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = [(where, words[1]) for where, words in commands() if words[0] == "make" and len(words) > 1]
    assert [
        (where, target) for where, target in asked if not re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)
    ] == []


def test_every_command_of_chartside_in_a_document_exists() -> None:
    typer = pytest.importorskip("typer.main")
    known = typer.get_command(pytest.importorskip("engine.cli.commands").app)
    asked = [(where, words[1:]) for where, words in commands() if words[0].removeprefix(".venv/bin/") == "chartside"]
    assert [(where, words) for where, words in asked if not leads_somewhere(known, words)] == []


def leads_somewhere(command: object, words: list[str]) -> bool:
    below = getattr(command, "commands", None)
    if below is None or not words or words[0].startswith("-"):
        return True
    return words[0] in below and leads_somewhere(below[words[0]], words[1:])


def test_json_in_documents_is_json() -> None:
    for where, block in fenced("json"):
        try:
            json.loads(block)
        except ValueError as error:
            pytest.fail(f"{where}: {error}")


def test_python_in_documents_is_python() -> None:
    for where, block in fenced("python"):
        try:
            ast.parse(block)
        except SyntaxError as error:
            pytest.fail(f"{where}: {error}")
