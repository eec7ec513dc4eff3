"""A real FHIR server, started once for all tests of the adapter that ask for it."""

from collections.abc import Iterator

import pytest

from tests.fhir_servers import FhirServer, sekmet


@pytest.fixture(scope="session")
def fhir_server() -> Iterator[FhirServer]:
    """Run a server that lives as long as the test session; load patients of your own into it."""
    with sekmet(page=200) as server:
        yield server
