"""Stakeholders, their focal points, and what they committed themselves to. Each one act, one transaction.

Who a focal point is stands apart from the log, in no column, and each reading of it is logged under its purpose.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.agencies import called
from ifar.accounts.services import reads
from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.errors import Conflict
from ifar.programme import commitment as rules
from ifar.programme import labels
from ifar.programme import people_inputs as inputs
from ifar.programme.models import Commitment, Stakeholder
from ifar.programme.selectors import partners as selectors
from ifar.programme.selectors import personal
from ifar.programme.services.planning import HEADLINE, LONGEST
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

KEEP: Final = "programme:partner:keep"
STAKEHOLDER: Final = Offers(RECORDER, "stakeholder", selectors.stakeholder_for, page="programme:partner")
COMMITMENT: Final = Offers(
    RECORDER,
    "commitment",
    selectors.commitment_for,
    page="programme:partner",
    on=attrgetter("stakeholder"),
)
OFFICE: Final = "partner"
"""The kind of office under which a stakeholder's people and programs sign in."""
CONTACT: Final = ("name", "function", "email", "phone")
"""What is kept of a focal point."""


def _text(value: str, field: str, longest: int = HEADLINE) -> str:
    text = value.strip()
    if not text or len(text) > longest:
        raise labels.invalid("programme.required", field)
    return text


