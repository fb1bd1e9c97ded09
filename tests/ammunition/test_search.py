"""Lots are found by their numbers with an index and one question whatever there is, and stop being fit for use by the clock."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.ammunition import selectors
from ifar.ammunition.services import lots
from ifar.matters.models import Matter
from tests.ammunition.making import a_lot, a_stock, move
from tests.conftest import sign_in
from tests.placement.making import a_place

pytestmark = pytest.mark.django_db


def test_a_number_is_looked_up_in_its_index_and_lists_ask_no_more_for_more_lots(frank, grace):
    place, lot = a_stock(frank, "PP 24/117")
    armoury = sign_in("frank")
    armoury.get("/ammunition/?q=pp24")
    with CaptureQueriesContext(connection) as few:
        armoury.get("/ammunition/?q=pp24")
    for n in range(5):
        move(frank, "opened", place, (a_lot(frank, f"PP-24-20{n}"), 10))
    with CaptureQueriesContext(connection) as many:
        page = armoury.get("/ammunition/?q=pp24").content.decode()
    assert len(many) == len(few)
    assert all(text in page for text in ("PP 24/117", "PP-24-204"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    records = selectors.numbered(selectors.lots_for(grace).model.objects.all(), "pp-24")
    assert "ammunition_lot_number" in records.explain()
    assert lot in {record.public_id for record in records}


def test_shelf_life_and_surveillance_become_matters_of_whoever_holds_some_once(frank, ivan):
    place, lot = a_stock(frank, "OLD-1", 10)
    day = dt.date(2026, 11, 30)
    lots.correct_lot(actor=frank, lot_id=lot, mark="OLD-1", expires_on=day, survey_on=day)
    empty = a_lot(frank, "OLD-2", expires_on=day)
    assert lots.raise_overdue(day - dt.timedelta(days=1)) == 0
    assert lots.raise_overdue(day) == 2
    assert lots.raise_overdue(day) == 0
    rows = list(Matter.objects.values_list("about", "kind", "agency__public_id"))
    assert rows == [(lot, "finding", frank.agency)] * 2
    assert empty not in {about for about, _kind, _agency in rows}
    lots.correct_lot(
        actor=frank, lot_id=lot, mark="OLD-1", expires_on=day, survey_on=day + dt.timedelta(days=30)
    )
    assert lots.raise_overdue(day + dt.timedelta(days=31)) == 1, "a new day is a new matter"
    move(frank, "moved", place, (lot, 10), to_place=a_place(frank, "Cave"))
    page = sign_in("frank").get("/matters/").content.decode()
    assert "OLD-1" in page
