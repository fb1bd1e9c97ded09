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
from ifar.trade import charging, labels
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
from ifar.trade.views.authorisations import goods_rows, wanted_rows
from ifar.trade.views.states import state_name
from ifar.trade.views.summaries import goods_in_short, other_state


def summary_of(found: Authorisation) -> dict[str, Any]:
    """An application or an authorisation in a line: where to, how it stands, by when it is decided."""
    state = "expired" if found.is_over(today()) else found.state
    runs = found.state == "examination" and found.due_on is not None
    return {
        "one": found,
        "kind": labels.KINDS[found.kind],
        "state": labels.state_words("authorisation", state),
        "tone": labels.TONES.get(state, ""),
        "from_state": state_name(found.from_state),
        "into_state": state_name(found.into_state),
        "left": (found.due_on - today()).days if runs and found.due_on else None,
        "goods_short": goods_in_short(found.goods),
        "other_state": other_state(found),
    }


def authorisation_of(actor: Actor, found: Authorisation) -> dict[str, Any]:
    """An authorisation whole, as its applicant is told of it."""
    within, names, ways = keeper(actor, found, APPLY), names_of(found), reference.words("transit_way")
    decided = found.state in ("refused", "revoked")
    issued = IssuedPaper.objects.filter(about=found.public_id, holder=found.applicant).order_by("-id")
    return {
        **summary_of(found),
        "purpose": reference.words("transfer_purpose").get(found.purpose, found.purpose),
        "parties": [
            (label, names.get(getattr(found, name), ""))
            for name, label in words.NAMED.items()
            if getattr(found, name)
        ],
        "through": [
            {"country": state_name(leg["country"]), "way": ways.get(leg["way"], leg["way"])}
            for leg in found.through
        ],
        "goods": goods_rows(found.goods),
        "missing": found.missing if found.state == "incomplete" else "",
        "ground": reference.words("transfer_ground").get(found.ground, found.ground) if decided else "",
        "wanted": wanted_rows(found),
        "charges": fees(charging.charges_of(found), found.applicant),
        "papers": [_paper(actor, one) for one in papers_of(found)],
        "hands_in": found.state not in ("refused", "withdrawn", "revoked"),
        "request_words": words.REQUESTS.get(found.request, ""),
        "issued": list(issued[:20]),
        "consignments": consignments_in(
            found.consignments.select_related("authorisation").order_by("-id")[:50]
        ),
        "opens": found.state == "in_force"
        and found.kind in ("export", "import")
        and not found.is_over(today()),
        "deliveries": [
            _delivery(actor, one) for one in found.deliveries.select_related("agency").order_by("id")
        ],
        "offered": offered(within, applications.AUTHORISATION, found),
    }


def _paper(actor: Actor, found: Paper) -> dict[str, Any]:
    return {
        "one": found,
        "kind": reference.words("transfer_paper").get(found.kind, found.kind),
        "country": state_name(found.country) if found.country else "",
        "state": words.PAPERS[found.state],
        "tone": labels.TONES.get(found.state, ""),
        "acts": offered(keeper(actor, found, APPLY), applications.PAPER, found)["acts"],
    }


def _delivery(actor: Actor, found: Delivery) -> dict[str, Any]:
    state = (
        "proved" if found.state in OPEN and found.file else "awaited" if found.state in OPEN else found.state
    )
    return {
        "one": found,
        "state": words.DELIVERIES[state],
        "tone": words.TONES[state],
        "proves": consignments.proves(actor, found),
        "due": found.due_on if state == "awaited" else None,
    }


def consignments_in(some: Iterable[Consignment]) -> list[dict[str, Any]]:
    """Consignments in a line each: what of, how many pieces, where to, how it stands."""
    found = list(some)
    status, pieces = status_of(found), packed.counted(found)
    return [
        {
            "one": one,
            "state": status[one.pk][0],
            "tone": status[one.pk][1],
            "goods": goods_in_short(one.authorisation.goods, counted=False),
            "pieces": pieces.get(one.pk, 0),
            "into_state": other_state(one.authorisation),
        }
        for one in found
    ]


def consignment_of(actor: Actor, found: Consignment) -> dict[str, Any]:
    """A consignment with its crates and what is packed; of what others saw on its way whether it left and whether its receipt is confirmed."""
    items, within = packed.items_of(found), keeper(actor, found, PACK)
    kinds = {
        line["type"]: row["type"]
        for line, row in zip(found.authorisation.goods, goods_rows(found.authorisation.goods), strict=True)
    }
    crates = []
    for crate in packed.crates_of(found):
        here = [one for one in items if one.crate == crate.public_id]
        crates.append(
            {
                "one": crate,
                "pieces": sum(one.quantity for one in here),
                "acts": [
                    one
                    for one in offered(within, consignments.CRATE, crate)["more"]
                    if one["kind"] != "removed" or not here
                ],
                "items": [
                    {
                        "one": one,
                        "type": kinds.get(one.type, one.type),
                        "acts": offered(within, consignments.ITEM, one)["acts"],
                    }
                    for one in here
                ],
            }
        )
    deliveries = Delivery.objects.filter(consignment=found.public_id).select_related("agency")
    return {
        **consignments_in([found])[0],
        "of": found.authorisation,
        "crates": crates,
        "packs": consignments.packs(actor, found),
        "elsewhere": bool(found.exporter),
        "by_record": found.authorisation.kind == "export",
        "deliveries": [_delivery(actor, one) for one in deliveries.order_by("id")],
        "offered": offered(within, consignments.CONSIGNMENT, found),
    }


def to_travel_with(mine: Sequence[Own]) -> dict[str, Any]:
    """What may be chosen in the form of a journey: firearms at home, and authorisations in force."""
    spoken = titles_in()
    asked = selectors.authorisations_of(mine).filter(kind="export", state="in_force").order_by("-id")
    return {
        "arms": [
            (one.public_id, f"{title_of(one, spoken)} · {mark.text if (mark := serial_of(one)) else '–'}")
            for one in selectors.at_home(mine)[:200]
        ],
        "authorisation": [
            (
                one.public_id,
                f"{goods_in_short(one.goods)} · {state_name(one.into_state)} · {one.valid_to} · {identifiers.shown(one.public_id)}",
            )
            for one in asked[:50]
        ],
    }


def journey_of(actor: Actor, found: Journey) -> dict[str, Any]:
    """A journey whole, as the traveller is told of it."""
    papers, numbers = reference.words("transfer_paper"), found.who.get("papers", {})
    return {
        **journeys_page.summary_of(found),
        "arms": journeys_page.arms_of(found),
        "papers": [(papers.get(kind, kind), numbers.get(kind, "")) for kind in found.papers],
        "offered": offered(keeper(actor, found, TRAVEL), journeys.JOURNEY, found),
    }
