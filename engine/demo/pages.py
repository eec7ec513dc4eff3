"""The demo's pages: choose a patient and a moment, read the answer, open what stands behind it, say what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.types import ASGIApp

from engine.clock import Clock
from engine.demo.chart import chart, concept
from engine.demo.ehr import HOOKS, ORDER_HOOKS, CannotAsk, Ehr, Exchange, Refused
from engine.demo.examples import EXAMPLE_NOW, Example, Examples, named
from engine.demo.exchanges import Exchanges
from engine.demo.readable import audit_command
from engine.demo.rendering import HEADERS, page
from engine.fragments import Passage, passages
from engine.report.course import course_of
from engine.report.trend import Point, sparkline
from engine.report.waterfall import waterfall

EXPLANATION = "org.chartside.explanation"
PATIENCE = 2.0
"""Seconds that a page waits for what a plugin adds to it."""
Passages = Callable[[Mapping[str, Any]], Awaitable[list[Passage]]]
Course = Callable[[Mapping[str, Any], Mapping[str, Any]], Awaitable[Sequence[Point]]]
_STATIC = Path(__file__).parent / "static"


def mount(app: FastAPI) -> None:
    """Serve the demo at /demo of the application that it asks; its desk tells the time and where the record is."""

    # The desk opens when the application starts, which is after its routes are made.
    def now() -> datetime:
        at: datetime = app.state.desk.now()
        return at

    def record() -> Path:
        folder: Path = app.state.desk.settings.data
        return folder

    async def added(explanation: Mapping[str, Any]) -> list[Passage]:
        desk = app.state.desk
        return await passages(desk.registry, desk.lanes.background, explanation, PATIENCE)

    async def course(explanation: Mapping[str, Any], patient: Mapping[str, Any]) -> Sequence[Point]:
        desk = app.state.desk
        return await course_of(desk.lanes.background, explanation, patient, desk.now(), PATIENCE)

    app.include_router(demo_routes(app, now, record=record, passages=added, course=course))


def demo_routes(
    app: ASGIApp,
    clock: Clock,
    examples: Examples | None = None,
    record: Callable[[], Path | None] = lambda: None,
    passages: Passages | None = None,
    course: Course | None = None,
) -> APIRouter:
    """Return the routes under /demo, which ask ``app`` over its own wire about the example patients."""
    return _Pages(Ehr.within(app), clock, Examples() if examples is None else examples, record, passages, course).router


class _Pages:
    def __init__(
        self,
        ehr: Ehr,
        clock: Clock,
        examples: Examples,
        record: Callable[[], Path | None],
        passages: Passages | None,
        course: Course | None,
    ) -> None:
        self._ehr, self._clock, self._examples, self._record = ehr, clock, examples, record
        self._passages, self._course = passages, course
        self._exchanges = Exchanges()
        self.router = APIRouter(prefix="/demo", include_in_schema=False)
        get, post = self.router.get, self.router.post
        get("")(self.choose)
        get("/ask")(self.ask)
        get("/answer/{decision}")(self.answer)
        post("/answer/{decision}/cards/{card}")(self.settle)
        get("/explanation/{decision}/{card}")(self.explanation)
        get("/raw/{decision}")(self.raw)
        get("/record/{patient}/{kind}/{id}")(self.resource)
        get("/static/{name}")(self.static)

    async def choose(self, patient: str = "") -> Response:
        """Show the patients, one of them with the chart and the moments at which to ask."""
        if not self._examples:
            return self._notice(
                503, "No example patients", f"The folder {self._examples.folder.name}/ is not beside the engine."
            )
        example = self._examples.get(patient or next(iter(self._examples)))
        return self._unknown("patient") if example is None else self._chart(example)

    async def ask(
        self, patient: str = "", hook: str = "", order: Annotated[list[str] | None, Query()] = None
    ) -> Response:
        """Ask, keep the exchange, and lead to its answer, so that reading it again asks nothing again."""
        example = self._examples.get(patient)
        if example is None or hook not in HOOKS:
            return self._unknown("patient or moment")
        try:
            exchange = await self._ehr.ask(example, hook, order or ())
        except CannotAsk as reason:
            return self._chart(example, status=422, problem=str(reason), hook=hook)
        except Refused as refused:
            title = f"The service answered {refused.status} and gave no advice"
            return self._notice(refused.status, title, str(refused), example, refused.left_out)
        if not exchange.decision:
            said = "No record, no card: an answer without a receipt is not shown."
            return self._notice(502, "The service answered without a receipt", said, example)
        self._exchanges.keep(exchange)
        return RedirectResponse(f"/demo/answer/{exchange.decision}", 303, HEADERS)

    async def answer(self, decision: str) -> Response:
        """Show the cards as a clinician sees them, and every analysis that had none."""
        exchange = self._exchanges.get(decision)
        return self._forgotten(decision) if exchange is None else self._answer(exchange)

    async def settle(self, decision: str, card: str, request: Request) -> Response:
        """Tell the service what was done with a card, and lead back to it."""
        exchange = self._exchanges.get(decision)
        shown = exchange and exchange.card(card)
        if exchange is None or not shown:
            return self._forgotten(decision)
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        item, said = _feedback(shown, form)
        try:
            receipt = await self._ehr.report(exchange.service, item, self._clock())
        except Refused as refused:
            return self._answer(
                exchange,
                status=refused.status,
                problem=f"Not recorded. The service answered {refused.status}: {refused}",
            )
        self._exchanges.settle(
            decision, card, f"{said} Recorded as decision {receipt.get('decision', '(no receipt)')}."
        )
        return RedirectResponse(f"/demo/answer/{decision}#card-{card}", 303, HEADERS)

    async def explanation(self, decision: str, card: str) -> Response:
        """Show what one card rests on."""
        exchange = self._exchanges.get(decision)
        shown = exchange and exchange.card(card)
        if exchange is None or not shown:
            return self._forgotten(decision)
        explanation = shown.get("extension", {}).get(EXPLANATION, {})
        points = await self._course(explanation, exchange.example.bundle) if self._course else ()
        return self._page(
            "explanation.html",
            exchange=exchange,
            card=shown,
            explanation=explanation,
            picture=waterfall(explanation.get("working")),
            course=points,
            plot=sparkline(points, str(explanation.get("analysis", ""))),
            passages=await self._passages(explanation) if self._passages else [],
            **self._banner(exchange.example),
        )

    async def raw(self, decision: str) -> Response:
        """Show request and response as they went over the wire."""
        exchange = self._exchanges.get(decision)
        if exchange is None:
            return self._forgotten(decision)
        return self._page("raw.html", exchange=exchange, **self._banner(exchange.example))

    async def resource(self, patient: str, kind: str, id: str) -> Response:
        """Show one entry of a record as it is stored."""
        example = self._examples.get(patient)
        resource = example and example.find(f"{kind}/{id}")
        if example is None or not resource:
            return self._unknown("entry of the record")
        return self._page("resource.html", resource=resource, reference=named(resource), **self._banner(example))

    async def static(self, name: str) -> Response:
        """Serve the style sheet and the icon."""
        path = _STATIC / name
        return (
            FileResponse(path, headers={"X-Content-Type-Options": "nosniff"})
            if path in _STATIC.iterdir()
            else Response(status_code=404)
        )

    def _chart(self, example: Example, status: int = 200, problem: str = "", hook: str = "patient-view") -> Response:
        return self._page(
            "choose.html",
            status,
            patients=[chart(e, self._clock().date()) for e in self._examples.values()],
            hooks=HOOKS,
            order_hooks=ORDER_HOOKS,
            chosen=hook,
            orders={name: concept(order) for name, order in example.orders.items()},
            problem=problem,
            **self._banner(example),
        )

    def _answer(self, exchange: Exchange, status: int = 200, problem: str = "") -> Response:
        drafts = {named(o): concept(o) for o in exchange.example.orders.values()}
        return self._page(
            "answer.html",
            status,
            exchange=exchange,
            moment=HOOKS[exchange.request["hook"]],
            drafts=drafts,
            settled=self._exchanges.settled(exchange.decision),
            problem=problem,
            **self._banner(exchange.example),
        )

    def _banner(self, example: Example) -> dict[str, Any]:
        return {"chart": chart(example, self._clock().date())}

    def _page(self, template: str, status: int = 200, **content: Any) -> Response:
        now = self._clock()
        return page(
            template,
            status,
            now=now.isoformat(),
            stands_still=now == EXAMPLE_NOW,
            example_now=EXAMPLE_NOW.isoformat(),
            record=self._record(),
            **content,
        )

    def _notice(
        self,
        status: int,
        title: str,
        said: str,
        example: Example | None = None,
        left_out: Mapping[str, str] | None = None,
    ) -> Response:
        back = example.id if example else ""
        return self._page("notice.html", status, title=title, said=said, back=back, left_out=left_out or {})

    def _unknown(self, what: str) -> Response:
        return self._notice(404, f"No such {what}", "The address names nothing that this demonstration holds.")

    def _forgotten(self, decision: str) -> Response:
        command = audit_command("show", decision, record=self._record())
        said = f"This page keeps only the newest answers. The record keeps all of them: {command}"
        return self._notice(404, "This answer is no longer held here", said)


def _feedback(card: Mapping[str, Any], form: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Return a CDS Hooks feedback item, without its time, and the same in words."""
    item: dict[str, Any] = {"card": card["uuid"]}
    accepted = next((s for s in card.get("suggestions", ()) if s["uuid"] == form.get("suggestion")), None)
    if accepted:
        item |= {"outcome": "accepted", "acceptedSuggestions": [{"id": accepted["uuid"]}]}
        return item, f"Accepted: {accepted['label']}."
    said: dict[str, Any] = {}
    coded = next((r for r in card.get("overrideReasons", ()) if r["code"] == form.get("reason")), None)
    if coded:
        said["reason"] = {"code": coded["code"], "system": coded["system"]}
    if comment := form.get("comment", "").strip():
        said["userComment"] = comment
    words = " ".join(w for w in ((coded or {}).get("display", ""), comment) if w)
    item |= {"outcome": "overridden"} | ({"overrideReason": said} if said else {})
    return item, f"Set aside{': ' + words if words else ', no reason given'}."
