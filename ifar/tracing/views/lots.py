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


def _kept(actor: Actor, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the register's own books say of lots of this number, for whoever conducts traces. Four queries."""
    if not may(actor, selectors.WRITE):
        return []
    results = hands.of_lots(actor, hands.called(values["lot"], values["calibre"]))
    names = selectors.names_of([office for hand in results for office in (hand.office, hand.to)])
    return [
        {
            "one": hand,
            "office": names.get(hand.office, ""),
            "to": names.get(hand.to, ""),
            "how": MOVES.get(hand.how, labels.STILL_THERE),
        }
        for hand in results
    ]


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The path of a lot; people and books are named on the requests alone, where that read is logged."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    values = {name: request.GET.get(name, "")[:120] for name in content.LOT}
    path = lots.path_of(actor, values)
    spoken, now = presenters.spoken_now(), timezone.now()
    grown = {grow.pk for grow in path.grows}
    offices = selectors.names_of([stretch.link.asked for stretch in path.stretches])
    context: dict[str, Any] = {
        "fields": [(name, labels.LOT[name], values[name]) for name in content.LOT],
        "asked": lots.lot_terms(values),
        "rows": presenters.rows_of(actor, path.requests, spoken, now),
        "cut": lots.MOST if len(path.requests) == lots.MOST else 0,
        "stretches": [
            {
                "one": stretch.link,
                "request": stretch.request,
                "role": labels.ROLES[stretch.link.role],
                "icon": presenters.ICONS[stretch.link.role],
                "stroke": presenters.STROKES[stretch.link.role],
                "who": offices.get(stretch.link.asked, "")
                or presenters.country_words(stretch.link.country, spoken),
                "result": labels.RESULTS[stretch.link.result],
                "diversion": labels.DIVERSIONS.get(stretch.link.diversion, ""),
                "to": labels.ROLES.get(stretch.link.to_role, ""),
                "to_country": presenters.country_words(stretch.link.to_country, spoken)
                if stretch.link.to_country
                else "",
                "grows": stretch.link.pk in grown,
            }
            for stretch in path.stretches
        ],
        "kept": _kept(actor, values),
        "most": path.most,
        "diverted": path.diverted,
        "unsaid": path.unsaid,
    }
    return render(request, "tracing/lots.html", context)
