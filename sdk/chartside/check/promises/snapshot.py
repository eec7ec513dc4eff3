"""Facts and answers travel as JSON to a worker and into the record, and come back as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator

from chartside.answer import Answer
from chartside.check.finding import Verdict, judge
from chartside.check.promises.same import difference
from chartside.check.trial import Trial
from chartside.snapshot import freeze, thaw


def survives_json(trial: Trial) -> Verdict:
    """Facts that went through JSON give the same answer, and the answer comes through it whole."""

    def complaints() -> Iterator[str]:
        for case in trial.sample:
            facts = {name: thaw(json.loads(json.dumps(freeze(value)))) for name, value in case.facts.items()}
            before, after = trial.beside(case, facts)
            if before != after:
                yield (
                    f"facts that went through JSON make it differ ({difference(before, after)}): {case}; "
                    "compare facts by their values, never by identity (`is`)"
                )
            if isinstance(before, Answer) and thaw(json.loads(json.dumps(freeze(before)))) != thaw(freeze(before)):
                yield f"its answer does not come through JSON whole: {case}; keep numbers, words and lists in the working"

    return judge(complaints())
