"""Writing an act of a matter, and telling the offices that have to do with it."""

from __future__ import annotations

from typing import Final

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.recorder import Recorder, Written
from ifar.matters.acts import ACTS
from ifar.matters.models import Matter
from ifar.rights import Actor

SETTLE: Final = "matters:matter:settle"
EXPLAIN: Final = "matters:matter:explain"
_ASKING: Final = ("matters.raised", "matters.asked", "matters.explained", "matters.escalated")


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
    agency = Agency.objects.filter(public_id=office).first()
    if agency:
        notices.tell(
            kind=f"matters.{act.kind}",
            object=act.subject,
            agency_id=agency.pk,
            once=f"matters {act.entry} {office}",
            permission=permission,
        )


RECORDER: Final = Recorder(ACTS, tell=_tell)
