"""Whether goods that left arrived: proof, confirmation by another person, the chase list, and the hold on the next authorisation."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.trade.consignments.services import consignments
from ifar.trade.deliveries import selectors as kept
from ifar.trade.deliveries.services import deliveries, enquiries
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Authorisation, Delivery, Enquiry
from ifar.trade.services import deciding
from ifar.trade.services.writing import RECORDER, today
from tests.acting import without_guards
from tests.trade.carrying import packed_consignment
from tests.trade.making import (
    DAY,
    PAPERS,
    a_delivery,
    a_file,
    a_paper,
    a_party,
    an_application,
    an_enquiry,
    an_imported_firearm,
    assessed,
    granted,
    proved,
    ready,
)

FEWER = [GoodsLine(type="pistol", calibre="9x19mm", quantity=98, make="Beretta", model="92FS")]


def _next(alice, bob, consignee) -> str:
    """Another application to a consignee, with its papers, that lacks nothing of its own."""
    made, file = an_application(alice, consignee=consignee), a_file(alice)
    for kind, country in PAPERS:
        a_paper(alice, made, consignee, kind, country, verifier=bob, file=file)
    assessed(alice, made)
    return made


def _refused(alice, bob, made, monkeypatch) -> None:
    """The service refuses it for an earlier delivery, and past the service the database."""
    honest = deciding.refusing
    with pytest.raises(Refused) as refused:
        granted(alice, bob, made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.gate.delivery"]
    monkeypatch.setattr(deciding, "refusing", lambda *_asked: [])
    with pytest.raises(Refused) as refused, transaction.atomic():
        granted(alice, bob, made)
    assert refused.value.code == "trade.gate.delivery"
    monkeypatch.setattr(deciding, "refusing", honest)


def test_an_unverified_delivery_holds_the_next_authorisation_until_it_is_confirmed(
    peopled_db, alice, bob, monkeypatch
):
    made, consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    late = a_delivery(alice, made, days_ago=46)
    following = _next(alice, bob, consignee)
    _refused(alice, bob, following, monkeypatch)
    # Neither a receipt, nor asking somebody, nor part of it lifts the hold.
    proved(alice, late, "receipt")
    with pytest.raises(Refused) as refused:
        deliveries.confirm(actor=bob, delivery_id=late, received_on=today())
    assert refused.value.code == "trade.delivery.confirming"
    deliveries.ask_abroad(actor=alice, delivery_id=late, letter="LV 2026/7")
    _refused(alice, bob, following, monkeypatch)
    proved(alice, late)
    deliveries.confirm(actor=bob, delivery_id=late, received_on=today(), received=FEWER)
    assert Matter.objects.filter(about=late, kind="consignment").count() == 1
    _refused(alice, bob, following, monkeypatch)
    with pytest.raises(Forbidden):  # whoever entered the proof decides nothing
        deliveries.release(actor=alice, delivery_id=late, reason="Two are missing; the police look for them.")
    deliveries.release(actor=bob, delivery_id=late, reason="Two are missing; the police look for them.")
    granted(alice, bob, following)


def test_what_is_not_due_yet_or_wholly_confirmed_holds_nothing(peopled_db, alice, bob):
    made, consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    a_delivery(alice, made, days_ago=45)
    whole = a_delivery(alice, made, days_ago=90)
    proved(alice, whole, "import_document")
    deliveries.confirm(actor=bob, delivery_id=whole, received_on=today() - 50 * DAY)
    granted(alice, bob, _next(alice, bob, consignee))


def test_the_hold_follows_the_consignee_under_another_record(peopled_db, alice, bob, monkeypatch):
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    a_delivery(alice, made)
    for values in ({"name": "Norrland Vapen"}, {"number": "", "name": " NORRLAND vapen AB"}):
        with transaction.atomic():
            _refused(alice, bob, _next(alice, bob, a_party(alice, **values)), monkeypatch)
            transaction.set_rollback(True)
    granted(alice, bob, _next(alice, bob, a_party(alice, name="Skåne Jakt AB", number="SE-1")))


def test_a_delivery_is_confirmed_by_another_person_than_brought_the_proof(peopled_db, alice, bob, nina, ivan):
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    item = a_delivery(alice, made)
    proved(alice, item)
    with pytest.raises(Forbidden) as refused:
        deliveries.confirm(actor=alice, delivery_id=item, received_on=today())
    assert refused.value.code == "trade.delivery.yours"
    with pytest.raises(NotFound):
        deliveries.confirm(actor=nina, delivery_id=item, received_on=today())
    with pytest.raises(Forbidden):  # who exports
        deliveries.confirm(actor=ivan, delivery_id=item, received_on=today())
    delivery = Delivery.objects.get()
    sets = {"received_on": today(), "received": delivery.goods}
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match=r"trade\.delivery\.yours"),
        transaction.atomic(),
    ):
        RECORDER.record(alice, "delivery", "confirmed", delivery, changes=sets)
    for actor in (ivan, nina):  # past the service, an exporter and another licensing office
        with pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(actor, "delivery", "confirmed", delivery, changes=sets)
        assert refused.value.code == "trade.other_office"
    with pytest.raises(Invalid):
        deliveries.confirm(actor=bob, delivery_id=item, received_on=today() + DAY)
    with pytest.raises(Invalid):
        deliveries.confirm(actor=bob, delivery_id=item, received_on=delivery.left_on - DAY)


def test_customs_and_the_authority_abroad_are_asked_and_each_answer_has_its_day(
    peopled_db, alice, bob, heidi
):
    made, _consignee, _papers = ready(alice, bob)
    with pytest.raises(Refused):
        a_delivery(alice, made)
    granted(alice, bob, made)
    with pytest.raises(Invalid):
        a_delivery(alice, made, days_ago=-1)
    item = a_delivery(alice, made)
    assert Delivery.objects.get().due_on == today() - 15 * DAY
    assert deliveries.tell_late(today()) == 1
    assert deliveries.tell_late(today()) == 0
    assert Matter.objects.filter(about=item, kind="overdue_answer").count() == 1
    with pytest.raises(Invalid):
        deliveries.ask_customs(actor=alice, delivery_id=item, office=bob.agency)
    deliveries.ask_customs(actor=alice, delivery_id=item, office=heidi.agency)
    assert deliveries.tell_late(today()) == 0
    with pytest.raises(Forbidden):
        deliveries.answer_for_customs(actor=alice, delivery_id=item, exit_said="left")
    deliveries.answer_for_customs(actor=heidi, delivery_id=item, exit_said="left", remark="MRN 26XX1")
    deliveries.ask_abroad(actor=alice, delivery_id=item, letter="LV 2026/7")
    assert Delivery.objects.get().chase_on == today() + 30 * DAY
    # Customs confirm what they see in customs documents, also of another office's authorisation.
    proved(alice, item, "import_document")
    deliveries.confirm(actor=heidi, delivery_id=item, received_on=today())
    assert kept.is_whole(Delivery.objects.get())


def test_the_database_keeps_what_a_delivery_says_in_bounds(peopled_db, alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    of = Authorisation.objects.get(public_id=made)
    sets = {
        "authorisation": made,
        "left_on": today(),
        "due_on": today() + 45 * DAY,
        "chase_on": today(),
        "goods": of.goods,
    }

    def record(kind, on=None, **more):
        with transaction.atomic():
            if on is None:
                RECORDER.record(alice, "delivery", kind, changes={**sets, **more}, parent=of)
            else:
                RECORDER.record(alice, "delivery", kind, on, changes=more)

    with pytest.raises(Refused, match="export authorisation that was granted"):
        record("expected")
    granted(alice, bob, made)
    for wrong in (
        {"due_on": today() + 400 * DAY},
        {"left_on": today() + DAY, "due_on": today() + 46 * DAY},
        {"goods": []},
        {"goods": [{"type": "pistol", "quantity": -1}]},
    ):
        with pytest.raises((Refused, IntegrityError)):
            record("expected", **wrong)
    record("expected")
    delivery = Delivery.objects.get()
    with pytest.raises((Refused, Invalid)):
        record("proved", delivery, proof="authority", file="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(alice, "delivery", "released", delivery, changes={"released": False}, note="x")


def test_what_another_state_asks_is_answered_from_what_the_register_holds(
    peopled_db, alice, bob, heidi, nina
):
    # Written otherwise than in the letter: letters and digits are compared.
    item = an_imported_firearm(heidi, "ber 0001")
    an_imported_firearm(heidi, "BER-0009", country="NO")
    asked = an_enquiry(alice, serials=["BER-٠٠٠١", "BER-0002", "BER-0009"])
    with pytest.raises(Forbidden) as refused:
        enquiries.answer_enquiry(actor=alice, enquiry_id=asked, answer="in_part")
    assert refused.value.code == "trade.enquiry.yours"
    for answer in ("arrived", "not_known"):
        with pytest.raises(Refused):
            enquiries.answer_enquiry(actor=bob, enquiry_id=asked, answer=answer)
    with pytest.raises(NotFound):
        enquiries.answer_enquiry(actor=nina, enquiry_id=asked, answer="in_part")
    # Past the service: neither more than the register holds nor another answer than follows from it.
    enquiry = Enquiry.objects.get()
    for sets in (
        {"answer": "arrived", "arrived": [{"serial": serial, "firearm": item} for serial in enquiry.serials]},
        {"answer": "arrived", "arrived": [{"serial": "BER-0001", "firearm": item}]},
        {"answer": "not_known", "arrived": []} | {"arrived": [{"serial": "BER-0001", "firearm": item}]},
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(bob, "enquiry", "answered", enquiry, changes=sets)
        assert refused.value.code == "trade.enquiry.register"
    enquiries.answer_enquiry(actor=bob, enquiry_id=asked, answer="in_part")
    enquiry.refresh_from_db()
    assert enquiry.arrived == [{"serial": "BER-0001", "firearm": item}]
    assert [line["quantity"] for line in enquiry.received] == [1]
    assert enquiry.arrived_on == today()


def test_goods_without_serial_numbers_are_answered_by_which_and_when(peopled_db, alice, bob):
    asked = an_enquiry(alice)
    with pytest.raises(Invalid):
        enquiries.answer_enquiry(actor=bob, enquiry_id=asked, answer="arrived")
    enquiries.answer_enquiry(
        actor=bob, enquiry_id=asked, answer="arrived", received=FEWER, arrived_on=today() - DAY
    )
    with pytest.raises(Invalid):
        an_enquiry(alice, country="XX")
    with pytest.raises(Invalid):
        an_enquiry(alice, authorisation=an_application(alice))


def test_no_delivery_is_written_past_its_trigger(peopled_db, alice, bob):
    made, _consignee, _papers = ready(alice, bob)
    granted(alice, bob, made)
    a_delivery(alice, made)
    for statement in (
        "UPDATE trade_delivery SET released = true",
        "DELETE FROM trade_delivery",
        "UPDATE trade_enquiry SET answer = 'arrived'",
    ):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_what_is_released_at_exit_is_waited_for_and_what_left_unseen_holds_too(
    peopled_db, alice, bob, ivan, heidi
):
    made, _crates, _guns = packed_consignment(2, 1)
    consignments.release(actor=heidi, consignment_id=made, declaration="26XX1", left_on=today())
    delivery = Delivery.objects.get()
    assert (delivery.consignment, delivery.left_on, delivery.chase_on) == (made, today(), today() + 45 * DAY)
    assert [(line["type"], line["quantity"]) for line in delivery.goods] == [("pistol", 2)]
    of = delivery.authorisation
    with pytest.raises(Refused), transaction.atomic():  # not twice
        deliveries.expect(heidi, of, today(), delivery.goods, made)
    assert not kept.is_held(of.consignee, today() + 45 * DAY)
    assert kept.is_held(of.consignee, today() + 46 * DAY)
    with connection.cursor() as cursor:
        for day, held in ((today() + 45 * DAY, False), (today() + 46 * DAY, True)):
            cursor.execute("SELECT trade_unverified(%s, %s) IS NOT NULL", [of.consignee, day])
            assert cursor.fetchone() == (held,)
