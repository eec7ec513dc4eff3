"""Reads a Bundle of the contract kit through the adapter, as the engine's command does."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chartside import Input
from chartside.testing.bundle import PATIENT
from fhir_adapter import Chart


def chart_of(bundle: Mapping[str, Any], inputs: Mapping[str, Input], now: datetime) -> Mapping[str, Any]:
    return Chart.from_patient_file(json.dumps(bundle).encode(), {"patientId": PATIENT}).facts(inputs, now)
