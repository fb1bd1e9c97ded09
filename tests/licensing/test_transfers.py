"""Firearms change hands under licences: the facts in the life cycle, the count in the database, both sides' word."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ifar import identifiers
from ifar.errors import Conflict, Forbidden, IfarError, Refused
from ifar.licensing.services import licences, offers
from ifar.licensing.services.writing import RECORDER
from ifar.parties.services import merge_parties
from ifar.registry import facts
from ifar.registry.models import LicenceUse
from ifar.registry.selectors.licences import held_under, supplied, used
from ifar.registry.services.events import NewEvent, record_event, snapshot_of
from tests import cast
from tests.acting import without_guards
from tests.databases import Database
from tests.factories import a_firearm, a_licence, a_person


def sale(licence: str, owner: str, kind: str = "privately_transferred") -> NewEvent:
    return NewEvent(kind, {"owner_kind": "private", "owner": owner, "licence": licence})


def codes(error: Refused) -> set[str]:
    return {reason.code for reason in error.reasons}


@pytest.fixture
def amina(alice):
    return a_person(alice)


@pytest.fixture
def gun(alice):
    return lambda serial="AB1234", **value: (
        a_firearm(alice, serial, owner=a_person(alice, "Old Owner"), **value).firearm
    )


@pytest.mark.django_db
def test_musthave_7_an_expired_licence_blocks_and_the_quota_counts_down(alice, bob, amina, gun, monkeypatch):
    """Must-have 7: expired licence blocks; quota counts down."""
    import datetime as dt

    from django.utils import timezone

    from ifar.licensing.models import Licence

    text = a_licence(alice, bob, amina, quota=2)
    first, second, third = gun("A1000"), gun("A2000"), gun("A3000")
    assert used([text]) == {}
    record_event(actor=alice, firearm=first, event=sale(text, amina))
    assert used([text]) == {text: (1, 1)}
    record_event(actor=alice, firearm=second, event=sale(text, amina))
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=third, event=sale(text, amina))
    assert codes(refused.value) == {"registry.precondition.quota_left"}
    assert refused.value.article == "national law"
    record_event(actor=alice, firearm=first, event=NewEvent("surrendered", {}))
    record_event(actor=alice, firearm=first, event=NewEvent("confiscated", {"order": "7"}))
    assert used([text]) == {text: (1, 2)}
    record_event(actor=alice, firearm=third, event=sale(text, amina))
    ends = Licence.objects.get().valid_to
    fourth = gun("A4000")
    other = a_licence(alice, bob, a_person(alice, "Chinua Obi"), quota=1)
    holder = Licence.objects.get(public_id=other).holder
    for day, refuses in ((ends, False), (ends + dt.timedelta(days=1), True)):
        with monkeypatch.context() as moved:
            moved.setattr(timezone, "localdate", lambda *_, day=day: day)
            answered = supplied(alice, snapshot_of(alice, fourth), _proposed(other, holder))
            assert answered.answers["buyer_permit_covers_category"] is not refuses, day


def _proposed(licence: str, owner: str) -> Any:
    from ifar.registry.lifecycle.acts import Proposed

    return Proposed(
        "privately_transferred",
        "licensing_authority",
        {"owner": owner, "owner_kind": "private", "licence": licence},
    )


@pytest.mark.django_db
def test_a_suspended_buyer_is_refused_with_the_article(alice, bob, amina, gun):
    text, thing = a_licence(alice, bob, amina), gun()
    licences.suspend(actor=alice, licence_id=text, ground="inquiry", reason="x")
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=thing, event=sale(text, amina))
    assert "registry.precondition.buyer_permit_covers_category" in codes(refused.value)
    assert "EU 2021/555 art. 5, 6" in {reason.article for reason in refused.value.reasons}


def of_category(dealer, serial):
    """A firearm in a dealer's book whose category the authority entered."""
    enters = replace(dealer, permissions=dealer.permissions | {"registry:category:set"})
    return a_firearm(enters, serial, state="in_stock_retail").firearm


