"""Every kind of request that an analysis can declare, over the whole vocabulary, and over every code that a record holds."""

import inspect
import typing
from collections.abc import Iterable, Mapping

from chartside import inputs as kinds
from chartside.codes import Code, CodeSet
from chartside.inputs import (
    AgeRequest,
    ClockRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    History,
    ImmunizationsRequest,
    Injected,
    Input,
    Latest,
    LatestCoded,
    Model,
    NotesRequest,
    OrderRequest,
    OrdersRequest,
    Path,
    PatientRequest,
    PrescriptionsRequest,
    ProceduresRequest,
    Request,
    ResourcesRequest,
    SexRequest,
    VariantsRequest,
)
from chartside.vocabulary import answers, conditions, derived, genes, labs, medicines, vitals
from fhir_adapter.systems import canonical
from tests.fhir_adapter.public_data.sets import Resource, codings

STATED = (
    "AllergyIntolerance",
    "Condition",
    "DiagnosticReport",
    "Encounter",
    "Immunization",
    "MedicationAdministration",
    "MedicationRequest",
    "MedicationStatement",
    "Procedure",
    "ServiceRequest",
)
"""The kinds of statements that are asked for by every code of the record."""
PLAIN = {
    "age": AgeRequest(),
    "sex": SexRequest(),
    "person": PatientRequest(),
    "now": ClockRequest(whole_day=False),
    "order": OrderRequest(),
    "orders": OrdersRequest(),
    "medicines": EffectiveMedicationsRequest(),
    "prescriptions": PrescriptionsRequest(),
    "encounters": EncountersRequest(),
    "procedures": ProceduresRequest(),
    "vaccines": ImmunizationsRequest(),
    "relatives": FamilyHistoryRequest(),
    "notes": NotesRequest(),
    "genotypes": GenotypesRequest(),
    "variants": VariantsRequest(),
}


def _vocabulary() -> Mapping[str, Request]:
    """Return every request that a name of the vocabulary stands for, and the whole history of what is asked for as newest."""
    found: dict[str, Request] = {}
    for module in (answers, conditions, derived, genes, labs, medicines, vitals):
        for name in dir(module):
            for request in typing.get_args(getattr(module, name))[1:]:
                if hasattr(request, "reads"):
                    found[name] = request
                if isinstance(request, Latest):
                    found[f"{name} over time"] = History(request.what, request.unit)
    return found


VOCABULARY = _vocabulary()
MEASURED = frozenset(
    code for request in VOCABULARY.values() if isinstance(request, History) for code in request.what.codes
)


def as_facts(resources: Iterable[Resource]) -> Mapping[str, Input]:
    """Return the requests whose answers assert something: the vocabulary, every code of the record, everything of each kind."""
    every = CodeSet("every code", "every code", _codes(resources))
    stated = {f"{kind} {ever}": Having(kind, every, ever=ever) for kind in STATED for ever in (True, False)}
    return _inputs(VOCABULARY | PLAIN | stated)


def as_statements(resources: Iterable[Resource]) -> Mapping[str, Input]:
    """Return the request for whatever is stated by any code, of every type that the record holds."""
    every = CodeSet("every code", "every code", _codes(resources))
    types = sorted({r["resourceType"] for r in resources})
    return _inputs({f"any {kind}": Having(kind, every, ever=True) for kind in types} | {"coded": LatestCoded(every)})


def as_whole(resources: Iterable[Resource]) -> Mapping[str, Input]:
    """Return the requests that take FHIR as it is: every resource of every type, and a path over each."""
    types = sorted({r["resourceType"] for r in resources})
    whole = {f"whole {kind}": ResourcesRequest(kind) for kind in types}
    return _inputs(whole | {f"path {kind}": Path(f"{kind}.id", kind) for kind in types})


def never_asked(*asked: Mapping[str, Input]) -> set[type]:
    """Return the kinds of requests of the SDK of which none is among these; what travels with a plugin asks for nothing."""
    known = {one for _, one in inspect.getmembers(kinds, inspect.isclass) if hasattr(one, "reads")}
    return known - {Request, Injected, Model} - {type(i.request) for some in asked for i in some.values()}


def _codes(resources: Iterable[Resource]) -> frozenset[Code]:
    return frozenset(Code(canonical(system), code) for system, code in codings(list(resources)))


def _inputs(requests: Mapping[str, Request]) -> Mapping[str, Input]:
    return {name: Input(name, request) for name, request in requests.items()}
