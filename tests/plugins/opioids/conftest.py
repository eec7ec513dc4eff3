"""What tests through the engine share."""

from tests.engine.service.conftest import strangers

__all__ = ["strangers"]
