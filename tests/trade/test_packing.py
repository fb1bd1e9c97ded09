"""Packing and release at exit: only what an authorisation in force covers, by the service, by the database and in what the verifier says."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.licensing.models import Licence
from ifar.licensing.services import licences
from ifar.placement.roads import reconciling
from ifar.registry.models import Event, Firearm
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.inputs import UnpackFirearms
from ifar.trade.consignments.services import consignments, observing, packing
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Consignment, Item
from ifar.trade.screening.replay import SCREENED
from ifar.trade.screening.services import screening
from ifar.trade.services import abroad, deciding, papers
from ifar.trade.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.altered import without_triggers
from tests.covering import EVERY_CASE
from tests.factories import a_firearm, a_person
from tests.trade.carrying import (
    MARKS,
    a_consignment,
    a_stock,
    an_authorisation,
    an_exporter,
    goods,
    packed,
    packed_consignment,
    raced,
)
from tests.trade.making import DAY, a_list

WHY = "It is so."
_READ = "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'trade_item'"


def codes(answers):
    return [answer.reasons[0].code if answer.reasons else "" for answer in answers]


@pytest.fixture
def company(peopled_db, alice, bob, ivan):
    return an_exporter(alice, bob, ivan)


def test_the_last_crate_is_packed_as_quickly_as_the_first(company, alice, bob, ivan):
    """By the rows of packing lists that the database reads for each: they are counted once for all that is packed together."""
    _made, crates = a_consignment(ivan, an_authorisation(alice, bob, company, 90), 3)
    guns, read = a_stock(ivan, 90), []
    for at, crate in enumerate(crates):
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            (before,) = cursor.fetchone()
            assert codes(packed(ivan, crate, guns[at * 30 : at * 30 + 30])) == [""] * 30
            cursor.execute(_READ)
            read.append(int(cursor.fetchone()[0] - before))
    assert read[2] < read[0] + 4 * 60, read


def test_a_consignment_is_packed_by_the_exporter_and_released_by_customs(
    company, alice, bob, ivan, heidi, nina, dave
):
    authorisation = an_authorisation(alice, bob, company, 5)
    made, (first, second) = a_consignment(ivan, authorisation, 2)
    guns = a_stock(ivan, 4)
    rifle = a_firearm(ivan, "RX1", state="in_stock_retail", identity={"type": "rifle"}, marks=MARKS).firearm
    elsewhere = a_firearm(alice, "PX1").firearm
    assert codes(packed(ivan, first, [*guns[:2], rifle, elsewhere])) == [
        "",
        "",
        "trade.fits_no_line",
        "trade.firearm.unseen",
    ]
    assert codes(packed(ivan, first, guns[:1])) == ["registry.precondition.not_under_export_licence"]
    assert codes(packed(ivan, second, guns[2:])) == ["", ""]
    life = Event.objects.get(kind="export_licensed", firearm__public_id=guns[0])
    assert life.details["consignment"] == made
    # Who sees it: the exporter, the licensing office, customs; not another office, nor the police.
    for actor in (ivan, alice, heidi):
        assert kept.consignment_for(actor, made).public_id == made
    for actor in (nina, dave):
        with pytest.raises(NotFound):
            kept.consignment_for(actor, made)
    # One is taken off again and packed anew; a short consignment is no fault of anybody's.
    item = Item.objects.get(firearm=guns[3])
    packing.unpack(actor=ivan, item_id=item.public_id)
    assert Firearm.objects.get(public_id=guns[3]).legal == "lawful"
    assert codes(packed(ivan, second, guns[3:])) == [""]
    with pytest.raises(Refused) as early:
        consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    assert early.value.code == "trade.impossible"
    consignments.close(actor=ivan, consignment_id=made)
    assert codes_of(lambda: packed(ivan, first, guns[:1])) == "trade.list_closed"
    with pytest.raises(Forbidden):
        consignments.release(actor=ivan, consignment_id=made, declaration="MRN-1", left_on=today())
    consignments.release(
        actor=heidi, consignment_id=made, declaration="MRN-1", exit_point="North", left_on=today()
    )
    assert Consignment.objects.get().state == "left"
    gone = Firearm.objects.filter(public_id__in=guns)
    assert {firearm.state for firearm in gone} == {"exported"}
    assert Event.objects.filter(kind="exported", details__consignment=made).count() == 4
    # What is left of the line goes with another consignment.
    _other, (box,) = a_consignment(ivan, authorisation)
    assert codes(packed(ivan, box, a_stock(ivan, 2, first=90))) == ["", "trade.line_full"]


def codes_of(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize(
    "how", ["suspended", "paper", "expired", "closed", "listed", "before", "later", "licence"]
)
def test_what_happens_between_packing_and_exit_stops_the_exit(peopled_db, how):
    alice, ivan, heidi = (cast.actor(name) for name in ("alice", "ivan", "heidi"))
    made, _boxes, guns = packed_consignment(2, 1)
    of = Consignment.objects.get().authorisation
    if how == "suspended":
        deciding.suspend(actor=alice, authorisation_id=of.public_id, reason=WHY)
    elif how == "paper":
        papers.withdraw_paper(
            actor=alice, paper_id=of.papers.order_by("id")[0].public_id, reason="It is false."
        )
    elif how == "closed":
        abroad.close_party(actor=alice, party_id=of.consignee, reason="It was wound up.")
    elif how == "listed":
        listed = b"name,reference\nNorrland Vapen AB,N-1\n"
        consignment = a_list(listed)
        screening.ask_again(consignment.public_id)
    elif how == "licence":
        book = Licence.objects.get(book=ivan.agency)
        licences.suspend(actor=alice, licence_id=book.public_id, ground="storage", reason=WHY)
    else:
        # It ended yesterday; it left before it was authorised; a letter was written after it had left.
        altered = {
            "expired": (
                "UPDATE trade_authorisation SET valid_from = valid_from - 9, valid_to = valid_from - 1",
            ),
            "before": (),
            "later": (
                "UPDATE trade_authorisation SET valid_from = valid_from - 9",
                "UPDATE trade_paper SET issued_on = CURRENT_DATE WHERE kind = 'transit_no_objection'",
            ),
        }
        with peopled_db.connect() as owner:
            for statement in (*without_triggers("trade_authorisation", "trade_paper"), *altered[how]):
                owner.execute(statement)
            owner.commit()
    left_on = today() - DAY if how in ("before", "later") else today()

    def release():
        consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=left_on)

    refused = codes_of(release)
    shut = (
        "trade.gate.missing",
        "trade.gate.closed",
        "trade.gate.match",
        "trade.gate.later",
        "trade.exit.licence",
    )
    assert refused in ("trade.not_in_force", "trade.not_valid", *shut)
    assert (refused == "trade.exit.licence") == (how == "licence")
    # Past the service the database says no too.
    consignment = kept.consignment_for(heidi, made)
    sets = {"declaration": "MRN-1", "exit_point": "", "left_on": left_on}
    with without_guards(RECORDER), pytest.raises(Refused) as by_database, transaction.atomic():
        RECORDER.record(heidi, "consignment", "left", consignment, changes=sets)
    assert by_database.value.code in ("trade.not_in_force", "trade.gate", *shut)
    assert not Event.objects.filter(kind="exported").exists()
    # It can be unpacked all the same.
    consignments.reopen(actor=ivan, consignment_id=made, reason=WHY)
    packing.UNPACKING.write(ivan, UnpackFirearms(), guns)
    assert {firearm.legal for firearm in Firearm.objects.filter(public_id__in=guns)} == {"lawful"}


def test_verification_names_what_left_while_somebody_might_be_on_a_list(peopled_db, monkeypatch):
    """Past the service and the database, which refuse it."""
    made, _boxes, _guns = packed_consignment(1, 1)
    heidi = cast.actor("heidi")
    listed = b"name,reference\nNorrland Vapen AB,N-1\n"
    result = a_list(listed)
    screening.ask_again(result.public_id)
    asks_nothing = "CREATE OR REPLACE FUNCTION trade_check_consignment(e acts_event, was jsonb, is_now jsonb, written ledger_entry) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'"
    with peopled_db.connect() as owner:
        owner.execute(asks_nothing)
        assert list(SCREENED.check(owner.cursor(), None)) == []
        monkeypatch.setattr(consignments, "against", lambda *_asked: [])
        consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
        for asked in (None, frozenset({made})):
            places = [difference.place for difference in SCREENED.check(owner.cursor(), asked)]
            assert [place.split(",")[0] for place in places] == [f"consignment {made}"]


def test_only_a_consignment_opens_the_export_of_a_firearm(company, alice, bob, ivan, heidi):
    """Nothing is licensed or exported past a packing list: by the service, and where somebody writes past it."""
    authorisation = an_authorisation(alice, bob, company, 3)
    made, _boxes = a_consignment(ivan, authorisation)
    (gun,) = a_stock(ivan, 1)
    for kind, actor in (("export_licensed", ivan), ("export_licensed", alice), ("exported", heidi)):
        for details in ({"country": "SE"}, {"country": "SE", "consignment": made}):
            with pytest.raises(Refused), transaction.atomic():
                events.record_event(actor=actor, firearm=gun, event=NewEvent(kind, details))
    assert not Event.objects.filter(kind__in=("export_licensed", "exported")).exists()


def test_the_database_refuses_what_the_service_would(company, alice, bob, ivan):
    authorisation = an_authorisation(alice, bob, company, 2)
    made, (box,) = a_consignment(ivan, authorisation)
    guns = a_stock(ivan, 3)
    assert codes(packed(ivan, box, guns[:2])) == ["", ""]
    known = Item.objects.filter(firearm=guns[0]).values("type", "calibre", "make", "model", "quantity").get()
    whole = {**known, "consignment": made, "crate": box, "serial": "BX00003"}
    other_made, (other,) = a_consignment(ivan, authorisation)
    wrong = {
        "trade.line_full": {"firearm": guns[2]},
        "trade.fits_no_line": {"firearm": guns[2], "type": "rifle"},
        "trade.pack.by_record": {"firearm": "", "serial": ""},
        "trade.crate.none": {"firearm": guns[2], "crate": other},
    }
    # Nor does a number stand on the list that the firearm does not bear.
    wrong["trade.changed_meanwhile"] = {"firearm": guns[2], "serial": "BX00009"}
    consignment = kept.consignment_for(ivan, made)
    for code, differs in wrong.items():
        with without_guards(RECORDER), pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(ivan, "item", "packed", changes={**whole, **differs}, parent=consignment)
        assert refused.value.code == code
    # Nor may the goods become fewer than what is packed.
    assert (
        codes_of(
            lambda: deciding.propose_amendment(
                actor=alice, authorisation_id=authorisation, goods=goods(1), reason=WHY
            )
        )
        == "trade.packed_more"
    )
    consignments.cancel(actor=ivan, consignment_id=other_made, reason=WHY)


def test_only_what_the_applicant_owns_is_packed(company, alice, bob, ivan, nina):
    """Not what somebody else owns, also where the licensing office packs: by the service, and by the database past it."""
    authorisation = an_authorisation(alice, bob, company, 3)
    made, (box,) = a_consignment(alice, authorisation)
    other = a_person(alice, "Somebody Else")
    theirs = a_firearm(alice, "PX2", owner=other, marks=MARKS).firearm
    (mine,) = a_stock(ivan, 1)
    assert codes(packed(alice, box, [theirs, mine])) == ["trade.pack.owner", ""]
    known = Item.objects.filter(firearm=mine).values("type", "calibre", "make", "model", "quantity").get()
    whole = {**known, "consignment": made, "crate": box, "firearm": theirs, "serial": "PX2"}
    with without_guards(RECORDER), pytest.raises(Refused) as refused, transaction.atomic():
        RECORDER.record(alice, "item", "packed", changes=whole, parent=kept.consignment_for(alice, made))
    assert refused.value.code == "trade.pack.owner"
    # Who closes the list does not release it, and the exporter releases nothing, also past the service.
    consignments.close(actor=alice, consignment_id=made)
    with pytest.raises(Forbidden) as forbidden:
        consignments.release(actor=alice, consignment_id=made, declaration="MRN-1", left_on=today())
    assert forbidden.value.code == "trade.exit.yours"
    consignment = kept.consignment_for(ivan, made)
    sets = {"declaration": "MRN-1", "exit_point": "", "left_on": today()}
    opened = {"authorisation": authorisation, "exporter": nina.agency}
    for actor, kind, on, changes in ((ivan, "left", consignment, sets), (nina, "opened", None, opened)):
        with without_guards(RECORDER), pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(actor, "consignment", kind, on, changes=changes)
        assert refused.value.code == {"left": "trade.exit.office", "opened": "trade.pack.other"}[kind]


def test_crates_bear_seals_and_numbers(company, alice, bob, ivan):
    authorisation = an_authorisation(alice, bob, company, 2)
    made, (box,) = a_consignment(ivan, authorisation, seals=False)
    assert codes_of(lambda: consignments.close(actor=ivan, consignment_id=made)) == "trade.nothing_packed"
    assert codes(packed(ivan, box, a_stock(ivan, 1))) == [""]
    assert codes_of(lambda: consignments.close(actor=ivan, consignment_id=made)) == "trade.no_seal"
    assert codes_of(lambda: consignments.remove_crate(actor=ivan, crate_id=box)) == "trade.crate.full"
    assert (
        codes_of(lambda: consignments.cancel(actor=ivan, consignment_id=made, reason=WHY))
        == "trade.still_packed"
    )
    consignments.change_crate(actor=ivan, crate_id=box, number="1", seals=["S-1", " S-2", "S-1"])
    assert kept.crate_for(ivan, box).seals == ["S-1", "S-2"]
    # A crate that was removed is none to pack into; the list is open all the same.
    spare = consignments.add_crate(actor=ivan, consignment_id=made, number="2")
    consignments.remove_crate(actor=ivan, crate_id=spare)
    assert codes_of(lambda: packed(ivan, spare, a_stock(ivan, 1, first=50))) == "trade.crate.none"
    consignments.close(actor=ivan, consignment_id=made)


def test_no_line_is_packed_beyond_by_several_at_once(peopled_db):
    """Forty clients, a pistol each, a line of nine: nine are packed, in each of two rounds; by hand of five."""
    for answers, standing in raced(5 if EVERY_CASE else 2):
        result = codes(answers)
        assert (result.count(""), standing) == (9, 9)
        assert set(result) == {"", "trade.line_full"}


def test_goods_that_stand_in_no_record_are_packed_by_quantity(company, alice, bob, ivan):
    """Ammunition by number, never beyond its line; pistols of the register by their records alone."""
    lines = (*goods(2), GoodsLine(type="ammunition", calibre="9x19mm", quantity=500))
    authorisation = an_authorisation(alice, bob, company, lines=lines)
    made, (box,) = a_consignment(ivan, authorisation)

    def put(line, quantity, **said):
        return packing.pack_goods(actor=ivan, crate=box, line=line, quantity=quantity, **said)

    (item,) = put("1", 400)
    assert codes_of(lambda: put("1", 101)) == "trade.line_full"
    assert codes_of(lambda: put("0", 1)) == "trade.pack.by_record"
    with pytest.raises(Invalid):
        put("7", 1)
    packing.unpack(actor=ivan, item_id=item)
    put("1", 500)
    assert [record.quantity for record in kept.items_of(kept.consignment_for(ivan, made))] == [500]
    assert dict(packing.lines_to_choose(kept.consignment_for(ivan, made).authorisation))["1"].endswith(
        "0/500"
    )


def test_what_comes_in_is_listed_by_serial_number_and_compared_like_what_leaves(company, alice, bob, heidi):
    """An import has no exit here: it is entered by its numbers, and seen at entry."""
    values = {"kind": "import", "from_state": "SE", "into_state": "XX", "through": ()}
    authorisation = an_authorisation(alice, bob, company, 3, **values)
    made, (box,) = a_consignment(alice, authorisation)
    with pytest.raises(Invalid):
        packing.pack_goods(actor=alice, crate=box, line="0", quantity=3, serials="SW001-SW002")
    packing.pack_goods(actor=alice, crate=box, line="0", quantity=3, serials="SW001-SW003")
    assert codes_of(lambda: packed(alice, box, a_stock(alice, 1))) == "trade.pack.import"
    consignments.close(actor=alice, consignment_id=made)
    consignment = kept.consignment_for(heidi, made)
    assert not consignments.releases(heidi, consignment)
    observing.record(
        actor=heidi,
        consignment_id=made,
        leg="entry",
        country="XX",
        degree="serial_read",
        serials="SW001\nSW002",
    )
    whole = kept.whole_of(consignment)
    standings = reconciling.standings(whole, map(kept.seen_of, kept.observed_of(consignment)))
    assert [standings[piece.id].told for piece in whole.pieces] == ["serial_read", "serial_read", "missing"]
