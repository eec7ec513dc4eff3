"""A stranger's path: every step of the tutorial typed in an empty folder, to the card on the demo's page; the lines counted."""

import importlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.docs.documents import Block, blocks, text, typed
from tests.docs.terminal import Terminal
from tests.engine.cli.served import CHARTSIDE, environment

NAME, MODULE = "high-potassium", "high_potassium"
PATIENTS = {"thomas-adeyemi": "answered", "ruth-halloran": "answered", "lena-fischer": "cannot-tell"}


def written() -> dict[str, int]:
    """Count the lines that the tutorial tells its reader to write, by file."""
    count: dict[str, int] = {}
    for block in blocks("tutorial", "diff"):
        count[block.mark] = count.get(block.mark, 0) + sum(line.startswith("+") for line in block.text.splitlines())
    return count


def test_it_says_how_many_lines_the_author_writes():
    lines = written()
    assert list(lines.values()) == [7, 3, 3]
    said = " ".join(text("tutorial").split())
    assert "You write **thirteen lines**: seven of the analysis, three of its test, three of its manifest." in said
    assert "thirteen lines" in text("plugin")


class Stranger:
    """Follows the tutorial in a folder of their own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> None:
        self.folder, self.plugin, self.installed = folder, folder / NAME, folder / "installed"
        self._monkeypatch, self._terminal = monkeypatch, terminal
        self._printed = ""

    def follows(self, block: Block) -> None:
        match block:
            case Block("sh", "no-run"):
                pass  # puts the commands on the path, and goes to an empty folder
            case Block("sh", "pip"):
                assert block.text == f"pip install -e {NAME}\n"
                self._install()
            case Block("sh"):
                for words in typed(block):
                    self._types(words)
            case Block("json"):
                (self.folder / "pressure.json").write_text(block.text, "utf-8")
            case Block("python", "made"):
                assert (self.plugin / MODULE / "__init__.py").read_text("utf-8") == block.text
            case Block("diff"):
                edit(self.plugin / block.mark, block.text)
            case Block("text", "broken"):
                self._breaks(block.text)
            case Block("text"):
                assert flat(block.text) in flat(self._printed)
            case _:
                pytest.fail(f"nobody knows what to do with a block of {block.language} {block.mark}")

    def _types(self, words: list[str]) -> None:
        if words == ["chartside", "demo"]:
            self._sees_the_card()
        elif words[0] == "chartside":
            status, self._printed = self._chartside(*words[1:])
            assert status == 0, self._printed
        else:
            assert words[0] == "python"
            self._printed = run(sys.executable, *words[1:], "-q", "-p", "no:cacheprovider", path=self.installed)
            assert "2 passed" in self._printed

    def _chartside(self, *words: str) -> tuple[int, str]:
        for name in [name for name in sys.modules if name.startswith((MODULE, "chartside_file_"))]:
            del sys.modules[name]
        importlib.invalidate_caches()
        return self._terminal.chartside(*words)

    def _install(self) -> None:
        """Install as pip does, without a registry, and where the next test does not find it."""
        offline = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(self.installed)]
        run(sys.executable, "-m", "pip", "install", *offline, str(self.plugin))
        self._monkeypatch.syspath_prepend(str(self.installed))

    def _breaks(self, said: str) -> None:
        module = self.installed / MODULE / "__init__.py"
        whole = module.read_text("utf-8")
        module.write_text(whole.replace("value > 5", "value >= 5"), "utf-8")
        status, printed = self._chartside("check", NAME)
        module.write_text(whole, "utf-8")
        assert status == 1
        assert flat(said) in flat(printed)

    def _sees_the_card(self) -> None:
        with demo(self.folder, self.installed) as ehr:
            for patient, outcome in PATIENTS.items():
                page = ehr.get("/demo/ask", params={"patient": patient, "hook": "patient-view"})
                raw = ehr.get(page.url.path.replace("/answer/", "/raw/")).text
                assert ("Potassium 5.4 mmol/L" in page.text) == (patient == "thomas-adeyemi")
                assert ("No clinician has reviewed this analysis" in page.text) or patient != "thomas-adeyemi"
                assert f'"analysis": "{NAME}.first"' in raw.replace("&#34;", '"').replace("&quot;", '"')
                assert outcome_of(raw) == outcome


def outcome_of(raw: str) -> str:
    plain = raw.replace("&#34;", '"').replace("&quot;", '"')
    lines = plain[plain.index("org.chartside.outcomes") :]
    return lines[lines.index(f'"{NAME}.first"') :].split('"outcome": "', 1)[1].split('"', 1)[0]


def flat(printed: str) -> str:
    """Leave of what a terminal shows the words: how wide it is, and what it draws, is its own."""
    return " ".join(word for word in printed.split() if word.strip("─│╭╮╰╯"))


def edit(file: Path, diff: str) -> None:
    """Put the lines with a plus in the place of those with a minus, which stand in the file once."""
    old, new = ("".join(f"{line[1:]}\n" for line in diff.splitlines() if line.startswith(sign)) for sign in ("-", "+"))
    whole = file.read_text("utf-8")
    assert whole.count(old) == 1, f"{file.name} does not hold: {old}"
    file.write_text(whole.replace(old, new), "utf-8")


def run(*words: str, path: Path | None = None) -> str:
    settings = {} if path is None else {"PYTHONPATH": str(path)}
    done = subprocess.run(  # noqa: S603 - our own document's command
        words, env=environment(**settings), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def demo(folder: Path, installed: Path) -> Iterator[httpx.Client]:
    """Run `chartside demo`, as it was typed, on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [str(CHARTSIDE), "demo", "--port", str(port)]
    settings = environment(PYTHONPATH=str(installed), budget_ms="5000", workers="1")
    with (
        (folder / "printed").open("wb") as out,
        subprocess.Popen(words, cwd=folder, env=settings, stdout=out, stderr=subprocess.PIPE, text=True) as service,  # noqa: S603 - our own command
    ):
        assert service.stderr is not None
        try:
            said = service.stderr.readline()
            assert f"127.0.0.1:{port}" in said, said + service.stderr.read()
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=30) as ehr:
                yield ehr
        finally:
            service.terminate()


def test_from_an_empty_folder_to_the_card_on_the_page(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    before = set(sys.modules)
    stranger = Stranger(tmp_path, monkeypatch, Terminal(monkeypatch, capfd))
    for block in blocks("tutorial"):
        stranger.follows(block)
    assert stranger.installed.is_dir()
    for name in set(sys.modules) - before:
        if name.startswith((MODULE, "chartside_file_")):
            del sys.modules[name]
