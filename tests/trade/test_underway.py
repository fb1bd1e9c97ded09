"""The story of a consignment: packed, released, checked in a transit State; missing, substituted and declared are told apart; a missing arm is stopped."""

from __future__ import annotations

import datetime as dt
import html
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ifar.accounts.models import ReadLog
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Entry
from ifar.matters.models import Matter
from ifar.matters.selectors import about_for
from ifar.placement.roads import reconciling
from ifar.registry.models import Event, Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.replay import RECEIPTS
from ifar.trade.consignments.services import consignments, observing
from ifar.trade.deliveries.services import deliveries
from ifar.trade.models import Consignment, Delivery, Observation
from ifar.trade.services import deciding
from ifar.trade.services.writing import RECORDER, today
from tests import cast
from tests.altered import filled_once, without_triggers
from tests.databases import in_zone
from tests.factories import a_firearm
from tests.logs import Log
from tests.trade.carrying import packed_consignment
from tests.trade.making import proved

DAY = dt.timedelta(days=1)


def released(count=12, crates=4):
    """A consignment that customs released: its identifier, crates and firearms."""
    made, boxes, guns = packed_consignment(count, crates)
    consignments.release(actor=cast.actor("heidi"), consignment_id=made, declaration="MRN-1", left_on=today())
    return made, boxes, guns


def seen(made, actor="heidi", **said):
    return observing.record(actor=cast.actor(actor), consignment_id=made, **said)


def told(made):
    """Serial number -> what is known of it."""
    consignment = Consignment.objects.get(public_id=made)
    whole = kept.whole_of(consignment)
    standing = reconciling.standings(
        whole, map(kept.seen_of, kept.observed_of(consignment)), consignment.left_on
    )
    return {piece.serial: standing[piece.id].told for piece in whole.pieces}


def causes(made):
    return sorted(matter.cause.partition(" ")[0] for matter in Matter.objects.filter(about=made))


def test_a_check_at_the_border_tells_missing_substituted_and_declared_apart(peopled_db, signed_in):
    alice, heidi, ivan = (cast.actor(name) for name in ("alice", "heidi", "ivan"))
    made, boxes, guns = released()
    seen(made, leg="transit_entry", country="DK", degree="declared", by="customs_abroad")
    # By phone: three crates are opened, all but two numbers are read, one is another.
    phone = signed_in("heidi")
    read = (("BX00001\nBX00002\nBX00003", "S-1"), ("BX00004-BX00005\nZZ9", "S-2"), ("BX00007", "S-3"))
    for crate, (serials, seal) in zip(boxes, read, strict=False):
        form = {
            "leg": "check",
            "country": "DK",
            "crate": crate,
            "degree": "serial_read",
            "seals": seal,
            "serials": serials,
            "by": "customs_abroad",
        }
        assert phone.post(f"/trade/consignments/{made}/observations/new/", form).status_code == 302
    known = told(made)
    assert [known[f"BX{n:05}"] for n in (1, 2, 3, 4, 5, 7)] == ["serial_read"] * 6
    assert known["BX00006"] == "substituted"
    assert known["BX00008"] == known["BX00009"] == "missing"
    assert {known[f"BX{n:05}"] for n in (10, 11, 12)} == {"declared"}
    # Each of them sees it at a glance, and somebody must answer for it by a day.
    for reader in ("alice", "heidi", "ivan", "judy"):
        page = html.unescape(signed_in(reader).get(f"/trade/consignments/{made}/").content.decode())
        assert ReadLog.objects.filter(
            act="trade.authorisation.read", object=made, actor=cast.actor(reader).id
        ).exists()
        for words in ("Missing", "Another serial number in its place", "Declared only", "ZZ9"):
            assert words in page, (reader, words)
    assert causes(made) == ["trade.missing", "trade.substituted"]
    matter = Matter.objects.get(cause__startswith="trade.missing")
    assert (matter.kind, matter.agency_id, matter.explainer) == ("consignment", alice.agency_id, ivan.agency)
    assert matter.due_on > today()
    # Whoever recorded it can take a mistake back from there, nobody else.
    last = Observation.objects.order_by("-id")[0].public_id
    back = f"/trade/observations/{last}/acts/withdrawn/"
    for reader, offered in (("heidi", True), ("alice", False)):
        page = signed_in(reader).get(f"/trade/consignments/{made}/").content.decode()
        assert (back in page) == offered, reader
    assert phone.get(back).status_code == 200
    # A missing arm is wanted: the roadside stops it, and a find is a hit and no contradiction.
    missing = guns[7]
    record_event(actor=heidi, firearm=missing, event=NewEvent("missing_in_transit", {"consignment": made}))
    gone = Firearm.objects.get(public_id=missing)
    assert (gone.state, gone.ownership) == ("missing", "foreign")
    stopped = signed_in("dave").post("/roadside/", {"q": "BX00008"}).context["results"][0]
    assert (stopped["id"], stopped["stops"]) == (missing, True)
    result = record_event(
        actor=cast.actor("dave"), firearm=missing, event=NewEvent("found", {"location": "national_territory"})
    )
    assert result.alarms == ("hit",)


