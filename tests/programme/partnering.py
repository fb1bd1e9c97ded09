"""A carrier and a marketplace of the tests: offices of partners, who works there, and how they are entered as stakeholders."""

from __future__ import annotations

import datetime as dt

from ifar.accounts.models import Agency, Client, User
from ifar.accounts.selectors import clients as tokens
from ifar.accounts.services import acts, agencies, clients, grants
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.people import NewPerson, write_person
from ifar.accounts.services.proposals import decide
from ifar.programme.services import partners
from ifar.programme.services.partners import NewStakeholder
from ifar.programme.sightings.report import SightingReport
from ifar.rights import Actor
from tests import cast

TOLD = "Two barrels in a parcel that is declared as tools."


def an_office(name: str, kind: str = "partner") -> str:
    """An office of a partner, or of another kind; its public identifier."""
    new = NewAgency(kind, name, cast.COUNTRY, parent=cast.agency("authority").public_id)
    asked = agencies.propose_registration(actor=cast.actor("ken"), new=new, reason="reports to us")
    decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    return asked.object


def somebody(called: str, office: str, role: str = "partner") -> User:
    """Somebody with a role at an office: that of a partner, or another."""
    new = NewPerson(called, f"Clerk of {called}", f"{called}@example.org")
    person = write_person(actor=cast.actor("ken"), new=new, home=Agency.objects.get(public_id=office))
    asked = grants.propose_grant(actor=cast.actor("ken"), user=person.public_id, role=role, agency=office, reason="reports")  # fmt: skip
    decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    person.current_agency = Agency.objects.get(public_id=office)
    person.save(update_fields=["current_agency"])
    return person


def actor_of(person: User) -> Actor:
    """Somebody as an actor."""
    return cast.acting(person)


def a_program(office: str) -> str:
    """An API client of an office; its token."""
    ken = cast.actor("ken")
    expires = acts.now() + dt.timedelta(days=30)
    asked = clients.propose(actor=ken, name="Screening", agency=office, scopes=["programme:sighting:send"], expires_at=expires, reason="screening")  # fmt: skip
    decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    return clients.take_token(actor=ken, client=Client.objects.get(public_id=asked.object).public_id)


def actor_of_program(token: str) -> Actor:
    """A program as an actor."""
    return tokens.actor_of_header(f"Bearer {token}")


def a_stakeholder(name: str = "Post", office: str = "", kind: str = "carrier", who: str = "alice") -> str:
    """A stakeholder; its public identifier."""
    new = NewStakeholder(name, kind, cast.COUNTRY, office)
    return partners.enter(actor=cast.actor(who), new=new).public_id


def said(**more: object) -> SightingReport:
    """What a carrier reports."""
    result = {
        "what": "parcel",
        "goods": "parts",
        "happened_on": acts.now().date(),
        "told": TOLD,
        "reference": "KPP-1",
        "where": "Depot",
        "marks": ("B 4471",),
        "countries": ("TR", "XX"),
    }
    return SightingReport(**{**result, **more})  # type: ignore[arg-type]
