"""Photographs of the items of a case, on one page: a cache is photographed arm by arm, and then taken into custody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ifar.errors import Forbidden, IfarError, NotFound
from ifar.files import services as files
from ifar.files import uploads
from ifar.form_errors import actor_of
from ifar.messages import message_of
from ifar.recoveries import selectors
from ifar.recoveries.custody.services.together import TAKEN_IN
from ifar.recoveries.custody.views import presenters as custody_presenters
from ifar.recoveries.models import Case, Item
from ifar.recoveries.services import items
from ifar.recoveries.views import presenters as showing
from ifar.recoveries.views.cases import may_take_in
from ifar.rights import Actor, require

MOST: Final = 100
"""Items that are photographed on one page."""


@require_http_methods(["GET", "POST"])
def many(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add photographs to the items that have none yet, and go on to take into custody what is not."""
    actor = actor_of(request)
    require(actor, "recoveries:case:write")
    case = selectors.own_case_for(actor, public_id)
    bare = [item for item in selectors.items_of(case) if not item.photos]
    shown, onward = bare[:MOST], _onward(actor, case, bare)
    if request.method == "POST":
        try:
            number = _add(request, actor, selectors.items_of(case))
        except (Forbidden, NotFound):
            raise
        except IfarError as error:
            messages.error(request, message_of(error))
        else:
            if number:
                text = ngettext(
                    "%(number)d photograph was sealed and is shown without its metadata.",
                    "%(number)d photographs were sealed and are shown without their metadata.",
                    number,
                )
                messages.success(request, text % {"number": number})
            return redirect(onward)
    spoken = showing.spoken_now()
    rows = [showing.item_row(item, spoken, 0) for item in shown]
    context = {"one": case, "rows": rows, "onward": onward, "left": len(bare) - len(shown)}
    return render(request, "recoveries/photographs.html", context)


@transaction.atomic
def _add(request: HttpRequest, actor: Actor, exhibits: Iterable[Item]) -> int:
    """Seal what came for each item, also for one that somebody else photographed meanwhile; how many photographs it was."""
    number = 0
    for exhibit in exhibits:
        came = uploads.all_arrived(request, f"photo-{exhibit.public_id}")
        kept = [
            files.keep(actor=actor, purpose="exhibit_photograph", name=name, content=content).sha256
            for name, content in came
        ]
        if kept:
            items.add_photos(actor=actor, item=exhibit.public_id, photos=kept)
        number += len(kept)
    return number


def _onward(actor: Actor, case: Case, bare: list[Item]) -> str:
    """Where one goes on: to take into custody what is not, where the actor may, else to the case."""
    chains = custody_presenters.chains_of(actor, bare, own=True)
    loose = [exhibit for exhibit, chain in chains.items() if not chain["state"]]
    if not loose or not may_take_in(actor):
        return reverse("recoveries:case", args=(case.public_id,))
    return f"{reverse('bulk:new')}?{urlencode({'act': TAKEN_IN, 'picked': loose}, doseq=True)}"
