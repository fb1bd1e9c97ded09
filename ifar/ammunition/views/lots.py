"""The stock of ammunition by lot and place, and a lot: who holds how much of it, and where it went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import charts
from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.ammunition import accounts, inputs, labels, selectors
from ifar.ammunition.models import Balance, Lot
from ifar.ammunition.services import lots
from ifar.ammunition.services.lots import LOT
from ifar.ammunition.services.writing import RECORD, SELL, WRITE
from ifar.ammunition.views.named import amount, called
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.numbers import number_words
from ifar.placement import selectors as placement
from ifar.placement.services import places
from ifar.registry.selectors.recent import moment_of
from ifar.rights import Actor, may, require

_COLUMNS: Final = 24
"""Moments in the picture of a lot: of more only the last."""


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """What my office keeps and holds, by lot; what is coming to it stands above."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    asked = request.GET.get("q", "").strip()[:60]
    seen = selectors.lots_for(actor)
    result = page(
        selectors.numbered(seen, asked) if asked else seen,
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    coming = selectors.movements_for(actor).filter(to_office=actor.agency, state="on_road").order_by("-id")
    context = {
        "rows": _rows(actor, result.items),
        "found": result,
        "q": asked,
        "coming": list(coming[:20]),
        "may_write": may(actor, WRITE),
        "may_record": may(actor, RECORD),
        "may_sell": may(actor, SELL),
    }
    return render(request, "ammunition/stock.html", context)


def _rows(actor: Actor, records: Sequence[Lot]) -> list[dict[str, Any]]:
    """Lots as the list shows them, each with how much of it lies in which place. Six queries at most."""
    lying: dict[str, list[Balance]] = defaultdict(list)
    held = selectors.balances_for(actor).filter(lot__in=[lot.public_id for lot in records])
    for balance in held.order_by("-quantity"):
        lying[balance.lot].append(balance)
    names = _names(actor, [record for some in lying.values() for record in some])
    stopped, today = selectors.stopped([lot.public_id for lot in records]), localdate()
    return [
        {
            "one": lot,
            "stops": lot.public_id in stopped,
            "is_over": lot.expires_on is not None and lot.expires_on <= today,
            "called": called(lot),
            "total": amount(lot, sum(record.quantity for record in lying[lot.public_id])),
            "most": sum(record.quantity for record in lying[lot.public_id]),
            "lying": _lying(lot, lying[lot.public_id], names),
        }
        for lot in records
    ]


def _lying(
    lot: Lot, balances: Iterable[Balance], names: Mapping[tuple[str, str], Any]
) -> list[dict[str, Any]]:
    return [
        {
            "where": names[balance.agency, balance.holder],
            "one": balance,
            "is_road": balance.account == accounts.ROAD,
            "amount": amount(lot, balance.quantity),
        }
        for balance in balances
    ]


def _names(actor: Actor, balances: Sequence[Balance]) -> dict[tuple[str, str], Any]:
    """Office and holder of accounts -> where it is, in words. Three queries."""
    named = placement.names_of(
        actor, {record.holder for record in balances if record.account == accounts.HELD}
    )
    offices = _offices(actor, {record.agency for record in balances})
    result: dict[tuple[str, str], Any] = {}
    for balance in balances:
        where = labels.ROAD if balance.account == accounts.ROAD else named.get(balance.holder, "")
        row = (offices.get(balance.agency, ""), where) if balance.agency != actor.agency else (where,)
        result[balance.agency, balance.holder] = " · ".join(str(part) for part in row if part)
    return result


def _offices(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    known = agencies.agencies_for(actor).filter(public_id__in=set(public_ids))
    return dict(known.values_list("public_id", agencies.called()))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a lot."""
    actor = actor_of(request)
    require(actor, WRITE)
    form = form_of(inputs.RegisterLot, request)
    made = submitted(form, lambda given: lots.register_lot(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("Recorded."))
        return redirect("ammunition:lot", made)
    return render(request, "ammunition/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def mixed(request: HttpRequest) -> HttpResponse:
    """Open the mixed lot of a place and a calibre, or go to it."""
    actor = actor_of(request)
    require(actor, RECORD)
    form = form_of(inputs.OpenMixedLot, request, among={"place": places.choices(actor)})
    made = submitted(form, lambda given: lots.open_mixed(actor=actor, **given.model_dump()))
    if made:
        return redirect("ammunition:lot", made)
    return render(request, "ammunition/mixed.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A lot."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    lot = selectors.lot_for(actor, public_id)
    held = list(selectors.balances_for(actor).filter(lot=lot.public_id).order_by("-quantity"))
    life = selectors.life_of(actor, lot)
    authority = selectors.authority_over(lot.agency)
    offices = _offices(actor, {lot.agency.public_id, authority.public_id, *(line.agency for line in life)})
    behind = selectors.stopped([lot.public_id]).get(lot.public_id, [])
    came, went = selectors.repackings(actor, lot)
    context = {
        "lot": lot,
        "called": called(lot),
        "state": labels.state_words("lot", lot.state),
        "stops": [_stopping(record, lot, {item.public_id for item in came}) for record in behind],
        "is_over": lot.expires_on is not None and lot.expires_on <= localdate(),
        "lifts": " · ".join(_lifting(lot, authority, offices)),
        "came": [(record, called(record)) for record in came],
        "went": [(record, called(record)) for record in went],
        "place": placement.names_of(actor, {lot.place}).get(lot.place, "") if lot.place else "",
        "keeper": offices.get(lot.agency.public_id, ""),
        "total": amount(lot, sum(balance.quantity for balance in held)),
        "most": sum(balance.quantity for balance in held),
        "held": _lying(lot, held, _names(actor, held)),
        "life": [
            {
                "one": line,
                "at": moment_of(line.event),
                "move": labels.MOVES[line.act if line.act == "received" else line.move],
                "undoes": labels.UNDONE.get(line.act, ""),
                "office": offices.get(line.agency, ""),
                "less": line.amount < 0,
                "amount": amount(lot, abs(line.amount)),
            }
            for line in life
            if line.account in accounts.INSIDE
        ],
        "chart": _chart(lot, life, sum(balance.quantity for balance in held)),
        "offered": offered(actor, LOT, lot),
        "may_record": may(actor, RECORD) and not behind,
    }
    return render(request, "ammunition/lot.html", context)


def _stopping(record: Lot, lot: Lot, seen: Collection[str]) -> dict[str, Any]:
    """A suspended lot because of which another one stops."""
    return {
        "one": record,
        "is_other": record.pk != lot.pk,
        "called": called(record),
        "ground": labels.GROUNDS.get(record.ground, ""),
        "seen": record.public_id in seen,
    }


def _lifting(lot: Lot, authority: Agency, offices: Mapping[str, str]) -> list[str]:
    """The offices whose people may lift a suspension, as far as the reader may know them: who keeps it unless it is a trader, and who looks after that one."""
    those = [authority] if authority.kind == "licensing_authority" else [lot.agency, authority]
    return [offices[text] for text in dict.fromkeys(office.public_id for office in those) if text in offices]


def _chart(lot: Lot, life: Sequence[selectors.Line], now: int) -> dict[str, Any] | None:
    """How much of it there was after each movement, in what the reader sees; None where it never changed."""
    changed: dict[Any, int] = {}
    for line in life:
        if line.account in accounts.INSIDE:
            changed[line.event] = changed.get(line.event, 0) + line.amount
    steps = [(event, change) for event, change in changed.items() if change][:_COLUMNS]
    if len(steps) < 2:
        return None
    points, left = [], now
    for event, change in steps:
        label = date_format(localtime(moment_of(event)), "j M")
        points.append(charts.Point(label, left, amount(lot, left)))
        left -= change
    points.reverse()
    top = number_words(max(point.value for point in points))
    picture = charts.columns([point.label for point in points], [(str(_("Quantity")), points)], top, high=120)
    return {
        "picture": charts.mirrored(picture) if get_language_bidi() else picture,
        "ident": "quantity",
        "title": _("How much of it there was"),
    }
