"""Value sets by their canonical address and version: what is not known is an error, and never "false"."""

from chartside.terminology.local import LocalTerminology
from chartside.terminology.service import TerminologyError, TerminologyService
from chartside.terminology.value_set import ValueSet

__all__ = ["LocalTerminology", "TerminologyError", "TerminologyService", "ValueSet"]
