"""Handovers as an actor may see them: as armouries, those of the own unit and of the units below it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from ifar.accounts.models import Grant
from ifar.accounts.selectors.people import running
from ifar.errors import NotFound
from ifar.placement import selectors as placement
from ifar.rights import ROLES, Actor
from ifar.stocks import labels
from ifar.stocks.handovers.models import Handover
from ifar.stocks.models import Armoury, Issue
from ifar.stocks.selectors import seen_by

_STANDS: Final = "SELECT stocks_standing(%s, %s)"


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


def on_duty(armouries: Collection[str]) -> dict[str, Handover]:
    """The last handover of each armoury that was received: whoever arrived then is on duty."""
    rows = Handover.objects.filter(armoury__in=armouries, state__in=("agreed", "differs"))
    return {row.armoury: row for row in rows.order_by("armoury", "-id").distinct("armoury")}


def arriving_at(actor: Actor) -> list[tuple[str, str]]:
    """Those who may receive an armoury of the actor's office: its other people who work in one."""
    roles = [name for name, role in ROLES.items() if "stocks:issue:record" in role.permissions]
    grants = Grant.objects.filter(running(), agency_id=actor.agency_id, role__in=roles)
    people = placement.people_of(actor).exclude(public_id=actor.id).filter(pk__in=grants.values("user"))
    return list(people.values_list("public_id", "name"))


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
