"""A chart that hides nothing: whole resources come as they were sent, whatever their status, patient and date."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chartside import Found, Input, Resource
from chartside.inputs import ResourcesRequest
from tests.contract.charts import chart_of


def credulous(bundle: Mapping[str, Any], inputs: Mapping[str, Input], now: datetime) -> Mapping[str, Any]:
    facts = dict(chart_of(bundle, inputs, now))
    sent = [entry["resource"] for entry in bundle["entry"]]
    for name, declared in inputs.items():
        if isinstance(declared.request, ResourcesRequest):
            kind = declared.request.kind
            facts[name] = Found(tuple(Resource(r, ref=f"{kind}/{r['id']}") for r in sent if r["resourceType"] == kind))
    return facts
