"""Plays the EHR over the real wire: discovers services, asks at a hook with prefetch, and says what was done with a card."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.types import ASGIApp

from engine.demo.examples import Example, named
from engine.demo.search import prefetch

USER = "Practitioner/demo-clinician"
RECEIPT = "org.chartside.receipt"
OUTCOMES = "org.chartside.outcomes"
HOOKS = {
    "patient-view": "Opening the chart",
    "encounter-start": "Starting a visit",
    "encounter-discharge": "Discharging from hospital",
    "order-select": "Choosing an order",
    "order-sign": "Signing orders",
}
ORDER_HOOKS = frozenset({"order-select", "order-sign"})


class CannotAsk(Exception):  # noqa: N818 - a verdict on what was chosen
    """What was chosen cannot be asked; the text says what to choose instead."""


class Refused(Exception):  # noqa: N818 - a verdict of the service
    """The service answered with an error, given here as it came; ``left_out`` is what the EHR had not sent, and why."""

    def __init__(self, status: int, said: str, left_out: Mapping[str, str] | None = None) -> None:
        super().__init__(said)
        self.status, self.left_out = status, left_out or {}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer, exactly as they went over the wire."""

    example: Example
    service: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Prefetch keys that this EHR could not fill, with the reason."""

    @property
    def receipt(self) -> Mapping[str, str]:
        """Return the receipt, empty where the service gave none."""
        receipt: Mapping[str, str] = self.response.get("extension", {}).get(RECEIPT, {})
        return receipt

    @property
    def outcomes(self) -> list[Mapping[str, str]]:
        """Return what became of each analysis."""
        outcomes: list[Mapping[str, str]] = self.response.get("extension", {}).get(OUTCOMES, [])
        return outcomes

    @property
    def decision(self) -> str:
        """Return the id under which the service recorded its answer."""
        return self.receipt.get("decision", "")

    def card(self, uuid: str) -> Mapping[str, Any] | None:
        """Return one of the cards, or None."""
        return next((c for c in self.response["cards"] if c.get("uuid") == uuid), None)


class Ehr:
    """An EHR with one user and the example patients, calling one service."""

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url, self._transport = url, transport

    @classmethod
    def within(cls, app: ASGIApp) -> Ehr:
        """Return an EHR that calls an application in this process, by the same requests as from outside."""
        # An error of the service must reach the page as the answer it is on the wire, not as a Python exception.
        return cls("http://127.0.0.1", httpx.ASGITransport(app, raise_app_exceptions=False))

    async def ask(self, example: Example, hook: str, orders: Sequence[str]) -> Exchange:
        """Ask the service of a hook about a patient; raises CannotAsk or Refused."""
        context = _context(example, hook, orders)
        offered = (await self._call("GET", "/cds-services")).get("services", [])
        service = next((s for s in offered if s["hook"] == hook and s["id"] == hook), None)
        if service is None:
            raise CannotAsk(f"No installed analysis answers at {hook}. `chartside plugins` lists what is installed.")
        values, left_out = prefetch(service.get("prefetch", {}), context, example.resources)
        request = {"hook": hook, "hookInstance": str(uuid.uuid4()), "context": context, "prefetch": values}
        try:
            response = await self._call("POST", f"/cds-services/{service['id']}", request)
        except Refused as refused:
            raise Refused(refused.status, str(refused), left_out) from None
        return Exchange(example, service["id"], request, response, left_out)

    async def report(self, service: str, item: Mapping[str, Any], at: datetime) -> Mapping[str, str]:
        """Say what was done with a card; return the receipt. Raises Refused."""
        stamped = {**item, "outcomeTimestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        answer = await self._call("POST", f"/cds-services/{service}/feedback", {"feedback": [stamped]})
        receipt: Mapping[str, str] = answer.get("extension", {}).get(RECEIPT, {})
        return receipt

    async def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        async with httpx.AsyncClient(transport=self._transport, base_url=self._url, trust_env=False) as client:
            answer = await client.request(method, path, json=body)
        if not answer.is_success:
            raise Refused(answer.status_code, _diagnostics(answer))
        read: dict[str, Any] = answer.json() if answer.content else {}
        return read


def _context(example: Example, hook: str, orders: Sequence[str]) -> dict[str, Any]:
    context: dict[str, Any] = {"userId": USER, "patientId": example.patient["id"]}
    if encounter := example.open_encounter():
        context["encounterId"] = encounter
    elif hook in ("encounter-start", "encounter-discharge"):
        raise CannotAsk(
            "This record holds no visit in progress, and this moment needs one. Choose another patient or moment."
        )
    if hook not in ORDER_HOOKS:
        return context
    drafts = [example.orders[name] for name in orders if name in example.orders]
    if not drafts:
        raise CannotAsk("This moment needs a draft order. Tick at least one.")
    if hook == "order-select":
        context["selections"] = [named(d) for d in drafts]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": d} for d in drafts]}
    return context | {"draftOrders": bundle}


def _diagnostics(answer: httpx.Response) -> str:
    try:
        issues = answer.json()["issue"]
    except (ValueError, KeyError, TypeError):
        return "The answer holds no OperationOutcome."
    return "; ".join(str(i.get("diagnostics") or i.get("code", "")) for i in issues)
