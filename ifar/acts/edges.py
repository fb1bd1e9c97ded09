"""How offered acts meet HTTP: what the record's page shows, the page of an act that was chosen, and its operation of the API."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from ninja import Field, Router, Schema, Status

from ifar.acts.forms import ActForm, buttons_of, form_of, submitted
from ifar.acts.offers import Offer, Offers
from ifar.form_errors import actor_of
from ifar.rights import Actor, require

_Identifier = Annotated[str, Field(max_length=20)]


class DecisionProposedOut(Schema):
    """A decision that waits for another person."""

    proposal: str
    act: str
    object: str
    expires_at: dt.datetime


def proposed_of(asked: Any) -> Status[dict[str, Any]]:
    """A proposal as the API tells it."""
    values = {
        "proposal": asked.public_id,
        **{name: getattr(asked, name) for name in ("act", "object", "expires_at")},
    }
    return Status(202, values)


type View = Callable[..., HttpResponseBase]


def acts_below(
    offers: Offers,
    place: str = "",
    door: Callable[[View], View] = lambda view: view,
    frame: str = "base.html",
) -> URLPattern:
    """The address of the acts of a record.

    Args:
        place: of the record, where it is not `<record type>s/<str:public_id>/`.
        door: what the pages of an app ask before they show anything, where rights alone do not open them.
        frame: the template of the page around the form.
    """

    @require_http_methods(["GET", "POST"])
    @door
    def asked(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
        return _act_page(offers, request, public_id, kind, frame)

    below = place or f"{offers.record_type}s/<str:public_id>/"
    return path(f"{below}acts/<slug:kind>/", asked, name=_route(offers))


def offered(actor: Actor, offers: Offers, result: Any, *, beside: str = "") -> dict[str, Any]:
    """What a person may do to a record as it stands, for the record's page.

    Args:
        beside: the kind of an act whose form stands on the page beside the next step.

    Returns:
        next: the one next step, with its form; None where there is none.
        more: what else can be done; a form opens when it is chosen.
        acts: kind -> each of them, for rows of the page that say a part of it.
        waiting: proposals about it: as long as one waits, nothing else is proposed.
    """
    waiting = offers.waiting(result)
    possible = [
        offer for offer in offers.possible(actor, result) if not (waiting and offer.act.takes_several)
    ]
    report = {offer.act.kind: _act_context(offers, offer, result) for offer in possible}
    chosen = [offer for offer in possible if not offer.has_rows]
    following = next((offer for offer in reversed(chosen) if offer.is_next(result)), None)
    if following and not following.at(result):
        report[following.act.kind]["form"] = _form(following, actor, result)
    if beside in report:
        report[beside]["form"] = _form(offers.all[beside], actor, result)
    return {
        "next": following and report[following.act.kind],
        "more": [report[offer.act.kind] for offer in chosen if offer is not following],
        "acts": report,
        "waiting": waiting,
    }


def operations(
    router: Router,
    offers: Offers,
    shape: type[Any],
    shown: Callable[[Any], Any],
    place: str = "",
    *,
    gives: Mapping[str, tuple[type[Any], Callable[[Any], Any]]] | None = None,
) -> None:
    """Put an operation for each act below the record's address: `POST /tills/{till}/counted`.

    Args:
        shape, shown: the record as the API tells it, and how it becomes that.
        place: of the record, where it is not `/<record type>s/{<record type>}`; its identifier in it may have another name.
        gives: of an act that tells something else than the record, its shape, and how what the service gives becomes it.
    """
    name, apart = offers.name, gives or {}
    address = place or f"/{name}s/{{{name}}}"
    offers.has_operations = True
    for offer in offers.all.values():
        with translation.override("en"):
            summary = str(offer.title)
        router.add_api_operation(
            f"{address}/{offer.act.kind}",
            ["POST"],
            _operation(
                offers,
                offer,
                address.partition("{")[2].partition("}")[0],
                shown,
                *apart.get(offer.act.kind, ())[1:],
            ),
            response={202: DecisionProposedOut}
            if offer.act.takes_several
            else apart.get(offer.act.kind, (shape,))[0],
            summary=summary,
            description=inspect.getdoc(offer.said),
            operation_id=f"{name}_{offer.act.kind}",
        )


def _route(offers: Offers) -> str:
    return f"{offers.name}_act"


def _act_context(offers: Offers, offer: Offer, result: Any, form: ActForm | None = None) -> dict[str, Any]:
    """An act for `acts/form.html` and the links to it."""
    title = (offer.called and offer.called(result)) or offer.title
    own = offer.at(result)
    act = f"{offers.page.partition(':')[0]}:{_route(offers)}"
    return {
        "kind": offer.act.kind,
        "title": title,
        "hint": offer.hint(result) if callable(offer.hint) else offer.hint,
        "several": offer.act.takes_several,
        "danger": offer.danger,
        "href": reverse(own, args=[result.public_id])
        if own
        else reverse(act, args=[result.public_id, offer.act.kind]),
        "apart": bool(own),
        "form": form,
        "buttons": buttons_of(offer.said) or [("", "", title)],
    }


def _form(offer: Offer, actor: Actor, result: Any, request: HttpRequest | None = None) -> ActForm:
    asks = dict(offer.asks(actor, result)) if offer.asks else {}
    asks["initial"] = {**asks.get("initial", {}), "expected_n": result.n}
    return form_of(offer.said, request, ids=offer.act.kind, alone=request is not None, **asks)


def _act_page(offers: Offers, request: HttpRequest, public_id: str, kind: str, around: str) -> HttpResponse:
    """The page of an act that was chosen: its form, or the record's page once it is done."""
    actor = actor_of(request)
    offer = offers.all.get(kind)
    if offer is None:
        raise Http404
    require(actor, offer.permission)
    result = offers.find(actor, public_id)
    on = offers.on(result)
    back = reverse(offers.page, args=[on] if isinstance(on, str) else on)
    form = _form(offer, actor, result, request)
    submitted(form, lambda given: _do(offers, offer, actor, public_id, given))
    if form.is_bound and not form.errors:
        done = offer.done(offers.find(actor, public_id)) if callable(offer.done) else offer.done
        messages.success(request, str(done) or _done_message(offer))
        return redirect(_onward(offers, offer, actor, public_id) or back)
    context = {
        "act": _act_context(offers, offer, result, form),
        "found": result,
        "back": back,
        "around": around,
    }
    return render(request, "acts/act.html", context, status=422 if form.is_bound else 200)


