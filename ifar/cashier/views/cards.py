"""The stock of blank cards: what was delivered, what should be in the safe once somebody has counted, what was flagged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ifar import identifiers
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.cashier import labels, numbers, selectors
from ifar.cashier.inputs import CountStock, IssueCardTo, ReceiveDelivery, WriteOff
from ifar.cashier.models import Count, Delivery
from ifar.cashier.services import cards
from ifar.form_errors import actor_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require

SHOWN = 20


def _ranges(prefix: str, width: int, ranges: Any) -> list[str]:
    return [
        numbers.shown(prefix, first, width)
        if first == last
        else f"{numbers.shown(prefix, first, width)} – {numbers.shown(prefix, last, width)}"
        for first, last in ranges
    ]


def _series(deliveries: list[Delivery]) -> list[dict[str, Any]]:
    """Each series with what was delivered of it, and the numbers that lie between its deliveries."""
    rows = []
    for prefix in sorted({delivery.prefix for delivery in deliveries}):
        some = [delivery for delivery in deliveries if delivery.prefix == prefix]
        width = max(delivery.width for delivery in some)
        ranges = [(delivery.first, delivery.last) for delivery in some]
        rows.append(
            {
                "prefix": prefix,
                "width": width,
                "delivered": numbers.count(ranges),
                "ranges": _ranges(prefix, width, numbers.joined(ranges)),
                "gaps": _ranges(prefix, width, numbers.gaps(ranges)),
            }
        )
    return rows


def _counted(record: Count, widths: dict[str, int]) -> dict[str, Any]:
    width = widths.get(record.prefix, 1)
    return {
        "one": record,
        "count": numbers.count([tuple(pair) for pair in record.counted]),
        "missing": _ranges(record.prefix, width, record.missing),
        "extra": _ranges(record.prefix, width, record.extra),
    }


def _context(actor: Actor, **forms_of: forms.Form) -> dict[str, Any]:
    deliveries = list(selectors.deliveries_for(actor).order_by("-id"))
    series = _series(deliveries)
    widths = {row["prefix"]: row["width"] for row in series}
    grounds = reference.words("card_ground")
    used = selectors.cards_for(actor).order_by("-id")[:SHOWN]
    prefix = deliveries[0].prefix if deliveries else ""
    initial = {"prefix": prefix}
    return {
        "series": series,
        "deliveries": [
            {
                "one": delivery,
                "range": _ranges(delivery.prefix, delivery.width, [(delivery.first, delivery.last)])[0],
            }
            for delivery in deliveries[:SHOWN]
        ],
        "counts": [_counted(record, widths) for record in selectors.counts_for(actor).order_by("-id")[:5]],
        "used": [
            {
                "card": card,
                "number": numbers.shown(card.prefix, card.number, widths.get(card.prefix, 1)),
                "state": labels.CARD[card.state],
                "tone": labels.TONES[card.state],
                "ground": grounds.get(card.ground, card.ground),
            }
            for card in used
        ],
        "may_manage": may(actor, "cashier:card:manage"),
        "may_propose": may(actor, "cashier:decision:propose"),
        "may_open_paper": may(actor, "documents:paper:read"),
        "delivery": form_of(ReceiveDelivery, prefix="d", initial=initial),
        "issue": form_of(IssueCardTo, prefix="i", initial=initial),
        "stock": form_of(CountStock, prefix="s", initial=initial),
        "write_off": form_of(WriteOff, prefix="w", initial=initial),
        **forms_of,
    }


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """The stock of my office. How many should be there is told with a count, not before."""
    actor = actor_of(request)
    require(actor, "cashier:fee:read")
    paper = identifiers.parse(request.GET.get("paper", ""), "V") or ""
    context = _context(actor)
    context["issue"].initial["paper"] = identifiers.shown(paper) if paper else ""
    return render(request, "cashier/cards.html", context)


def _done[T](
    request: HttpRequest, name: str, form: ActForm, act: Callable[[Any], T], value: Callable[[T], str]
) -> HttpResponse:
    made = submitted(form, act)
    if made is None:
        actor = actor_of(request)
        return render(request, "cashier/cards.html", _context(actor, **{name: form}), status=422)
    is_amiss = isinstance(made, Count) and (made.missing or made.extra)
    (messages.warning if is_amiss else messages.success)(request, value(made))
    return redirect("cashier:cards")


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Enter a delivery."""
    actor = actor_of(request)
    require(actor, "cashier:card:manage")
    form = form_of(ReceiveDelivery, request, prefix="d")
    return _done(
        request,
        "delivery",
        form,
        lambda given: cards.receive_delivery(actor=actor, **given.model_dump()),
        lambda _made: _("The delivery is entered."),
    )


@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Give a blank card to a paper."""
    actor = actor_of(request)
    require(actor, "cashier:card:manage")
    form = form_of(IssueCardTo, request, prefix="i")
    return _done(
        request,
        "issue",
        form,
        lambda given: cards.issue_card(actor=actor, **given.model_dump()),
        lambda _made: _("The card is bound to the paper."),
    )


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Say which cards are there."""
    actor = actor_of(request)
    require(actor, "cashier:card:manage")
    form = form_of(CountStock, request, prefix="s")
    return _done(
        request,
        "stock",
        form,
        lambda given: cards.count_stock(actor=actor, **given.model_dump()),
        _found,
    )


def _found(made: Count) -> str:
    if not made.missing and not made.extra:
        return _("Counted. Every card is there, and none too many.")
    missing = numbers.count([tuple(pair) for pair in made.missing])
    extra = numbers.count([tuple(pair) for pair in made.extra])
    values = [
        ngettext("%(count)d card is missing.", "%(count)d cards are missing.", missing) % {"count": missing}
        if missing
        else "",
        ngettext(
            "%(count)d card is there that should not be.",
            "%(count)d cards are there that should not be.",
            extra,
        )
        % {"count": extra}
        if extra
        else "",
    ]
    return " ".join(text for text in values if text)


@require_POST
def write_off(request: HttpRequest) -> HttpResponse:
    """Propose that a card is written off."""
    actor = actor_of(request)
    require(actor, "cashier:decision:propose")
    form = form_of(WriteOff, request, prefix="w")
    return _done(
        request,
        "write_off",
        form,
        lambda given: cards.propose_write_off(actor=actor, **given.model_dump()),
        lambda asked: (
            _("Proposed as %(id)s. A second person writes it off.")
            % {"id": identifiers.shown(asked.public_id)}
        ),
    )
