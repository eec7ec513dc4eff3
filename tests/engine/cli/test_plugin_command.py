"""Commands that plugins bring: listed, run with their words, and contained when they fail."""

import pytest

from tests.engine.strangers import GOOD, GREETING, install

COMMANDS = """
    from collections.abc import Sequence
    from chartside import Command

    def say(words: Sequence[str]) -> int:
        print("said", *words)
        return len(words)

    def run(words: Sequence[str]) -> int:
        {body}

    @hookimpl
    def chartside_commands() -> list[Command]:
        return [Command("say", "Say some words.", say), Command("run", "Run.", run)]
"""


@pytest.fixture
def talker(strangers):
    def make(body="return 0"):
        source = GOOD.replace("{body}", GREETING) + COMMANDS.replace("{body}", body)
        install(strangers, "talker", source.replace("{name}", "talker"))

    return make


def test_it_is_listed_and_shown(chartside, talker):
    talker()
    assert "chartside plugins run talker say: Say some words." in chartside("plugins").out
    [plugin] = [p for p in chartside("plugins", "--json").json["plugins"] if p["name"] == "talker"]
    assert plugin["commands"][0] == {"name": "say", "help": "Say some words."}
    assert "say: Say some words." in chartside("plugins", "show", "talker").out


def test_it_runs_with_its_words_and_its_status(chartside, talker):
    talker()
    ran = chartside("plugins", "run", "talker", "say", "--loud", "a b", "-x")
    assert (ran.out, ran.status) == ("said --loud a b -x\n", 3)
    assert chartside("plugins", "run", "talker", "say").status == 0


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ('raise ValueError("Ann Smith")', 1, "command 'run' of plugin 'talker' failed (ValueError)"),
        ("return None", 1, "command 'run' of plugin 'talker' returned NoneType"),
        ('return "done"', 1, "command 'run' of plugin 'talker' returned str"),
        ("raise SystemExit(4)", 4, ""),
        ('raise SystemExit("Ann Smith")', 1, ""),
        ("raise SystemExit", 0, ""),
    ],
)
def test_one_that_fails_is_told_without_its_words_and_without_a_stack_trace(chartside, talker, body, status, said):
    talker(body)
    ran = chartside("plugins", "run", "talker", "run")
    assert ran.status == status
    assert said in ran.err
    assert not said or "dist-talker 1.2.3" in ran.err or "exit status" in ran.err
    assert "Traceback" not in ran.err
    assert "Ann Smith" not in ran.out + ran.err


def test_a_command_that_there_is_not_is_refused_with_those_that_there_are(chartside, talker):
    talker()
    ran = chartside("plugins", "run", "talker", "sing")
    assert (ran.status, "there are say, run" in ran.err) == (2, True)
    assert "there are none" in chartside("plugins", "run", "risk-scores", "x").err
