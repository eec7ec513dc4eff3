"""Folds the spellings of one word into one: case, accents, British and American, Greek letters, singular and plural."""

from __future__ import annotations

import re
import unicodedata

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_LONG_OUR = re.compile(r"(?<=[a-z]{3})our(s?)\b")
_SHORTEST_PLURAL = 4
_NOT_PLURAL = ("ss", "us", "is")
_ES = ("sses", "xes", "ches", "shes")


def folded(word: str) -> str:
    """Return the spelling that stands for all of this word's: ``Tumours`` and ``tumor`` give ``tumor``, ``β`` gives ``beta``.

    What comes out is a key and no word: ``diabetes`` gives ``diabete``, on both sides of a comparison.
    """
    plain = word.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain).casefold()
        plain = "".join(_GREEK.get(sign, sign) for sign in decomposed if not unicodedata.combining(sign))
    return _singular(_american(plain))


def _american(word: str) -> str:
    if "ae" in word:
        word = word.replace("ae", "e")
    if "oe" in word:
        word = word.replace("oe", "e")
    if "sulph" in word:
        word = word.replace("sulph", "sulf")
    if "our" in word:
        word = _LONG_OUR.sub(r"or\1", word)
    return word


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_NOT_PLURAL):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return word[:-3] + "y"
    if word.endswith("oses") and len(word) > len("doses"):
        return word[:-4] + "osis"
    return word[:-2] if word.endswith(_ES) else word[:-1]
