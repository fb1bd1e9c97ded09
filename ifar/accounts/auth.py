"""How the API knows who asks: a bearer token of a client, or the session of a browser with its CSRF token."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from ifar.accounts.middleware import missing_step
from ifar.errors import Forbidden
from ifar.rights import Actor

OFFICER: Final = "Ifar-Officer"
"""Header in which a page that was kept on a device says whose it is: what it kept for one is never sent as another who is signed in by now."""


def officer_of(actor: Actor) -> str:
    """An officer at an office as a kept page names them, which tells nobody who they are."""
    return hashlib.sha256(f"{actor.id} {actor.agency}".encode()).hexdigest()[:24]


class Token(HttpBearer):
    """`Authorization: Bearer ifar_…`: an API client within its scopes. `Ifar-Purpose` and `Ifar-Case` state why personal
    data are read."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The client; a token that does not work raises and does not fall back to a session."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor


class Session(APIKeyCookie):
    """The session cookie of a signed-in browser; writes carry `X-CSRFToken`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        """The person, or None where nobody is signed in."""
        if request.headers.get("Authorization") or not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise Forbidden("csrf")
        if missing_step(request):
            raise Forbidden("accounts.step_missing")
        if request.headers.get(OFFICER) not in (None, officer_of(request.actor)):  # type: ignore[attr-defined]
            return None
        return request.actor  # type: ignore[attr-defined]

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Not used: the session is Django's."""
        return None
