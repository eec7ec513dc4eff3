"""Take a text apart into spaCy's tokens, with the tokenizer's memory of words put to use.

Imported in workers only: spaCy comes with it.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


class Tokenizing:
    """Makes the documents of one pipeline."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._tokenizer = language.tokenizer
        self._most: int = getattr(self._tokenizer, "max_cache_size", 0)
        self._shown: set[str] = set()

    def document(self, text: str) -> Doc:
        """Return a document of the same tokens as the pipeline's own ``make_doc``."""
        # The tokenizer remembers words only up to the first special one of a text, such as "don't" or the end of a line; of a
        # note that is nearly none. A word that is shown to it alone is remembered, as far as its memory reaches.
        if len(self._shown) < self._most:
            for word in set(text.split()) - self._shown:
                self._tokenizer(word)
                self._shown.add(word)
        return self._language.make_doc(text)
