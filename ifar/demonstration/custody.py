"""Custody in the demonstration country: an evidence room with a gap, a batch that was destroyed and one that is sealed, two workshops."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Final

from django.db import transaction
from PIL import Image, ImageDraw

from ifar.accounts.services import proposals
from ifar.demonstration.recoveries import on_duty
from ifar.files import services as files
from ifar.placement.services import places
from ifar.recoveries.custody.counting import ExhibitReading
from ifar.recoveries.custody.destruction import Reading
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import destruction, disposal, rooms, series
from ifar.recoveries.models import Batch, Chain
from ifar.recoveries.services import cases, items, links
from ifar.recoveries.services.cases import Circumstances
from ifar.recoveries.services.items import NewItem
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor

IN_ROOM: Final = 8
DESTROYED: Final = 6
SEALED: Final = 4
WORKSHOPS: Final = (
    ("A", 5, {"tool_marks": "Notch of a chipped end mill", "font": "Punched 7 with a bar", "joining": "TIG, two passes", "material": "Square tube", "barrel": "Liner of 9 mm, not rifled"}),
    ("B", 4, {"tool_marks": "Chatter every 0.8 mm", "font": "Engraved, round 3", "joining": "Brazed", "material": "Sheet steel, folded", "finish": "Black stove paint"}),
)  # fmt: skip
"""Workshop, arms that were found of it, what is to be seen on them."""
ALONE: Final = {
    "tool_marks": "File, stroke",
    "font": "Scratched, form",
    "joining": "Rivets, row",
    "material": "Pipe, wall",
}
ONCE: Final = 14
"""Arms that nobody has met the like of: they make the others' features rare."""


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Load custody, where there is none yet."""
    if Chain.objects.exists():
        return
    with ExitStack() as shifts:
        police, head, judge, inspector, custodian = (
            shifts.enter_context(on_duty(officers[name]))
            for name in ("police", "supervisor", "judge", "inspector", "custodian")
        )
        _room(police, custodian)
        destroyed = _batch(police, head, "Spring smelting", "C-77", DESTROYED)
        readings = [Reading(line["exhibit"], line["serial"]) for line in destroyed.lines]
        destruction.check_items(actor=police, batch_id=destroyed.public_id, readings=readings)
        for witness in (judge, inspector):
            destruction.witness(actor=witness, batch_id=destroyed.public_id)
        photo = files.keep(actor=police, purpose="photograph", name="day.png", content=[_picture()])
        destruction.record(
            actor=police,
            batch_id=destroyed.public_id,
            weight_grams=5_480,
            counted=DESTROYED,
            photos=[photo.sha256],
            exceptions={},
        )
        _batch(police, head, "Summer smelting", "C-81", SEALED)
        _workshops(police, head)


def _case(police: Actor, number: str, place: str, things: Sequence[NewItem]) -> list[str]:
    on = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=30)
    circumstances = Circumstances(
        "seized",
        number,
        occurred=day(on),
        place=place,
        location="national_territory",
        ground="illicit_possession",
    )
    case = cases.open_case(actor=police, said=circumstances)
    return items.enter_items(actor=police, case=case, items=things).items


def _pistols(letters: str, number: int) -> list[NewItem]:
    return [
        NewItem(
            identity={"make": "zastava", "type": "pistol_semi_automatic", "calibre": "7.62x25"},
            marks=({"kind": "serial", "text": f"{letters}{n + 1}70{n}34"},),
            condition="industrial",
            exhibit=f"{letters}-{n + 1}",
        )
        for n in range(number)
    ]


def _room(police: Actor, custodian: Actor) -> None:
    """Exhibits in a room; one came with another seal than it left with, one was not there when somebody counted."""
    room = places.open_place(actor=custodian, kind="evidence", name="Headquarters, evidence room 1")
    places.open_place(actor=custodian, kind="disposal", name="Headquarters, store for disposal")
    exhibits = _case(police, "K-2026-C1", "Old port, warehouse 3", _pistols("EV", IN_ROOM))
    for n, exhibit in enumerate(exhibits, 1):
        custody.take_in(actor=police, exhibit=exhibit, place="Patrol car 12", seal=f"S-{n:04}")
        custody.hand_over(
            actor=police,
            chain_id=exhibit,
            to=custodian.agency,
            purpose="storage",
            place="Patrol car 12",
            seal=f"S-{n:04}",
        )
        if n < IN_ROOM:
            seal = "S-0907" if n == 3 else f"S-{n:04}"
            custody.receive(actor=custodian, chain_id=exhibit, room=room, seal=seal)
    lying = Chain.objects.filter(room=room).order_by("public_id")
    seen = [ExhibitReading(chain.public_id, chain.seal) for chain in lying if chain.seal != "S-0001"]
    rooms.enter_count(actor=police, count_id=rooms.begin_count(actor=police, room=room), seen=seen)


def _batch(police: Actor, head: Actor, name: str, order: str, number: int) -> Batch:
    """A batch whose list two people have sealed."""
    exhibits = _case(
        police, f"K-2026-{order}", "Checkpoint, highway 4", _pistols(order.replace("-", ""), number)
    )
    for exhibit in exhibits:
        firearm = links.register_item(actor=police, item=exhibit).firearm
        record_event(
            actor=police, firearm=firearm, event=NewEvent("confiscated", {"order": f"Judgment {order}"})
        )
        asked = disposal.propose_disposal(
            actor=police, exhibit=exhibit, order=f"Order {order}", reason="Confiscated for good."
        )
        proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
        seal = f"D-{exhibit[-5:]}"
        custody.take_in(actor=police, exhibit=exhibit, place="Store for disposal, shelf 2", seal=seal)
    batch = destruction.open_batch(
        actor=police,
        name=name,
        order=f"Order {order}",
        method="smelting",
        place="Steel works, furnace 2",
        exhibits=exhibits,
    )
    sealing = destruction.propose_seal(actor=police, batch_id=batch, reason="The list is complete.")
    proposals.decide(actor=head, proposal=sealing.public_id, verdict="approve")
    return Batch.objects.get(public_id=batch)


def _workshops(police: Actor, head: Actor) -> None:
    """Arms of two workshops, of which not everything was seen on each; the look for series finds both."""
    for name, number, features in WORKSHOPS:
        things = []
        for n in range(number):
            hidden = list(features)[n % len(features)]
            things.append(
                NewItem(
                    identity={"type": "pistol_single_shot"},
                    marks=({"kind": "serial", "text": None, "text_status": "none"},),
                    condition="other_illicit",
                    origin="craft",
                    features={feature: text for feature, text in features.items() if feature != hidden},
                    exhibit=f"W{name}-{n + 1}",
                )
            )
        _case(police, f"K-2026-W{name}", "Several places", things)
    alone = [
        NewItem(
            identity={"type": "pistol_single_shot"},
            marks=({"kind": "serial", "text": None, "text_status": "none"},),
            condition="other_illicit",
            origin="craft",
            features={feature: f"{text} {n}" for feature, text in ALONE.items()},
            exhibit=f"WX-{n + 1}",
        )
        for n in range(ONCE)
    ]
    _case(police, "K-2026-WX", "Several places", alone)
    series.look(actor=head)


def _picture() -> bytes:
    """A picture that plainly is none of a real furnace."""
    picture = Image.new("RGB", (640, 400), "#d8dee6")
    ImageDraw.Draw(picture).text((200, 190), "demonstration: no photograph", fill="#43536a")
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
