"""Which rule files a site has signed: the hash of what somebody read and answers for, on the record."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from engine.audit.decision import Decision, Kind
from engine.audit.errors import KeyringError
from engine.audit.holding import Holding
from engine.audit.keys import Keyring
from engine.audit.receipt import Receipt
from engine.audit.rows import entry, signature_rows
from engine.store.tables import RuleSignature
from engine.store.upsert import keep_last
from engine.store.writer import write

SIGNATURE = RuleSignature.table()


class RuleStanding(StrEnum):
    """What a site said of a rule: this very file is signed; it may fire unsigned, whatever it says; it may not fire."""

    SIGNED = "signed"
    ALLOWED = "allowed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Signature:
    """What holds of one rule; ``sha256`` is the file that was there when somebody said so."""

    standing: RuleStanding
    version: str
    sha256: str
    who: str
    since: datetime


class Signatures(Holding[Mapping[str, Signature]]):
    """The signatures of every tenant; what is read may be half a second old, as with switches."""

    def all(self, tenant: str) -> Mapping[str, Signature]:
        """Return what was said of each rule, by the id of its analysis. Raises RecordUnavailable."""
        return self._recent.of(tenant)

    def _holds(self, tenant: str) -> Mapping[str, Signature]:
        found = select(SIGNATURE).where(SIGNATURE.c.tenant == tenant)
        with self._database.read() as connection:
            return {
                row["analysis"]: Signature(
                    RuleStanding(row["standing"]), row["version"], row["sha256"], row["who"], row["since"]
                )
                for row in connection.execute(found).mappings()
            }

    def say(
        self, tenant: str, standing: RuleStanding, rules: Iterable[tuple[str, str, str]], *, who: str, why: str
    ) -> Receipt:
        """Say how rules stand from now on, each by analysis, version and hash, and record who said so and why; all or nothing.

        Raises RecordUnavailable. `who` and `why` stand in clear and must not identify a patient.
        """
        at = self._clock()
        said = [{"analysis": id, "version": version, "sha256": sha256} for id, version, sha256 in rules]
        statement = {"standing": standing.value, "rules": said, "who": who, "why": why}
        sealed = self._ledger.seal(Decision(tenant=tenant, at=at, kind=Kind.RULES, statement=statement, payload={}))
        with self._database.write() as connection:
            write(connection, entry(sealed, at))
            for row in signature_rows(sealed.content):
                keep_last(connection, RuleSignature, row)
        self._recent.forget(tenant)
        return sealed.receipt


def signature_of(keyring: Keyring, analysis: str, sha256: str) -> str:
    """Return what a rule file may bear so that others see who signed it: the key's id and its signature of id and hash."""
    key_id, signature = keyring.sign(_message(analysis, sha256))
    return f"{key_id}:{base64.b64encode(signature).decode()}"


def fits(keyring: Keyring, analysis: str, sha256: str, signature: str) -> bool:
    """Tell whether a file's signature is one that a key of this site gave for that id and that hash."""
    key_id, _, encoded = signature.partition(":")
    try:
        return keyring.verify(key_id, _message(analysis, sha256), base64.b64decode(encoded, validate=True))
    except (KeyringError, binascii.Error):
        return False


def _message(analysis: str, sha256: str) -> bytes:
    return f"chartside rule\0{analysis}\0{sha256}".encode()
