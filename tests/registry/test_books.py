"""What a trader's own book says, and no more: who keeps the record of what was sold, and what of its later life a trader reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.types.json import JsonbLoader

from ifar.accounts.models import Notice
from ifar.accounts.services import proposals
from ifar.errors import NotFound, Refused
from ifar.registry import possession
from ifar.registry.books_replay import REPLAYS
from ifar.registry.lifecycle import RULES
from ifar.registry.lifecycle.states import Legal
from ifar.registry.models import BookLine, Event, Firearm, Mark
from ifar.registry.occurred import day
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors import entry_for, firearm_for, firearms_for, firearms_page
from ifar.registry.selectors.duties import duties_of, passed
from ifar.registry.selectors.firearms import events_for
from ifar.registry.selectors.recent import latest_events
from ifar.registry.services import events, overdue
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.services.proposals import propose_event
from ifar.rights import OWN_BOOK, Actor, compartments_of, permissions_of
from tests import cast
from tests.factories import a_case, a_person, an_item

pytestmark = pytest.mark.django_db

CASE = "P-2026-17/SEIZED"
TODAY = dt.date(2026, 11, 30)


def stocked(trader: Actor, serial: str = "BK4711") -> str:
    """A pistol that came into a dealer's stock by its own declaration, as whoever makes or brings it in first does."""
    marks = (
        {"kind": "serial", "text": serial},
        {"kind": "maker", "text": "Small Arms Works"},
        {"kind": "country", "text": "XX"},
        {"kind": "year", "text": "2026"},
    )
    identity = {"make": "glock", "make_status": "known", "calibre": "9x19", "calibre_status": "known"}
    event = NewEvent(
        "stock_declared", {"owner_kind": "retailer"}, day(dt.date(2026, 1, 5)), identity=identity, marks=marks
    )
    return register_firearm(actor=trader, event=event).firearm


def record(actor: Actor, firearm: str, kind: str, **details: object) -> None:
    values = {name: details.pop(name) for name in ("paper", "place", "marks", "identity") if name in details}
    record_event(
        actor=actor, firearm=firearm, event=NewEvent(kind, details, day(dt.date(2026, 6, 3)), **values)
    )


def sold(ivan: Actor, alice: Actor, firearm: str) -> str:
    buyer = a_person(alice)
    record(ivan, firearm, "retail_sold", owner_kind="private", owner=buyer)
    return buyer


def seized(dave: Actor, firearm: str) -> None:
    """Stolen from its holder, seized under a case, sent to the laboratory."""
    record(dave, firearm, "stolen", taken_from="dwelling", paper=f"Theft {CASE}", place="Marche-sur-Oued")
    record(
        dave,
        firearm,
        "seized",
        ground="illicit_trafficking",
        offences=["terrorism"],
        paper=CASE,
        place="Marche-sur-Oued",
    )
    record(dave, firearm, "sent_to_forensics", seal="S-99", laboratory=cast.agency("laboratory").public_id)


@pytest.fixture
def gone(ivan, alice, dave) -> str:
    """Sold by the dealer, then stolen, seized, and examined."""
    firearm = stocked(ivan)
    sold(ivan, alice, firearm)
    seized(dave, firearm)
    return firearm


def keeper(firearm: str) -> str:
    return str(Firearm.objects.select_related("agency").get(public_id=firearm).agency.public_id)


def test_w02_the_first_sale_passes_the_record_to_the_authority_over_the_trader(ivan, alice):
    firearm = stocked(ivan)
    assert keeper(firearm) == ivan.agency
    sold(ivan, alice, firearm)
    assert keeper(firearm) == cast.agency("province").public_id
    assert Event.objects.get(firearm__public_id=firearm, n=2).changes["agency"] == keeper(firearm)


@pytest.mark.parametrize("kind", ["lost", "stolen", "destroyed_by_state"])
def test_w02_what_leaves_the_trade_otherwise_is_the_authoritys_to_keep_too(ivan, dave, kind):
    firearm = stocked(ivan)
    if kind == "destroyed_by_state":
        record(dave, firearm, "seized", ground="illicit_trafficking", offences=["terrorism"], paper=CASE)
    elif kind == "lost":
        record(ivan, firearm, "lost", ground="loss")
    else:
        record(ivan, firearm, "stolen", taken_from="shop")
    assert keeper(firearm) == cast.agency("province").public_id


