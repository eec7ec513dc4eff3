"""A terminology of files in a folder: read once, every bad file named, and the others none the worse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from chartside.codes import Code
from chartside.terminology.document import DocumentError, NotEnumerated, read
from chartside.terminology.service import TerminologyError
from chartside.terminology.value_set import ValueSet

_ORDERED = re.compile(r"\d+(?:[.-]\d+)*")
_Held = ValueSet | NotEnumerated


class LocalTerminology:
    """Answers for the value sets that it was given, and for no other."""

    def __init__(self, value_sets: Iterable[_Held], faults: Iterable[str] = ()) -> None:
        self.faults: tuple[str, ...] = tuple(faults)
        """The files that could not be read, each with the place of the fault."""
        self._held: dict[str, dict[str, _Held]] = {}
        for one in value_sets:
            versions = self._held.setdefault(one.url, {})
            known = versions.get(one.version)
            versions[one.version] = one if known in (None, one) else _contradicting(one, known)

    @classmethod
    def read(cls, folder: Path) -> LocalTerminology:
        """Read every JSON file below a folder; what is wrong with single files is in ``faults``.

        Raises TerminologyError where there is no such folder.
        """
        if not folder.is_dir():
            raise TerminologyError(f"no folder of value sets: {folder}; make it, or name another")
        found: list[_Held] = []
        faults: list[str] = []
        for file in sorted(folder.rglob("*.json")):
            name = file.relative_to(folder).as_posix()
            try:
                found.append(read(file.read_bytes()))
            except OSError:
                faults.append(f"{name}: cannot be opened")
            except DocumentError as error:
                faults.append(f"{name}: {error}")
                if error.meant:  # or an older version would quietly stand for it
                    found.append(NotEnumerated(*error.meant, f"its file {name} is faulty: {error}"))
        return cls(found, faults)

    @property
    def listed(self) -> tuple[ValueSet, ...]:
        """Return every value set that can be asked for, by address and version."""
        held = (one for url in sorted(self._held) for _, one in sorted(self._held[url].items()))
        return tuple(one for one in held if isinstance(one, ValueSet))

    def value_set(self, url: str, version: str | None = None) -> ValueSet:
        """Return a value set whole; raises TerminologyError where it is not known, or not enumerated."""
        address, _, stated = url.partition("|")
        if stated and version not in (None, stated):
            raise TerminologyError(f"value set {url} is asked for in version {version} too; ask for one of the two")
        versions = self._held.get(address)
        if not versions:
            unread = f" ({len(self.faults)} files could not be read: see faults)" if self.faults else ""
            raise TerminologyError(f"value set {address} is not known{unread}; put its file into the folder")
        wanted = stated or version
        one = versions.get(wanted) if wanted is not None else versions[_newest(address, versions)]
        if one is None:
            raise TerminologyError(
                f"value set {address} is not known in version {wanted}, only in {_spelt(versions)}; "
                "put that version's file into the folder"
            )
        if isinstance(one, NotEnumerated):
            raise TerminologyError(
                f"value set {_cited(one)} cannot be answered for: {one.why}; put a file that lists all its codes into the folder"
            )
        return one

    def contains(self, url: str, code: Code, version: str | None = None) -> bool:
        """Whether a code, by its system too, is in a value set; raises TerminologyError where that cannot be told."""
        return code in self.value_set(url, version)


def _contradicting(one: _Held, known: _Held | None) -> _Held:
    """Keep either of two files of one version that say the same; two that differ cannot both be right."""
    if isinstance(one, ValueSet) and isinstance(known, ValueSet) and one.codes == known.codes:
        return known
    return NotEnumerated(one.url, one.version, "two files of this version differ")


def _newest(address: str, versions: Mapping[str, _Held]) -> str:
    """Return the newest version, where their order can be told: by their numbers, none before any."""
    if len(versions) == 1:
        return next(iter(versions))
    stated = [version for version in versions if version]
    if not all(_ORDERED.fullmatch(version) for version in stated):
        raise TerminologyError(f"value set {address}: which of {_spelt(versions)} is the newest? ask for one of them")
    return max(stated, key=lambda version: [int(part) for part in re.split("[.-]", version)])


def _spelt(versions: Iterable[str]) -> str:
    return ", ".join(sorted(version or "(no version)" for version in versions))


def _cited(one: NotEnumerated) -> str:
    return f"{one.url}|{one.version}" if one.version else one.url
