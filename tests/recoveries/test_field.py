"""What devices send from the field: one case of one number, whoever sends first, and each entry once."""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.utils import timezone

from ifar.errors import Conflict, Refused
from ifar.recoveries.models import Case, Item
from ifar.recoveries.numbered import folded, marked
from ifar.recoveries.services import cases, field, items
from ifar.recoveries.services.cases import Circumstances
from tests import cast
from tests.factories import a_case, an_item
from tests.recoveries.test_recovery_pages import NEW


def said(number="P-2026-99", serial="AB71234", **more):
    return field.Capture(uuid.uuid4(), "seized", "pistol", timezone.now(), serial, number, **more)


SAME = ["P-2026-99", " p-2026-99 ", "P 2026 99", "P–2026–99", "P-2026/99", "Ｐ-2026-99", "P-٢٠٢٦-٩٩"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", SAME)
def test_w06_two_entries_of_one_number_are_one_case(dave, erin, number):
    first = field.capture(actor=dave, said=said())
    second = field.capture(actor=erin, said=said(number, "CD88"))
    assert second.case == first.case
    assert Case.objects.count() == 1
    assert list(Item.objects.order_by("line").values_list("public_id", flat=True)) == [
        first.item,
        second.item,
    ]
    assert not second.before


@pytest.mark.django_db
def test_w06_an_entry_comes_to_the_case_of_the_desk_and_completes_it(dave):
    case = a_case(dave)
    item = said("P-2026-17", place="Harbour gate", ground="illicit_possession", latitude=1, longitude=2)
    assert field.capture(actor=dave, said=item).case == case
    record = Case.objects.get()
    assert (record.place, record.ground, record.latitude) == ("Harbour gate", "illicit_possession", 1)
    other = field.capture(actor=dave, said=said("P-2026-17", "ZZ9", place="Elsewhere"))
    assert other.acts == record.n
    assert Case.objects.get().place == "Harbour gate"


@pytest.mark.django_db
def test_w06_it_arrives_once_there_too(dave, erin):
    case = a_case(dave)
    item = said("P-2026-17")
    came = field.capture(actor=dave, said=item)
    assert field.capture(actor=dave, said=item) == replace(came, before=True)
    assert Item.objects.count() == 1
    assert field.answers_of(actor=dave, capture=item.capture) == []
    for actor, other in ((erin, item), (dave, replace(item, serial="XX1"))):
        with pytest.raises(Conflict):
            field.capture(actor=actor, said=other)
    assert Case.objects.get().public_id == case


@pytest.mark.django_db
def test_w06_another_office_has_numbers_of_its_own(dave, heidi):
    assert field.capture(actor=dave, said=said()).case != field.capture(actor=heidi, said=said()).case
    assert field.capture(actor=dave, said=said("")).case != field.capture(actor=dave, said=said("")).case


@pytest.mark.django_db
def test_w06_what_cannot_come_to_that_case_is_refused_with_what_to_do(signed_in, dave, erin):
    case = a_case(dave)
    result = replace(said("P-2026-17"), kind="found")
    with pytest.raises(Refused) as refused:
        field.capture(actor=dave, said=result)
    assert "P-2026-17" in str(refused.value.reasons[0].message)
    cases.conclude_case(actor=erin, case_id=case, reason="judged")
    body = {
        "capture": str(uuid.uuid4()),
        "kind": "seized",
        "type": "pistol",
        "taken": "2026-11-01T10:00:00Z",
        "number": "P-2026-17",
    }
    answer = signed_in("dave").post("/api/field/captures", json.dumps(body), content_type="application/json")
    assert answer.status_code == 409
    assert "concluded" in answer.content.decode()
    assert Case.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("latitude", "status"), [(None, 201), ("", 201), (33_888_630, 201), (90_000_001, 422), ("north", 422)]
)
def test_an_entry_says_where_it_was_made_or_does_not_know(signed_in, latitude, status):
    body = {
        "capture": str(uuid.uuid4()),
        "kind": "seized",
        "type": "pistol",
        "taken": "2026-11-01T10:00:00Z",
        "serial": "AB71234",
        "latitude": latitude,
        "longitude": None if latitude in (None, "") else 35_495_480,
    }
    answer = signed_in("dave").post("/api/field/captures", json.dumps(body), content_type="application/json")
    assert answer.status_code == status


