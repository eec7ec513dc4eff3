"""The patient's chart: what was sent, as facts for whatever inputs an analysis declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path as Folder
from typing import Any

from chartside.actions import Action
from chartside.inputs import (
    AgeRequest,
    ClockRequest,
    DerivedRequest,
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
    NotesRequest,
    OrderRequest,
    OrdersRequest,
    Path,
    PatientRequest,
    PrescriptionsRequest,
    ProceduresRequest,
    Read,
    Request,
    ResourcesRequest,
    SexRequest,
    VariantsRequest,
)
from chartside.missing import Missing
from chartside.orders import Orders
from fhir_adapter import strict, write
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.export import Export, ExportError
from fhir_adapter.gather import Gathered, Server, gather
from fhir_adapter.hooks import missing_fields
from fhir_adapter.index import Index
from fhir_adapter.patient_file import PatientFile, PatientFileError
from fhir_adapter.prefetch import Prefetch
from fhir_adapter.read import (
    coded_result,
    encounter,
    family_history,
    genotype,
    immunization,
    medication,
    note,
    observation,
    order,
    patient,
    prescription,
    procedure,
    resource,
    statement,
    variant,
)
from fhir_adapter.record import ABOUT, Record, Source
from fhir_adapter.references import References, bare_id


class ChartError(ValueError):
    """No chart can be made of what was sent; the message says why and what to do, without patient data."""


class Chart:
    """One patient's record and the drafts of one call, read when they are asked for and each type only once."""

    def __init__(
        self,
        source: Source,
        index: Index,
        patient_id: str | None,
        context: Mapping[str, Any],
        permitted: frozenset[str] = frozenset(),
        hook: str = "",
    ) -> None:
        self._source = source
        self._index = index
        self._context = context
        self._permitted = permitted
        self._hook = hook
        self._drafts = order.Proposals(context, hook)
        whose = _first_named(self._drafts.entries) if patient_id is None else patient_id
        self._record = Record(
            source, index, self._drafts.index, whose, of_anyone=patient_id is None, permitted=permitted
        )
        self._answers: dict[tuple[Request, datetime], Any] = {}
        self._orders: Orders | None = None

    @classmethod
    def from_prefetch(
        cls,
        prefetch: Mapping[str, bytes | None],
        templates: Mapping[str, str],
        context: Mapping[str, Any],
        permitted: frozenset[str] = frozenset(),
        hook: str = "",
    ) -> Chart:
        """Read a prefetch, its values the JSON as received, against the templates that were advertised.

        ``hook`` tells what the context must hold; ``permitted`` holds the codes of security labels (``R``, ``HIV`` ...) whose resources
        this caller may see all the same.
        No value can make this fail. Raises ChartError where neither the context nor a lone Patient says whose chart it is, and for a
        ``context.patientId`` that names nobody.
        """
        asked = _asked(context)
        source = Prefetch(prefetch, templates, asked)
        index = Index(source.pieces)
        patient_id = asked or _only(index)
        if not patient_id:
            raise ChartError("whose chart? the context has no patientId; send one, as the hook requires")
        return cls(source, index, patient_id, context, permitted, hook)

    @classmethod
    def from_patient_file(
        cls, raw: bytes, context: Mapping[str, Any] | None = None, permitted: frozenset[str] = frozenset()
    ) -> Chart:
        """Read a Bundle of any type, an array, newline-delimited JSON or a lone resource.

        ``permitted`` holds the codes of security labels whose resources may be seen all the same.
        Raises ChartError where it is no FHIR, or there is no telling which patient is meant.
        """
        try:
            source = PatientFile(raw)
        except PatientFileError as error:
            raise ChartError(str(error)) from None
        index = Index(source.pieces)
        return cls(source, index, _whose(index, _asked(context or {})), context or {}, permitted)

    @classmethod
    def from_export(
        cls,
        folder: Folder,
        patient_id: str | None = None,
        context: Mapping[str, Any] | None = None,
        permitted: frozenset[str] = frozenset(),
    ) -> Chart:
        """Read one patient of a folder of ``$export`` files; the id may be left out where there is one only.

        Raises ChartError where it is no such folder, or there is no telling which patient is meant. For many patients make one
        ``Export`` and give ``from_source`` each.
        """
        try:
            export = Export(folder)
            patients = export.patients()
            if patient_id is None and len(patients) != 1:
                raise ChartError(f"the export holds {len(patients)} patients; say which one")
            source = export.patient(patients[0] if patient_id is None else patient_id)
        except ExportError as error:
            raise ChartError(str(error)) from None
        return cls.from_source(source, patients[0] if patient_id is None else patient_id, context, permitted)

    @classmethod
    def from_source(
        cls,
        source: Source,
        patient_id: str,
        context: Mapping[str, Any] | None = None,
        permitted: frozenset[str] = frozenset(),
        hook: str = "",
    ) -> Chart:
        """Read whatever a source holds of one patient, such as what was gathered from a server."""
        return cls(source, Index(source.pieces), patient_id, context or {}, permitted, hook)

    @classmethod
    def from_drafts(cls, context: Mapping[str, Any]) -> Chart:
        """Make a chart without a record: nothing but the drafts of the context, of whomever they are.

        The patient is whom the first draft names, else ``nobody``.
        """
        return cls(Prefetch({}, {}), Index(()), None, context)

    @property
    def patient_id(self) -> str:
        """Return the patient's id without ``Patient/``."""
        return self._record.patient_id

    @property
    def drops(self) -> Mapping[tuple[str, str], int]:
        """Return how many records were looked at and not used, by resource type and reason."""
        return self._record.drops

    @property
    def notes(self) -> list[str]:
        """Return plain sentences for an operator about what was sent, without patient data."""
        said = [f"context.{name} is missing" for name in missing_fields(self._hook, self._context)]
        lost = order.selected(self.orders(), self._context)[1]
        said += [f"selections that name no draft order: {lost}"] if lost else []
        return [*said, *self._record.notes]

    def facts(self, inputs: Mapping[str, Input], now: datetime) -> dict[str, Any]:
        """Return one value for each declared input that is read from a chart, by its name, as known at ``now`` (with a zone).

        What travels with the plugin is not here; a derived fact is left to its provider, a draft order to the caller, who asks once
        for each.
        Raises TypeError for a request of no known type and
        PathError for a FHIRPath that is not valid.
        """
        return {n: self._answer(i.request, now) for n, i in inputs.items() if not isinstance(i.request, Injected)}

    def deceased(self, now: datetime) -> bool:
        """Whether the patient is recorded as having died at or before ``now``; a time of death that may be earlier counts."""
        return patient.deceased(self._record, now)

    def orders(self) -> Orders:
        """Return the draft orders of the call."""
        if self._orders is None:
            self._orders = order.orders(self._record, self._drafts)
        return self._orders

    def selected(self) -> Orders:
        """Return the draft orders that are being chosen just now: those of ``context.selections``, else all."""
        return order.selected(self.orders(), self._context)[0]

    def entry(self, ref: str) -> Entry | None:
        """Return the resource, of the drafts or the record, that a fact's ``ref`` cites."""
        for index in (self._drafts.index, self._index):
            found = References((index,)).resolve(ref).entry or index.named(ref)
            if found is not None:
                return found
        return None

    def propose(self, action: Action) -> dict[str, Any]:
        """Return one step of a suggestion as a CDS Hooks action on these drafts; raises WriteError where it cannot be valid FHIR."""
        return write.action(action, {entry.ref: entry.content for entry in self._drafts.entries}, self.patient_id)

    def seen(self) -> list[dict[str, str]]:
        """Return reference, versionId, lastUpdated, sha256 and origin of every resource that became a fact, by reference."""
        return self._record.seen

    def violations(self) -> list[str]:
        """Return in what ways resources of the record are no valid FHIR R4, and how many are so: slow, and asked for by nobody else."""
        return strict.violations(entry for kind in self._index.kinds for entry in self._index.shelf(kind).entries)

    def missing_keys(self, reads: Iterable[Read]) -> list[str]:
        """Return the prefetch keys that these reads need and that were absent, and that no server gave either."""
        return self._source.missing_keys(reads)

    @property
    def failures(self) -> list[str]:
        """Return why searches of the patient's server were not answered, in words without patient data."""
        return self._source.failures if isinstance(self._source, Gathered) else []

    def lacks(self, reads: Iterable[Read], now: datetime) -> bool:
        """Whether more could exist of these reads, or of what the drafts only name, than is here."""
        source = self._source
        return bool(self.unsent()) or any(source.gap(read, now) is not None or source.damage(read) for read in reads)

    def unsent(self) -> tuple[str, ...]:
        """Return the references by which the call names orders and medications that are not here."""
        return order.unsent(self._record, self._drafts)

    async def completed(self, server: Server, reads: Iterable[Read], now: datetime) -> Chart:
        """Return the chart with what its server gives of that which a prefetch lacks; what does not come in time says why.

        Raises TypeError for a chart that was not made from a prefetch.
        """
        if not isinstance(self._source, Prefetch):
            raise TypeError("only what a client sent can be completed from its server")
        whole = await gather(server, self.patient_id, reads, now, self._source, self.unsent())
        return Chart.from_source(whole, self.patient_id, self._context, self._permitted, self._hook)

    def _answer(self, request: Request, now: datetime) -> Any:
        if (request, now) not in self._answers:
            self._answers[request, now] = self._read(request, now)
        return self._answers[request, now]

    def _read(self, request: Request, now: datetime) -> Any:
        reader = next((_OF_THE_RECORD[kind] for kind in type(request).__mro__ if kind in _OF_THE_RECORD), None)
        if reader is not None:
            return reader(self._record, request, now)
        match request:
            case EffectiveMedicationsRequest():
                drafts = order.medicine_drafts(self._record, self._drafts)
                return medication.effective(self._record, drafts, request, now, self.orders().unknown)
            case PrescriptionsRequest():
                drafts = order.medicine_drafts(self._record, self._drafts)
                return prescription.prescriptions(self._record, drafts, request, now, self.orders().unknown)
            case OrdersRequest():
                return self.orders()
            case OrderRequest():
                return Missing("not-provided", "asked for each draft order by itself")
            case DerivedRequest():
                return Missing("not-provided", f"nothing that is installed tells {request.what.display}")
            case ClockRequest():
                return now.date() if request.whole_day else now
        raise TypeError(f"{type(request).__name__} is no request that a chart can answer")


