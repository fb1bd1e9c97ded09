"""Erasing what is known of an officer who left, once nothing keeps it any more: one person asks, another carries it out, and the log keeps what it committed to."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.errors import Reason
from ifar.ledger.models import Entry
from ifar.reference import selectors as reference
from ifar.reference.retention import RetentionPeriod, keep_until
from ifar.rights import Actor, require
from ifar.stocks import inputs, selectors
from ifar.stocks.models import Event, Officer, Pin
from ifar.stocks.services.roster import OFFICER
from ifar.stocks.services.writing import ENROL, MANAGE, RECORDER, today

__all__ = ["OFFICER", "ask_erasure", "erase_officer", "kept_until", "refuse_erasure"]

RECORD: Final = "officer"
"""The kind of record: no instrument names it, so the rules for any record hold."""
_VALUES: Final = """
SELECT p.entry::text, p.field FROM stocks_event e JOIN ledger_personal p ON p.entry = e.id
WHERE e.record_type = 'officer' AND e.subject = %s ORDER BY 1, 2
"""
_ERASE: Final = "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, %s)"


def kept_until(officer: Officer) -> RetentionPeriod:
    """How long what is known of an officer is kept after they left; without end while they serve."""
    acts = Event.objects.filter(record_type="officer", subject=officer.public_id, kind="left")
    left = Entry.objects.filter(entry__in=acts.values("id")).order_by("-id").first()
    if left is None:
        return RetentionPeriod(None, ("open",))
    return keep_until(reference.retention_rules(), record=RECORD, made=left.recorded_at.date())


def _seen(officer: Officer) -> dict[str, Any]:
    """What the rule is told; something that is still out comes back first."""
    until = kept_until(officer).until
    if until is None or today() <= until:
        raise RECORDER.refused(Reason("stocks.erasure.kept", article="Firearms Protocol art. 7"))
    if selectors.out_with(officer).exists():
        raise RECORDER.refused(Reason("stocks.erasure.out"))
    return {"until": until.isoformat(), "day": today().isoformat()}


def _has_lapsed(actor: Actor, officer: Officer) -> bool:
    return officer.agency_id == actor.agency_id and kept_until(officer).deletable(today())


def _is_own(actor: Actor, officer: Officer) -> bool:
    return officer.agency_id == actor.agency_id


@OFFICER.act(
    "erasure_asked",
    inputs.AskErasure,
    _("Ask to erase what is known of the officer"),
    permission=ENROL,
    hint=_("No law keeps it any more. Another person of the unit carries it out."),
    when=_has_lapsed,
)
@transaction.atomic
def ask_erasure(*, actor: Actor, officer_id: str, expected_n: int | None = None) -> None:
    """Say that nothing keeps the personal values of an officer who left any more.

    Raises:
        NotFound: there is no such officer for this actor.
        Forbidden: it is an officer of another unit.
        Refused: a rule keeps them still, or something is out with them.
    """
    require(actor, ENROL)
    officer = selectors.officer_for(actor, officer_id)
    RECORDER.check_expected(officer, expected_n)
    RECORDER.record(actor, "officer", "erasure_asked", officer, seen=_seen(officer))


@OFFICER.act(
    "erased",
    inputs.EraseOfficer,
    _("Erase what is known of the officer"),
    permission=MANAGE,
    hint=_(
        "Name, number, checks and suspensions go for good. That they were there, and who erased them, stays."
    ),
    danger=True,
    when=_is_own,
)
@transaction.atomic
def erase_officer(*, actor: Actor, officer_id: str, expected_n: int | None = None) -> None:
    """Erase the personal values of an officer.

    Raises:
        NotFound: there is no such officer for this actor.
        Forbidden: it is an officer of another unit, or the actor asked for it.
        Refused: a rule keeps them, or something is out with them.
    """
    require(actor, MANAGE)
    officer = selectors.officer_for(actor, officer_id)
    RECORDER.check_expected(officer, expected_n)
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [officer_id])
        erased = [{"entry": entry, "field": field} for entry, field in cursor.fetchall()]
    made = RECORDER.record(
        actor, "officer", "erased", officer, details={"erased": erased}, seen=_seen(officer)
    )
    with connection.cursor() as cursor:
        cursor.executemany(_ERASE, [(made.entry, row["entry"], row["field"]) for row in erased])
    Pin.objects.filter(officer=officer_id).update(hashed="")


@OFFICER.act(
    "erasure_refused",
    inputs.RefuseErasure,
    _("Keep what is known of the officer"),
    permission=MANAGE,
    when=_is_own,
)
@transaction.atomic
def refuse_erasure(*, actor: Actor, officer_id: str, expected_n: int | None = None) -> None:
    """Keep the personal values of an officer for now."""
    require(actor, MANAGE)
    officer = selectors.officer_for(actor, officer_id)
    RECORDER.check_expected(officer, expected_n)
    RECORDER.record(actor, "officer", "erasure_refused", officer)
