"""Measures the reader of notes beside its peers, in one run, and writes the goals with what was reached: `python -m bench.notes`."""
