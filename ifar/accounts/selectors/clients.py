"""API clients: who they are by their token, and lists of them."""

from __future__ import annotations

import json
import uuid
from typing import Any, Final

from django.db import connection
from django.db.models import F, Q, QuerySet

from ifar import sealing
from ifar.accounts import scopes as rules
from ifar.accounts.models import Agency, Client
from ifar.accounts.selectors import agencies
from ifar.errors import NotFound, NotSignedIn
from ifar.rights import READS_CLOSED_BOOK, Actor, Purpose, compartments_of, may

TOKEN: Final = "ifar_"
"""The visible beginning of every token, so that a leaked one is recognised."""
_CLIENT = """
SELECT c.token_hash, c.public_id, c.name, c.scopes, c.expires_at, a.id, a.public_id, a.kind, a.name, a.country, books_is_closed(a.public_id)
FROM accounts_client c JOIN accounts_agency a ON a.id = c.agency_id
WHERE c.prefix = %s AND c.token_hash IS NOT NULL AND c.revoked_at IS NULL AND c.expires_at > now() AND NOT a.closed
"""
_AGAIN = _CLIENT.replace("c.prefix = %s", "c.public_id = %s")
_USED = """
UPDATE accounts_client SET last_used_at = now()
WHERE public_id = %s AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
"""


def prefix_of(token: str) -> str:
    """The first characters of a token's secret, by which it is found and told apart."""
    return token.removeprefix(TOKEN)[:8]


def token_hash(client: str, token: str) -> bytes:
    """What is kept of a token, under the secret key and with the client's public identifier in it.

    Whoever writes the database makes no hash of a token of theirs, and lends no client the token of another by copying what is kept.
    """
    return bytes.fromhex(sealing.code("token", client, token))


def _is_token(kept: bytes, client: str, token: str) -> bool:
    return sealing.fits(bytes(kept).hex(), "token", client, token)


def _note_use(public_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_USED, [public_id])


def actor_of_header(header: str, *, purpose: str = "", case: str = "") -> Actor:
    """The actor of an `Authorization: Bearer …` header, within its scopes and what the rule of scopes allows today.

    Raises:
        NotSignedIn: there is no such token, or it was revoked, or it has expired; the three answer alike.
    """
    kind, _, token = header.partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token.startswith(TOKEN) or not token.isprintable():
        raise NotSignedIn("accounts.token")
    with connection.cursor() as cursor:
        cursor.execute(_CLIENT, [prefix_of(token)])
        row = next((item for item in cursor.fetchall() if _is_token(item[0], item[1], token)), None)
    if row is None:
        raise NotSignedIn("accounts.token")
    _note_use(row[1])
    return _actor(row, Purpose(shift="", purpose=purpose, case=case) if purpose else None)


def actor_again(public_id: str) -> Actor | None:
    """A client that asked for work which is carried out later, by what it may do now; None where it was revoked or has expired."""
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, [public_id])
        row = cursor.fetchone()
    return _actor(row, None) if row else None


def _actor(row: tuple[Any, ...], purpose: Purpose | None) -> Actor:
    kept, public_id, name, scopes, until, agency_id, agency, agency_kind, agency_name, country, closed = row
    permitted = frozenset(json.loads(scopes)) & rules.allowed(agency_kind)
    return Actor(
        kind="client",
        id=public_id,
        name=name,
        agency=agency,
        agency_id=agency_id,
        agency_kind=agency_kind,
        agency_name=agency_name,
        country=country,
        permissions=permitted & READS_CLOSED_BOOK if closed else permitted,
        compartments=compartments_of(agency_kind),
        purpose=purpose,
        until=until,
        session=uuid.UUID(bytes=bytes(kept)[:16]),
    )


def visible(actor: Actor) -> Q:
    """The one condition on API clients: those of the agencies within reach of somebody who looks after clients or rights."""
    if not (may(actor, "accounts:client:manage") or may(actor, "oversight:inspection:read")):
        return Q(pk__in=[])
    return Q(agency__in=Agency.objects.filter(agencies.reach(actor)).values("pk"))


def clients_for(actor: Actor) -> QuerySet[Client]:
    """The clients that `actor` may see, those in force first."""
    return (
        Client.objects.filter(visible(actor))
        .select_related("agency")
        .order_by(F("revoked_at").desc(nulls_first=True), "-expires_at", "pk")
    )


def client_for(actor: Actor, public_id: str) -> Client:
    """One client; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    browser = clients_for(actor).filter(public_id=public_id).first()
    if browser is None:
        raise NotFound("accounts.client.not_found")
    return browser
