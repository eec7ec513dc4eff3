"""Medication lines on the labels that ship: each field, and every amount that was given wrong."""

from bench.notes.medication.measure import measure

__all__ = ["measure"]
