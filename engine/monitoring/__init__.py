"""Whether a model is still right here: reckoned from our own record, by hand, and put on record itself."""

from engine.monitoring.attributes import attributes
from engine.monitoring.findings import Finding
from engine.monitoring.limits import Limits, limits
from engine.monitoring.monitoring import Monitoring, NoModelError, Validity, Watched, monitor
from engine.monitoring.statement import newest, put_on_record, statement

__all__ = [
    "Finding",
    "Limits",
    "Monitoring",
    "NoModelError",
    "Validity",
    "Watched",
    "attributes",
    "limits",
    "monitor",
    "newest",
    "put_on_record",
    "statement",
]
