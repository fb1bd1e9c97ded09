"""Travellers with accompanied firearms: announced, let pass at the border, and back; what did not come back is a matter on its day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.services import proposals
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.licensing.services import licences
from ifar.matters.models import Matter
from ifar.parties import erasing
from ifar.parties.services import NewParty, register_party
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import instant
from ifar.registry.selectors.duties import passed
from ifar.registry.services import overdue
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.trade import selectors
from ifar.trade.consignments.services import carried, consignments
from ifar.trade.inputs import GoodsLine
from ifar.trade.journeys import selectors as journey_selectors
from ifar.trade.journeys import travelling
from ifar.trade.journeys.inputs import ShownPaper
from ifar.trade.journeys.replay import CROSSED
from ifar.trade.journeys.services import border, extending, journeys
from ifar.trade.models import Authorisation, Journey
from ifar.trade.services import deciding
from ifar.trade.services.authorisations import working_day_after
from ifar.trade.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.databases import ground
from tests.factories import a_firearm, a_licence, a_person
from tests.trade import making
from tests.trade.making import DAY

RIFLES = ("RB 4411", "RB 4412", "RB 4413")


def _rifles(alice, holder, serials=RIFLES):
    identity = {"make": "sako", "type": "rifle", "calibre": "308win"}
    return [a_firearm(alice, serial, identity=identity, owner=holder).firearm for serial in serials]


def _licence(alice, bob, holder, calibre="308win", quantity=3, purpose="sport", country="DK", **named):
    """An authorisation of this State that covers so many rifles to Denmark; its papers verified."""
    goods = (GoodsLine(type="rifle", calibre=calibre, quantity=quantity, **named),)
    consignee = making.a_party(alice)
    made = making.an_application(
        alice,
        consignee=consignee,
        applicant=holder,
        purpose=purpose,
        into_state=country,
        through=(),
        goods=goods,
    )
    making.a_paper(alice, made, consignee, "import_authorisation", country, verifier=bob, goods=goods)
    making.assessed(alice, made)
    making.granted(alice, bob, made)
    return made


def _announced(alice, holder, arms, **said):
    known = {"country": "SE", "purpose": "sport", "crosses_on": today(), "return_by": today() + 6 * DAY}
    rows = [journeys.OwnFirearm(firearm=arm) for arm in arms]
    return journeys.announce_leaving(actor=alice, holder=holder, arms=rows, **{**known, **said})


def _row(leg, **said):
    """A row of a regime as a list says it; every other condition is any."""
    empty = dict.fromkeys(
        ("states", "from_states", "into_states", "not_into", "purposes", "ways", "asks", "lifts", "days"), ""
    )
    return {
        **empty,
        "regime": "law",
        "leg": leg,
        "article": "Law art. 1",
        "valid_from": None,
        "valid_to": None,
        **said,
    }


TABLE = """code,regime,article,leg,states,from_states,into_states,not_into,purposes,ways,asks,lifts,days,valid_from,valid_to,label_en,source
law_out,law,Law art. 1,leaving,,,SE,,sport,,,export_authorisation,,,,Out,us
law_in,law,Law art. 2,entering,,SE,,,sport,,firearms_pass,import_authorisation,,,,In,us
law_days,law,Law art. 3,leaving,,,NO,,sport,,,export_authorisation,10,,,Ten days,us
law_duty,law,Law art. 6,leaving,,,IS,,sport,,,,3,,,Announce,us
law_wait,law,Law art. 5,leaving,,,FI,,sport,,,export_authorisation,10,,2098-12-31,Ten days to Finland,us
law_then,law,Law art. 5,leaving,,,FI,,sport,,,export_authorisation,,2099-01-01,,Later none,us
law_gone,law,Law art. 4,leaving,,,DK,,,,,export_authorisation,,,2020-12-31,Gone,us
"""
"""Of an invented law: to Sweden nothing but a pass of visitors, to Norway ten working days, to Denmark an authorisation of this State."""


@pytest.fixture(scope="module")
def law(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The invented law, loaded from a country's folder."""
    folder = tmp_path_factory.mktemp("law")
    (folder / "regime.csv").write_text(TABLE, "utf-8")
    with ground(databases, peopled_template, django_db_blocker):
        reference.load_folder(actor=JOB, folder=folder, origin="lawland")
        yield


@pytest.fixture
def alice(law, db):
    return cast.actor("alice")


@pytest.fixture
def bob(alice):
    return cast.actor("bob")


