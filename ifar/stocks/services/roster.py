"""The roster of a unit: who may be given arms, until when they are trained and healthy, who is suspended, who left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.placement import selectors as placement
from ifar.rights import Actor, require
from ifar.stocks import inputs, selectors
from ifar.stocks.models import Officer
from ifar.stocks.services import pins, reading
from ifar.stocks.services.writing import ENROL, RECORDER, today

OFFICER: Final = Offers(
    RECORDER, "officer", reading.open_officer, page="stocks:officer", name="stocks_officer"
)
RECALL: Final = "stocks.recall"
MOST_YEARS: Final = 10
"""No check is valid for longer than that."""


def accounts(actor: Actor) -> list[tuple[str, str]]:
    """The accounts of the office that may be an officer's own."""
    return list(placement.people_of(actor).values_list("public_id", "name"))


@transaction.atomic
def enrol(
    *,
    actor: Actor,
    name: str,
    number: str,
    account: str = "",
    trained_until: dt.date | None = None,
    medical_until: dt.date | None = None,
) -> str:
    """Put an officer on the roster of the actor's own unit; returns the public identifier.

    Raises:
        Invalid: somebody serves there under this number or account, or a check is valid for too long.
    """
    require(actor, ENROL)
    sets = _named(actor, name, number, account) | _checks(trained_until, medical_until)
    return RECORDER.record(actor, "officer", "enrolled", changes=sets).subject


def _named(actor: Actor, name: str, number: str, account: str, but: str = "") -> dict[str, Any]:
    plain, text = " ".join(name.split()), "".join(number.split()).upper()
    serving = selectors.own_serving(actor).exclude(public_id=but)
    wrong = []
    if text and serving.filter(number=text).exists():
        wrong.append(Reason("stocks.number_twice", field="number"))
    if account and account not in {code for code, _name in accounts(actor)}:
        wrong.append(Reason("stocks.account", field="account"))
    elif account and serving.filter(account=account).exists():
        wrong.append(Reason("stocks.account_twice", field="account"))
    if wrong:
        raise RECORDER.invalid(*wrong)
    return {"name": plain, "number": text, "account": account}


def _checks(trained_until: dt.date | None, medical_until: dt.date | None) -> dict[str, Any]:
    latest = today() + dt.timedelta(days=366 * MOST_YEARS)
    result = {"trained_until": trained_until, "medical_until": medical_until}
    if wrong := [
        Reason("stocks.too_long", field=name)
        for name, day in result.items()
        if day is not None and day > latest
    ]:
        raise RECORDER.invalid(*wrong)
    return result


def _mine(actor: Actor, officer_id: str, expected_n: int | None) -> Officer:
    require(actor, ENROL)
    officer = selectors.officer_for(actor, officer_id)
    RECORDER.check_expected(officer, expected_n)
    return officer


def _stands(actor: Actor, officer: Officer) -> Mapping[str, Any]:
    values = {name: getattr(officer, name) for name in ("name", "number", "account")}
    return {"initial": values, "among": {"account": accounts(actor)}}


def _valid(_actor: Actor, officer: Officer) -> Mapping[str, Any]:
    days = {name: getattr(officer, name) for name in ("trained_until", "medical_until")}
    return {"initial": {name: day.isoformat() if day else "" for name, day in days.items()}}


def _suspended(_actor: Actor, officer: Officer) -> bool:
    return officer.suspended_until is not None


@OFFICER.act(
    "corrected", inputs.CorrectOfficer, _("Correct name, number or account"), permission=ENROL, asks=_stands
)
@transaction.atomic
def correct_officer(
    *,
    actor: Actor,
    officer_id: str,
    name: str,
    number: str,
    account: str = "",
    expected_n: int | None = None,
) -> None:
    """Correct what an officer is called, and by which number and account they go.

    Raises:
        NotFound: there is no such officer for this actor.
        Forbidden: it is an officer of another unit.
        Invalid: somebody else serves there under this number or account.
    """
    officer = _mine(actor, officer_id, expected_n)
    sets = _named(actor, name, number, account, officer.public_id)
    RECORDER.record(actor, "officer", "corrected", officer, changes=sets)


