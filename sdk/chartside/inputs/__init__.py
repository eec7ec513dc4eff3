"""Requests for data: what an annotation says, and all that the engine needs to know to answer it."""

from chartside.inputs.clock import ClockRequest, Now, Today
from chartside.inputs.derived import DerivedRequest
from chartside.inputs.encounter import EncountersRequest
from chartside.inputs.family_history import FamilyHistories, FamilyHistoryRequest
from chartside.inputs.genomics import Genotypes, GenotypesRequest, Variants, VariantsRequest
from chartside.inputs.immunization import Immunizations, ImmunizationsRequest
from chartside.inputs.injected import Injected
from chartside.inputs.model import Artefact, Limit, Model, Predicts
from chartside.inputs.note import Notes, NotesRequest
from chartside.inputs.observation import History, Latest, LatestCoded
from chartside.inputs.order import EffectiveMedicationsRequest, OrderRequest, OrdersRequest
from chartside.inputs.person import Age, AgeRequest, PatientRequest, Person, Sex, SexRequest
from chartside.inputs.prescription import Prescriptions, PrescriptionsRequest
from chartside.inputs.procedure import Procedures, ProceduresRequest
from chartside.inputs.read import Read, Request, days
from chartside.inputs.requirement import Input, Needed, Required
from chartside.inputs.resource import Path, Resources, ResourcesRequest
from chartside.inputs.statement import Having

__all__ = [
    "Age",
    "AgeRequest",
    "Artefact",
    "ClockRequest",
    "DerivedRequest",
    "EffectiveMedicationsRequest",
    "EncountersRequest",
    "FamilyHistories",
    "FamilyHistoryRequest",
    "Genotypes",
    "GenotypesRequest",
    "Having",
    "History",
    "Immunizations",
    "ImmunizationsRequest",
    "Injected",
    "Input",
    "Latest",
    "LatestCoded",
    "Limit",
    "Model",
    "Needed",
    "Notes",
    "NotesRequest",
    "Now",
    "OrderRequest",
    "OrdersRequest",
    "Path",
    "PatientRequest",
    "Person",
    "Predicts",
    "Prescriptions",
    "PrescriptionsRequest",
    "Procedures",
    "ProceduresRequest",
    "Read",
    "Request",
    "Required",
    "Resources",
    "ResourcesRequest",
    "Sex",
    "SexRequest",
    "Today",
    "Variants",
    "VariantsRequest",
    "days",
]
