"""Two holders: Hana owns two firearms, one under a licence; Hugo holds a licence and wants to buy."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ifar.registry.services.events import NewEvent, record_event
from tests.factories import a_firearm, a_licence, a_person, an_account, as_holder

NUMBER = {"kind": "national_id", "number": "ID-1984-7731"}


def sold(actor, firearm, buyer, licence):
    details = {"owner_kind": "private", "owner": buyer, "licence": licence}
    return record_event(actor=actor, firearm=firearm, event=NewEvent("privately_transferred", details))


@pytest.fixture
def hana(alice, bob):
    """Hana, with an account, a licence, one firearm under it and one of before."""
    party = a_person(alice, "Hana Osei", born="1984-03-02", identity_numbers=[NUMBER])
    licence = a_licence(alice, bob, party, quota=3)
    gun = a_firearm(alice, "HN4711", owner=a_person(alice, "Old Owner")).firearm
    sold(alice, gun, party, licence)
    other = a_firearm(alice, "HN4712", owner=party).firearm
    user = an_account(alice, party)
    return SimpleNamespace(
        party=party, licence=licence, gun=gun, other=other, user=user, actor=as_holder(user)
    )


@pytest.fixture
def hugo(alice, bob):
    """Hugo, with an account and a licence, and a firearm of his own."""
    party = a_person(alice, "Hugo Marin", born="1979-11-20")
    licence = a_licence(alice, bob, party, quota=3)
    gun = a_firearm(alice, "HG1000", owner=party).firearm
    user = an_account(alice, party)
    return SimpleNamespace(party=party, licence=licence, gun=gun, user=user, actor=as_holder(user))
