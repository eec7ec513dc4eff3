"""Finds the terms of medicine in a text: a dictionary in one file that is mapped and not loaded, with its building and its measuring."""

from plugins.notes.terms.dictionary import SHIPPED, Dictionary, DictionaryError

__all__ = ["SHIPPED", "Dictionary", "DictionaryError"]
