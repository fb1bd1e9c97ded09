"""What sign-in itself writes: that it was, failures, the browsers that a person has used, and the end of sessions beyond the limit."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections.abc import Sequence
from typing import Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from ifar.accounts.models import User
from ifar.ledger import payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.ledger.vouching import SIGNED_IN
from ifar.rights import Actor

_DEVICE: Final = "ifar_device"
_KNOWN_FOR: Final = 180 * 86400
"""Seconds for which a browser stays known."""
logger = logging.getLogger("ifar.accounts.signin")


def known_device(request: HttpRequest, username: str) -> str:
    """What tells a browser apart in which this name has signed in before, or nothing."""
    signed_cookie = str(request.get_signed_cookie(_DEVICE, default="", salt=_DEVICE, max_age=_KNOWN_FOR))
    name, _space, device = signed_cookie.rpartition(" ")
    return device if device and name == username else ""


def know_device(response: HttpResponse, username: str) -> None:
    """Remember in the browser that this name has signed in there, with everything that it takes."""
    response.set_signed_cookie(
        _DEVICE,
        f"{username} {secrets.token_hex(16)}",
        salt=_DEVICE,
        max_age=_KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def failed(username: str, address: str) -> None:
    """Count a failed attempt. Names that nobody has are noted in the program's log alone."""
    logger.warning("sign-in failed for %r from %s", username[:60], address)
    User.objects.filter(username=username.lower()).update(failed_attempts=F("failed_attempts") + 1)


@transaction.atomic
def signed_in(person: User, *, by: Sequence[str], session: str) -> uuid.UUID:
    """Record that somebody signed in; the entry vouches for what they do in that session.

    Args:
        by: what they showed: `password`, `totp`, `recovery_codes`, `webauthn`.
        session: the session's fingerprint.
    """
    entry = ledger.new_entry_id()
    draft = Draft(
        schema="session.begun/1",
        act=SIGNED_IN,
        object=person.public_id,
        payload={"by": list(by), "session": session},
        entry=entry,
    )
    payloads.check("accounts", draft.schema, draft.payload)
    office = person.home.public_id
    ledger.append(
        actor=Actor(kind="person", id=person.public_id, agency=office, session=entry), drafts=[draft]
    )
    return entry


def succeeded(person: User, session_key: str | None) -> None:
    """Forget the failures, and end the person's oldest sessions beyond the limit; the newest win."""
    User.objects.filter(pk=person.pk).update(failed_attempts=0, locked_until=None)
    others = UserSession.objects.filter(user=person).exclude(session_key=session_key).order_by("-created_at")
    for session in others[max(settings.IFAR_SESSIONS_PER_PERSON - 1, 0) :]:
        session.end()
