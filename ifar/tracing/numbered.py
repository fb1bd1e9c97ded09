"""The requests that bear a number, or another State's reference, which somebody typed into the search."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from ifar.registry.search.numbers import Numbered
from ifar.rights import Actor, may
from ifar.tracing.selectors import requests_for

MOST = 5


def numbered(actor: Actor, text: str) -> list[Numbered]:
    """The requests of that number that the actor may see."""
    if not may(actor, "tracing:request:read"):
        return []
    named = Q(number__iexact=text) | Q(reference__iexact=text)
    ids = requests_for(actor).filter(named).values_list("public_id", flat=True)[:MOST]
    return [
        Numbered(gettext_lazy("Open the trace request"), reverse("tracing:request", args=(code,)))
        for code in ids
    ]


def of_request(actor: Actor, public_id: str) -> str:
    """The number of a request that the actor may see, ours before theirs, or nothing."""
    if not may(actor, "tracing:request:read"):
        return ""
    row = requests_for(actor).filter(public_id=public_id).values_list("number", "reference").first()
    return next(filter(None, row or ()), "")


def named_requests(actor: Actor, requests: Collection[str]) -> Mapping[str, str]:
    """Request -> its number, of those that the actor may see. One query."""
    traces = requests_for(actor).filter(public_id__in=requests).exclude(number="")
    return dict(traces.order_by().values_list("public_id", "number"))
