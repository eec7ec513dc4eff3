"""Learns from annotated texts, measures what is found in them, and never runs where notes are read."""
