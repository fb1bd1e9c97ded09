"""Cases and their items: entered, searched at once, linked; what the register says later; who sees what; what verification says."""

from __future__ import annotations

import datetime as dt
import re
import time
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.accounts.services.proposals import decide
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.outbox import services as outbox
from ifar.recoveries import selectors
from ifar.recoveries.models import Case, Hit, Item, RefusedRow
from ifar.recoveries.models import Event as CaseEvent
from ifar.recoveries.services import case_persons, cases, field, items, links, tables
from ifar.registry.models import Event, Firearm, SavedSearch
from ifar.registry.occurred import parse
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.factories import a_case, a_firearm, a_person, an_item
from tests.facts import hear_again
from tests.files import hostile

DAY = dt.timedelta(days=1)


pytestmark = pytest.mark.django_db


def deliver():
    while outbox.deliver():
        pass


def hits_of(actor, item):
    return [
        (hit.firearm.public_id, hit.how, hit.verdict)
        for hit in selectors.hits_for(actor).filter(item__public_id=item)
    ]


def steal(alice, firearm):
    record_event(actor=alice, firearm=firearm, event=NewEvent("stolen", {}))


def test_an_item_is_searched_when_it_is_entered_and_its_link_goes_on_in_the_life_of_the_firearm(dave, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    other = a_firearm(alice, "ZZ99999").firearm
    case = a_case(
        dave, ground="illicit_possession", location="national_territory", offences=["drug_trafficking"]
    )
    item = an_item(dave, case, "AB7I234")
    assert hits_of(dave, item) == [(firearm, "entry", "")]
    hit = Hit.objects.get()
    assert 50 <= hit.percent <= 99
    assert {reason["code"] for reason in hit.reasons} >= {"serial.look_alike", "make.agrees"}
    record = links.judge_hit(actor=dave, item_id=item, hit=hit.pk, verdict="confirmed")
    assert (record.state, record.firearm) == ("linked", firearm)
    event = Event.objects.get(pk=record.recorded)
    assert (event.kind, event.firearm.public_id) == ("seized", firearm)
    assert event.details["ground"] == "illicit_possession"
    assert event.details["exhibit"] == item
    assert Firearm.objects.get(public_id=firearm).state == "seized"
    assert Firearm.objects.get(public_id=other).state == "held_civilian"
    assert set(
        SavedSearch.objects.filter(public_id__in=record.searches).values_list("closed", flat=True)
    ) == {"found"}


def test_what_the_register_does_not_have_gets_its_record_with_the_same_event(dave):
    case = a_case(dave, "found", place="Harbour")
    item = an_item(dave, case, "NEW00001")
    assert hits_of(dave, item) == []
    recorded = links.register_item(actor=dave, item=item)
    firearm = Firearm.objects.get(public_id=recorded.firearm)
    assert (firearm.state, firearm.make) == ("found", "beretta")
    assert [mark.text for mark in firearm.marks.all()] == ["NEW00001"]
    with pytest.raises(Refused):
        links.register_item(actor=dave, item=item)


def test_its_other_marks_are_searched_too(dave, alice):
    firearm = a_firearm(alice, "AB71234", marks=({"kind": "import", "text": "XX24-55123"},)).firearm
    marks = (
        {"kind": "serial", "text": None, "text_status": "unknown"},
        {"kind": "import", "text": "XX24-55123"},
    )
    item = an_item(dave, a_case(dave), None, marks=marks)
    assert [hit[0] for hit in hits_of(dave, item)] == [firearm]
    assert Hit.objects.get().mark == "import"


def test_a_hit_on_a_stolen_firearm_tells_both_sides_at_once(dave, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    steal(alice, firearm)
    item = an_item(dave, a_case(dave), "AB71234")
    result = {notice.kind: notice for notice in Notice.objects.filter(kind__startswith="recoveries.")}
    assert (result["recoveries.hit"].user, result["recoveries.hit"].object) == (dave.id, item)
    elsewhere = result["recoveries.elsewhere"]
    assert (elsewhere.agency_id, elsewhere.object) == (alice.agency_id, firearm)
    assert item not in str(elsewhere.params)


def test_a_theft_that_is_reported_later_is_a_retro_hit(dave, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    item = an_item(dave, a_case(dave), "AB71234")
    deliver()
    steal(alice, firearm)
    deliver()
    assert (firearm, "reported", "") in hits_of(dave, item)
    kinds = set(Notice.objects.filter(kind__startswith="recoveries.").values_list("kind", flat=True))
    assert kinds == {"recoveries.hit", "recoveries.elsewhere"}
    reported = Hit.objects.get(how="reported").pk
    links.judge_hit(actor=dave, item_id=item, hit=reported, verdict="rejected", note="another calibre")
    assert {hit[2] for hit in hits_of(dave, item)} == {"rejected"}
    assert selectors.count_waiting(dave) == 0


def test_a_corrected_mark_and_what_is_registered_later_are_retro_hits_once(dave, alice, bob):
    item = an_item(dave, a_case(dave), "AB71234")
    other = a_firearm(alice, "ZZ99999").firearm
    deliver()
    assert hits_of(dave, item) == []
    corrected = NewEvent(
        kind="corrected", details={"reason": "misread"}, marks=({"n": 1, "text": "AB71234"},)
    )
    asked = propose_event(actor=alice, firearm=other, event=corrected, reason="misread")
    decide(actor=bob, proposal=asked.public_id, verdict="approve")
    deliver()
    assert hits_of(dave, item) == [(other, "later", "")]
    later = a_firearm(alice, "AB71234").firearm
    deliver()
    hear_again()
    assert sorted(hit[0] for hit in hits_of(dave, item)) == sorted([other, later])


def test_a_match_in_a_closed_compartment_tells_whom_to_ask_and_its_owner(dave, grace):
    hidden = a_firearm(grace, "AB71234", state="in_stock_state").firearm
    item = an_item(dave, a_case(dave), "AB71234")
    deliver()
    assert hits_of(dave, item) == []
    record = selectors.item_for(dave, item)
    assert list(selectors.asked_desks(record.searches).values()) == [[cast.agency("defence").public_id]]
    alerted = Notice.objects.filter(kind="registry.restricted_hit")
    assert {notice.params["firearm"] for notice in alerted} == {hidden}


def test_what_was_destroyed_and_turns_up_alarms_the_inspectors_at_once_and_when_it_is_linked(dave, alice):
    firearm = a_firearm(alice, "AB71234", state="destroyed").firearm
    item = an_item(dave, a_case(dave), "AB71234")
    notice = Notice.objects.get(kind="recoveries.resurrection", agency_id=cast.agency("inspectorate").pk)
    assert (notice.object, notice.permission, notice.params["item"]) == (
        firearm,
        "oversight:inspection:read",
        item,
    )
    links.link_item(actor=dave, item_id=item, firearm=firearm)
    deliver()
    assert Notice.objects.filter(kind="recoveries.resurrection", agency_id=notice.agency_id).count() == 2
    assert Firearm.objects.get(public_id=firearm).state == "seized"


def test_an_item_that_nothing_is_read_of_is_kept_without_a_search(dave):
    item = an_item(
        dave, a_case(dave), None, condition="other_illicit", origin="craft", identity={"type": "pistol"}
    )
    assert selectors.item_for(dave, item).searches == []


def test_a_mark_that_is_restored_is_searched_again(dave, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    item = an_item(dave, a_case(dave), "XXXXX99")
    assert hits_of(dave, item) == []
    new = items.NewItem(
        identity={"make": "beretta", "type": "pistol"}, marks=({"kind": "serial", "text": "AB71234"},)
    )
    items.amend_item(actor=dave, item=item, new=new)
    assert hits_of(dave, item) == [(firearm, "entry", "")]
    assert SavedSearch.objects.filter(closed="").count() == 1


def test_a_rejected_proposal_stays_rejected_and_the_item_open(dave, alice):
    a_firearm(alice, "AB71234")
    item = an_item(dave, a_case(dave), "AB71234")
    record = links.judge_hit(
        actor=dave, item_id=item, hit=Hit.objects.get().pk, verdict="rejected", note="other calibre"
    )
    assert record.state == "open"
    assert hits_of(dave, item)[0][2] == "rejected"


def test_who_sees_a_case(dave, erin, alice, heidi, judy, grace):
    case = a_case(dave)
    an_item(dave, case)
    for sees in (dave, erin, judy):
        assert selectors.case_for(sees, case).public_id == case
    for other in (alice, heidi, grace):
        with pytest.raises(NotFound):
            selectors.case_for(other, case)
        assert not selectors.items_for(other).exists()
    customs = a_case(heidi)
    with pytest.raises(NotFound):
        selectors.case_for(dave, customs)
    cases.share_case(actor=heidi, case_id=customs, office=dave.agency, reason="joint team")
    assert selectors.case_for(dave, customs).public_id == customs


def test_nobody_is_named_in_an_anonymous_surrender(dave):
    case = a_case(dave, "surrendered", anonymous=True)
    with pytest.raises(Invalid):
        case_persons.name_person(
            actor=dave, case=case, who=case_persons.Involved("surrenderer", described={"name": "X"})
        )
    case_persons.name_person(
        actor=dave, case=case, who=case_persons.Involved("surrenderer", "female", "60_over")
    )
    with pytest.raises(Invalid):
        a_case(dave, "seized", anonymous=True)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"location": "moon"}, "location"),
        ({"offences": ["curiosity"]}, "offences"),
        ({"latitude": 1}, "latitude"),
        ({"latitude": 91_000_000, "longitude": 0}, "latitude"),
        ({"price": 5}, "price"),
        ({"kept": [{"kind": "moon"}]}, "kept"),
        ({"kind": "found", "ground": "other"}, "ground"),
    ],
)
def test_what_is_wrong_with_a_case_is_said_at_its_field(dave, said, field):
    with pytest.raises(Invalid) as refused:
        a_case(dave, **said)
    assert [reason.field for reason in refused.value.reasons] == [field]


