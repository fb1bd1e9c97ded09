"""The cast of actors: who works where in the tests' country, founded through the real services.

Alice is a licensing clerk at the provincial office, Bob its head, Carol its data steward. Dave is a police officer, Erin his
supervisor. Frank is an armourer, Grace commands the armoury. Heidi is at the customs, Ivan is a dealer, Judy inspects. Ken
administers rights, Laura is the security officer who decides about them. Nina heads another licensing office, Oscar is
another security officer, Peter administers rights at the ministry of defence. Quentin
analyses hotspots at the national police, Rosa coordinates what is done about them. Mallory signs in and holds no role at all.

Hana is no officer but a holder: `build_holder` gives her a record, a firearm and an account, where a test asks for her.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from ifar.accounts.models import Agency, User
from ifar.accounts.selectors import actors
from ifar.accounts.services import absences, acts, ceremony, grants, people, proposals, shifts, signin
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.people import NewPerson
from ifar.parties.services import NewParty, register_party
from ifar.portal.services import accounts
from ifar.portal.services.accounts import NewAccount
from ifar.rights import NOBODY, Actor

PASSWORD: Final = "correct-horse-battery"
COUNTRY: Final = "XX"
AGENCIES: Final = {
    "authority": ("licensing_authority", "National Licensing Authority", ""),
    "province": ("licensing_authority", "Provincial Licensing Office", "authority"),
    "south": ("licensing_authority", "Southern Licensing Office", "authority"),
    "police": ("police", "National Police", ""),
    "harbour": ("police", "Harbour Police Station", "police"),
    "defence": ("military", "Ministry of Defence", ""),
    "armoury": ("military", "First Armoury", "defence"),
    "customs": ("customs", "Customs Service", ""),
    "court": ("court", "Court of First Instance", ""),
    "laboratory": ("forensic_laboratory", "Forensic Laboratory", ""),
    "inspectorate": ("inspectorate", "Inspectorate of Arms", ""),
    "ivans": ("dealer", "Ivan's Arms", "province"),
    "works": ("maker", "Small Arms Works", "province"),
}
"""Key -> kind, name, key of the office above."""


@dataclass(frozen=True)
class Part:
    """What somebody plays: the agency of their role, the role, the purpose under which they read."""

    agency: str
    role: str | None = None
    purpose: str | None = None
    case: str = ""


PARTS: Final = {
    "alice": Part("province", "licensing_clerk", "licensing"),
    "bob": Part("province", "licensing_head", "licensing"),
    "carol": Part("province", "data_steward", "data_quality"),
    "dave": Part("harbour", "police_officer", "investigation", "P-2026-17"),
    "erin": Part("harbour", "police_supervisor", "investigation", "P-2026-17"),
    "frank": Part("armoury", "armourer", "stock"),
    "grace": Part("armoury", "armoury_commander", "stock"),
    "heidi": Part("customs", "customs_officer", "customs"),
    "ivan": Part("ivans", "dealer", "stock"),
    "judy": Part("inspectorate", "inspector", "inspection", "I-2026-4"),
    "ken": Part("authority", "administrator"),
    "laura": Part("authority", "security_officer"),
    "mallory": Part("province"),
    "nina": Part("south", "licensing_head", "licensing"),
    "oscar": Part("authority", "security_officer"),
    "peter": Part("defence", "administrator"),
    "quentin": Part("police", "hotspot_analyst", "investigation", "P-2026-17"),
    "rosa": Part("police", "response_coordinator", "partnership"),
}
NAMES: Final = (*PARTS, "nobody")
HOLDER: Final = "hana"
"""The holder, see `build_holder`."""


@transaction.atomic
def build() -> None:
    """Found the country: agencies, people, roles; close the founding; state the purposes."""
    places: dict[str, Agency] = {}
    for key, (kind, name, above) in AGENCIES.items():
        parent = places[above].public_id if above else ""
        places[key] = ceremony.register_agency(NewAgency(kind, name, COUNTRY, parent=parent))
    for name, part in PARTS.items():
        new = NewPerson(name, f"{name.capitalize()} {part.agency.capitalize()}", f"{name}@example.org")
        person = people.write_person(actor=ceremony.ACTOR, new=new, home=places[part.agency])
        if part.role:
            ceremony.grant(person, part.role, places[part.agency])
    for record in User.objects.all():
        record.set_password(PASSWORD)
        record.save(update_fields=["password"])
    ceremony.close(administrator=user("ken"), security_officer=user("laura"))
    for name in PARTS:
        sign_in_of(user(name))
    for name, part in PARTS.items():
        if part.purpose:
            shifts.start(actor=actor(name), purpose=part.purpose, case=part.case, hours=12)


@transaction.atomic
def build_holder() -> None:
    """Give Hana a record at the provincial office and an account that stands for it."""
    alice = actor("alice")
    party = register_party(actor=alice, new=NewParty(kind="person", values={"name": "Hana Osei"}))
    new = NewAccount(party, "self", "national_id", called=HOLDER)
    opened = accounts.open_account(actor=alice, new=new)
    accounts.accept(link=opened.link, code=opened.code, password=PASSWORD)


def user(name: str) -> User:
    """The row of a cast member."""
    return User.objects.get(username=name)


def agency(key: str) -> Agency:
    """The row of an agency of `AGENCIES`."""
    return Agency.objects.get(name=AGENCIES[key][1])


def actor(name: str) -> Actor:
    """A cast member as an actor, with the roles and the purpose that the database gives them now."""
    if name == "nobody":
        return NOBODY
    return acting(user(name))


def away(who: str, stand_in: str, role: str) -> None:
    """Somebody is away from now on, and another stands in for them in a role at their office."""
    now, record = acts.now(), user(who)
    asked = absences.propose(
        actor=actor("ken"), user=record.public_id, stand_in=user(stand_in).public_id, role=role, agency=record.home.public_id,
        valid_from=now, valid_to=now + dt.timedelta(days=5), reason="On leave",
    )  # fmt: skip
    proposals.decide(actor=actor("laura"), proposal=asked.public_id, verdict="approve")


_sessions: dict[str, uuid.UUID] = {}
"""Who has signed in, by public identifier -> the entry of that sign-in."""


def sign_in_of(person: User) -> uuid.UUID:
    """The sign-in in whose session somebody acts; their first act makes it."""
    if person.public_id not in _sessions:
        _sessions[person.public_id] = signin.signed_in(person, by=["password"], session="")
    return _sessions[person.public_id]


def acting(person: User, agency_id: int | None = None) -> Actor:
    """Somebody as an actor, in a session of theirs, with the roles and the purpose that the database gives them now."""
    return actors.actor_of(
        user_id=person.pk,
        public_id=person.public_id,
        name=person.name,
        agency_id=agency_id or person.current_agency_id,
        session=sign_in_of(person),
    )


_founded: dict[str, dict[str, Actor]] = {}
"""Database -> the cast as actors, as they were founded in it."""


def note_as_founded(database: str) -> None:
    """Keep who the cast are in a database that was just founded: thousands of tests ask for them before anything else."""
    _founded[database] = {name: actor(name) for name in PARTS}


def forget(database: str) -> None:
    """The cast are founded anew in this database, or not at all."""
    _founded.pop(database, None)


def as_founded(name: str) -> Actor:
    """A cast member as an actor, as a test finds them that has done nothing yet."""
    at = str(connection.settings_dict["NAME"])
    return _founded[at][name] if at in _founded else actor(name)


def a_proposal() -> str:
    """Something that Ken asks for: a role for Mallory at the provincial office. Its public identifier."""
    asked = grants.propose_grant(
        actor=actor("ken"),
        user=user("mallory").public_id,
        role="licensing_clerk",
        agency=agency("province").public_id,
        reason="joins the counter",
    )
    return asked.public_id


def in_days(days: int) -> str:
    """A moment some days from now, as a request writes it."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).isoformat()


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is undone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