# A new kind of fact is one line here: what asks for it, and what reads it from the record.
_OF_THE_RECORD: Mapping[type, Callable[[Record, Any, datetime], Any]] = {
    AgeRequest: lambda record, _, now: patient.age(record, now),
    EncountersRequest: encounter.encounters,
    FamilyHistoryRequest: family_history.family_histories,
    GenotypesRequest: genotype.genotypes,
    Having: statement.having,
    History: observation.history,
    ImmunizationsRequest: immunization.immunizations,
    Latest: observation.latest,
    LatestCoded: coded_result.latest_coded,
    NotesRequest: note.notes,
    Path: resource.path,
    PatientRequest: lambda record, _, now: patient.person(record, now),
    ProceduresRequest: procedure.procedures,
    ResourcesRequest: resource.resources,
    SexRequest: lambda record, _, now: patient.sex(record, now),
    VariantsRequest: variant.variants,
}


def _asked(context: Mapping[str, Any]) -> str:
    """Return the patient's id, or nothing where the context has no word of it; raise ChartError where the word names nobody."""
    if "patientId" not in context:
        return ""
    stated = context["patientId"]
    patient_id = bare_id(stated) if isinstance(stated, str) else ""
    if patient_id in ("", "Patient"):
        raise ChartError('context.patientId names no patient; send the id as a string, such as "p1" or "Patient/p1"')
    return patient_id