def test_an_observation_is_recorded_whatever_it_shows(peopled_db, signed_in):
    """And what was taken back stays for whoever looks."""
    alice = cast.actor("alice")
    made, boxes, _guns = packed_consignment(2, 1)
    of = Consignment.objects.get().authorisation
    deciding.suspend(actor=alice, authorisation_id=of.public_id, reason="So.")
    # Neither released nor in force, off its route, under another seal, to somebody else: it is recorded.
    seen(
        made,
        leg="receipt",
        country="NO",
        degree="counted",
        counted=3,
        crate=boxes[0],
        seals=["S-9"],
        other_recipient=True,
        by="consignee",
    )
    assert causes(made) == [
        "trade.off_route",
        "trade.over",
        "trade.recipient",
        "trade.seal",
        "trade.unreleased",
    ]
    # A number that stands on no list is recorded and becomes a matter.
    seen(made, leg="check", degree="serial_read", serials="BX00001\nBX00002\nQQ1")
    assert "trade.unknown" in causes(made)
    # What has no substance is no observation.
    for wrong in (
        {"degree": "serial_read"},
        {"degree": "counted"},
        {"degree": "declared", "crate": made},
        {"degree": "declared", "at": dt.datetime.now(dt.UTC) + DAY},
        {"degree": "sworn"},
        {"degree": "serial_read", "serials": "BX00001-BX06000\nBY00001-BY06000"},
    ):
        with pytest.raises(Invalid):
            seen(made, leg="check", **wrong)
    with pytest.raises(NotFound):
        seen(made, "nina", leg="check", degree="declared")
    with pytest.raises(Forbidden):
        seen(made, "ivan", leg="check", degree="declared")
    # A mistake is taken back by the office that made it.
    last = Observation.objects.order_by("-id")[0]
    with pytest.raises(Forbidden):
        observing.withdraw(actor=alice, observation_id=last.public_id, reason="Not so.")
    observing.withdraw(actor=cast.actor("heidi"), observation_id=last.public_id, reason="Not so.")
    assert set(told(made).values()) == {"declared"}
    page = html.unescape(signed_in("alice").get(f"/trade/consignments/{made}/").content.decode())
    assert page.count("Withdrawn") == 1
    assert "QQ1" in page


def test_a_receipt_whose_numbers_were_read_confirms_the_delivery(peopled_db):
    made, _boxes, guns = released(2, 1)
    seen(made, "alice", leg="receipt", country="SE", degree="declared", by="consignee")
    assert not Event.objects.filter(kind="delivery_confirmed").exists()
    seen(
        made,
        "alice",
        leg="receipt",
        country="SE",
        degree="serial_read",
        serials="BX00001",
        by="authority_abroad",
    )
    assert [event.firearm.public_id for event in Event.objects.filter(kind="delivery_confirmed")] == guns[:1]
    assert told(made) == {"BX00001": "serial_read", "BX00002": "missing"}


