"""An answer that was bounded in number is not taken for the whole, whoever bounded it."""

import json
import re
from dataclasses import replace

import pytest

from chartside.inputs import Read
from chartside.registry import discover
from engine.plan import plan
from fhir_adapter.prefetch import Prefetch
from tests.cds_hooks.test_prefetch import EGFR, asked, with_observations
from tests.engine.service.calls import bundle, creatinine
from tests.engine.service.conftest import NOW


def test_v4_nothing_that_merges_reads_is_ever_counted():
    for service in plan(discover(), NOW.date()).values():
        for template in (*service.templates.values(), *service.searches.expressions.values()):
            assert not re.search(r"_count|_maxresults", template)


SEARCHED = "Observation?patient=p1&"


@pytest.mark.parametrize(
    ("bounds", "more", "reason"),
    [
        ("_count=50", {}, "not-found"),
        ("_count=1", {}, "incomplete"),
        ("_count=1", {"total": 1}, "not-found"),
        ("_maxresults=50", {"total": 1}, "incomplete"),
        ("_maxresults=50&_count=50", {}, "incomplete"),
    ],
)
def test_v4_an_answer_that_was_bounded_is_not_taken_for_whole(service, bounds, more, reason):
    pressure = replace_code(creatinine(120), "8480-6")
    sent = bundle(pressure)
    del sent["total"]
    sent |= {"link": [{"relation": "self", "url": f"https://ehr.example/fhir/{SEARCHED}{bounds}"}], **more}
    line = asked(service, with_observations(sent))[EGFR]
    assert line["reason"].startswith(f"creatinine: {reason}")
    assert reason == "not-found" or "bounds" in line["reason"]


def replace_code(observation, code):
    return observation | {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}}


@pytest.mark.parametrize("bound", ["_count=20", "_maxresults=20"])
@pytest.mark.parametrize("entries", [[], [creatinine(1.1)]])
def test_v4_an_author_s_own_bound_never_proves_that_there_is_no_more(bound, entries):
    read = Read("Observation", search=f"code=http://loinc.org|2160-0&{bound}")
    template = f"Observation?patient={{{{context.patientId}}}}&{read.search}"
    sent = Prefetch({"k": json.dumps(bundle(*entries)).encode()}, {"k": template}, "p1")
    assert sent.gap(read, NOW).reason == "incomplete"
    unbounded = replace(read, search=read.search.partition("&")[0])
    whole = Prefetch({"k": json.dumps(bundle(*entries)).encode()}, {"k": template.rpartition("&")[0]}, "p1")
    assert whole.gap(unbounded, NOW) is None
