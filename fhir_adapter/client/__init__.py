"""Read from a FHIR server: only from the one that was allowed, within limits, and never silent about what did not come."""

from fhir_adapter.client.address import AddressError, ServerAddress
from fhir_adapter.client.answer import Answer
from fhir_adapter.client.backend import BackendError, BackendRegistration, BackendToken
from fhir_adapter.client.limits import Limits
from fhir_adapter.client.session import Session
from fhir_adapter.client.tokens import GivenToken, TokenRefused, Tokens
from fhir_adapter.client.transport import PinnedTransport

__all__ = [
    "AddressError",
    "Answer",
    "BackendError",
    "BackendRegistration",
    "BackendToken",
    "GivenToken",
    "Limits",
    "PinnedTransport",
    "ServerAddress",
    "Session",
    "TokenRefused",
    "Tokens",
]
