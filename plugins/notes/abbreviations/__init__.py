"""Reads the abbreviations of a note: known ones, alone or by what stands near, and those that the note itself explains."""

from plugins.notes.abbreviations.definition import Definition, definitions
from plugins.notes.abbreviations.expansion import Expander, expanded
from plugins.notes.abbreviations.lexicon import Sense, lexicon

__all__ = ["Definition", "Expander", "Sense", "definitions", "expanded", "lexicon"]
