"""Stating facts in the transaction that made them true, and delivering them after it.

Delivery is at least once, in order of attempts, with growing delays; what still fails after many attempts stays visible. Whoever may only
write the tables states no fact: each carries a code that takes the secret key, and what has none is delivered to nobody.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

import rfc8785
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from ifar import sealing
from ifar.outbox import handlers
from ifar.outbox.handlers import Fact

CHANNEL = "ifar_outbox"
_STATE = """
WITH fact AS (INSERT INTO outbox_message (topic, key, payload, code) VALUES (%s, %s, %s, %s) RETURNING id)
INSERT INTO outbox_delivery (message_id, handler, attempts, error) SELECT fact.id, name, 0, '' FROM fact, unnest(%s::text[]) AS name
"""
FIRST_DELAY = dt.timedelta(seconds=2)
LONGEST_DELAY = dt.timedelta(hours=1)
ONCE = 16
"""Bytes by which two statements of the same fact are told apart."""
FACT = "outbox fact"
"""What the codes of facts are made for (`sealing`)."""

log = logging.getLogger(__name__)

_DUE = """
SELECT d.id FROM outbox_delivery d
WHERE d.done_at IS NULL AND (d.next_at IS NULL OR d.next_at <= clock_timestamp())
ORDER BY d.message_id LIMIT %s
"""
_TAKE = """
SELECT d.id, d.handler, d.attempts, m.id, m.topic, m.key, m.payload, m.code
FROM outbox_delivery d JOIN outbox_message m ON m.id = d.message_id
WHERE d.id = %s AND d.done_at IS NULL AND (d.next_at IS NULL OR d.next_at <= clock_timestamp())
FOR UPDATE OF d SKIP LOCKED
"""


class NotStated(Exception):
    """A row of the outbox that no process with the secret key wrote, or that was written otherwise."""


def _signed_text(once: str, topic: str, key: str, payload: str) -> tuple[str, str, str, str]:
    """What the code of a fact is of: what stands before it, and the payload in the one form (RFC 8785) that it keeps through a column of `jsonb`."""
    return once, topic, key, rfc8785.dumps(json.loads(payload)).decode()


def _code(topic: str, key: str, payload: Mapping[str, Any]) -> str:
    """A code that no other row has: the database takes each once, so that no fact is stated again by a copy of its row."""
    once = secrets.token_hex(ONCE)
    return once + sealing.code(FACT, *_signed_text(once, topic, key, json.dumps(dict(payload))))


def state_fact(*, topic: str, key: str, payload: Mapping[str, Any]) -> None:
    """Say that something is now true, inside the transaction that makes it so; delivered after it commits.

    Facts that nobody listens to are not written.
    """
    names = handlers.names_for(topic)
    if not names:
        return
    row: tuple[Any, ...] = (topic, key, Jsonb(dict(payload)), _code(topic, key, payload), list(names))
    with connection.cursor() as cursor:
        cursor.execute(_STATE, row)
        cursor.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


def _retry_at(attempts: int) -> dt.datetime:
    delay: dt.timedelta = min(FIRST_DELAY * 2 ** min(attempts, 20), LONGEST_DELAY)
    return dt.datetime.now(dt.UTC) + delay


def _deliver_one(delivery: int, name: str, attempts: int, fact: Fact, stated: bool) -> bool:
    handler = handlers.get(fact.topic, name)
    try:
        if not stated:
            raise NotStated("the fact has no code of this installation")
        if handler is None:
            raise LookupError(f"no handler {name} of {fact.topic}")
        with transaction.atomic():
            handler(fact)
    except Exception as error:
        log.exception("outbox: %s failed for fact %s", name, fact.id)
        outcome: tuple[Any, ...] = (
            attempts + 1,
            None,
            _retry_at(attempts),
            f"{type(error).__name__}: {error}"[:2000],
            delivery,
        )
    else:
        outcome = (attempts + 1, dt.datetime.now(dt.UTC), None, "", delivery)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_delivery SET attempts = %s, done_at = %s, next_at = %s, error = %s WHERE id = %s",
            outcome,
        )
    return outcome[1] is not None


def deliver(*, limit: int = 100) -> int:
    """Deliver what is due, at most `limit` deliveries; returns how many were tried.

    Each is a transaction of its own: what one handler locks it holds until its own end, and not while others are at work. A handler that
    fails takes nothing with it; what another worker has in hand is passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, (limit,))
        due = [delivery for (delivery,) in cursor.fetchall()]
    return sum(map(_deliver_next, due))


@transaction.atomic
def _deliver_next(delivery: int) -> bool:
    """Deliver one, unless another worker has it in hand or has delivered it; whether it was tried."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, (delivery,))
        row = cursor.fetchone()
    if row is None:
        return False
    result, name, attempts, message, topic, key, payload, code = row
    _deliver_one(
        result,
        name,
        attempts,
        Fact(message, topic, key, json.loads(payload)),
        stated=_is_stated(topic, key, payload, code),
    )
    return True


def _is_stated(topic: str, key: str, payload: str, code: str) -> bool:
    try:
        once, code = code[: 2 * ONCE], code[2 * ONCE :]
        return code.isascii() and sealing.fits(code, FACT, *_signed_text(once, topic, key, payload))
    except rfc8785.CanonicalizationError:  # a number that none of ours could have said
        return False
