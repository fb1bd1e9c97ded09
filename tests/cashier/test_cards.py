"""Blank cards by number: delivered once, given to one paper, written off by two people, counted blind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.services import proposals
from ifar.cashier import selectors
from ifar.cashier.models import Card, Count, Delivery
from ifar.cashier.services import cards
from ifar.cashier.services.writing import RECORDER
from ifar.documents.services import withdraw_paper
from ifar.errors import Conflict, Forbidden, IfarError, Invalid, NotFound, Refused
from ifar.licensing.services.papers import issue_about_licence
from tests import cast
from tests.cashier.test_payments import at_once, decide, held_up, until_it_waits
from tests.databases import Database
from tests.factories import a_person

SERIES = {"prefix": "KX-", "width": 6}


def a_card_paper(name: str = "Amina Diallo") -> str:
    """A licence card of a licence; this country asks no fee where nobody loaded its table."""
    from ifar.cashier.services import payments
    from ifar.licensing.models import Licence
    from ifar.licensing.services import applications
    from tests.factories import an_application

    alice, bob = cast.actor("alice"), cast.actor("bob")
    asked = an_application(alice, a_person(alice, name))
    if selectors.rules():
        waiver = payments.propose_waiver(actor=alice, about=asked, ground="hardship", reason="x")
        proposals.decide(actor=bob, proposal=waiver.public_id, verdict="approve")
    grant = applications.propose_grant(actor=alice, application_id=asked, reason="complete")
    proposals.decide(actor=bob, proposal=grant.public_id, verdict="approve")
    licence = Licence.objects.get(application=asked)
    return issue_about_licence(
        actor=alice, licence_id=licence.public_id, kind="licence_card", language="en"
    ).public_id


def delivered(actor, first: int = 100, last: int = 149, **said) -> str:
    return cards.receive_delivery(actor=actor, first=first, last=last, paper="L-1", **{**SERIES, **said})


@pytest.mark.django_db
def test_a_number_is_given_to_one_paper_and_a_paper_has_one_number(alice):
    delivered(alice)
    text, two = a_card_paper(), a_card_paper("Wei Zhang")
    cards.issue_card(actor=alice, paper=text, prefix="kx-", number=100)
    assert selectors.card_of_paper(alice, text).number == 100
    for paper, number, message in (
        (two, 100, "given to a paper"),
        (text, 101, "has a card"),
        (two, 150, "No card"),
    ):
        with pytest.raises(Refused, match=message):
            cards.issue_card(actor=alice, paper=paper, prefix="KX-", number=number)
    withdraw_paper(actor=cast.actor("bob"), paper_id=two, reason="lost")
    with pytest.raises(Refused, match="stands no longer"):
        cards.issue_card(actor=alice, paper=two, prefix="KX-", number=101)
    assert Card.objects.count() == 1


@pytest.mark.django_db
def test_another_office_has_another_safe(alice):
    delivered(alice)
    nina = cast.actor("nina")
    assert not selectors.deliveries_for(nina).exists()
    with pytest.raises(Refused, match="your office"):
        cards.issue_card(actor=nina, paper=a_card_paper(), prefix="KX-", number=100)
    with pytest.raises(NotFound):
        cards.count_stock(actor=nina, prefix="KX-", counted="")
    assert selectors.deliveries_for(cast.actor("judy")).count() == 1


@pytest.mark.django_db
def test_numbers_that_were_delivered_before_are_refused_and_gaps_are_seen(alice):
    delivered(alice)
    for first, last in ((149, 160), (90, 100), (110, 120), (50, 300)):
        with pytest.raises(Refused, match="delivered before"):
            delivered(alice, first, last)
    delivered(alice, 160, 169)
    delivered(alice, 100, 149, prefix="KY-")
    from ifar.cashier.views.cards import _series

    rows = {row["prefix"]: row for row in _series(list(Delivery.objects.all()))}
    assert rows["KX-"]["gaps"] == ["KX-000150 – KX-000159"]
    assert rows["KX-"]["delivered"] == 60
    for wrong in ({"first": 9, "last": 8}, {"prefix": "KX1"}, {"width": 2}, {"last": 5_000_000, "width": 9}):
        with pytest.raises(Invalid):
            delivered(alice, **{"first": 500, "last": 510, **wrong})


@pytest.mark.django_db
def test_a_spoiled_card_takes_two_people_and_frees_its_paper(alice, bob):
    delivered(alice)
    paper = a_card_paper()
    cards.issue_card(actor=alice, paper=paper, prefix="KX-", number=100)
    asked = cards.propose_write_off(actor=alice, prefix="KX-", number=100, ground="misprint", reason="x")
    with pytest.raises(Forbidden):
        decide("alice", asked)
    own = cards.propose_write_off(actor=bob, prefix="KX-", number=101, ground="damaged", reason="x")
    with pytest.raises(Forbidden):
        decide("bob", own)
    details = own.payload["details"]
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(
            bob, "card", "spoiled", own.object, changes=details, details=details, proposal=own.public_id
        )
    decide("bob", asked)
    decide("nina", own)
    assert {(card.number, card.state) for card in Card.objects.all()} == {(100, "spoiled"), (101, "spoiled")}
    with pytest.raises(Refused, match="written off already"):
        cards.propose_write_off(actor=alice, prefix="KX-", number=100, ground="misprint", reason="x")
    cards.issue_card(actor=alice, paper=paper, prefix="KX-", number=102)
    assert selectors.card_of_paper(alice, paper).number == 102
    # The safe stays the office's, whoever decided.
    assert selectors.on_hand(alice.agency_id, "KX-") == [(103, 149)]


@pytest.mark.django_db
def test_the_stock_is_counted_blind_and_gaps_and_doubles_are_flagged(alice):
    delivered(alice)
    cards.issue_card(actor=alice, paper=a_card_paper(), prefix="KX-", number=100)
    count = cards.count_stock(actor=alice, prefix="KX-", counted="KX-000101 - KX-000139, 141-149 100 205")
    assert count.missing == [[140, 140]]
    assert count.extra == [[100, 100], [205, 205]]
    assert cards.count_stock(actor=alice, prefix="KX-", counted="101-149").missing == []
    with pytest.raises(Invalid, match="twice: 103–105"):
        cards.count_stock(actor=alice, prefix="KX-", counted="101-105 103-110")
    assert Count.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("missing", "extra"),
    [([], []), ([[101, 149], [300, 300]], []), ([[101, 148]], []), ([[101, 149]], [[7, 7]])],
)
def test_the_database_refuses_a_count_that_says_something_else(alice, missing, extra):
    delivered(alice)
    sets = {"prefix": "KX-", "counted": [[100, 100]], "missing": missing, "extra": extra}
    with pytest.raises(Conflict), transaction.atomic():
        RECORDER.record(alice, "count", "taken", changes=sets)
    RECORDER.record(alice, "count", "taken", changes={**sets, "missing": [[101, 149]], "extra": []})


@pytest.mark.django_db
def test_the_database_refuses_what_no_delivery_holds_and_a_paper_that_is_no_card(alice):
    delivery, paper = delivered(alice), a_card_paper()
    right = {"prefix": "KX-", "number": 100, "delivery": delivery, "paper": paper}
    for wrong in (
        {"number": 150},
        {"delivery": "J0000000000000"},
        {"prefix": ""},
        {"paper": "V0000000000000"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RECORDER.record(alice, "card", "issued", changes={**right, **wrong})
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(cast.actor("nina"), "card", "issued", changes=right)
    RECORDER.record(alice, "card", "issued", changes=right)
    with pytest.raises(Conflict), transaction.atomic():
        RECORDER.record(alice, "card", "issued", changes=right)
    sets = {"prefix": "KX-", "first": 149, "last": 151, "width": 6, "paper": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(alice, "delivery", "received", changes=sets)


def test_two_clients_never_give_one_number_twice(peopled_db: Database) -> None:
    alice = cast.actor("alice")
    delivered(alice)
    papers = [a_card_paper(name) for name in ("Amina Diallo", "Wei Zhang", "Chinua Obi")]
    acts = [
        lambda paper=paper: cards.issue_card(actor=alice, paper=paper, prefix="KX-", number=100)
        for paper in papers
    ]
    values = at_once(*acts)
    assert values.count("done") == 1, values
    taken = Card.objects.get()
    # And one paper never gets two.
    free = next(paper for paper in papers if paper != taken.paper)
    values = at_once(
        *(
            lambda number=number: cards.issue_card(actor=alice, paper=free, prefix="KX-", number=number)
            for number in (101, 102, 103)
        )
    )
    assert values.count("done") == 1, values
    assert Card.objects.filter(paper=free).count() == 1


def test_a_card_that_is_given_out_while_the_stock_is_counted_waits(peopled_db: Database, monkeypatch) -> None:
    """Between the count's reading and its writing a card is given out: the count stands as it was told, the card comes after it."""
    alice = cast.actor("alice")
    delivered(alice)
    paper = a_card_paper()
    there, on = held_up(monkeypatch, RECORDER, "record")
    values: dict[str, str] = {}

    def run(name: str, act: Callable[[], Any]) -> None:
        try:
            act()
            values[name] = "done"
        except IfarError as error:
            values[name] = type(error).__name__
        finally:
            connection.close()

    count = threading.Thread(
        target=run, args=("count", lambda: cards.count_stock(actor=alice, prefix="KX-", counted="100-149"))
    )
    card = threading.Thread(
        target=run,
        args=("card", lambda: cards.issue_card(actor=alice, paper=paper, prefix="KX-", number=100)),
    )
    count.start()
    assert there.wait(20)
    card.start()
    until_it_waits(card, peopled_db)
    on.set()
    count.join(30)
    card.join(30)
    assert values == {"count": "done", "card": "done"}
    assert (Count.objects.get().missing, Count.objects.get().extra) == ([], [])
