"""What an analysis yields is what it may yield: cards that rest on given facts, fit, and name real sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from chartside.answer import Answer
from chartside.cards import Card
from chartside.check.dressing import dressed
from chartside.check.finding import Verdict, judge, not_shown
from chartside.check.trial import NO_CARD, Trial, cards_of, refs_of
from chartside.sources import Source
from chartside.system_actions import SystemAction
from chartside.testing.attempt import Crash
from chartside.testing.case import Case

_MOST = 140
_LONG = "An exceedingly long wording " * 12
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def every_card_cites(trial: Trial) -> Verdict:
    """Every card, derived fact and system action rests on at least one fact."""
    if not trial.spoken:
        return not_shown(NO_CARD)
    return judge(
        f"it yields {_what(one)} that rests on nothing: {case}; cite its facts with .because(...)"
        for case, one in trial.spoken
        if not one.basis
    )


def cites_only_what_it_was_given(trial: Trial) -> Verdict:
    """A card cites nothing but facts of the declared inputs."""
    if not trial.spoken:
        return not_shown(NO_CARD)
    return judge(
        f"it yields {_what(one)} that cites what it was not given: {case}; cite the arguments, not references of your own making"
        for case, one in trial.spoken
        if not set(one.basis) <= set(refs_of(trial.facts(case)))
    )


def _what(one: object) -> str:
    return {Card: "a card", SystemAction: "a system action"}.get(type(one), "a derived fact")


def yields_only_what_it_may(trial: Trial) -> Verdict:
    """What is yielded is a card or a word of the contract, no two of them contradict each other, and the working is JSON."""

    def complaints() -> Iterator[str]:
        for case in trial.cases:
            crash = trial.ask(case)
            if isinstance(crash, Crash) and crash.contract and not _misquotes(trial, case):
                yield f"{crash.words}: {case}"
            if isinstance(crash, Answer):
                yield from _divided(crash, case)

    return judge(complaints())


def _divided(answer: Answer, case: Case) -> Iterator[str]:
    said: dict[str, set[object]] = {}
    for fact in answer.derived:
        said.setdefault(fact.name, set()).add(fact.value)
    for name, values in said.items():
        if len(values) > 1:
            yield f"it derives {name} as {len(values)} different values at once: {case}; yield the one that holds, or CannotTell"


def _misquotes(trial: Trial, case: Case) -> bool:
    given = set(refs_of(trial.facts(case)))
    cited = [set(one.basis) for one in trial.yields(case) if hasattr(one, "basis")]
    return any(not basis or not basis <= given for basis in cited)


def summary_fits(trial: Trial) -> Verdict:
    """A summary is one line of plain text under 140 characters, however long the words of the record are."""
    if not any(isinstance(one, Card) for _, one in trial.spoken):
        return not_shown(NO_CARD)

    def complaints() -> Iterator[str]:
        for case, card in _cards(trial):
            if not card.summary.strip():
                yield f"a card has no summary: {case}; say in one line what is the matter"
            elif len(card.summary) >= _MOST:
                yield (
                    f"a summary has {len(card.summary)} characters: {case}; keep it under {_MOST} "
                    "(chartside.text.one_line shortens what the record words), and let the detail say the rest"
                )
            elif card.summary.splitlines() != [card.summary]:
                yield f"a summary has several lines: {case}; write it on one (chartside.text.one_line)"
            if any(not s.label.strip() for s in card.suggestions):
                yield f"a suggestion has no label: {case}; say what it does"

    return judge(complaints())


def _cards(trial: Trial) -> Iterator[tuple[Case, Card]]:
    for case, one in trial.spoken:
        if isinstance(one, Card):
            yield case, one
    for case in trial.seeds:
        if cards_of(trial.ask(case)):
            wordy = replace(case, choices=dressed(case.choices, display=_LONG), said="the record is wordy")
            yield from ((wordy, one) for one in trial.yields(wordy) if isinstance(one, Card))


# An HTML tag can only begin where one of these follows the bracket: "eGFR <30" begins none.
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?:)")
_IMAGE = re.compile(r"!\[")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)|(?i:\b((?:https?|ftp)://[^\s)>\]]+))")


def detail_is_safe(trial: Trial) -> Verdict:
    """A detail is Markdown without HTML or images and links to nothing but the sources; every link of a card is a web address."""
    cards = [(case, one) for case, one in trial.spoken if isinstance(one, Card)]
    if not cards:
        return not_shown(NO_CARD)
    return judge(
        f"a card {wrong}: {case}"
        for case, card in cards
        for wrong in _unsafe(card, [s.url for s in trial.analysis.sources])
    )


def _unsafe(card: Card, sources: list[str]) -> Iterator[str]:
    allowed = {*sources, *((card.source.url,) if card.source else ())}
    if _TAG.search(card.detail):
        yield "has HTML in its detail; write Markdown, and what the record says with chartside.text.quoted"
    if _IMAGE.search(card.detail):
        yield "has an image in its detail; say it in words"
    for match in _LINK.finditer(card.detail):
        address = (match[1] or match[2] or "").rstrip(".,;")
        if address and address not in allowed:
            yield "links in its detail to what is not its source; name it as a source, or offer it with .link(label, url)"
    if any(not _ADDRESS.fullmatch(link.url) for link in card.links):
        yield "offers a link that is no address of the web; give one that begins with https://"


def source_has_url_and_version(trial: Trial) -> Verdict:
    """Every source has a title, an address that can be opened, a version and a date."""
    own = [one.source for case in trial.seeds for one in cards_of(trial.ask(case)) if one.source]
    return judge(
        f"the source {source.title[:60]!r} {lack}; write Source(title, url, version, date)"
        for source in dict.fromkeys((*trial.analysis.sources, *own))
        for lack in _lacks(source)
    )


def _lacks(source: Source) -> Iterator[str]:
    if not source.title.strip():
        yield "has no title"
    if not _ADDRESS.fullmatch(source.url.strip()):
        yield "has no address that begins with https://"
    if not source.version.strip():
        yield "has no version"
    if not _DATE.fullmatch(source.date.strip()):
        yield "has no date such as 2020-08-29"
