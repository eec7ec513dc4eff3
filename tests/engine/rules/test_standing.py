"""Whether a rule may fire at a site, and in words why not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chartside.rule_files import Expression, RuleFile
from engine.audit.signatures import RuleStanding, Signature
from engine.rules.standing import BROKEN, UNSIGNED, verdict

DAY = date(2026, 11, 20)
RULE = RuleFile("made.up", "1.0.0", "active", "Made up", "up.yaml", "a" * 64, review_by=date(2026, 11, 20))
SINCE = datetime(2026, 1, 2, tzinfo=UTC)
SAMPLE = {"resourceType": "Observation", "status": "final"}


def said(standing: RuleStanding, sha256: str = "a" * 64) -> Signature:
    return Signature(standing, "1.0.0", sha256, "A. Officer", SINCE)


def held(rule=RULE, signature=None, day=DAY, *, deployed=True, fits=True) -> str:
    return verdict(rule, signature, day, needs_signature=deployed, fits=lambda _: fits).held


def test_a_deployed_site_fires_what_it_signed_and_nothing_else():
    assert held() == UNSIGNED
    assert held(signature=said(RuleStanding.SIGNED)) == ""
    assert held(signature=said(RuleStanding.ALLOWED, "b" * 64)) == ""
    assert held(deployed=False) == ""


@pytest.mark.parametrize("deployed", [True, False])
def test_a_change_after_signing_a_withdrawal_and_a_broken_signature_hold_a_rule_everywhere(deployed):
    assert "was changed since version 1.0.0 was signed" in held(
        signature=said(RuleStanding.SIGNED, "b" * 64), deployed=deployed
    )
    assert (
        held(signature=said(RuleStanding.WITHDRAWN), deployed=deployed)
        == "it was withdrawn by A. Officer on 2026-01-02"
    )
    signed = replace(RULE, signature="key:xxxx")
    assert held(signed, said(RuleStanding.SIGNED), deployed=deployed, fits=False) == BROKEN
    assert held(signed, said(RuleStanding.SIGNED), deployed=deployed) == ""


def test_the_last_day_of_review_counts():
    signature = said(RuleStanding.SIGNED)
    assert held(signature=signature, day=date(2026, 11, 20)) == ""
    assert held(signature=signature, day=date(2026, 11, 21)) == "its review was due by 2026-11-20"


@pytest.mark.parametrize("status", ["draft", "reviewed", "retired"])
def test_only_active_rules_fire(status):
    assert held(replace(RULE, status=status), said(RuleStanding.SIGNED)) == f"its status is {status}"


def test_what_is_out_says_why():
    assert held(replace(RULE, out="up.yaml: evidence: is missing"), said(RuleStanding.SIGNED)) == (
        "it is out: up.yaml: evidence: is missing"
    )


@pytest.mark.parametrize(
    ("text", "true_of", "false_of", "why"),
    [
        ("Observation.status = 'final'", [SAMPLE], [], ""),
        ("Observation.status = 'amended'", [SAMPLE], [], "not true of sample 1 of true_of"),
        ("Observation.status = 'final'", [], [SAMPLE], "true of sample 1 of false_of"),
        ("Observation.statsu = 'final'", [SAMPLE], [], "'statsu' is no element"),
    ],
)
def test_an_expression_that_its_samples_disprove_holds_the_rule(text, true_of, false_of, why):
    rule = replace(RULE, expressions=(Expression("line", text, tuple(true_of), tuple(false_of)),))
    assert why in held(rule, said(RuleStanding.SIGNED))
    assert bool(held(rule, said(RuleStanding.SIGNED))) == bool(why)
