"""The authorisations of an office, one of them with what it rests on, and beginning one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page
from ifar.documents.listing import rows_about
from ifar.form_errors import actor_of
from ifar.parties.barred import told_bars
from ifar.parties.selectors import parties_for
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.trade import charging, gate, inputs, labels, selectors
from ifar.trade.consignments import selectors as consignment_selectors
from ifar.trade.consignments.status import status_of
from ifar.trade.deliveries import selectors as delivery_selectors
from ifar.trade.deliveries.services.deliveries import DELIVER
from ifar.trade.models import Authorisation
from ifar.trade.own import labels as own_labels
from ifar.trade.refusals import selectors as refusal_selectors
from ifar.trade.screening import screened
from ifar.trade.screening.views.screening import block
from ifar.trade.services import abroad, authorisations, barred
from ifar.trade.services.deciding import AUTHORISATION
from ifar.trade.services.issued import possible_papers
from ifar.trade.services.writing import WRITE, kinds_of_goods, today
from ifar.trade.views.states import state_name
from ifar.trade.views.summaries import applicants_of, goods_in_short, other_state

_DECIDED: Final = ("refused", "withdrawn", "revoked")


def goods_rows(goods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines of goods in words."""
    kinds, calibres = dict(kinds_of_goods()), reference.words("calibre")
    return [
        {
            **one,
            "type": kinds.get(one["type"], one["type"]),
            "calibre": calibres.get(one["calibre"], one["calibre"]),
        }
        for one in goods
    ]