def test_w02_what_is_registered_is_the_authoritys_from_the_beginning(ivan):
    event = NewEvent(
        "registered",
        {"state": "in_stock_retail", "owner_kind": "retailer", "owner": ivan.agency},
        marks=({"kind": "serial", "text": "OLD-1"},),
    )
    made = register_firearm(actor=ivan, event=event)
    assert keeper(made.firearm) == cast.agency("province").public_id
    assert firearm_for(ivan, made.firearm).state == "in_stock_retail"


def test_w02_a_trader_sees_a_sold_pistol_as_its_book_left_it(gone, ivan, alice):
    firearm = firearm_for(ivan, gone)
    now = firearm_for(alice, gone)
    assert (now.state, now.n) == ("in_forensics", 5)
    assert (firearm.state, firearm.custody, firearm.legal, firearm.n) == (
        "held_civilian",
        "holder",
        "lawful",
        2,
    )
    assert firearm.last_event == firearm.legal_event or firearm.last_event == firearm.ownership_event
    assert [event.kind for event in firearm.events.all()] == ["stock_declared", "retail_sold"]
    assert firearms_page(ivan).items[0].state == "held_civilian"
    assert next(firearms_for(ivan).iterator()).state == "held_civilian"
    assert {event.kind for event in latest_events(ivan, 20)} == {"stock_declared", "retail_sold"}
    assert not events_for(ivan).filter(kind__in=["stolen", "seized", "sent_to_forensics"]).exists()


def test_w02_pages_and_programs_tell_a_trader_nothing_of_a_case(gone, ivan, signed_in):
    browser = signed_in("ivan")
    pages = [
        "/",
        "/book/",
        f"/firearms/{gone}/",
        f"/firearms/{gone}/events/1/",
        f"/firearms/{gone}/events/2/",
        "/notices/",
        "/firearms/?q=BK4711",
        "/search/?q=BK4711",
        "/api/v1/firearms",
        f"/api/v1/firearms/{gone}",
    ]
    for page in pages:
        value = browser.get(page, follow=True).content.decode()
        for word in (
            CASE,
            "Marche-sur-Oued",
            "forensic",
            "Forensic",
            "Stolen",
            "stolen",
            "Seized",
            "Harbour Police",
            "S-99",
        ):
            assert word not in value, (page, word)
    shown = browser.get(f"/firearms/{gone}/")
    assert "It is no longer in your book" in shown.content.decode()
    assert all(item["kind"] != "now" for item in shown.context["life"]["items"]), "nothing is said of today"
    for n in (3, 4, 5):
        assert browser.get(f"/firearms/{gone}/events/{n}/").status_code == 404
        assert browser.get(f"/firearms/{gone}/events/{n}/proof/").status_code == 404
    roadside = browser.post("/roadside/", {"q": "BK4711"}).content.decode()
    assert gone in roadside
    assert "laboratory" not in roadside.lower()


def test_w02_the_search_of_a_trader_asks_its_own_book(gone, ivan, alice, bob):
    assert search(ivan, Question("BK4711")).hits[0].state == "held_civilian"
    correct(alice, bob, gone, "ZZ9988")
    assert [hit.firearm for hit in search(alice, Question("ZZ9988")).hits] == [gone]
    kept = search(ivan, Question("BK4711")).hits[0]
    assert (kept.firearm, kept.mark_text, kept.as_read.formerly) == (gone, "BK4711", False), (
        "it reads as it did"
    )
    assert search(alice, Question("BK4711")).hits[0].as_read.formerly
    assert not search(ivan, Question("ZZ9988")).hits, (
        "what was put on record after the sale is not in the book"
    )
    assert [mark.text for mark in firearm_for(ivan, gone).marks.all() if mark.kind == "serial"] == ["BK4711"]
    listed = firearms_for(ivan).prefetch_related("marks").get(public_id=gone)
    assert [mark.text for mark in listed.marks.all() if mark.kind == "serial"] == ["BK4711"]
    plain = firearms_for(ivan).get(public_id=gone)
    assert [mark.text for mark in plain.marks.all() if mark.kind == "serial"] == ["BK4711"]


def correct(alice: Actor, bob: Actor, firearm: str, serial: str) -> None:
    n = Mark.objects.get(firearm__public_id=firearm, kind="serial").n
    event = NewEvent("corrected", {"reason": "A digit was misread."}, marks=({"n": n, "text": serial},))
    asked = propose_event(actor=alice, firearm=firearm, event=event, reason="It was misread.")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve", reason="Seen.")


