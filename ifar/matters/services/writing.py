"""Writing an act of a matter, and telling the offices that have to do with it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.recorder import Recorder, WrittenAct
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


def _tell(actor: Actor, act: WrittenAct) -> None:
    """Tell whoever acts next; what waited is settled first."""
    matter = Matter.objects.select_related("agency").get(public_id=act.subject)
    for kind in _ASKING:
        if act.kind != "escalated" or kind == "matters.escalated":
            notices.settle(actor=actor, kind=kind, object=matter.public_id)
    if act.kind == "asked":
        _office(act, matter.explainer, EXPLAIN)
    elif act.kind == "escalated":
        _office(act, matter.escalated_to, SETTLE)
    elif act.kind in ("raised", "explained", "reopened"):
        _office(act, matter.agency.public_id, SETTLE)
        if matter.escalated_to:
            _office(act, matter.escalated_to, SETTLE)
    elif act.kind == "closed" and matter.explainer:
        _office(act, matter.explainer, EXPLAIN)


def _office(act: WrittenAct, office: str, permission: str) -> None:
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


def remind_of(matter: Matter, day: dt.date) -> bool:
    """Tell the desks of a matter whose day has come; returns whether any hears it for the first time."""
    result = False
    if matter.due_on <= day:
        for office in filter(None, (matter.agency.public_id, matter.escalated_to)):
            due = f"due {matter.public_id} {matter.due_on}"
            result |= _notify("matters.due", matter.public_id, office, SETTLE, due)
    if matter.state == "asked" and matter.answer_by and matter.answer_by <= day:
        due = f"answer {matter.public_id} {matter.answer_by}"
        result |= _notify("matters.answer_due", matter.public_id, matter.explainer, EXPLAIN, due)
    return result


RECORDER: Final = Recorder(ACTS, tell=_tell)
