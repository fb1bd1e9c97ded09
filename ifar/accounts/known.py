"""Whether whoever sends something long may be one of ours, told from its headers alone: before it has arrived, and without the database.

A browser that is signed in and a program hold a secret with our code behind it. What nobody gave to them opens no room, whatever it is called;
whether the session still stands, or the token, is asked once the request is there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import parse_cookie

from ifar import sealing
from ifar.typed import BIGINT, whole_number

_ASKED: Final = ("authorization", "cookie")


def with_code(secret: str) -> str:
    """What the cookie of a signed-in browser holds: its secret, when it was given (seconds), and our code of both."""
    at = str(int(time.time()))
    return f"{secret}.{at}.{sealing.code('known', secret, at)}"


def secret_of(cookie: str) -> str:
    """The secret of a session's cookie."""
    return cookie.partition(".")[0]


def token_of(secret: str) -> str:
    """The token of a program: a secret, and our code of it."""
    return f"{secret}.{sealing.code('known', secret)}"


def is_known(headers: Mapping[str, str]) -> bool:
    """Whether a request names a session of somebody who signed in within the longest time of a session, or a token of ours."""
    # A browser may send its cookies in several headers.
    values = {
        name: "; ".join(value for key, value in headers.items() if key.lower() == name) for name in _ASKED
    }
    kind, _, token = values["authorization"].partition(" ")
    if kind.lower() == "bearer":
        secret, _, code = token.strip().rpartition(".")
        return bool(secret) and sealing.fits(code, "known", secret)
    cookie = parse_cookie(values["cookie"]).get(settings.SESSION_COOKIE_NAME, "")
    secret, at, code = [*cookie.split("."), "", ""][:3]
    given = whole_number(at, most=BIGINT, otherwise=0)
    return time.time() - given <= settings.SESSION_COOKIE_AGE and sealing.fits(code, "known", secret, at)
