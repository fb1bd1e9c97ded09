"""The desk of custody, and an exhibit with its chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ifar.answers import actor_of, at_fields
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.recoveries import chains, selectors
from ifar.recoveries import custody as rules
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import custody_words as words
from ifar.recoveries.models import Chain
from ifar.recoveries.services import custody, requests
from ifar.recoveries.views import custody_forms as forms
from ifar.recoveries.views import custody_shown as shown
from ifar.rights import Actor, may, require
from ifar.typed import version_seen

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


def _exhibit(request: HttpRequest, public_id: str, bound: forms.ActForm | None = None) -> HttpResponse:
    """The page, with a form that was refused as it was typed."""
    actor = actor_of(request)
    found = kept.chains_for(actor).filter(public_id=public_id).first()
    if found is None:
        return _not_begun(request, actor, public_id, bound)
    mine = found.agency_id == actor.agency_id and may(actor, custody.KEEP)
    titles = shown.titles([public_id]).get(public_id, {"title": "", "serial": "", "case": "", "number": ""})
    context = {
        "one": found,
        **titles,
        "place": shown.places([found])[public_id],
        "state": words.STATES["chain"][found.state],
        "tone": words.TONES.get(found.state, ""),
        "to": shown.offices([found.to_agency]).get(found.to_agency, ""),
        "gaps": _gaps(actor, found, bound),
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
        **_forms(actor, bound),
    }
    return render(request, "custody/exhibit.html", context, status=422 if bound else 200)


def _forms(actor: Actor, bound: forms.ActForm | None) -> dict[str, Any]:
    """The forms of an exhibit's page; the one that was refused as it was typed."""
    made: dict[str, forms.ActForm] = {
        "receive_form": forms.ReceiveForm(actor),
        "decline_form": forms.DeclineForm(),
        "find_form": forms.FindForm(actor),
        "hand_form": forms.HandForm(actor),
        "move_form": forms.MoveForm(actor),
        "seal_form": forms.SealForm(),
        "ask_form": forms.AskForm(),
    }
    typed = {name: bound for name, one in made.items() if bound is not None and bound.slug == one.slug}
    return {**made, **typed, "refused": bound}


def _gaps(actor: Actor, found: Chain, bound: forms.ActForm | None) -> list[dict[str, Any]]:
    """The open gaps, and which of them this reader may explain: none at which they had it in hand."""
    if not found.gaps or not may(actor, custody.EXPLAIN):
        return shown.gaps_of(found)
    steps = chains.steps(kept.done_on(found.public_id))
    typed = bound if isinstance(bound, forms.ExplainForm) else None
    return [
        {
            **gap,
            "may_explain": not actor.acts_for(*rules.concerned(steps, gap["n"])),
            "form": typed
            if typed is not None and typed.data.get("gap") == gap["key"]
            else forms.ExplainForm(initial={"gap": gap["key"]}),
        }
        for gap in shown.gaps_of(found)
    ]


def _not_begun(
    request: HttpRequest, actor: Actor, public_id: str, bound: forms.ActForm | None
) -> HttpResponse:
    """An exhibit whose chain has not begun, for whoever may see its case."""
    require(actor, kept.READ)
    item = selectors.item_for(actor, public_id)
    titles = shown.titles([public_id]).get(public_id, {})
    context = {
        "item": item,
        **titles,
        "may_take": may(actor, custody.KEEP) and selectors.is_own(actor, item.case),
        "form": bound or forms.TakeInForm(actor),
        "refused": bound,
    }
    return render(request, "custody/take_in.html", context, status=422 if bound else 200)


def _expected(said: Mapping[str, str]) -> int | None:
    n = said.get("n", "")
    return version_seen(n)


