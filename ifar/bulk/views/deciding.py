"""The page of a list as whoever decides about it reads it: what would be done, what has changed since, which lines are struck out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ifar.accounts import descriptions
from ifar.accounts.selectors import proposals as answers
from ifar.accounts.services import reads
from ifar.acts.forms import done, form_of
from ifar.bulk import many, selectors
from ifar.bulk.models import Batch
from ifar.bulk.one_by_one import MOST
from ifar.bulk.services import proposing
from ifar.bulk.views import proposed
from ifar.form_errors import actor_of
from ifar.rights import Actor


def shown_to_decider(actor: Actor, batch: Batch) -> dict[str, Any]:
    """What the page of a list shows besides to whoever may decide about it; nothing where its proposal is not theirs to answer."""
    if batch.state != "proposed" or not proposing.may_decide(actor, batch):
        return {}
    proposal = answers.proposal_for(actor, batch.proposal)
    return {
        "proposal": proposal,
        "unnamed": descriptions.names_parties(proposal) and reads.is_unnamed(actor),
        "of_first": proposed.of_first(actor, proposal, batch),
    }


def checked(request: HttpRequest, actor: Actor, batch: Batch) -> HttpResponse:
    """What has changed about the lines of a list since it was given: a piece of its page, asked for when the page stands."""
    lines = list(selectors.good_of(batch).order_by("n")[:MOST]) if shown_to_decider(actor, batch) else []
    what = many.many_of(batch.act)
    rows = [
        {
            "n": n,
            "how": _("Would be refused") if how == "refused" else _("Differs from what was proposed"),
            "why": [
                many.words_of(what, reason.code, reason.params, str(reason.message)) for reason in reasons
            ],
        }
        for n, (how, reasons) in proposing.checked(batch, lines).items()
    ]
    return render(request, "bulk/checked.html", {"rows": rows, "count": len(lines)})


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say yes or no to a list; lines that are ticked are struck out."""
    actor, form = actor_of(request), form_of(proposing.DecideList, request)
    done(
        request,
        form,
        lambda given: proposing.decide(actor=actor, batch_id=public_id, **given.arguments()),
        _("You agreed.") if form["verdict"].value() == "approve" else _("You refused."),
        above=True,
    )
    return redirect("bulk:batch", public_id)
