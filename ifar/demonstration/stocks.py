"""The armoury of the demonstration country at work: who is in charge of it, officers on its roster, what is out with whom, and a count that found all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of
from ifar.ammunition.inputs import LineIn
from ifar.ammunition.models import Lot
from ifar.ammunition.services import movements
from ifar.bulk.services import proposing
from ifar.demonstration.ammunition import READY
from ifar.demonstration.places import STORE
from ifar.placement.models import Place
from ifar.placement.services.places import open_place
from ifar.registry.models import Firearm
from ifar.rights import Actor
from ifar.stocks import selectors
from ifar.stocks.campaigns import selectors as campaigns
from ifar.stocks.campaigns.services import ordering, striking
from ifar.stocks.handovers import services as handovers
from ifar.stocks.models import Armoury, Handover
from ifar.stocks.movements.services import ordering as moving
from ifar.stocks.movements.services import receiving
from ifar.stocks.services import armouries, counts, issues, returns, roster
from ifar.stocks.services.returns import Spending
from ifar.stocks.services.writing import today

OFFICERS: Final = (
    ("Awa Traoré", "M-2041", 300, 200),
    ("Karim Haddad", "M-2077", 160, 90),
    ("Lena Novak", "M-2103", 20, 250),
    ("Omar Saleh", "M-2118", -12, 40),
)
"""Name, service number, and for how many days from today training and medical check are valid."""
ROUNDS: Final = 60


@transaction.atomic
def load(officers: Mapping[str, Actor]) -> None:
    """Put the main store in charge of the commander and issue from it, where nobody has yet."""
    armourer, chief = officers["armourer"], officers.get("commander")
    store = Place.objects.filter(agency_id=armourer.agency_id, name=STORE, state="open").first()
    lot = Lot.objects.filter(agency_id=armourer.agency_id, state="open", number="SA-24-117").first()
    if chief is None or store is None or lot is None or Armoury.objects.exists():
        return
    armoury = armouries.take_over(
        actor=chief, place=store.public_id, charge=chief.id, since=today(), standing_order="SO-2026-1"
    )
    ready = Place.objects.get(agency_id=armourer.agency_id, name=READY)
    line = [LineIn(lot=lot.public_id, quantity=600)]
    movements.record_movement(
        actor=armourer,
        move="moved",
        place=ready.public_id,
        to_place=armoury,
        lines=line,
        reference="TR-2026-4",
    )
    people = [
        roster.enrol(
            actor=chief,
            name=name,
            number=number,
            trained_until=today() + dt.timedelta(days=trained),
            medical_until=today() + dt.timedelta(days=medical),
        )
        for name, number, trained, medical in OFFICERS
    ]
    kept = Armoury.objects.get(public_id=armoury)
    placed = Firearm.objects.filter(custodian=armourer.agency, state="in_stock_state").order_by("id")
    there = [text for text in placed.values_list("public_id", flat=True) if selectors.lying_in(kept, [text])][
        :4
    ]
    if len(there) < 4:
        return
    soon = timezone.now() + dt.timedelta(hours=8)
    rounds = {lot.public_id: ROUNDS}
    back = issues.issue(
        actor=armourer,
        armoury=armoury,
        kind="shift",
        officer=people[0],
        arms=there[:1],
        rounds=rounds,
        due_at=soon,
    )
    witness = Spending("training", chief.id, "FR-2026-31")
    returns.take_back(
        actor=armourer, issue_id=back, arms=there[:1], rounds={lot.public_id: ROUNDS - 12}, spending=witness
    )
    issues.issue(
        actor=armourer,
        armoury=armoury,
        kind="shift",
        officer=people[0],
        arms=there[1:2],
        rounds=rounds,
        due_at=soon,
    )
    issues.issue(actor=armourer, armoury=armoury, kind="personal", officer=people[1], arms=there[2:3])
    if "in-charge" in officers:
        _waiting(armourer, chief, officers["in-charge"], armoury, there[3])
        _marking(chief, officers["in-charge"], armoury)
        _moving(armourer, chief, officers["in-charge"], kept, people[1])
        if "battalion" in officers and "battalion-chief" in officers:
            _receiving(officers["battalion"], officers["battalion-chief"])
    made = counts.begin(actor=chief, armoury=armoury, kind="number")
    counts.close_by_number(actor=chief, count_id=made, number=_arms_in(armoury, armourer))
    if "in-charge" in officers:
        _handing_over(chief, officers["in-charge"], armoury)


def _waiting(armourer: Actor, chief: Actor, receiver: Actor, armoury: str, arm: str) -> None:
    """An arm that was issued to somebody who confirms under their own account, and has not yet."""
    officer = roster.enrol(
        actor=chief,
        name=names_of({receiver.id})[receiver.id],
        number="M-2009",
        account=receiver.id,
        trained_until=today() + dt.timedelta(days=240),
        medical_until=today() + dt.timedelta(days=150),
    )
    issues.issue(actor=armourer, armoury=armoury, kind="personal", officer=officer, arms=[arm])


def _handing_over(leaving: Actor, arriving: Actor, armoury: str) -> None:
    """The end of a shift: the armoury goes to whoever arrives, who found what should be there."""
    made = handovers.begin(actor=leaving, armoury=armoury, arriving=arriving.id)
    left = Handover.objects.get(public_id=made).left
    lots = "\n".join(f"{line['lot']} {line['quantity']}" for line in left["rounds"])
    handovers.receive(actor=arriving, handover_id=made, number=left["in"], scanned=lots)


def _receiving(armourer: Actor, chief: Actor) -> None:
    """The battalion has an armoury of its own, into which what is on the road to it can be received."""
    store = open_place(actor=armourer, kind="store", name="B 2", code="B2")
    armouries.take_over(actor=chief, place=store, charge=chief.id, since=today())


def _moving(armourer: Actor, chief: Actor, in_charge: Actor, kept: Armoury, escort: str) -> None:
    """Two movements: one within the depot, of which one arm was looked for in vain, and one on the road to the battalion."""
    there = selectors.lying_in(kept, list(_held(armourer).values_list("public_id", flat=True)))
    arms = sorted(there)[-4:]
    battalion = Agency.objects.filter(kind="military", parent_id=kept.agency_id).first()
    if len(arms) < 4 or battalion is None:
        return
    store = open_place(actor=chief, kind="store", name="H 17")
    armouries.take_over(actor=chief, place=store, charge=in_charge.id, since=today())
    for order, receiver, some in (
        ("MV-2026-3", chief.agency, arms[:2]),
        ("MV-2026-4", battalion.public_id, arms[2:]),
    ):
        movement = moving.order_movement(
            actor=chief,
            order=order,
            store=kept.public_id,
            receiver=receiver,
            quantity=len(some),
            due_on=today() + dt.timedelta(days=2),
        )
        seals = [f"S-{order[-1]}01"]
        moving.pack(actor=armourer, movement_id=movement, number="1", seals=seals, things=some)
        moving.send(actor=armourer, movement_id=movement, escort=escort)
        if receiver == chief.agency:
            receiving.receive(
                actor=in_charge, movement_id=movement, into=store, seals=seals, things=some[:1], complete=True
            )


def _held(armourer: Actor) -> QuerySet[Firearm]:
    """The arms of the office in stock."""
    return Firearm.objects.filter(custodian=armourer.agency, state="in_stock_state", merged_into="")


def _arms_in(armoury: str, armourer: Actor) -> int:
    """How many arms lie in an armoury."""
    kept = Armoury.objects.get(public_id=armoury)
    return len(selectors.lying_in(kept, list(_held(armourer).values_list("public_id", flat=True))))


def _marking(chief: Actor, in_charge: Actor, armoury: str) -> None:
    """A campaign in the armoury that is on its way: some are marked, one cannot be, some are left."""
    campaign_id = ordering.order_campaign(
        actor=chief,
        order="MO-2026-3",
        stores=[armoury],
        machine="LM-2",
        symbol="★",
        prefix="KE-",
        first=1,
        last=500,
        place="receiver",
        method="laser",
        begins_on=today() - dt.timedelta(days=12),
        ends_on=today() + dt.timedelta(days=18),
        responsible=chief.id,
    )
    campaign = campaigns.campaign_for(chief, campaign_id)
    rows = ordering.sheet_of(in_charge, campaign, 12)
    if len(rows) < 3:
        return
    lines = [f"{rows[0].arm} cannot", *(f"{row.arm} {row.number}" for row in rows[1:-1])]
    batch = striking.hand_in(actor=in_charge, campaign_id=campaign_id, lines=lines).batch
    proposing.propose(actor=in_charge, batch_id=batch)
    proposing.decide(actor=chief, batch_id=batch, verdict="approve")