@pytest.mark.django_db
@pytest.mark.parametrize("categorised", [True, False])
def test_a_dealer_learns_nothing_of_a_licence_by_its_number(alice, bob, ivan, amina, signed_in, categorised):
    """None of this number, another's, not in force: one answer over HTTP, byte by byte, for an offer and for a sale."""
    stopped, others = a_licence(alice, bob, amina), a_licence(alice, bob, a_person(alice, "Chinua Obi"))
    licences.suspend(actor=alice, licence_id=stopped, ground="medical", reason="x")
    nobodys = identifiers.new("L", lambda size: bytes(range(size)))
    thing = of_category(ivan, "AB1240") if categorised else a_firearm(ivan, state="in_stock_retail").firearm
    browser, offered, sold = signed_in("ivan"), set(), set()
    nobody = identifiers.new("P", lambda size: bytes(range(size)))
    for number, buyer in (
        (stopped, amina),
        (others, amina),
        (nobodys, amina),
        (stopped, nobody),
        (nobodys, nobody),
    ):
        values = {"buyer": buyer, "transfer": "retail_sold", "licence": number}
        answer = browser.post(f"/api/firearms/{thing}/offers", values, content_type="application/json")
        body = answer.json()["error"]
        body.pop("request")
        offered.add((answer.status_code, json.dumps(body)))
        with pytest.raises(Refused) as refused:
            record_event(actor=ivan, firearm=thing, event=sale(number, amina, "retail_sold"))
        sold.add(str(refused.value.reasons))
    assert len(offered) == 1, offered
    assert next(iter(offered))[0] == 409
    assert len(sold) == 1, "\n".join(sold)


@pytest.mark.django_db
def test_a_dealer_is_not_told_who_is_in_the_register(alice, bob, ivan, signed_in):
    """An offer that names no licence is made to whoever is named: whether they are there is asked when they confirm."""
    browser, rows = signed_in("ivan"), set()
    nobody = identifiers.new("P", lambda size: bytes(range(size)))
    for number, buyer in enumerate((a_person(alice), nobody)):
        thing = of_category(ivan, f"AB125{number}")
        values = {"buyer": buyer, "transfer": "retail_sold"}
        answer = browser.post(f"/api/firearms/{thing}/offers", values, content_type="application/json")
        rows.add((answer.status_code, *answer.json()))
    assert rows == {(201, "id")}


@pytest.mark.django_db
def test_a_dealer_who_does_not_see_the_licence_is_told_whom_to_ask(alice, bob, ivan, amina):
    text = a_licence(alice, bob, amina)
    thing = a_firearm(ivan, state="in_stock_retail").firearm
    licences.suspend(actor=alice, licence_id=text, ground="medical", reason="x")
    with pytest.raises(Refused) as refused:
        record_event(actor=ivan, firearm=thing, event=sale(text, amina, "retail_sold"))
    unconfirmed = "registry.precondition.counterparty_confirmed"
    assert codes(refused.value) == {"registry.precondition.category_known", unconfirmed}, (
        "what is missing on their own side"
    )
    thing = of_category(ivan, "AB1235")
    with pytest.raises(Refused) as refused:
        record_event(actor=ivan, firearm=thing, event=sale(text, amina, "retail_sold"))
    assert codes(refused.value) == {"registry.ask_desk", unconfirmed}
    assert "medical" not in str(refused.value.reasons)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("category", "good"), [("B", True), ("B7", True), ("A", False), ("C", False), ("", False)]
)
def test_the_permit_covers_the_category(alice, bob, amina, gun, category, good):
    text = a_licence(alice, bob, amina, categories=["B"])
    thing = gun(identity={"category": category})
    if good:
        record_event(actor=alice, firearm=thing, event=sale(text, amina))
    else:
        with pytest.raises(Refused) as refused:
            record_event(actor=alice, firearm=thing, event=sale(text, amina))
        known = "buyer_permit_covers_category" if category else "category_known"
        assert codes(refused.value) == {f"registry.precondition.{known}"}
        with (
            without_facts(),
            database_refuses("does not cover" if category else "none of the firearm"),
            transaction.atomic(),
        ):
            record_event(actor=alice, firearm=thing, event=sale(text, amina))


@contextmanager
def database_refuses(why: str) -> Iterator[None]:
    """The database refuses it, and the service says that the licence changed meanwhile."""
    with pytest.raises(Conflict) as refused:
        yield
    assert refused.value.code == "registry.licence.changed_meanwhile"
    assert why in str(refused.value.__cause__)


class without_facts:
    """The register asks nobody: what is refused now, the database refuses."""

    def __enter__(self) -> None:
        self.before = list(facts._suppliers)
        facts._suppliers.clear()

    def __exit__(self, *_: object) -> None:
        facts._suppliers[:] = self.before


