"""A journal says one movement, of a day that has come and is open, for what goes on: in the service, in the database, and before the verifier."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.errors import Invalid, Refused
from ifar.programme import postings
from ifar.programme.models import Contribution, Project
from ifar.programme.postings import Movement
from ifar.programme.selectors import fund as books
from ifar.programme.services import fund, planning
from ifar.programme.services.fund import NewMovement, journal_of
from ifar.programme.services.writing import new_id, today, write
from tests.cast import actor
from tests.programme.conftest import differences
from tests.programme.test_acts import DAY, a_period, a_project, given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
D = Decimal


def book(move, amount, on=DAY, **more):
    return fund.book(actor=actor("nina"), new=NewMovement(move, D(amount), on, **more))


def funded(amount="1130.00", **more):
    one = fund.agree(actor=actor("nina"), new=given(amount, **more))
    money = {name: more[name] for name in ("currency", "rate") if name in more}
    book("receipt", amount, contribution=one.public_id, **money)
    return one


def posted(movement, made=None, *, on=DAY, amount=None, **sets):
    """A journal as a program writes it that asks no rule."""
    said = abs(movement.amount) if amount is None else D(amount)
    lines = postings.lines(movement) if made is None else made
    changes, details = journal_of(movement, lines, on=on, currency="USD", amount=said, rate=D(1), rate_source="", reference="")  # fmt: skip
    with transaction.atomic():
        write(actor("nina"), "journal", "posted", new_id(), changes=changes | sets, details=details)


def unchecked():
    """The database without its rule of journals, as whoever owns it could make it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "RESET ROLE; CREATE OR REPLACE FUNCTION programme_wrong_lines(e programme_event, is_now jsonb, c programme_contribution) "
            "RETURNS text LANGUAGE sql AS 'SELECT NULL::text'"
        )


def line(account, amount, of, project=""):
    return postings.Line(account, of, project, D(amount))


def test_lines_are_those_of_the_movement():
    one, project = funded().public_id, a_project().public_id
    forged = {
        "more than it says": (Movement("support_payment", D(1), one), [line("cash", "1000.00", one), line("unallocated", "-1000.00", one)]),
        "another movement": (Movement("release", D(5), one, project), [line("unallocated", "5.00", one), line("allocated", "-5.00", one, project)]),
        "none": (Movement("receipt", D(5), one, percent=D(13)), [line("cash", "5.00", one), line("cash", "-5.00", one)]),
        "another envelope": (Movement("allocation", D(5), one, project), [line("unallocated", "5.00", ""), line("allocated", "-5.00", one, project)]),
        "another support": (Movement("receipt", D(113), one, percent=D(0)), None),
        "the whole support": (Movement("refund", D(130), one, clears=D(130)), None),
    }  # fmt: skip
    for movement, made in forged.values():
        with pytest.raises(IntegrityError, match="its lines are not"):
            posted(movement, made)
    with pytest.raises(IntegrityError, match="its lines are not"):
        posted(Movement("allocation", D(5), one, project), amount="4")
    with pytest.raises(IntegrityError, match="stands there already"):
        posted(Movement("agreement", D("1130.00"), one))
    posted(Movement("allocation", D(5), one, project))
    assert differences() == []


def test_each_movement_is_made_the_same_in_both_places():
    for move in postings.MOVES:
        of = "" if move == "revaluation" else "R1"
        one = Movement(move, D("100.01"), of, "P1" if move in postings.OF_A_PROJECT else "", "P2", D("11.51"), D("7.00"), D("13"))  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT account, project_of, sum_of FROM programme_lines(%s, %s, %s, %s, %s, %s, programme_support_of(%s, 13)) ORDER BY n",
                [move, one.project, one.to, one.amount, one.clears, one.lapses, one.amount],
            )
            assert cursor.fetchall() == [(x.account, x.project, x.amount) for x in postings.lines(one)], move


def test_the_verifier_makes_the_lines_again():
    one = funded().public_id
    unchecked()
    posted(Movement("support_payment", D(1), one), [line("cash", "1000.00", one), line("unallocated", "-1000.00", one)])  # fmt: skip
    assert any("other lines than its movement makes" in said for said in _said())


def _said():
    import psycopg
    from psycopg.types.json import JsonbLoader

    from ifar.programme import money_replay

    with psycopg.Cursor(connection.connection) as cursor:
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        return [one.found if hasattr(one, "found") else str(one) for check in money_replay.REPLAYS for one in check.check(cursor, None)]