def test_w06_two_devices_that_send_at_one_moment_make_one_case(peopled_db):
    dave, erin = cast.actor("dave"), cast.actor("erin")
    came, ready = [], threading.Barrier(2)

    def send(actor, serial):
        try:
            ready.wait(20)
            came.append(field.capture(actor=actor, said=said("P-2026-55", serial)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=each) for each in ((dave, "AA1"), (erin, "BB2"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 2
    assert len({arrived.case for arrived in came}) == 1
    assert Item.objects.count() == 2


@pytest.mark.django_db
def test_w06_the_desk_is_shown_the_case_of_that_number_first(signed_in, dave):
    case = a_case(dave)
    police, new = signed_in("dave"), {**NEW, "number": "p-2026/17"}
    page = police.post("/recoveries/new/", new)
    assert f"/recoveries/{case}/" in page.content.decode()
    assert Case.objects.count() == 1
    assert police.post("/recoveries/new/", {**new, "again": "1"}).status_code == 302
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1-23/2026", "12-3/2026", False),
        ("1-23/2026", "123/2026", False),
        ("0418/2026", "418 2026", True),
        ("PV12/٢٠٢٦", "pv-012/2026", True),
        ("A-0", "a 000", True),
        ("A-10", "A-1", False),
    ],
)
def test_w06_numbers_are_compared_group_by_group(one, other, same):
    assert (folded(one) == folded(other)) is same


@pytest.mark.django_db
def test_w06_a_number_is_given_to_one_case_over_every_way_in(signed_in, dave, heidi):
    police, new = signed_in("dave"), {"kind": "seized", "number": "P-9/2026"}

    def post(to, body):
        return police.post(to, json.dumps(body), content_type="application/json")

    first = post("/api/recoveries", new)
    taken = post("/api/recoveries", {**new, "number": "p 09-2026"})
    assert (first.status_code, taken.status_code, Case.objects.count()) == (201, 409, 1)
    assert "P-9/2026" in taken.content.decode()
    other = post("/api/recoveries", {**new, "number": "P-10/2026"}).json()["id"]
    with pytest.raises(Refused) as refused:
        cases.change_case(actor=dave, case=other, changes={"number": "P-09/2026"})
    assert refused.value.reasons[0].field == "number"
    cases.change_case(actor=dave, case=other, changes={"number": "P-010/2026"})
    cases.open_case(actor=heidi, said=Circumstances(**new))
    assert post("/api/recoveries?again=true", new).status_code == 201


@pytest.mark.django_db
def test_w01_a_case_is_found_under_the_number_that_it_had(signed_in, dave):
    case = cases.open_case(actor=dave, said=Circumstances("seized", "H-100/2026"))
    cases.change_case(actor=dave, case=case, changes={"number": "H-200/2026"})
    page = signed_in("dave").get("/search/?q=h-100/2026").content.decode()
    assert f"/recoveries/{case}/" in page
    assert "which formerly had this number" in page
    assert "formerly" not in signed_in("dave").get("/search/?q=H-200/2026").content.decode()
    assert field.capture(actor=dave, said=said("H 0100/2026")).case == case
    with pytest.raises(Refused):
        cases.open_case(actor=dave, said=Circumstances("seized", "H-100/2026"))
    other = cases.open_case(actor=dave, said=Circumstances("seized", "H-300/2026"))
    cases.change_case(actor=dave, case=other, changes={"number": "H-100/2026"})
    assert field.capture(actor=dave, said=said("H-100/2026", "CD88")).case == other


@pytest.mark.django_db
def test_w01_an_exhibit_is_found_under_the_serial_number_that_it_had(
    signed_in, dave, heidi, django_assert_num_queries
):
    item = an_item(dave, a_case(dave), "KT4471902")
    identity = {"make": "beretta", "type": "pistol", "calibre": "9x19"}
    new = items.NewItem(identity=identity, marks=({"kind": "serial", "text": "QX8830155"},))
    items.amend_item(actor=dave, item=item, new=new)

    def told(serial, who="dave"):
        page = signed_in(who).get(f"/search/?q={serial}").content.decode()
        return f"/items/{item}/" in page, "formerly had this serial number" in page

    assert told("kt4471902") == (True, True)
    assert told("QX8830155") == (True, False)
    assert told("KT4471902", "heidi") == (False, False)
    # Of a mark that nobody's exhibit bears, as most are, no more is asked than whether any does, and that is prepared.
    with django_assert_num_queries(0):
        assert marked(dave, "KT4471903") == []
