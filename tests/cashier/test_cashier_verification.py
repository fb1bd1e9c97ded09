"""What verification says of the counter: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from ifar.cashier.models import Payment
from ifar.cashier.services import cards, likenesses, payments, tills
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.cashier.conftest import a_till
from tests.cashier.test_cards import a_card_paper, delivered
from tests.cashier.test_payments import decide, paid
from tests.databases import Database
from tests.factories import a_person, a_picture, an_application


def _fill() -> None:
    """A payment that was paid back in part, a till that was closed with a difference, cards, a count, a photo."""
    alice = cast.actor("alice")
    till = a_till(alice)
    person = a_person(alice)
    payment = paid(alice, an_application(alice, person))
    paid(alice, an_application(alice, a_person(alice, "Wei Zhang")), way="card", reference="T-1")
    decide(
        "bob",
        payments.propose_refund(
            actor=alice,
            payment_id=payment.public_id,
            amount=Decimal("5.00"),
            ground="wrong_amount",
            reason="x",
        ),
    )
    tills.count_till(actor=alice, till_id=till, counted=Decimal("119.00"))
    decide("bob", tills.propose_closing(actor=alice, till_id=till, explanation="short", reason="x"))
    delivered(alice)
    cards.issue_card(actor=alice, paper=a_card_paper("Chinua Obi"), prefix="KX-", number=100)
    cards.count_stock(actor=alice, prefix="KX-", counted="101-149")
    likenesses.take_likeness(actor=alice, party=person, what="photo", name="x", content=a_picture())


@pytest.fixture(scope="module")
def desk(fee_database: Database, django_db_blocker, tmp_path_factory) -> Iterator[Register]:
    """That register, filled once: each test takes back what it alters."""
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), patch.context() as at, register_of(fee_database) as register:
        at.setattr("django.conf.settings.IFAR_HOME", tmp_path_factory.mktemp("home"))
        _fill()
        yield register


def test_an_honest_register_says_nothing(desk: Register) -> None:
    assert desk.says() == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE cashier_payment SET amount = 24 WHERE line = 1", "amount"),
        ("UPDATE cashier_payment SET refunded = 0.01 WHERE line = 1", "refunded"),
        ("UPDATE cashier_payment SET payer = 'P0000000000000' WHERE line = 1", "payer"),
        ("DELETE FROM cashier_payment WHERE line = 2", "payment"),
        ("UPDATE cashier_line SET amount = amount - 0.01 WHERE n = 1", "line 1"),
        ("DELETE FROM cashier_line WHERE n = 2", "line 2"),
        ("UPDATE cashier_till SET counted = 120, difference = 0", "counted"),
        ("UPDATE cashier_till SET state = 'counted'", "state"),
        ("UPDATE cashier_card SET number = 101", "number"),
        ("UPDATE cashier_card SET paper = ''", "paper"),
        ("UPDATE cashier_delivery SET last = 150", "last"),
        ("UPDATE cashier_count SET missing = '[]', counted = '[]'", "counted"),
        ("UPDATE cashier_likeness SET file = repeat('0', 64)", "file"),
        ("UPDATE cashier_likeness SET party = 'P0000000000000'", "party"),
        (
            'UPDATE acts_act SET transitions = \'{"": "paid", "paid": "paid"}\' WHERE record_type = \'payment\' AND kind = \'paid\'',
            "acts_act",
        ),
    ],
    ids=lambda text: text[:60],
)
def test_each_alteration_is_named(desk: Register, alteration: str, named: str) -> None:
    tables = ("payment", "line", "till", "card", "delivery", "count", "likeness")
    off = without_triggers(*(f"cashier_{table}" for table in tables))
    says = desk.says("SET LOCAL session_replication_role = replica", *off, alteration)
    assert any(named in text for text in says), says
    assert Payment.objects.exists()
