"""What comes in: registered in one act by the numbers that were read, and the import marks that are due then (G8 of domain.md)."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ifar.accounts.services import proposals
from ifar.bulk import many
from ifar.errors import IfarError, Invalid, Refused
from ifar.matters.models import Matter
from ifar.registry.manufacture_inputs import MarkImports
from ifar.registry.models import Firearm
from ifar.registry.selectors.duties import passed
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.services.manufacture import IMPORT_MARKED
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services import arriving, carried, consignments, packing
from ifar.trade.models import Authorisation, Item
from ifar.trade.replay import CARRIED
from ifar.trade.services import deciding
from ifar.trade.services.writing import RECORDER, today
from ifar.trade.stays_replay import STAYS
from tests.acting import altered, without_guards
from tests.conftest import sign_in
from tests.factories import a_firearm
from tests.trade.carrying import (
    a_consignment,
    a_stock,
    an_authorisation,
    an_exporter,
    an_import,
    packed,
    seen,
)

FIFTY = tuple(f"SW{number:03}" for number in range(50))


@pytest.fixture
def company(alice, bob, ivan):
    return an_exporter(alice, bob, ivan)


def marks(actor, made, day=None):
    return kept.import_marks(kept.consignment_for(actor, made), day or today())[0]


def test_g8_fifty_come_in_without_marks_and_fifty_marks_are_due(company, alice, bob, ivan, heidi):
    made = an_import(alice, bob, company, ivan, FIFTY)
    assert codes(lambda: arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")) == {
        "trade.register.none"
    }
    seen(heidi, made, FIFTY)
    arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")
    firearms = Firearm.objects.filter(state="in_stock_importer")
    records = firearms.values_list("make", "model", "calibre", "type", "owner", "custodian").distinct()
    assert [firearms.count(), len(records)] == [50, 1]
    assert records[0] == ("beretta", "beretta/92fs", "9x19", "pistol", ivan.agency, ivan.agency)
    assert marks(heidi, made) == (50, 0, 0)
    assert marks(heidi, made, today() + dt.timedelta(days=31)) == (0, 0, 50)
    # Nothing is registered twice, and what is registered stays on its list.
    with pytest.raises(Refused):
        arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")
    consignments.reopen(actor=ivan, consignment_id=made, reason="A seal.")
    item = kept.items_of(kept.consignment_for(ivan, made))[0]
    assert codes(lambda: packing.unpack(actor=ivan, item_id=item.public_id)) == {"trade.registered"}
    # Marks are recorded in a batch, and are done then.
    batch = many.many_of(IMPORT_MARKED)
    arms = [record.firearm for record in kept.items_of(kept.consignment_for(ivan, made))[:48]]
    answers = batch.write(ivan, MarkImports(mark="XX", year=2026, maker="BERETTA", country="IT"), arms)
    assert not [answer.reasons for answer in answers if answer.reasons]
    assert marks(heidi, made) == (2, 48, 0)


def test_a_temporary_import_wants_no_mark(heidi):
    details = {
        "return_date": (today() + dt.timedelta(days=5)).isoformat(),
        "purpose": "sport",
        "country": "SE",
    }
    mark = ({"kind": "serial", "text": "VT 1"},)
    event = NewEvent("temporarily_imported", details, identity={"type": "rifle"}, marks=mark)
    made = Firearm.objects.get(public_id=register_firearm(actor=heidi, event=event).firearm)
    assert [due["name"] for due in made.events.get().checks["deadlines"]] == ["re_export"]


def test_g8_fifty_that_come_for_a_competition_leave_again_and_no_mark_is_due(
    company, alice, bob, ivan, heidi, monkeypatch
):
    """By an import authorisation for a purpose from which goods go back: by service, database and verifier."""
    made = an_import(alice, bob, company, ivan, FIFTY, purpose="sport")
    until = Authorisation.objects.get(kind="import").valid_to
    seen(heidi, made, FIFTY)
    assert "Register what came in" not in sign_in("ivan").get(f"/trade/consignments/{made}/").content.decode()
    page = sign_in("heidi").get(f"/trade/consignments/{made}/").content.decode()
    assert "They are here for a time" in page
    assert 'name="owner_kind"' not in page
    with monkeypatch.context() as patch:
        patch.setattr(arriving, "_life", lambda _found: "imported")
        with pytest.raises(Refused) as refused, transaction.atomic():
            arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")
    assert refused.value.code == "trade.changed_meanwhile"
    arriving.register(actor=heidi, consignment_id=made)
    firearms = Firearm.objects.filter(state="temp_imported")
    assert firearms.count() == 50
    (event,) = firearms[0].events.all()
    assert event.kind == "temporarily_imported"
    assert (event.details["permit"], event.details["return_date"]) == (made, until.isoformat())
    due = [[deadline["name"], deadline["due"]] for deadline in event.checks["deadlines"]]
    assert due == [["re_export", until.isoformat()]]
    assert marks(heidi, made) == (0, 0, 0)
    with connection.cursor() as cursor:
        assert list(CARRIED.check(cursor.cursor, None)) == []
    # No other firearm is here for a time by the number of this consignment.
    details = {**event.details, "purpose": "sport"}
    mark = ({"kind": "serial", "text": "VT 1"},)
    other = NewEvent("temporarily_imported", details, identity={"type": "rifle"}, marks=mark)
    with pytest.raises(IfarError):
        register_firearm(actor=heidi, event=other)
    monkeypatch.setattr(carried, "_is_listed", lambda *_asked: True)
    with transaction.atomic(), connection.cursor() as cursor:
        register_firearm(actor=heidi, event=other)
        with pytest.raises(IntegrityError, match="stands in no consignment"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    # An extension of the authorisation moves the day by which they must go, and one alone stays no longer than that.
    gun, later = firearms[0].public_id, until + dt.timedelta(days=60)
    stay = NewEvent("stay_extended", {"return_date": later.isoformat()})
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=gun, event=stay)
    assert {reason.code for reason in refused.value.reasons} == {"registry.precondition.stay_allowed"}
    with (
        mock.patch.object(carried, "_may_stay", return_value=frozenset({gun})),
        pytest.raises((Refused, IntegrityError)),
        transaction.atomic(),
    ):
        record_event(actor=alice, firearm=gun, event=stay)
    asked = deciding.propose_extension(
        actor=alice,
        authorisation_id=Authorisation.objects.get(kind="import").public_id,
        valid_to=later,
        reason="The final was put off.",
    )
    with CaptureQueriesContext(connection) as queries:
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert sum("trade_may_stay" in query["sql"] for query in queries) == 1
    assert {item.duty.due for item in passed(until + dt.timedelta(days=1))} == set()
    assert {item.duty.due for item in passed(later + dt.timedelta(days=1))} == {later}
    record_event(actor=heidi, firearm=gun, event=NewEvent("reexported", {"country": "SE"}))
    assert len(passed(later + dt.timedelta(days=1))) == 49
    with connection.cursor() as cursor:
        assert list(STAYS.check(cursor.cursor, None)) == []
    # What somebody writes past service and database is named.
    for day in ("2099-01-01", until.isoformat()):
        longer = f"jsonb_build_object('details', t.details || jsonb_build_object('return_date', '{day}'))"
        assert altered(STAYS, "registry_event", "t.kind = 'stay_extended'", longer) == {"stay_unfounded"}
    suspended = "jsonb_build_object('changes', t.changes || '{\"state\": \"suspended\"}')"
    assert altered(STAYS, "trade_event", "t.record_type = 'authorisation'", suspended) == {"stay_unfounded"}


def test_what_comes_for_good_says_whose_it_is(company, alice, bob, ivan, heidi):
    made = an_import(alice, bob, company, ivan, FIFTY[:1])
    seen(heidi, made, FIFTY[:1])
    with pytest.raises(Invalid) as refused:
        arriving.register(actor=heidi, consignment_id=made)
    assert [reason.code for reason in refused.value.reasons] == ["trade.register.owner"]


def test_what_was_declared_and_not_seen_is_not_registered(company, alice, bob, ivan, heidi):
    """A declaration, a count and a consignee's word register nothing; a number that was read does, as it was read."""
    made = an_import(alice, bob, company, ivan, ("AA001", "AA002", "AA003", "AAO04"))
    seen(heidi, made, ["AA001"], degree="declared")
    seen(heidi, made, ["AA002"], leg="receipt", by="consignee")
    seen(heidi, made, ["AA003"], leg="exit", country="SE", by="customs_abroad")
    with pytest.raises(Refused):
        arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")
    seen(heidi, made, ["AA003", "AA004"], degree="counted", counted=4)
    arriving.register(actor=ivan, consignment_id=made, owner_kind="importer")
    items = {item.serial: item.firearm for item in kept.items_of(kept.consignment_for(ivan, made))}
    assert [serial for serial, firearm in items.items() if firearm] == ["AA003", "AAO04"]
    assert Firearm.objects.get(public_id=items["AAO04"]).marks.get(kind="serial").text == "AA004"


