"""The authorisations of an office, one of them with what it rests on, and beginning one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.documents.listing import rows_about
from ifar.form_errors import actor_of
from ifar.parties.barred import told_bars
from ifar.parties.selectors import parties_for
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.trade import charging, extents, gate, inputs, labels, selectors
from ifar.trade.consignments import selectors as consignment_selectors
from ifar.trade.consignments.status import status_of
from ifar.trade.deliveries import selectors as delivery_selectors
from ifar.trade.deliveries.services.deliveries import DELIVER
from ifar.trade.models import Authorisation
from ifar.trade.own import labels as own_labels
from ifar.trade.refusals import selectors as refusal_selectors
from ifar.trade.screening import screened
from ifar.trade.screening.views.screening import block
from ifar.trade.services import abroad, authorisations, barred, named
from ifar.trade.services.deciding import AUTHORISATION
from ifar.trade.services.issued import possible_papers
from ifar.trade.services.writing import WRITE, kinds_of_goods, today
from ifar.trade.views.states import destinations_of, home_first, state_name
from ifar.trade.views.summaries import applicants_of, goods_in_short, other_state

_DECIDED: Final = ("refused", "withdrawn", "revoked")


def goods_rows(goods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of goods in words."""
    kinds, calibres = dict(kinds_of_goods()), reference.words("calibre")
    return [
        {
            **line,
            "type": kinds.get(line["type"], line["type"]),
            "calibre": calibres.get(line["calibre"], line["calibre"]),
        }
        for line in goods
    ]