def test_only_those_who_take_in_enter_cases(alice, judy, grace):
    for other in (alice, judy, grace):
        with pytest.raises(Forbidden):
            a_case(other)


def test_a_concluded_case_takes_nothing_in(dave):
    case = a_case(dave)
    item = an_item(dave, case)
    cases.conclude_case(actor=dave, case_id=case, reason="judged")
    for act in (
        lambda: an_item(dave, case),
        lambda: links.register_item(actor=dave, item=item),
        lambda: cases.conclude_case(actor=dave, case_id=case, reason="x"),
    ):
        with pytest.raises(Refused):
            act()
    cases.reopen_case(actor=dave, case_id=case, reason="appeal")
    links.register_item(actor=dave, item=item)


def test_a_case_is_not_concluded_over_a_proposal_that_waits_or_rows_that_were_not_taken_in(dave, alice):
    a_firearm(alice, "AB71234")
    a_firearm(alice, "KW190401B", state="stolen")
    case = a_case(dave)
    item = an_item(dave, case, "AB71234")
    table = [b"type,serial,condition\npistol,QQ90001,quite new\npistol,KW190401B,homemade\n"]
    taken = tables.enter_table(actor=dave, case=case, name="cache.csv", content=table)
    assert (taken.refused, taken.waiting_met) == (2, 1)

    def conclude(**said):
        with pytest.raises(Refused) as refused:
            cases.conclude_case(actor=dave, case_id=case, reason="judged", **said)
        return [(reason.code.rpartition(".")[2], reason.params) for reason in refused.value.reasons]

    proposals = ("proposals", {"lines": "1"})
    met = ("rows_met", {"source": "cache.csv", "rows": "3"})
    assert conclude() == [proposals, met, ("rows", {"source": "cache.csv", "rows": "2"})]
    assert conclude(leave_rows=True) == [proposals, met]
    links.judge_hit(actor=dave, item_id=item, hit=Hit.objects.get().pk, verdict="rejected")
    row = RefusedRow.objects.get(row=3)
    mended = tables.mend_row(actor=dave, row=row.pk, cells={**row.cells, "condition": "converted"})
    assert SavedSearch.objects.filter(public_id__in=row.searches, closed="").count() == 0
    links.judge_hit(actor=dave, item_id=mended, hit=Hit.objects.get(verdict="").pk, verdict="confirmed")
    assert conclude() == [("rows", {"source": "cache.csv", "rows": "2"})]
    cases.conclude_case(actor=dave, case_id=case, reason="a heading, no exhibit", leave_rows=True)
    details = CaseEvent.objects.get(subject=case, kind="concluded").details
    assert details == {"rows_left": 1}
    with pytest.raises(Refused):
        tables.mend_row(actor=dave, row=RefusedRow.objects.get(row=2).pk, cells={"type": "pistol"})


