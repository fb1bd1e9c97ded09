"""Many exhibits at once: taken into custody, each with a chain of its own, under its own seal; asked of a laboratory, each with a request of its own."""

from __future__ import annotations

from typing import Any, Final

from ifar.bulk.many import Answer, Many
from ifar.bulk.one_by_one import MOST, each_alone
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody.acts import ACTS
from ifar.recoveries.custody.services import chains, requests
from ifar.recoveries.models import Chain, Request
from ifar.rights import Actor

TAKEN_IN: Final = "custody.chain_taken_in"
ASKED: Final = "custody.request_asked"


def _take_in(actor: Actor, take_in: inputs.TakeIn, exhibit: str, seal: str) -> Answer:
    own: Any = {**dict(take_in), "seal": seal}
    chains.take_in(actor=actor, exhibit=exhibit, **own)
    return Answer(exhibit, Chain.objects.get(public_id=exhibit).last_event)


def taking_in() -> Many:
    """That exhibits are taken into custody in batches."""
    look, write = each_alone(chains.KEEP, _take_in)
    return Many(
        name=TAKEN_IN,
        title=words.MANY["taken_in"],
        said=inputs.TakeIn,
        permission=chains.KEEP,
        look=look,
        write=write,
        words=ACTS.said,
        letters="X",
        each="seal",
        asks=chains.placed,
        most=MOST,
    )


def _ask(actor: Actor, said: inputs.SendToLaboratory, exhibit: str, seal: str) -> Answer:
    made = requests.ask(
        actor=actor,
        exhibit=exhibit,
        laboratory=said.laboratory,
        questions=said.questions,
        due_on=said.due_on,
        note=said.note,
    )
    if said.hand:
        chains.hand_over(actor=actor, chain_id=exhibit, to=said.laboratory, purpose="laboratory", seal=seal)
    return Answer(made, Request.objects.get(public_id=made).last_event)


def asking() -> Many:
    """That a laboratory is asked about many exhibits in batches, the same of each; they are handed over to it with that where it is said."""
    look, write = each_alone(chains.KEEP, _ask)
    return Many(
        name=ASKED,
        title=words.MANY["asked"],
        said=inputs.SendToLaboratory,
        permission=chains.KEEP,
        look=look,
        write=write,
        words=ACTS.said,
        letters="X",
        each="seal",
        most=MOST,
    )
