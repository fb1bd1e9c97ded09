"""What a session remembers of its beginning, its last use and the second factor that its owner has shown."""

from __future__ import annotations

import time
import uuid
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase

BEGAN: Final = "ifar_began"
SEEN: Final = "ifar_seen"
SIGNED_IN: Final = "ifar_signed_in"
SECOND_FACTOR: Final = "ifar_second_factor"
WRITE_EVERY: Final = 60
"""Seconds between two notes of a session's last use: a page must not cost a write."""
BY_ITSELF: Final = "X-By-Itself"
"""Header of what an open page asks by itself: nobody has to sit before it, so that it is no use of the session."""

ENDED: Final = "ifar_ended"
"""Cookie that says nothing but that a session ended in this browser, until somebody signs in there again or an hour has passed."""
ENDED_SECONDS: Final = 3600


OWN: Final = "private, no-cache"
"""How long somebody's page is kept: by their browser alone, which asks again before it shows it anew. A step back shows it as it was, until the session
ends (`forget_pages`)."""


def begin(session: SessionBase, *, sign_in: uuid.UUID, second_factor: bool = False) -> None:
    """Start the clocks of a session, into which somebody came by the act `sign_in`."""
    session[BEGAN] = session[SEEN] = int(time.time())
    session[SIGNED_IN] = str(sign_in)
    if second_factor:
        session[SECOND_FACTOR] = True


def signed_in(session: SessionBase) -> uuid.UUID | None:
    """The entry of the sign-in by which a session began; it vouches for what is done in it."""
    entry = session.get(SIGNED_IN)
    return uuid.UUID(entry) if entry else None


def age(session: SessionBase) -> int:
    """Seconds since a session began."""
    return int(time.time()) - int(session.get(BEGAN, 0))


def is_over(session: SessionBase, *, longest: int, idle: int) -> bool:
    """Whether a session is older than `longest` seconds, or was not used for `idle` seconds."""
    now = int(time.time())
    return bool(age(session) > longest or now - session.get(SEEN, 0) > idle)


def has_ended(request: HttpRequest) -> bool:
    """Whether the browser still names a session of somebody that opens nothing any more: it ran out, was ended elsewhere, or never was.

    Which of these, nobody is told. Who signed out has no such cookie any more.
    """
    if request.user.is_authenticated or not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        return False
    return request.session.session_key is None or SESSION_KEY in request.session


def note_end(response: HttpResponseBase) -> None:
    """Have the page for signing in say why it stands there, also where a part of a page that asks by itself was first to find out."""
    response.set_cookie(
        ENDED,
        "1",
        max_age=ENDED_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_pages(response: HttpResponseBase) -> None:
    """Have the browser forget the pages that it keeps: whoever sits down next and steps back would read what nobody logged. Browsers do it over TLS."""
    response.headers["Clear-Site-Data"] = '"cache"'


def note_use(session: SessionBase) -> None:
    """Note that a session is in use, at most once a minute."""
    now = int(time.time())
    if now - session.get(SEEN, 0) >= WRITE_EVERY:
        session[SEEN] = now


def note_second_factor(request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Remember that the session's owner has shown a second factor, or has just set one up (a listener of allauth's)."""
    if request is not None:
        request.session[SECOND_FACTOR] = True
