"""How the dictionary lies in its file: a header, then arrays of 32-bit numbers, then entries and strings.

The terms are a trie over atoms. Nodes are numbered breadth first, so the edge that is number e leads to node e + 1, and a node's edges
stand together, sorted by atom. The atoms that begin terms have the smallest numbers: the edge of the root for atom a is number a.
"""

from __future__ import annotations

import struct
import zlib

MAGIC = b"CSTERMS1"
HEADER = struct.Struct("<8s7I")
"""Magic, then the number of atoms, first atoms, nodes, entries, and the bytes of the atoms' strings, of the other strings, and a zero."""
ENTRY = struct.Struct("<BBBBII")
"""Kind with flags, system, source, a zero, the offset of the code and of the name; strings end with a zero byte."""
NUMBER = 4

TYPES = ("disease", "chemical", "procedure", "test", "finding")
SYSTEMS = (
    "",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "https://www.nlm.nih.gov/mesh",
    "http://human-phenotype-ontology.org",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    "http://fdasis.nlm.nih.gov",
)
KIND = 0b111
CAPITALS = 0b1000
"""The term is an acronym: found only where it is written in capitals."""
WORDLIKE = 0b10000
"""The acronym is also a word: not found where everything around it is in capitals."""


def hashed(atom: str) -> int:
    """Return the 32-bit number by which an atom is looked up."""
    return zlib.crc32(atom.encode("utf-8", "surrogatepass"))
