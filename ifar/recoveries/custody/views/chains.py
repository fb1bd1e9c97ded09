"""The desk of custody, and an exhibit with its chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar.acts.forms import ActForm, PageAct, form_of, forms_of, refused_form
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.recoveries import selectors
from ifar.recoveries.custody import chains, inputs
from ifar.recoveries.custody import continuity as rules
from ifar.recoveries.custody import labels as words
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import requests
from ifar.recoveries.custody.views import presenters as shown
from ifar.recoveries.models import Chain
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
    found = page(
        lists[which], order=("-id",), after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context |= {"found": found, "rows": shown.chain_rows(found.items)}
    return render(request, "custody/desk.html", context)


@require_GET
def exhibit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One exhibit: where it is, under which seal, its gaps, what can be done now, and everything that was done."""
    return _exhibit(request, public_id)


def _exhibit(request: HttpRequest, public_id: str, **refused: ActForm) -> HttpResponse:
    """The page; with the form of an act that was refused, so that nothing that was typed is lost."""
    actor = actor_of(request)
    found = kept.chains_for(actor).filter(public_id=public_id).first()
    if found is None:
        return _not_begun(request, actor, public_id, refused)
    mine = found.agency_id == actor.agency_id and may(actor, custody.KEEP)
    titles = shown.titles([public_id]).get(public_id, {"title": "", "serial": "", "case": "", "number": ""})
    context = {
        "one": found,
        **titles,
        "place": shown.places([found])[public_id],
        "state": words.STATES["chain"][found.state],
        "tone": words.TONES.get(found.state, ""),
        "to": shown.offices([found.to_agency]).get(found.to_agency, ""),
        "gaps": _gaps(actor, found, refused.get("explain")),
        "may_hand": mine and found.state == "kept",
        "may_take_back": mine and found.state == "handed",
        "may_receive": found.state == "handed"
        and found.to_agency == actor.agency
        and may(actor, custody.KEEP),
        "gave_it": found.handed_by == actor.id,
        "may_find": mine and found.state == "missing",
        "may_ask": mine,
        "may_open_case": selectors.items_for(actor).filter(public_id=public_id).exists(),
        "requests": shown.request_rows(kept.requests_for(actor).filter(exhibit=public_id).order_by("-id")),
        "acts": shown.acts_of(public_id, "chain"),
        "forms": forms_of(_ACTS, found.n, refused, **placed(actor)),
        "refused": next(iter(refused.values()), None),
    }
    return render(request, "custody/exhibit.html", context, status=422 if refused else 200)


_ACTS: Final = {
    "hand": PageAct(
        inputs.HandExhibit,
        custody.hand_over,
        gettext_lazy("It is handed over once the other side has received it."),
    ),
    "receive": PageAct(inputs.ReceiveExhibit, custody.receive, gettext_lazy("You have received it.")),
    "decline": PageAct(
        inputs.DeclineExhibit, custody.decline, gettext_lazy("It stays with whoever handed it over.")
    ),
    "take_back": PageAct(
        inputs.TakeBackExhibit, custody.take_back, gettext_lazy("The hand-over is taken back.")
    ),
    "move": PageAct(inputs.MoveExhibit, custody.move, gettext_lazy("It is recorded where it lies now.")),
    "seal": PageAct(inputs.SealExhibit, custody.reseal, gettext_lazy("The new seal is recorded.")),
    "find": PageAct(
        inputs.FindExhibit,
        custody.find_again,
        gettext_lazy("It is there again. The gap that it left still has to be explained."),
    ),
    "explain": PageAct(inputs.ExplainGap, custody.explain, gettext_lazy("The gap is explained.")),
    "ask": PageAct(
        inputs.AskLaboratory,
        requests.ask,
        gettext_lazy("The laboratory is asked. The exhibit itself goes by a hand-over."),
    ),
}
_BEGINNING: Final = {
    "take_in": PageAct(inputs.TakeIn, custody.take_in, gettext_lazy("It is in your custody."))
}
_PLACED: Final = ("receive", "move", "find", "take_in")
"""Acts that say where it lies."""


def placed(actor: Actor) -> dict[str, dict[str, Any]]:
    """What the forms that say where it lies, or where it was taken from, are made with: the rooms of the office that can be chosen.

    The register refuses what lies nowhere: an office without rooms says the place in words.
    """
    rooms = kept.rooms_for(actor).filter(agency=actor.agency_id, state="open").order_by("name")
    choices = [(one.public_id, one.name) for one in rooms]
    chosen = {"among": {"room": choices}} if choices else {"without": ["room"]}
    return {
        **dict.fromkeys(_PLACED, chosen if choices else {**chosen, "required": ["place"]}),
        "hand": chosen,
    }


def _gaps(actor: Actor, found: Chain, refused: ActForm | None) -> list[dict[str, Any]]:
    """The open gaps, and which of them this reader may explain: none at which they had it in hand."""
    gaps = shown.gaps_of(found)
    if not gaps or not may(actor, custody.EXPLAIN):
        return gaps
    steps = chains.steps(kept.done_on(found.public_id))
    return [
        {
            **gap,
            "may_explain": not actor.acts_for(*rules.concerned(steps, gap["n"])),
            "form": refused
            if refused and refused.data.get("gap") == gap["key"]
            else form_of(inputs.ExplainGap, ids=f"explain-{gap['n']}-{gap['kind']}"),
        }
        for gap in gaps
    ]


def _not_begun(
    request: HttpRequest, actor: Actor, public_id: str, refused: Mapping[str, ActForm]
) -> HttpResponse:
    """An exhibit whose chain has not begun, for whoever may see its case."""
    require(actor, kept.READ)
    item = selectors.item_for(actor, public_id)
    titles = shown.titles([public_id]).get(public_id, {})
    form = refused.get("take_in") or form_of(inputs.TakeIn, ids="take_in", **placed(actor)["take_in"])
    context = {
        "item": item,
        **titles,
        "may_take": may(actor, custody.KEEP) and selectors.is_own(actor, item.case),
        "form": form,
        "refused": next(iter(refused.values()), None),
    }
    return render(request, "custody/take_in.html", context, status=422 if refused else 200)


@require_POST
def exhibit_act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do something with an exhibit; where it is refused, the page again with everything that was typed."""
    told = placed(actor_of(request)).get(what, {})
    refused = refused_form(request, what, {**_ACTS, **_BEGINNING}, about={"exhibit": public_id}, **told)
    if refused is not None:
        return _exhibit(request, public_id, **{what: refused})
    return redirect("custody:exhibit", public_id)
