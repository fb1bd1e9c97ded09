"""Lots of ammunition: looked for by what is read of them, and the path that all requests about one say together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ifar.ammunition import hands
from ifar.ammunition.labels import MOVES
from ifar.form_errors import actor_of
from ifar.rights import Actor, may, require
from ifar.tracing import content, labels, lots, selectors
from ifar.tracing.views import presenters


def _kept(actor: Actor, said: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the register's own books say of lots of this number, for whoever conducts traces. Four queries."""
    if not may(actor, selectors.WRITE):
        return []
    found = hands.of_lots(actor, hands.called(said["lot"], said["calibre"]))
    names = selectors.names_of([office for one in found for office in (one.office, one.to)])
    return [
        {
            "one": one,
            "office": names.get(one.office, ""),
            "to": names.get(one.to, ""),
            "how": MOVES.get(one.how, labels.STILL_THERE),
        }
        for one in found
    ]


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The path of a lot; people and books are named on the requests alone, where that read is logged."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    said = {name: request.GET.get(name, "")[:120] for name in content.LOT}
    found = lots.path_of(actor, said)
    spoken, now = presenters.spoken_now(), timezone.now()
    grown = {one.pk for one in found.grows}
    offices = selectors.names_of([one.link.asked for one in found.stretches])
    context: dict[str, Any] = {
        "fields": [(name, labels.LOT[name], said[name]) for name in content.LOT],
        "asked": lots.asked(said),
        "rows": presenters.rows_of(actor, found.requests, spoken, now),
        "cut": lots.MOST if len(found.requests) == lots.MOST else 0,
        "stretches": [
            {
                "one": one.link,
                "request": one.request,
                "role": labels.ROLES[one.link.role],
                "icon": presenters.ICONS[one.link.role],
                "stroke": presenters.STROKES[one.link.role],
                "who": offices.get(one.link.asked, "") or presenters.country_words(one.link.country, spoken),
                "result": labels.RESULTS[one.link.result],
                "diversion": labels.DIVERSIONS.get(one.link.diversion, ""),
                "to": labels.ROLES.get(one.link.to_role, ""),
                "to_country": presenters.country_words(one.link.to_country, spoken)
                if one.link.to_country
                else "",
                "grows": one.link.pk in grown,
            }
            for one in found.stretches
        ],
        "kept": _kept(actor, said),
        "most": found.most,
        "diverted": found.diverted,
        "unsaid": found.unsaid,
    }
    return render(request, "tracing/lots.html", context)