def test_what_left_before_goes_on_with_its_life_and_a_double_is_a_matter(company, alice, bob, ivan, heidi):
    away, (box,) = a_consignment(ivan, an_authorisation(alice, bob, company, 2))
    guns = a_stock(ivan, 2, identity={"model": "beretta/92fs"})
    packed(ivan, box, guns)
    consignments.close(actor=ivan, consignment_id=away)
    consignments.release(actor=heidi, consignment_id=away, declaration="D 1", left_on=today())
    here = a_firearm(ivan, "HERE 1", state="in_stock_retail", identity={"model": "beretta/92fs"}).firearm
    made = an_import(alice, bob, company, ivan, ("BX00001", "HERE 1", "NEW 1"))
    seen(heidi, made, ["BX00001", "HERE 1", "NEW 1"])
    arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")
    items = {item.serial: item.firearm for item in kept.items_of(kept.consignment_for(heidi, made))}
    assert items == {"BX00001": guns[0], "HERE 1": "", "NEW 1": items["NEW 1"]}
    assert items["NEW 1"] not in ("", here)
    assert Firearm.objects.get(public_id=guns[0]).state == "in_stock_importer"
    assert [matter.cause.split()[0] for matter in Matter.objects.filter(about=made)] == ["trade.on_record"]
    assert marks(heidi, made) == (2, 0, 0)