def test_a_receipt_that_confirms_a_delivery_is_not_withdrawn_but_a_matter(peopled_db):
    """Its life would say that it arrived by what nobody saw; a second receipt that read the same number lets the first one go."""
    alice = cast.actor("alice")
    made, _boxes, _guns = released(1, 1)
    receipt = {"leg": "receipt", "country": "SE", "degree": "serial_read", "serials": "BX00001"}
    first = seen(made, "alice", **receipt, by="authority_abroad")
    with pytest.raises(Refused) as refused:
        observing.withdraw(actor=alice, observation_id=first, reason="Another consignment.")
    assert refused.value.code == "trade.receipt_stands"
    assert "trade.receipt_doubted" in causes(made)
    with pytest.raises(Refused), transaction.atomic():
        RECORDER.record(
            alice, "observation", "withdrawn", Observation.objects.get(public_id=first), note="Past it."
        )
    seen(made, "alice", **receipt, by="customs_abroad")
    observing.withdraw(actor=alice, observation_id=first, reason="Twice.")
    with connection.cursor() as cursor:
        assert list(RECEIPTS.check(cursor.cursor, None)) == []


def _withdrawn_receipts():
    """Two receipts of one firearm, of which the first was withdrawn."""
    alice = cast.actor("alice")
    made, _boxes, _guns = released(1, 1)
    receipt = {"leg": "receipt", "country": "SE", "degree": "serial_read", "serials": "BX00001"}
    first = seen(made, "alice", **receipt, by="authority_abroad")
    seen(made, "alice", **receipt, by="customs_abroad")
    observing.withdraw(actor=alice, observation_id=first, reason="Twice.")


receipts = filled_once(_withdrawn_receipts)


@pytest.mark.parametrize("said", ['{"by": "carrier"}', '{"serials": []}', '{"other_recipient": true}'])
def test_verification_names_a_receipt_that_was_withdrawn_though_it_alone_confirmed(receipts, said):
    assert receipts.says(of=("trade_receipts",)) == []
    forged = f"UPDATE trade_event SET changes = changes || '{said}' WHERE record_type = 'observation' AND changes ->> 'by' = 'customs_abroad'"
    says = receipts.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event"),
        forged,
        of=("trade_receipts",),
    )
    assert len(says) == 1


def test_what_the_consignee_tells_or_somebody_else_received_confirms_no_delivery(peopled_db):
    made, _boxes, guns = released(2, 1)
    whole = {"leg": "receipt", "degree": "serial_read", "serials": "BX00001"}
    for more in (
        {"country": "SE", "by": "consignee"},
        {"country": "SE", "by": "carrier"},
        {"country": "SE", "by": "authority_abroad", "other_recipient": True},
        {"country": "NO", "by": "authority_abroad"},
    ):
        seen(made, "alice", **whole, **more)
    assert not Event.objects.filter(kind="delivery_confirmed").exists()
    # What its life refuses is observed all the same.
    gone = NewEvent("missing_in_transit", {"consignment": made})
    record_event(actor=cast.actor("heidi"), firearm=guns[0], event=gone)
    seen(made, "alice", **whole | {"serials": "BX00001\nBX00002"}, by="authority_abroad")
    assert [event.firearm.public_id for event in Event.objects.filter(kind="delivery_confirmed")] == guns[1:]


def test_a_delivery_that_is_confirmed_whole_while_a_piece_is_missing_is_a_matter(peopled_db):
    alice, bob = cast.actor("alice"), cast.actor("bob")
    made, _boxes, _guns = released(2, 1)
    seen(made, leg="check", country="DK", degree="serial_read", serials="BX00001")
    delivery = Delivery.objects.get(consignment=made).public_id
    proved(alice, delivery)
    deliveries.confirm(actor=bob, delivery_id=delivery, received_on=today())
    matter = Matter.objects.get(about=delivery)
    assert (matter.cause, matter.barred) == ("trade.delivery_missed", [bob.id])