@pytest.fixture
def heidi(alice):
    return cast.actor("heidi")


@pytest.fixture
def nina(alice):
    return cast.actor("nina")


# Three out, two back ----------------------------------------------------------------------------------------------------


def test_three_rifles_go_to_a_competition_and_two_come_back(alice, heidi, bob):
    holder = a_person(alice)
    arms = _rifles(alice, holder)
    made = _announced(alice, holder, arms)
    assert border.checked(heidi, Journey.objects.get(), today()).may_pass
    journeys.cross(actor=heidi, journey_id=made)
    away = Firearm.objects.filter(public_id__in=arms)
    assert {(firearm.state, firearm.legal, firearm.owner) for firearm in away} == {
        ("temp_exported", "temporary_export", holder)
    }
    journeys.take_back(actor=heidi, journey_id=made, arms=[1, 3])
    journey = Journey.objects.get()
    assert (journey.state, journey.gone, journey.back, journey.missing) == (
        "under_way",
        [1, 2, 3],
        [1, 3],
        [2],
    )
    due = journey.return_by
    assert overdue.tell_overdue(due) == 0
    overdue.tell_overdue(due + DAY)
    matter = Matter.objects.get(kind="overdue_return")
    assert (matter.about, matter.agency.public_id) == (arms[1], alice.agency)
    assert overdue.tell_overdue(due + 2 * DAY) == 0
    journeys.take_back(actor=heidi, journey_id=made)
    assert Journey.objects.get().state == "completed"
    assert set(Firearm.objects.values_list("state", flat=True)) == {"held_civilian"}
    with pytest.raises(Refused):
        journeys.take_back(actor=heidi, journey_id=made)


