"""Many things put into one place in one batch: those that the office does not hold are refused, the others lie there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from django.utils.translation import gettext_lazy
from pydantic import Field

from ifar import identifiers
from ifar.acts import batches
from ifar.acts.inputs import Input, Prompt
from ifar.bulk.many import Answer, Many, taken_back
from ifar.errors import Reason
from ifar.placement import labels, things
from ifar.placement.acts import ACTS
from ifar.placement.inputs import MOST
from ifar.placement.models import Placement
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many
from ifar.placement.services.writing import PLACE
from ifar.rights import Actor, require

PLACED: Final = "placement.placement_placed"


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


class PlaceThings(Input):
    """The place into which all of them are put."""

    place: Annotated[str, Field(min_length=1, max_length=14), Prompt(_("Place"), way="choice", among=())]


def _form_options(actor: Actor) -> Mapping[str, Any]:
    return {"among": {"place": places.choices(actor)}}


def write(actor: Actor, said: PlaceThings, given: Sequence[str]) -> list[Answer]:
    """Put things into a place; what the actor's office does not hold is refused by itself.

    Raises:
        Invalid: it is no open place of the actor's office.
    """
    require(actor, PLACE)
    held = things.held(actor, dict.fromkeys(given, said.place))
    placings = [Placing(text, said.place) for text in given if text in held]
    place_many(actor=actor, placements=placings, batch=batches.current())
    entries = dict(
        Placement.objects.filter(public_id__in=[placing.thing for placing in placings]).values_list(
            "public_id", "last_event"
        )
    )
    return [
        Answer(text, entries[text]) if text in entries else Answer(reasons=(_refusal(text),))
        for text in given
    ]


def _refusal(thing: str) -> Reason:
    code = things.refusal_of(thing)
    params = {"thing": identifiers.shown(thing)}
    return Reason(code, labels.of(code, params), params=params)


PLACING: Final = Many(
    name=PLACED,
    title=gettext_lazy("Put into a place"),
    said=PlaceThings,
    permission=PLACE,
    look=taken_back(write),
    write=write,
    words=ACTS.said,
    asks=_form_options,
    most=MOST,
    as_one=things.bound_of,
)
"""Things are put into a place in batches."""
