"""The rows of a record: what a sealed decision becomes in the tables, and what its envelope says they must be."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chartside import Outcome
from engine.audit.seal import Sealed
from engine.store import Entry
from engine.store.tables import AuditOutbox, Card, Decision, DecisionPayload, Feedback, OutcomeCoverage, PatientOutcome

SEVERITY = (Outcome.FAILED, Outcome.CANNOT_TELL, Outcome.ANSWERED, Outcome.NOT_APPLICABLE)


def entry(sealed: Sealed, enqueued: datetime) -> Entry:
    """Lay out everything that must be kept of a sealed decision, to be committed as one."""
    content, secret, receipt = sealed.content, sealed.secret, sealed.receipt
    tenant, decision = sealed.decision.tenant, sealed.decision.id
    signed = {"envelope": sealed.envelope, "leaf": receipt.leaf, "key_id": receipt.key_id}
    return [
        (Decision, decision_row(content) | signed | {"signature": receipt.signature}),
        (DecisionPayload, {"tenant": tenant, "decision": decision} | secret.columns()),
        *((Card, row) for row in card_rows(content)),
        *((Feedback, row) for row in feedback_rows(content)),
        *((PatientOutcome, row) for row in outcome_rows(content)),
        *((OutcomeCoverage, row) for row in coverage_rows(content)),
        (AuditOutbox, {"tenant": tenant, "decision": decision, "leaf": receipt.leaf, "enqueued": enqueued}),
    ]


def decision_row(content: Mapping[str, Any]) -> dict[str, Any]:
    """Draw from an envelope the columns that lists filter on."""
    counts = Counter(run["outcome"] for run in content.get("runs", ()))
    return {
        "tenant": content["tenant"],
        "id": content["decision"],
        "kind": content["kind"],
        "at": datetime.fromisoformat(content["at"]),
        "hook": content.get("hook"),
        "hook_instance": content.get("hookInstance"),
        "service": content.get("service"),
        "client": content.get("client"),
        "patient_index": content.get("patient"),
        "user_index": content.get("user"),
        "worst": next((outcome.value for outcome in SEVERITY if counts[outcome]), None),
        "answered": counts[Outcome.ANSWERED],
        "not_applicable": counts[Outcome.NOT_APPLICABLE],
        "cannot_tell": counts[Outcome.CANNOT_TELL],
        "failed": counts[Outcome.FAILED],
        "latency_ms": content["latencyMs"],
    }


def card_rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Draw from an envelope the cards of the answer."""
    shared = {"tenant": content["tenant"], "decision": content["decision"], "service": content.get("service")}
    return [shared | {"uuid": card["uuid"], "analysis": card["analysis"]} for card in content.get("cards", ())]


def feedback_rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Draw from an envelope what was done with which cards."""
    shared = {"tenant": content["tenant"], "record": content["decision"]}
    return [
        shared
        | {
            "position": position,
            "card": said["card"],
            "decision": said.get("decision"),
            "outcome": said["outcome"],
            "at": datetime.fromisoformat(said["at"]),
        }
        for position, said in enumerate(content.get("statement", {}).get("feedback", ()))
    ]


def outcome_rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Draw from an envelope what became of whom."""
    shared = {"tenant": content["tenant"], "record": content["decision"]}
    return [
        shared
        | {
            "position": position,
            "patient_index": said["patient"],
            "kind": said["kind"],
            "at": datetime.fromisoformat(said["at"]),
            "occurred": said["occurred"],
        }
        for position, said in enumerate(content.get("statement", {}).get("outcomes", ()))
    ]


def coverage_rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Draw from an envelope between which moments every outcome of a kind was told."""
    shared = {"tenant": content["tenant"], "record": content["decision"]}
    return [
        shared
        | {
            "kind": said["kind"],
            "since": datetime.fromisoformat(said["since"]),
            "until": datetime.fromisoformat(said["until"]),
        }
        for said in content.get("statement", {}).get("complete", ())
    ]


def state_row(content: Mapping[str, Any]) -> dict[str, Any]:
    """Draw from a switch's envelope how the analysis stands from then on."""
    return {
        "tenant": content["tenant"],
        "analysis": content["statement"]["analysis"],
        "state": content["statement"]["state"],
        "since": datetime.fromisoformat(content["at"]),
        "why": content["statement"]["why"],
        "who": content["statement"]["who"],
        "record": content["decision"],
    }


def approval_rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Draw from an approval's envelope what each analysis may read from then on."""
    statement = content["statement"]
    return [
        {
            "tenant": content["tenant"],
            "analysis": one["analysis"],
            "version": one["version"],
            "reads": json.dumps(one["reads"], sort_keys=True),
            "since": datetime.fromisoformat(content["at"]),
            "why": statement["why"],
            "who": statement["who"],
            "record": content["decision"],
        }
        for one in statement["approved"]
    ]


def client_row(content: Mapping[str, Any]) -> dict[str, Any]:
    """Draw from a registration's envelope how the client stands from then on."""
    statement = content["statement"]
    return {
        "tenant": content["tenant"],
        "id": statement["client"]["id"],
        "state": statement["state"],
        "registration": json.dumps(statement["client"], sort_keys=True),
        "since": datetime.fromisoformat(content["at"]),
        "why": statement["why"],
        "who": statement["who"],
        "record": content["decision"],
    }


def model_row(content: Mapping[str, Any]) -> dict[str, Any]:
    """Draw from a change's envelope which artefact of the model speaks from then on, and which is tried."""
    statement = content["statement"]
    active, shadow = statement["active"], statement["shadow"]
    return {
        "tenant": content["tenant"],
        "analysis": statement["analysis"],
        "model": statement["model"],
        "active": active and active["sha256"],
        "shadow": shadow and shadow["sha256"],
        "since": datetime.fromisoformat(content["at"]),
        "why": statement["why"],
        "who": statement["who"],
        "record": content["decision"],
    }


def signature_rows(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Draw from an envelope about rules how each of them stands from then on."""
    statement = content["statement"]
    return [
        {
            "tenant": content["tenant"],
            "analysis": one["analysis"],
            "standing": statement["standing"],
            "version": one["version"],
            "sha256": one["sha256"],
            "since": datetime.fromisoformat(content["at"]),
            "why": statement["why"],
            "who": statement["who"],
            "record": content["decision"],
        }
        for one in statement["rules"]
    ]
