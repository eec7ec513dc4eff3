"""A family history in the notes for which guidelines advise genetic counselling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from chartside import Found, Note, NotesRequest, Resource, ResourcesRequest, analysis, days, provides
from chartside.analysis import Yield
from chartside.vocabulary.derived import FAMILY_CANCER_CRITERION
from plugins.notes.analyses.cancer_in_family import Met, cancers, met
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.listed import wordings
from plugins.notes.analyses.passage import originals
from plugins.notes.analyses.read_note import read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.wording import Item, lacking, listed, nothing, unread

_KNOWN = knowledge("family_history")
_OFF = frozenset({"entered-in-error", "revoked"})


@provides(FAMILY_CANCER_CRITERION)
@analysis(
    "notes.family_history",
    version="1.0.0",
    title="Family history for genetic counselling",
    hooks=("patient-view",),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def family_history(
    notes: Annotated[Found[Note], NotesRequest(back=days(1825))],
    orders: Annotated[Found[Resource], ResourcesRequest("ServiceRequest")],
    reader: Annotated[Reader, READER],
    knowledge: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say which criteria for genetic counselling the relatives in the notes meet, where no referral is recorded."""
    read = read_notes(notes, reader)
    found = list(met(list(cancers(read.notes)), knowledge))
    word = unread(read) or (None if found else nothing("no criterion for genetic counselling met", read))
    if word:
        yield word
        return
    facts = dict.fromkeys(one.passage.note.note for each in found for one in each.by)
    yield FAMILY_CANCER_CRITERION.of(True, None, f"{FAMILY_CANCER_CRITERION.display}, from notes").because(*facts)  # noqa: FBT003 - the fact's value
    if word := lacking([("orders", orders.unknown)]):
        yield word
    elif any(_is_referral(one, knowledge) for one in orders):
        yield nothing("a criterion for genetic counselling is met, and a referral is recorded", read)
    else:
        items = [_item(one) for one in found]
        yield listed("Genetic counselling advised by family history", items, _ASK, read)


_ASK = "Confirm it with the patient. The criteria are recalled and simplified; whether a referral is right is for you to say."


def _item(one: Met) -> Item:
    passages = tuple(originals(each.passage for each in one.by))
    by = [{"relation": each.relation, "cancer": each.cancer, "oldest": each.oldest} for each in one.by]
    return Item(one.say, "", passages, {"criterion": one.say, "relatives": by})


def _is_referral(order: Resource, known: KnowledgeFile) -> bool:
    words = [
        w
        for name in ("code", "orderDetail", "performerType", "reasonCode", "category")
        for w in wordings(order.get(name))
    ]
    return str(order.get("status", "")) not in _OFF and any(
        re.search(known.content["referral"], w, re.IGNORECASE) for w in words
    )
