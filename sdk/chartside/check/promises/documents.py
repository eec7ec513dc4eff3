"""An analysis says what it is for, what it rests on and where it must not be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from chartside.answer import Answer
from chartside.check.finding import Verdict, judge, not_shown
from chartside.check.trial import Trial
from chartside.plain import PlainFactError, plain_facts
from chartside.testing.attempt import Crash, attempt

if TYPE_CHECKING:
    from chartside.manifest import Example


def documented(trial: Trial) -> Verdict:
    """The analysis has a title, a sentence that says what it does, and its limits."""
    analysis = trial.analysis
    limits = analysis.limits or (trial.card.limits if trial.card else "")
    lacks = {
        "a title": (analysis.title, "give it title=..., or a docstring"),
        "a sentence that says what it does": (analysis.summary, "write it as the docstring of the function"),
        "limits": (limits, "say in limits=... where its answer must not be used"),
    }
    return judge(f"it has not {what}; {mend}" for what, (said, mend) in lacks.items() if not said.strip())


def source_attributes_complete(trial: Trial) -> Verdict:
    """Each of the 13 source attributes has a value, and each of the 31 more where the analysis is predictive; blank is none."""
    from chartside.manifest.attributes import attributes, lacking  # noqa: PLC0415 - loads only where a manifest is looked at

    card = trial.card
    if card is None:
        return judge([f'{trial.no_card}; write one with a value for each source attribute, or "not available: why"'])
    titles = attributes().of(predictive=card.predictive)
    return judge(
        f'{number} ({titles[number]}) has no value; write it in source_attributes, or "not available: why"'
        for number in lacking(card.source_attributes, predictive=card.predictive)
    )


def examples_hold(trial: Trial) -> Verdict:
    """What card.toml gives as examples is what the analysis says."""
    if trial.card is None or not trial.card.examples:
        return not_shown("card.toml gives no examples" if trial.card else trial.no_card)

    def complaints() -> Iterator[str]:
        for number, example in enumerate(trial.card.examples if trial.card else (), 1):
            for wrong in _wrong(trial, example):
                yield f"example {number}{f' ({example.say})' if example.say else ''} {wrong}; mend the analysis or the example"

    return judge(complaints())


def _wrong(trial: Trial, example: Example) -> Iterator[str]:
    now = datetime.fromisoformat(example.now)
    try:
        facts = plain_facts(trial.analysis, example.facts, now if now.tzinfo else now.replace(tzinfo=UTC))
    except PlainFactError as error:
        yield f"cannot be asked: {error}"
        return
    said = attempt(trial.analysis, {**trial.injected, **facts})
    if isinstance(said, Crash):
        if example.outcome != "failed":
            yield f"raises {said}, and should be {example.outcome}"
    elif str(said.outcome) != example.outcome:
        yield f"is {said.outcome} ({said.reason}), and should be {example.outcome}"
    else:
        yield from _wrong_cards(said, example)


def _wrong_cards(said: Answer, example: Example) -> Iterator[str]:
    if example.cards is not None and len(said.cards) != example.cards:
        yield f"gives {len(said.cards)} cards, and should give {example.cards}"
    if example.indicator and example.indicator not in {c.indicator for c in said.cards}:
        yield f"gives no card that is {example.indicator}"
