"""The made-up model, found as an installed plugin is."""

import pytest

from chartside import Analysis
from chartside.registry import discover
from tests.engine.monitoring import made
from tests.engine.service.conftest import strangers  # noqa: F401 - a fixture


@pytest.fixture
def falls(strangers) -> Analysis:  # noqa: F811 - the fixture
    made.plugin(strangers)
    return made.analysis_of(discover())
