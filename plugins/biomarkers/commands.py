"""What ``chartside rules`` hands to this plugin: check, test, explain, copy and hash rule files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

from chartside import Command
from chartside.answer import Answer
from plugins.biomarkers.compiler import compile_rule
from plugins.biomarkers.proof import asked, complaints
from plugins.biomarkers.rule import Rule, RuleError
from plugins.biomarkers.sealing import resealed
from plugins.biomarkers.shelf import Shelved, shelf, shipped, site_folder
from plugins.biomarkers.telling import told


def commands() -> tuple[Command, ...]:
    """Return the commands."""
    return (
        Command("rules-check", "Read rule files strictly and hold them to their own tests.", _contained(check)),
        Command(
            "rules-test",
            "Ask rules about their own cases; with --cards show what a clinician would see.",
            _contained(test),
        ),
        Command(
            "rules-explain", "Say in words what a rule reads, when it fires, on what evidence.", _contained(explain)
        ),
        Command("rules-copy", "Copy a rule that ships into the site's folder, to be changed there.", _contained(copy)),
        Command("rules-hash", "Write the hashes of the site's rule files anew, after a change.", _contained(rehash)),
    )


def check(words: Sequence[str]) -> int:
    """Say of each rule whether it was accepted, or why not; 1 where one is out."""
    wrong = 0
    for one in _named(words):
        wrong += bool(one.file.out)
        _say(f"{one.file.name}: {one.file.out}" if one.file.out else f"{one.file.name} {one.file.version}: accepted")
    return int(wrong > 0)


def test(words: Sequence[str]) -> int:
    """Say of each case of each rule what came of it; 1 where one is not as the file says."""
    names, shows = [w for w in words if w != "--cards"], "--cards" in words
    wrong = 0
    for one in _named(names):
        if one.rule is None:
            wrong += 1
            _say(f"{one.file.name}: {one.file.out}")
            continue
        wrong += sum(_tested(one.rule, shows=shows))
    return int(wrong > 0)


def explain(words: Sequence[str]) -> int:
    """Say in words what one rule is; 1 where it was refused."""
    if len(words) != 1:
        _fail("name one rule, such as metformin-egfr")
    [one] = _named(words)
    if one.rule is None:
        _say(f"{one.file.name} is out: {one.file.out}")
        return 1
    _say(told(one.rule, one.file))
    return 0


def copy(words: Sequence[str]) -> int:
    """Copy rules that ship into the site's folder; nothing is overwritten."""
    folder = site_folder()
    folder.mkdir(parents=True, exist_ok=True)
    known = {one.file.name: one for one in shipped()}
    if not words:
        _fail("name a rule that ships")
    for name in words:
        if name not in known:
            _fail(f"no rule {name!r} ships; `chartside rules list` says which do")
        target = folder / f"{name}.yaml"
        try:
            with target.open("x", encoding="utf-8") as file:
                file.write(known[name].text)
        except FileExistsError:
            _fail(f"{target} is there already; change that one, or remove it first")
        _say(f"{target}: change it, then `chartside rules hash {name}`, `chartside rules test {name}`")
    return 0


def rehash(words: Sequence[str]) -> int:
    """Write the hashes of the site's files anew; a signature that was there no longer fits, and is left to be seen."""
    files = {f.stem: f for f in site_folder().glob("*.yaml")} if site_folder().is_dir() else {}
    for name in words or sorted(files):
        if name not in files:
            _fail(f"{site_folder()} holds no {name}.yaml; `chartside rules copy {name}` makes one of a rule that ships")
        text = files[name].read_text("utf-8")
        new = resealed(files[name].name, text)
        if new != text:
            files[name].write_text(new, "utf-8")
        _say(f"{name}: {'hash written' if new != text else 'the hash fits as it is'}")
    return 0


def _tested(rule: Rule, *, shows: bool) -> Iterator[bool]:
    analysis = compile_rule(rule)
    for case in rule.tests:
        given = asked(rule, analysis, case, rule.governance.review_by)
        wrong = complaints(rule, case, given)
        _say(f"{rule.id}: {case.kind}: {case.say}: {'; '.join(wrong) or _came(given)}")
        if shows:
            for card in given.cards:
                _say(_indented(f"[{card.indicator}] {card.summary}\n\n{card.detail}"))
        yield bool(wrong)


def _came(given: Answer) -> str:
    if given.cards:
        return f"fires, {given.cards[0].indicator}"
    return f"silent, {given.outcome.value}: {given.reason}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _named(words: Sequence[str]) -> list[Shelved]:
    found = {one.file.name: one for one in shelf()}
    unknown = [word for word in words if word not in found]
    if unknown:
        _fail(f"no rule {', '.join(unknown)}; `chartside rules list` says which there are")
    return [found[word] for word in words] if words else list(found.values())


def _contained(run: Callable[[Sequence[str]], int]) -> Callable[[Sequence[str]], int]:
    """Return a command that ends in one sentence where its user can mend what is wrong."""

    def contained(words: Sequence[str]) -> int:
        try:
            return run(words)
        except (RuleError, ValueError, OSError) as error:
            sys.stderr.write(f"chartside: {error}\n")
            return 2

    return contained


def _fail(said: str) -> NoReturn:
    raise ValueError(said)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
