"""Despatches for tests, through the services: a maker with a stock, a carrier, dealers who receive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from ifar.accounts.models import Agency
from ifar.accounts.services import agencies, proposals
from ifar.accounts.services.agencies import NewAgency
from ifar.licensing.models import Licence
from ifar.parties.services import NewParty, register_party
from ifar.registry.models import Firearm
from ifar.rights import ROLES, Actor
from ifar.trade.despatches.services import despatching, receiving
from ifar.trade.services.writing import today
from tests import cast
from tests.books.story import stocked
from tests.bulk.making import a_maker
from tests.factories import a_licence


def an_office(kind: str, name: str, above: str = "province") -> Agency:
    """An office of a kind, below one of the cast, or by itself."""
    if not Agency.objects.filter(name=name).exists():
        parent = cast.agency(above).public_id if above else ""
        new = NewAgency(kind, name, cast.COUNTRY, parent=parent)
        asked = agencies.propose_registration(actor=cast.actor("ken"), new=new, reason="It opens.")
        proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    return Agency.objects.get(name=name)


def acting_at(office: Agency, role: str, who: str = "mallory") -> Actor:
    """Somebody of the cast at an office in a role."""
    return Actor(
        kind="person", id=cast.user(who).public_id, agency=office.public_id, agency_id=office.pk, agency_kind=office.kind,
        roles=frozenset({role}), permissions=ROLES[role].permissions,
        compartments=frozenset() if office.kind == "partner" else frozenset({"civilian"}),
    )  # fmt: skip


def a_carriers_office() -> Agency:
    """The office of a carrier whose licence is in force."""
    office = an_office("partner", "Kestria Post and Parcels")
    if not Licence.objects.filter(book=office.public_id).exists():
        new = NewParty(kind="entity", values={"name": "Kestria Post and Parcels SA"})
        firm = register_party(actor=cast.actor("alice"), new=new)
        a_licence(cast.actor("alice"), cast.actor("bob"), firm, "carrier", book=office.public_id)
    return office


def a_carrier(who: str = "rosa") -> Actor:
    """Somebody at a carrier's."""
    return acting_at(a_carriers_office(), "carrier", who)


def a_dealer(name: str, who: str = "oscar") -> Actor:
    """Somebody at another dealer's."""
    return acting_at(an_office("dealer", name), "dealer", who)


def a_stock(trader: Actor, count: int, first: int = 1, kind: str = "maker") -> list[str]:
    """So many pistols in a trader's book."""
    return [stocked(trader, f"DS{number:05}", kind=kind) for number in range(first, first + count)]


def offered(
    sender: Actor, receiver: Actor, carrier: Actor, quantity: int, terms: str = "sale", days: int = 5
) -> str:
    """A despatch that was offered and accepted; its identifier."""
    made = despatching.offer(
        actor=sender, receiver=receiver.agency, carrier=carrier.agency, terms=terms, quantity=quantity,
        due_on=today() + dt.timedelta(days=days),
    )  # fmt: skip
    kind = "maker" if receiver.agency_kind == "maker" else "retailer"
    despatching.accept(actor=receiver, despatch_id=made, owner_kind=kind)
    return made


def packed(sender: Actor, made: str, crates: Sequence[Sequence[str]]) -> None:
    """Crates, each with a seal, packed and handed to the carrier."""
    for number, firearms in enumerate(crates, 1):
        pieces = despatching.pack(
            actor=sender, despatch_id=made, number=str(number), seals=[f"S-{number}"], things=firearms
        )
        assert not [item.reasons for item in pieces if item.reasons]
    despatching.send(actor=sender, despatch_id=made)


def sent(sender: Actor, receiver: Actor, carrier: Actor, crates: Sequence[Sequence[str]], **said: Any) -> str:
    """A despatch on the road; its identifier."""
    made = offered(sender, receiver, carrier, sum(map(len, crates)), **said)
    packed(sender, made, crates)
    return made


def received(receiver: Actor, made: str, things: Sequence[str], **said: Any) -> receiving.Received:
    """Scanned items of it."""
    return receiving.receive(actor=receiver, despatch_id=made, things=things, **{"complete": True, **said})


def fill() -> str:
    """A despatch of which one firearm was received, with a remark, and one is on the road."""
    maker, ivan = a_maker(), cast.actor("ivan")
    guns = a_stock(maker, 2)
    made = sent(maker, ivan, a_carrier(), [guns])
    received(ivan, made, guns[:1], seals=["S-1"], complete=False, remark="The second one comes tomorrow.")
    return made


def state_of(firearm: str) -> str:
    """The state of a firearm."""
    return str(Firearm.objects.get(public_id=firearm).state)