@require_POST
def exhibit_act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do something with an exhibit; where it is refused, the page again with everything that was typed."""
    actor = actor_of(request)
    make = _FORMS.get(what)
    if make is None:
        raise Http404
    form = make(actor, request.POST) if issubclass(make, forms.WhereFields) else make(request.POST)
    if form.is_valid():
        try:
            done = _ACTS[what](actor, public_id, form, _expected(request.POST))
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(request, str(done))
            return redirect("custody:exhibit", public_id)
    return _exhibit(request, public_id, form)


def _take_in(actor: Actor, exhibit: str, form: Any, _n: int | None) -> Any:
    custody.take_in(actor=actor, exhibit=exhibit, where=form.where(), note=form.cleaned_data["note"])
    return _("It is in your custody.")


def _hand(actor: Actor, exhibit: str, form: Any, n: int | None) -> Any:
    said = form.cleaned_data
    custody.hand_over(
        actor=actor,
        exhibit=exhibit,
        to=said["to"],
        purpose=said["purpose"],
        where=form.taken_from(kept.chain_for(actor, exhibit)),
        note=said["note"],
        expected_n=n,
    )
    return _("It is handed over once the other side has received it.")


def _receive(actor: Actor, exhibit: str, form: Any, n: int | None) -> Any:
    note = form.cleaned_data["note"]
    custody.receive(actor=actor, exhibit=exhibit, where=form.where(), note=note, expected_n=n)
    return _("You have received it.")


def _decline(actor: Actor, exhibit: str, form: Any, n: int | None) -> Any:
    custody.decline(actor=actor, exhibit=exhibit, note=form.cleaned_data["note"], expected_n=n)
    return _("It stays with whoever handed it over.")


def _take_back(actor: Actor, exhibit: str, _form: Any, n: int | None) -> Any:
    custody.take_back(actor=actor, exhibit=exhibit, expected_n=n)
    return _("The hand-over is taken back.")


def _move(actor: Actor, exhibit: str, form: Any, n: int | None) -> Any:
    was = form.was(kept.chain_for(actor, exhibit))
    note = form.cleaned_data["note"]
    custody.move(actor=actor, exhibit=exhibit, was=was, to=form.where(), note=note, expected_n=n)
    return _("It is recorded where it lies now.")


def _seal(actor: Actor, exhibit: str, form: Any, n: int | None) -> Any:
    custody.reseal(actor=actor, exhibit=exhibit, **form.cleaned_data, expected_n=n)
    return _("The new seal is recorded.")


def _find(actor: Actor, exhibit: str, form: Any, n: int | None) -> Any:
    note = form.cleaned_data["note"]
    custody.find_again(actor=actor, exhibit=exhibit, where=form.where(), note=note, expected_n=n)
    return _("It is there again. The gap that it left still has to be explained.")


def _explain(actor: Actor, exhibit: str, form: Any, n: int | None) -> Any:
    custody.explain(actor=actor, exhibit=exhibit, **form.cleaned_data, expected_n=n)
    return _("The gap is explained.")


def _ask(actor: Actor, exhibit: str, form: Any, _n: int | None) -> Any:
    requests.ask(actor=actor, exhibit=exhibit, **form.cleaned_data)
    return _("The laboratory is asked. The exhibit itself goes by a hand-over.")


_FORMS: Final[Mapping[str, type[forms.ActForm]]] = {
    "take-in": forms.TakeInForm,
    "hand": forms.HandForm,
    "receive": forms.ReceiveForm,
    "decline": forms.DeclineForm,
    "take-back": forms.TakeBackForm,
    "move": forms.MoveForm,
    "seal": forms.SealForm,
    "find": forms.FindForm,
    "explain": forms.ExplainForm,
    "ask": forms.AskForm,
}


_ACTS: Final[Mapping[str, Callable[[Actor, str, Any, int | None], Any]]] = {
    "take-in": _take_in,
    "hand": _hand,
    "receive": _receive,
    "decline": _decline,
    "take-back": _take_back,
    "move": _move,
    "seal": _seal,
    "find": _find,
    "explain": _explain,
    "ask": _ask,
}