def _onward(offers: Offers, offer: Offer, actor: Actor, public_id: str) -> str:
    """The page of the act that follows, where this one leads to it and the actor may do it; else nothing."""
    if offer.onward is None:
        return ""
    record = offers.find(actor, public_id)
    route = offer.onward(record)
    follows = any(item.at(record) == route for item in offers.possible(actor, record))
    return reverse(route, args=[public_id]) if route and follows else ""


def _done_message(offer: Offer) -> str:
    if offer.act.takes_several:
        return _("Submitted. Nothing is decided yet: a second person has to approve.")
    return _("Recorded.")


def _operation(
    offers: Offers,
    offer: Offer,
    place: str,
    shown: Callable[[Any], Any],
    given: Callable[[Any], Any] | None = None,
) -> Callable[..., Any]:
    def do(request: HttpRequest, **said: Any) -> Any:
        actor = actor_of(request)
        require(actor, offer.permission)
        public_id = said[place]
        made = _do(offers, offer, actor, public_id, said["body"])
        if offer.act.takes_several:
            return proposed_of(made)
        return given(made) if given else shown(offers.find(actor, public_id))

    # The library reads the signature: the place in the address has the record's name, the body is the act's input.
    of = {"request": HttpRequest, place: _Identifier, "body": offer.said}
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind) for name, kind in of.items()
    ]
    parameters[0] = parameters[0].replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD)
    do.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return do


def _do(offers: Offers, offer: Offer, actor: Actor, public_id: str, given: Any) -> Any:
    return offer.do(actor=actor, **{f"{offers.record_type}_id": public_id}, **given.arguments())
