"""What a party owns and keeps, as the party's page shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import reverse

from ifar.licensing.holding import Thing
from ifar.parties.holdings import Possession
from ifar.registry import labels
from ifar.registry.models import Firearm
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.selectors.holdings import ever_held_by, held_by
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import Actor


def possessions_of(actor: Actor, public_ids: Collection[str], ever: bool) -> list[Possession]:
    """The firearms and parts that these records of one party own or keep now, or `ever` did. Four queries."""
    firearms = ever_held_by(actor, public_ids) if ever else held_by(actor, public_ids)
    spoken = titles_in()
    return [_possession(firearm, public_ids, spoken) for firearm in firearms]


def things_of(actor: Actor, firearms: Collection[str]) -> dict[str, Thing]:
    """These firearms in words, as far as the actor may see them: for lists of the apps below."""
    records = firearms_for(actor).filter(public_id__in=firearms).prefetch_related("marks")
    spoken = titles_in()
    serials = {firearm: serial_of(firearm) for firearm in records}
    return {
        firearm.public_id: Thing(title_of(firearm, spoken), (serial.text or "") if serial else "")
        for firearm, serial in serials.items()
    }


def _possession(
    firearm: Firearm, public_ids: Collection[str], spoken: Mapping[str, Mapping[str, str]]
) -> Possession:
    serial = serial_of(firearm)
    owns, keeps = firearm.owner in public_ids, firearm.custodian in public_ids
    return Possession(
        public_id=firearm.public_id,
        title=title_of(firearm, spoken),
        mark=(serial.text or "") if serial else "",
        state=labels.STATES.get(firearm.state, firearm.state),
        owns=owns,
        keeps=keeps,
        holder=firearm.owner if owns else firearm.custodian if keeps else "",
        url=reverse("registry:firearm", args=(firearm.public_id,)),
    )
