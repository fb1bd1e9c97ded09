"""The door of every page of the community: who asks is asked of the database each time, and nothing stays in the browser."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from ifar.community.selectors.visible import READ, Reader, reader_of
from ifar.errors import NotFound
from ifar.form_errors import actor_of
from ifar.rights import Actor, require


def page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
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


def of_acts(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same door for the page of an act, whose selector asks itself who reads."""

    def asked(request: HttpRequest, actor: Actor, reader: Reader | None, **place: str) -> HttpResponseBase:
        return view(request, **place)

    return page(asked)
