"""API clients: two people make one, its token is shown once, it may do part of what its agency may."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import ProgrammingError, transaction

from ifar.accounts import scopes
from ifar.accounts.models import Client
from ifar.accounts.selectors import clients as selectors
from ifar.accounts.services import acts, clients, proposals
from ifar.errors import Conflict, Forbidden, NotFound, NotSignedIn, Refused
from tests import cast

SCOPES = ["registry:mark:search", "registry:firearm:read"]


def asked(actor, agency="province", scopes=SCOPES, days=30):
    return clients.propose(
        actor=actor,
        name="Counter programme",
        agency=cast.agency(agency).public_id,
        scopes=scopes,
        expires_at=acts.now() + dt.timedelta(days=days),
        reason="the counter's own programme",
    )


@pytest.fixture
def client(ken, laura):
    wanted = asked(ken)
    proposals.decide(actor=laura, proposal=wanted.public_id, verdict="approve")
    return Client.objects.get(public_id=wanted.object)


def test_two_people_make_a_client(ken, laura):
    wanted = asked(ken)
    assert not Client.objects.filter(public_id=wanted.object).exists()
    proposals.decide(actor=laura, proposal=wanted.public_id, verdict="approve")
    made = Client.objects.get(public_id=wanted.object)
    assert made.token_hash is None
    assert sorted(made.scopes) == sorted(SCOPES)


def test_a_token_is_taken_once_by_who_asked(client, ken, laura):
    with pytest.raises(Forbidden):
        clients.take_token(actor=replace(ken, id=laura.id), client=client.public_id)
    token = clients.take_token(actor=ken, client=client.public_id)
    client.refresh_from_db()
    assert token.encode() not in bytes(client.token_hash)
    assert token.startswith(f"ifar_{client.prefix}")
    with pytest.raises(Conflict):
        clients.take_token(actor=ken, client=client.public_id)


def test_the_actor_of_a_token(client, ken):
    token = clients.take_token(actor=ken, client=client.public_id)
    actor = selectors.actor_of_header(f"Bearer {token}", purpose="counter", case="1")
    assert (actor.kind, actor.id, actor.agency) == (
        "client",
        client.public_id,
        cast.agency("province").public_id,
    )
    assert actor.permissions == set(SCOPES)
    assert actor.compartments == {"civilian"}
    assert actor.purpose.purpose == "counter"
    client.refresh_from_db()
    assert client.last_used_at


def test_w51_what_is_kept_of_a_token_opens_no_other_client(client, ken, laura):
    """Whoever writes the database copies the hash of a token that they have to a client of more scopes."""
    wanted = asked(ken, scopes=[*SCOPES, "registry:list:export"])
    proposals.decide(actor=laura, proposal=wanted.public_id, verdict="approve")
    token = "ifar_a-token-that-somebody-has"
    kept = selectors.token_hash(client.public_id, token)
    Client.objects.filter(public_id=wanted.object).update(prefix=selectors.prefix_of(token), token_hash=kept)
    with pytest.raises(NotSignedIn):
        selectors.actor_of_header(f"Bearer {token}")
    Client.objects.filter(pk=client.pk).update(
        prefix=selectors.prefix_of(token),
        token_hash=selectors.token_hash(client.public_id, f"{token}-of-another"),
    )
    actor = selectors.actor_of_header(f"Bearer {token}-of-another")
    assert actor.id == client.public_id, "two of one beginning are told apart"
    with pytest.raises(NotSignedIn):
        selectors.actor_of_header(f"Bearer {token}")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eA==", "Bearer ifar_wrong"])
def test_what_is_no_token(db, header):
    with pytest.raises(NotSignedIn):
        selectors.actor_of_header(header)


def test_a_revoked_or_expired_client_is_nobody(client, ken):
    token = clients.take_token(actor=ken, client=client.public_id)
    clients.revoke(actor=ken, client=client.public_id, reason="leaked")
    with pytest.raises(NotSignedIn):
        selectors.actor_of_header(f"Bearer {token}")
    with pytest.raises(Conflict):
        clients.revoke(actor=ken, client=client.public_id, reason="again")


@pytest.mark.parametrize(
    ("scopes", "days", "code"),
    [
        ([], 30, "accounts.client.no_scope"),
        (["accounts:grant:propose"], 30, "accounts.client.scope"),
        (["registry:event:propose"], 30, "accounts.client.scope"),
        (["no:such:thing"], 30, "accounts.client.scope"),
        (SCOPES, 400, "accounts.client.expiry"),
        (SCOPES, -1, "accounts.client.expiry"),
    ],
)
def test_clients_that_are_not_possible(ken, scopes, days, code):
    with pytest.raises(Refused) as refused:
        asked(ken, scopes=scopes, days=days)
    assert code in {reason.code for reason in refused.value.reasons}


def test_a_client_beyond_reach_is_not_found(client, ken, peter, alice):
    with pytest.raises(NotFound):
        asked(peter)
    with pytest.raises(NotFound):
        clients.revoke(actor=peter, client=client.public_id, reason="x")
    with pytest.raises(Forbidden):
        clients.revoke(actor=alice, client=client.public_id, reason="x")


def test_the_database_keeps_tokens_and_revocations(client, ken):
    clients.take_token(actor=ken, client=client.public_id)
    clients.revoke(actor=ken, client=client.public_id, reason="leaked")
    for change in ({"token_hash": b"x" * 32}, {"revoked_at": None}, {"scopes": ["registry:list:export"]}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Client.objects.filter(pk=client.pk).update(**change)


@pytest.mark.parametrize(
    "scope", ["cashier:payment:take", "licensing:transfer:offer", "licensing:decision:propose"]
)
def test_a_client_is_none_of_two_people(ken, scope):
    with pytest.raises(Refused) as refused:
        asked(ken, scopes=[scope])
    assert [reason.params["scope"] for reason in refused.value.reasons] == [scope]


def test_a_scope_that_was_given_before_the_rule_is_not_used(client, ken, monkeypatch):
    token = clients.take_token(actor=ken, client=client.public_id)
    monkeypatch.setattr(scopes, "never", lambda: frozenset({"registry:firearm:read"}))
    assert selectors.actor_of_header(f"Bearer {token}").permissions == {"registry:mark:search"}
