"""What sign-in itself writes: failures that close the door for a while, and the end of sessions beyond the limit."""

from __future__ import annotations

import datetime as dt
import logging

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ifar.accounts import locking
from ifar.accounts.models import User

logger = logging.getLogger("ifar.accounts.signin")


def is_closed(username: str) -> bool:
    """Whether sign-in by this name is closed now because of failures."""
    return User.objects.filter(username=username.lower(), locked_until__gt=timezone.now()).exists()


@transaction.atomic
def failed(username: str, address: str) -> None:
    """Count a failed attempt. Names that nobody has are noted in the program's log alone."""
    logger.warning("sign-in failed for %r from %s", username[:60], address)
    mine = User.objects.filter(username=username.lower())
    if mine.update(failed_attempts=F("failed_attempts") + 1):
        failures = mine.values_list("failed_attempts", flat=True).get()
        if until := locking.locked_until(failures, dt.datetime.now(dt.UTC)):
            mine.update(locked_until=until)
            logger.warning(
                "sign-in of %r is closed until %s after %d failures", username[:60], until, failures
            )


def succeeded(person: User, session_key: str | None) -> None:
    """Forget the failures, and end the person's oldest sessions beyond the limit; the newest win."""
    User.objects.filter(pk=person.pk).update(failed_attempts=0, locked_until=None)
    others = UserSession.objects.filter(user=person).exclude(session_key=session_key).order_by("-created_at")
    for session in others[max(settings.IFAR_SESSIONS_PER_PERSON - 1, 0) :]:
        session.end()
