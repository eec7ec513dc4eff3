"""Write RTF anew with only what a reader sees of it, in the few words that striprtf reads right and in linear time.

Hidden, struck-out and deleted text is left out, binary data and fields' instructions too; the table of fonts is written in one form.
What is left has nothing in it on which a pattern of striprtf could run for long.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from fhir_adapter.documents.refusal import DocumentError

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\",
    re.DOTALL,
)
_HIDES = frozenset({"v", "strike", "striked", "deleted"})
_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_SIGNS = {
    "\\": r"\'5c",
    "{": r"\'7b",
    "}": r"\'7d",
    "~": r"\~",
    "_": "-",
    "\n": r"\par ",
    "\r": r"\par ",
    "\t": r"\tab ",
}
# Cells stand in one line with a blank between; a bar that nobody wrote could be taken for a sign.
_WORDS = {"cell": r"\tab ", "nestcell": r"\tab ", "row": r"\line ", "nestrow": r"\line ", "column": r"\line "}
_SPEAKING = frozenset(
    {"par", "sect", "page", "line", "tab", "emdash", "endash", "emspace", "enspace", "qmspace", "bullet"}
    | {"lquote", "rquote", "ldblquote", "rdblquote"}
)
# Both forms of a text stand in such a group: the older one is read, and the other is marked as not to be.
_TRANSPARENT = frozenset({"upr"})
_SYMBOLS = "2"
_BULLET, _BLANK = 0xB7, 0x20
_UNICODE, _ASCII = range(-0x8000, 0x10000), range(0x20, 0x7F)
# How each byte is written: what is no ASCII, and no sign of RTF itself, by its number.
_WRITTEN = tuple(chr(b) if b in _ASCII else r"\tab " if chr(b) == "\t" else rf"\'{b:02x}" for b in range(256))


@dataclass(frozen=True, slots=True)
class Seen:
    """RTF without what nobody sees, and the encoding of its bytes where it names no code page."""

    rtf: str
    encoding: str


@dataclass(frozen=True, slots=True)
class _Group:
    hidden: frozenset[str] = frozenset()
    """The words that hide text here."""
    instruction: bool = False
    fonts: bool = False
    listed: bool = False
    """Whether this is the number or the bullet of a list."""
    raised: bool = False
    font: str = ""

    @property
    def unseen(self) -> bool:
        return bool(self.hidden) or self.instruction or self.fonts


def seen(raw: bytes) -> Seen:
    """Return what a reader sees of RTF; raises DocumentError where nobody can tell that."""
    if b"FORMCHECKBOX" in raw:
        raise DocumentError("with form fields, whose entries are not read")
    reading = _Reading(raw.decode("latin-1"))
    return Seen(reading.written(), reading.encoding)


@dataclass(slots=True)
class _Reading:
    rtf: str
    encoding: str = "cp1252"
    out: list[str] = field(default_factory=list)
    charsets: dict[str, str] = field(default_factory=dict)
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    listing: str = ""
    """The font of which the table is speaking."""
    last: str = ""

    def written(self) -> str:
        at = 0
        while token := _TOKEN.match(self.rtf, at):
            at = token.end()
            if token["brace"] == "{":
                self.outer.append(self.group)
                self.out.append("{")
            elif token["brace"]:
                self.out.append("}")
                if len(self.outer) <= 1:
                    break  # whatever stands behind the outermost group is no part of the document
                self.group = self.outer.pop()
            elif token["word"] == "bin":
                at += max(int(token["number"] or 0), 0)
            elif token["word"]:
                self._word(token["word"], token["number"])
            elif token["sign"]:
                self._sign(token["sign"])
            elif token["hex"]:
                self._bytes(bytes.fromhex(token["hex"]))
            elif token["text"]:
                self._bytes(token["text"].encode("latin-1"))
        else:
            if self.group.hidden:
                raise DocumentError("with hidden or struck-out text that is never ended")
        return "".join(self.out)

    def _word(self, word: str, number: str | None) -> None:
        if word in _HIDES:
            ends = number is not None and int(number) == 0
            hidden = self.group.hidden
            self.group = replace(self.group, hidden=hidden - {word} if ends else hidden | {word})
        elif word == "plain":
            self.group = replace(self.group, hidden=frozenset(), raised=False, font="")
        elif word in ("super", "nosupersub"):
            self.group = replace(self.group, raised=word == "super" and number != "0")
        elif word.lower() == "fldinst":
            self.group = replace(self.group, instruction=True)
        elif word == "fonttbl":
            self.group = replace(self.group, fonts=True)
            self.out.append(r"\fonttbl")
        elif word in ("f", "fcharset") and number is not None:
            self._font(word, str(int(number)))
        elif not self.group.unseen:
            self._seen_word(word, number)

    def _font(self, word: str, number: str) -> None:
        if not self.group.fonts:
            if word == "f":
                self.group = replace(self.group, font=number)
                self.out.append(rf"\f{number} ")
        elif word == "f":
            self.listing = number
        elif self.listing and self.listing not in self.charsets:
            self.charsets[self.listing] = number
            self.out.append(rf"{{\f{self.listing}\fcharset{number} x;}}")

    def _seen_word(self, word: str, number: str | None) -> None:
        if word in _PAGES:
            self.encoding = _PAGES[word]
        elif word == "ansicpg":
            self._code_page(number or "0")
        elif word == "u":
            if number is not None and int(number) in _UNICODE:
                self.out.append(rf"\u{number} ")
        elif word in _WORDS or word in _SPEAKING:
            self.last = ""
            self.out.append(_WORDS.get(word) or rf"\{word} ")
        elif word == "uc":
            self.out.append(rf"\uc{min(max(int(number or 1), 0), 9)} ")
        elif word not in _TRANSPARENT:
            # Whether it begins a group of which nothing is shown is for striprtf to know.
            self.group = replace(self.group, listed=self.group.listed or word == "listtext")
            self.out.append(rf"\{word} ")

    def _code_page(self, number: str) -> None:
        if int(number) == 0:
            return
        try:
            self.encoding = codecs.lookup(f"cp{int(number)}").name
        except LookupError:
            raise DocumentError("of RTF in a code page that is not known") from None
        self.out.append(rf"\ansicpg{int(number)} ")

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.out.append(r"\*")
        elif not self.group.unseen and sign in _SIGNS:
            self.last = ""
            self.out.append(_SIGNS[sign])

    def _bytes(self, said: bytes) -> None:
        if self.group.unseen:
            return
        if self.charsets.get(self.group.font) == _SYMBOLS:
            # These bytes are signs of the font and no letters: better seen as unknown than read as others.
            self.out += (
                r"\bullet " if byte == _BULLET or self.group.listed else r"\u65533 ?" if byte > _BLANK else " "
                for byte in said
            )
            return
        # Read in one line, 10 to the 9th must not become 109.
        if self.group.raised and self.last.isdigit() and said[:1] in b"0123456789+-" and said:
            self.out.append("^")
        self.last = said[-1:].decode("latin-1")
        self.out.append("".join(map(_WRITTEN.__getitem__, said)))
