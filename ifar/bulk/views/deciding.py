"""The page of a list as whoever decides about it reads it: what would be done, what has changed since, which lines are struck out."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
from ifar.typed import whole_number

PAGE: Final = 500
"""Lines of a list on one page of whoever decides about it."""
AT_ONCE: Final = 100
"""Lines that are compared with the records while their reader waits for a piece of the page; the next follow by themselves."""


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


def page_of(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    """The lines of a list that stand on one page of it: those after a line, and after which line the next page begins."""
    after = whole_number(request.GET.get("after", ""), most=MOST, otherwise=0)
    good = selectors.good_of(batch)
    last = good.filter(n__gt=after).order_by("n").values_list("n", flat=True)[PAGE - 1 : PAGE].first()
    following = last if last and good.filter(n__gt=last).exists() else None
    return {"after": after, "following": following, "of_page": good.filter(n__gt=after, n__lte=last or MOST)}


def checked(request: HttpRequest, actor: Actor, batch: Batch) -> HttpResponse:
    """What has changed about the lines of a list since it was given: a piece of its page, asked for when the page stands, and so many lines at a time."""
    after = whole_number(request.GET.get("after", ""), most=MOST, otherwise=0)
    good = selectors.good_of(batch).filter(n__gt=after).order_by("n")
    lines = list(good[:AT_ONCE]) if shown_to_decider(actor, batch) else []
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
    following = lines[-1].n if len(lines) == AT_ONCE and good.filter(n__gt=lines[-1].n).exists() else None
    # Pieces follow each other: each says of how many lines before it nothing differs.
    same = (
        len(lines) if rows else len(lines) + whole_number(request.GET.get("same", ""), most=MOST, otherwise=0)
    )
    context = {
        "one": batch,
        "rows": rows,
        "count": same,
        "following": following,
        "same": 0 if rows else same,
        "compared": selectors.good_of(batch).filter(n__lte=following).count() if following else 0,
        "total": batch.total - batch.refused - len(batch.struck),
    }
    return render(request, "bulk/checked.html", context)


@require_POST
def strike(request: HttpRequest, public_id: str) -> HttpResponse:
    """Strike out what is ticked on one page of a list; it stays open for the word about the rest."""
    actor, form = actor_of(request), form_of(proposing.StrikeLines, request)
    done(
        request,
        form,
        lambda given: proposing.strike(actor=actor, batch_id=public_id, **given.arguments()),
        _("The lines are struck out. Nothing is decided yet."),
        above=True,
    )
    after = whole_number(request.GET.get("after", ""), most=MOST, otherwise=0)
    return redirect(f"{reverse('bulk:batch', args=[public_id])}?after={after}")


@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say yes or no to a list; lines that are ticked are struck out."""
    actor, form = actor_of(request), form_of(proposing.DecideList, request)
    done(
        request,
        form,
        lambda given: proposing.decide(actor=actor, batch_id=public_id, **given.arguments()),
        _("You approved.") if form["verdict"].value() == "approve" else _("You refused."),
        above=True,
    )
    return redirect("bulk:batch", public_id)