def _only(index: Index) -> str:
    ids = {entry.id or bare_id(entry.full_url) for entry in index.shelf("Patient").entries}
    return ids.pop() if len(ids) == 1 else ""


def _whose(index: Index, asked: str) -> str:
    """Return whose file it is: the patient asked for, else the only one, else the only one that anything is about."""
    patients = index.shelf("Patient").entries
    if asked:
        if patients and not (index.find("Patient", asked) or index.at(f"urn:uuid:{asked}")):
            raise ChartError(f"the patient asked for is not in the file, which holds {len(patients)}")
        return asked
    if patients:
        only = _only(index)
        if not only:
            raise ChartError(f"the file holds {len(patients)} patients; {_WHICH}")
        return only
    subjects = {bare_id(s) for kind in index.kinds for entry in index.shelf(kind).entries if (s := _subject(entry))}
    if len(subjects) > 1:
        raise ChartError(f"the file is about {len(subjects)} patients; {_WHICH}")
    return subjects.pop() if subjects else ""


_WHICH = "say which one: --patient ID at a terminal, else patientId in the context"


def _first_named(entries: Iterable[Entry]) -> str:
    return next((bare_id(subject) for entry in entries if (subject := _subject(entry))), "nobody")


def _subject(entry: Entry) -> str:
    try:
        content = entry.content
    except UNREADABLE:
        return ""
    subject = next((named for element in ABOUT if (named := content.get(element)) is not None), None)
    reference = subject.get("reference") if isinstance(subject, Mapping) else None
    return reference if isinstance(reference, str) and "Patient/" in reference else ""
