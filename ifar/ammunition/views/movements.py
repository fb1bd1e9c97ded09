"""Recording what becomes of ammunition on one page, and a movement as it was recorded."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.ammunition import accounts, inputs, labels, selectors
from ifar.ammunition.models import Lot, Movement
from ifar.ammunition.services import movements
from ifar.ammunition.services.movements import MOVEMENT
from ifar.ammunition.services.writing import RECORD
from ifar.ammunition.views.named import amount, called
from ifar.form_errors import actor_of
from ifar.placement import selectors as placement
from ifar.placement.services import places
from ifar.rights import Actor, require
from ifar.typed import whole_number

_ROWS: Final = 3
"""Lines that a form asks for at first; of more it asks with `?rows=`."""


def _form(request: HttpRequest, actor: Actor, move: str) -> ActForm:
    """What a movement of that kind asks for; the lot from which one came stands in the first line."""
    own = places.choices(actor)
    people = placement.people_of(actor).exclude(public_id=actor.id).values_list("public_id", "name")
    start = {
        "move": move,
        "place": request.GET.get("place", "")[:20],
        "lines-0-lot": request.GET.get("lot", "")[:20],
    }
    form = form_of(
        inputs.RecordMovement,
        request,
        initial=start,
        without=inputs.ELSE - inputs.ASKED.get(move, frozenset()),
        among={"place": own, "to_place": own, "witness": people},
        alone=True,
        rows={"lines": whole_number(request.GET.get("rows"), least=1, most=accounts.MOST, otherwise=_ROWS)},
    )
    if move != "repacked":
        for name in [
            field for field in form.fields if field.startswith("lines-") and field.endswith("-into")
        ]:
            del form.fields[name]
    return form


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, move: str) -> HttpResponse:
    """Record what became of ammunition: chosen above, scanned or typed below, one press."""
    actor = actor_of(request)
    require(actor, RECORD)
    if move not in accounts.FLOWS or move in accounts.ELSEWHERE:
        raise Http404
    form = _form(request, actor, move)
    made = submitted(form, lambda given: movements.record_movement(actor=actor, **given.arguments()))
    if isinstance(made, Proposal):
        messages.success(request, _("Submitted. Nothing is decided yet: a second person has to approve."))
        return redirect("ammunition:stock")
    if made:
        messages.success(request, _("Recorded."))
        return redirect("ammunition:movement", made)
    context = {
        "form": form,
        "move": move,
        "moves": [
            (key, words)
            for key, words in labels.MOVES.items()
            if key not in accounts.ELSEWHERE and (key != "manufactured" or actor.agency_kind == "maker")
        ],
        "title": labels.MOVES[move],
        "several": move in accounts.TWO,
        "more": accounts.MOST // 10,
    }
    return render(request, "ammunition/record.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A movement: its lots, where they were, where they went."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    movement = selectors.movement_for(actor, public_id)
    offices = agencies.agencies_for(actor).filter(
        public_id__in=[movement.agency.public_id, movement.to_office]
    )
    named = dict(offices.values_list("public_id", agencies.called()))
    places_named = placement.names_of(actor, {movement.place, movement.to_place} - {""})
    own = movement.agency_id == actor.agency_id
    context = {
        "one": movement,
        "title": labels.MOVES[movement.move],
        "state": labels.state_words("movement", movement.state),
        "place": places_named.get(movement.place, ""),
        "to_place": places_named.get(movement.to_place, ""),
        "office": named.get(movement.agency.public_id, ""),
        "to_office": named.get(movement.to_office)
        or (identifiers.shown(movement.to_office) if own and movement.to_office else ""),
        "how": labels.LOSSES.get(selectors.loss_of(movement), "") if movement.move in accounts.LOSING else "",
        "occasion": labels.OCCASIONS.get(movement.occasion, ""),
        "witness": people_names({movement.witness}).get(movement.witness, "") if movement.witness else "",
        # Whose licence it was is told to the office that sold it; who else looks asks for it.
        "licence": movement.licence if own else "",
        "lines": _lines(actor, movement.public_id),
        "history": _history(actor, movement),
        # Whoever receives it counts it first.
        "blind": movement.state == "on_road" and movement.to_office == actor.agency,
        "offered": offered(actor, MOVEMENT, movement),
    }
    return render(request, "ammunition/movement.html", context)


def _lines(actor: Actor, movement: str) -> list[dict[str, Any]]:
    """What of which lots a movement took, as its first act says it."""
    rows = selectors.lines_of(movement)
    lots = {lot.public_id: lot for lot in Lot.objects.filter(public_id__in={lot for lot, _n in rows})}
    stopped = selectors.stopped(lots)
    seen = set(selectors.lots_for(actor).filter(public_id__in=lots).values_list("public_id", flat=True))
    return [
        {
            "lot": lots[lot],
            "called": called(lots[lot]),
            "amount": amount(lots[lot], n),
            "seen": lot in seen,
            "stops": lot in stopped,
        }
        for lot, n in rows
    ]


def _history(actor: Actor, movement: Movement) -> list[dict[str, Any]]:
    """The acts on a movement, the first first; none where there was only one."""
    acts = selectors.history_of(movement)
    if len(acts) == 1:
        return []
    records = agencies.agencies_for(actor).filter(public_id__in={office for _k, _g, office, _at in acts})
    named = dict(records.values_list("public_id", agencies.called()))
    return [
        {
            "act": labels.UNDONE.get(kind) or labels.MOVES[kind],
            "undoes": kind in accounts.UNDOES,
            "why": labels.MISTAKES.get(ground, ""),
            "office": named.get(office, ""),
            "at": at,
        }
        for kind, ground, office, at in acts
    ]
