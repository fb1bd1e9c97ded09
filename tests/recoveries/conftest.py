"""More people than the cast has: a laboratory's examiner, a court's clerk and its judge, a second officer at the harbour."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from ifar.accounts.selectors import actors
from ifar.accounts.services import ceremony, grants, people, proposals, shifts
from ifar.accounts.services.people import NewPerson
from ifar.recoveries import payloads
from ifar.rights import Actor
from tests import cast


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
        return actors.actor_of(
            user_id=person.pk, public_id=person.public_id, name=person.name, agency_id=cast.agency(agency).pk
        )

    shifts.start(actor=acting(), purpose="investigation", case="P-2026-17", hours=12)
    return acting()


@pytest.fixture
def past_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own look at what an entry says is left out: only the database stands against what a test writes."""
    monkeypatch.setattr(payloads, "check", lambda schema, payload: None)


def _member(name: str, agency: str, role: str) -> Callable[[None], Actor]:
    def member(db: None) -> Actor:
        return somebody(name, agency, role)

    return member


lina = pytest.fixture(_member("lina", "laboratory", "forensic_examiner"), name="lina")
omar = pytest.fixture(_member("omar", "court", "court_clerk"), name="omar")
ruth = pytest.fixture(_member("ruth", "court", "judge"), name="ruth")
dora = pytest.fixture(_member("dora", "harbour", "police_officer"), name="dora")
