"""The closing of a trader's book: proposed by the authority, decided by a second person; and the closed book: with whom it is, and what became of the stock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ifar.accounts import descriptions
from ifar.accounts.models import Agency
from ifar.accounts.notices import Words
from ifar.acts.forms import form_of, submitted
from ifar.books import labels, selectors
from ifar.books.inputs import CloseBook
from ifar.books.models import Closing
from ifar.books.services import closing as services
from ifar.bulk.models import Batch, Line
from ifar.form_errors import actor_of, tried
from ifar.licensing import holding
from ifar.licensing.models import Offer
from ifar.registry.labels.facts import STATES
from ifar.registry.models import BookLine
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words

MOST: Final = 50
"""So many ended offers, and firearms that still stand in a closed book, are shown on its page."""


@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose to close a book; of one that is closed, how it stands."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    book = selectors.book_for(actor, public_id)
    if record := selectors.closings_for(actor).filter(public_id=book.public_id).first():
        return render(request, "books/closed.html", _closed(actor, book, record))
    require(actor, services.CLOSE)
    form = form_of(CloseBook, request, initial={"since": timezone.localdate()})
    asked = submitted(
        form, lambda given: services.propose(actor=actor, book_id=public_id, **given.arguments())
    )
    if asked:
        messages.success(
            request, _("The closing waits for a second person. Until then the trader trades on.")
        )
        return redirect("accounts:proposal", asked.public_id)
    context = {
        "book": book,
        "form": form,
        "in_hand": len(services.in_hand(book.public_id)),
        "standing": BookLine.objects.filter(holder=book.public_id, until=None).count(),
    }
    return render(request, "books/closing.html", context, status=422 if form.is_bound else 200)


@require_POST
def deposit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put into deposit what a closed trader has in hand again: what the life cycle refused before, or what came back to it."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    selectors.book_for(actor, public_id)
    require(actor, services.CLOSE)
    tried(
        request,
        lambda: services.deposit(actor=actor, book_id=public_id),
        _("The stock goes into deposit. This page shows how far it has come."),
    )
    return redirect("books:closing", public_id)


def _closed(actor: Actor, book: Agency, record: Closing) -> dict[str, Any]:
    lines = selectors.lines_for(actor, book)
    standing = list(lines.filter(until=None).order_by("entered")[: MOST + 1])
    ended = list(Offer.objects.filter(seller=book.public_id, state="ended").order_by("-id")[:MOST])
    is_own = book.public_id == actor.agency
    things = holding.things(
        actor, {book_line.firearm.public_id for book_line in standing} | {offer.firearm for offer in ended}
    )
    return {
        "book": book,
        "closing": record,
        "is_own": is_own,
        "ground": labels.CLOSED_FOR[record.ground],
        "depositary": selectors.depositary_of(record),
        "deposited": lines.filter(went_to=record.depositary, left_by__gt=record.last_event).count(),
        "standing": [
            {
                "thing": things.get(book_line.firearm.public_id),
                "one": book_line.firearm,
                "state": STATES[book_line.firearm.state],
            }
            for book_line in standing[:MOST]
        ],
        "more": len(standing) > MOST,
        "in_hand": len(services.in_hand(book.public_id)) if may(actor, services.CLOSE) else 0,
        "ended": [{"one": offer, "thing": things.get(offer.firearm)} for offer in ended]
        if not is_own
        else [],
        "ended_count": len(ended),
        "batches": _batches(book, record) if may(actor, services.CLOSE) else [],
    }


def _batches(book: Agency, record: Closing) -> list[Batch]:
    """The bulk acts by which the stock of this trader went into deposit."""
    given = Batch.objects.filter(agency=record.agency_id, act=services.DEPOSITED, given_at__gte=record.at)
    first = {
        line.batch: line.thing
        for line in Line.objects.filter(
            batch__in=[batch.public_id for batch in given.order_by("-id")[:MOST]], n=1
        )
    }
    mine = set(
        BookLine.objects.filter(holder=book.public_id, firearm__public_id__in=first.values()).values_list(
            "firearm__public_id", flat=True
        )
    )
    return [batch for batch in given.order_by("-id")[:MOST] if first.get(batch.public_id) in mine]


def describe(_actor: Actor, proposal: Any) -> Sequence[descriptions.Line]:
    """Which book would be closed, for those who decide about it."""
    details = proposal.payload["details"]
    book = Agency.objects.filter(public_id=proposal.object).first()
    depositary = Agency.objects.filter(public_id=details["depositary"]).first()
    standing = BookLine.objects.filter(holder=proposal.object, until=None).count()
    lines = [
        descriptions.Line(
            _("Trader"), book.called if book else "", reverse("books:book", args=(proposal.object,))
        ),
        descriptions.Line(_("Why it is closed"), labels.CLOSED_FOR[details["ground"]]),
        descriptions.Line(_("No longer trades from"), day_words(dt.date.fromisoformat(details["since"]))),
        descriptions.Line(_("Stock goes to"), depositary.called if depositary else details["depositary"]),
        descriptions.Line(_("Firearms in the book"), str(standing)),
    ]
    return (
        [*lines, descriptions.Line(_("Order or decision"), details["order"])] if details["order"] else lines
    )


def notice(actor: Actor, result: Any) -> Words:
    """What a trader's people are told when its book was closed, and the police of what was offered to a trader."""
    if result.kind == "books.wanted_offered":
        return Words(
            title=_("Somebody brought %(trader)s a firearm that may be looked for") % result.params,
            text=_("It was told to keep it apart and to call its authority, and nothing else."),
            url=reverse("registry:firearm", args=(result.object,)),
            icon="alert-triangle",
            grave=True,
        )
    return Words(
        title=_("Your book is closed and with the authority. You can read it; nothing more is entered."),
        url=reverse("books:closing", args=(result.object,)),
        icon="lock",
        grave=True,
    )
