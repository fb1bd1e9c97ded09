"""The desk of custody, and an exhibit with its chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, done, form_of
from ifar.bulk import many
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.recoveries import selectors
from ifar.recoveries.custody import inputs
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import requests
from ifar.recoveries.custody.views import presenters as shown
from ifar.rights import Actor, may, require

LISTS: Final[Mapping[str, Any]] = {
    "receive": gettext_lazy("To be received"),
    "gaps": gettext_lazy("Gaps"),
    "kept": gettext_lazy("In custody"),
    "asked": gettext_lazy("Asked of a laboratory"),
}


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits to be received, chains with gaps, and all that the office keeps."""
    actor, which = actor_of(request), request.GET.get("list", "receive")
    require(actor, kept.READ)
    which = which if which in LISTS else "receive"
    counted = {
        "receive": kept.to_receive(actor).count(),
        "gaps": kept.with_gaps(actor).count(),
        "asked": kept.requests_for(actor).filter(state__in=["asked", "accepted"]).count(),
    }
    context: dict[str, Any] = {
        "which": which,
        "tabs": [(code, label, counted.get(code)) for code, label in LISTS.items()],
        "blind": kept.blind(actor),
    }
    if which == "asked":
        asked = (
            kept.requests_for(actor).filter(state__in=["asked", "accepted"]).order_by("due_on", "id")[:100]
        )
        context["requests"] = shown.request_rows(asked)
        return render(request, "custody/desk.html", context)
    lists = {
        "receive": kept.to_receive(actor),
        "gaps": kept.with_gaps(actor),
        "kept": kept.chains_for(actor).filter(agency=actor.agency_id).exclude(state="released"),
    }
    result = page(
        lists[which], order=("-id",), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context |= {"found": result, "rows": shown.chain_rows(result.items), "acts": _together(actor, which)}
    return render(request, "custody/desk.html", context)


TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "receive": ("custody.chain_received",),
    "kept": (
        "custody.chain_handed",
        "custody.request_asked",
        "custody.chain_moved",
        "custody.chain_taken_back",
    ),
}
"""List -> what can be done to several of its exhibits in one batch."""


def _together(actor: Actor, which: str) -> list[dict[str, Any]]:
    possible = {item.name: item.title for item in many.possible(actor)}
    wanted = [name for name in TOGETHER.get(which, ()) if name in possible]
    return [{"name": "act", "value": name, "label": possible[name]} for name in wanted]


@require_GET
def exhibit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One exhibit: where it is, under which seal, its gaps, what can be done now, and everything that was done."""
    actor = actor_of(request)
    chain = kept.chains_for(actor).filter(public_id=public_id).first()
    if chain is None:
        return _not_begun(request, actor, public_id)
    titles = shown.titles([public_id]).get(public_id, {"title": "", "serial": "", "case": "", "number": ""})
    context = {
        "one": chain,
        **titles,
        "place": shown.places([chain])[public_id],
        "state": words.STATES["chain"][chain.state],
        "tone": words.TONES.get(chain.state, ""),
        "to": shown.offices([chain.to_agency]).get(chain.to_agency, ""),
        "gaps": shown.gaps_of(chain),
        "gave_it": chain.handed_by == actor.id and chain.to_agency == actor.agency,
        "may_ask": chain.agency_id == actor.agency_id and may(actor, custody.KEEP),
        "offered": offered(actor, custody.CHAIN, chain),
        "may_open_case": selectors.items_for(actor).filter(public_id=public_id).exists(),
        "requests": shown.request_rows(kept.requests_for(actor).filter(exhibit=public_id).order_by("-id")),
        "acts": shown.acts_of(public_id, "chain"),
    }
    return render(request, "custody/exhibit.html", context)


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin the chain of an exhibit."""
    actor = actor_of(request)
    form = form_of(inputs.TakeIn, request, **custody.placed(actor))

    def do(value: inputs.TakeIn) -> None:
        custody.take_in(actor=actor, exhibit=public_id, **dict(value))

    if done(request, form, do, _("It is in your custody.")):
        return redirect("custody:exhibit", public_id)
    return _not_begun(request, actor, public_id, form)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a laboratory about an exhibit."""
    actor = actor_of(request)
    require(actor, custody.KEEP)
    chain = kept.chain_for(actor, public_id)
    form = form_of(inputs.AskLaboratory, request)
    text = _("The laboratory is asked. The exhibit itself goes by a hand-over.")
    if done(request, form, lambda of: requests.ask(actor=actor, exhibit=public_id, **dict(of)), text):
        return redirect("custody:exhibit", public_id)
    href, back = reverse("custody:ask", args=[public_id]), reverse("custody:exhibit", args=[public_id])
    title = _("Ask a laboratory")
    context = {
        "act": {"title": title, "href": href, "form": form, "buttons": [("", "", title)]},
        "found": chain,
        "back": back,
        "around": "base.html",
    }
    return render(request, "acts/act.html", context, status=422 if form.is_bound else 200)


def _not_begun(
    request: HttpRequest, actor: Actor, public_id: str, refused: ActForm | None = None
) -> HttpResponse:
    """An exhibit whose chain has not begun, for whoever may see its case."""
    require(actor, kept.READ)
    item = selectors.item_for(actor, public_id)
    titles = shown.titles([public_id]).get(public_id, {})
    context = {
        "item": item,
        **titles,
        "may_take": may(actor, custody.KEEP) and selectors.is_own(actor, item.case),
        "form": refused or form_of(inputs.TakeIn, **custody.placed(actor)),
    }
    return render(request, "custody/take_in.html", context, status=422 if refused else 200)
