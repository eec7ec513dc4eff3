"""A seal closes everything, opens nowhere else, and refuses what it cannot say."""

import hmac
import math
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from engine.audit import Keyring, UnreadableError, UnrecordableError, seal
from engine.audit.canonical import canonical
from engine.audit.cipher import Secret, close, reveal
from tests.engine.audit.conftest import AT, CANARIES, a_decision

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """Give one set of keys: hypothesis asks often."""
    return Keyring.create(tmp_path_factory.mktemp("seal") / "keys")


@given(value=st.dictionaries(st.text(), JSON, max_size=4))
def test_any_json_comes_back_as_it_was(keys: Keyring, value: dict[str, Any]) -> None:
    assert reveal(close(value, ("t", "d"), keys), ("t", "d"), keys) == value


def test_what_was_closed_before_secrets_were_made_small_opens(keys: Keyring) -> None:
    plain, salt, nonce = b'{"summary":"eGFR 27"}', b"s" * 32, b"n" * 12
    cipher = AESGCM(hmac.digest(keys.payload_key(keys.payload_key_id), salt, "sha256"))
    old = Secret(keys.payload_key_id, salt, nonce, cipher.encrypt(nonce, plain, b'["t", "d"]'))
    assert reveal(old, ("t", "d"), keys) == {"summary": "eGFR 27"}


def test_what_many_analyses_were_asked_alike_takes_little_room(keys: Keyring) -> None:
    note = "".join(f"Line {n} of a note that seven analyses read, of {n * 7919 % 1013} kinds. " for n in range(500))
    once, often = ({f"run {n}": note for n in range(times)} for times in (1, 7))
    one, seven = (len(close(value, ("t", "d"), keys).ciphertext) for value in (once, often))
    assert one < len(note) / 2
    assert seven < one * 1.5


@given(at=st.integers(0, 200), bit=st.integers(0, 7), part=st.sampled_from(["salt", "nonce", "ciphertext"]))
def test_one_bit_anywhere_and_it_neither_opens_nor_keeps_its_commitment(
    keys: Keyring, at: int, bit: int, part: str
) -> None:
    secret = close({"value": "x" * 20}, ("t", "d"), keys)
    columns = secret.columns()
    content = bytearray(columns[part])
    content[at % len(content)] ^= 1 << bit
    altered = Secret.of(columns | {part: bytes(content)})
    assert altered.commitment != secret.commitment
    with pytest.raises(UnreadableError):
        reveal(altered, ("t", "d"), keys)


@pytest.mark.parametrize("elsewhere", [("u", "d"), ("t", "e"), ("t", "d", "x"), ("td",), ("t,d",)])
def test_a_secret_opens_only_in_its_place(keys: Keyring, elsewhere: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableError):
        reveal(close({}, ("t", "d"), keys), elsewhere, keys)


def test_the_same_decision_sealed_twice_looks_different(keys: Keyring) -> None:
    decision = a_decision()
    one, other = seal(decision, keys), seal(decision, keys)
    assert one.secret.ciphertext != other.secret.ciphertext
    assert one.receipt.leaf != other.receipt.leaf


def test_the_envelope_tells_nothing_of_the_patient(keys: Keyring) -> None:
    envelope = seal(a_decision(), keys).envelope
    assert not [canary for canary in CANARIES.values() if canary in envelope]
    assert "medication-safety" in envelope


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"score": math.nan}},
        {"payload": {"score": math.inf}},
        {"payload": {"thing": object()}},
        {"payload": {"at": AT.replace(tzinfo=None)}},
        {"at": AT.replace(tzinfo=None)},
        {"latency_ms": math.nan},
    ],
)
def test_what_json_cannot_say_is_refused_and_not_quoted(keys: Keyring, change: dict[str, Any]) -> None:
    with pytest.raises(UnrecordableError) as refusal:
        seal(a_decision(**change), keys)
    assert "CANARY" not in str(refusal.value)


def test_canonical_is_the_spelling_of_the_standard() -> None:
    # The example of RFC 8785, section 3.2.
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
        "literals": [None, True, False],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_not_part_of_what_is_sealed(keys: Keyring, tmp_path: Path) -> None:
    other = Keyring.create(tmp_path / "keys")
    sealed = seal(a_decision(), keys)
    with pytest.raises(Exception, match="No payload key"):
        reveal(sealed.secret, ("north", sealed.decision.id, "decision payload"), other)
