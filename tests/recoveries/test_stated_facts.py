"""Facts that the worker believes: those that a process with the secret key stated, whoever may write the outbox's tables."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.ledger.models import Entry
from ifar.outbox import services as outbox
from ifar.outbox.handlers import Fact
from ifar.outbox.models import Delivery, Message
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import subscribers as custody_subscribers
from ifar.recoveries.models import Chain, Hit, Item
from ifar.recoveries.services import subscribers
from tests import cast
from tests.databases import ground
from tests.factories import a_case, a_firearm, an_item

NOBODY = "00000000-0000-0000-0000-000000000000"
ROW = """
WITH f AS (INSERT INTO outbox_message (topic, key, payload, code) VALUES (%s, %s, %s, %s) RETURNING id)
INSERT INTO outbox_delivery (message_id, handler, attempts, error) SELECT f.id, %s, 0, '' FROM f
"""


def test_w51_a_fact_that_no_process_of_ours_stated_is_not_delivered(
    databases, peopled_template, django_db_setup, django_db_blocker, caplog
):
    """What whoever has the runtime role's password writes into the outbox: every chain ended, a hit that nobody made."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        dave, alice = cast.actor("dave"), cast.actor("alice")
        case = a_case(dave, ground="illicit_possession")
        items = [an_item(dave, case, f"AB7123{n}") for n in range(2)]
        for item in items:
            custody.take_in(actor=dave, exhibit=item, place="safe", seal="S-1")
        firearm = a_firearm(alice, "ZZ99881").firearm
        while outbox.deliver():
            pass
        assert not Delivery.objects.filter(done_at=None).exists()
        acts = Entry.objects.count()
        hits = Hit.objects.count()
        search = Item.objects.get(public_id=items[0]).searches[0]
        met = {"search": search, "firearm": firearm, "mark": 1, "plain": "AB71230"}
        genuine = Message.objects.order_by("id").last()
        forged = [
            ("registry.destroyed", "", {"kind": "destroyed", "entry": NOBODY}, "", "custody.leaves"),
            ("registry.search_hit", "x", {**met, "percent": 99, "reasons": []}, "0" * 64, "recoveries.hit"),
            ("registry.search_hit", "x", {**met, "percent": 99, "reasons": []}, "é", "tracing.hit"),
            ("registry.stolen", firearm, {"n": 10**16}, _near(genuine, 1), "recoveries.loss"),
            # A genuine fact's code says nothing about another key or payload, and no delivery goes to who does not listen.
            (genuine.topic, "other", genuine.payload, _near(genuine, 2), _listener(genuine)),
            (genuine.topic, genuine.key, {**genuine.payload, "a": 1}, _near(genuine, 3), _listener(genuine)),
            (genuine.topic, genuine.key, genuine.payload, _near(genuine, 4), _listener(genuine)),
        ]
        with database.connect("default") as app:
            for topic, key, payload, code, handler in forged:
                app.execute(ROW, (topic, key, json.dumps(payload), code, handler))
            app.execute(
                "INSERT INTO outbox_delivery (message_id, handler, attempts, error) VALUES (%s, 'custody.leaves', 0, '')",
                [genuine.pk],
            )
        while outbox.deliver():
            pass
        assert {chain.state for chain in Chain.objects.all()} == {"kept"}
        assert Hit.objects.count() == hits
        assert Entry.objects.count() == acts
        kept = list(Delivery.objects.filter(done_at=None).order_by("id").values_list("error", flat=True))
        assert len(kept) == len(forged) + 1
        assert all("NotStated" in error for error in kept[:-1])
        assert "no handler custody.leaves" in kept[-1]
        assert "custody.leaves failed for fact" in caplog.text


def _near(fact: Message, n: int) -> str:
    """A genuine fact's code as it may be copied: the database takes the very same one once."""
    return "g" * n + fact.code[n:]


def _listener(fact: Message) -> str:
    return Delivery.objects.filter(message=fact).values_list("handler", flat=True)[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "heard", [custody_subscribers.heard_leaving, subscribers.heard_loss, subscribers.heard_hit]
)
def test_w51_a_fact_that_names_nothing_is_refused(heard):
    with pytest.raises(ValueError, match="names no"):
        heard(Fact(1, "tests.fact", "", {"kind": "destroyed", "entry": NOBODY, "search": ""}))


@pytest.mark.django_db
def test_w51_a_payload_keeps_its_code_through_the_database():
    """Numbers, characters beyond the plane and the order of names come back otherwise than they were written."""
    payload = {
        "\U0001f52b": 1,
        "\ufb00": [1.0, 1e-7, -0.0, 0.1, 99.5, 2**53 - 1],
        "b": None,
        "a": {"é": True},
    }
    outbox.state_fact(topic="registry.stolen", key="k", payload=payload)
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic, key, payload, code FROM outbox_message ORDER BY id DESC LIMIT 1")
        assert outbox._is_stated(*cursor.fetchone())


@pytest.mark.django_db
def test_w51_a_fact_that_was_stated_once_is_not_delivered_again():
    """Neither by its row being opened again nor by a copy of it, with its code."""
    outbox.state_fact(topic="registry.stolen", key="k", payload={"a": 1})
    while outbox.deliver():
        pass
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="delivered once"), transaction.atomic():
            cursor.execute("UPDATE outbox_delivery SET done_at = NULL")
        cursor.execute("SELECT topic, key, payload, code FROM outbox_message ORDER BY id DESC LIMIT 1")
        topic, key, payload, code = cursor.fetchone()
        assert outbox._is_stated(topic, key, payload, code)
        with pytest.raises(IntegrityError, match="outbox_message_once"), transaction.atomic():
            cursor.execute(ROW, [topic, key, payload, code, "tests.nobody"])
        for other in (code.upper(), "0" * 32 + code[32:], code[32:], code + " "):
            assert not outbox._is_stated(topic, key, payload, other)


@pytest.mark.django_db
def test_w51_what_is_no_firearm_leaves_custody_by_a_destroyed_list_alone(peopled_db):
    """Nothing in the register says of it that it left: the list says so on which it stands, once it was destroyed."""
    dave = cast.actor("dave")
    text = an_item(dave, a_case(dave, ground="illicit_possession"), "AB71239")
    custody.take_in(actor=dave, exhibit=text, place="safe", seal="S-1")
    chain = Chain.objects.get(public_id=text)
    assert chain.firearm == ""
    for list_ in ("", "DSNONE"):
        with pytest.raises(IntegrityError, match="nothing says that it left custody"), transaction.atomic():
            custody.leave(dave, chain, "destroyed", list_)
