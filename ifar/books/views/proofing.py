"""Proof on one page: what is marked and waits for the proof house, what failed there, and what lies there; each list leads to the act on many."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from ifar.accounts.models import Agency
from ifar.books import stock
from ifar.books.services.counts import COUNT
from ifar.bulk import many
from ifar.form_errors import actor_of
from ifar.licensing import holding
from ifar.registry.lifecycle.states import State
from ifar.registry.services.proofing import HANDED, RETURNED
from ifar.rights import Actor, require

SHOWN: Final = 100
"""Firearms of a list that are ticked here; more are given as a list or a file."""
_LISTS: Final = (
    (HANDED, State.MARKED, _("Marked, not proofed"), _("Hand over to the proof house"), "truck-loading"),
    (RETURNED, State.AT_PROOF_HOUSE, _("At the proof house"), _("Record the results"), "certificate"),
)
"""Act on many, state of what it is done to, heading, the act as an imperative, icon."""


@require_GET
def proof(request: HttpRequest) -> HttpResponse:
    """What of the own book waits for proof, and what lies at the proof house."""
    actor = actor_of(request)
    require(actor, COUNT)
    possible = {item.name for item in many.possible(actor)}
    lists = [_list(actor, *row) for row in _LISTS if row[0] in possible]
    return render(request, "books/proof.html", {"lists": lists})


def _list(actor: Actor, act: str, state: State, heading: Any, verb: Any, icon: str) -> dict[str, Any]:
    book_lines = list(stock.proofing_for(actor, state.value)[: SHOWN + 1])
    things = holding.things(actor, {book_line.firearm.public_id for book_line in book_lines[:SHOWN]})
    houses = dict(
        Agency.objects.filter(
            public_id__in={book_line.firearm.custodian for book_line in book_lines}
        ).values_list("public_id", "name")
    )
    return {
        "act": act,
        "heading": heading,
        "verb": verb,
        "icon": icon,
        "more": len(book_lines) > SHOWN,
        "rows": [
            {
                "id": book_line.firearm.public_id,
                "thing": things.get(book_line.firearm.public_id),
                "failed": vars(book_line)["result"] == "failed" and state == State.MARKED,
                "where": houses.get(book_line.firearm.custodian, "") if state == State.AT_PROOF_HOUSE else "",
            }
            for book_line in book_lines[:SHOWN]
        ],
    }
