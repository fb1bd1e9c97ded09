"""A trader hears of no trace of what stands in its book: no duty, no notice, no sale that it ends, whoever recorded it (domain.md 9.2; decision 0025)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.books import stock
from ifar.books.services import sales
from ifar.errors import Refused
from ifar.licensing.selectors import terms
from ifar.licensing.services import offers
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.registry.models import Firearm
from ifar.registry.occurred import day
from ifar.registry.selectors.duties import duties_of, overdue_in_book
from ifar.registry.services import overdue
from ifar.registry.services.events import NewEvent, record_event
from ifar.tracing.services import answering
from tests.books.story import stocked
from tests.databases import ground
from tests.factories import a_licence, a_person
from tests.licensing.test_transfers import database_refuses, of_category, without_facts
from tests.tracing.conftest import searching

pytestmark = pytest.mark.django_db


def test_no_duty_and_no_notice_tells_a_trader_of_a_trace(ivan, alice, dave, signed_in):
    gun, today = stocked(ivan, "TRACE001"), timezone.localdate()
    traced = NewEvent(
        "trace_requested", {"purpose": "criminal_investigation"}, day(today - dt.timedelta(days=10))
    )
    record_event(actor=dave, firearm=gun, event=traced)
    for reader in (ivan, alice):
        assert overdue_in_book(reader, ivan.agency, today, 9) == []
    assert duties_of(ivan, today, 9) == []
    for address in ("/", "/book/"):
        assert "Acknowledge the trace request" not in signed_in("ivan").get(address).content.decode()
    overdue.tell_overdue(today)
    [notice] = Notice.objects.filter(object=gun)
    assert notice.agency.public_id == dave.agency, "the office that recorded it"


def test_what_happened_before_a_trace_is_recorded_after_it_as_without_it(ivan, alice, dave):
    """That a second person were asked for would tell the trader that somebody recorded something since."""
    gun, buyer, today = stocked(ivan, "TRACE001"), a_person(alice), timezone.localdate()
    traced = NewEvent("trace_requested", {"purpose": "criminal_investigation"}, day(today))
    record_event(actor=dave, firearm=gun, event=traced)
    sold = day(today - dt.timedelta(days=20))
    record_event(
        actor=ivan,
        firearm=gun,
        event=NewEvent("retail_sold", {"owner_kind": "private", "owner": buyer}, sold),
    )
    assert Firearm.objects.get(public_id=gun).owner == buyer


@pytest.fixture(scope="module", autouse=True)
def where_buyers_wait(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[None]:
    """A State in which who buys waits a day."""
    folder = tmp_path_factory.mktemp("rows")
    row = "waits,waiting_period,,1,Arms Act s. 9,Waiting period,مدة الانتظار,Délai d'attente,Arms Act\n"
    head = "code,about,kinds,days,article,label_en,label_ar,label_fr,source\n"
    (folder / "duty_term.csv").write_text(head + row, "utf-8")
    with ground(databases, peopled_template, django_db_blocker):
        with django_db_blocker.unblock():
            load_folder(actor=JOB, folder=folder, origin="xland")
        terms._terms.cache_clear()
        yield
    terms._terms.cache_clear()


def test_a_pending_sale_goes_on_whoever_traces_the_firearm_meanwhile(
    alice, bob, erin, ivan, signed_in, monkeypatch
):
    """That it became void would tell the trader of the trace, and cost the buyer the days that they waited."""
    thing, amina = of_category(ivan, "AB71234"), a_person(alice)
    licence, browser = a_licence(alice, bob, amina), signed_in("ivan")
    sale = sales.sell(actor=ivan, firearm=thing, buyer=licence).public_id
    results = [browser.get(page).content for page in ("/api/book/sales", "/api/offers")]
    answering.identify(actor=erin, request_id=searching(erin, agreement="protocol"), firearm=thing)
    assert Firearm.objects.get(public_id=thing).n == 2
    assert [browser.get(page).content for page in ("/api/book/sales", "/api/offers")] == results
    assert "No longer good" not in browser.get("/licensing/offers/").content.decode()
    with pytest.raises(Refused) as refused:
        sales.sell(actor=ivan, firearm=thing, buyer=licence)
    assert refused.value.reasons[0].code == "licensing.offer.waits"
    offers.answer(actor=bob, offer_id=sale, confirmed=True, note="in person")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    [ready] = stock.ready_for(ivan)
    assert ready.public_id == sale
    assert "counterparty_confirmed" not in sales.hand_over(actor=ivan, sale_id=sale).unverified
    assert "Recorded" in browser.get("/licensing/offers/").content.decode()


def test_anything_else_that_is_recorded_ends_it(alice, bob, erin, ivan):
    thing, amina = of_category(ivan, "AB71234"), a_person(alice)
    licence = a_licence(alice, bob, amina)
    sales.sell(actor=ivan, firearm=thing, buyer=licence)
    answering.identify(actor=erin, request_id=searching(erin, agreement="protocol"), firearm=thing)
    record_event(actor=ivan, firearm=thing, event=NewEvent("noted", {"text": "seen"}))
    assert not stock.sales_for(ivan).exists()
    event = NewEvent("retail_sold", {"owner_kind": "private", "owner": amina, "licence": licence})
    with without_facts(), database_refuses("has not waited"), transaction.atomic():
        record_event(actor=ivan, firearm=thing, event=event)
