"""What recoveries promise: an anonymous case stays so, what is shared is only read, what a device sends arrives once and wipes nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from ifar.errors import Conflict, Forbidden, Invalid
from ifar.ledger.models import Personal
from ifar.recoveries import selectors
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import gaps, requests
from ifar.recoveries.custody.services.writing import RECORDER as CUSTODY
from ifar.recoveries.models import Case, Chain, Event, Item
from ifar.recoveries.services import case_handover, case_persons, cases, field, items, links
from ifar.recoveries.services.case_persons import Involved
from ifar.recoveries.services.cases import Circumstances
from ifar.recoveries.services.writing import RECORDER
from tests import cast
from tests.factories import a_case, a_firearm, an_item

pytestmark = pytest.mark.django_db


def codes(refused):
    return {(reason.code, reason.field) for reason in refused.value.reasons}


# Anonymous ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def promised(dave):
    """A surrender whose giver was promised not to be named."""
    return a_case(dave, "surrendered", anonymous=True, place="Harbour")


def test_an_anonymous_case_stays_anonymous(dave, promised):
    case = Case.objects.get()
    with pytest.raises(Invalid) as refused:
        cases.amend_case(actor=dave, case=promised, said=replace(cases.known(case), anonymous=False))
    assert codes(refused) == {("recoveries.anonymous.settled", "anonymous")}
    assert "new case" in refused.value.reasons[0].message
    open_one = a_case(dave, "found")
    with pytest.raises(Invalid):
        cases.change_case(actor=dave, case=open_one, changes={"anonymous": True})
    assert Case.objects.get(public_id=promised).anonymous


@pytest.mark.parametrize(
    ("said", "field_of"),
    [
        ({"narrative": "Handed in by the widow of the baker."}, "narrative"),
        ({"kept": [{"kind": "phone", "reference": "+1 555 0100"}]}, "kept"),
    ],
)
def test_nothing_that_may_name_somebody_comes_into_an_anonymous_case(dave, promised, said, field_of):
    with pytest.raises(Invalid) as refused:
        cases.change_case(actor=dave, case=promised, changes=said)
    assert codes(refused) == {("recoveries.anonymous.said", field_of)}
    with pytest.raises(Invalid):
        a_case(dave, "found", anonymous=True, **said)


def test_nobody_is_named_in_an_anonymous_case_by_a_group_either(dave, promised):
    with pytest.raises(Invalid):
        case_persons.name_person(actor=dave, case=promised, who=Involved("surrenderer", group="The Bakers"))


_PERSON = {
    "number": 1, "role": "surrenderer", "sex": "unknown", "age": "unknown", "group": "", "party": "", "stage": "noted", "stage_on": None,
    "offences": [],
}  # fmt: skip


@pytest.mark.usefixtures("past_the_service")
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("amended", {"changes": {"anonymous": False}}),
        ("amended", {"personal": {"narrative": "The widow of the baker."}}),
        ("amended", {"changes": {"kept": [{"kind": "phone", "reference": "+1 555 0100"}]}}),
        ("person_named", {"details": _PERSON, "personal": {"described": {"name": "X"}}}),
        ("person_named", {"details": _PERSON | {"group": "The Bakers"}}),
    ],
)
def test_the_database_keeps_the_promise_too(dave, promised, kind, said):
    with pytest.raises(IntegrityError, match=r"cannot be amended|nobody is named"), transaction.atomic():
        RECORDER.record(dave, "case", kind, Case.objects.get(), **said)


def test_the_page_of_an_anonymous_case_does_not_offer_to_break_it(signed_in, dave, promised):
    page = signed_in("dave")
    case = Case.objects.get()
    values = {
        "kind": "seized",
        "number": "P-2026-18",
        "place": "Gate 4",
        "place_precision": "unknown",
        "occurred_precision": "unknown",
        "expected_n": case.n,
    }
    assert page.post(f"/recoveries/{promised}/edit/", values).status_code == 302
    case.refresh_from_db()
    assert (case.kind, case.anonymous, case.place) == ("surrendered", True, "Gate 4")
    answer = page.post(
        f"/recoveries/{promised}/edit/", values | {"narrative": "The widow", "expected_n": case.n}
    )
    assert answer.status_code == 422
    assert "Open a new case" in answer.content.decode()
    assert "The widow" in answer.content.decode()


# Shared ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(dave, heidi):
    """A case of the customs that the police may read, with an item."""
    case = a_case(heidi)
    item = an_item(heidi, case, "SHARED-1")
    person = case_persons.name_person(actor=heidi, case=case, who=Involved("suspect"))
    cases.share_case(actor=heidi, case_id=case, office=dave.agency, reason="joint team")
    return case, item, person


def test_what_is_shared_is_read_and_not_written(dave, erin, alice, shared):
    case, item, person = shared
    firearm = a_firearm(alice, "OTHER-1").firearm
    assert selectors.case_for(dave, case).public_id == case
    assert selectors.item_for(dave, item).public_id == item
    n = {event.subject for event in Event.objects.all()}, Event.objects.count()
    acts = (
        lambda: cases.amend_case(actor=dave, case=case, said=Circumstances("seized", "X-1")),
        lambda: cases.change_case(actor=dave, case=case, changes={"place": "x"}),
        lambda: case_persons.name_person(actor=dave, case=case, who=Involved("suspect")),
        lambda: case_persons.record_stage(actor=dave, case_id=case, person=person, stage="convicted"),
        lambda: cases.share_case(actor=dave, case_id=case, office=alice.agency, reason="x"),
        lambda: cases.conclude_case(actor=erin, case_id=case, reason="x"),
        lambda: cases.reopen_case(actor=erin, case_id=case, reason="x"),
        lambda: an_item(dave, case, "MINE-1"),
        lambda: items.amend_item(actor=dave, item=item, new=items.NewItem(identity={"type": "rifle"})),
        lambda: items.note_tracing(actor=dave, item_id=item, outcome="traced"),
        lambda: items.add_photos(actor=dave, item=item, photos=[]),
        lambda: links.link_item(actor=dave, item_id=item, firearm=firearm),
        lambda: links.register_item(actor=dave, item=item),
        lambda: custody.take_in(actor=dave, exhibit=item, place="our room", seal="S-1"),
    )
    for at, act in enumerate(acts):
        with pytest.raises(Forbidden) as refused, transaction.atomic():
            act()
        assert refused.value.code == "recoveries.shared_only", at
        assert "Customs" in str(refused.value.message)
    assert n == ({event.subject for event in Event.objects.all()}, Event.objects.count())
    assert not Chain.objects.exists()


def test_another_office_asks_no_laboratory_and_explains_no_gap_of_what_it_only_reads(
    dave, erin, heidi, shared
):
    _, item, _ = shared
    custody.take_in(actor=heidi, exhibit=item, place="room", seal="S-1")
    lab = cast.agency("laboratory").public_id
    with pytest.raises(Forbidden):
        requests.ask(actor=dave, exhibit=item, laboratory=lab, questions=["function"])
    custody.move(actor=heidi, chain_id=item, was={"place": "elsewhere", "seal": "S-9"}, place="room")
    [gap, *_] = Chain.objects.get().gaps
    with pytest.raises(Forbidden):
        gaps.explain(actor=erin, chain_id=item, gap=gap["key"], note="we know nothing of it")


def test_it_may_still_be_taken_out_by_those_who_read_it(erin, shared):
    assert case_handover.hand_over(actor=erin, case=shared[0], to="joint team").sha256


@pytest.mark.usefixtures("past_the_service")
def test_the_database_lets_only_the_office_write_whose_case_it_is(dave, shared):
    case, item, person = Case.objects.get(), Item.objects.get(), str(shared[2])
    result = {"person": person, "stage": "convicted", "stage_on": None, "offences": []}
    entered = {"case": case.public_id, "line": 2, "kind": "firearm", "quantity": 1}
    acts = (
        ("case", "amended", case, {"place": "x"}, {}),
        ("case", "person_named", case, {}, _PERSON | {"number": 2}),
        ("case", "person_changed", case, {}, result),
        ("case", "shared", case, {"shared": []}, {}),
        ("case", "concluded", case, {}, {"reason": "x"}),
        ("item", "amended", item, {"exhibit": "x"}, {}),
        ("item", "traced", item, {"tracing": "traced"}, {}),
        ("item", "entered", None, entered, {}),
    )
    for record_type, kind, on, changes, details in acts:
        with pytest.raises(IntegrityError, match="is another office's"), transaction.atomic():
            RECORDER.record(dave, record_type, kind, on, changes=changes, details=details)
    values = {"at": "2026-01-01T00:00:00+00:00", "place": "x", "room": False, "seal": "S", "whole": True}
    sets = {"place": "x", "room": "", "seal": "S", "keeper": dave.id, "since": "2026-01-01T00:00:00Z"}
    taken = {
        "changes": sets | {"firearm": ""},
        "details": values,
        "keeper": (dave.agency, item.compartment),
    }
    with pytest.raises(IntegrityError, match="another office's"), transaction.atomic():
        CUSTODY.record(dave, "chain", "taken_in", item.public_id, **taken)


def test_a_laboratory_compares_what_was_shared_with_it_and_nothing_else(dave, lina):
    case = a_case(dave, "shooting")
    shell = an_item(dave, case, None, kind="cartridge_case", identity={"calibre": "9x19"})
    cases.share_case(actor=dave, case_id=case, office=lina.agency, reason="comparison")
    seen = selectors.item_for(lina, shell)
    RECORDER.record(lina, "item", "compared", seen, changes={"weapon": ""}, note="L-4")
    again = selectors.item_for(lina, shell)
    with pytest.raises(IntegrityError, match="is another office's"), transaction.atomic():
        RECORDER.record(lina, "item", "traced", again, changes={"tracing": "traced"})


# From the field -------------------------------------------------------------------------------------------------------


def captured(**said):
    taken = dt.datetime(2026, 5, 3, 10, tzinfo=dt.UTC)
    return field.Capture(
        **{"capture": uuid.uuid4(), "kind": "seized", "type": "pistol", "taken": taken} | said
    )


def test_an_entry_of_a_device_arrives_once_also_after_its_case_was_amended(dave):
    value = captured(serial="AB71234", place="Gate 1")
    first = field.capture(actor=dave, said=value)
    cases.amend_case(
        actor=dave, case=first.case, said=Circumstances("seized", "P-2026-18", report="R-1", place="Gate 1")
    )
    again = field.capture(actor=dave, said=value)
    assert (again.case, again.item, again.before) == (first.case, first.item, True)
    assert again.acts == first.acts
    assert Case.objects.count() == Item.objects.count() == 1


def test_something_else_under_the_same_key_meets_a_person(dave, erin):
    value = captured(serial="AB71234")
    field.capture(actor=dave, said=value)
    for actor, other in ((dave, replace(value, serial="ZZ1")), (erin, value)):
        with pytest.raises(Conflict):
            field.capture(actor=actor, said=other)
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("past_the_service")
def test_the_database_takes_a_key_once(dave):
    value = captured(serial="AB71234")
    field.capture(actor=dave, said=value)
    with pytest.raises(Conflict), transaction.atomic():
        cases.open_case(actor=dave, said=Circumstances("found", "2"), capture=value.capture)
    case = Case.objects.get(public_id=a_case(dave))
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(dave, "case", "amended", case, changes={"capture": str(uuid.uuid4())})


def test_a_change_from_a_device_leaves_what_it_does_not_say(signed_in, dave):
    whole = {
        "place": "Gate 1",
        "report": "R-77",
        "conveyance": "lorry",
        "kept": [{"kind": "phone", "reference": "IMEI 1"}],
        "narrative": "Below sacks of rice.",
        "price": 50_000,
        "currency": "USD",
        "route": ["LY", "TN"],
    }
    case = a_case(dave, **whole)
    before = cases.known(Case.objects.get())
    answer = signed_in("dave").patch(
        f"/api/recoveries/{case}?expected_n=1", {"place": "Gate 4"}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    after = Case.objects.get()
    assert cases.known(after) == replace(before, place="Gate 4")
    assert after.narrative == "Below sacks of rice."
    changed = Event.objects.get(subject=case, n=2)
    assert set(changed.changes) == {"state"}
    assert Personal.objects.get(entry=changed.id).value == "Gate 4", "where it was stands apart from the log"
    answer = signed_in("dave").patch(
        f"/api/recoveries/{case}?expected_n=1", {"place": "Gate 5"}, content_type="application/json"
    )
    assert answer.status_code == 409


def test_saying_the_same_again_writes_nothing(dave):
    case = a_case(dave, place="Gate 1", narrative="As it was.")
    cases.amend_case(actor=dave, case=case, said=Circumstances("seized", "P-2026-17", place="Gate 1"))
    assert Case.objects.get().n == 1
    assert Case.objects.get().narrative == "As it was."


def test_to_say_anew_what_an_item_is_takes_no_photograph_away(dave):
    item = an_item(dave, a_case(dave), "AB71234", photos=["0" * 64])
    items.amend_item(actor=dave, item=item, new=items.NewItem(identity={"type": "pistol"}))
    assert Item.objects.get().photos == ["0" * 64]
