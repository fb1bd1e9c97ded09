"""An offered act done to many records, one after the other: what refuses it of one record is the answer of that record.

What would become of them is found by doing it and taking it back, so that a preview refuses what the act refuses, in its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from ifar.acts.database import model_of
from ifar.acts.offers import Offer, Offers, Together, offered_to_many
from ifar.bulk.many import Answer, Many, answer_of
from ifar.errors import IfarError
from ifar.rights import Actor, require

MOST: Final = 500
"""How many records are done one by one in a batch."""


def many_offered(name: str) -> Many | None:
    """An offered act as it is done to many records."""
    if name not in offered_to_many():
        return None
    offers, offer = offered_to_many()[name]
    acts, together = offers.recorder.acts, offer.many or Together()

    def write(actor: Actor, said: Any, things: Sequence[str]) -> list[Answer]:
        require(actor, offer.permission)
        return [_done(offers, offer, actor, said, thing) for thing in things]

    def look(actor: Actor, said: Any, things: Sequence[str]) -> list[Answer]:
        require(actor, offer.permission)
        with transaction.atomic():
            found = write(actor, said, things)
            transaction.set_rollback(True)
        return found

    return Many(
        name=name,
        title=offer.title,
        said=offer.said,
        permission=offer.permission,
        look=look,
        write=write,
        words=acts.words.of,
        letters=acts.records[offers.record_type].letter,
        undone_by=f"{acts.prefix}.{offers.record_type}_{together.undone_by}" if together.undone_by else "",
        each=together.each,
        asks=lambda actor: _asked(offer, actor),
        most=MOST,
    )


def _asked(offer: Offer, actor: Actor) -> Mapping[str, Any]:
    return offer.asks(actor, None) if offer.asks else {}


def _done(offers: Offers, offer: Offer, actor: Actor, said: Any, line: str) -> Answer:
    thing, _space, rest = line.partition(" ")
    own = {offer.many.each: rest} if offer.many and offer.many.each and rest else {}
    try:
        with transaction.atomic():
            offer.do(actor=actor, **{**dict(said), **own, f"{offers.record_type}_id": thing})
    except IfarError as error:
        return answer_of(error)
    acts = offers.recorder.acts
    model: Any = model_of(acts, acts.records[offers.record_type])
    return Answer(thing, model.objects.values_list("last_event", flat=True).get(public_id=thing))