@pytest.mark.django_db
def test_whoever_has_a_licence_acquires_under_it(alice, bob, amina, gun):
    """Otherwise nobody could count; whoever has none on record is not known, as before."""
    thing = gun()
    bare = NewEvent(
        "privately_transferred", {"owner_kind": "private", "owner": amina}, paper="permit of 1998"
    )
    assert (
        "buyer_permit_covers_category"
        not in supplied(alice, snapshot_of(alice, thing), _proposed("", amina)).answers
    )
    a_licence(alice, bob, amina)
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=thing, event=bare)
    assert "registry.precondition.buyer_permit_covers_category" in codes(refused.value)


@pytest.mark.django_db
def test_licences_that_come_with_the_firearm_answer_like_those_that_are_asked_for(alice, bob, amina, gun):
    """Read along in the first trip, or by a query of their own: the same answers, whoever takes part."""
    other, thing = a_person(alice, "Chinua Obi"), gun()
    text = a_licence(alice, bob, amina)
    theirs = a_licence(alice, bob, other, kind="acquisition", quota=None)
    results = set()
    for licence, owner in (
        (text, amina),
        ("", amina),
        (theirs, amina),
        (theirs, other),
        ("L0000000000000", ""),
        ("", ""),
    ):
        value = _proposed(licence, owner)
        here = snapshot_of(alice, thing, NewEvent("privately_transferred", value.details))
        assert here.held is not None
        answered = supplied(alice, here, value)
        assert answered == supplied(alice, replace(here, held=None), value), (licence, owner)
        results.add(str(sorted(answered.answers.items())))
    assert len(results) > 2, "the cases do not all answer alike"


@pytest.mark.django_db
def test_a_licence_on_a_joined_record_is_the_persons_own(alice, bob, amina, gun):
    """Joins are followed by a query of their own: what is read along stands for records that nobody joined."""
    again, thing = a_person(alice, "Amina D."), gun()
    text = a_licence(alice, bob, amina)
    merge_parties(actor=bob, public_id=amina, into=again, reason="same card")
    event = sale(text, again)
    assert snapshot_of(alice, thing, event).held is None
    assert record_event(actor=alice, firearm=thing, event=event).n == 2


@pytest.mark.django_db
def test_somebody_elses_licence_does_not_do(alice, bob, amina, gun):
    text, thing, other = a_licence(alice, bob, amina), gun(), a_person(alice, "Somebody Else")
    with pytest.raises(Refused):
        record_event(actor=alice, firearm=thing, event=sale(text, other))
    with without_facts(), database_refuses("not its holder"), transaction.atomic():
        record_event(actor=alice, firearm=thing, event=sale(text, other))


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["L0000000000000"])
def test_a_licence_that_is_not_there_is_refused_by_both(alice, amina, gun, wrong):
    thing = gun()
    with pytest.raises(Refused):
        record_event(actor=alice, firearm=thing, event=sale(wrong, amina))
    with without_facts(), database_refuses("no such licence"), transaction.atomic():
        record_event(actor=alice, firearm=thing, event=sale(wrong, amina))


@pytest.mark.django_db
def test_a_permit_to_acquire_is_spent_once(alice, bob, amina, gun):
    text, first, second = a_licence(alice, bob, amina, kind="acquisition"), gun("A1"), gun("A2")
    record_event(actor=alice, firearm=first, event=sale(text, amina))
    record_event(actor=alice, firearm=first, event=NewEvent("surrendered", {}))
    record_event(actor=alice, firearm=first, event=NewEvent("confiscated", {"order": "7"}))
    with pytest.raises(Refused):
        record_event(actor=alice, firearm=second, event=sale(text, amina))
    with without_facts(), database_refuses("used up"), transaction.atomic():
        record_event(actor=alice, firearm=second, event=sale(text, amina))


@pytest.mark.django_db
def test_what_is_held_under_a_licence_is_seen_as_firearms_are(alice, bob, frank, amina, gun):
    text, thing = a_licence(alice, bob, amina), gun()
    record_event(actor=alice, firearm=thing, event=sale(text, amina))
    assert [firearm.public_id for firearm in held_under(alice, text)] == [thing]
    assert not held_under(frank, text).exists()