def _row(authorisation: Authorisation) -> dict[str, Any]:
    left = (
        (authorisation.due_on - today()).days
        if authorisation.due_on and authorisation.state == "examination"
        else None
    )
    state = "expired" if authorisation.is_over(today()) else authorisation.state
    return {
        "one": authorisation,
        "kind": labels.KINDS[authorisation.kind],
        "state": labels.state_words("authorisation", state),
        "tone": labels.TONES.get(state, ""),
        "from_state": state_name(authorisation.from_state),
        "into_state": destinations_of(authorisation),
        "left": left,
        "late": left is not None and left < 0,
        "goods_short": goods_in_short(authorisation.goods),
        "other_state": other_state(authorisation),
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The authorisations of my office and those below it, and those that others ask about or that customs watch; the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page_of(
        request.GET,
        selectors.authorisations_for(actor),
        order=("-id",),
        sorts={"kind": labels.KINDS, "due_on": None, "valid_to": None},
    )
    flagged = screened.flagged(result.items)
    names = applicants_of(actor, result.items)
    rows = [
        {
            **_row(authorisation),
            "flagged": authorisation.public_id in flagged,
            "applicant": names.get(authorisation.applicant, ""),
        }
        for authorisation in result.items
    ]
    context = {"rows": rows, "found": result, "may_write": may(actor, WRITE)}
    return render(request, "trade/authorisations.html", context)


def wanted_rows(authorisation: Authorisation) -> list[dict[str, Any]]:
    """The papers on which it must rest today, each with what lacks."""
    row, papers = selectors.row_of(authorisation), selectors.papers_as_rows(authorisation)
    words, day = reference.words("transfer_paper"), today()
    lacking = gate.answered(row, papers, selectors.regimes(), day, authorisation.agency.country)
    return [
        {
            "kind": want.kind,
            "state": want.state,
            "paper": words.get(want.kind, want.kind),
            "country": state_name(want.state) if want.state else "",
            "article": want.article,
            "lacks": labels.LACKS.get(lacks, ""),
            "missing": lacks == "missing",
        }
        for want, lacks in lacking
    ]


def transit_leg(leg: Mapping[str, str], ways: Mapping[str, str]) -> dict[str, str]:
    """A transit State in words: how the goods pass, and to which State of destination where not to all."""
    into = leg.get("into", "")
    return {
        "country": state_name(leg["country"]),
        "way": ways.get(leg["way"], leg["way"]),
        "into": state_name(into) if into else "",
    }


def _weighed(authorisation: Authorisation) -> list[dict[str, Any]]:
    """What was answered to each prohibition and criterion, and what is asked today and not answered yet."""
    if not authorisation.answers:
        return []
    words, rows = (
        reference.words("risk_criterion"),
        {criterion["code"]: criterion for criterion in selectors.criteria()},
    )
    values = {answer["criterion"]: answer for answer in authorisation.answers}
    asked = (
        [str(row["code"]) for row in authorisations.criteria_of(authorisation)]
        if authorisation.state == "examination"
        else []
    )
    return [
        {
            "criterion": words.get(code, code),
            "article": rows.get(code, {}).get("article", ""),
            "answer": labels.WEIGHED.get(values[code]["answer"], "") if code in values else "",
            "tone": ("good" if values[code]["answer"] == "no" else "warn") if code in values else "bad",
            **authorisation.weighed.get(code, {}),
        }
        for code in dict.fromkeys([*rows, *values])
        if code in values or code in asked
    ]


def _refusals(actor: Actor, authorisation: Authorisation) -> list[dict[str, Any]]:
    """The earlier refusals that concern whom it names, and whether each is answered; once it is decided, those that were."""
    asked = (
        refusal_selectors.concerning(authorisation, today()) if authorisation.state not in _DECIDED else []
    )
    words = reference.words("transfer_ground")
    results = refusal_selectors.shareable(sorted({*asked, *authorisation.refusals_answered}))
    pages = _pages_of(actor, [str(row["id"]) for row in results]) if results else {}
    return [
        {
            **row,
            "page": pages.get(row["id"], ""),
            "country": state_name(row["country"]) if row.get("country") else "",
            "ground": words.get(row["ground"], row["ground"]),
            "answered": row["id"] in authorisation.refusals_answered,
        }
        for row in results
        if "is_match" not in row or row["id"] in pages
    ]


def _pages_of(actor: Actor, refusals: list[str]) -> dict[str, str]:
    """The pages of those of some earlier refusals that the reader sees; of another office's they know that there is one."""
    kinds = {
        "trade:authorisation": selectors.authorisations_for(actor),
        "trade:denial": refusal_selectors.denials_for(actor),
        "trade:match": screened.matches_for(actor),
    }
    return {
        public_id: reverse(name, args=[public_id])
        for name, seen in kinds.items()
        for public_id in seen.filter(public_id__in=refusals).values_list("public_id", flat=True)
    }


def _applicant(actor: Actor, authorisation: Authorisation) -> bool:
    return (
        bool(authorisation.applicant)
        and parties_for(actor).filter(public_id=authorisation.applicant).exists()
    )


def about(actor: Actor, authorisation: Authorisation) -> dict[str, Any]:
    """What an authorisation is about and what speaks for and against it, in words: what is assessed, and what its page shows first.

    Raises:
        Refused: it names somebody, and no purpose was stated.
    """
    names, ways = abroad.names_for(actor, authorisation), reference.words("transit_way")
    return {
        **_row(authorisation),
        "purpose": reference.words("transfer_purpose").get(authorisation.purpose, authorisation.purpose),
        "extent": extents.EXTENTS[authorisation.extent],
        "consignee": names.get(authorisation.consignee, ""),
        "end_user": names.get(authorisation.end_user, ""),
        "further": [
            (names.get(party, ""), state_name(authorisation.state_of(party)))
            for party in authorisation.further
        ],
        "broker": names.get(authorisation.broker, ""),
        "carrier": names.get(authorisation.carrier, ""),
        "applicant": applicants_of(actor, [authorisation], "trade.authorisation.read").get(
            authorisation.applicant, ""
        ),
        "screening": block(actor, authorisation),
        "sees_applicant": _applicant(actor, authorisation),
        "sees_parties": selectors.parties_for(actor).filter(public_id=authorisation.consignee).exists(),
        "through": [transit_leg(leg, ways) for leg in authorisation.through],
        "goods": goods_rows(authorisation.goods),
        "refusals": _refusals(actor, authorisation),
        "bars": told_bars(barred.asked_once(actor, authorisation))
        if authorisation.state in ("examination", "suspended") and barred.asks(actor)
        else [],
        "wanted": wanted_rows(authorisation),
        "charges": [
            {"said": charge, "may": may(actor, charge.permission)}
            for charge in charging.charges_of(authorisation)
        ],
    }


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """An authorisation: what is asked for or allowed, on which papers it rests and what lacks, what was done."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    authorisation = selectors.authorisation_for(actor, public_id)
    papers = reference.words("transfer_paper")
    history = selectors.history_of("authorisation", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    office = (
        Agency.objects.filter(public_id=authorisation.asks_office).first()
        if authorisation.asks_office
        else None
    )
    ground = reference.words("transfer_ground").get(authorisation.ground, authorisation.ground)
    sent = list(
        consignment_selectors.consignments_for(actor).filter(authorisation=authorisation).order_by("-id")[:50]
    )
    status = status_of(sent)
    context = {
        **about(actor, authorisation),
        "consignments": [
            {
                "one": each,
                "state": status[each.pk][0],
                "tone": status[each.pk][1],
            }
            for each in sent
        ],
        "packs": authorisation.state == "in_force"
        and consignment_selectors.packed_on_by(actor).filter(pk=authorisation.pk).exists(),
        "papers": [
            {
                "one": paper,
                "kind": papers.get(paper.kind, paper.kind),
                "country": state_name(paper.country) if paper.country else "",
                "state": labels.state_words("paper", paper.state),
                "tone": labels.TONES.get(paper.state, ""),
            }
            for paper in selectors.papers_of(authorisation)
        ],
        "enters": may(actor, WRITE)
        and authorisation.agency_id == actor.agency_id
        and authorisation.state not in ("refused", "withdrawn", "revoked"),
        "office": office,
        "risk": labels.RISKS.get(authorisation.risk, ""),
        "wish": own_labels.REQUESTS.get(authorisation.request, ""),
        "weighed": _weighed(authorisation),
        "ground": ground,
        "history": [
            {
                "label": labels.DONE[kind],
                "reason": reason,
                "by": people.get(who, ""),
                "at": at,
            }
            for kind, reason, who, at in history
        ],
        "deliveries": [
            {
                "one": delivery,
                "state": labels.state_words("delivery", delivery.state),
                "tone": labels.TONES.get(delivery.state, ""),
            }
            for delivery in delivery_selectors.deliveries_of(authorisation)
        ],
        "delivers": authorisation.kind == "export"
        and authorisation.valid_from is not None
        and may(actor, DELIVER)
        and actor.agency_kind in ("licensing_authority", "customs"),
        "issued": rows_about(actor, authorisation.public_id),
        "issues": may(actor, "documents:paper:issue")
        and may(actor, WRITE)
        and authorisation.agency_id == actor.agency_id
        and bool(possible_papers(authorisation)),
        "offered": offered(actor, AUTHORISATION, authorisation),
    }
    return render(request, "trade/authorisation.html", context)


def kinds_in(request: HttpRequest, kinds: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The kinds of transfers, of which one is chosen first by the address: its form asks for no State that can only be our own."""
    codes = [code for code, _words in kinds]
    text = request.GET.get("kind", "")
    kind = text if text in codes else next(iter(codes), "") if request.method == "GET" else ""
    ours = {name: home_first()[:1] for name in authorisations.HOME.get(kind, ())}
    return {
        "kinds": kinds if len(kinds) > 1 else (),
        "asked": kind,
        "among": {"kind": [row for row in kinds if row[0] == kind] or kinds, **ours},
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an application for an authorisation."""
    actor = actor_of(request)
    require(actor, WRITE)
    parties = named.parties_to_choose(actor)
    kinds = kinds_in(request, authorisations.kinds_to_choose(actor))
    among = {**dict.fromkeys((*named.ABROAD, named.IN_ROWS), parties), **kinds["among"]}
    form = form_of(inputs.DraftAuthorisation, request, among=among)
    made = submitted(form, lambda given: authorisations.draft(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("The application is begun."))
        return redirect("trade:authorisation", made)
    context = {"form": form, **kinds}
    return render(request, "trade/new_authorisation.html", context, status=422 if form.is_bound else 200)
