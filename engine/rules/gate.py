"""Which rules may not be asked for a tenant: unsigned where a signature is needed, changed since, withdrawn, or disproved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from chartside.registry import Registry
from chartside.rule_files import RuleFile
from engine.audit import Keyring
from engine.audit.signatures import Signature, Signatures, fits
from engine.clock import Clock
from engine.rules.standing import verdict


class RuleGate:
    """Says why a rule may not fire for a tenant. What its own file says (out, past review) the rule's analysis says itself."""

    def __init__(
        self, registry: Registry, signatures: Signatures, keyring: Keyring, now: Clock, *, needs_signature: bool
    ) -> None:
        self._rules = {id: rule for id, rule in registry.rules.items() if rule.active and not rule.out}
        self._signatures = signatures
        self._keyring = keyring
        self._now = now
        self._needs_signature = needs_signature
        self._judged: dict[str, tuple[date, Mapping[str, Signature], dict[str, str]]] = {}
        self._fitting: dict[str, bool] = {}

    def held(self, tenant: str) -> Mapping[str, str]:
        """Return, by analysis, why a rule may not fire. Raises RecordUnavailable."""
        said, day = self._signatures.all(tenant), self._now().date()
        judged = self._judged.get(tenant)
        if judged is not None and judged[0] == day and (judged[1] is said or judged[1] == said):
            return judged[2]
        held = {id: why for id, rule in self._rules.items() if (why := self._why(rule, said.get(id), day))}
        self._judged[tenant] = day, said, held
        return held

    def _why(self, rule: RuleFile, said: Signature | None, day: date) -> str:
        if rule.due(day):
            return ""
        return verdict(rule, said, day, needs_signature=self._needs_signature, fits=self._fits).held

    def _fits(self, rule: RuleFile) -> bool:
        if rule.analysis not in self._fitting:
            self._fitting[rule.analysis] = fits(self._keyring, rule.analysis, rule.sha256, rule.signature)
        return self._fitting[rule.analysis]
