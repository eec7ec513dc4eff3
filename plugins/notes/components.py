"""The steps of reading as components of spaCy, each under a name that a site can take out or put another in the place of.

Imported in workers only: spaCy comes with it.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from plugins.notes import family, headings, measurements, sections, sentences, smoking
from plugins.notes.asserting import asserted
from plugins.notes.assertion import cues
from plugins.notes.medication import medications
from plugins.notes.naming import named

ORDER = (
    "chartside_sections",
    "chartside_sentences",
    "chartside_mentions",
    "chartside_medications",
    "chartside_assertion",
    "chartside_measurements",
    "chartside_smoking",
    "chartside_family",
)

_TEXT = "chartside_text"

for _name in ("sections", "sentences", "mentions", "medications", "entities", "measurements", "smoking", "family"):
    Doc.set_extension(_name, default=(), force=True)
Doc.set_extension("given_section", default=None, force=True)


def _text(doc: Doc) -> str:
    """Return the text, which spaCy would put together anew at every look."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


@Language.component("chartside_sections", assigns=["doc._.sections"])
def cut_into_sections(doc: Doc) -> Doc:
    """Set ``doc._.sections``, by the headings and by the section that the caller named."""
    doc._.sections = sections.sections(_text(doc), headings.shipped(), doc._.given_section)
    return doc


@Language.component("chartside_sentences", requires=["doc._.sections"], assigns=["doc._.sentences"])
def cut_into_sentences(doc: Doc) -> Doc:
    """Set ``doc._.sentences``: offsets of each sentence, with the section that it is in."""
    text = _text(doc)
    doc._.sentences = tuple(
        (start, end, section)
        for section in doc._.sections
        for start, end in sentences.sentences(text, section.start, section.end)
    )
    return doc


@Language.component("chartside_mentions", requires=["doc._.sections"], assigns=["doc._.mentions"])
def find_mentions(doc: Doc) -> Doc:
    """Set ``doc._.mentions``, in their order, none inside another."""
    words = [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]
    doc._.mentions = named(_text(doc), words, doc._.sections)
    return doc


@Language.component(
    "chartside_medications", requires=["doc._.sentences", "doc._.mentions"], assigns=["doc._.medications"]
)
def read_medications(doc: Doc) -> Doc:
    """Set ``doc._.medications``: what each line orders."""
    drugs = [one for one in doc._.mentions if one.type == "chemical"]
    stretches = [(start, end) for start, end, _ in doc._.sentences]
    doc._.medications = medications(_text(doc), drugs, stretches, doc._.sections)
    return doc


@Language.component("chartside_assertion", requires=["doc._.sentences", "doc._.mentions"], assigns=["doc._.entities"])
def assert_mentions(doc: Doc) -> Doc:
    """Set ``doc._.entities``: each mention, and each thing that a denial names, with what is claimed of it."""
    doc._.entities = asserted(_text(doc), doc._.sentences, doc._.mentions, cues.shipped())
    return doc


@Language.component("chartside_measurements", requires=["doc._.sentences"], assigns=["doc._.measurements"])
def read_measurements(doc: Doc) -> Doc:
    """Set ``doc._.measurements``: values with their units."""
    stretches = [(start, end) for start, end, _ in doc._.sentences]
    doc._.measurements = tuple(measurements.measurements(_text(doc), stretches))
    return doc


@Language.component("chartside_smoking", requires=["doc._.sentences"], assigns=["doc._.smoking"])
def read_smoking(doc: Doc) -> Doc:
    """Set ``doc._.smoking``: what each sentence says of the patient's smoking."""
    doc._.smoking = tuple(smoking.smoking(_text(doc), doc._.sentences))
    return doc


@Language.component("chartside_family", requires=["doc._.sentences", "doc._.entities"], assigns=["doc._.family"])
def read_family(doc: Doc) -> Doc:
    """Set ``doc._.family``: which relative had what."""
    doc._.family = tuple(family.relatives(_text(doc), doc._.sentences, doc._.entities))
    return doc
