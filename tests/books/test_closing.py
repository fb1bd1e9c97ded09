"""A trader's book is closed and goes to the authority in one act; nothing is lost, and nobody at the trader's enters anything any more (issue 27, line 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.accounts.services import proposals
from ifar.books.models import Closing, Count
from ifar.books.services import closing, counts, sales
from ifar.books.services.writing import RECORDER
from ifar.bulk.models import Batch
from ifar.bulk.services import batches, running
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.licensing.models import Offer
from ifar.licensing.services import offers
from ifar.registry.models import BookLine, Firearm
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import READS_CLOSED_BOOK
from ifar.tracing.selectors import traders
from ifar.tracing.services import chains
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.books.story import stocked
from tests.bulk.making import a_maker, produced
from tests.factories import a_licence, a_person, an_account
from tests.licensing.test_transfers import of_category
from tests.tracing.conftest import searching

pytestmark = pytest.mark.django_db


def proposed(officer: Any, trader: str, **said: Any) -> str:
    """The authority asks that a book is closed."""
    result = {"ground": "ceased", "since": timezone.localdate(), "reason": "They retire.", **said}
    return closing.propose(actor=officer, book_id=trader, **result).public_id


def closed(officer: Any, head: Any, trader: str, **said: Any) -> Closing:
    """The book is closed by two, and its stock is in deposit."""
    asked = proposed(officer, trader, **said)
    assert proposals.decide(actor=head, proposal=asked, verdict="approve", reason="Seen.").executed
    for batch in Batch.objects.filter(state="running"):
        running.work(batch.public_id)
    return Closing.objects.get(public_id=trader)


def lent(ivan: Any, serial: str) -> str:
    """A pistol of the stock that is in repair elsewhere."""
    thing = stocked(ivan, serial)
    event = NewEvent(
        "repair_handed_over",
        {"repairer": cast.agency("works").public_id, "return_date": str(timezone.localdate())},
        day(timezone.localdate()),
    )
    record_event(actor=ivan, firearm=thing, event=event)
    return thing


def test_two_people_close_it_and_custody_of_each_arm_is_somebodys(alice, bob, ivan, signed_in):
    stock, away = [stocked(ivan, f"STOCK{n:03}") for n in range(3)], lent(ivan, "AWAY0001")
    before = set(BookLine.objects.filter(holder=ivan.agency).values_list("entered", flat=True))
    page = signed_in("alice").get(f"/books/{ivan.agency}/closing/").content.decode()
    assert "Submit closure for approval" in page
    record = closed(alice, bob, ivan.agency, order="D-12/2026")
    assert (record.agency.public_id, record.ground, record.depositary) == (
        alice.agency,
        "ceased",
        alice.agency,
    )
    for thing in stock:
        firearm = Firearm.objects.select_related("agency").get(public_id=thing)
        assert (firearm.state, firearm.custodian, firearm.owner) == (
            "deposited_revoked",
            alice.agency,
            ivan.agency,
        )
        assert firearm.agency.public_id == alice.agency, "the authority keeps the record"
    firearm = Firearm.objects.get(public_id=away)
    assert (firearm.state, firearm.custodian) == ("in_repair", cast.agency("works").public_id), "as it was"
    assert set(BookLine.objects.filter(holder=ivan.agency).values_list("entered", flat=True)) == before
    assert not Firearm.objects.filter(custodian=ivan.agency).exists()
    shown = signed_in("alice").get(f"/books/{ivan.agency}/closing/").content.decode()
    assert "The trader ceased trading" in shown
    assert "3 of 3 done" in shown
    assert "In repair" in shown
    result = signed_in("alice").get(f"/books/{ivan.agency}/").content.decode()
    assert "This book is closed" in result
    assert "Close the book" not in result
    assert signed_in("alice").get("/books/").content.decode().count("Closed</span>") == 1


def test_a_book_of_which_nothing_goes_into_deposit_is_closed_and_its_count_ends(alice, bob, signed_in):
    """What a maker has not finished cannot be put into deposit; that keeps no book open, and no count runs on."""
    maker = a_maker()
    for own in (maker, cast.actor("ivan")):
        running_count(own)
    [made] = batches.done_of(produced(maker, "UNFIN001"))
    record = closed(alice, bob, maker.agency)
    assert closing.in_hand(maker.agency) == [made]
    assert [count.state for count in Count.objects.order_by("id")] == ["ended", "counting"]
    with pytest.raises(Refused) as raised:
        closing.deposit(actor=alice, book_id=record.public_id)
    assert raised.value.reasons[0].code == "books.closing.nothing"
    page = signed_in("alice").get(reverse("books:count", args=[Count.objects.earliest("id").public_id]))
    assert "It ended when the book was closed" in page.content.decode()
    going_on = Count.objects.latest("id")
    with pytest.raises(Refused), transaction.atomic():
        RECORDER.record(alice, "count", "ended", going_on)


def running_count(own: Any) -> str:
    """A count of a shop that nobody closes."""
    able = replace(own, permissions=own.permissions | {counts.COUNT})
    return counts.begin(actor=able)


def test_offers_end_and_their_sides_are_told(alice, bob, ivan, signed_in):
    amina = a_person(alice)
    licence, thing = a_licence(alice, bob, amina), of_category(ivan, "SALE0001")
    account = an_account(alice, amina)
    sale = sales.sell(actor=ivan, firearm=thing, buyer=licence)
    maker = a_maker()
    bought = stocked(maker, "MAKER005", kind="maker")

    to_ivan = offers.make(
        actor=maker, firearm=bought, firearm_n=1, buyer=ivan.agency, transfer="wholesale_transferred", seller=maker.agency, blind=True,
    )  # fmt: skip
    closed(alice, bob, ivan.agency)
    assert {offer.state for offer in Offer.objects.filter(public_id__in=(sale.public_id, to_ivan))} == {
        "ended"
    }
    [notice] = Notice.objects.filter(kind="licensing.offer_ended", object=to_ivan)
    assert notice.agency.public_id == maker.agency
    assert Notice.objects.filter(kind=closing.CLOSED, agency__public_id=ivan.agency).exists()
    assert "Ended: the trader has closed" in signed_in(account).get("/mine/offers/").content.decode()


def test_the_traders_people_read_their_book_and_do_nothing_else(alice, bob, ivan, signed_in):
    stocked(ivan, "READ0001")
    browser = signed_in("ivan")
    closed(alice, bob, ivan.agency)
    ivan = cast.actor("ivan")
    assert ivan.permissions == READS_CLOSED_BOOK
    book = browser.get("/book/").content.decode()
    assert "READ0001" in book
    assert "This book is closed" in book
    assert browser.get(f"/books/{ivan.agency}/closing/").status_code == 200
    assert browser.get(f"/books/{ivan.agency}/book.xlsx").status_code == 200
    assert browser.get("/book/sales/").status_code == 403
    with pytest.raises(Forbidden):
        stocked(ivan, "LATER001")


def test_the_database_refuses_an_entry_of_the_trader_and_what_goes_to_it(alice, bob, ivan):
    thing = stocked(ivan, "PAST0001")
    maker = a_maker()
    bought = stocked(maker, "MAKER005", kind="maker")
    closed(alice, bob, ivan.agency)
    with pytest.raises(Refused, match="with the authority"), transaction.atomic():
        stocked(ivan, "PAST0002")
    event = NewEvent("wholesale_transferred", {"owner_kind": "retailer", "owner": ivan.agency})
    with pytest.raises(Refused, match="with the authority"), transaction.atomic():
        record_event(actor=maker, firearm=bought, event=event)
    assert Firearm.objects.get(public_id=thing).custodian == alice.agency


def test_only_the_authority_over_it_and_once(alice, bob, ivan, dave, judy):
    for other in (ivan, dave, judy):
        with pytest.raises((Forbidden, NotFound)):
            proposed(other, ivan.agency)
    with pytest.raises(Invalid):
        proposed(alice, ivan.agency, since=timezone.localdate() + timezone.timedelta(days=1))
    with pytest.raises(Invalid):
        proposed(alice, ivan.agency, depositary=ivan.agency)
    asked = proposed(alice, ivan.agency)
    with pytest.raises(Forbidden):
        proposals.decide(
            actor=replace(alice, roles=bob.roles, permissions=bob.permissions),
            proposal=asked,
            verdict="approve",
        )
    proposals.decide(actor=bob, proposal=asked, verdict="approve")
    with pytest.raises(Refused):
        proposed(alice, ivan.agency)


def test_whose_book_is_closed_is_asked_no_trace_any_more(alice, bob, ivan, erin):
    """The authority answers from the book; the trader is on no list, and the database holds it too."""
    request = searching(erin, agreement="protocol")
    assert ivan.agency in dict(traders())
    closed(alice, bob, ivan.agency)
    assert ivan.agency not in dict(traders())
    with pytest.raises(Invalid) as refused:
        chains.ask_trader(actor=erin, request_id=request, trader=ivan.agency)
    assert [reason.code for reason in refused.value.reasons] == ["tracing.step.closed_book"]
    with (
        mock.patch.object(chains, "closed_among", return_value=()),
        pytest.raises((Invalid, IntegrityError, Refused)),
    ):
        chains.ask_trader(actor=erin, request_id=request, trader=ivan.agency)


def fill() -> None:
    """A dealer whose book is closed, and a maker who goes on."""
    stocked(cast.actor("ivan"), "STOCK001")
    running_count(cast.actor("ivan"))
    closed(cast.actor("alice"), cast.actor("bob"), cast.agency("ivans").public_id)
    stocked(a_maker(), "MAKER005", kind="maker")


country = filled_once(fill)
OFF = without_triggers(
    "accounts_agency",
    "books_event",
    "books_closing",
    "books_count",
    "ledger_entry",
    "registry_bookline",
    "registry_event",
)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says(of=("books", "registry_bookline")) == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("DELETE FROM books_closing", "closing {trader}"),
        ("UPDATE books_closing SET ground = 'revocation'", "closing {trader}"),
        ("UPDATE books_closing SET since = since - 1", "closing {trader}"),
        ("UPDATE books_closing SET at = at - interval '1 day'", "closing {trader}"),
        ("UPDATE books_closing SET depositary = '{works}'", "closing {trader}"),
        ("UPDATE books_closing SET agency_id = agency_id + 1", "closing {trader}"),
        ("DELETE FROM books_event", "closing {trader}"),
        # A book that nobody closed.
        (
            'INSERT INTO books_closing (public_id, state, n, last_event, compartment, agency_id, ground, since, depositary, "order", at)'
            " SELECT '{works}', state, n, last_event, compartment, agency_id, ground, since, depositary, \"order\", at FROM books_closing",
            "closing {works}",
        ),
        # The entry of a maker is said to be the closed dealer's.
        (
            "UPDATE ledger_entry SET agency = '{trader}' WHERE agency = '{works}'",
            "not_allowed registry.stock_declared of",
        ),
        (
            "UPDATE registry_bookline SET holder = '{trader}' WHERE holder = '{works}'",
            "not_allowed firearm",
        ),
        # A count that goes on in a closed book, and one that ends in a book that nobody closed.
        ("UPDATE books_count SET state = 'counting'", "not_allowed count"),
        ("UPDATE ledger_entry SET agency = '{works}' WHERE act = 'books.count_begun'", "not_allowed count"),
        ("UPDATE accounts_agency SET kind = 'police' WHERE public_id = '{trader}'", "closing {trader}"),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    words = {"trader": cast.agency("ivans").public_id, "works": cast.agency("works").public_id}
    says = country.says(*OFF, alteration.format(**words), of=("books", "registry_bookline"))
    assert any(named.format(**words) in text for text in says), says