def offices(actor: Actor) -> list[tuple[str, str]]:
    """The offices under which stakeholders may sign in: public identifier and name. One query."""
    require(actor, KEEP)
    records = agencies.agencies_for(actor).filter(kind=OFFICE).order_by("name")
    return list(records.values_list("public_id", called()))


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
        country = self.country.upper()
        if country and (len(country) != 2 or not country.isascii() or not country.isalpha()):
            raise labels.invalid("programme.choice", "country")
        if self.agency and self.agency not in dict(offices(actor)):
            raise labels.invalid("programme.stakeholder.office", "agency")
        taken = Stakeholder.objects.filter(agency=self.agency, state="listed").exclude(public_id=before)
        if self.agency and taken.exists():
            raise Conflict("programme.stakeholder.once", labels.of("programme.stakeholder.once"), field="agency")  # fmt: skip
        return {
            "name": _text(self.name, "name"),
            "kind": self.kind,
            "country": country,
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


def _stakeholder(actor: Actor, public_id: str, n: int | None = None) -> Stakeholder:
    require(actor, KEEP)
    stakeholder = selectors.stakeholder_for(actor, public_id)
    RECORDER.check_expected(stakeholder, n)
    return stakeholder


def _choices(actor: Actor, stakeholder: Stakeholder) -> dict[str, Any]:
    names = tuple(field.name for field in fields(NewStakeholder))
    return {
        "initial": {name: getattr(stakeholder, name) for name in names},
        "among": {"agency": offices(actor)},
    }


@STAKEHOLDER.act(
    "contact_set",
    inputs.NameContact,
    _("Name the focal point"),
    permission=KEEP,
    done=_("The focal point is named."),
)
@transaction.atomic
def set_contact(
    *,
    actor: Actor,
    stakeholder_id: str,
    name: str,
    function: str = "",
    email: str = "",
    phone: str = "",
    expected_n: int | None = None,
) -> None:
    """Say who a stakeholder's focal point is; kept apart from the log.

    Raises:
        NotFound, Conflict, Refused: as `change`.
        Invalid: there is no name.
    """
    stakeholder = _stakeholder(actor, stakeholder_id, expected_n)
    values = {"name": name, "function": function, "email": email, "phone": phone}
    kept = {part: text.strip()[:HEADLINE] for part, text in values.items()}
    if not kept["name"]:
        raise labels.invalid("programme.stakeholder.name", "name")
    RECORDER.record(
        actor, "stakeholder", "contact_set", stakeholder, changes={"contact": True}, personal=kept
    )


@STAKEHOLDER.act(
    "contact_removed",
    RecordInput,
    _("Take the focal point off"),
    permission=KEEP,
    done=_("The focal point is removed."),
    when=lambda _actor, record: record.contact,
)
@transaction.atomic
def remove_contact(*, actor: Actor, stakeholder_id: str, expected_n: int | None = None) -> None:
    """Note that somebody is a focal point no more.

    Raises:
        NotFound, Conflict, Refused: as `change`.
    """
    stakeholder = _stakeholder(actor, stakeholder_id, expected_n)
    if not stakeholder.contact:
        raise labels.refused("programme.impossible")
    RECORDER.record(actor, "stakeholder", "contact_removed", stakeholder)


@STAKEHOLDER.act(
    "changed", inputs.ChangeStakeholder, _("Change the stakeholder"), permission=KEEP, asks=_choices
)
@transaction.atomic
def change(*, actor: Actor, stakeholder_id: str, expected_n: int | None = None, **said: str) -> Stakeholder:
    """Change a stakeholder.

    Args:
        said: as `NewStakeholder`.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile, or another has its office.
        Refused: it ended.
        Invalid: a field is wrong.
    """
    stakeholder = _stakeholder(actor, stakeholder_id, expected_n)
    changes = NewStakeholder(**said).changes(actor, stakeholder_id)
    RECORDER.record(actor, "stakeholder", "changed", stakeholder, changes=changes)
    return _stakeholder(actor, stakeholder_id)


@STAKEHOLDER.act(
    "ended",
    RecordInput,
    _("End the work together"),
    permission=KEEP,
    done=_("The work together is ended."),
    hint=_("Its office can report nothing from then on. What was noted stays."),
    danger=True,
)
@transaction.atomic
def end(*, actor: Actor, stakeholder_id: str, expected_n: int | None = None) -> None:
    """Note that a stakeholder works with us no more; its office reports nothing from then on.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: it ended already.
    """
    RECORDER.record(actor, "stakeholder", "ended", _stakeholder(actor, stakeholder_id, expected_n))


def contact(actor: Actor, stakeholder: str) -> dict[str, str]:
    """Who the focal point is; the read is logged under its purpose before anything is given out. Empty where nobody is.

    Raises:
        NotFound: there is no such stakeholder.
        Refused: no purpose was stated.
    """
    record = _stakeholder(actor, stakeholder)
    if not record.contact:
        return {}
    reads.log(actor, "programme.focal_point.read", record.public_id, 1)
    latest = [act for act in personal.acts_of("stakeholder", stakeholder) if act.kind == "contact_set"][-1]
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
    _stakeholder(actor, stakeholder)
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


def _commitment(actor: Actor, public_id: str, n: int | None) -> Commitment:
    require(actor, KEEP)
    commitment = selectors.commitment_for(actor, public_id)
    RECORDER.check_expected(commitment, n)
    return commitment


@COMMITMENT.act(
    "kept",
    inputs.KeepCommitment,
    _("Note that it was kept"),
    permission=KEEP,
    done=_("It is noted that the commitment was kept."),
    asks=lambda _actor, _found: {"initial": {"kept_on": today()}},
)
@transaction.atomic
def keep(
    *, actor: Actor, commitment_id: str, kept_on: dt.date, note: str = "", expected_n: int | None = None
) -> None:
    """Note that a commitment was kept, and on which day; whether that is late its day says.

    Raises:
        NotFound, Conflict, Refused: as `follow_up`.
        Invalid: not on that day.
    """
    commitment = _commitment(actor, commitment_id, expected_n)
    if rules.kept_wrong(commitment.made_on, kept_on, today()):
        raise labels.invalid("programme.commitment.day", "kept_on")
    RECORDER.record(
        actor, "commitment", "kept", commitment, changes={"kept_on": kept_on}, note=note[:LONGEST]
    )


@COMMITMENT.act(
    "followed_up",
    inputs.FollowUp,
    _("Note the status"),
    permission=KEEP,
    done=_("The follow-up of the commitment is noted."),
)
@transaction.atomic
def follow_up(*, actor: Actor, commitment_id: str, note: str, expected_n: int | None = None) -> None:
    """Note how a commitment stands.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Refused: it was kept or withdrawn.
        Invalid: nothing was said.
    """
    commitment = _commitment(actor, commitment_id, expected_n)
    text = _text(note, "note", LONGEST)
    RECORDER.record(
        actor, "commitment", "followed_up", commitment, changes={"followed_on": today()}, note=text
    )


@COMMITMENT.act(
    "withdrawn",
    inputs.WithdrawCommitment,
    _("Withdraw the commitment"),
    permission=KEEP,
    done=_("The commitment is withdrawn."),
)
@transaction.atomic
def withdraw(*, actor: Actor, commitment_id: str, reason: str, expected_n: int | None = None) -> None:
    """Note that a commitment was withdrawn, and why.

    Raises:
        NotFound, Conflict, Refused: as `follow_up`.
        Invalid: not said why.
    """
    commitment = _commitment(actor, commitment_id, expected_n)
    RECORDER.record(actor, "commitment", "withdrawn", commitment, note=_text(reason, "reason", LONGEST))
