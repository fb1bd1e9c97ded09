"""The duty to report a new address: noted as it is recorded, flagged where late, and the file handed to the authority that answers for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.errors import Forbidden, Reason
from ifar.licensing import labels, licence, move
from ifar.licensing.inputs import SendMoveBack, TakeMove
from ifar.licensing.models import Licence, Move, Removal, Visit
from ifar.licensing.selectors import follow_up
from ifar.licensing.selectors.terms import terms
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.outbox.handlers import Fact
from ifar.parties.selectors import records_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

TAKE: Final = "licensing:application:write"
MOVE: Final = Offers(RECORDER, "move", follow_up.move_for, page="licensing:move")
JOB: Final = Actor(kind="job", id="licensing_moves", name="licensing_moves")


def noted(fact: Fact) -> None:
    """Note the move of a holder of licences, once: whether it was reported in time, who answers for it now, what has to be inspected."""
    address = fact.payload["entry"]
    if Move.objects.filter(address=address).exists():
        return
    whose = records_of(fact.key)
    held = _held(whose)
    if not held:
        return
    kinds = {record.kind for record in held}
    term = move.term_for(terms(), move.ADDRESS_CHANGE, kinds)
    moved_on = dt.date.fromisoformat(fact.payload["moved_on"])
    reported_on = dt.date.fromisoformat(fact.payload["reported_on"])
    to_agency = _authority(fact.payload["area"], held)
    office = held[0].agency
    late = term is not None and move.is_late(moved_on, reported_on, term.days)
    changes = {
        "holder": fact.key,
        "address": address,
        "moved_on": moved_on,
        "reported_on": reported_on,
        "reported_by": fact.payload["reported_by"],
        "due_on": moved_on + dt.timedelta(days=term.days if term else 0),
        "late": late,
        "to_agency": to_agency.public_id if to_agency else "",
    }
    kind = "sent" if to_agency else "noted"
    keeper = (office.public_id, held[0].compartment)
    public_id = RECORDER.record(JOB, "move", kind, changes=changes, keeper=keeper).subject
    if late:
        _tell("licensing.move_late", public_id, office)
    if to_agency:
        _tell("licensing.move_waiting", public_id, to_agency)
    else:
        _inspect(JOB, held, moved_on)


def _tell(kind: str, public_id: str, office: Agency) -> None:
    notices.tell(
        kind=kind, object=public_id, agency_id=office.pk, once=f"{kind} {public_id}", permission=TAKE
    )


def _held(whose: Collection[str]) -> list[Licence]:
    """The living licences of a party; those kept by the same office stand together."""
    licences = Licence.objects.filter(holder__in=whose, state__in=licence.ALIVE)
    return list(licences.select_related("agency").order_by("agency_id", "id"))


def _authority(area: str, held: Sequence[Licence]) -> Agency | None:
    """The authority that answers for an area, where it is another than the one that keeps the licences."""
    offices = Agency.objects.filter(kind="licensing_authority", closed=False).exclude(area="").order_by("id")
    by_area: dict[str, Agency] = {}
    for office in offices:
        by_area.setdefault(office.area, office)
    parents = {row.code: row.parent for row in reference.rows_of("area").filter(code__startswith=area[:3])}
    responsible = move.responsible(
        area, parents, {code: record.public_id for code, record in by_area.items()}
    )
    agency = next((record for record in by_area.values() if record.public_id == responsible), None)
    return agency if agency and any(record.agency_id != agency.pk for record in held) else None


def _inspect(actor: Actor, held: Sequence[Licence], moved_on: dt.date) -> None:
    """Plan the inspection of the storage at the new address, for licences whose kind asks for it."""
    for record in held:
        term = move.term_for(terms(), move.INSPECTION, {record.kind})
        if (
            term is None
            or Visit.objects.filter(licence=record.public_id, state="planned", why="moved").exists()
        ):
            continue
        changes = {
            "licence": record.public_id,
            "holder": record.holder,
            "why": "moved",
            "due_on": max(moved_on, today()) + dt.timedelta(days=term.days),
        }
        keeper = (record.agency.public_id, record.compartment)
        RECORDER.record(actor, "visit", "planned", changes=changes, keeper=keeper)


def _waiting(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Move:
    require(actor, TAKE)
    record = follow_up.move_for(actor, public_id)
    if record.to_agency != actor.agency:
        code = "licensing.move.other"
        raise Forbidden(code, labels.of(code))
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("move", kind, record.state)
    return record


@MOVE.act(
    "taken",
    TakeMove,
    _("Take the file"),
    permission=TAKE,
    done=_("The file is this office's from now on."),
    hint=_(
        "Licences and open removals are this office's from then on, and the storage is inspected where the kind of licence asks for it."
    ),
    leads=True,
)
@transaction.atomic
def take(*, actor: Actor, move_id: str, note: str = "", expected_n: int | None = None) -> list[str]:
    """Take the file of a holder who moved here: licences and open removals are this office's from now on. Returns the licences.

    Raises:
        Forbidden: another authority answers for the new address.
    """
    record = _waiting(actor, move_id, "taken", expected_n)
    RECORDER.record(actor, "move", "taken", record, note=note)
    whose = records_of(record.holder)
    result: Mapping[str, Any] = {"move": record.public_id}
    sets = {"agency": actor.agency}
    handed = [value for value in _held(whose) if value.agency_id != actor.agency_id]
    for item in handed:
        RECORDER.record(actor, "licence", "handed", item, changes=sets, details=result)
    for removal in Removal.objects.filter(holder__in=whose, state="open").exclude(agency=actor.agency_id):
        RECORDER.record(actor, "removal", "handed", removal, changes=sets, details=result)
    _inspect(actor, _held(whose), record.moved_on)
    return [value.public_id for value in handed]


@MOVE.act("sent_back", SendMoveBack, _("Send the file back"), permission=TAKE)
@transaction.atomic
def send_back(*, actor: Actor, move_id: str, note: str, expected_n: int | None = None) -> None:
    """Say that this office does not take the file, and why: it stays where it was.

    Raises:
        Invalid: no reason.
    """
    record = _waiting(actor, move_id, "sent_back", expected_n)
    if not note.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="note"))
    RECORDER.record(actor, "move", "sent_back", record, note=note)
    _tell("licensing.move_back", record.public_id, record.agency)
