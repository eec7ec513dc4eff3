"""What the documents show is what happens: each command runs, each block of code is executed, each answer is the real one."""

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from engine.service.rates import Throttled
from engine.store import RecordUnavailable
from tests.docs.documents import DOCUMENTS, blocks, commands, shown
from tests.docs.schemas import RECEIPT, ROOT, holds
from tests.docs.terminal import Terminal
from tests.engine.cli.served import environment
from tests.engine.service.calls import FULL, view
from tests.engine.service.conftest import serving, strangers  # noqa: F401 - a fixture
from tests.engine.strangers import install

PLUGIN = ROOT / "examples" / "plugin"
WALKED = "tutorial"
"""The document whose commands another test types, one after another in an empty folder."""
ADDRESS = "127.0.0.1:8000"
KITS = (["install", "chartside[testing]"], ["install", "chartside[evaluation]"])
DAEMONS = {"serve", "demo"}
"""Commands that run until they are stopped; `serve` is what the fixture below runs, word for word."""


# Commands


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A reader's folder, as it is after `make setup`, and the address of the service that the EHR document starts in it."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "examples").symlink_to(ROOT / "examples")
    for name, key in (("call.json", "hook"), ("feedback.json", "feedback")):
        (folder / name).write_text(json.dumps(shown("ehr", key)), "utf-8")
    (folder / "pressure.json").write_text('{"sbp": 190, "dbp": 100}', "utf-8")  # as the document says in its text
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    [[words, _]] = [(words, run) for words, run in commands("ehr") if "serve" in words]
    words[words.index("--port") + 1] = address.rpartition(":")[2]
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True) as service:  # noqa: S603 - our own document's command
        assert service.stderr is not None
        try:
            said = service.stderr.readline()
            assert address in said, said + service.stderr.read()
            answer = httpx.post(f"http://{address}/cds-services/order-sign", json=shown("ehr", "hook")).json()
            (folder / "answer.json").write_text(json.dumps(answer), "utf-8")
            (folder / "receipt.json").write_text(json.dumps(answer["extension"][RECEIPT]), "utf-8")
            yield folder, address
        finally:
            service.terminate()


class Reader:
    """Types what a document says, in a folder of its own."""

    def __init__(self, terminal: Terminal, folder: Path, address: str) -> None:
        self._terminal, self._folder, self._address = terminal, folder, address
        answer = json.loads((folder / "answer.json").read_text("utf-8"))
        self._decision = answer["extension"][RECEIPT]["decision"]

    def types(self, words: list[str]) -> None:
        """Run one command and expect what a reader expects: that it works."""
        words = [word.replace(ADDRESS, self._address).replace("DECISION", self._decision) for word in words]
        target = words[words.index(">") + 1] if ">" in words else ""
        words = words[: words.index(">")] if target else words
        status, printed = self._run(words)
        assert status == 0, f"{shlex.join(words)} ended with {status}: {printed}"
        if target:
            (self._folder / target).write_text(printed, "utf-8")

    def _run(self, words: list[str]) -> tuple[int, str]:
        program = words[0].removeprefix(".venv/bin/")
        if program == "make":
            return run("make", "-n", "-C", str(ROOT), *words[1:])
        if program == "chartside" and words[1] in DAEMONS:
            words = [*words, "--help"]  # its words are read, and it does not start
        if program == "chartside":
            return self._terminal.chartside(*words[1:])
        if program == "curl":
            return run("curl", "--silent", "--show-error", "--fail-with-body", *words[1:], folder=self._folder)
        if program == "python":
            return run(sys.executable, *words[1:], folder=self._folder)
        assert program == "openssl", f"{program} is no command that a reader can be asked to type"
        return run(*words, folder=self._folder)


def run(*words: str, folder: Path = ROOT) -> tuple[int, str]:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - from our own documents
    return done.returncode, done.stdout or done.stderr


@pytest.fixture
def reader(desk, monkeypatch, capfd) -> Reader:
    folder, address = desk
    monkeypatch.chdir(folder)
    return Reader(Terminal(monkeypatch, capfd), folder, address)


