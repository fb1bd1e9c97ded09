"""A request from an exhibit: drafted with all that is known of it, of its case, and of the firearm that it was linked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from ifar.accounts.services import reads
from ifar.recoveries.labels import CASES
from ifar.recoveries.models import Item
from ifar.recoveries.selectors import item_for
from ifar.reference import selectors as reference
from ifar.registry.models import Firearm, Mark
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may, require
from ifar.tracing.content import Content
from ifar.tracing.selectors import WRITE
from ifar.tracing.services.requests import draft_request
from ifar.typed import is_case_number


@transaction.atomic
def open_from_item(
    *, actor: Actor, item: str, direction: str = "outgoing", country: str = "", office: str = ""
) -> str:
    """Draft a request from an exhibit, with all that is known of it and of its case; returns its public identifier.

    Args:
        direction: of a request; `own` where one's own desk traces it.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Refused: no purpose is stated; the circumstances of a case are personal.
    """
    require(actor, WRITE)
    reads.require_purpose(actor)
    record = item_for(actor, item)
    if direction == "own":
        direction, office = "domestic", actor.agency
    content = _content_of(actor, record, country, office)
    return draft_request(actor=actor, said=content, direction=direction)


def _content_of(actor: Actor, item: Item, country: str, office: str) -> Content:
    case = item.case
    narrative = ""
    if case.narrative and may(actor, "parties:party:read"):
        reads.log(actor, "recoveries.narrative", case.public_id, 0)
        narrative = case.narrative
    facts = [
        str(CASES.get(case.kind, case.kind)),
        case.number,
        case.place,
        reference.words("recovery_location").get(case.location, ""),
        reference.words("seizure_ground").get(case.ground, ""),
    ]
    made = item.identity.get("country_made") or ""
    ammunition = item.kind == "ammunition"
    head = next(
        (str(mark.get("text") or "") for mark in item.marks if mark.get("kind") in ("headstamp", "code")), ""
    )
    number_of_lot = next(
        (str(mark.get("text") or "") for mark in item.marks if mark.get("kind") == "lot"), ""
    )
    arm = firearms_for(actor).filter(public_id=item.firearm).first() if item.firearm else None
    identity, marks = item.identity, [{k: v for k, v in mark.items() if k != "n"} for mark in item.marks]
    if arm is not None and not ammunition:
        # What the exhibit itself says goes first; what nobody said of it is taken from the record that it was linked to.
        recorded, stamped = described(arm)
        identity = _filled(item.identity, recorded)
        marks = marks if any(mark.get("text") for mark in marks) else stamped
        made = str(identity.get("country_made") or "")
    return Content(
        number=number if is_case_number(number := f"{case.number} · {item.line}") else item.public_id,
        country=country or (made if made != settings.IFAR_COUNTRY else ""),
        office=office,
        item=item.public_id,
        thing="ammunition" if ammunition else "firearm",
        identity={} if ammunition else identity,
        marks=() if ammunition else tuple(marks),
        lot={"headstamp": head, "lot": number_of_lot, "calibre": str(item.identity.get("calibre") or "")}
        if ammunition
        else {},
        photos=tuple(item.photos),
        illicit=("unmarked",) if item.marking in ("altered", "none") else ("law",),
        recovered_on=case.first_day,
        recovered_in=settings.IFAR_COUNTRY if reference.exists("country", settings.IFAR_COUNTRY) else "",
        place=case.place,
        use="investigation",
        circumstances=narrative or " · ".join(fact for fact in facts if fact),
    )


def described(firearm: Firearm) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the register says of a firearm, as a request says it: identity and the marks that are still there. One query."""
    identity: dict[str, Any] = {}
    for name in ("make", "model", "calibre", "type", "country_made"):
        value, raw = getattr(firearm, name), getattr(firearm, f"{name}_raw")
        identity |= (
            {name: value} if value else {f"{name}_status": "unknown", f"{name}_raw": raw} if raw else {}
        )
    if firearm.year:
        identity["year"] = firearm.year
    marks = Mark.objects.filter(firearm=firearm, retired=False, text__isnull=False).order_by("n")
    return identity, [{"kind": mark.kind, "text": mark.text, "text_status": "known"} for mark in marks[:40]]


def _filled(values: Mapping[str, Any], recorded: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, with what is recorded where nothing was said."""
    names = {text.removesuffix("_raw").removesuffix("_status") for text in recorded}
    open_ = {name for name in names if not (values.get(name) or values.get(f"{name}_raw"))}
    taken = {
        key: value
        for key, value in recorded.items()
        if key.removesuffix("_raw").removesuffix("_status") in open_
    }
    kept = {
        key: value
        for key, value in values.items()
        if key.removesuffix("_raw").removesuffix("_status") not in open_
    }
    return {**kept, **taken}
