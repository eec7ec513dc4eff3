"""Read a prefetch: five states a key, each kept apart, and no bad key ever costs the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chartside.inputs import Read
from chartside.missing import Missing
from fhir_adapter.answered import Answered
from fhir_adapter.bundle import Contents, unpack
from fhir_adapter.search import Coverage, parameters

_ABSENT = "the prefetch key was absent"


class Prefetch(Answered):
    """What a client sent of what a service advertised, and what it sent besides."""

    def __init__(
        self, prefetch: Mapping[str, bytes | None], templates: Mapping[str, str], patient_id: str = ""
    ) -> None:
        sent = {key: unpack(bytes(value) if value is not None else b"") for key, value in prefetch.items()}
        super().__init__(templates, sent, "prefetch", patient_id)
        for key, coverage in self._coverage.items():
            if key in sent:
                _check_form(sent[key], coverage)
                _check_count(sent[key], templates[key])

    def missing_keys(self, reads: Iterable[Read]) -> list[str]:
        """Return the advertised keys that these requests need and the client left out (null is not left out)."""
        serving = [[key for key, c in self._coverage.items() if c.serves(read)] for read in reads]
        lacking = {key for keys in serving if not any(k in self._sent for k in keys) for key in keys}
        return [key for key in self._coverage if key in lacking]

    @property
    def notes(self) -> list[str]:
        """Return what an operator should know about what was sent, without patient data."""
        gaps = [(key, c.gap) for key, c in self._sent.items() if key in self._coverage and c.gap is not None]
        said = [
            f"prefetch key {key!r}: {gap.detail}; read as {'incomplete' if gap.reason == 'incomplete' else 'failed'}"
            for key, gap in gaps
        ]
        besides = [contents for key, contents in self._sent.items() if key not in self._coverage]
        if besides:
            said.append(f"prefetch keys not advertised: {len(besides)}; read, but they prove nothing complete")
        return said

    def _said(self, key: str, gap: Missing) -> Missing:
        return Missing(gap.reason, f"prefetch key {key!r}: {gap.detail}")

    def _unsent(self, covering: list[str]) -> Missing:
        return Missing("not-provided", f"{_ABSENT}: {', '.join(map(repr, covering))}")


def _check_form(sent: Contents, coverage: Coverage) -> None:
    """Let only the form that the template asks for prove anything."""
    if sent.form == "array":
        sent.lose(Missing("incomplete", "an array stands where a Bundle should"))
    elif sent.form == "resource" and coverage.kind != "Patient":
        sent.lose(Missing("incomplete", "a lone resource stands where a Bundle should"))
    elif coverage.kind == "Patient" and sent.pieces and all(p.kind != "Patient" for p in sent.pieces):
        sent.lose(Missing("incomplete", "something else stands where the Patient should"))


def _check_count(sent: Contents, template: str) -> None:
    """Let no page that is as full as a ``_count`` lets it be prove anything: nobody turned it, and there may be another."""
    if sent.form != "bundle":
        return
    page = sent.page
    full = dict(parameters(page.searched.partition("?")[2])).get("_count") == str(page.matches) and page.total is None
    if full or "_count" in dict(parameters(template.partition("?")[2])):
        sent.lose(Missing("incomplete", "_count bounds the Bundle"))
