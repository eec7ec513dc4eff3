"""Reads every public set through every request: `python -m tests.fhir_adapter.public_data` writes what became of it as a page."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping

from tests.fhir_adapter.public_data.account import Account, Row, account
from tests.fhir_adapter.public_data.sets import SETS, records

HEAD = """# Every resource of the public sets, through every request

Written by

```sh
.venv/bin/python -m tests.fhir_adapter.public_data > docs/measured/public-data.md
```

which needs the public sets beside the checkout. Each record (a bundle, a patient of an export, a case, a hook request) is read by three
charts: one is asked for every name of the vocabulary, the whole history of each measurement, every code that the record holds as a
condition, allergy, medicine, procedure, encounter, vaccine, report or order, and everything else that a plugin can declare; one for
whatever is stated by any code, of every type; one for every resource as it is and for a FHIRPath over each. The moment of the question is
two days after whatever the record last tells of. Any error ends the run, and so do counts that do not add up.
`tests/fhir_adapter/test_public_record.py` checks a sample of the same in every run.
"""


def page(accounts: Mapping[str, Account]) -> str:
    """Return the page."""
    return "\n".join([HEAD, *_sets(accounts), *_facts(accounts), *_whole(accounts), *_denied(accounts)]) + "\n"


def _sets(accounts: Mapping[str, Account]) -> Iterator[str]:
    yield "## Records\n"
    yield "| set | records | refused | resources | wrong |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, made in accounts.items():
        refused = sum(made.refused.values())
        yield f"| {name} | {made.records:,} | {refused} | {sum(made.sent.values()):,} | {len(made.wrong)} |"
    yield "\n*Wrong* is what must not be: a denied record asserted, or one that was asked for and neither used nor dropped.\n"


def _facts(accounts: Mapping[str, Account]) -> Iterator[str]:
    yield "## As facts\n"
    yield "Sent = used + not asked for + dropped. What nobody asked for has no code of the vocabulary, or a type without facts.\n"
    yield "| set | type | sent | used | not asked for | dropped, by reason |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for name, made in accounts.items():
        for kind in sorted(made.sent):
            row = (made.sent[kind], made.used[kind], made.unasked[kind])
            _check(row, made.dropped, kind)
            yield f"| {name} | {kind} | {' | '.join(f'{n:,}' for n in row)} | {_reasons(made.dropped, kind)} |"
    yield ""


def _whole(accounts: Mapping[str, Account]) -> Iterator[str]:
    yield "## As whole resources\n"
    yield "Sent = given + withheld. Who reads resources whole judges their status; a type of which all is given is left out.\n"
    yield "| set | type | sent | given | withheld, by reason |"
    yield "| --- | --- | ---: | ---: | --- |"
    for name, made in accounts.items():
        for kind in sorted(made.sent):
            _check((made.sent[kind], made.whole[kind]), made.withheld, kind)
            if made.whole[kind] < made.sent[kind]:
                yield f"| {name} | {kind} | {made.sent[kind]:,} | {made.whole[kind]:,} | {_reasons(made.withheld, kind)} |"
    yield ""


def _denied(accounts: Mapping[str, Account]) -> Iterator[str]:
    yield "## What the records deny\n"
    yield "Told from the JSON by itself, by code that shares nothing with the gate; a record with two reasons is in two lines.\n"
    yield "| set | type | why | in the data | asserted |"
    yield "| --- | --- | --- | ---: | ---: |"
    for name, made in accounts.items():
        for (kind, why), count in sorted(made.denied.items()):
            asserted = sum(f": {kind} was asserted with {why}" in said for said in made.wrong)
            yield f"| {name} | {kind} | {why} | {count} | {asserted} |"


def _check(row: tuple[int, ...], lost: Counter[Row], kind: str) -> None:
    sent, *rest = row
    assert sent == sum(rest) + sum(count for (k, _), count in lost.items() if k == kind), kind


def _reasons(counts: Counter[Row], kind: str) -> str:
    return ", ".join(f"{why} {count:,}" for (k, why), count in sorted(counts.items()) if k == kind and count) or "-"


if __name__ == "__main__":
    sys.stdout.write(page({name: account(records(name)) for name in SETS}))
