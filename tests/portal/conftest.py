"""Two holders: Hana owns two firearms, one under a licence; Hugo holds a licence and wants to buy."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from pytest_django import DjangoDbBlocker

from ifar.accounts.models import User
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.databases import Databases, ground, settings_at
from tests.factories import a_firearm, a_licence, a_person, an_account, as_holder

NUMBER = {"kind": "national_id", "number": "ID-1984-7731"}


def sold(actor, firearm, buyer, licence):
    details = {"owner_kind": "private", "owner": buyer, "licence": licence}
    return record_event(actor=actor, firearm=firearm, event=NewEvent("privately_transferred", details))


def _hana() -> SimpleNamespace:
    alice, bob = cast.actor("alice"), cast.actor("bob")
    party = a_person(alice, "Hana Osei", born="1984-03-02", identity_numbers=[NUMBER])
    licence = a_licence(alice, bob, party, quota=3)
    gun = a_firearm(alice, "HN4711", owner=a_person(alice, "Old Owner")).firearm
    sold(alice, gun, party, licence)
    other = a_firearm(alice, "HN4712", owner=party).firearm
    user = an_account(alice, party)
    return SimpleNamespace(
        party=party, licence=licence, gun=gun, other=other, user=user, actor=as_holder(user)
    )


def _hugo() -> SimpleNamespace:
    alice, bob = cast.actor("alice"), cast.actor("bob")
    party = a_person(alice, "Hugo Marin", born="1979-11-20")
    licence = a_licence(alice, bob, party, quota=3)
    gun = a_firearm(alice, "HG1000", owner=party).firearm
    user = an_account(alice, party)
    return SimpleNamespace(party=party, licence=licence, gun=gun, user=user, actor=as_holder(user))


@pytest.fixture(scope="package")
def portal_template(
    databases: Databases, peopled_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, SimpleNamespace, SimpleNamespace]]:
    """Name of a database with the cast and the two in it, to be copied; Hana; Hugo."""
    with databases.clone(peopled_template) as database:
        with django_db_blocker.unblock(), settings_at(database.name):
            row = _hana(), _hugo()
        yield database.name, *row


@pytest.fixture(scope="module")
def two_holders(
    databases: Databases, portal_template, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[SimpleNamespace, SimpleNamespace]]:
    """The ground of a module whose tests ask for one of them: nobody has to give them their things again for each."""
    name, hana, hugo = portal_template
    with ground(databases, name, django_db_blocker) as database:
        cast.note_as_founded(database.name)
        with django_db_blocker.block():
            yield hana, hugo


def _as_founded(simple_namespace: SimpleNamespace) -> SimpleNamespace:
    return SimpleNamespace(**vars(simple_namespace) | {"user": User.objects.get(pk=simple_namespace.user.pk)})


@pytest.fixture
def hana(two_holders, db):
    """Hana, with an account, a licence, one firearm under it and one of before."""
    return _as_founded(two_holders[0])


@pytest.fixture
def hugo(two_holders, db):
    """Hugo, with an account and a licence, and a firearm of his own."""
    return _as_founded(two_holders[1])