def test_w49_a_table_of_a_million_rows_is_refused_from_its_beginning(dave):
    case = a_case(dave)
    table = [hostile.whole_sheet(("Serial",), ("AB1",))]
    began = time.monotonic()
    with pytest.raises(Invalid) as refused:
        tables.enter_table(actor=dave, case=case, name="cache.xlsx", content=table)
    assert [reason.code for reason in refused.value.reasons] == ["recoveries.table.rows"]
    assert not Item.objects.exists()
    assert time.monotonic() - began < 10


def test_a_row_that_waits_is_searched_and_what_is_closed_to_its_reader_is_not_told(dave, alice, grace):
    seen = a_firearm(alice, "KW190401B", state="stolen").firearm
    hidden = a_firearm(grace, "DF55512", state="in_stock_state").firearm
    case = a_case(dave)
    table = [b"type,serial,condition\npistol,KW190401B,homemade\npistol,DF55512,homemade\n"]
    tables.enter_table(actor=dave, case=case, name="cache.csv", content=table)
    rows = {refused_row.cells["serial"]: refused_row for refused_row in RefusedRow.objects.all()}
    met = selectors.rows_met(dave, rows.values())
    assert {row: [firearm.public_id for firearm, _ in hits] for row, hits in met.items()} == {
        rows["KW190401B"].pk: [seen]
    }
    # Its owner hears of what is closed, and the officer learns whom to ask, as with an item.
    deliver()
    alerted = Notice.objects.filter(kind="registry.restricted_hit")
    assert {notice.params["firearm"] for notice in alerted} == {hidden}
    asked = selectors.asked_desks(rows["DF55512"].searches)
    assert list(asked.values()) == [[cast.agency("defence").public_id]]
    rows["DF55512"].hits = [{"firearm": hidden, "percent": 90}]
    assert selectors.rows_met(dave, [rows["DF55512"]]) == {}