def test_every_other_firearm_and_traveller_is_refused(alice, heidi, nina):
    holder, other = a_person(alice), a_person(alice, "Somebody Else")
    (mine,) = _rifles(alice, holder, ["MM 1"])
    (theirs,) = _rifles(alice, other, ["TT 1"])
    for arms in ([theirs], [mine, theirs], [mine, mine]):
        with pytest.raises(Invalid):
            _announced(alice, holder, arms)
    for values in (
        {"country": "XX"}, {"country": "ZZ"}, {"purpose": "fun"}, {"crosses_on": today() - DAY}, {"return_by": today() - DAY},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            _announced(alice, holder, [mine], **values)
    made = _announced(alice, holder, [mine])
    with pytest.raises(NotFound):
        journeys.withdraw(actor=nina, journey_id=made, reason="x")
    with pytest.raises(Forbidden):
        journeys.cross(actor=alice, journey_id=made)
    record_event(actor=alice, firearm=mine, event=NewEvent("stolen", {}, occurred=instant(ledger.now())))
    verdict = border.checked(heidi, Journey.objects.get(), today())
    assert verdict.arms[0].is_wanted
    assert not verdict.may_pass
    with pytest.raises(Refused) as raised:
        journeys.cross(actor=heidi, journey_id=made)
    assert raised.value.code == "trade.journey.wanted"
    with pytest.raises(Refused):  # not even where the service looks away: the life of the firearm says no
        record_event(
            actor=heidi,
            firearm=mine,
            event=NewEvent("temporarily_exported", {"return_date": "2030-01-01", "permit": made}),
        )
    journeys.withdraw(actor=alice, journey_id=made, reason="It was stolen.")
    assert Journey.objects.get().state == "withdrawn"
    assert journey_selectors.at_border(heidi, mine) == []


def test_without_a_row_that_lifts_it_an_authorisation_is_wanted(alice, bob, heidi):
    holder = a_person(alice)
    arms = _rifles(alice, holder)
    made = _announced(alice, holder, arms, country="DK")
    with pytest.raises(Refused) as raised:
        journeys.cross(actor=heidi, journey_id=made)
    assert [reason.code for reason in raised.value.reasons] == ["trade.journey.authorisation"]
    journeys.withdraw(actor=alice, journey_id=made, reason="It lacks the authorisation.")
    for_another = _licence(alice, bob, holder, purpose="repair")
    other = _announced(alice, holder, arms, country="DK", authorisation=for_another)
    with pytest.raises(Refused):
        journeys.cross(actor=heidi, journey_id=other)
    with database_refuses("Something that the law asks for"):
        _forced(heidi, other, [1])
    journeys.withdraw(actor=alice, journey_id=other, reason="It is for another purpose.")
    under = _licence(alice, bob, holder, quantity=2)
    first = _announced(alice, holder, arms, country="DK", authorisation=under)
    with pytest.raises(Refused):
        journeys.cross(actor=heidi, journey_id=first)  # three of two
    with database_refuses("Something that the law asks for"):
        _forced(heidi, first, [1, 2, 3])
    journeys.cross(actor=heidi, journey_id=first, arms=[1, 2])
    more = _announced(alice, holder, [arms[2]], country="DK", authorisation=under)
    with pytest.raises(Refused):
        journeys.cross(actor=heidi, journey_id=more)  # both are abroad under it
    journeys.take_back(actor=heidi, journey_id=first, arms=[1])
    journeys.cross(actor=heidi, journey_id=more)
    deciding.suspend(actor=alice, authorisation_id=under, reason="A warning came in.")
    journeys.take_back(actor=heidi, journey_id=more)
    again = _announced(alice, holder, [arms[2]], country="DK", authorisation=under)
    with pytest.raises(Refused):
        journeys.cross(actor=heidi, journey_id=again)


def test_an_authorisation_that_names_a_make_covers_no_other(alice, bob, heidi):
    holder = a_person(alice)
    arms = _rifles(alice, holder)
    for make, covers in (("Blaser", False), ("Sako", True)):
        under = _licence(alice, bob, holder, make=make)
        made = _announced(alice, holder, arms[:1], country="DK", authorisation=under)
        assert border.checked(heidi, Journey.objects.get(public_id=made), today()).may_pass is covers
        with (
            pytest.raises(Refused) if not covers else nullcontext(),
            without_guards(RECORDER),
            transaction.atomic(),
        ):
            _forced(heidi, made, [1])


def test_a_day_far_away_does_not_spare_the_wait(alice, heidi):
    """Announced for a day on which no row will ask for one, it crosses today: the rows of today say how long before."""
    holder, far = a_person(alice), dt.date(2099, 2, 1)
    made = _announced(
        alice, holder, _rifles(alice, holder, ["FW 1"]), country="FI", crosses_on=far, return_by=far
    )
    assert Journey.objects.get().earliest_on == today()
    with pytest.raises(Refused) as raised:
        journeys.cross(actor=heidi, journey_id=made)
    assert [reason.code for reason in raised.value.reasons] == ["trade.journey.early"]
    with database_refuses("Something that the law asks for"):
        _forced(heidi, made, [1])


def test_an_authorisation_serves_travellers_or_consignments_and_one_purpose(alice, bob, heidi):
    """Nobody draws on it twice: what is packed under it, and what a traveller takes along."""
    holder = a_person(alice)
    arms = _rifles(alice, holder)
    packed, travelled = _licence(alice, bob, holder), _licence(alice, bob, holder)
    consignment = consignments.open_consignment(actor=alice, authorisation=packed)
    for values in ({"authorisation": packed}, {"authorisation": travelled, "purpose": "exhibition"}):
        made = _announced(alice, holder, arms[:1], country="DK", **values)
        with pytest.raises(Refused) as raised:
            journeys.cross(actor=heidi, journey_id=made)
        assert [reason.code for reason in raised.value.reasons] == ["trade.journey.authorisation"]
        with database_refuses("Something that the law asks for"):
            _forced(heidi, made, [1])
    made = _announced(alice, holder, arms[:1], country="DK", authorisation=travelled)
    journeys.cross(actor=heidi, journey_id=made)
    with pytest.raises(Refused) as raised:
        consignments.open_consignment(actor=alice, authorisation=travelled)
    assert raised.value.code == "trade.travelled"
    with database_refuses("Travellers crossed"):
        sets = {"authorisation": travelled, "exporter": ""}
        RECORDER.record(alice, "consignment", "opened", changes=sets)
    consignments.cancel(actor=alice, consignment_id=consignment, reason="Carried by hand.")
    made = _announced(alice, holder, arms[1:], country="DK", authorisation=packed)
    journeys.cross(actor=heidi, journey_id=made)


def test_whoever_is_back_is_said_by_customs_alone(alice, heidi):
    holder = a_person(alice)
    (arm,) = _rifles(alice, holder, ["BK 1"])
    made = _announced(alice, holder, [arm])
    journeys.cross(actor=heidi, journey_id=made)
    with pytest.raises((Forbidden, Refused)):
        record_event(
            actor=alice,
            firearm=arm,
            event=NewEvent("temporary_export_returned", {}, occurred=instant(ledger.now())),
        )
    assert Firearm.objects.get(public_id=arm).state == "temp_exported"


def test_what_is_found_on_a_traveller_who_called_off_is_recorded(alice, heidi):
    holder = a_person(alice)
    made = _announced(alice, holder, _rifles(alice, holder, ["CO 1"]))
    journeys.withdraw(actor=alice, journey_id=made, reason="Ill.")
    journeys.observe(actor=heidi, journey_id=made, found="He stands at the border with the rifle.")
    assert (Journey.objects.get().state, Matter.objects.get(about=made).kind) == ("withdrawn", "conflict")


def test_an_erasure_takes_along_what_a_journey_says_of_the_traveller(alice, heidi):
    holder = a_person(alice)
    made = _announced(
        alice,
        holder,
        _rifles(alice, holder, ["ER 1"]),
        papers=[ShownPaper(kind="firearms_pass", number="SE 77")],
    )
    journeys.observe(actor=heidi, journey_id=made, found="He carried another passport.")
    assert sorted(field for _entry, field in journey_selectors.values_of(holder)) == ["note", "who"]
    assert set(journey_selectors.values_of(holder)) <= set(erasing.values_elsewhere(holder))
    assert journey_selectors.values_of(a_person(alice, "Somebody Else")) == []
    # A visitor stands in no record of a party: whoever is called so, or showed that document, is erased there too, and on lists that were asked.
    making.a_list(b"name,reference,kind\nMaja Lind,N-1,person\n")
    making.a_visit(alice)
    making.a_visit(alice, name="Ola Berg", document="SE 124")
    values = journey_selectors.values_of(a_person(alice, "Maja Lind"))
    assert sorted(field for _entry, field in values) == ["told", "who"]


@contextmanager
def database_refuses(match=None):
    """The service asks nothing; what refuses is the database."""
    with (
        without_guards(RECORDER),
        pytest.raises((IntegrityError, Refused), match=match),
        transaction.atomic(),
    ):
        yield


def _forced(heidi, journey, gone, **said):
    record = Journey.objects.get(public_id=journey)
    sets = {"arms": record.arms, "gone": gone, "crossed_on": today(), **said}
    RECORDER.record(heidi, "journey", "crossed", record, changes=sets)


def test_rows_say_how_long_before_a_journey_is_announced(alice, heidi):
    holder = a_person(alice)
    arms = _rifles(alice, holder, ["DD 1"])
    with pytest.raises(Invalid) as late:
        _announced(alice, holder, arms, country="NO", return_by=today() + 30 * DAY)
    assert late.value.code == "trade.journey.late"
    earliest = working_day_after(today(), 10)
    assert earliest >= today() + 14 * DAY
    made = _announced(alice, holder, arms, country="NO", crosses_on=earliest, return_by=earliest + DAY)
    with pytest.raises(Refused) as raised:
        journeys.cross(actor=heidi, journey_id=made)
    assert "trade.journey.early" in [reason.code for reason in raised.value.reasons]
    with database_refuses("law asks for is not there"):
        _forced(heidi, made, [1])
    journey = Journey.objects.get()
    sets = {
        name: getattr(journey, name)
        for name in (
            "way",
            "holder",
            "country",
            "purpose",
            "papers",
            "arms",
            "crosses_on",
            "return_by",
            "announced_on",
        )
    }
    with database_refuses("Somebody else did something"):
        _announce_past_service(alice, {**sets, "earliest_on": today()})


def test_who_announced_too_late_crosses_with_what_the_announcement_would_have_spared(alice, bob, heidi):
    """A row with days relieves whoever announced in time; who did not needs the authorisation, and nothing more."""
    holder = a_person(alice)
    arms = _rifles(alice, holder, ["DA 1"])
    under = _licence(alice, bob, holder, country="NO")
    made = _announced(alice, holder, arms, country="NO", authorisation=under)
    journey = Journey.objects.get()
    assert journey.earliest_on > journey.crosses_on
    assert border.checked(heidi, journey, today()).may_pass
    without = {**journey_selectors.row_of(journey), "authorisation": "", "gone": [1], "id": journey.pk}
    reasons = travelling.against(without, "XX", None, (), selectors.regimes(), today())
    assert [(reason.code, reason.article) for reason in reasons] == [("trade.journey.early", "Law art. 3")]
    with connection.cursor() as cursor:
        for row, lacks in ((without, "export_authorisation"), ({**without, "authorisation": under}, None)):
            row |= {"agency_id": journey.agency_id}
            cursor.execute("SELECT trade_journey_wanting(%s, %s)", [json.dumps(row), today()])
            assert cursor.fetchone() == (lacks,)
    journeys.cross(actor=heidi, journey_id=made)
    assert list(CROSSED.check(connection.connection.cursor(), frozenset({made}))) == []


def test_an_announcement_that_relieves_of_nothing_is_a_duty(alice, bob, heidi):
    holder = a_person(alice)
    under = _licence(alice, bob, holder, country="IS")
    arms = _rifles(alice, holder, ["DU 1"])
    with pytest.raises(Invalid) as late:
        _announced(alice, holder, arms, country="IS", authorisation=under)
    assert (late.value.code, late.value.reasons[0].article) == ("trade.journey.late", "Law art. 6")
    row = {**JOURNEY, "country": "IS", "purpose": "sport", "authorisation": under, "holder": holder}
    row |= {"earliest_on": str(today()), "announced_on": str(today()), "id": 0, "agency_id": heidi.agency_id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT trade_journey_wanting(%s, %s)", [json.dumps(row), today()])
        assert cursor.fetchone() == ("announcement",)


def _announce_past_service(actor, sets):
    RECORDER.record(actor, "journey", "announced", changes=sets)


# Rows, purely -----------------------------------------------------------------------------------------------------------

JOURNEY = {
    "way": "out", "country": "NO", "purpose": "hunting", "authorisation": "", "papers": [], "holder": "P1", "gone": [1], "back": [],
    "arms": [{"type": "rifle", "calibre": "308win"}], "announced_on": "2026-11-01", "earliest_on": "2026-12-01", "return_by": "2026-12-20",
}  # fmt: skip


def _codes(journey, rules, day="2026-12-01", authorisation=None, others=()):
    return [
        reason.code
        for reason in travelling.against(
            {**JOURNEY, **journey}, "SE", authorisation, others, rules, dt.date.fromisoformat(day)
        )
    ]


def test_rows_bite_and_lift_as_they_say_and_no_name_is_in_code():
    lifts = _row(
        "leaving", states="SE|FI", not_into="FI", purposes="hunting|sport", lifts="export_authorisation"
    )
    assert _codes({}, []) == ["trade.journey.authorisation"]
    assert _codes({}, [lifts]) == []
    assert _codes({"purpose": "repair"}, [lifts]) == ["trade.journey.authorisation"]
    assert _codes({"country": "FI"}, [lifts]) == ["trade.journey.authorisation"]
    assert _codes({"way": "in"}, [lifts]) == ["trade.journey.authorisation"]
    assert _codes({}, [{**lifts, "leg": "from"}]) == ["trade.journey.authorisation"]
    assert _codes({}, [{**lifts, "valid_from": "2026-12-02"}]) == ["trade.journey.authorisation"]
    assert _codes({}, [{**lifts, "states": "DK"}]) == ["trade.journey.authorisation"]
    asks = {**lifts, "asks": "invitation"}
    assert _codes({}, [asks]) == ["trade.journey.paper"]
    assert _codes({"papers": ["invitation"]}, [asks]) == []
    assert _codes({"return_by": "2026-11-30"}, [lifts]) == ["trade.journey.over"]
    assert travelling.days_before([{**lifts, "days": 10}, {**lifts, "days": 5}, lifts]) == 10


# Visitors ---------------------------------------------------------------------------------------------------------------


def test_a_visitor_brings_firearms_and_leaves_with_them(alice, heidi):
    without_pass = making.a_visit(heidi)
    with pytest.raises(Refused) as raised:
        journeys.cross(actor=heidi, journey_id=without_pass)
    assert [reason.code for reason in raised.value.reasons] == ["trade.journey.paper"]
    made = making.a_visit(heidi, papers=[ShownPaper(kind="firearms_pass", number="SE-1")])
    journeys.cross(actor=heidi, journey_id=made)
    journey = Journey.objects.get(public_id=made)
    here = Firearm.objects.filter(public_id__in=[arm["firearm"] for arm in journey.arms])
    assert {(firearm.state, firearm.agency.public_id) for firearm in here} == {
        ("temp_imported", heidi.agency)
    }
    # G8: nothing is to be marked of what came for a competition; it is to leave again.
    assert {item.duty.name for item in passed(journey.return_by + DAY)} == {"re_export"}
    found_again = [record.public_id for record in journey_selectors.at_border(heidi, "vt-2")]
    assert sorted(found_again) == sorted([made, without_pass])
    journeys.take_back(actor=heidi, journey_id=made)
    assert set(Firearm.objects.values_list("state", flat=True)) == {"exported"}
    again = making.a_visit(heidi, papers=[ShownPaper(kind="firearms_pass", number="SE-1")])
    journeys.cross(actor=heidi, journey_id=again)
    assert Firearm.objects.count() == 2  # the same two, and no new records


def test_a_visitors_firearm_that_is_searched_for_is_a_hit(alice, heidi):
    stolen = a_firearm(alice, "VT 1", identity={"make": "sako", "type": "rifle", "calibre": "308win"}).firearm
    record_event(actor=alice, firearm=stolen, event=NewEvent("stolen", {}, occurred=instant(ledger.now())))
    made = making.a_visit(heidi, papers=[ShownPaper(kind="firearms_pass", number="SE-1")])
    verdict = border.checked(heidi, Journey.objects.get(), today())
    assert [(arm.n, arm.is_wanted, arm.like) for arm in verdict.arms] == [
        (1, True, (stolen,)),
        (2, False, ()),
    ]
    with pytest.raises(Refused) as raised:
        journeys.cross(actor=heidi, journey_id=made)
    assert raised.value.code == "trade.journey.wanted"
    journeys.cross(
        actor=heidi, journey_id=made, other="Another model: the barrel is shorter; both were compared."
    )
    assert Journey.objects.get().gone == [1, 2]
    # One officer let it pass: the office that announced the journey reads why.
    matter = Matter.objects.get(about=made)
    assert (matter.kind, matter.cause, matter.agency.public_id) == (
        "conflict",
        "trade.journey_let_pass 2",
        heidi.agency,
    )


def test_fifty_imported_for_good_are_fifty_marks_due(heidi):
    """Golden case G8."""
    for n in range(50):
        marks = ({"kind": "serial", "text": f"IMP{n:04}"},)
        identity = {"make": "beretta", "type": "pistol", "calibre": "9x19"}
        event = NewEvent(
            "imported",
            {"owner_kind": "importer"},
            occurred=instant(ledger.now()),
            identity=identity,
            marks=marks,
        )
        register_firearm(actor=heidi, event=event)
    due = [
        deadline["name"]
        for checks in Event.objects.values_list("checks", flat=True)
        for deadline in checks.get("deadlines", ())
    ]
    assert due.count("import_mark") == 50


# What is observed is never refused ---------------------------------------------------------------------------------------


def test_what_comes_back_is_recorded_whatever_its_record_says(alice, heidi):
    holder = a_person(alice)
    arms = _rifles(alice, holder, ["OO 1", "OO 2"])
    made = _announced(alice, holder, arms)
    journeys.cross(actor=heidi, journey_id=made)
    record_event(actor=alice, firearm=arms[0], event=NewEvent("stolen", {}, occurred=instant(ledger.now())))
    assert [arm.is_wanted for arm in border.checked(heidi, Journey.objects.get(), today()).arms] == [
        True,
        False,
    ]
    journeys.take_back(actor=heidi, journey_id=made)
    assert Journey.objects.get().state == "completed"
    assert Firearm.objects.get(public_id=arms[0]).state == "stolen"
    assert Matter.objects.get(kind="conflict").about == arms[0]
    journeys.observe(actor=heidi, journey_id=made, found="A third rifle without papers, serial 77.")
    assert Matter.objects.filter(about=made, kind="conflict").count() == 1


def licensed_journey(alice, bob, heidi, crosses=True):
    """A rifle that its holder acquired under a licence goes to a competition; the journey and the licence."""
    holder = a_person(alice, "Ola Licensed")
    licence = a_licence(alice, bob, holder)
    gun = a_firearm(alice, "LU 7", owner=a_person(alice, "Old Owner")).firearm
    details = {"owner_kind": "private", "owner": holder, "licence": licence}
    record_event(actor=alice, firearm=gun, event=NewEvent("privately_transferred", details))
    made = _announced(alice, holder, [gun])
    if crosses:
        journeys.cross(actor=heidi, journey_id=made)
    return made, licence


def test_nobody_leaves_under_a_licence_that_is_not_in_force(alice, bob, heidi):
    made, licence = licensed_journey(alice, bob, heidi, crosses=False)
    licences.suspend(actor=alice, licence_id=licence, ground="storage", reason="It lay in the open.")
    with pytest.raises(Refused) as refused:
        journeys.cross(actor=heidi, journey_id=made)
    assert refused.value.code == "trade.journey.licence"
    with pytest.raises(Refused) as by_database, without_guards(RECORDER), transaction.atomic():
        _forced(heidi, made, [1])
    assert by_database.value.code == "trade.journey.licence"


# Longer than announced ----------------------------------------------------------------------------------------------------


def _later(day):
    """What registers say of duties that passed by the day after a day."""
    return {item.duty.due for item in passed(day + DAY)}


def test_a_journey_is_extended_by_two_and_its_firearms_are_due_later(alice, bob, nina, heidi):
    """Out and in: what is under way may stay longer, what came back is asked nothing; a day alone moves nothing, and nobody stays past the journey."""
    holder, until, later = a_person(alice), today() + 6 * DAY, today() + 20 * DAY
    arms = _rifles(alice, holder)
    out = _announced(alice, holder, arms)
    came = making.a_visit(heidi, papers=[ShownPaper(kind="firearms_pass", number="SE-1")], return_by=until)
    with pytest.raises(Refused):
        extending.propose(actor=alice, journey_id=out, return_by=later, reason="It has not left.")
    for journey in (out, came):
        journeys.cross(actor=heidi, journey_id=journey)
    journeys.take_back(actor=heidi, journey_id=out, arms=[2])
    kinds = {out: "absence_extended", came: "stay_extended"}
    firearms = {out: arms[0], came: Journey.objects.get(public_id=came).arms[0]["firearm"]}
    for asks, journey in ((alice, out), (heidi, came)):
        alone = NewEvent(kinds[journey], {"return_date": later.isoformat()})
        with pytest.raises(Refused) as refused:
            record_event(actor=alice, firearm=firearms[journey], event=alone)
        assert refused.value.code == "registry.precondition.stay_allowed"
        with (
            mock.patch.object(carried, "_may_stay", return_value=frozenset({firearms[journey]})),
            pytest.raises((Refused, IntegrityError)),
            transaction.atomic(),
        ):
            record_event(actor=alice, firearm=firearms[journey], event=alone)
        with pytest.raises(Refused) as sooner:
            extending.propose(actor=asks, journey_id=journey, return_by=until, reason="The same day.")
        assert sooner.value.code == "trade.journey.sooner"
        asked = extending.propose(actor=asks, journey_id=journey, return_by=later, reason="It was put off.")
        with pytest.raises(Forbidden):
            proposals.decide(actor=asks, proposal=asked.public_id, verdict="approve")
        assert _later(until) == {until}
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert Journey.objects.get(public_id=journey).return_by == later
    assert (_later(until), _later(later)) == (set(), {later})
    events = Event.objects.filter(kind__in=kinds.values()).order_by("id")
    assert [event.kind for event in events] == ["absence_extended"] * 2 + ["stay_extended"] * 2
    assert all(event.occurred_from for event in events), "each stands on its day in the life"
    assert not Event.objects.filter(kind="absence_extended", firearm__public_id=arms[1]).exists()
    journeys.take_back(actor=heidi, journey_id=out)
    journeys.take_back(actor=heidi, journey_id=came)
    assert _later(later) == set()


def test_a_journey_is_not_extended_past_its_authorisation(alice, bob, heidi):
    holder = a_person(alice)
    licence, arms = _licence(alice, bob, holder), _rifles(alice, holder, ["EL 1"])
    made = _announced(alice, holder, arms, country="DK", authorisation=licence)
    journeys.cross(actor=heidi, journey_id=made)
    beyond = Authorisation.objects.get(public_id=licence).valid_to + DAY
    with pytest.raises(Refused) as refused:
        extending.propose(actor=alice, journey_id=made, return_by=beyond, reason="Too long.")
    assert refused.value.code == "trade.journey.beyond"
    for day, code in ((beyond, "trade.journey.beyond"), (today(), "trade.journey.sooner")):
        with mock.patch.object(extending, "against", return_value=[]):
            asked = extending.propose(actor=alice, journey_id=made, return_by=day, reason="Past the service.")
            with pytest.raises(Refused) as by_database, transaction.atomic():
                proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert by_database.value.code == code
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="refuse", reason="No.")


# The database, past the service -------------------------------------------------------------------------------------------


def test_the_database_refuses_what_the_service_would(alice, heidi):
    holder, other = a_person(alice), a_person(alice, "Somebody Else")
    arms = _rifles(alice, holder)
    made = _announced(alice, holder, arms)
    for gone, values in (
        ([4], {}),
        ([], {}),
        ([1, 1], {}),
        ([1], {"crossed_on": today() - DAY}),
        ([1], {"arms": []}),
    ):
        with database_refuses():
            _forced(heidi, made, gone, **values)
    with pytest.raises(IntegrityError, match="on a journey that names it"), transaction.atomic():
        _leave_past_service(heidi, arms[0], made)
    a_firearm(alice, "ZZ 9", owner=other)
    journeys.cross(actor=heidi, journey_id=made, arms=[1])
    with pytest.raises(IntegrityError, match="on a journey that names it"), transaction.atomic():
        _leave_past_service(heidi, arms[1], made)
    journey = Journey.objects.get()
    for kind, back in (("returned", [1]), ("completed", []), ("returned", [2])):
        with database_refuses():
            RECORDER.record(heidi, "journey", kind, journey, changes={"back": back})


def _leave_past_service(heidi, firearm, journey):
    """The life cycle is told yes where the journey says no."""
    until = Journey.objects.get(public_id=journey).return_by.isoformat()
    with pytest.MonkeyPatch.context() as patch:
        from ifar.registry import facts

        yes = journey_selectors.Answers({"temporary_permit": True})
        patch.setattr(facts, "_suppliers", [lambda *_asked: yes])
        event = NewEvent(
            "temporarily_exported", {"return_date": until, "permit": journey}, occurred=instant(ledger.now())
        )
        record_event(actor=heidi, firearm=firearm, event=event)


# Without a line, and for other lawful purposes ---------------------------------------------------------------------------


def _in_extract(actor):
    return [arm for row in border.in_extract(actor, 10) for arm in row["arms"]]


def test_the_offline_extract_says_of_each_firearm_what_holds_now_and_names_nobody(alice, heidi, nina):
    holder = a_person(alice)
    arms = _rifles(alice, holder, ["EX 1", "EX 2", "EX 3"])
    out = _announced(alice, holder, arms[:2])
    making.a_visit(heidi, ("EX 9",))
    later = today() + 9 * DAY
    _announced(alice, holder, arms[2:], crosses_on=later, return_by=later)
    rows = {arm["mark"]: (arm["id"], arm["said"]) for arm in _in_extract(heidi)}
    assert set(rows) == {"EX 1", "EX 2", "EX 9"}
    assert rows["EX 1"][0] == arms[0]
    assert "May pass, return due" in rows["EX 1"][1]
    assert "May not pass" in rows["EX 9"][1]
    journeys.cross(actor=heidi, journey_id=out, arms=[1])
    record_event(actor=alice, firearm=arms[0], event=NewEvent("stolen", {}, occurred=instant(ledger.now())))
    assert {arm["mark"]: arm["said"] for arm in _in_extract(heidi)}[
        "EX 1"
    ] == "Stop: a firearm is searched for"
    assert "Lind" not in str(border.in_extract(heidi, 10))
    assert border.in_extract(nina, 10) == []


def test_an_exhibition_and_a_repair_go_under_an_authorisation_and_are_due_back(alice, bob, heidi):
    """Protocol art. 10(6): a museum lends abroad; a foreign owner's arms come to be repaired, and leave within their days."""
    museum = register_party(actor=alice, new=NewParty(kind="entity", values={"name": "Museum of Arms"}))
    arms = _rifles(alice, museum, ["MU 1", "MU 2"])
    under = _licence(alice, bob, museum, quantity=2, purpose="exhibition")
    made = _announced(alice, museum, arms, country="DK", purpose="exhibition", authorisation=under)
    journeys.cross(actor=heidi, journey_id=made)
    without = making.a_visit(heidi, ("RP 1", "RP 2"), purpose="repair")
    with pytest.raises(Refused) as raised:
        journeys.cross(actor=heidi, journey_id=without)
    assert raised.value.code == "trade.journey.authorisation"
    goods = (GoodsLine(type="rifle", quantity=2),)
    entry = making.an_application(
        alice,
        kind="import",
        from_state="SE",
        into_state="XX",
        purpose="repair",
        through=(),
        goods=goods,
        consignee=making.a_party(alice),
    )
    making.assessed(alice, entry)
    making.granted(alice, bob, entry)
    repair = making.a_visit(heidi, ("RP 1", "RP 2"), purpose="repair", authorisation=entry)
    journeys.cross(actor=heidi, journey_id=repair)
    journeys.take_back(actor=heidi, journey_id=repair, arms=[1])
    overdue.tell_overdue(Journey.objects.get(public_id=made).return_by + DAY)
    late = {*arms, Journey.objects.get(public_id=repair).arms[1]["firearm"]}
    assert set(Matter.objects.filter(kind="overdue_return").values_list("about", flat=True)) == late
