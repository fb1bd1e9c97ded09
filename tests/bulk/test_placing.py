"""A range is recorded, marked and put on a shelf in three acts; what the office does not hold is refused by itself."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from ifar import identifiers
from ifar.bulk.models import Line
from ifar.bulk.services import batches
from ifar.documents.label_sheets import print_labels
from ifar.errors import Invalid
from ifar.placement.models import Event, Placement
from ifar.placement.services.scanning import place_by_scan
from ifar.placement.services.together import PLACED
from ifar.registry.services.manufacture import MARKED
from ifar.rights import Purpose
from tests.bulk.making import MARKS, a_maker, done, given, marked, produced
from tests.factories import a_firearm
from tests.placement.making import a_place


def test_serial_numbers_are_taken_where_a_list_is(peopled_db, tmp_path, settings):
    walter = a_maker()
    made = batches.done_of(produced(walter, "W0001-W0003"))
    twin = batches.done_of(produced(walter, "W0003", make="glock", model="glock/17"))
    assert marked_as(walter, "W0001-W0002") == [(made[0], []), (made[1], [])]
    assert marked_as(walter, "W0003\nGlock w 0003\nW0001-W9\nW8888") == [
        ("", ["bulk.several"]),
        (twin[0], []),
        ("", ["bulk.range"]),
        ("", ["bulk.identifier"]),
    ]
    shelf = a_place(walter)
    assert len(place_by_scan(actor=walter, scanned="W0001 - W0002\nberetta W0003", place=shelf)) == 3
    actor = replace(walter, purpose=Purpose("", "stock", ""))
    result = {"actor": actor, "sheet": "3x8", "first": 1, "title": "Labels", "language": "en"}
    settings.IFAR_HOME = tmp_path
    pdf = pypdfium2.PdfDocument(print_labels(**result, named=["W0001-W0002", "Glock W0003"]))
    sheet = pdf[0].get_textpage().get_text_bounded().replace("\r\n", " ")
    assert all(identifiers.shown(text) in sheet for text in (*made[:2], *twin))
    with pytest.raises(Invalid) as told_why:
        print_labels(**result, named=["W0003", "W01-W9"])
    assert [reason.code for reason in told_why.value.reasons] == [
        "documents.label.several",
        "documents.label.range",
    ]


def marked_as(walter, text):
    batch = given(walter, MARKED, MARKS, text)
    lines = Line.objects.filter(batch=batch.public_id).order_by("n")
    return [(line.thing, [why["code"] for why in line.reasons]) for line in lines]


def test_a_range_is_recorded_marked_and_put_on_a_shelf(peopled_db, alice):
    walter = a_maker()
    arms = batches.done_of(marked(walter, batches.done_of(produced(walter, "W0001-W0040"))))
    assert len(arms) == 40
    shelf = a_place(walter)
    elsewhere = a_firearm(alice, "AB71234").firearm
    batch = done(walter, PLACED, {"place": shelf}, "\n".join([*arms, elsewhere]))
    assert (batch.written, batch.refused) == (40, 1)
    (line,) = Line.objects.filter(batch=batch.public_id).exclude(reasons=[])
    assert (line.thing, line.reasons[0]["code"]) == (elsewhere, "placement.not_in_custody")
    assert set(Placement.objects.values_list("public_id", "place")) == {(arm, shelf) for arm in arms}
    assert Event.objects.filter(kind="placed", proposal=batch.public_id).count() == 40
    again = given(walter, PLACED, {"place": shelf}, "\n".join(arms))
    assert again.refused == 0, "what lies there already lies there"
