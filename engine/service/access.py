"""Reads what a call says of its FHIR server and of the token for it: what is wrong there costs the fetch, and not the answer."""

from __future__ import annotations

from typing import Any

from engine.call import Authorization


def read_access(server: Any, authorization: Any) -> tuple[str, Authorization | None, str]:
    """Return the server's address and the token for it; or in words, without values, why no server can be read."""
    if server is None:
        return "", None, "" if authorization is None else "fhirAuthorization came without a fhirServer to use it with"
    if not isinstance(server, str) or not server:
        return "", None, "fhirServer: expected an address"
    if authorization is None:
        return server, None, ""
    wrong = _wrong(authorization)
    if wrong:
        # To ask without the token that the caller meant us to use would be to ask for something else.
        return "", None, f"fhirAuthorization: {wrong}"
    whose = authorization.get("patient")
    return server, Authorization(authorization["access_token"], whose if isinstance(whose, str) else ""), ""


def _wrong(authorization: Any) -> str:
    if not isinstance(authorization, dict):
        return "expected an object"
    token, kind = authorization.get("access_token"), authorization.get("token_type", "Bearer")
    if not isinstance(token, str) or not token:
        return "access_token: expected a non-empty string"
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return "token_type: expected Bearer"
    return ""
