"""Everything a site can set, from the environment (CHARTSIDE_*) or one TOML file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


def _zoned(when: datetime) -> datetime:
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_zoned)]


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
    permitted_labels: frozenset[str] = frozenset()
    """Codes of security labels (R, HIV ...) whose resources analyses may see; what any other label restricts is withheld, and said."""
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
        return self

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
