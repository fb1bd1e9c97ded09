"""The founding: the first agency, the first administrator and the first security officer, named before there is anybody to
ask. It ends with an act of its own, after which the database never lets it begin again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts import holding
from ifar.accounts.models import Agency, User, UserAct
from ifar.accounts.services import acts, agencies, grants, people
from ifar.accounts.services.agencies import NewAgency
from ifar.accounts.services.people import NewPerson
from ifar.errors import Refused
from ifar.rights import Actor

CEREMONY = "ceremony"
ACTOR = Actor(kind="job", id=CEREMONY, name=CEREMONY)


def is_open() -> bool:
    """Whether the founding has not been closed yet."""
    return not UserAct.objects.filter(kind="ceremony_closed").exists()


def _require_open() -> None:
    # Whoever closes the founding waits for those who still name somebody, and they for it.
    acts.wait_for(acts.CEREMONY)
    if not is_open():
        raise Refused("accounts.ceremony.closed", _("The founding was closed; it never opens again."))


@transaction.atomic
def register_agency(new: NewAgency) -> Agency:
    """Register an agency of the founding.

    Raises:
        Refused: the founding was closed.
        Invalid: a field is wrong.
    """
    _require_open()
    return agencies.write_registration(actor=ACTOR, new=new, proposal=CEREMONY)


@transaction.atomic
def register_person(new: NewPerson, home: Agency, password: str, *, must_change: bool = False) -> User:
    """Register a person of the founding with the password that they chose themselves at the console.

    Raises:
        Refused: the founding was closed.
        Invalid: a field is wrong, or the password is too weak.
        Conflict: somebody signs in by that name already.
    """
    _require_open()
    person = people.write_person(actor=ACTOR, new=new, home=home)
    people.set_password(person, password, must_change=must_change)
    return person


@transaction.atomic
def grant(person: User, role: str, place: Agency, *, since: dt.datetime | None = None) -> None:
    """Give a role of the founding.

    Raises:
        Refused: the founding was closed, or the role does not fit.
    """
    _require_open()
    wanted = holding.RequestedRole(role, place.public_id, place.kind, place.closed, since or acts.now(), None)
    grants.write_grant(actor=ACTOR, person=person, place=place, wanted=wanted, proposal=CEREMONY)


@transaction.atomic
def close(*, administrator: User, security_officer: User) -> None:
    """Close the founding for good, in the names of the two who took part.

    Raises:
        Refused: it was closed already, or the two are not two people in their two roles.
    """
    _require_open()
    both = {
        administrator.pk: administrator.grants.filter(role="administrator").exists(),
        security_officer.pk: security_officer.grants.filter(role="security_officer").exists(),
    }
    if len(both) != 2 or not all(both.values()):
        raise Refused(
            "accounts.ceremony.two",
            _("The founding needs two people: an administrator and a security officer."),
        )
    details = {"administrator": administrator.public_id, "security_officer": security_officer.public_id}
    people.write_act(actor=ACTOR, user=administrator.public_id, kind="ceremony_closed", details=details)
