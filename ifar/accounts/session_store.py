"""Sessions by the hash of what the browser holds: whoever reads the tables, or a backup of them, opens none, and puts none in its place.

The cookie holds a secret. Everything else, `session_key` and every table that names a session, holds its fingerprint. What a session
says is sealed together with its fingerprint: it is not read there (a second factor that is being set up stands in it), and a row that is
copied to another one's place opens nothing.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware as DjangosMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from ifar import sealing
from ifar.accounts import known

_STANDS: Final = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
SEALED: Final = "session"
"""Purpose under which what sessions say is sealed."""


def fingerprint(secret: str) -> str:
    """What is kept of a session's secret: 160 bits of its SHA-256, which is enough for a secret of 165 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """Django's sessions in the database. `session_key` is the fingerprint; `secret` what the cookie holds, None where only a table was read."""

    secret: str | None = None

    @classmethod
    def of_cookie(cls, secret: str | None) -> SessionStore:
        """The session that a browser asks for."""
        secret = secret and known.secret_of(secret)
        store = cls(fingerprint(secret) if secret else None)
        store.secret = secret
        return store

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Seal what the session says."""
        return sealing.seal(SEALED, json.dumps([self.session_key, session_dict]))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What a session says; nothing where it was sealed by somebody else, or for another session."""
        text = sealing.opened(SEALED, str(session_data))
        of, value = json.loads(text) if text else (None, {})
        return dict(value) if of == self.session_key else {}

    def load(self) -> dict[str, Any]:
        """What the session says, where it stands and its time is not over. Every request asks, so it is asked in SQL at once."""
        with connection.cursor() as cursor:
            cursor.execute(_STANDS, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def _get_new_session_key(self) -> str:
        self.secret = str(super()._get_new_session_key())  # type: ignore[misc]  # the stub leaves it out
        return fingerprint(self.secret)


class SessionMiddleware(DjangosMiddleware):
    """Django's own; the cookie holds the secret and nothing else does."""

    def process_request(self, request: HttpRequest) -> None:
        """Look for the session by the fingerprint of what the browser sent."""
        request.session = SessionStore.of_cookie(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
        """Put the secret where Django puts the key."""
        answered: Any = super().process_response(request, response)  # type: ignore[arg-type]  # streams too
        session: Any = request.session
        cookie = answered.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value == session.session_key:
            # Who is signed in may send what is long (`known.py`).
            given = known.with_code(session.secret) if SESSION_KEY in session else session.secret
            answered.cookies[settings.SESSION_COOKIE_NAME] = given
        return answered  # type: ignore[no-any-return]
