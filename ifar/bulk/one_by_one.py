"""An offered act done to many records, one after the other: what refuses it of one record is the answer of that record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from ifar.accounts.models import Proposal
from ifar.acts.database import model_of
from ifar.acts.offers import Offer, Together, offered_to_many
from ifar.bulk import labels
from ifar.bulk.many import Answer, Look, Many, Write, answer_of, taken_back
from ifar.errors import IfarError, Reason
from ifar.rights import Actor, require

MOST: Final = 2_000
"""How many records are done one by one in a batch. The preview asks the act of each, 10 to 20 ms, while somebody waits: of these half a minute."""


def many_offered(name: str) -> Many | None:
    """An offered act as it is done to many records."""
    if name not in offered_to_many():
        return None
    offers, offer = offered_to_many()[name]
    acts, together = offers.recorder.acts, offer.many or Together()

    def ask(actor: Actor, said: Any, thing: str, rest: str) -> Any:
        own = {together.each: rest} if together.each and rest else {}
        return offer.do(actor=actor, **{**dict(said), **own, f"{offers.record_type}_id": thing})

    def do(actor: Actor, value: Any, thing: str, rest: str) -> Answer:
        ask(actor, value, thing, rest)
        model: Any = model_of(acts, acts.records[offers.record_type])
        result = model.objects.get(public_id=thing)
        return Answer(thing, result.last_event, notes=tuple(together.tells(result)))

    look, write = (
        each_asked(offer.permission, name, ask)
        if offer.act.takes_several
        else each_alone(offer.permission, do)
    )
    return Many(
        name=name,
        title=together.title or offer.title,
        said=offer.said,
        permission=offer.permission,
        look=look,
        write=write,
        words=acts.said,
        letters=acts.records[offers.record_type].letter,
        undone_by=f"{acts.prefix}.{offers.record_type}_{together.undone_by}" if together.undone_by else "",
        each=together.each,
        asks=lambda actor: _choices(offer, actor),
        most=MOST,
    )


def _choices(offer: Offer, actor: Actor) -> Mapping[str, Any]:
    return offer.asks(actor, None) if offer.asks else {}


def each_alone(permission: str, do: Callable[[Actor, Any, str, str], Answer]) -> tuple[Look, Write]:
    """How an act is looked through and written that is done to one record after the other.

    Args:
        do: does it, of what was said for all, the record, and what stands behind its identifier.
    """

    def one(actor: Actor, value: Any, line: str) -> Answer:
        thing, _space, rest = line.partition(" ")
        try:
            with transaction.atomic():
                return do(actor, value, thing, rest)
        except IfarError as error:
            return answer_of(error)

    def write(actor: Actor, said: Any, things: Sequence[str]) -> list[Answer]:
        require(actor, permission)
        return [one(actor, said, line) for line in things]

    return taken_back(write), write


def each_asked(
    permission: str, act: str, ask: Callable[[Actor, Any, str, str], Proposal]
) -> tuple[Look, None]:
    """How an act of several people is looked through: what each single proposal would say, proposed and taken back.

    Args:
        act: its name; what would be put before others as another act is refused.
        ask: proposes it of one record, as for `each_alone`.
    """

    def one(actor: Actor, value: Any, line: str) -> Answer:
        thing, _space, rest = line.partition(" ")
        try:
            with transaction.atomic():
                asked = ask(actor, value, thing, rest)
        except IfarError as error:
            return answer_of(error)
        if asked.act != act or asked.object != thing:
            return Answer(reasons=(Reason("bulk.by_itself", labels.of("bulk.by_itself")),))
        return Answer(thing, asked=asked.payload, compartment=asked.compartment)

    def look(actor: Actor, value: Any, things: Sequence[str]) -> list[Answer]:
        require(actor, permission)
        return [one(actor, value, line) for line in things]

    return taken_back(look), None
