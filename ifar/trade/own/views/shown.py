"""What applicants' pages show of their own transfers: in words, and nothing that the office wrote for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.documents.models import Paper as IssuedPaper
from ifar.portal.selectors import Own
from ifar.portal.views.presenters import fees
from ifar.reference import selectors as reference
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import Actor
from ifar.trade import charging, extents, labels
from ifar.trade.consignments import selectors as packed
from ifar.trade.consignments.status import status_of
from ifar.trade.deliveries.acts import OPEN
from ifar.trade.journeys.views import journeys as journeys_page
from ifar.trade.models import Authorisation, Consignment, Delivery, Journey, Paper
from ifar.trade.own import applications, consignments, journeys, selectors
from ifar.trade.own import labels as words
from ifar.trade.own.selectors import APPLY, PACK, TRAVEL, keeper
from ifar.trade.selectors import names_of, papers_of
from ifar.trade.services.writing import today
from ifar.trade.views.authorisations import goods_rows, transit_leg, wanted_rows
from ifar.trade.views.states import destinations_of, state_name
from ifar.trade.views.summaries import goods_in_short, other_state


def summary_of(authorisation: Authorisation) -> dict[str, Any]:
    """An application or an authorisation in a line: where to, how it stands, by when it is decided."""
    state = "expired" if authorisation.is_over(today()) else authorisation.state
    runs = authorisation.state == "examination" and authorisation.due_on is not None
    return {
        "one": authorisation,
        "kind": labels.KINDS[authorisation.kind],
        "state": labels.state_words("authorisation", state),
        "tone": labels.TONES.get(state, ""),
        "from_state": state_name(authorisation.from_state),
        "into_state": destinations_of(authorisation),
        "left": (authorisation.due_on - today()).days if runs and authorisation.due_on else None,
        "goods_short": goods_in_short(authorisation.goods),
        "other_state": other_state(authorisation),
    }


def _parties(authorisation: Authorisation, name: str) -> list[str]:
    value = getattr(authorisation, name)
    return value if isinstance(value, list) else [value] if value else []


def consignees_of(authorisation: Authorisation) -> list[tuple[str, str]]:
    """To whom a consignment may go, by name; none to choose where the authorisation names one alone."""
    names = names_of(authorisation)
    return (
        [(party, names.get(party, "")) for party in authorisation.consignees] if authorisation.further else []
    )


def authorisation_of(actor: Actor, authorisation: Authorisation) -> dict[str, Any]:
    """An authorisation whole, as its applicant is told of it."""
    within, names, ways = (
        keeper(actor, authorisation, APPLY),
        names_of(authorisation),
        reference.words("transit_way"),
    )
    decided = authorisation.state in ("refused", "revoked")
    issued = IssuedPaper.objects.filter(
        about=authorisation.public_id, holder=authorisation.applicant
    ).order_by("-id")
    return {
        **summary_of(authorisation),
        "purpose": reference.words("transfer_purpose").get(authorisation.purpose, authorisation.purpose),
        "extent": extents.EXTENTS[authorisation.extent],
        "parties": [
            (label, ", ".join(names.get(party, "") for party in _parties(authorisation, name)))
            for name, label in words.NAMED.items()
            if _parties(authorisation, name)
        ],
        "through": [transit_leg(leg, ways) for leg in authorisation.through],
        "goods": goods_rows(authorisation.goods),
        "missing": authorisation.missing if authorisation.state == "incomplete" else "",
        "ground": reference.words("transfer_ground").get(authorisation.ground, authorisation.ground)
        if decided
        else "",
        "wanted": wanted_rows(authorisation),
        "charges": fees(charging.charges_of(authorisation), authorisation.applicant),
        "papers": [_paper(actor, paper) for paper in papers_of(authorisation)],
        "hands_in": authorisation.state not in ("refused", "withdrawn", "revoked"),
        "request_words": words.REQUESTS.get(authorisation.request, ""),
        "issued": list(issued[:20]),
        "consignments": consignments_in(
            authorisation.consignments.select_related("authorisation").order_by("-id")[:50]
        ),
        "opens": authorisation.state == "in_force"
        and authorisation.kind in ("export", "import")
        and not authorisation.is_over(today()),
        "deliveries": [
            _delivery(actor, delivery)
            for delivery in authorisation.deliveries.select_related("agency").order_by("id")
        ],
        "offered": offered(within, applications.AUTHORISATION, authorisation),
    }


def _paper(actor: Actor, paper: Paper) -> dict[str, Any]:
    return {
        "one": paper,
        "kind": reference.words("transfer_paper").get(paper.kind, paper.kind),
        "country": state_name(paper.country) if paper.country else "",
        "state": words.PAPERS[paper.state],
        "tone": labels.TONES.get(paper.state, ""),
        "acts": offered(keeper(actor, paper, APPLY), applications.PAPER, paper)["acts"],
    }


def _delivery(actor: Actor, delivery: Delivery) -> dict[str, Any]:
    state = (
        "proved"
        if delivery.state in OPEN and delivery.file
        else "awaited"
        if delivery.state in OPEN
        else delivery.state
    )
    return {
        "one": delivery,
        "state": words.DELIVERIES[state],
        "tone": words.TONES[state],
        "proves": consignments.proves(actor, delivery),
        "due": delivery.due_on if state == "awaited" else None,
    }


def consignments_in(some: Iterable[Consignment]) -> list[dict[str, Any]]:
    """Consignments in a line each: what of, how many pieces, where to, how it stands."""
    records = list(some)
    status, pieces = status_of(records), packed.counted(records)
    return [
        {
            "one": consignment,
            "state": status[consignment.pk][0],
            "tone": status[consignment.pk][1],
            "goods": goods_in_short(consignment.authorisation.goods, counted=False),
            "pieces": pieces.get(consignment.pk, 0),
            "into_state": other_state(consignment.authorisation, consignment.consignee),
        }
        for consignment in records
    ]


def consignment_of(actor: Actor, consignment: Consignment) -> dict[str, Any]:
    """A consignment with its crates and what is packed; of what others saw on its way whether it left and whether its receipt is confirmed."""
    items, within = packed.items_of(consignment), keeper(actor, consignment, PACK)
    kinds = {
        line["type"]: row["type"]
        for line, row in zip(
            consignment.authorisation.goods, goods_rows(consignment.authorisation.goods), strict=True
        )
    }
    crates = []
    for crate in packed.crates_of(consignment):
        here = [item for item in items if item.crate == crate.public_id]
        crates.append(
            {
                "one": crate,
                "pieces": sum(item.quantity for item in here),
                "acts": [
                    item
                    for item in offered(within, consignments.CRATE, crate)["more"]
                    if item["kind"] != "removed" or not here
                ],
                "items": [
                    {
                        "one": item,
                        "type": kinds.get(item.type, item.type),
                        "acts": offered(within, consignments.ITEM, item)["acts"],
                    }
                    for item in here
                ],
            }
        )
    deliveries = Delivery.objects.filter(consignment=consignment.public_id).select_related("agency")
    return {
        **consignments_in([consignment])[0],
        "of": consignment.authorisation,
        "crates": crates,
        "packs": consignments.packs(actor, consignment),
        "elsewhere": bool(consignment.exporter),
        "by_record": consignment.authorisation.kind == "export",
        "deliveries": [_delivery(actor, delivery) for delivery in deliveries.order_by("id")],
        "offered": offered(within, consignments.CONSIGNMENT, consignment),
    }


def to_travel_with(mine: Sequence[Own]) -> dict[str, Any]:
    """What may be chosen in the form of a journey: firearms at home, and authorisations in force."""
    spoken = titles_in()
    asked = selectors.authorisations_of(mine).filter(kind="export", state="in_force").order_by("-id")
    return {
        "arms": [
            (
                firearm.public_id,
                f"{title_of(firearm, spoken)} · {mark.text if (mark := serial_of(firearm)) else '–'}",
            )
            for firearm in selectors.at_home(mine)[:200]
        ],
        "authorisation": [
            (
                authorisation.public_id,
                f"{goods_in_short(authorisation.goods)} · {destinations_of(authorisation)} · {authorisation.valid_to} · {identifiers.shown(authorisation.public_id)}",
            )
            for authorisation in asked[:50]
        ],
    }


def journey_of(actor: Actor, journey: Journey) -> dict[str, Any]:
    """A journey whole, as the traveller is told of it."""
    papers, numbers = reference.words("transfer_paper"), journey.who.get("papers", {})
    return {
        **journeys_page.summary_of(journey),
        "arms": journeys_page.arms_of(journey),
        "papers": [(papers.get(kind, kind), numbers.get(kind, "")) for kind in journey.papers],
        "offered": offered(keeper(actor, journey, TRAVEL), journeys.JOURNEY, journey),
    }
