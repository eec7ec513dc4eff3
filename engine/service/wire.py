"""Reads a hook call off the wire: the envelope strictly, everything clinical as bytes for the adapter."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec

from engine.call import Call
from engine.clients import Client
from engine.json_once import named_twice, place, second_of_a_name
from engine.service.access import read_access


class Malformed(Exception):  # noqa: N818 - a verdict on the body, said as 400 or 422
    """A body that is no call; the text says what and where, never what it held."""

    def __init__(self, status: Literal[400, 422], said: str) -> None:
        super().__init__(said)
        self.status = status


class _Request(msgspec.Struct):
    hook: str
    hookInstance: str  # noqa: N815 - the wire's name
    context: msgspec.Raw
    prefetch: dict[str, msgspec.Raw] | None = None
    fhirServer: Any = None  # noqa: N815 - the wire's name
    fhirAuthorization: Any = None  # noqa: N815 - the wire's name
    extension: Any = None


class _Reason(msgspec.Struct):
    reason: dict[str, Any] | None = None
    userComment: str | None = None  # noqa: N815 - the wire's name


class FeedbackItem(msgspec.Struct):
    """One card accepted or overridden, as the client says it."""

    card: str
    outcome: Literal["accepted", "overridden"]
    outcomeTimestamp: str  # noqa: N815 - the wire's name
    acceptedSuggestions: list[dict[str, Any]] | None = None  # noqa: N815 - the wire's name
    overrideReason: _Reason | None = None  # noqa: N815 - the wire's name


class _Feedback(msgspec.Struct):
    feedback: list[FeedbackItem]


_REQUEST = msgspec.json.Decoder(_Request)
_FEEDBACK = msgspec.json.Decoder(_Feedback)
_CONTEXT = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


def read_call(service: str, body: bytes, client: Client) -> Call:
    """Read a hook call; raises Malformed with the position (400) or the field (422)."""
    request = _decode(_REQUEST, body)
    try:
        context = _CONTEXT.decode(request.context)
    except msgspec.ValidationError:
        raise Malformed(422, "context: expected an object") from None
    for name in ("hook", "hookInstance"):
        if not getattr(request, name):
            raise Malformed(422, f"{name}: expected a non-empty string")
    prefetch: Mapping[str, bytes | None] = {
        k: None if bytes(v) == b"null" else bytes(v) for k, v in (request.prefetch or {}).items()
    }
    server, authorization, no_server = read_access(request.fhirServer, request.fhirAuthorization)
    return Call(
        service,
        request.hook,
        request.hookInstance,
        context,
        prefetch,
        client,
        fhir_server=server,
        authorization=authorization,
        extension=request.extension if isinstance(request.extension, dict) else {},
        no_server=no_server,
    )


def read_feedback(body: bytes) -> list[FeedbackItem]:
    """Read a batch of feedback; raises Malformed."""
    items: list[FeedbackItem] = _decode(_FEEDBACK, body).feedback
    for index, item in enumerate(items):
        if not _is_uuid(item.card):
            raise Malformed(422, f"feedback[{index}].card: expected the uuid of a card")
        chosen = item.acceptedSuggestions
        if item.outcome == "accepted" and not (chosen and all(isinstance(s.get("id"), str) for s in chosen)):
            raise Malformed(422, f"feedback[{index}].acceptedSuggestions: an accepted card needs a list of {{id}}")
    return items


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _decode(decoder: msgspec.json.Decoder[Any], body: bytes) -> Any:
    try:
        body.decode()  # the decoder says where in a string it stumbled, and not where in the body, and looks into no resource
        decoded = decoder.decode(body)
        second = second_of_a_name(body)
    except msgspec.ValidationError as error:
        raise Malformed(422, f"not a CDS Hooks request: {_unheld(str(error))}") from None
    except msgspec.DecodeError as error:
        words, _, tail = str(error).partition("(byte ")
        offset = int(tail.rstrip(")")) if tail.rstrip(")").isdigit() else len(body)
        offset -= "trailing characters" in words  # of what follows the end, msgspec names the byte after the first
        raise Malformed(400, f"not valid JSON: {words.strip()} at {place(body, offset)}") from None
    except UnicodeDecodeError as error:
        raise Malformed(400, f"not valid UTF-8 at {place(body, error.start)}") from None
    except RecursionError:
        raise Malformed(400, "nested too deeply") from None
    if second is not None:
        raise Malformed(400, named_twice(body, second))
    return decoded


def _unheld(said: str) -> str:
    """Return what msgspec says without what the body held: it repeats a value that is none of those allowed."""
    if not said.startswith("Invalid enum value"):
        return said
    path = said.rpartition(" - at ")[2] if " - at `$" in said else ""
    return "a value that is none of those allowed" + (f" - at {path}" if path else "")
