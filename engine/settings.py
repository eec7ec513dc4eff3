"""Everything a site can set, from the environment (CHARTSIDE_*) or one TOML file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from engine.addresses import is_service_address


def _zoned(when: datetime) -> datetime:
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_zoned)]


class Composition(BaseModel):
    """One service that a site puts together: an id, the hooks it answers, and whose analyses do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    hooks: tuple[str, ...] = Field(min_length=1)
    title: str = Field(min_length=1)
    description: str = ""
    """What discovery says of it; without a word, the titles of its analyses."""
    usage_requirements: str = ""
    analyses: frozenset[str] = frozenset()
    """Ids of analyses, or names of plugins for all of theirs."""
    max_cards: int | None = Field(default=None, ge=1)


class Settings(BaseSettings):
    """One site's settings; the same names for the embedded and the deployed way to run."""

    model_config = SettingsConfigDict(env_prefix="CHARTSIDE_", toml_file="chartside.toml", extra="forbid", frozen=True)

    mode: Literal["embedded", "deployed"] = "embedded"
    data: Path = Path(".chartside")
    """Folder of the keys, and of the database when embedded."""
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    broker_key_file: Path | None = None
    """File of the key (32 bytes, base64) that service and workers share for what passes through Redis."""
    tenant: str = "default"
    now: Moment | None = None
    """A fixed clock, embedded only; without an offset it is UTC."""
    budget_ms: int = Field(default=450, ge=10)
    """How long a call may take: its analyses, those in workers too, and the last 20 ms for the record; what is not ready is called late."""
    workers: int = Field(default=2, ge=1)
    """Worker processes beside an embedded service; when deployed, how many Celery runs: the overdue work of one plugin leaves one free."""
    time_limit: float = Field(default=30.0, gt=0)
    """Seconds after which a worker process is ended, deadline or not; the Celery worker reads the same."""
    memory_limit: int = Field(default=1 << 30, ge=1 << 20)
    """Bytes that a worker process may take above what it holds when it starts (Linux only)."""
    preload_models: bool = True
    """Whether workers load every model before they are asked; else the first answer of a model is slow. A Celery worker reads the same."""
    instant_limit_ms: int = Field(default=100, ge=1)
    """How long the granted instant analyses of one plugin may take in a call, in the process beside the service."""
    instant_memory: int = Field(default=256 << 20, ge=1 << 20)
    """Bytes that the process beside the service may take above what it holds when it starts (Linux only)."""
    breaker_losses: int = Field(default=3, ge=1)
    """Losses in a row after which an analysis is not run for a while."""
    breaker_pause_s: float = Field(default=30.0, gt=0)
    """Seconds until it is tried again; twice as long after each loss."""
    breaker_longest_pause_s: float = Field(default=600.0, gt=0)
    max_cards: int = Field(default=10, ge=1)
    max_body_bytes: int = Field(default=5_000_000, ge=1_000)
    instant_plugins: frozenset[str] = frozenset({"chartside-server"})
    """Distributions whose instant analyses are granted that pace: our own run in the service, others in a process beside it."""
    required_analyses: frozenset[str] = frozenset()
    """Analyses without which the service is not ready."""
    system_actions: frozenset[str] = frozenset()
    """Analyses whose system actions the EHR may apply by itself; of all others they are held back, and recorded."""
    callers: Literal["anyone", "registered"] | None = None
    """Whether a call must prove by a token which registered client it comes from; without a word, only when deployed."""
    public_url: str = ""
    """Where callers reach this service, such as https://cds.example: their tokens are for that address and no other."""
    cors_origins: tuple[str, ...] = ("*",)
    """Origins from which a browser may call the routes of CDS Hooks; no cookie is ever read, so any may."""
    calls_per_minute: int = Field(default=6000, ge=1)
    """Of one client, or of one address where nobody is asked who they are; a service process each counts for itself."""
    fhir_servers: tuple[str, ...] = ()
    """Base addresses of FHIR servers that a caller of no registration may send us to; a registration names its own."""
    fhir_networks: tuple[str, ...] = ()
    """Networks that are not public in which those may stand, such as 10.1.0.0/16."""
    fetch_ms: int = Field(default=300, ge=0)
    """How much of a call's budget may go into reading what was not sent from the caller's FHIR server; 0 reads nothing."""
    services: tuple[Composition, ...] = ()
    """Services that the site puts together itself; see docs/settings.md."""
    offer: frozenset[Literal["hooks", "plugins", "composed"]] = frozenset({"hooks", "plugins", "composed"})
    """Which services discovery lists: one for each hook, one for each plugin and hook, those put together in the settings."""
    permitted_labels: frozenset[str] = frozenset()
    """Codes of security labels (R, HIV ...) whose resources analyses may see; what any other label restricts is withheld, and said."""
    knowledge: Path | None = None
    """Folder of the site's own knowledge: releases, settings of scores, trained models. Plugins read it, in the workers too."""
    ask_consent: bool = False
    """Whether prefetch asks for the patient's consents; those that come along are heeded in any case."""
    approve_first_sight: bool = True
    """Whether an analysis that is installed for the first time may read what it declares before anybody has approved that."""
    say_failures: bool = True
    """Whether one grouped card names what failed or was late."""

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if self.mode == "deployed":
            lacking = [n for n in ("database_url", "redis_url", "broker_key_file") if getattr(self, n) is None]
            if lacking:
                names = ", ".join(f"CHARTSIDE_{n.upper()}" for n in lacking)
                raise ValueError(f"deployed mode needs {names}")
            if self.now is not None:
                raise ValueError("a fixed clock is for the embedded mode only")
        if self.public_url and not is_service_address(self.public_url):
            raise ValueError(
                "public_url is the address at which callers reach this service, such as https://cds.example or "
                "https://example.org/cds: https, or http on this machine, and without a slash at its end, a query or a user"
            )
        if self.asks_who_calls and not self.public_url:
            raise ValueError(
                "tokens of registered callers are for one address: set CHARTSIDE_PUBLIC_URL to where they reach this service, "
                "such as https://cds.example; or CHARTSIDE_CALLERS=anyone where something in front of it checks who calls"
            )
        return self

    @property
    def asks_who_calls(self) -> bool:
        """Whether every call must come from a registered client."""
        return self.callers == "registered" if self.callers else self.mode == "deployed"

    @property
    def database(self) -> str:
        """Return the database's address."""
        return self.database_url.get_secret_value() if self.database_url else f"sqlite:///{self.data / 'chartside.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let arguments win over the environment, and the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
