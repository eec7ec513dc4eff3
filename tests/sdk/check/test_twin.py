"""A plugin is asked in a second process: one for all its analyses, with other hashes, and gone with whoever asked."""

import gc
import os
from pathlib import Path

import pytest

from chartside.check import Suite, check, find
from chartside.check.twin import ElsewhereError, Twin
from chartside.plain import plain_facts
from chartside.registry import Plugin
from chartside.snapshot import freeze
from chartside.testing import NOON, ask

FAULTY = Path(__file__).parents[1] / "faulty"
ID = "faulty.pressure"


def twin(name: str) -> Twin:
    return Twin(find(str(FAULTY / f"{name}.py"))[0])


def frozen(plugin: Plugin, case: int = 0) -> dict[str, object]:
    return {name: freeze(value) for name, value in Suite(plugin).trial(ID).cases[case].facts.items()}


def test_there_it_says_what_it_says_here():
    one = twin("control")
    case = Suite(one.plugin).trial(ID).cases[0]
    [there] = one.ask(ID, [{name: freeze(value) for name, value in case.facts.items()}])
    assert there == ask(one.plugin.analyses[0], **case.facts)


def test_each_answer_stands_where_its_case_stood():
    one = twin("control")
    high, low = ({"sbp": value, "af": False} for value in (181, 180))
    there = one.ask(ID, [_facts(one.plugin, **given) for given in (high, low)])
    assert [len(said.cards) for said in there] == [1, 0]


def _facts(plugin: Plugin, **given: object) -> dict[str, object]:
    return {name: freeze(value) for name, value in plain_facts(plugin.analyses[0], given, NOON).items()}


def test_one_process_serves_every_question_and_ends_with_its_holder():
    one = twin("control")
    facts = frozen(one.plugin)
    one.ask(ID, [facts])
    process = one._process
    one.ask(ID, [facts])
    assert one._process is process
    assert process.poll() is None
    del one
    gc.collect()
    assert process.returncode == 0


def test_a_suite_that_is_let_go_leaves_no_process():
    suite = Suite(find(str(FAULTY / "control.py"))[0])
    assert suite.finding(ID, "same_answer_twice").state == "pass"
    assert suite.finding(ID, "no_wall_clock").state == "pass"
    process = suite._twin._process
    del suite
    gc.collect()
    assert process.returncode is not None


def test_a_crash_there_is_a_crash_here():
    one = twin("raises_oddly")
    [there] = one.ask(ID, [_facts(one.plugin)])
    assert (there.kind, there.words) == ("_OddError", "")
    assert there.place.startswith("raises_oddly.py:")


def test_where_the_plugin_ends_the_process_that_is_said(tmp_path):
    quits = tmp_path / "quits.py"
    text = (FAULTY / "control.py").read_text()
    quits.write_text(
        text.replace(
            'SOURCE = Source("A',
            'import os\n\nif os.environ.get("PYTHONHASHSEED") in ("1", "2"):\n    os._exit(3)\n\nSOURCE = Source("A',
            1,
        )
    )
    seed = os.environ.pop("PYTHONHASHSEED", None)
    try:
        plugin = find(str(quits))[0]
        found = Suite(plugin).finding(ID, "same_answer_twice")
    finally:
        if seed is not None:
            os.environ["PYTHONHASHSEED"] = seed
    assert (found.state, "it ended without a word" in found.message) == ("not shown", True)


def test_an_analysis_that_is_not_there_is_told():
    one = twin("control")
    with pytest.raises(ElsewhereError, match="does not offer this analysis"):
        one.ask("faulty.other", [{}])
    assert len(one.ask(ID, [_facts(one.plugin, sbp=181)])[0].cards) == 1


def test_an_analysis_that_stands_alone_is_asked_in_one_process_and_that_is_said():
    [analysis] = find(str(FAULTY / "control.py"))[0].analyses
    found = check(analysis, "same_answer_twice")
    assert (found.state, "in this process alone" in found.message) == ("not shown", True)
