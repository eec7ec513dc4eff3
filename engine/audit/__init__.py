"""The record: no record, no card; what is kept is encrypted, signed, and answers for itself."""

from engine.audit.approvals import Approval, Approvals
from engine.audit.asked import Asked
from engine.audit.clients import ClientConflict, Clients, Registration
from engine.audit.decision import CardLine, Decision, Kind, RunLine
from engine.audit.errors import AuditError, KeyringError, NotRecordedError, UnreadableError, UnrecordableError
from engine.audit.feedback import Feedback, Origin
from engine.audit.feedback_lines import FeedbackLine, feedback_lines
from engine.audit.keys import Keyring, Purpose
from engine.audit.late import LateResult, LateResults
from engine.audit.ledger import Ledger, Recorded, Standing, Summary
from engine.audit.models import Choice, Choices, Deed, ModelChange, Models, Named, RecordedChange
from engine.audit.outcomes import Covered, Held, Observed, Outcomes
from engine.audit.readings import Readings
from engine.audit.receipt import Receipt
from engine.audit.seal import Sealed, seal
from engine.audit.signatures import Signature, Signatures
from engine.audit.switches import State, Switches
from engine.audit.verification import Problem, VerifyReport

__all__ = [
    "Approval",
    "Approvals",
    "Asked",
    "AuditError",
    "CardLine",
    "Choice",
    "Choices",
    "ClientConflict",
    "Clients",
    "Covered",
    "Decision",
    "Deed",
    "Feedback",
    "FeedbackLine",
    "Held",
    "Keyring",
    "KeyringError",
    "Kind",
    "LateResult",
    "LateResults",
    "Ledger",
    "ModelChange",
    "Models",
    "Named",
    "NotRecordedError",
    "Observed",
    "Origin",
    "Outcomes",
    "Problem",
    "Purpose",
    "Readings",
    "Receipt",
    "Recorded",
    "RecordedChange",
    "Registration",
    "RunLine",
    "Sealed",
    "Signature",
    "Signatures",
    "Standing",
    "State",
    "Summary",
    "Switches",
    "UnreadableError",
    "UnrecordableError",
    "VerifyReport",
    "feedback_lines",
    "seal",
]