def test_the_database_registers_nothing_that_nobody_saw(company, alice, bob, ivan, heidi):
    """Past the service: what was only declared has no record, and another firearm's record is not its own."""
    made = an_import(alice, bob, company, ivan, ("SW 1",))
    item, gun = Item.objects.get(), a_firearm(ivan, "SW 1", state="in_stock_retail").firearm
    values = {"changes": {"firearm": gun}}
    for code in ("trade.register.none", "trade.changed_meanwhile"):
        with without_guards(RECORDER), pytest.raises(IfarError) as raised, transaction.atomic():
            RECORDER.record(heidi, "item", "registered", item, **values)
        assert raised.value.code == code
        seen(heidi, made, ["SW 1"])


def test_the_database_registers_only_the_number_that_was_read(company, alice, bob, ivan, heidi):
    """Past the service: that something of a consignment was read says nothing of its other numbers."""
    made = an_import(alice, bob, company, ivan, ("SW 1", "SW 2"))
    seen(heidi, made, ["SW 1"], degree="counted", counted=2)
    item, gun = Item.objects.get(serial="SW 2"), a_firearm(ivan, "SW 2", state="in_stock_retail").firearm
    with without_guards(RECORDER), pytest.raises(IfarError) as raised, transaction.atomic():
        RECORDER.record(heidi, "item", "registered", item, changes={"firearm": gun})
    assert raised.value.code == "trade.register.none"


def test_nothing_comes_in_under_the_number_of_a_consignment_on_whose_list_it_is_not(
    company, alice, bob, ivan, heidi, monkeypatch
):
    """Whoever types the identifier of an import in force has no import authorised by it: refused by the service, and past it by the database."""
    made = an_import(alice, bob, company, ivan, ("SW 1",))
    seen(heidi, made, ["SW 1"])

    def typed(text, serial):
        details = {"owner_kind": "importer", "owner": ivan.agency, "country": "SE", "consignment": text}
        mark = ({"kind": "serial", "text": serial},)
        event = NewEvent("imported", details, identity={"type": "pistol"}, marks=mark)
        return register_firearm(actor=ivan, event=event).firearm

    for text in (made, f"{made[:5]}-{made[5:]}".lower()):
        assert codes(lambda text=text: typed(text, "ZZ 1")) == {"registry.precondition.import_authorised"}
    assert typed("Waybill 7", "ZZ 2")
    monkeypatch.setattr(carried, "_is_listed", lambda *_asked: True)
    past = transaction.savepoint_create()
    typed(made, "ZZ 3")
    with pytest.raises(IntegrityError, match="stands in no consignment"):
        connection.check_constraints()
    transaction.savepoint_rollback(past)
    monkeypatch.undo()
    arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")
    connection.check_constraints()


def codes(act):
    with pytest.raises(Refused) as raised:
        act()
    return {reason.code for reason in raised.value.reasons}