# Both sides -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_both_sides_confirm_before_it_is_recorded(alice, bob, amina, gun):
    text, thing = a_licence(alice, bob, amina), gun()
    made = offers.make(
        actor=alice, firearm=thing, firearm_n=1, buyer=amina, transfer="privately_transferred", licence=text
    )
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=thing, event=sale(text, amina))
    assert codes(refused.value) == {"registry.precondition.counterparty_confirmed"}
    with pytest.raises(Forbidden):
        offers.answer(actor=alice, offer_id=made, confirmed=True, note="in person")
    with pytest.raises(Refused) as unsaid:
        offers.answer(actor=bob, offer_id=made, confirmed=True, note=" ")
    assert codes(unsaid.value) == {"licensing.offer.how"}
    offers.answer(actor=bob, offer_id=made, confirmed=True, note="in person")
    done = record_event(actor=alice, firearm=thing, event=sale(text, amina))
    assert "counterparty_confirmed" not in done.unverified


def offer(actor, thing, buyer, licence, transfer="privately_transferred"):
    return offers.make(
        actor=actor, firearm=thing, firearm_n=1, buyer=buyer, transfer=transfer, licence=licence
    )


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["suspended", "category", "unknown", "quota", "other"])
def test_nothing_is_offered_that_could_not_be_recorded(alice, bob, amina, gun, why):
    """The offer is refused when it is made, with the article; it was made, and only the record refused."""
    text = a_licence(alice, bob, amina, quota=1, categories=["B"])
    thing = gun(identity={"category": {"category": "A", "unknown": ""}.get(why, "B7")})
    buyer = a_person(alice, "Somebody Else") if why == "other" else amina
    if why in ("quota", "suspended"):
        record_event(actor=alice, firearm=gun("A9", identity={"category": "B"}), event=sale(text, amina))
    if why == "suspended":
        licences.suspend(actor=alice, licence_id=text, ground="inquiry", reason="x")
    with pytest.raises(Refused) as refused:
        offer(alice, thing, buyer, text)
    name = {"unknown": "category_known", "quota": "quota_left"}.get(why, "buyer_permit_covers_category")
    assert codes(refused.value) == {f"licensing.offer.{name}"}, (
        "what stops it first, not what follows from that"
    )
    assert all(reason.article and reason.message for reason in refused.value.reasons)


@pytest.mark.django_db
def test_nothing_is_confirmed_under_a_licence_that_was_stopped_meanwhile(alice, bob, amina, gun):
    text = a_licence(alice, bob, amina)
    made = offer(alice, gun(), amina, text)
    licences.suspend(actor=alice, licence_id=text, ground="inquiry", reason="x")
    with pytest.raises(Refused) as refused:
        offers.answer(actor=bob, offer_id=made, confirmed=True, note="in person")
    assert refused.value.article == "Directive (EU) 2021/555 art. 5, 6, 10(2)"
    offers.answer(actor=bob, offer_id=made, confirmed=False)


@pytest.mark.django_db
def test_a_dealer_offers_under_no_licence_of_trade_that_was_stopped(alice, bob, ivan, amina):
    trade = a_licence(alice, bob, a_person(alice, "Ivan Petrov"), "dealer", book=ivan.agency)
    text, thing = a_licence(alice, bob, amina), a_firearm(ivan, state="in_stock_retail").firearm
    licences.suspend(actor=alice, licence_id=trade, ground="inquiry", reason="x")
    with pytest.raises(Refused) as refused:
        offer(ivan, thing, amina, text, "retail_sold")
    values = {"licensing.offer.seller_licence", "licensing.offer.category_known"}
    assert codes(refused.value) == values, "one of each side; and a dealer enters no category"


