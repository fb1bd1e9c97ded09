"""What verification says of deliveries and enquiries: nothing of an honest register, and each grant, confirmation and answer that was forced or forged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.trade.deliveries.services import deliveries, enquiries
from ifar.trade.models import Authorisation
from ifar.trade.services import deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.trade.making import (
    PAPERS,
    a_delivery,
    a_file,
    a_paper,
    an_application,
    an_enquiry,
    an_imported_firearm,
    assessed,
    granted,
    proved,
    ready,
)

OPEN = "CREATE OR REPLACE FUNCTION trade_unverified(to_whom text, on_day date) RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text'"


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """A delivery that was confirmed and one that was not; a letter that was answered; and a grant past the hold of the second."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
        pytest.MonkeyPatch.context() as patch,
    ):
        alice, bob = cast.actor("alice"), cast.actor("bob")
        made, consignee, _papers = ready(alice, bob)
        granted(alice, bob, made)
        whole = a_delivery(alice, made, days_ago=90)
        proved(alice, whole)
        deliveries.confirm(actor=bob, delivery_id=whole, received_on=today())
        a_delivery(alice, made, days_ago=80)
        an_imported_firearm(cast.actor("heidi"), "BER-0001")
        asked = an_enquiry(alice, serials=["BER-0001", "BER-0002"])
        enquiries.answer_enquiry(actor=bob, enquiry_id=asked, answer="in_part")
        with database.connect() as owner:
            owner.execute(OPEN)
            owner.commit()
        patch.setattr(deciding, "refusing", lambda *_asked: [])
        forced, file = an_application(alice, consignee=consignee), a_file(alice)
        for kind, country in PAPERS:
            a_paper(alice, forced, consignee, kind, country, verifier=bob, file=file)
        assessed(alice, forced)
        granted(alice, bob, forced)
        yield register


def _forced() -> str:
    return Authorisation.objects.order_by("-id").values_list("public_id", flat=True)[0]


def test_a_grant_past_an_unverified_delivery_is_named_and_nothing_else(desk: Register, db) -> None:
    says = desk.says(of=("trade", "acts"))
    assert list(says) == [f"not_allowed authorisation {_forced()}, act 5"]


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE trade_delivery SET released = true", "released"),
        ("UPDATE trade_delivery SET state = 'confirmed' WHERE state = 'awaited'", "state"),
        ("UPDATE trade_delivery SET due_on = due_on + 300", "due_on"),
        ("UPDATE trade_delivery SET goods = '[]'", "goods"),
        ("UPDATE trade_delivery SET file = '' WHERE file <> ''", "file"),
        ("DELETE FROM trade_delivery", "delivery"),
        ("UPDATE trade_enquiry SET answer = 'arrived'", "answer"),
        ("UPDATE trade_enquiry SET arrived = '[]'", "arrived"),
        ("UPDATE trade_enquiry SET serials = '{}'", "serials"),
        ("DELETE FROM trade_enquiry", "enquiry"),
    ],
    ids=lambda text: text[:60],
)
def test_each_alteration_is_named(desk: Register, alteration: str, named: str) -> None:
    off = without_triggers("trade_delivery", "trade_enquiry")
    says = desk.says("SET LOCAL session_replication_role = replica", *off, alteration, of=("trade", "acts"))
    assert any(named in text and "not_allowed" not in text for text in says), says


@pytest.mark.parametrize(
    ("forged", "of_type"),
    [
        (
            """UPDATE trade_event SET changes = changes || '{"due_on": "2030-01-01"}' WHERE kind = 'expected'""",
            "delivery",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"goods": []}' WHERE kind = 'expected'""",
            "delivery",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"received_on": "2099-01-01"}' WHERE kind = 'confirmed'""",
            "delivery",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"proof": "receipt"}' WHERE kind = 'proved'""",
            "delivery",
        ),
        (
            "UPDATE ledger_entry l SET actor = (SELECT o.actor FROM ledger_entry o JOIN trade_event e ON e.id = o.entry WHERE e.kind = 'confirmed') "
            "FROM trade_event e WHERE e.id = l.entry AND e.kind = 'proved'",
            "delivery",
        ),
        (
            "UPDATE ledger_entry l SET agency = (SELECT public_id FROM accounts_agency WHERE kind = 'dealer' LIMIT 1) "
            "FROM trade_event e WHERE e.id = l.entry AND e.kind = 'confirmed'",
            "delivery",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"answer": "arrived"}' WHERE kind = 'answered'""",
            "enquiry",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"answer": "arrived", "arrived": [{"serial": "BER-0001", "firearm": "F"}, """
            """{"serial": "BER-0002", "firearm": "F"}]}' WHERE kind = 'answered'""",
            "enquiry",
        ),
        (
            "UPDATE trade_event SET changes = replace(changes::text, 'BER-0001', 'BER-0003')::jsonb WHERE record_type = 'enquiry'",
            "enquiry",
        ),
        (
            "UPDATE ledger_entry l SET actor = (SELECT o.actor FROM ledger_entry o JOIN trade_event e ON e.id = o.entry WHERE e.kind = 'answered') "
            "FROM trade_event e WHERE e.id = l.entry AND e.kind = 'received'",
            "enquiry",
        ),
    ],
    ids=lambda text: text[:90],
)
def test_each_forgery_is_named(desk: Register, db, forged: str, of_type: str) -> None:
    off = without_triggers("ledger_entry", "trade_event")
    says = desk.says("SET LOCAL session_replication_role = replica", *off, forged, of=("trade", "acts"))
    assert any(text.startswith(f"not_allowed {of_type} ") for text in says), says