@pytest.fixture
def pip(strangers):  # noqa: F811 - the fixture
    """Installs the example plugin, as `pip install ./examples/plugin` does."""

    def install_it() -> Path:
        project = tomllib.loads((PLUGIN / "pyproject.toml").read_text("utf-8"))["project"]
        [(name, module)] = project["entry-points"]["chartside.plugins"].items()
        source = (PLUGIN / f"{module}.py").read_text("utf-8")
        install(strangers, name, source, project["version"], distribution=project["name"])
        shutil.copy(PLUGIN / f"{module}.card.toml", strangers / f"{module}_plugin.card.toml")
        return Path(strangers)

    return install_it


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != WALKED and commands(name)])
def test_every_command_runs(document, reader, pip):
    for words, can_run in commands(document):
        if words[0].endswith("pip"):
            assert words[1:] in (["install", "-e", "./examples/plugin"], ["install", "./examples/plugin"], *KITS)
            if words[1:] not in KITS:
                pip()
        else:
            assert can_run, f"nobody runs {shlex.join(words)}"
            reader.types(words)


def test_a_command_that_does_not_work_is_found(reader):
    for words in (
        ["chartside", "serve", "--prot", "8000"],
        ["curl", f"http://{ADDRESS}/cds-servces"],
        ["make", "dmo"],
        ["gcc"],
    ):
        with pytest.raises(AssertionError):
            reader.types(words)


# Code


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != "compliance" and blocks(name, "python")])
def test_every_block_of_python_is_executed(document, monkeypatch):
    monkeypatch.syspath_prepend(str(PLUGIN))
    page = ModuleType(f"page_{document.replace('-', '_')}")
    monkeypatch.setitem(sys.modules, page.__name__, page)  # annotations are looked up there
    tested = 0
    for block in blocks(document, "python"):
        if block.mark:
            continue
        exec(compile(block.text, document, "exec"), vars(page))  # noqa: S102 - our own document
        for test in [vars(page).pop(name) for name in list(vars(page)) if name.startswith("test_")]:
            test()
            tested += 1
    assert tested or document == WALKED


def test_the_code_in_the_documents_type_checks(tmp_path):
    """What authors copy holds under a strict type checker, but for tests without annotations."""
    shutil.copy(PLUGIN / "severe_pressure.py", tmp_path)
    pages = {name: [b.text for b in blocks(name, "python") if not b.mark] for name in DOCUMENTS if name != "compliance"}
    for name, code in pages.items():
        (tmp_path / f"page_{name.replace('-', '_')}.py").write_text("\n\n".join(code), "utf-8")
    lenient = ("untyped-defs", "untyped-calls", "untyped-decorators")
    # The SDK is held by its own run, which knows which of its libraries publish no types.
    words = [
        "-m",
        "mypy",
        "--strict",
        "--follow-imports=silent",
        *(f"--allow-{what}" for what in lenient),
        "--config-file",
        "",
    ]
    done = subprocess.run(  # noqa: S603 - our own documents' code
        [sys.executable, *words, "--cache-dir", str(tmp_path / "cache"), str(tmp_path)],
        cwd=tmp_path, env=environment(MYPYPATH=str(ROOT / "sdk")), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_block_for_pytest_holds_a_plugin_to_every_promise(pip, tmp_path):
    [block] = [one for one in blocks("testing", "python") if one.mark == "no-test"]
    (tmp_path / "test_contract.py").write_text(block.text, "utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(  # noqa: S603 - our own document's test
        words,
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(pip())),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\d\d passed, \d+ skipped", done.stdout), (
        "one test for each promise; what cannot be shown is skipped"
    )


def test_the_ten_lines_check_a_receipt_and_find_a_forged_record(reader):
    reader.types(["chartside", "audit", "show", "DECISION", "--json", ">", "record.json"])
    reader.types(["openssl", "pkey", "-in", ".chartside/keys/signing-0001.key", "-pubout", "-out", "signing.pem"])
    [block] = blocks("compliance", "python")
    code = compile(block.text, "compliance", "exec")
    exec(code, {})  # noqa: S102 - our own document
    record = json.loads(Path("record.json").read_text("utf-8"))
    record["envelope"]["runs"][0]["outcome"] = "failed"
    Path("record.json").write_text(json.dumps(record), "utf-8")
    with pytest.raises(AssertionError, match="not the record"):
        exec(code, {})  # noqa: S102 - our own document


