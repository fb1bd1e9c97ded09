"""A maker's own program records ranges: sent again, a batch changes nothing; half of it refused leaves the other half and says which."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from ifar.accounts.services import acts, clients, proposals
from ifar.bulk.models import Batch
from ifar.bulk.services import running
from ifar.registry.models import Firearm
from ifar.registry.services.manufacture import PRODUCED
from tests import cast
from tests.bulk.making import PISTOL

SCOPES = ["registry:event:record", "registry:firearm:read", "accounts:agency:read"]


@pytest.fixture
def send(peopled_db):
    """What the program of the Small Arms Works asks: path and body -> the answer."""
    ken = cast.actor("ken")
    asked = clients.propose(
        actor=ken, name="Serial book", agency=cast.agency("works").public_id, scopes=SCOPES,
        expires_at=acts.now() + dt.timedelta(days=9), reason="the maker's own program",
    )  # fmt: skip
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    bearer = f"Bearer {clients.take_token(actor=ken, client=asked.object)}"
    headers = {"Authorization": bearer, "Ifar-Purpose": "stock"}

    def ask(path, body=None, key=""):
        more = {**headers, **({"Idempotency-Key": key} if key else {})}
        if body is None:
            return Client().get(path, headers=more)
        return Client().post(path, json.dumps(body), "application/json", headers=more)

    return ask


def test_the_same_batch_sent_three_times_changes_nothing(send):
    body = {"act": PRODUCED, "said": PISTOL, "things": ["W0001-W0010"]}
    sent = [send("/api/batches", body, "day 7") for _ in range(3)]
    assert [item.status_code for item in sent] == [201] * 3, sent[0].content
    assert len({item.content for item in sent}) == 1
    assert (Batch.objects.count(), Firearm.objects.count()) == (1, 10)
    # Without a key it is another batch, and the register refuses every number of it.
    again = send("/api/batches", body).json()
    assert (again["state"], again["refused"], again["written"]) == ("previewed", 10, 0)
    assert Firearm.objects.count() == 10


def test_half_refused_leaves_the_other_half_and_says_which(send):
    send("/api/batches", {"act": PRODUCED, "said": PISTOL, "things": ["W0001-W0004"]})
    result = send("/api/batches", {"act": PRODUCED, "said": PISTOL, "things": ["W0001-W0008"]}).json()
    assert (result["state"], result["written"], result["refused"]) == ("ended", 4, 4)
    results, after = [], ""
    while after is not None:
        page = send(f"/api/batches/{result['id']}/rows?limit=3&after={after}").json()
        results += page["items"]
        after = page["after"]
    assert [item["n"] for item in results] == list(range(1, 9))
    assert [item["result"] for item in results] == ["refused"] * 4 + ["done"] * 4
    assert {item["reasons"][0]["code"] for item in results[:4]} == {"registry.precondition.serial_unique"}
    assert all(item["entry"] and item["id"].startswith("F") for item in results[4:])


def test_a_long_batch_is_carried_out_in_the_background_as_the_program(send, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 5)
    result = send("/api/batches", {"act": PRODUCED, "said": PISTOL, "things": ["W0001-W0010"]}).json()
    assert (result["state"], result["done"]) == ("running", 0)
    running.work(result["id"])
    assert send(f"/api/batches/{result['id']}").json()["written"] == 10
    only = send("/api/batches", {"act": PRODUCED, "said": PISTOL, "things": ["V1"], "preview": True}).json()
    assert only["state"] == "previewed"
    assert send(f"/api/batches/{only['id']}/begun", {}).json()["state"] == "ended"


def test_what_can_be_done_is_told_with_what_it_asks(send):
    (first, *_rest) = send("/api/batches/acts").json()["items"]
    assert first["act"] == PRODUCED
    assert {"make", "model"} <= set(first["said"]["properties"])
    wrong = send("/api/batches", {"act": PRODUCED, "said": {}, "things": ["W1"]})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "bulk.said")
    assert (
        send("/api/batches", {"act": "custody.chain_handed", "said": {}, "things": ["X"]}).status_code == 404
    )


def test_what_no_row_can_hold_is_refused(send):
    result = send("/api/batches", {"act": PRODUCED, "said": PISTOL, "things": ["W\0 1", "W2"]}).json()
    assert (result["written"], result["refused"]) == (1, 1)
    for sign, thing in (("\0", "W3"), ("\ud800", "W4")):
        values = {**PISTOL, "lot": f"L{sign}"}
        answer = send("/api/batches", {"act": PRODUCED, "said": values, "things": [thing]})
        assert answer.status_code in (400, 422), answer.content
    assert Firearm.objects.count() == 1
