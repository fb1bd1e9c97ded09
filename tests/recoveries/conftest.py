"""More people than the cast has: a laboratory's examiner, a court's clerk and its judge, a second officer at the harbour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ifar.accounts.purposes import of_roles
from ifar.accounts.services import ceremony, grants, people, proposals, shifts
from ifar.accounts.services.people import NewPerson
from ifar.acts import schemas
from ifar.recoveries.custody.services import writing as custody_writing
from ifar.recoveries.services import writing
from ifar.rights import Actor
from tests import cast
from tests.acting import without_guards
from tests.databases import Database, Databases, ground, settings_at


def somebody(name: str, agency: str, role: str) -> Actor:
    """A person with a role, given by Ken and decided by Laura, who has stated a purpose."""
    new = NewPerson(name, f"{name.capitalize()} {agency.capitalize()}", f"{name}@example.org")
    with transaction.atomic():
        person = people.write_person(actor=ceremony.ACTOR, new=new, home=cast.agency(agency))
    asked = grants.propose_grant(
        actor=cast.actor("ken"),
        user=person.public_id,
        role=role,
        agency=cast.agency(agency).public_id,
        reason="works there",
    )
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")

    def acting() -> Actor:
        return cast.acting(person, cast.agency(agency).pk)

    if theirs := of_roles({role}):
        purpose = "investigation" if "investigation" in theirs else theirs[0]
        shifts.start(actor=acting(), purpose=purpose, case="P-2026-17", hours=12)
    return acting()


@pytest.fixture
def past_the_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program's own look at what an entry says is left out: only the database stands against what a test writes."""
    monkeypatch.setattr(schemas, "validate", lambda acts, name, details: None)
    with without_guards(writing.RECORDER), without_guards(custody_writing.RECORDER):
        yield


PEOPLE: Final = {
    "lina": ("laboratory", "forensic_examiner"),
    "omar": ("court", "court_clerk"),
    "ruth": ("court", "judge"),
    "dora": ("harbour", "police_officer"),
}


@pytest.fixture(scope="package")
def court_template(
    databases: Databases, peopled_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """Name of a database with the cast and these people in it, to be copied."""
    with databases.clone(peopled_template) as database:
        with django_db_blocker.unblock(), settings_at(database.name):
            for name, (agency, role) in PEOPLE.items():
                somebody(name, agency, role)
        yield database.name


@pytest.fixture(scope="package", autouse=True)
def court(
    databases: Databases, court_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """The ground of this folder's tests: nobody has to found these people again for each."""
    with ground(databases, court_template, django_db_blocker) as database:
        cast.note_as_founded(database.name)
        with django_db_blocker.block():
            yield database


def _member(name: str) -> Callable[[None], Actor]:
    def member(db: None) -> Actor:
        return cast.actor(name)

    return member


for _name in PEOPLE:
    globals()[_name] = pytest.fixture(_member(_name), name=_name)
