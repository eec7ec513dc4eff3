"""Read what the patient's consents oppose; where one cannot be read, the stricter reading holds and is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chartside.codes import Code
from fhir_adapter.concepts import Json, codings, objects, word, words
from fhir_adapter.entry import Entry
from fhir_adapter.labels import coded_labels, table
from fhir_adapter.references import Target, bare_id
from fhir_adapter.times import NOWHEN, Span, span

Resolve = Callable[[Any, Json], Target]
# True, false, or None where it cannot be told: then a denial reaches, and a permission does not.
Reach = bool | None

_OVER = frozenset({"draft", "proposed", "rejected", "inactive", "entered-in-error", "not-done"})
_OTHER_SCOPES = frozenset({"research", "treatment", "adr"})
_RESOURCE_TYPES = "http://hl7.org/fhir/resource-types"
_TO_KNOW = frozenset({"access", "use", "disclose"})
_NOT_TO_KNOW = frozenset({"collect", "correct"})
# What a provision may say that we know how to heed.
_HEEDED = frozenset(
    {"id", "type", "period", "actor", "action", "securityLabel", "purpose", "class", "code", "dataPeriod", "data"}
    | {"provision", "extension"}
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A resource as a consent sees it."""

    entry: Entry
    codes: frozenset[Code]
    labels: frozenset[tuple[str, str]]
    when: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision: whether it denies or permits, what it reaches, and the exceptions within it."""

    type: Literal["deny", "permit", ""]
    period: Span
    tests: tuple[Callable[[Seen], Reach], ...]
    nested: tuple[Rule, ...]

    def decides(self, seen: Seen, now: datetime) -> Literal["deny", "permit", ""]:
        """Return what it says of a resource; among exceptions a denial wins."""
        if _outside(self.period, now):
            return ""
        reaches = [test(seen) for test in self.tests]
        if False in reaches:
            return ""
        inner = {rule.decides(seen, now) for rule in self.nested}
        if "deny" in inner:
            return "deny"
        if "permit" in inner:
            return "permit"
        return "" if self.type == "permit" and None in reaches else self.type


class Consents:
    """The patient's consents about privacy that are in force; any that opposes is enough."""

    def __init__(self, contents: Iterable[Json], resolve: Resolve, unreadable: int = 0) -> None:
        self._unread = unreadable
        self._resolve = resolve
        self._rules: list[Rule] = [_EVERYTHING] if unreadable else []
        for content in contents:
            if _in_force(content):
                self._rules.append(self._root(content))

    def __bool__(self) -> bool:
        return any(_may_deny(rule) for rule in self._rules)

    def oppose(self, seen: Seen, now: datetime) -> bool:
        """Whether the patient opposes that this resource is used."""
        return any(rule.decides(seen, now) == "deny" for rule in self._rules)

    @property
    def notes(self) -> list[str]:
        """Return what an operator should know, without patient data."""
        if not self._unread:
            return []
        return [f"consents that could not be read in full: {self._unread}; read at their strictest"]

    def _root(self, content: Json) -> Rule:
        doubts: list[str] = []
        provision = content.get("provision")
        strange = "except" in content or (provision is not None and not isinstance(provision, Mapping))
        if strange or content.get("modifierExtension") or content.get("implicitRules"):
            self._unread += 1
            return _EVERYTHING
        if "active" not in words(content.get("status")) or "patient-privacy" not in words(content.get("scope")):
            doubts.append("status or scope")
        stated = word((provision or {}).get("type")) or word(content.get("decision"))
        rule = self._rule(provision or {}, content, stated or _by_policy(content), doubts)
        self._unread += bool(doubts)
        return rule

    def _rule(self, provision: Json, consent: Json, stated: str, doubts: list[str]) -> Rule:
        denies = stated == "deny"
        if stated not in ("deny", "permit", ""):
            doubts.append("type")
            denies = True
        nested = provision.get("provision")
        inner = objects(nested)
        tests = [*self._what(provision, consent), *_for_whom(provision)]
        if set(provision) - _HEEDED - {f"_{name}" for name in _HEEDED}:
            doubts.append("an element")
            tests.append(_cannot_tell)
        if nested is not None and len(inner) != (len(nested) if isinstance(nested, list) else 1):
            doubts.append("an exception")
            return _EVERYTHING
        period = span(provision, "period")
        if "period" in provision and not _readable(provision["period"], period):
            tests.append(_cannot_tell)
        # An exception must say its type; one that does not is taken for a denial.
        rules = tuple(self._rule(one, consent, word(one.get("type")) or "nothing", doubts) for one in inner)
        if any(test is _cannot_tell for test in tests):
            doubts.append("a restriction")
        return Rule("deny" if denies else "permit" if stated else "", period, tuple(tests), rules)

    def _what(self, provision: Json, consent: Json) -> Iterable[Callable[[Seen], Reach]]:
        """Yield the tests of which resources are meant; each that is present must hold."""
        made: Mapping[str, Callable[[list[Json]], Callable[[Seen], Reach]]] = {
            "class": _of_class,
            "code": _of_code,
            "securityLabel": _of_label,
            "data": lambda stated: self._of_data(stated, consent),
        }
        for name, test in made.items():
            if name in provision:
                stated = provision[name]
                whole = objects(stated)
                yield test(whole) if isinstance(stated, list) and len(whole) == len(stated) else _cannot_tell
        if "dataPeriod" in provision:
            within = span({"period": provision["dataPeriod"]}, "period")
            yield _cannot_tell if within == NOWHEN else lambda seen: _overlap(within, seen.when)

    def _of_data(self, stated: list[Json], consent: Json) -> Callable[[Seen], Reach]:
        targets = [(word(one.get("meaning")), self._resolve(one.get("reference"), consent)) for one in stated]
        if any(target.state == "unresolvable" for _, target in targets):
            return _cannot_tell

        def test(seen: Seen) -> Reach:
            if any(target.entry is seen.entry for _, target in targets):
                return True
            # "related", "dependents" and "authoredby" go by references: whatever refers, in either direction, may be meant.
            linked = (target for meaning, target in targets if meaning != "instance")
            return None if any(_linked(seen.entry, target) for target in linked) else False

        return test


