"""All that answering needs, opened together and closed again: plugins, record, workers, clock."""

from __future__ import annotations

import base64
import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from chartside.registry import Registry
from engine.approvals import ApprovalGate
from engine.audit import Approvals, Clients, Keyring, LateResults, Ledger, Models, Signatures, Switches
from engine.breaker import Breaker
from engine.clients.key_sets import KeySets
from engine.clients.spent import Spent, SpentHere
from engine.clients.token import Trust
from engine.clock import Clock, clock
from engine.dispatch import Lane, PoolLane
from engine.installed import installed
from engine.lanes import Lanes
from engine.late import LateAnswers
from engine.perform import NO_MODELS
from engine.plan import plan_of
from engine.rules.gate import RuleGate
from engine.servers import Servers
from engine.settings import Settings
from engine.store import Database

FOR_THE_RECORD = 0.02  # seconds of a call's budget, a tenth of it at most, in which its cards are dealt and recorded

log = structlog.get_logger("chartside.desk")


@dataclass(frozen=True, slots=True)
class Desk:
    """All that answering needs, put together once when the service starts."""

    settings: Settings
    database: Database
    registry: Registry
    ledger: Ledger
    switches: Switches
    approvals: ApprovalGate
    rules: RuleGate
    models: Models
    clients: Clients
    lanes: Lanes
    late: LateAnswers
    servers: Servers
    trust: Trust
    now: Clock

    def waiting(self, tenant: str) -> Mapping[str, str]:
        """Return, by analysis, why it may not be asked: what it reads was not approved, or its rule is held. Raises RecordUnavailable."""
        unapproved = self.approvals.unapproved(tenant)
        held = {id: f"held: {why}" for id, why in self.rules.held(tenant).items()}
        return {**held, **{id: f"waits for approval: {why}" for id, why in unapproved.items()}}


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """Open a desk and close it again; an embedded one makes its folder, keys and tables first."""
    registry = installed()
    for broken in registry.broken:
        log.error("plugin not loaded", plugin=broken.plugin, distribution=broken.distribution, mend=broken.mend)
    now = clock(settings.now)
    plan_of(registry, settings, now().date())  # services that cannot be put together stop the start, not a call
    database = Database(settings.database)
    if settings.mode == "embedded":
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        database.migrate()
        keyring = Keyring.create(settings.data / "keys")
    else:
        keyring = Keyring(settings.data / "keys")
    ledger = Ledger(database, keyring)
    servers = Servers()
    clients = Clients(database, ledger)
    trust = Trust(clients, KeySets(), _spent(settings))
    lanes = _lanes(settings, registry)
    await lanes.start()
    # What is loaded by now stays: the collector need not walk it again in the middle of calls (a sixth of their processor time).
    gc.collect()
    gc.freeze()
    try:
        yield Desk(
            settings,
            database,
            registry,
            ledger,
            Switches(database, ledger),
            ApprovalGate(registry, Approvals(database, ledger), first_sight=settings.approve_first_sight),
            RuleGate(registry, Signatures(database, ledger), keyring, now, needs_signature=settings.mode == "deployed"),
            Models(database, ledger),
            clients,
            lanes,
            LateAnswers(LateResults(database, keyring)),
            servers,
            trust,
            now,
        )
    finally:
        await lanes.stop()
        await servers.close()
        await trust.spent.close()
        ledger.close()
        database.close()


def _spent(settings: Settings) -> Spent:
    if settings.redis_url is None:
        return SpentHere()
    from engine.clients.spent_in_redis import SpentInRedis  # noqa: PLC0415 - an embedded service never loads Redis

    return SpentInRedis(settings.redis_url.get_secret_value())


def _lanes(settings: Settings, registry: Registry) -> Lanes:
    breaker = Breaker(
        losses=settings.breaker_losses,
        pause=settings.breaker_pause_s,
        longest=settings.breaker_longest_pause_s,
    )
    whole = settings.budget_ms / 1000
    waiting = max(whole - FOR_THE_RECORD, whole * 0.9)
    granted = Lanes(registry, _background(settings), breaker, waiting, settings.instant_plugins)
    if not any(granted.is_instant(a) and not granted.is_own(a) for a in registry.analyses.values()):
        return granted
    limit = settings.instant_limit_ms / 1000
    beside = PoolLane(
        processes=1, time_limit=limit, memory=settings.instant_memory, patience=limit / 5, environment=NO_MODELS
    )
    return replace(granted, beside=beside)


def _background(settings: Settings) -> Lane:
    if settings.mode == "embedded" or settings.redis_url is None or settings.broker_key_file is None:
        told = {} if settings.preload_models else NO_MODELS
        return PoolLane(
            processes=settings.workers, time_limit=settings.time_limit, memory=settings.memory_limit, environment=told
        )
    from engine.dispatch.celery_lane import CeleryLane  # noqa: PLC0415 - an embedded service never loads Celery
    from engine.dispatch.cipher import Cipher  # noqa: PLC0415 - the same

    key = base64.b64decode(settings.broker_key_file.read_text().strip())
    return CeleryLane(settings.redis_url.get_secret_value(), Cipher(key), share=max(1, settings.workers - 1))