def test_an_officer_in_the_field_is_told_at_once_and_of_closed_compartments_only_whom_to_ask(
    dave, erin, alice, grace
):
    a_firearm(alice, "KW190401B", state="stolen")
    a_firearm(alice, "HELD7733")
    a_firearm(grace, "DF55512", state="in_stock_state")

    def told(serial):
        capture = field.Capture(uuid.uuid4(), "found", "pistol", timezone.now(), serial)
        field.capture(actor=dave, said=capture)
        deliver()
        with pytest.raises(NotFound):
            field.answers_of(actor=erin, capture=capture.capture)
        return field.answers_of(actor=dave, capture=capture.capture)

    [wanted] = told("KW190401B")
    assert (wanted.state, wanted.wanted, wanted.ask) == ("stolen", True, (alice.agency_name,))
    assert wanted.percent > 90
    [known] = told("HELD7733")
    assert (known.state, known.wanted) == ("held_civilian", False)
    [closed] = told("DF55512")
    assert closed == field.FieldAnswer("", 0, (cast.agency("defence").name,), True)
    assert told("NOBODY99") == []


def test_a_case_of_the_field_has_a_number_that_can_be_said():
    at = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
    numbers = {field.spoken_number(at, uuid.uuid4()) for _ in range(50)}
    assert all(re.fullmatch(r"261126-[2-9A-Y]{4}", number) for number in numbers)
    assert len(numbers) > 45