def _linked(entry: Entry, target: Target) -> bool:
    theirs = _refers(target.content, entry.kind, entry.id) if target.content else False
    return theirs or _refers(entry.content, target.kind, target.id)


def _refers(content: Any, kind: str, id: str) -> bool:
    if isinstance(content, Mapping):
        stated = word(content.get("reference"))
        named = bool(id) and bare_id(stated) == bare_id(id) and (kind in stated or stated.startswith("urn:"))
        return named or any(_refers(value, kind, id) for value in content.values())
    return isinstance(content, list) and any(_refers(one, kind, id) for one in content)


def _cannot_tell(_: Seen) -> Reach:
    return None


_EVERYTHING = Rule("deny", NOWHEN, (), ())


def _may_deny(rule: Rule) -> bool:
    return rule.type == "deny" or any(_may_deny(one) for one in rule.nested)


def _in_force(content: Json) -> bool:
    if words(content.get("status")) & _OVER:
        return False
    scope = words(content.get("scope"))
    return "patient-privacy" in scope or not scope & _OTHER_SCOPES


def _by_policy(content: Json) -> str:
    """Return what the policy that a consent names says by default; nothing where it does not say."""
    named = words(content.get("policyRule"))
    if named & {"OPTOUT", "OPTOUTE"}:
        return "deny"
    return "permit" if named & {"OPTIN", "OPTINR"} else ""


def _for_whom(provision: Json) -> Iterable[Callable[[Seen], Reach]]:
    """Yield the tests of who asks, for what: we know only that it is for the care of the patient, and that nothing is changed."""
    if provision.get("actor"):
        yield _cannot_tell
    action = frozenset(code for one in objects(provision.get("action")) for code in words(one))
    if "action" in provision:
        yield _known(action, _TO_KNOW, _NOT_TO_KNOW)
    purpose = frozenset(word(one.get("code")) for one in objects(provision.get("purpose")))
    if "purpose" in provision:
        yield _known(purpose, table().purposes_of_care, table().other_purposes)


def _known(said: frozenset[str], ours: frozenset[str], others: frozenset[str]) -> Callable[[Seen], Reach]:
    if said & ours:
        return _yes
    return _no if said and said <= others else _cannot_tell


def _yes(_: Seen) -> Reach:
    return True


def _no(_: Seen) -> Reach:
    return False


def _of_class(stated: list[Json]) -> Callable[[Seen], Reach]:
    kinds = {word(c.get("code")) for c in stated if word(c.get("system")) in (_RESOURCE_TYPES, "")}
    strange = any(word(c.get("system")) not in (_RESOURCE_TYPES, "") or not word(c.get("code")) for c in stated)
    return lambda seen: True if seen.entry.kind in kinds else (None if strange else False)


def _of_code(stated: list[Json]) -> Callable[[Seen], Reach]:
    codes = frozenset(code for concept in stated for code in codings(concept))
    strange = any(not codings(concept) for concept in stated)

    def test(seen: Seen) -> Reach:
        if codes & seen.codes:
            return True
        return None if strange or not seen.codes else False

    return test


def _of_label(stated: list[Json]) -> Callable[[Seen], Reach]:
    wanted = frozenset(coded_labels(stated))
    loose = {code for system, code in wanted if not system}
    return lambda seen: any(label in wanted or label[1] in loose for label in seen.labels)


def _readable(stated: Any, read: Span) -> bool:
    """Whether every end that a period states was read."""
    ends = {"start": read.since, "end": read.until}
    return isinstance(stated, Mapping) and any(n in stated for n in ends) and all(ends[n] for n in ends if n in stated)


def _outside(period: Span, now: datetime) -> bool:
    """Whether a time is certainly before or after a period; of what cannot be read, no end is known."""
    early = period.since is not None and period.since.certainly_after(now)
    return early or (period.until is not None and period.until.end < now)


def _overlap(within: Span, when: Span) -> Reach:
    since, until = when.since or when.until, when.until or when.since
    if since is None or until is None:
        return None
    before = within.since is not None and not when.lasts and until.end < within.since.start
    after = within.until is not None and since.start > within.until.end
    return not (before or after)