def test_w02_a_trader_records_nothing_of_what_left_its_book_and_learns_nothing_by_trying(
    ivan, alice, dave, gone
):
    quiet = stocked(ivan, "BK4712")
    sold(ivan, alice, quiet)
    refusals = []
    for firearm in (gone, quiet):
        said_of = {
            "noted": {"text": "x"},
            "lost": {"ground": "loss"},
            "stolen": {"taken_from": "shop"},
            "sighted": {"method": "blind_count"},
        }
        for kind, value in said_of.items():
            with pytest.raises(Refused) as caught:
                record(ivan, firearm, kind, **value)
            refusals.append((caught.value.code, str(caught.value.message)))
    assert len(set(refusals)) == 1
    assert refusals[0][0] == "registry.book.left"


def test_w02_the_state_has_its_deadlines_and_the_trader_those_of_its_book(ivan, alice, dave, gone):
    lost = stocked(ivan, "BK4713")
    record(ivan, lost, "lost", ground="loss")
    assert not duties_of(ivan, TODAY, 50)
    results = {item.agency_id for item in passed(dt.date(2026, 7, 5))}
    assert ivan.agency_id not in results
    overdue.tell_overdue(dt.date(2026, 7, 5))
    assert not Notice.objects.filter(agency_id=ivan.agency_id, object__in=[gone, lost]).exists()


def test_w02_what_others_record_of_its_stock_a_trader_reads_without_their_words(ivan, alice, erin):
    firearm = stocked(ivan)
    record(erin, firearm, "diversion_found", way="theft_in_transit", basis="tracing", paper=CASE)
    record(alice, firearm, "blocked", reason="investigation", paper=CASE)
    result = firearm_for(ivan, firearm)
    assert result.state == "in_stock_retail"
    assert result.legal == "blocked"
    assert [event.kind for event in result.events.all()] == ["stock_declared", "blocked"]
    assert result.n == 3
    last = list(result.events.all())[-1]
    assert (last.details, last.paper, last.checks) == ({}, "", {})
    with pytest.raises(NotFound):
        entry_for(ivan, firearm, last.pk)
    assert entry_for(ivan, firearm, result.events.all()[0].pk)
    with pytest.raises(Refused):
        record(ivan, firearm, "retail_sold", owner_kind="private", owner=a_person(alice))


def test_w02_who_looked_at_the_last_event_that_its_book_tells_is_not_told_of_hidden_ones(ivan, erin):
    firearm = stocked(ivan)
    record(erin, firearm, "diversion_found", way="theft_in_transit", basis="tracing", paper=CASE)
    seen = firearm_for(ivan, firearm).n
    assert seen == 1
    event = NewEvent("noted", {"text": "in the safe"})
    record_event(actor=ivan, firearm=firearm, event=event, expected_n=seen)


def test_w02_a_dealer_reads_nothing_of_the_life_before_its_own_line(ivan, alice, dave):
    works = cast.agency("works")
    maker = replace(
        ivan,
        id="U00000000000W",
        agency=works.public_id,
        agency_id=works.pk,
        agency_kind="maker",
        roles=frozenset({"maker"}),
        permissions=permissions_of(frozenset({"maker"})),
        compartments=compartments_of("maker"),
    )
    marks = (
        {"kind": "serial", "text": "MK-0001"},
        {"kind": "maker", "text": "W"},
        {"kind": "country", "text": "XX"},
        {"kind": "year", "text": "2026"},
    )
    firearm = register_firearm(
        actor=maker, event=NewEvent("stock_declared", {"owner_kind": "maker"}, marks=marks)
    ).firearm
    record(maker, firearm, "noted", text="a flaw in the casting")
    record(maker, firearm, "wholesale_transferred", owner_kind="retailer", owner=ivan.agency)
    assert keeper(firearm) == cast.agency("province").public_id
    assert [event.kind for event in firearm_for(ivan, firearm).events.all()] == ["wholesale_transferred"]
    sold(ivan, alice, firearm)
    assert [event.kind for event in firearm_for(maker, firearm).events.all()] == [
        "stock_declared",
        "noted",
        "wholesale_transferred",
    ]
    assert firearm_for(maker, firearm).owner == ivan.agency, "to whom it was passed on, not whose it is now"
    seized(dave, firearm)
    assert firearm_for(maker, firearm).state == "in_stock_retail"
    assert firearm_for(ivan, firearm).state == "held_civilian"


