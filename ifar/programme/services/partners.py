"""Stakeholders, their focal points, and what they committed themselves to. Each one act, one transaction.

Who a focal point is stands apart from the log, in no column, and each reading of it is logged under its purpose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from ifar.accounts.selectors import agencies
from ifar.accounts.services import reads
from ifar.errors import Conflict
from ifar.programme import commitment as rules
from ifar.programme import labels
from ifar.programme.models import Commitment, Stakeholder
from ifar.programme.selectors import partners as selectors
from ifar.programme.selectors import personal
from ifar.programme.services.planning import HEADLINE, LONGEST, absent
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

KEEP: Final = "programme:partner:keep"
OFFICE: Final = "partner"
"""The kind of office under which a stakeholder's people and programs sign in."""
CONTACT: Final = ("name", "function", "email", "phone")
"""What is kept of a focal point."""


def _text(value: str, field: str, longest: int = HEADLINE) -> str:
    told = value.strip()
    if not told or len(told) > longest:
        raise labels.invalid("programme.required", field)
    return told


def offices(actor: Actor) -> list[tuple[str, str]]:
    """The offices under which stakeholders may sign in: public identifier and name. One query."""
    require(actor, KEEP)
    found = agencies.agencies_for(actor).filter(kind=OFFICE).order_by("name")
    return list(found.values_list("public_id", "name"))


