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


def concerning(authorisation: Authorisation, day: dt.date) -> list[str]:
    """The earlier refusals that concern whom an application names, and the matches of whom was named before: public identifiers, in their order."""
    names = (
        "public_id", "agency_id", "compartment", "applicant", "consignee", "end_user", "further", "broker", "carrier", "goods",
    )  # fmt: skip
    row = json.dumps({name: getattr(authorisation, name) for name in names})
    with connection.cursor() as cursor:
        cursor.execute("SELECT r FROM trade_refusals(%s::jsonb, %s) r ORDER BY 1", [row, day])
        return [item for (item,) in cursor.fetchall()]


def shareable(refusals: list[str]) -> list[Mapping[str, Any]]:
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
                "id": authorisation.public_id,
                "office": authorisation.agency.called,
                "on": authorisation.decided_on,
                "ground": authorisation.ground,
                "is_own": True,
            }
            for authorisation in own
        ),
        *(
            {
                "id": other.public_id,
                "country": other.country,
                "office": other.issuer,
                "on": other.refused_on,
                "ground": other.ground,
                "is_own": False,
                "is_entered": other.state == "entered",
            }
            for other in others
        ),
        *(
            {
                "id": match.public_id,
                "office": lists.get(match.watchlist, ""),
                "on": match.found_at.date(),
                "ground": labels.NAMED_BEFORE,
                "is_own": False,
                "is_match": True,
            }
            for match in matches
        ),
    ]
