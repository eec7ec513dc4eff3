"""What the tests of the specification share: a running embedded service with a fixed clock."""

from tests.engine.service.conftest import service, strangers

__all__ = ["service", "strangers"]
