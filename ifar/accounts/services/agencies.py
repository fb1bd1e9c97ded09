"""Agencies: registered, renamed, moved, closed and reopened, and how each is reached, all by two people. The database projects the state."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Agency, AgencyAct, Proposal
from ifar.accounts.selectors import agencies
from ifar.accounts.services import acts, proposals
from ifar.errors import Conflict, Invalid, Reason
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

ACT: Final = "accounts.agency"
_WAIT: Final = "SELECT accounts_lock_for_agency(%s)"
"""Before its entry takes a number in the log: an agency is what the last of its acts said, in the order of the log."""
_TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 ()./-]{2,38}")
LONGEST_EMAIL: Final = 200
REACHED_BY: Final = ("telephone", "email")
"""What says how an agency is reached."""


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency as somebody gives it. `parent` is the public identifier of the office above, or nothing for a topmost one;
    the compartment follows from the kind. `telephone` and `email` are of the desk, not of a person: they stay in the log; `names` are those in
    other languages, by language."""

    kind: str
    name: str
    country: str
    area: str = ""
    parent: str = ""
    telephone: str = ""
    email: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def _named(names: Mapping[str, str]) -> dict[str, str]:
    """What an agency is called in other languages, as it is kept.

    Raises:
        Invalid: it is a language of no page, or no name.
    """
    values = {language: name.strip() for language, name in names.items() if name.strip()}
    if not values.keys() <= dict(settings.LANGUAGES).keys() or any(
        len(text) > 300 for text in values.values()
    ):
        words = _("Give each name in a language of these pages, with at most 300 characters.")
        raise Invalid("accounts.agency.names", words, field="names")
    return values


def _unreachable(telephone: str, email: str) -> list[Reason]:
    """What is wrong with how an agency is said to be reached."""
    reasons = []
    if telephone and not _TELEPHONE.fullmatch(telephone):
        words = _("Write the telephone number in figures, with + and the country's code before it.")
        reasons.append(Reason("accounts.agency.telephone", words, field="telephone"))
    if email and not _is_email(email):
        words = _("This is no e-mail address. Write it as in desk@example.org.")
        reasons.append(Reason("accounts.agency.email", words, field="email"))
    return reasons


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_EMAIL


def _check(new: NewAgency) -> None:
    reasons = _unreachable(new.telephone, new.email)
    if new.kind not in AGENCY_COMPARTMENT:
        reasons.append(Reason("accounts.agency.kind", _("There is no such kind of agency."), field="kind"))
    if not new.name.strip():
        reasons.append(Reason("accounts.agency.name", _("An agency needs a name."), field="name"))
    if len(new.country) != 2 or not new.country.isalpha() or not new.country.isupper():
        reasons.append(
            Reason("accounts.agency.country", _("Give the country as its two-letter code."), field="country")
        )
    if reasons:
        raise Invalid("accounts.agency.invalid", reasons=reasons)


def _registered(new: NewAgency) -> dict[str, Any]:
    return {
        "kind": "registered",
        "changes": {
            "kind": new.kind,
            "name": new.name.strip(),
            "country": new.country,
            "area": new.area,
            "parent": new.parent or None,
            "compartment": AGENCY_COMPARTMENT[new.kind],
            **{name: value for name in REACHED_BY if (value := getattr(new, name))},
            **({"names": names} if (names := _named(new.names)) else {}),
        },
    }


@transaction.atomic
def propose_registration(*, actor: Actor, new: NewAgency, reason: str) -> Proposal:
    """Ask that an agency is registered; its identifier is the proposal's object.

    Raises:
        Invalid: kind, name or country is wrong.
        NotFound: the office above is not within the actor's reach.
    """
    require(actor, "accounts:agency:manage")
    _check(new)
    if new.parent:
        agencies.managed_agency(actor, new.parent)
    public_id = identifiers.new("A", secrets.token_bytes)
    payload = {"agency": public_id, **_registered(new)}
    return proposals.propose(actor=actor, act=ACT, object=public_id, payload=payload, reason=reason)


