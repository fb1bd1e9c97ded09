"""Items that are read in one after the other: a line of a scanner is one of them, and what they have in common is said once."""

from __future__ import annotations

import pytest

from ifar.bulk.models import Line
from ifar.errors import Invalid, Refused
from ifar.recoveries.models import Item
from ifar.recoveries.services import tables
from ifar.recoveries.services.certain import LINKED
from ifar.registry.models import Firearm
from tests.bulk.making import done
from tests.conftest import sign_in
from tests.factories import a_case


def serials(case):
    return [item.marks[0]["text"] for item in Item.objects.filter(case__public_id=case).order_by("line")]


def test_a_line_is_a_serial_number_or_the_makers_code_with_it(peopled_db, dave):
    case = a_case(dave)
    lines = ["QW712301", "]d2010123456789012821QW712302", "none", "none", "QW71?303"]
    taken = tables.enter_read(actor=dave, case=case, lines=lines, same={"type": "pistol", "make": ""})
    assert (len(taken.items), taken.refused) == (5, 0)
    assert serials(case) == ["QW712301", "QW712302", None, None, "QW71?303"]
    assert {item.identity["type"] for item in Item.objects.all()} == {"pistol"}


@pytest.mark.parametrize("line", ["qw712301", "F-X8HH-H7A3-SB8C-6"])
def test_a_number_that_was_read_before_and_a_label_of_the_register_enter_nothing(peopled_db, dave, line):
    case = a_case(dave)
    with pytest.raises(Invalid) as refused:
        tables.enter_read(actor=dave, case=case, lines=["QW712301", line], same={"type": "pistol"})
    assert "Line 2" in str(refused.value.reasons[0].message)
    assert not Item.objects.exists()


def test_the_next_item_begins_with_what_the_one_before_was(peopled_db, dave):
    case, station = a_case(dave), sign_in("dave")
    values = {
        "how": "one",
        "again": "1",
        "item-type": "pistol",
        "item-make": "Beretta",
        "item-serial": "QW712301",
    }
    page = station.post(f"/recoveries/{case}/items/new/", values, follow=True)
    form = page.context["item"]
    assert (form["type"].value(), form["make"].value(), form["serial"].value() or "") == (
        "pistol",
        "Beretta",
        "",
    )


def test_words_of_the_lists_complete_a_field_of_a_form_with_a_prefix(peopled_db, dave):
    asked = {"item-make": "beret", "field": "make", "into": "list"}
    assert "Beretta" in sign_in("dave").get("/known/make/", asked).content.decode()


def test_what_nothing_is_proposed_for_gets_records_in_one_act_and_is_confiscated_in_another(peopled_db, dave):
    case = a_case(dave)
    lines = ["QW712301", "QW712302", "QW712303"]
    items = tables.enter_read(actor=dave, case=case, lines=lines, same={"type": "pistol"}).items
    with pytest.raises(Refused):
        done(dave, LINKED, {}, "\n".join(items))
    assert not Firearm.objects.exists(), "nobody said that records are to be opened"
    linked = done(dave, LINKED, {"opens": True}, "\n".join(items))
    assert linked.written == 3
    firearms = list(Firearm.objects.values_list("public_id", flat=True))
    assert {firearm.state for firearm in Firearm.objects.all()} == {"seized"}
    taken = done(dave, "registry.confiscated", {"order": "Judgment 7/2026"}, "\n".join(firearms))
    assert taken.written == 3, [line.reasons for line in Line.objects.all()]
    assert {firearm.state for firearm in Firearm.objects.all()} == {"confiscated"}
