"""A new plugin is made, installed by pip, passes its own tests and the contract, and answers; nothing is ever overwritten."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from chartside.manifest import read_manifest
from chartside.manifest.attributes import lacking
from chartside.new import NameRefused, make_plugin
from chartside.new.__main__ import main
from chartside.registry import discover
from tests.engine.cli.served import CHARTSIDE, environment

NAME = "made-anew"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    into = tmp_path_factory.mktemp("made")
    make_plugin(NAME, into)
    return into / NAME


@pytest.fixture(scope="module")
def path(folder, tmp_path_factory):
    """The path on which the plugin was installed: built by pip from its folder, without a registry."""
    target = tmp_path_factory.mktemp("installed")
    install = ["pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target)]
    run([sys.executable, "-m", *install, str(folder)])
    return str(target)


def run(words, **settings):
    done = subprocess.run(  # noqa: S603 - our own commands
        list(map(str, words)), env=environment(**settings), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_is_made(folder):
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert files == {
        "README.md",
        "pyproject.toml",
        "made_anew/__init__.py",
        "made_anew/card.toml",
        "tests/test_made_anew.py",
        "tests/test_contract.py",
    }
    assert not [file for file in folder.rglob("*") if file.is_file() and "$" in file.read_text()]


def test_it_is_short(folder):
    module = (folder / "made_anew" / "__init__.py").read_text()
    assert len([line for line in module.splitlines() if line.strip()]) <= 30
    [test] = [
        n
        for n in ast.parse((folder / "tests" / "test_made_anew.py").read_text()).body
        if isinstance(n, ast.FunctionDef)
    ]
    assert (test.end_lineno or 0) - test.lineno + 1 == 3


def test_its_own_tests_and_the_contract_pass_where_it_is_installed(folder, path):
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", folder, folder]
    assert "2 passed" in run(words, PYTHONPATH=path)


def test_it_answers_at_the_terminal_and_is_listed(path, tmp_path):
    [plugin] = [
        p for p in json.loads(run([CHARTSIDE, "plugins", "--json"], PYTHONPATH=path))["plugins"] if p["name"] == NAME
    ]
    assert (plugin["distribution"], plugin["version"]) == (NAME, "0.1.0")
    (tmp_path / "facts.json").write_text('{"sbp": 190}')
    words = [CHARTSIDE, "ask", f"{NAME}.first", "--facts", tmp_path / "facts.json", "--json"]
    assert json.loads(run(words, PYTHONPATH=path))["cards"][0]["summary"] == "Systolic blood pressure 190 mm Hg"


def test_its_manifest_is_complete_and_claims_no_reviewer(folder):
    [plugin] = discover([], [folder / "made_anew" / "__init__.py"]).plugins.values()
    card = read_manifest(plugin).of(f"{NAME}.first")
    assert lacking(card.source_attributes, predictive=False) == ()
    assert not card.reviewed
    assert card.due is None


def test_nothing_is_overwritten(tmp_path):
    mine = tmp_path / NAME / "README.md"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(NameRefused, match="is there already"):
        make_plugin(NAME, tmp_path)
    assert [file.name for file in mine.parent.iterdir()] == ["README.md"]
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("My_Plugin", "'my-plugin' would do"),
        ("9lives", "'lives' would do"),
        ("a--b", "'a-b' would do"),
        ("a-", "'a' would do"),
        ("../evil", "'evil' would do"),
        ("", "kebab-case, such as my-plugin"),
        ("ä", "kebab-case, such as my-plugin"),
        ("a" * 51, "more than 50 characters"),
        ("json", "json-plugin"),
        ("chartside", "chartside-plugin"),
        ("risk-scores", "risk-scores-plugin"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_one_that_can(tmp_path, name, said):
    with pytest.raises(NameRefused) as refused:
        make_plugin(name, tmp_path)
    assert said in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name_will_do(tmp_path):
    assert make_plugin("a" * 50, tmp_path)


def test_python_m_says_what_was_made_and_what_comes_next(tmp_path, capsys):
    assert main(["my-plugin", "--into", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert all(str(file) in out for file in Path(tmp_path).rglob("*.toml"))
    assert f"pip install -e {tmp_path / 'my-plugin'}" in out
    assert main(["my-plugin", "--into", str(tmp_path)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err


def test_it_needs_no_engine():
    program = (
        "import sys, chartside.new.__main__; print(sorted({'engine', 'fhir_adapter', 'typer'} & set(sys.modules)))"
    )
    assert run([sys.executable, "-c", program]).strip() == "[]"