def test_w02_what_is_deposited_elsewhere_has_left_the_book_and_its_end_is_not_told(ivan, alice, dave):
    firearm = stocked(ivan)
    keeper = cast.agency("harbour").public_id
    record(alice, firearm, "deposited", ground="revoked", depositary=keeper, order="O-1")
    record(dave, firearm, "confiscated", order="Judgment 7")
    result = firearm_for(ivan, firearm)
    assert [event.kind for event in result.events.all()] == ["stock_declared", "deposited"]
    assert (result.state, result.legal, result.n) == ("deposited_revoked", "possession_revoked", 2)
    assert firearm_for(alice, firearm).state == "confiscated"
    assert not line_differences()


def test_w02_what_is_deposited_with_a_dealer_stands_in_its_book_and_not_in_its_owners(ivan, alice):
    firearm = stocked(ivan)
    record(
        alice, firearm, "deposited", ground="revoked", depositary=cast.agency("works").public_id, order="O-1"
    )
    lines = {line.holder: line.until for line in BookLine.objects.filter(firearm__public_id=firearm)}
    assert lines == {ivan.agency: 2, cast.agency("works").public_id: None}
    assert not line_differences()


def line_differences() -> list[object]:
    with connection.connection.cursor() as cursor:
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [difference for replay in REPLAYS for difference in replay.check(cursor, None)]


def test_w02_the_law_of_books_is_one_in_rule_and_database():
    with connection.cursor() as cursor:
        for legal in Legal:
            cursor.execute(
                "SELECT registry_is_first_stock(%s), registry_is_in_a_book(%s), registry_is_of_the_hand(%s)",
                [legal] * 3,
            )
            row = (possession.FIRST_STOCK, possession.IN_THE_BOOK, possession.OF_THE_HAND)
            assert cursor.fetchone() == tuple(legal in some for some in row)


def test_w02_the_database_keeps_the_record_from_staying_with_a_trader(ivan, alice):
    firearm = stocked(ivan)
    event = NewEvent(
        "retail_sold", {"owner_kind": "private", "owner": a_person(alice)}, day(dt.date(2026, 6, 3))
    )
    connection.ensure_connection()
    snapshot = replace(events.snapshot_of(ivan, firearm, event), kept_by=None)
    outcome = events.decided(ivan, snapshot, event, people=frozenset({ivan.id}))
    composed = events.compose(ivan, snapshot, event, events.checked(event), outcome)
    assert "agency" not in composed.changes
    with pytest.raises(DatabaseError, match="is kept by"), transaction.atomic():
        events.write(composed)
    assert keeper(firearm) == ivan.agency


def test_w02_a_sale_taken_back_leaves_the_record_with_the_authority_and_the_arm_in_the_book(ivan, alice, bob):
    firearm = stocked(ivan)
    sold(ivan, alice, firearm)
    last = Firearm.objects.get(public_id=firearm).last_event
    asked = propose_event(
        actor=alice,
        firearm=firearm,
        event=NewEvent("annulled", {"reason": "It was not sold.", "event": str(last)}),
        reason="It was not sold.",
    )
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve", reason="Seen.")
    assert keeper(firearm) == cast.agency("province").public_id
    assert firearm_for(ivan, firearm).state == "in_stock_retail"
    lines = (
        BookLine.objects.filter(firearm__public_id=firearm).order_by("since").values_list("since", "until")
    )
    assert list(lines) == [(1, 2), (3, None)]


def test_w02_whoever_reported_a_theft_from_the_shop_is_not_told_of_the_case(ivan, dave):
    firearm = stocked(ivan, "BK4719")
    record(ivan, firearm, "stolen", taken_from="shop")
    an_item(dave, a_case(dave), "BK4719")
    notices = Notice.objects.filter(object=firearm, kind="recoveries.elsewhere").values_list(
        "agency__name", flat=True
    )
    assert list(notices) == ["Provincial Licensing Office"]
    assert not Notice.objects.filter(agency_id=ivan.agency_id).exists()


def test_w02_no_event_of_a_trader_can_be_recorded_on_what_it_cannot_have():
    for kind in ("recovered", "delivery_confirmed"):
        assert not RULES[kind].recorders & OWN_BOOK


def test_w02_what_a_trader_proposed_of_its_stock_is_not_done_to_what_it_has_sold(ivan, alice, bob):
    firearm = stocked(ivan)
    marks = ({"kind": "symbol", "text": "star"}, {"kind": "code", "text": "XX-26-000178"})
    anew = NewEvent("re_marked", {"order": "L-5/2026", "reason": "marks_worn"}, marks=marks)
    asked = propose_event(actor=ivan, firearm=firearm, event=anew, reason="The number is worn.")
    sold(ivan, alice, firearm)
    with pytest.raises(Refused) as caught:
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve", reason="Seen.")
    assert caught.value.code == "registry.book.left"
