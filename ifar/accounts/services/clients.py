"""API clients: two people make one, its token is shown once to who asked for it, anyone in charge ends it at once."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts import known
from ifar.accounts import scopes as rules
from ifar.accounts.labels import explained
from ifar.accounts.models import Agency, Client, Proposal
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors import clients as selectors
from ifar.accounts.services import acts, proposals
from ifar.errors import Conflict, Forbidden, Invalid, Refused
from ifar.rights import Actor, require

ACT: Final = "accounts.client"


@transaction.atomic
def propose(
    *, actor: Actor, name: str, agency: str, scopes: Iterable[str], expires_at: dt.datetime, reason: str
) -> Proposal:
    """Ask for an API client of an agency; its identifier is the proposal's object.

    Raises:
        NotFound: the agency is not within the actor's reach.
        Refused: a scope that no client of this agency gets, or no end within a year.
    """
    require(actor, "accounts:client:manage")
    place = agencies.managed_agency(actor, agency)
    wanted = sorted(set(scopes))
    if not name.strip():
        raise Invalid("accounts.client.name", _("A client needs a name."), field="name")
    if reasons := rules.problems(wanted, place.kind, expires_at, acts.now()):
        raise Refused(
            "accounts.client.refused", _("This client is not possible."), reasons=explained(reasons)
        )
    public_id = identifiers.new("C", secrets.token_bytes)
    payload = {
        "client": public_id,
        "name": name.strip(),
        "agency": agency,
        "scopes": wanted,
        "expires_at": acts.text(expires_at),
    }
    return proposals.propose(actor=actor, act=ACT, object=public_id, payload=payload, reason=reason)


def execute(actor: Actor, proposal: Proposal) -> None:
    """Carry out an approved client: it exists, without a token yet."""
    payload = proposal.payload
    place = Agency.objects.get(public_id=payload["agency"])
    entry = acts.write(
        actor=actor,
        schema="client.registered/1",
        act=ACT,
        object=proposal.object,
        payload={**payload, "proposal": proposal.public_id},
        recorded_at=acts.now(),
    )
    Client.objects.create(
        public_id=proposal.object,
        name=payload["name"],
        agency=place,
        scopes=payload["scopes"],
        expires_at=dt.datetime.fromisoformat(payload["expires_at"]),
        proposal=proposal.public_id,
        entry=entry,
    )


@transaction.atomic
def take_token(*, actor: Actor, client: str) -> str:
    """Make the client's token and return it, once and only to the person who asked for the client.

    A token that is lost or has leaked is not renewed: revoke the client and ask for another.

    Raises:
        NotFound: there is no such client within the actor's reach.
        Forbidden: somebody else asked for it.
        Conflict: the token was taken already, or the client has ended.
    """
    require(actor, "accounts:client:manage")
    browser = selectors.client_for(actor, client)
    asked = Proposal.objects.get(public_id=browser.proposal)
    if asked.proposer != actor.id:
        raise Forbidden(
            "accounts.client.not_yours", _("Only the person who asked for this client may take its token.")
        )
    if browser.token_hash is not None or browser.revoked_at is not None or browser.expires_at <= acts.now():
        raise Conflict("accounts.client.taken", _("The token was taken already, or the client has ended."))
    token = known.token_of(f"{selectors.TOKEN}{secrets.token_urlsafe(32)}")
    browser.prefix = selectors.prefix_of(token)
    browser.token_hash = selectors.token_hash(browser.public_id, token)
    browser.save(update_fields=["prefix", "token_hash"])
    _note(actor, client, "token", {"prefix": browser.prefix})
    return token


@transaction.atomic
def revoke(*, actor: Actor, client: str, reason: str) -> None:
    """End a client at once.

    Raises:
        NotFound: there is no such client within the actor's reach.
        Conflict: it was revoked already.
    """
    require(actor, "accounts:client:manage")
    browser = selectors.client_for(actor, client)
    if browser.revoked_at is not None:
        raise Conflict("accounts.client.revoked", _("This client was revoked already."))
    if not reason.strip():
        raise Invalid("accounts.reason", _("Say why; it is kept in the log."), field="reason")
    browser.revoked_at = acts.now()
    browser.save(update_fields=["revoked_at"])
    _note(actor, client, "revoked", {"at": acts.text(browser.revoked_at)}, reason.strip())


def _note(actor: Actor, client: str, kind: str, payload: dict[str, str | None], reason: str = "") -> None:
    acts.write(
        actor=actor,
        schema=f"client.{kind}/1",
        act=f"accounts.client_{kind}",
        object=client,
        payload=payload,
        recorded_at=acts.now(),
        personal={"reason": reason},
    )