def test_two_people_do_not_overwrite_each_other(dave, erin):
    case = a_case(dave)
    n = Case.objects.get().n
    circumstances = cases.Circumstances(kind="seized", number="P-2026-18")
    cases.amend_case(actor=erin, case=case, said=circumstances, expected_n=n)
    with pytest.raises(Conflict):
        cases.amend_case(actor=dave, case=case, said=circumstances, expected_n=n)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recoveries_item SET state = 'linked'",
        "UPDATE recoveries_case SET number = 'x'",
        "DELETE FROM recoveries_hit",
        "DELETE FROM recoveries_event",
        "INSERT INTO recoveries_event SELECT gen_random_uuid(), record_type, subject, n + 1, kind, schema, details, changes FROM recoveries_event",
    ],
)
def test_the_runtime_role_writes_no_state(dave, alice, statement):
    a_firearm(alice, "AB71234")
    an_item(dave, a_case(dave), "AB71234")
    with pytest.raises(Exception, match=r"permission denied|refused|differs"), transaction.atomic():
        connection.cursor().execute(statement)


def test_people_are_numbered_and_their_proceedings_go_on(dave, alice):
    case = a_case(dave)
    party = a_person(alice)
    first = case_persons.name_person(
        actor=dave, case=case, who=case_persons.Involved("suspect", "male", "25_34", party=party)
    )
    case_persons.name_person(
        actor=dave, case=case, who=case_persons.Involved("victim", described={"name": "Y"})
    )
    case_persons.record_stage(
        actor=dave, case_id=case, person=first, stage="convicted", offences=["firearms_trafficking"]
    )
    rows = [
        (person.number, person.stage, person.offences)
        for person in case_persons.read_persons(dave, selectors.case_for(dave, case))
    ]
    assert rows == [(1, "convicted", ["firearms_trafficking"]), (2, "noted", [])]
    assert not Item.objects.exists()


@pytest.mark.django_db
def test_a_list_until_a_day_holds_the_whole_of_that_day(dave):
    evening = parse("2026-03-17T21:30", "Africa/Nairobi")
    case = a_case(dave, occurred=evening)
    on = dt.date(2026, 3, 17)
    with timezone.override("Africa/Nairobi"):
        for since, until, holds in ((on, on, True), (None, on - DAY, False), (on + DAY, None, False)):
            records = selectors.listed(dave, since=since, until=until)
            assert records.filter(public_id=case).exists() is holds, (since, until)


@pytest.mark.parametrize(
    ("which", "narrow", "index"),
    [
        ("open", {}, "recoveries_case_open"),
        ("waiting", {}, "recoveries_hit_waiting"),
        ("unlinked", {}, "recoveries_item_open"),
        ("all", {"text": "B-2019"}, "recoveries_case_number"),
        ("all", {"text": "B-2019"}, "recoveries_case_place"),
        ("all", {"text": "B-2019"}, "recoveries_case_report"),
        ("all", {"offence": "drug_trafficking"}, "recoveries_case_offences"),
    ],
)
def test_each_way_to_narrow_the_list_has_an_index(dave, which, narrow, index):
    """Issue 5, line 7: with 200,000 cases no list may be read from end to end; the benchmark measures how long it takes."""
    records = selectors.listed(dave, which, **narrow).order_by("-id" if which == "open" else "place")
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "sort") if narrow else ("seqscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        assert index in records.explain(), records.explain()


def test_a_list_counts_the_items_of_each_case(dave):
    text, other, none = a_case(dave), a_case(dave), a_case(dave)
    for case, count in ((text, 2), (other, 3)):
        for at in range(count):
            an_item(dave, case, f"QQ{at}{count}771")
    result = {case.public_id: case.things for case in selectors.listed(dave)}
    assert result == {text: 2, other: 3, none: 0}


def test_a_search_that_found_nothing_is_not_closed_as_found_where_a_record_is_opened(dave, alice):
    item = an_item(dave, a_case(dave), "AB71234")
    deliver()
    links.register_item(actor=dave, item=item)
    [kept] = SavedSearch.objects.filter(public_id__in=selectors.item_for(dave, item).searches)
    assert kept.closed == "not_needed"