def test_a_number_that_is_searched_for_is_told_to_the_office_and_not_to_the_exporter(peopled_db):
    alice, ivan = cast.actor("alice"), cast.actor("ivan")
    made, _boxes, _guns = released(2, 1)
    stolen = a_firearm(alice, "KX-9001").firearm
    record_event(actor=alice, firearm=stolen, event=NewEvent("stolen", {}))
    seen(made, leg="check", country="DK", degree="serial_read", serials="BX00001\nKX٩٠٠١")
    matter = Matter.objects.get(cause__startswith="trade.searched")
    assert matter.agency_id == alice.agency_id
    assert matter not in about_for(ivan, made)
    assert causes(made) == ["trade.searched", "trade.substituted"]


def test_whoever_packed_settles_no_difference(peopled_db):
    """The people who packed, closed or released are barred from the matters of what differs."""
    made, _boxes, _guns = released(2, 1)
    seen(made, leg="check", degree="counted", counted=1)
    assert set(Matter.objects.get(about=made).barred) == {cast.actor(name).id for name in ("ivan", "heidi")}


def test_what_stays_in_a_transit_state_becomes_a_matter_on_the_day(peopled_db):
    made, boxes, _guns = released(2, 2)
    seen(made, leg="transit_entry", country="DK", degree="seal_intact")
    seen(made, leg="check", country="DK", degree="seal_intact")
    assert observing.raise_overdue(today() + 30 * DAY) == 0
    assert observing.raise_overdue(today() + 31 * DAY) == 1
    assert observing.raise_overdue(today() + 32 * DAY) == 0
    matter = Matter.objects.get(about=made)
    assert (matter.kind, matter.cause.partition(" ")[0]) == ("overdue_transit", "trade.transit")
    seen(made, leg="transit_exit", country="DK", degree="declared")
    seen(made, leg="transit_entry", country="DE", degree="declared")
    # One crate of two goes on, and somebody tells of the exit once more: the other crate is still there.
    seen(made, leg="transit_exit", country="DE", degree="declared", crate=boxes[0])
    seen(made, leg="exit", degree="declared")
    assert observing.raise_overdue(today() + 31 * DAY) == 1
    seen(made, leg="transit_exit", country="DE", degree="declared", crate=boxes[1])
    assert observing.raise_overdue(today() + 90 * DAY) == 0


def test_two_hundred_are_packed_released_and_read_each_with_its_own_proof(peopled_db):
    """Three steps of some seconds; by hand a thousand took 6, 4 and less than one."""
    made, boxes, guns = released(200, 10)
    begun = time.monotonic()
    for n, crate in enumerate(boxes):
        seen(
            made,
            leg="entry",
            country="SE",
            degree="serial_read",
            crate=crate,
            serials=f"BX{20 * n + 1:05}-BX{20 * n + 20:05}",
        )
    assert time.monotonic() - begun < 30
    assert set(told(made).values()) == {"serial_read"}
    assert not Matter.objects.exists()
    proofs = Entry.objects.filter(object__in=guns, act__in=("registry.export_licensed", "registry.exported"))
    assert proofs.count() == 400


def test_it_leaves_on_the_day_of_the_installation_and_verification_agrees(peopled_db, settings, tmp_path):
    """After midnight it is another day here than in the log; a day that lies ahead here is refused all the same."""
    in_zone(peopled_db, settings, "Etc/GMT-14")
    heidi, here = cast.actor("heidi"), timezone.localdate()
    made, _boxes, _guns = packed_consignment(1, 1)
    with pytest.raises(Invalid):
        consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=here + DAY)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=here)
    assert Delivery.objects.get().left_on == Consignment.objects.get().left_on == here
    log = Log(peopled_db, tmp_path)
    log.sequence()
    assert log.verify().good, log.verify().differences
