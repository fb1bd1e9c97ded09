"""What holders report and officers answer: moves, and wishes that something be corrected."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.errors import Conflict, Invalid
from ifar.parties import labels, party
from ifar.parties.services import move_party
from ifar.portal import report, selectors
from ifar.portal.labels import in_words, invalid, words_of
from ifar.portal.models import Answer, Report
from ifar.portal.selectors import Own
from ifar.portal.services.writing import now, write
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

ANSWER: Final = "portal:report:answer"
ACT: Final = "portal:own:act"


@transaction.atomic
def report_move(*, actor: Actor, of: str = "", address: Mapping[str, Any]) -> Report:
    """Report a new address; it is on record once an officer has confirmed it.

    Args:
        of: whose; the only party that the account stands for where empty.
        address: {country, area, lines, valid_from}; from today on without `valid_from`. Who does not know the area leaves it to the officer.

    Raises:
        NotFound: the account stands for no such party.
        Invalid: a field is wrong.
        Conflict: a move for this party waits already.
    """
    require(actor, ACT)
    mine = selectors.party_of(selectors.own(actor), of)
    today = timezone.localdate()
    address = {**address, "valid_from": address.get("valid_from") or today.isoformat()}
    try:
        party.check_address(address, today)
    except Invalid as error:
        raise labels.in_words(error) from error
    lines = [line.strip() for line in address.get("lines") or () if line.strip()]
    if not lines:
        raise invalid("portal.wish.text", "lines")
    if address.get("area"):
        _check_area(address["country"], address["area"])
    waiting = Report.objects.filter(party__in=mine.records, kind="moved", answer__isnull=True)
    if waiting.exists():
        raise Conflict("portal.reported", words_of("portal.reported"))
    details = {
        "country": address["country"],
        "area": address.get("area") or "",
        "valid_from": address["valid_from"],
        "late": today > report.duty_until(dt.date.fromisoformat(address["valid_from"])),
    }
    return make(actor, mine, "moved", details, {"address": lines})


def _check_area(country: str, area: str) -> None:
    """Refuse an area that the list does not know as one of the country.

    Raises:
        Invalid: at the field `area`.
    """
    if area not in dict(reference.areas_of(country)):
        raise invalid("portal.area.other", "area")


@transaction.atomic
def ask_rectification(*, actor: Actor, of: str = "", what: str, text: str) -> Report:
    """Ask that something which is kept be corrected; an officer answers within the time of the law.

    Raises:
        NotFound: the account stands for no such party.
        Invalid: a field is wrong.
    """
    require(actor, ACT)
    mine = selectors.party_of(selectors.own(actor), of)
    try:
        report.check_wish(what, text)
    except Invalid as error:
        raise in_words(error) from error
    return make(actor, mine, "rectification", {"what": what}, {"wish": text.strip()})


def make(
    actor: Actor,
    mine: Own,
    kind: report.Kind,
    details: Mapping[str, Any],
    personal: Mapping[str, Any],
    *,
    tells: bool = True,
) -> Report:
    """Write down a report in the caller's transaction, which has looked whether it may be; the desk is told where `tells`."""
    at = now()
    due_on = report.due(kind, timezone.localdate(at))
    values = {"user": actor.id, "party": mine.public_id, "kind": kind, "details": dict(details)}
    payload = {**values, "agency": actor.agency, "due_on": due_on.isoformat()}
    entry = write(actor, "reported", mine.public_id, payload, at, personal=personal)
    record = Report.objects.create(
        entry=entry, **values, agency=Agency.objects.get(pk=actor.agency_id), due_on=due_on, at=at
    )
    if not tells:
        return record
    notices.tell(
        kind=f"portal.{kind}",
        object=mine.public_id,
        agency_id=actor.agency_id,
        once=f"portal.reported {entry}",
        permission=ANSWER,
        params={"report": str(entry), "due": due_on.isoformat()},
    )
    return record


@transaction.atomic
def answer(
    *,
    actor: Actor,
    entry: uuid.UUID,
    verdict: str,
    note: str = "",
    area: str = "",
    expected_n: int | None = None,
) -> Answer:
    """Answer a report: a move that is confirmed is recorded at once; what is refused says why.

    Args:
        verdict: one of `report.VERDICTS`.
        note: what the holder reads.
        area: of a move, the province or district as the officer found it; empty: as the holder said it.
        expected_n: how many events the party's record had when the officer looked.

    Raises:
        NotFound: there is no such report for this actor.
        Conflict: it was answered already, or somebody else changed the record meanwhile.
        Invalid: no such verdict, nothing says why it is refused, or nobody said into which area somebody moved: the file goes to the
            authority that answers for it.
    """
    require(actor, ANSWER)
    record = selectors.report_for(actor, entry)
    if hasattr(record, "answer"):
        raise Conflict("portal.answered", words_of("portal.answered"))
    if verdict not in report.VERDICTS:
        raise invalid("portal.wish.what", "verdict")
    if verdict == "refused" and not note.strip():
        raise invalid("portal.note", "note")
    if record.kind == "moved" and verdict == "done":
        _move(actor, record, area, expected_n)
    at = now()
    payload = {"report": str(record.entry), "verdict": verdict}
    result = {"note": note.strip()[: report.LONGEST]}
    written = write(actor, "answered", record.party, payload, at, personal=result, previous=record.entry)
    return Answer.objects.create(entry=written, report=record, verdict=verdict, officer=actor.id, at=at)


def asks_area(record: Report) -> bool:
    """Whether a move leads into an area of this country, which decides where the file goes."""
    home = record.kind == "moved" and record.details["country"] == settings.IFAR_COUNTRY
    return home and bool(reference.areas_of(settings.IFAR_COUNTRY))


def _move(actor: Actor, record: Report, area: str, expected_n: int | None) -> None:
    area = area or record.details["area"]
    if area:
        _check_area(record.details["country"], area)
    elif asks_area(record):
        raise invalid("portal.area", "area")
    lines = selectors.personal_values([record.entry]).get(record.entry, {}).get("address") or []
    details = record.details
    address = {
        "country": details["country"],
        "area": area,
        "valid_from": details["valid_from"],
        "lines": lines,
    }
    move_party(actor=actor, public_id=record.party, address=address, expected_n=expected_n)
