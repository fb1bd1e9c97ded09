"""How refusals of services become words at a form, or above a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ifar.errors import Forbidden, IfarError, NotFound
from ifar.messages import message_of
from ifar.rights import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def at_fields(form: forms.Form, error: IfarError) -> None:
    """Put each reason of a refusal at the field that it concerns, the rest above the form.

    What says that a person may not do this at all, or that a thing is not there, is no mistake in a form.
    """
    if isinstance(error, Forbidden | NotFound):
        raise error
    for reason in error.reasons:
        form.add_error(
            reason.field if reason.field in form.fields else None, str(reason.message or reason.code)
        )
    if not error.reasons:
        form.add_error(error.field if error.field in form.fields else None, message_of(error))


def tried(request: HttpRequest, act: Callable[[], Any], done: Any) -> bool:
    """Do an act of a button; say that it was done, or why not. Returns whether it was."""
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except IfarError as error:
        for reason in error.reasons or (error,):
            messages.error(request, str(reason.message or message_of(error)))
        return False
    messages.success(request, str(done))
    return True


def back_to(request: HttpRequest, route: str, *args: str) -> HttpResponse:
    """Go where `next` says, if that is one of our own pages, else to a route."""
    place = request.POST.get("next") or request.GET.get("next") or ""
    # A word without a slash is nobody's page: Django would look for a route of that name.
    safe = place.startswith("/") and url_has_allowed_host_and_scheme(
        place, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(place if safe else reverse(route, args=args))