@pytest.mark.django_db
def test_the_database_refuses_both_sides_by_one_person(alice, amina, gun, monkeypatch):
    made = offers.make(actor=alice, firearm=gun(), firearm_n=1, buyer=amina, transfer="privately_transferred")
    monkeypatch.setattr(offers.records, "require_other_side", lambda actor, record: None)
    with (
        pytest.raises(IntegrityError, match=r"licensing\.offer\.other_side"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        offers.answer(actor=alice, offer_id=made, confirmed=True, note="in person")


# Two clients at the same moment ------------------------------------------------------------------------------------------


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do acts on connections of their own at the same moment; what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[place] = act()
        except (IfarError, IntegrityError) as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_no_interleaving_exceeds_a_quota(peopled_db: Database) -> None:
    """Two firearms, one place left; the facts are gathered before either is written, so only the lock can tell."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    for turn in range(4):
        amina = a_person(alice, f"Amina {turn}")
        text = a_licence(alice, bob, amina, quota=1)
        old = a_person(alice, "Old Owner")
        things = [a_firearm(alice, f"Q{turn}{n}000", owner=old).firearm for n in (1, 2)]
        done = together(
            *(partial(record_event, actor=alice, firearm=thing, event=sale(text, amina)) for thing in things)
        )
        assert sum(isinstance(each, Exception) for each in done) == 1, done
        assert used([text]) == {text: (1, 1)}


def test_no_firearm_is_acquired_twice(peopled_db: Database) -> None:
    alice, bob = cast.actor("alice"), cast.actor("bob")
    buyers = [a_person(alice, name) for name in ("Amina Diallo", "Chinua Obi")]
    permits = [a_licence(alice, bob, buyer) for buyer in buyers]
    thing = a_firearm(alice, owner=a_person(alice, "Old Owner")).firearm
    pairs = list(zip(permits, buyers, strict=True))
    done = together(
        *(
            lambda pair=pair: record_event(actor=alice, firearm=thing, event=sale(*pair), expected_n=1)
            for pair in pairs
        )
    )
    assert sum(isinstance(each, Conflict) for each in done) == 1, done
    assert LicenceUse.objects.filter(ended_by__isnull=True).count() == 1


def test_no_application_is_granted_twice(peopled_db: Database, monkeypatch) -> None:
    from ifar.accounts.services import proposals
    from ifar.licensing.models import Licence
    from ifar.licensing.services import applications
    from tests.factories import an_application

    alice, bob, nina = (cast.actor(name) for name in ("alice", "bob", "nina"))
    text = an_application(alice, a_person(alice))
    monkeypatch.setattr(proposals, "ask_once", lambda *_: None)
    asked = [
        applications.propose_grant(actor=alice, application_id=text, reason=why).public_id
        for why in ("one", "two")
    ]
    done = together(
        lambda: proposals.decide(actor=bob, proposal=asked[0], verdict="approve"),
        lambda: proposals.decide(actor=nina, proposal=asked[1], verdict="approve"),
    )
    assert sum(isinstance(each, Exception) for each in done) == 1, done
    assert Licence.objects.count() == 1


def test_a_sale_waits_for_a_suspension_and_is_refused(peopled_db: Database) -> None:
    """The suspension is not committed when the sale gathers its facts; the sale waits for the licence and finds it suspended."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    amina = a_person(alice)
    text = a_licence(alice, bob, amina)
    thing = a_firearm(alice, owner=a_person(alice, "Old Owner")).firearm
    suspended, waits = threading.Event(), threading.Event()

    def stop() -> None:
        with transaction.atomic():
            licences.suspend(actor=bob, licence_id=text, ground="inquiry", reason="x")
            suspended.set()
            waits.wait(20)

    def sell() -> Any:
        suspended.wait(20)
        threading.Timer(0.5, waits.set).start()
        return record_event(actor=alice, firearm=thing, event=sale(text, amina))

    stopped, sold = together(stop, sell)
    assert stopped is None
    assert isinstance(sold, Conflict), sold
    assert sold.code == "registry.licence.changed_meanwhile"
    assert not LicenceUse.objects.exists()


@pytest.mark.django_db
def test_the_page_asks_nothing_that_a_confirmed_offer_answers(signed_in, alice, bob, amina, gun):
    thing = gun()
    licence = a_licence(alice, bob, amina)
    page = f"/firearms/{thing}/record/?kind=privately_transferred"
    asks = "attest-counterparty_confirmed", "attest-buyer_permit_covers_category", "attest-quota_left"
    before = signed_in("alice").get(page).content.decode()
    assert all(name in before for name in asks)
    made = offers.make(
        actor=alice,
        firearm=thing,
        firearm_n=1,
        buyer=amina,
        transfer="privately_transferred",
        licence=licence,
    )
    offers.answer(actor=bob, offer_id=made, confirmed=True, note="in person")
    after = signed_in("alice").get(page).content.decode()
    assert not [name for name in asks if name in after]


@pytest.mark.django_db
@pytest.mark.parametrize("category", ["C", ""])
def test_a_category_on_record_is_nothing_that_nobody_can_verify(alice, amina, gun, category):
    """With no licence named too: it stands on the firearm's page."""
    event = NewEvent("privately_transferred", {"owner_kind": "private", "owner": amina}, paper="V-1")
    done = record_event(actor=alice, firearm=gun(identity={"category": category}), event=event)
    assert ("category_known" in done.unverified) is (not category)
    assert "buyer_permit_covers_category" in done.unverified
