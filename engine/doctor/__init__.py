"""``chartside doctor``: what is well with this installation, what is not, and what to do about it."""

from engine.doctor.examination import examine
from engine.doctor.finding import Finding, Site, Standing

__all__ = ["Finding", "Site", "Standing", "examine"]
