"""``python -m chartside.check`` says one line for each finding, and its status says whether all is well."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chartside.check import TargetError, UnusableError, find, run
from chartside.check.__main__ import main

FAULTY = Path(__file__).parents[1] / "faulty"


def test_a_sound_file_is_status_0(capsys):
    assert main([str(FAULTY / "control.py")]) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert all(line.startswith(("pass  ", "not shown  ")) for line in lines)
    assert "not shown        faulty.pressure ignores_the_future: needs the FHIR adapter" in "\n".join(lines)
    assert last == f"faulty as it is: {len(lines) - 4} passed, 4 not shown"


def test_a_broken_promise_is_status_1(capsys):
    assert main([str(FAULTY / "trusts.py"), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    [failed] = [f for f in told["findings"] if f["state"] == "fail"]
    assert (told["ok"], failed["check"]) == (False, "survives_without_sbp")


def test_nothing_of_that_name_is_status_2(capsys):
    assert main(["no-such-thing"]) == 2
    assert "there is no plugin and no analysis 'no-such-thing'; installed: biomarkers" in capsys.readouterr().err


def test_a_call_without_a_target_is_status_2():
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2


def test_a_file_that_is_no_plugin_is_status_1_and_names_the_mend(tmp_path, capsys):
    empty = tmp_path / "empty.py"
    empty.write_text('"""Nothing."""\n')
    assert main([str(empty)]) == 1
    assert "registers nothing. Mark chartside_analyses() with @hookimpl" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnusableError, match="there is no Python file"):
        find(str(tmp_path / "none.py"))


def test_an_analysis_is_checked_alone():
    plugin, analysis = find("risk-scores.egfr")
    assert (plugin.name, analysis) == ("risk-scores", "risk-scores.egfr")
    with pytest.raises(TargetError):
        run("risk-scores.none")


def test_it_needs_no_engine():
    code = f"""
import sys
from chartside.check.__main__ import main
main([{str(FAULTY / "control.py")!r}])
print(sorted(m for m in sys.modules if m.partition(".")[0] in ("engine", "fhir_adapter", "worker", "pytest", "hypothesis")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout.splitlines()[-1] == "[]"
