"""Refusals as an actor may see them, and those that concern an application, at whichever office they were decided or entered."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ifar.rights import Actor
from ifar.trade import selectors
from ifar.trade.models import Authorisation, Denial, Match, Watchlist
from ifar.trade.refusals import labels


def denials_for(actor: Actor) -> QuerySet[Denial]:
    """Refusals of other States that the actor's office, or one below it, entered."""
    return Denial.objects.filter(selectors.own(actor)).select_related("agency")


def denial_for(actor: Actor, public_id: str) -> Denial:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return selectors.only(denials_for(actor).filter(public_id=public_id).first(), "denial")


def concerning(found: Authorisation, day: dt.date) -> list[str]:
    """The earlier refusals that concern whom an application names, and the matches of whom was named before: public identifiers, in their order."""
    names = (
        "public_id", "agency_id", "compartment", "applicant", "consignee", "end_user", "broker", "carrier", "goods",
    )  # fmt: skip
    row = json.dumps({name: getattr(found, name) for name in names})
    with connection.cursor() as cursor:
        cursor.execute("SELECT r FROM trade_refusals(%s::jsonb, %s) r ORDER BY 1", [row, day])
        return [one for (one,) in cursor.fetchall()]


def told_of(refusals: list[str]) -> list[Mapping[str, Any]]:
    """What every desk may know of earlier refusals: who decided, when, on which ground; never whose application it was. Matches are for who may see them."""
    own = Authorisation.objects.filter(public_id__in=refusals).select_related("agency").order_by("id")
    others = Denial.objects.filter(public_id__in=refusals).order_by("id")
    matches = Match.objects.filter(public_id__in=refusals).order_by("id")
    lists = dict(
        Watchlist.objects.filter(public_id__in=matches.values("watchlist")).values_list("public_id", "title")
    )
    return [
        *(
            {
                "id": one.public_id,
                "office": one.agency.called,
                "on": one.decided_on,
                "ground": one.ground,
                "is_own": True,
            }
            for one in own
        ),
        *(
            {
                "id": one.public_id,
                "country": one.country,
                "office": one.issuer,
                "on": one.refused_on,
                "ground": one.ground,
                "is_own": False,
            }
            for one in others
        ),
        *(
            {
                "id": one.public_id,
                "office": lists.get(one.watchlist, ""),
                "on": one.found_at.date(),
                "ground": labels.NAMED_BEFORE,
                "is_own": False,
                "is_match": True,
            }
            for one in matches
        ),
    ]
