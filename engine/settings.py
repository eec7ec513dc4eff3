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
    """How long background analyses may take before they are called late."""
    workers: int = Field(default=2, ge=1)
    max_cards: int = Field(default=10, ge=1)
    max_body_bytes: int = Field(default=5_000_000, ge=1_000)
    instant_plugins: frozenset[str] = frozenset({"chartside-server"})
    """Distributions whose instant analyses may run in the service; those of others run in workers."""
    required_analyses: frozenset[str] = frozenset()
    """Analyses without which the service is not ready."""
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
