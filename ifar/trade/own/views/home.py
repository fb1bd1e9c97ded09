"""What the first page of an exporter says: their companies, what stands in their books, what is on its way, and for whom each thing waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.parties.page_sections import Section
from ifar.portal.selectors import Own
from ifar.registry.models import Firearm
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import Actor
from ifar.trade import charging
from ifar.trade.consignments import selectors as packed
from ifar.trade.deliveries.acts import OPEN
from ifar.trade.journeys.selectors import is_travelled
from ifar.trade.models import Authorisation, Consignment, Delivery
from ifar.trade.own import consignments, selectors
from ifar.trade.own.views import shown
from ifar.trade.services.writing import today
from ifar.trade.views.authorisations import wanted_rows

MOST: Final = 50
_WAITING: Final = ("draft", "received", "incomplete", "examination")


def section_of(actor: Actor, mine: Sequence[Own]) -> Section | None:
    """The section of the first page; None for whoever has no book, no application and no consignment."""
    traders = selectors.traders_of(mine)
    firms = [_firm(mine, own) for own in mine if own.public_id in traders]
    waiting, sent = list[dict[str, Any]](), list[dict[str, Any]]()
    if selectors.authorisations_of(mine).exists():
        waiting = list(_waiting(actor, mine))
        open_ = selectors.consignments_of(actor).filter(state__in=("packing", "closed", "left"))
        sent = shown.consignments_in(_unproved(open_.order_by("-id")[: 2 * MOST])[:MOST])
    if not (firms or waiting or sent):
        return None
    return Section("own_trade/home.html", {"firms": firms, "waiting": waiting, "consignments": sent})


def _firm(mine: Sequence[Own], own: Own) -> dict[str, Any]:
    """A company, and the firearms in the books of its licences."""
    in_book = selectors.in_books(mine, own.public_id).prefetch_related("marks").order_by("id")
    spoken = titles_in()
    return {
        "name": own.name or own.public_id,
        "count": in_book.count(),
        "firearms": [_arm(firearm, spoken) for firearm in in_book[:MOST]],
    }


def _arm(firearm: Firearm, spoken: Any) -> dict[str, Any]:
    mark = serial_of(firearm)
    return {"title": title_of(firearm, spoken), "serial": mark.text if mark else ""}


def _unproved(some: Iterable[Consignment]) -> list[Consignment]:
    """Those that are not at their end: what left and is confirmed abroad is."""
    records = list(some)
    confirmed = set(
        Delivery.objects.filter(
            consignment__in=[consignment.public_id for consignment in records], state="confirmed"
        ).values_list("consignment", flat=True)
    )
    return [consignment for consignment in records if consignment.public_id not in confirmed]


def _waiting(actor: Actor, mine: Sequence[Own]) -> Iterator[dict[str, Any]]:
    """What waits, for whom, and where that is done; what waits for the reader comes first."""
    rows = [*_applications(mine), *_packing(actor, mine), *_proofs(actor)]
    yield from sorted(rows, key=lambda row: not row["mine"])


def _line(what: str, of: Authorisation, whom: str, page: str, public_id: str, **said: Any) -> dict[str, Any]:
    return {
        "what": what,
        "of": shown.summary_of(of),
        "whom": whom,
        "mine": not whom,
        "href": reverse(f"own_trade:{page}", args=[public_id]),
        **said,
    }


def _applications(mine: Sequence[Own]) -> Iterator[dict[str, Any]]:
    for authorisation in selectors.authorisations_of(mine).filter(state__in=_WAITING).order_by("-id")[:MOST]:
        office = authorisation.agency.called
        page = ("authorisation", authorisation.public_id)
        if authorisation.state == "draft":
            yield _line(_("Submit the application"), authorisation, "", *page)
        elif authorisation.state == "incomplete" and not authorisation.supplied_on:
            yield _line(_("Supply what is missing"), authorisation, "", *page)
        else:
            if charging.against(authorisation, "granted"):
                yield _line(_("Pay the fee"), authorisation, "", *page)
            if any(row["missing"] for row in wanted_rows(authorisation)):
                yield _line(_("Hand a document in"), authorisation, "", *page)
            yield _line(
                _("Decision on the application"), authorisation, office, *page, due=authorisation.due_on
            )


def _packing(actor: Actor, mine: Sequence[Own]) -> Iterator[dict[str, Any]]:
    open_ = selectors.consignments_of(actor).filter(
        state__in=("packing", "closed"), authorisation__kind="export"
    )
    for consignment in open_.order_by("-id")[:MOST]:
        page = ("consignment", consignment.public_id)
        if consignment.state == "closed":
            yield _line(_("Release at exit"), consignment.authorisation, _("Customs"), *page)
        elif consignments.packs(actor, consignment):
            yield _line(_("Finish packing"), consignment.authorisation, "", *page)
    granted = selectors.authorisations_of(mine).filter(kind="export", state="in_force", valid_to__gte=today())
    for each in granted.exclude(consignments__state="packing").order_by("-id")[:MOST]:
        # What a traveller crossed under is packed by nobody.
        if not is_travelled(each.public_id) and sum(line["quantity"] for line in each.goods) > sum(
            packed.packed_under(each).values()
        ):
            yield _line(_("Pack a consignment"), each, "", "authorisation", each.public_id)


def _proofs(actor: Actor) -> Iterator[dict[str, Any]]:
    for delivery in selectors.deliveries_of(actor).filter(state__in=OPEN).order_by("-id")[:MOST]:
        page = ("authorisation", delivery.authorisation.public_id)
        if not delivery.file:
            yield _line(
                _("Hand in the proof of receipt"), delivery.authorisation, "", *page, due=delivery.due_on
            )
        else:
            yield _line(
                _("Confirmation of the receipt"), delivery.authorisation, delivery.agency.called, *page
            )
