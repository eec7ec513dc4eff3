"""One answer as a document of its own: a page to print, or a Bundle of FHIR."""

from engine.report.page import page

__all__ = ["page"]
