"""The door of every page of the community: who asks is asked of the database each time, and nothing stays in the browser."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from ifar.acts.edges import View
from ifar.acts.offers import Offers
from ifar.community.selectors.visible import READ, Reader, absent, reader_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.rights import Actor, require


def page(view: Callable[..., HttpResponseBase]) -> View:
    """Give a view who asks, as actor and as reader (None for whoever is no member now), and forbid the browser to keep what it answers.

    A view with a reader of None goes on all the same and finds nothing, by the same statements as for what is not there.
    """

    @functools.wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Actor = actor_of(request)
        require(actor, READ)
        reader: Reader | None = reader_of(actor)
        request.reads_community = reader is not None  # type: ignore[attr-defined]  # read by `community/page.html`
        try:
            response = view(request, actor, reader, *args, **kwargs)
        except NotFound:
            if "HX-Request" not in request.headers:
                raise
            # A part of an open page is not there any more for who looks at it: the page asks for itself anew, and goes.
            response = HttpResponse(status=404, headers={"HX-Refresh": "true"})
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return opened


def of_acts(offers: Offers) -> Callable[[View], View]:
    """The same door for the pages of acts, whose selector asks itself who reads; what is not for somebody to do answers as what is not there."""

    def door(view: View) -> View:
        def asked(
            request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, kind: str
        ) -> HttpResponseBase:
            offer = offers.all.get(kind)
            if request.method == "GET" and offer and offer.when:
                require(actor, offer.permission)
                if not offer.when(actor, offers.find(actor, public_id)):
                    raise absent()
            return view(request, public_id=public_id, kind=kind)

        return page(asked)

    return door
