"""FHIR in, facts out; suggestions out as FHIR: the only room that speaks it."""

from fhir_adapter.advertised import beyond
from fhir_adapter.chart import Chart, ChartError
from fhir_adapter.entry import Entry
from fhir_adapter.expressions import at_the_latest
from fhir_adapter.problem import operation_outcome
from fhir_adapter.read.resource import with_models
from fhir_adapter.search import Coverage, templates
from fhir_adapter.write import WriteError

__all__ = [
    "Chart",
    "ChartError",
    "Coverage",
    "Entry",
    "WriteError",
    "at_the_latest",
    "beyond",
    "operation_outcome",
    "templates",
    "with_models",
]