def test_the_plugin_in_the_document_is_the_example():
    files = [PLUGIN / "severe_pressure.py", PLUGIN / "tests" / "test_severe_pressure.py"]
    assert [block.text for block in blocks("plugin", "python")][:2] == [file.read_text("utf-8") for file in files]
    assert [block.text for block in blocks("plugin", "toml")] == [(PLUGIN / "pyproject.toml").read_text("utf-8")]


def test_lowering_the_limit_shows_the_card_on_ruth_hallorans_chart(pip, tmp_path):
    module = next(pip().glob("*_plugin.py"))
    module.write_text(module.read_text("utf-8").replace("> 180", "> 140"), "utf-8")
    record = json.loads((ROOT / "examples" / "patients" / "ruth-halloran.json").read_text("utf-8"))
    values = {e["resource"]["resourceType"]: e["resource"] for e in record["entry"]}
    observations = [e for e in record["entry"] if e["resource"]["resourceType"] == "Observation"]
    call = view({"patient": values["Patient"], "observations": {"resourceType": "Bundle", "entry": observations}})
    call["context"]["patientId"] = "ruth-halloran"
    with serving(tmp_path / "site") as client:
        answer = client.post("/cds-services/severe-pressure-patient-view", json=call).json()
    [card] = answer["cards"]
    assert card["summary"] == "Severely raised blood pressure: 148/82 mm Hg"
    assert "No clinician has reviewed" in card["detail"]


# Answers


def steady(answer: dict[str, Any]) -> str:
    """Return an answer without what is another each time: ids, receipts."""
    text = json.dumps(answer, sort_keys=True)
    text = re.sub(r'"(decision|leaf|keyId|signature|sha256)": "[^"]*"', r'"\1": ""', text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", text)


def test_the_answer_in_the_document_is_the_answer(desk):
    folder, _ = desk
    documented = shown("ehr", "cards")
    holds("answer-1", documented)
    answer = json.loads((folder / "answer.json").read_text("utf-8"))
    holds("answer-1", answer)
    assert json.loads(steady(documented)) == json.loads(steady(answer))


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Any]:
    with serving(tmp_path_factory.mktemp("site")) as client:
        yield client


def unnumbered(said: str) -> str:
    return re.sub(r"decision [0-9a-f]{32}", "decision …", said)


def test_the_errors_in_the_document_are_the_errors(service, monkeypatch):
    def said(reply: Any) -> tuple[str, str, str]:
        [issue] = reply.json()["issue"]
        return str(reply.status_code), issue["code"], unnumbered(issue["diagnostics"])

    def fails(error: Exception) -> Any:
        async def consult(*_: Any) -> None:
            raise error

        monkeypatch.setattr("engine.service.hook.consult", consult)
        return service.post(there, json=view(FULL))

    there = "/cds-services/patient-view"
    lacking = service.post(there, json=view())
    assert unnumbered(lacking.text) == unnumbered(json.dumps(shown("errors", "issue"), separators=(",", ":")))
    replies = [
        service.post(there, content=b'{"hook": "patient-view",\n  "context": {,}}'),
        service.post(there, content=b'{"hook": "\xe4"}'),
        service.post(there, content=json.dumps(view())[:-1] + ',\n  "hook": "patient-view"}'),
        service.options(there, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "PUT"}),
        service.post("/cds-services/nope", json=view()),
        service.get(there),
        lacking,
        service.post(there, content=b" " * 5_000_001),
        service.post(there, json=view(), headers={"Content-Encoding": "gzip"}),
        service.post(there, json={"hook": "patient-view", "hookInstance": "1"}),
        service.post(there, json=view(hook="order-sign")),
        service.post(there, json=view() | {"context": {}}),
        fails(Throttled(60)),
        fails(ValueError("Ann Smith")),
        fails(RecordUnavailable("Ann Smith")),
    ]
    row = re.compile(r"^\| (\d{3}) \| [^|]+ \| `([a-z-]+)` \| (.+) \|$", re.MULTILINE)
    assert row.findall(DOCUMENTS["errors"].read_text("utf-8")) == [said(reply) for reply in replies]