@OFFICER.act(
    "checked", inputs.NoteChecks, _("Enter training and medical check"), permission=ENROL, asks=_valid
)
@transaction.atomic
def note_checks(
    *,
    actor: Actor,
    officer_id: str,
    trained_until: dt.date | None = None,
    medical_until: dt.date | None = None,
    expected_n: int | None = None,
) -> None:
    """Enter until when training and medical check of an officer are valid."""
    officer = _mine(actor, officer_id, expected_n)
    RECORDER.record(actor, "officer", "checked", officer, changes=_checks(trained_until, medical_until))


@OFFICER.act(
    "suspended",
    inputs.SuspendOfficer,
    _("Suspend the officer"),
    permission=ENROL,
    hint=_("Nothing is issued to them until then, and what they have in personal issue is recalled."),
    danger=True,
)
@transaction.atomic
def suspend_officer(
    *,
    actor: Actor,
    officer_id: str,
    ground: str,
    suspended_until: dt.date,
    expected_n: int | None = None,
) -> None:
    """Say that an officer carries nothing until a day."""
    officer = _mine(actor, officer_id, expected_n)
    if suspended_until < today():
        raise RECORDER.invalid(Reason("stocks.until", field="suspended_until"))
    sets = {"ground": ground, "suspended_until": suspended_until}
    _recall(officer, f"{RECALL} {RECORDER.record(actor, 'officer', 'suspended', officer, changes=sets).n}")


@OFFICER.act(
    "reinstated",
    inputs.ReinstateOfficer,
    _("End the suspension"),
    permission=ENROL,
    when=_suspended,
)
@transaction.atomic
def reinstate_officer(*, actor: Actor, officer_id: str, expected_n: int | None = None) -> None:
    """Say that an officer may carry again before the day of their suspension."""
    RECORDER.record(actor, "officer", "reinstated", _mine(actor, officer_id, expected_n))


@OFFICER.act(
    "left",
    inputs.OfficerLeft,
    _("Take the officer off the roster"),
    permission=ENROL,
    hint=_("Nothing is issued to them any more, and what they have in personal issue is recalled."),
    danger=True,
)
@transaction.atomic
def officer_left(*, actor: Actor, officer_id: str, ground: str, expected_n: int | None = None) -> None:
    """Say why an officer is none of the unit any more."""
    officer = _mine(actor, officer_id, expected_n)
    written = RECORDER.record(actor, "officer", "left", officer, changes={"ground": ground})
    _recall(officer, f"{RECALL} {written.n}")


def recall_lapsed(day: dt.date) -> int:
    """Raise a matter of each officer who has something in personal issue while their training or medical check is not valid, and again where the last was closed and its day passed. How many it raised."""
    result = 0
    for officer in selectors.lapsed_with_arms(day):
        with transaction.atomic():
            cause = matters.next_cause(officer.public_id, f"{RECALL} lapsed", day)
            result += bool(cause and _recall(officer, cause))
    return result


def _recall(officer: Officer, cause: str) -> str:
    """Raise a matter where an officer who may carry no more has something that must come back."""
    issued_by = set(selectors.out_with(officer).values_list("issued_by", flat=True))
    if not issued_by:
        return ""
    barred = sorted(issued_by | selectors.accounts_of(officer.public_id))
    return matters.open_matter(
        "recall", officer.public_id, cause, officer.agency, compartment=officer.compartment, barred=barred
    )


@OFFICER.act(
    "pinned",
    inputs.SetPin,
    _("Let the officer set a PIN"),
    permission=ENROL,
    hint=_(
        "The officer types it here, unseen. It confirms on this device what they receive; it is no signature. Whoever has it set here issues nothing to this officer: a colleague does."
    ),
)
@transaction.atomic
def set_pin(*, actor: Actor, officer_id: str, pin: str, expected_n: int | None = None) -> None:
    """Keep the PIN that an officer typed; the one before opens nothing any more."""
    pins.keep(actor, _mine(actor, officer_id, expected_n), pin)
