"""What somebody entered in the field: a case with one item, taken in once, however often a device sends it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.selectors import desks
from ifar.errors import Conflict, NotFound
from ifar.ledger import services as ledger
from ifar.optional import NONE
from ifar.recoveries import kinds, selectors, words
from ifar.recoveries.models import Case, Event, Hit, Item
from ifar.recoveries.services.cases import Circumstances, open_case
from ifar.recoveries.services.items import NewItem, enter_items
from ifar.recoveries.services.searching import sides_of
from ifar.recoveries.services.writing import lock
from ifar.registry.occurred import instant
from ifar.rights import Actor, require

WRITE: Final = "recoveries:case:write"
KINDS: Final = ("seized", "found", "surrendered")
TYPES: Final = ("pistol", "revolver", "rifle", "shotgun", "submachine_gun", "machine_gun", "other")
"""What a thumb chooses from; the exact type is said later at a desk."""
SAID: Final = "2345679ACDEFHJKMNPRTUVWXY"
"""Characters of a number that is said aloud: none that sounds or looks like another."""
OPENED: Final = 1
"""How many acts a case has when it was just opened."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What a device sends.

    Attributes:
        capture: the device's own identifier of the entry: its idempotency key.
        taken: when it was entered there, by the device's clock.
        serial: as read; empty where none was seen.
        latitude, longitude: millionths of a degree.
    """

    capture: uuid.UUID
    kind: str
    type: str
    taken: dt.datetime
    serial: str = ""
    number: str = ""
    place: str = ""
    ground: str = ""
    latitude: int | None = None
    longitude: int | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of it: the case and its item, how many acts the case has, and whether it had arrived before."""

    case: str
    item: str
    acts: int
    before: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What an officer in the field is told of what they took in: whom to ask; of what they may see also its state and how likely it is.

    Attributes:
        state: of the firearm on record; empty where it lies in a compartment that is closed to the officer.
        percent: how likely it is the one, as the item's page says it (0: under 1 %); what was noted where no reasons were kept.
        ask: names of the offices that keep its record or look for it.
        wanted: whether somebody looks for it, or it should be no more.
        waits: why not everything was looked through yet (`blind.WAITS`): that nothing is told then is no "no".
    """

    state: str
    percent: int
    ask: tuple[str, ...]
    wanted: bool
    waits: str = ""


def spoken_number(taken: dt.datetime, capture: uuid.UUID) -> str:
    """A number that a person can say over the radio: the day, and four characters that are not mistaken for each other."""
    letters, number = "", capture.int
    for _ in range(4):
        number, at = divmod(number, len(SAID))
        letters += SAID[at]
    return f"{timezone.localtime(taken):%d%m%y}-{letters}"


def told_of(*, actor: Actor, capture: uuid.UUID) -> list[Told]:
    """What the register has that the thing of an entry may be, as far as this officer may know it, the likeliest first.

    Raises:
        NotFound: no such entry arrived from this actor.
    """
    require(actor, WRITE)
    item = (
        selectors.items_for(actor)
        .filter(case__capture=capture, case__opened_by=actor.id)
        .order_by("line")
        .first()
    )
    if item is None:
        raise NotFound("recoveries.not_found", words.of("recoveries.not_found"))
    best: dict[str, Hit] = {}
    hits = list(selectors.hits_for(actor).filter(item=item))
    likely = selectors.likely_of(hits)
    for hit in hits:
        if hit.verdict != "rejected":
            best.setdefault(hit.firearm.public_id, hit)
    sides = sides_of(set(best))
    names = dict(
        Agency.objects.filter(pk__in={one for _, some in sides.values() for one in some}).values_list(
            "pk", "name"
        )
    )
    told = [
        Told(
            hit.firearm.state,
            hit.percent if (share := likely[hit.pk]) is None else share,
            tuple(sorted(names[office] for office in sides[firearm][1])),
            hit.firearm.state in kinds.LIVE | kinds.ENDED,
        )
        for firearm, hit in best.items()
    ]
    heard = selectors.heard_of(item.searches)
    ask = {desk for named, _why in heard.values() for desk in named}
    closed = desks.names_of(ask) if ask else []
    waits = sorted({why for _named, why in heard.values()} - {""})
    return [
        *told,
        *(Told("", 0, (name,), True) for name in closed),
        *(Told("", 0, (), False, why) for why in waits),
    ]


@transaction.atomic
def capture(*, actor: Actor, said: Capture) -> Arrived:
    """Take an entry in: a case with one item, searched at once. The same entry a second time changes nothing and is answered alike.

    A device's clock may be ahead: nothing is recorded as later than it arrived.

    Raises:
        Invalid: with every reason.
        Refused: no purpose is stated.
        Conflict: something else arrived under the same key, or somebody else's entry.
    """
    require(actor, WRITE)
    digest = hashlib.sha256(json.dumps(asdict(said), sort_keys=True, default=str).encode()).hexdigest()
    lock(f"field {said.capture}")
    known = Case.objects.filter(capture=said.capture).first()
    if known is not None:
        return _again(actor, known, digest)
    taken = min(said.taken, ledger.now())
    exact = said.latitude is not None and said.longitude is not None
    made = open_case(
        actor=actor,
        said=Circumstances(
            kind=said.kind,
            number=said.number.strip() or spoken_number(taken, said.capture),
            occurred=instant(taken),
            place=said.place,
            latitude=said.latitude if exact else None,
            longitude=said.longitude if exact else None,
            place_precision="street" if exact else "unknown",
            ground=said.ground if said.kind == "seized" else "",
        ),
        capture=said.capture,
        details={"said": digest},
    )
    serial = said.serial.strip()
    mark = {"kind": "serial", "text": serial} if serial else {"kind": "serial", "text_status": NONE}
    new = NewItem(
        identity={"type": said.type} if said.type != "other" else {"type_raw": "other"}, marks=(mark,)
    )
    entered = enter_items(actor=actor, case=made, items=[new])
    return Arrived(made, entered.items[0], OPENED, False)


def _again(actor: Actor, known: Case, digest: str) -> Arrived:
    """What became of an entry that had arrived before.

    It answers with the acts that the case had then: whoever changed it meanwhile is seen by the device's next change, which meets
    a person.
    """
    opened = Event.objects.get(subject=known.public_id, n=OPENED)
    if known.opened_by != actor.id or opened.details.get("said") != digest:
        raise Conflict("recoveries.capture", words.of("recoveries.capture"))
    item = Item.objects.filter(case=known).order_by("line").first()
    return Arrived(known.public_id, item.public_id if item else "", OPENED, True)
