"""What a site says once for all its patients: the risk region of its country, whether it lies in North America."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chartside import Injected

FILE = "risk-scores/site.toml"
"""Below ``CHARTSIDE_KNOWLEDGE``, as a site's other knowledge: ``score2_region``, ``kfre_region``."""
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "score2_region": ("Low", "Moderate", "High", "Very high"),
    "kfre_region": ("north_america", "non_north_america"),
}
"""What can be set, and to what."""


class SiteError(ValueError):
    """A file of settings that cannot be used; the message says which line and what it may hold."""


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of a site, with the hash of their file; without a file, none."""

    settings: Mapping[str, str]
    sha256: str
    fault: str = ""
    """Why the file cannot be used: what turns on it says so, and nothing else is lost."""

    def get(self, name: str) -> str | None:
        """Return a setting, or None where the site has not said."""
        return self.settings.get(name)

    @property
    def injected(self) -> Injected:
        """Offer the settings as an input, so that every answer names them."""
        said = (
            self.fault
            or ", ".join(f"{name} = {value}" for name, value in sorted(self.settings.items()))
            or "nothing set"
        )
        return Injected(f"{FILE} ({said})", self, "site", self.sha256)


@cache
def site() -> Site:
    """Read the settings of this site; a file that cannot be used sets nothing and says why."""
    path = Path(os.environ.get("CHARTSIDE_KNOWLEDGE", ".chartside/knowledge")) / FILE
    raw = path.read_bytes() if path.exists() else b""
    try:
        return read(raw)
    except SiteError as error:
        return Site({}, hashlib.sha256(raw).hexdigest(), str(error))


def read(raw: bytes) -> Site:
    """Make the settings of the bytes of a file; raise SiteError for a name or a value that is not known."""
    try:
        content = tomllib.loads(raw.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{FILE} is no TOML: {error}") from None
    for name, value in content.items():
        if name not in SETTINGS:
            raise SiteError(f"{FILE}: {name} cannot be set; there are {', '.join(SETTINGS)}")
        if value not in SETTINGS[name]:
            raise SiteError(f"{FILE}: {name} is one of {', '.join(SETTINGS[name])}")
    return Site(content, hashlib.sha256(raw).hexdigest())


NOTHING_SET = read(b"")
"""A site that has said nothing."""