@dataclass(frozen=True)
class NewStakeholder:
    """Whom the strategy works with."""

    name: str
    kind: str
    country: str = ""
    agency: str = ""
    words: str = ""

    def changes(self, actor: Actor, before: str = "") -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
            Conflict: another stakeholder has this office.
        """
        if self.kind not in rules.KINDS:
            raise labels.invalid("programme.choice", "kind")
        if self.country and (
            len(self.country) != 2 or not self.country.isascii() or not self.country.isupper()
        ):
            raise labels.invalid("programme.choice", "country")
        if self.agency and self.agency not in dict(offices(actor)):
            raise labels.invalid("programme.stakeholder.office", "agency")
        taken = Stakeholder.objects.filter(agency=self.agency, state="listed").exclude(public_id=before)
        if self.agency and taken.exists():
            raise Conflict("programme.stakeholder.once", labels.of("programme.stakeholder.once"), field="agency")  # fmt: skip
        return {
            "name": _text(self.name, "name"),
            "kind": self.kind,
            "country": self.country,
            "agency": self.agency,
            "words": self.words.strip()[:LONGEST],
        }


@transaction.atomic
def enter(*, actor: Actor, new: NewStakeholder) -> Stakeholder:
    """Enter a stakeholder.

    Raises:
        Invalid: a field is wrong.
        Conflict: another stakeholder has its office.
    """
    require(actor, KEEP)
    made = RECORDER.record(actor, "stakeholder", "entered", changes=new.changes(actor))
    return Stakeholder.objects.get(public_id=made.subject)


def _stakeholder(public_id: str, n: int | None = None) -> Stakeholder:
    found = Stakeholder.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    return found


@transaction.atomic
def change(*, actor: Actor, stakeholder: str, n: int, new: NewStakeholder) -> Stakeholder:
    """Change a stakeholder, as it stood when it was read (`n`).

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile, or another has its office.
        Refused: it ended.
        Invalid: a field is wrong.
    """
    require(actor, KEEP)
    found = _stakeholder(stakeholder, n)
    RECORDER.record(actor, "stakeholder", "changed", found, changes=new.changes(actor, stakeholder))
    return _stakeholder(stakeholder)


@transaction.atomic
def end(*, actor: Actor, stakeholder: str, n: int) -> None:
    """Note that a stakeholder works with us no more; its office reports nothing from then on.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: it ended already.
    """
    require(actor, KEEP)
    RECORDER.record(actor, "stakeholder", "ended", _stakeholder(stakeholder, n))


@transaction.atomic
def set_contact(*, actor: Actor, stakeholder: str, n: int, contact: Mapping[str, str]) -> None:
    """Say who a stakeholder's focal point is: name, function, e-mail, telephone; kept apart from the log.

    Raises:
        NotFound, Conflict, Refused: as `change`.
        Invalid: there is no name.
    """
    require(actor, KEEP)
    found = _stakeholder(stakeholder, n)
    kept = {name: contact.get(name, "").strip()[:HEADLINE] for name in CONTACT}
    if not kept["name"]:
        raise labels.invalid("programme.stakeholder.name", "name")
    RECORDER.record(actor, "stakeholder", "contact_set", found, changes={"contact": True}, personal=kept)


@transaction.atomic
def remove_contact(*, actor: Actor, stakeholder: str, n: int) -> None:
    """Note that somebody is a focal point no more.

    Raises:
        NotFound, Conflict, Refused: as `change`.
    """
    require(actor, KEEP)
    found = _stakeholder(stakeholder, n)
    if not found.contact:
        raise labels.refused("programme.impossible")
    RECORDER.record(actor, "stakeholder", "contact_removed", found)


def contact(actor: Actor, stakeholder: str) -> dict[str, str]:
    """Who the focal point is; the read is logged under its purpose before anything is given out. Empty where nobody is.

    Raises:
        NotFound: there is no such stakeholder.
        Refused: no purpose was stated.
    """
    require(actor, KEEP)
    found = _stakeholder(stakeholder)
    if not found.contact:
        return {}
    reads.log(actor, "programme.focal_point.read", found.public_id, 1)
    latest = [one for one in personal.acts_of("stakeholder", stakeholder) if one.kind == "contact_set"][-1]
    return {name: str(latest.said[name]) for name in CONTACT if latest.said.get(name)}


@dataclass(frozen=True)
class NewCommitment:
    """What a stakeholder commits itself to."""

    title: str
    made_on: dt.date
    due_on: dt.date
    words: str = ""
    project: str = ""


@transaction.atomic
def commit(*, actor: Actor, stakeholder: str, new: NewCommitment) -> Commitment:
    """Note what a stakeholder commits itself to, and by when.

    Raises:
        NotFound: there is no such stakeholder.
        Refused: it works with us no more.
        Invalid: a field is wrong.
    """
    require(actor, KEEP)
    _stakeholder(stakeholder)
    changes = {
        "stakeholder": stakeholder,
        "project": new.project,
        "title": _text(new.title, "title"),
        "words": new.words.strip()[:LONGEST],
        "made_on": new.made_on,
        "due_on": new.due_on,
    }
    made = RECORDER.record(actor, "commitment", "made", changes=changes)
    return Commitment.objects.get(public_id=made.subject)


@transaction.atomic
def follow_up(*, actor: Actor, commitment: str, n: int, note: str) -> None:
    """Note how a commitment stands.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Refused: it was kept or withdrawn.
        Invalid: nothing was said.
    """
    require(actor, KEEP)
    found = selectors.commitment_for(actor, commitment, n)
    told = _text(note, "note", LONGEST)
    RECORDER.record(actor, "commitment", "followed_up", found, changes={"followed_on": today()}, note=told)


@transaction.atomic
def keep(*, actor: Actor, commitment: str, n: int, kept_on: dt.date, note: str = "") -> None:
    """Note that a commitment was kept, and on which day; whether that is late its day says.

    Raises:
        NotFound, Conflict, Refused: as `follow_up`.
        Invalid: not on that day.
    """
    require(actor, KEEP)
    found = selectors.commitment_for(actor, commitment, n)
    if rules.kept_wrong(found.made_on, kept_on, today()):
        raise labels.invalid("programme.commitment.day", "kept_on")
    RECORDER.record(actor, "commitment", "kept", found, changes={"kept_on": kept_on}, note=note[:LONGEST])


@transaction.atomic
def withdraw(*, actor: Actor, commitment: str, n: int, reason: str) -> None:
    """Note that a commitment was withdrawn, and why.

    Raises:
        NotFound, Conflict, Refused: as `follow_up`.
        Invalid: not said why.
    """
    require(actor, KEEP)
    found = selectors.commitment_for(actor, commitment, n)
    RECORDER.record(
        actor, "commitment", "withdrawn", found, details={"reason": _text(reason, "reason", LONGEST)}
    )
