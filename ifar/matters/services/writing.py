"""Writing an act of a matter, and telling the offices that have to do with it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.recorder import Recorder, Written
from ifar.matters.acts import ACTS
from ifar.matters.models import Matter
from ifar.rights import Actor

SETTLE: Final = "matters:matter:settle"
EXPLAIN: Final = "matters:matter:explain"
_ASKING: Final = (
    "matters.raised",
    "matters.asked",
    "matters.explained",
    "matters.escalated",
    "matters.due",
    "matters.answer_due",
)


def _tell(actor: Actor, act: Written) -> None:
    """Tell whoever acts next; what waited is settled first."""
    found = Matter.objects.select_related("agency").get(public_id=act.subject)
    for kind in _ASKING:
        if act.kind != "escalated" or kind == "matters.escalated":
            notices.settle(actor=actor, kind=kind, object=found.public_id)
    if act.kind == "asked":
        _office(act, found.explainer, EXPLAIN)
    elif act.kind == "escalated":
        _office(act, found.escalated_to, SETTLE)
    elif act.kind in ("raised", "explained", "reopened"):
        _office(act, found.agency.public_id, SETTLE)
        if found.escalated_to:
            _office(act, found.escalated_to, SETTLE)
    elif act.kind == "closed" and found.explainer:
        _office(act, found.explainer, EXPLAIN)


def _office(act: Written, office: str, permission: str) -> None:
    _notify(f"matters.{act.kind}", act.subject, office, permission, f"{act.entry}")


def _notify(kind: str, matter: str, office: str, permission: str, cause: str) -> bool:
    agency = Agency.objects.filter(public_id=office).first()
    return agency is not None and notices.tell(
        kind=kind,
        object=matter,
        agency_id=agency.pk,
        once=f"matters {cause} {office}",
        permission=permission,
    )


def remind_of(found: Matter, day: dt.date) -> bool:
    """Tell the desks of a matter whose day has come; returns whether any hears it for the first time."""
    told = False
    if found.due_on <= day:
        for office in filter(None, (found.agency.public_id, found.escalated_to)):
            due = f"due {found.public_id} {found.due_on}"
            told |= _notify("matters.due", found.public_id, office, SETTLE, due)
    if found.state == "asked" and found.answer_by and found.answer_by <= day:
        due = f"answer {found.public_id} {found.answer_by}"
        told |= _notify("matters.answer_due", found.public_id, found.explainer, EXPLAIN, due)
    return told


RECORDER: Final = Recorder(ACTS, tell=_tell)
