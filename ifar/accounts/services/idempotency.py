"""Repeating a write of the API safely: the same key with the same request gets the answer of the first time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import IdempotencyKey
from ifar.errors import Conflict, Invalid
from ifar.rights import Actor

KEPT: Final = dt.timedelta(hours=48)
_CLAIM: Final = "INSERT INTO accounts_idempotencykey (actor, key, request) VALUES (%s, %s, %s) ON CONFLICT (actor, key) DO NOTHING"


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered the first time."""

    status: int
    body: bytes


def claim(*, actor: Actor, key: str, request: bytes) -> Answered | None:
    """Claim a key for a request, in the transaction of the write; or give the answer of the first time.

    Somebody who uses the same key at the same time waits here until the first write is committed or given up.

    Raises:
        Invalid: the key is empty, too long or holds control characters.
        Conflict: the key was used for another request, or for one whose answer is not kept.
    """
    if not key.isprintable() or not 1 <= len(key) <= 200:
        raise Invalid("idempotency.key", _("An idempotency key has 1 to 200 printable characters."))
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [actor.id, key, request])
        if cursor.rowcount:
            return None
    before = IdempotencyKey.objects.get(actor=actor.id, key=key)
    if bytes(before.request) != request:
        raise Conflict("idempotency.other_request", _("This idempotency key was used for another request."))
    if before.status is None or before.response is None:
        raise Conflict(
            "idempotency.running", _("The first request with this idempotency key is not answered yet.")
        )
    if before.status in (200, 201) and not before.response:
        raise Conflict(
            "idempotency.shown_once",
            _("This was done, and its secret was shown once. If it was lost, ask for a new one."),
        )
    return Answered(before.status, bytes(before.response))


def keep(*, actor: Actor, key: str, status: int, body: bytes) -> None:
    """Keep the answer, in the transaction of the write."""
    IdempotencyKey.objects.filter(actor=actor.id, key=key).update(status=status, response=body)


def forget() -> int:
    """Forget keys older than two days; returns how many. A job."""
    return IdempotencyKey.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
