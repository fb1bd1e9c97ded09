"""Handovers as an actor may see them: as armouries, those of the own unit and of the units below it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ifar.accounts.models import Grant, User
from ifar.accounts.selectors.people import running
from ifar.errors import NotFound
from ifar.rights import ROLES, Actor, may
from ifar.stocks import labels
from ifar.stocks.handovers.models import Handover
from ifar.stocks.models import Armoury, Issue
from ifar.stocks.selectors import seen_by

_STANDS: Final = "SELECT stocks_standing(%s, %s)"
_REASON: Final = """
SELECT coalesce(p.value #>> '{}', '') FROM stocks_event e LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note'
WHERE e.record_type = 'handover' AND e.subject = %s AND e.kind = 'ordered'
"""


def handovers_for(actor: Actor) -> QuerySet[Handover]:
    """The handovers of armouries of the actor's unit and of those below it."""
    return Handover.objects.filter(seen_by(actor)).select_related("agency")


def handover_for(actor: Actor, public_id: str) -> Handover:
    """One handover; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    result = handovers_for(actor).filter(public_id=public_id).first()
    if result is None:
        raise NotFound("stocks.not_found", labels.of("stocks.not_found"))
    return result


def open_of(armouries: Collection[str]) -> dict[str, Handover]:
    """The handovers under way of armouries that the caller was shown, by armoury."""
    return {row.armoury: row for row in Handover.objects.filter(armoury__in=armouries, state="open")}


def on_duty(armouries: Collection[Armoury]) -> dict[str, str]:
    """Who is on duty in each armoury: whoever received it last, else its officer in charge. As the database asks it too (`stocks_on_duty`)."""
    named = [armoury.public_id for armoury in armouries]
    rows = Handover.objects.filter(armoury__in=named, state__in=("agreed", "differs"))
    last = dict(rows.order_by("armoury", "-id").distinct("armoury").values_list("armoury", "arriving"))
    return {armoury.public_id: last.get(armoury.public_id, armoury.charge) for armoury in armouries}


def arriving_at(office: int, without: Collection[str]) -> list[tuple[str, str]]:
    """Those who may receive an armoury of an office: its people who work in one, without some of them."""
    roles = [name for name, role in ROLES.items() if "stocks:issue:record" in role.permissions]
    grants = Grant.objects.filter(running(), agency_id=office, role__in=roles)
    people = User.objects.filter(pk__in=grants.values("user")).exclude(public_id__in=without)
    return list(people.order_by("name").values_list("public_id", "name"))


def reason_of(actor: Actor, handover: Handover) -> str | None:
    """Why a handover that the caller was shown was ordered; None where it was not.

    It may say of somebody that they are ill: only who may order one is told, to others it is empty.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REASON, [handover.public_id])
        row = cursor.fetchone()
    if row is None:
        return None
    return str(row[0]) if may(actor, "stocks:armoury:manage") else ""


def standing_of(armoury: Armoury) -> dict[str, Any]:
    """What stands in an armoury that the caller was shown, as the database asks it too (`standing.py`)."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [armoury.public_id, armoury.agency.public_id])
        (result,) = cursor.fetchone()
    return dict(json.loads(result) if isinstance(result, str) else result)


def out_of(armoury: str) -> QuerySet[Issue]:
    """What is out of an armoury that the caller was shown, what nobody confirmed first."""
    return (
        Issue.objects.filter(armoury=armoury, state="out").select_related("agency").order_by("signed", "-id")
    )