def _row(found: Authorisation) -> dict[str, Any]:
    left = (found.due_on - today()).days if found.due_on and found.state == "examination" else None
    state = "expired" if found.is_over(today()) else found.state
    return {
        "one": found,
        "kind": labels.KINDS[found.kind],
        "state": labels.state_words("authorisation", state),
        "tone": labels.TONES.get(state, ""),
        "from_state": state_name(found.from_state),
        "into_state": state_name(found.into_state),
        "left": left,
        "late": left is not None and left < 0,
        "goods_short": goods_in_short(found.goods),
        "other_state": other_state(found),
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The authorisations of my office and those below it, and those that others ask about or that customs watch; the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = page(
        selectors.authorisations_for(actor),
        order=("-id",),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
    )
    flagged = screened.flagged(found.items)
    names = applicants_of(actor, found.items)
    rows = [
        {**_row(one), "flagged": one.public_id in flagged, "applicant": names.get(one.applicant, "")}
        for one in found.items
    ]
    context = {"rows": rows, "found": found, "may_write": may(actor, WRITE)}
    return render(request, "trade/authorisations.html", context)


def wanted_rows(found: Authorisation) -> list[dict[str, Any]]:
    """The papers on which it must rest today, each with what lacks."""
    row, papers = selectors.row_of(found), selectors.papers_as_rows(found)
    words, day = reference.words("transfer_paper"), today()
    wanted = gate.wanted(row, selectors.regimes(), day, found.agency.country)
    lacking = [(one, gate.lacks(one, row, papers, day)) for one in wanted]
    return [
        {
            "kind": one.kind,
            "state": one.state,
            "paper": words.get(one.kind, one.kind),
            "country": state_name(one.state) if one.state else "",
            "article": one.article,
            "lacks": labels.LACKS.get(lacks, ""),
            "missing": lacks == "missing",
        }
        for one, lacks in lacking
    ]


def _weighed(found: Authorisation) -> list[dict[str, Any]]:
    """What was answered to each prohibition and criterion, and what is asked today and not answered yet."""
    if not found.answers:
        return []
    words, rows = reference.words("risk_criterion"), {one["code"]: one for one in selectors.criteria()}
    said = {one["criterion"]: one for one in found.answers}
    asked = (
        [str(one["code"]) for one in authorisations.asked_of(found)] if found.state == "examination" else []
    )
    return [
        {
            "criterion": words.get(code, code),
            "article": rows.get(code, {}).get("article", ""),
            "answer": labels.WEIGHED.get(said[code]["answer"], "") if code in said else "",
            "tone": ("good" if said[code]["answer"] == "no" else "warn") if code in said else "bad",
            **found.weighed.get(code, {}),
        }
        for code in dict.fromkeys([*rows, *said])
        if code in said or code in asked
    ]


def _refusals(actor: Actor, found: Authorisation) -> list[dict[str, Any]]:
    """The earlier refusals that concern whom it names, and whether each is answered; once it is decided, those that were."""
    asked = refusal_selectors.concerning(found, today()) if found.state not in _DECIDED else []
    words = reference.words("transfer_ground")
    told = refusal_selectors.told_of(sorted({*asked, *found.refusals_answered}))
    seen = screened.matches_for(actor).filter(public_id__in=[one["id"] for one in told if "is_match" in one])
    mine = set(seen.values_list("public_id", flat=True))
    return [
        {
            **one,
            "country": state_name(one["country"]) if one.get("country") else "",
            "ground": words.get(one["ground"], one["ground"]),
            "answered": one["id"] in found.refusals_answered,
        }
        for one in told
        if "is_match" not in one or one["id"] in mine
    ]


def _applicant(actor: Actor, found: Authorisation) -> bool:
    return bool(found.applicant) and parties_for(actor).filter(public_id=found.applicant).exists()


def about(actor: Actor, found: Authorisation) -> dict[str, Any]:
    """What an authorisation is about and what speaks for and against it, in words: what is assessed, and what its page shows first.

    Raises:
        Refused: it names somebody, and no purpose was stated.
    """
    names, ways = abroad.names_for(actor, found), reference.words("transit_way")
    return {
        **_row(found),
        "purpose": reference.words("transfer_purpose").get(found.purpose, found.purpose),
        "consignee": names.get(found.consignee, ""),
        "end_user": names.get(found.end_user, ""),
        "broker": names.get(found.broker, ""),
        "carrier": names.get(found.carrier, ""),
        "applicant": applicants_of(actor, [found], "trade.authorisation.read").get(found.applicant, ""),
        "screening": block(actor, found),
        "sees_applicant": _applicant(actor, found),
        "sees_parties": selectors.parties_for(actor).filter(public_id=found.consignee).exists(),
        "through": [
            {"country": state_name(leg["country"]), "way": ways.get(leg["way"], leg["way"])}
            for leg in found.through
        ],
        "goods": goods_rows(found.goods),
        "refusals": _refusals(actor, found),
        "bars": told_bars(barred.asked_once(actor, found))
        if found.state in ("examination", "suspended") and barred.asks(actor)
        else [],
        "wanted": wanted_rows(found),
        "charges": [{"said": one, "may": may(actor, one.permission)} for one in charging.charges_of(found)],
    }


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """An authorisation: what is asked for or allowed, on which papers it rests and what lacks, what was done."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    found = selectors.authorisation_for(actor, public_id)
    papers = reference.words("transfer_paper")
    history = selectors.history_of("authorisation", public_id)
    people = people_names({who for _kind, _reason, who, _at in history})
    office = Agency.objects.filter(public_id=found.asks_office).first() if found.asks_office else None
    ground = reference.words("transfer_ground").get(found.ground, found.ground)
    sent = list(
        consignment_selectors.consignments_for(actor).filter(authorisation=found).order_by("-id")[:50]
    )
    status = status_of(sent)
    context = {
        **about(actor, found),
        "consignments": [
            {
                "one": each,
                "state": status[each.pk][0],
                "tone": status[each.pk][1],
            }
            for each in sent
        ],
        "packs": found.state == "in_force"
        and consignment_selectors.packed_on_by(actor).filter(pk=found.pk).exists(),
        "papers": [
            {
                "one": paper,
                "kind": papers.get(paper.kind, paper.kind),
                "country": state_name(paper.country) if paper.country else "",
                "state": labels.state_words("paper", paper.state),
                "tone": labels.TONES.get(paper.state, ""),
            }
            for paper in selectors.papers_of(found)
        ],
        "enters": may(actor, WRITE)
        and found.agency_id == actor.agency_id
        and found.state not in ("refused", "withdrawn", "revoked"),
        "office": office,
        "risk": labels.RISKS.get(found.risk, ""),
        "wish": own_labels.REQUESTS.get(found.request, ""),
        "weighed": _weighed(found),
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
                "one": one,
                "state": labels.state_words("delivery", one.state),
                "tone": labels.TONES.get(one.state, ""),
            }
            for one in delivery_selectors.deliveries_of(found)
        ],
        "delivers": found.kind == "export"
        and found.valid_from is not None
        and may(actor, DELIVER)
        and actor.agency_kind in ("licensing_authority", "customs"),
        "issued": rows_about(actor, found.public_id),
        "issues": may(actor, "documents:paper:issue")
        and may(actor, WRITE)
        and found.agency_id == actor.agency_id
        and bool(possible_papers(found)),
        "offered": offered(actor, AUTHORISATION, found),
    }
    return render(request, "trade/authorisation.html", context)


def kinds_in(request: HttpRequest, kinds: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The kinds of transfers, of which one is chosen first by the address: its form asks for no State that can only be our own."""
    codes = [code for code, _words in kinds]
    said = request.GET.get("kind", "")
    kind = said if said in codes else next(iter(codes), "") if request.method == "GET" else ""
    ours = {name: authorisations.home_first()[:1] for name in authorisations.HOME.get(kind, ())}
    return {
        "kinds": kinds if len(kinds) > 1 else (),
        "asked": kind,
        "among": {"kind": [one for one in kinds if one[0] == kind] or kinds, **ours},
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an application for an authorisation."""
    actor = actor_of(request)
    require(actor, WRITE)
    parties = authorisations.parties_to_choose(actor)
    kinds = kinds_in(request, authorisations.kinds_to_choose(actor))
    among = {**dict.fromkeys(authorisations.ABROAD, parties), **kinds["among"]}
    form = form_of(inputs.DraftAuthorisation, request, among=among)
    made = submitted(form, lambda given: authorisations.draft(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("The application is begun."))
        return redirect("trade:authorisation", made)
    context = {"form": form, **kinds}
    return render(request, "trade/new_authorisation.html", context, status=422 if form.is_bound else 200)