@transaction.atomic
def propose_change(
    *,
    actor: Actor,
    agency: str,
    reason: str,
    name: str | None = None,
    area: str | None = None,
    closed: bool | None = None,
    telephone: str | None = None,
    email: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Proposal:
    """Ask for one change of an agency: a new name, its names in other languages, another area, how it is reached, its closing or reopening.

    Raises:
        Invalid: it is no telephone number, no e-mail address or no name in a language of the pages.
        NotFound: there is no such agency within the actor's reach.
        Conflict: it is so already.
    """
    require(actor, "accounts:agency:manage")
    record = agencies.managed_agency(actor, agency)
    reached = {"telephone": telephone, "email": email}
    values = {key: value.strip() for key, value in reached.items() if value is not None}
    if names is not None:
        kind, changes = _called(record, names)
    else:
        kind, changes = _reached(record, values) if values else _change(record, name, area, closed)
    return proposals.propose(
        actor=actor,
        act=ACT,
        object=agency,
        payload={"agency": agency, "kind": kind, "changes": changes},
        reason=reason,
    )


def _called(agency: Agency, names: Mapping[str, str]) -> tuple[str, Mapping[str, Any]]:
    if (values := _named(names)) == agency.names:
        raise Conflict("accounts.agency.unchanged", _("It is so already."))
    return "named", {"names": values}


def _reached(agency: Agency, values: Mapping[str, str]) -> tuple[str, Mapping[str, Any]]:
    if reasons := _unreachable(values.get("telephone", ""), values.get("email", "")):
        raise Invalid("accounts.agency.invalid", reasons=reasons)
    changes = {name: value for name, value in values.items() if getattr(agency, name) != value}
    if not changes:
        raise Conflict("accounts.agency.unchanged", _("It is so already."))
    return "contacts", changes


def _change(
    agency: Agency, name: str | None, area: str | None, closed: bool | None
) -> tuple[str, Mapping[str, Any]]:
    if closed is not None:
        if agency.closed == closed:
            raise Conflict("accounts.agency.unchanged", _("It is so already."))
        return ("closed" if closed else "reopened"), {"closed": closed}
    if name is not None:
        if not name.strip() or name.strip() == agency.name:
            raise Conflict("accounts.agency.unchanged", _("It is so already."), field="name")
        return "renamed", {"name": name.strip()}
    if area is None or area == agency.area:
        raise Conflict("accounts.agency.unchanged", _("It is so already."), field="area")
    return "moved", {"area": area}


def write(*, actor: Actor, public_id: str, said: Mapping[str, Any], proposal: str) -> uuid.UUID:
    """Write an act on an agency that was decided (or that the ceremony makes); the database checks the decision."""
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [public_id])
    now = acts.now()
    payload = {
        "agency": public_id,
        "kind": said["kind"],
        "changes": said["changes"],
        "proposal": proposal,
        "at": acts.text(now),
    }
    version = 3 if "names" in said["changes"] else 1 if said["changes"].keys().isdisjoint(REACHED_BY) else 2
    schema = f"agency.changed/{version}"
    entry = acts.write(
        actor=actor, schema=schema, act=ACT, object=public_id, payload=payload, recorded_at=now
    )
    AgencyAct.objects.create(
        entry=entry, agency=public_id, kind=said["kind"], changes=said["changes"], proposal=proposal, at=now
    )
    return entry


def write_registration(*, actor: Actor, new: NewAgency, proposal: str) -> Agency:
    """Register an agency at once: the founding ceremony's way."""
    _check(new)
    public_id = identifiers.new("A", secrets.token_bytes)
    write(actor=actor, public_id=public_id, said=_registered(new), proposal=proposal)
    return Agency.objects.get(public_id=public_id)


def execute(actor: Actor, proposal: Proposal) -> None:
    """Carry out an approved registration or change."""
    write(actor=actor, public_id=proposal.object, said=proposal.payload, proposal=proposal.public_id)
