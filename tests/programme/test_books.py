"""A journal says one movement, of a day that has come and is open, for what goes on: in the service, in the database, and before the verifier."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ifar.errors import Invalid, Refused
from ifar.files.tables import writing
from ifar.ledger import services as ledger
from ifar.programme import framework
from ifar.programme.fund import postings
from ifar.programme.fund import replay as money_replay
from ifar.programme.fund.postings import Movement
from ifar.programme.fund.selectors import fund as books
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement, journal_of
from ifar.programme.iati.export import Money
from ifar.programme.models import Contribution, Project
from ifar.programme.selectors import exporting
from ifar.programme.services import planning, projects
from ifar.programme.services.planning import NewProject
from ifar.programme.services.writing import RECORDER, today
from tests.cast import actor
from tests.programme.conftest import differences, guarded
from tests.programme.test_acts import DAY, a_period, a_project, a_running_project, given, locked, plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
D = Decimal


def book(move, amount, on=DAY, **more):
    return fund.book(actor=actor("nina"), new=NewMovement(move, D(amount), on, **more))


def funded(amount="1130.00", **more):
    contribution = fund.agree(actor=actor("nina"), new=given(amount, **more))
    money = {name: more[name] for name in ("currency", "rate") if name in more}
    book("receipt", amount, contribution=contribution.public_id, **money)
    return contribution


def posted(movement, made=None, *, on=DAY, amount=None, **sets):
    """A journal as a program writes it that asks no rule."""
    value = abs(movement.amount) if amount is None else D(amount)
    lines = postings.lines(movement) if made is None else made
    changes, details = journal_of(movement, lines, on=on, currency="USD", amount=value, rate=D(1), rate_source="", reference="")  # fmt: skip
    with transaction.atomic():
        RECORDER.record(actor("nina"), "journal", "posted", changes=changes | sets, details=details)


def line(account, amount, of, project=""):
    return postings.Line(account, of, project, D(amount))


def test_lines_are_those_of_the_movement():
    item, project = funded().public_id, a_project().public_id
    forged = {
        "more than it says": (Movement("support_payment", D(1), item), [line("cash", "1000.00", item), line("unallocated", "-1000.00", item)]),
        "another movement": (Movement("release", D(5), item, project), [line("unallocated", "5.00", item), line("allocated", "-5.00", item, project)]),
        "none": (Movement("receipt", D(5), item, percent=D(13)), [line("cash", "5.00", item), line("cash", "-5.00", item)]),
        "another envelope": (Movement("allocation", D(5), item, project), [line("unallocated", "5.00", ""), line("allocated", "-5.00", item, project)]),
        "another support": (Movement("receipt", D(113), item, percent=D(0)), None),
        "the whole support": (Movement("refund", D(130), item, clears=D(130)), None),
    }  # fmt: skip
    for movement, made in forged.values():
        with pytest.raises(IntegrityError, match="its lines are not"):
            posted(movement, made)
    with pytest.raises(IntegrityError, match="its lines are not"):
        posted(Movement("allocation", D(5), item, project), amount="4")
    with pytest.raises(IntegrityError, match="stands there already"):
        posted(Movement("agreement", D("1130.00"), item))
    posted(Movement("allocation", D(5), item, project))
    assert differences() == []


def test_each_movement_is_made_the_same_in_both_places():
    for move in postings.MOVES:
        of = "" if move == "revaluation" else "R1"
        movement = Movement(move, D("100.01"), of, "P1" if move in postings.OF_A_PROJECT else "", "P2", D("11.51"), D("7.00"), D("13"))  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT account, project_of, sum_of FROM programme_lines(%s, %s, %s, %s, %s, %s, programme_support_of(%s, 13)) ORDER BY n",
                [
                    move,
                    movement.project,
                    movement.to,
                    movement.amount,
                    movement.clears,
                    movement.lapses,
                    movement.amount,
                ],
            )
            assert cursor.fetchall() == [
                (x.account, x.project, x.amount) for x in postings.lines(movement)
            ], move


class Log:
    """Acts of a log that nobody asked any rule, as the verifier reads them."""

    def __init__(self):
        self.rows = []

    def execute(self, _query):
        """The rows are there."""

    def fetchall(self):
        return self.rows

    def add(self, record_type, subject, **changes):
        self.rows.append((record_type, subject, 1, "", changes, today(), {}, "ann", ledger.now()))

    def post(self, movement, made=None, *, on=DAY, who="nic", at=None, **sets):
        lines = postings.lines(movement) if made is None else made
        amount = abs(movement.amount)
        changes, details = journal_of(movement, lines, on=on, currency="USD", amount=amount, rate=D(1), rate_source="", reference="")  # fmt: skip
        values = {**changes, "booked_on": on.isoformat(), **sets}
        self.rows.append(
            (
                "journal",
                f"J{len(self.rows)}",
                1,
                "posted",
                values,
                today(),
                details,
                who,
                at or ledger.now(),
            )
        )

    def said(self):
        return [difference.says for check in money_replay.REPLAYS for difference in check.check(self, None)]


def begun():
    log = Log()
    log.add(
        "contribution",
        "R1",
        state="agreed",
        agreed="1130",
        pledged=None,
        currency="USD",
        support_percent="13",
        grade="soft",
        earmark="O1",
    )
    framed = {"outcomes": ["O1"], "cells": [], "countries": []}
    log.add("project", "P1", state="planned", **framed)
    log.add("project", "P2", state="cancelled", **framed)
    log.add("project", "P3", state="active", **framed | {"outcomes": ["O2"]})
    log.add("period", "X", state="locked", starts_on="2025-01-01", ends_on="2025-12-31")
    log.post(Movement("agreement", D("1130.00"), "R1"), on=dt.date(2024, 1, 1))
    log.post(Movement("receipt", D("565.00"), "R1", clears=D("565.00"), percent=D(13)))
    assert log.said() == []
    return log


@pytest.mark.parametrize(
    ("told", "movement", "more"),
    [
        ("other lines", Movement("support_payment", D(1), "R1"), {"made": [line("cash", "9.00", "R1"), line("unallocated", "-9.00", "R1")]}),
        ("other lines", Movement("receipt", D(1), "R1", clears=D(0), percent=D(13)), {}),
        ("other lines", Movement("refund", D(65), "R1", clears=D(65)), {}),
        ("other lines", Movement("allocation", D(5), "R1", "P1"), {"amount": "4"}),
        ("no such movement", Movement("allocation", D(5), "R1", "P1"), {"move": "gift"}),
        ("had not come", Movement("allocation", D(5), "R1", "P1"), {"on": dt.date(2099, 1, 1)}),
        ("before anything", Movement("allocation", D(5), "R1", "P1"), {"on": dt.date(2023, 1, 1)}),
        ("were closed", Movement("allocation", D(5), "R1", "P1"), {"on": dt.date(2025, 6, 1)}),
        ("below zero", Movement("allocation", D(5), "R1", "P1"), {"on": dt.date(2024, 6, 1)}),
        ("bound to something", Movement("allocation", D(5), "R1", "P3"), {}),
        ("is over", Movement("allocation", D(5), "R1", "P2"), {}),
        ("has not started", Movement("obligation", D(5), "R1", "P1"), {}),
        ("by one person", Movement("allocation", D("10000.00"), "R1", "P1"), {}),
        ("below zero", Movement("expenditure", D(5000), "R1", "P1"), {}),
        ("below zero", Movement("revaluation", D(-600)), {}),
        ("than the donor said", Movement("agreement", D("1130.00"), "R1"), {}),
    ],
)  # fmt: skip
def test_the_verifier_makes_every_movement_again(told, movement, more):
    log = begun()
    log.post(movement, **more)
    assert any(told in value for value in log.said())


# --- days ------------------------------------------------------------------------------------------------------------------


def test_no_day_to_come_and_none_before_the_donor_promised():
    item, project = funded().public_id, a_project().public_id
    for on, text in (
        (today() + dt.timedelta(days=1), "not come"),
        (DAY - dt.timedelta(days=1), "promised nothing"),
    ):
        with pytest.raises(Invalid, match=text):
            book("allocation", 5, on, contribution=item, project=project)
        with pytest.raises(IntegrityError, match=text.replace("promised nothing", "promised nothing yet")):
            posted(Movement("allocation", D(5), item, project), on=on)
    with pytest.raises(Invalid, match="not come"):
        fund.agree(actor=actor("nina"), new=given(reference="AGR-2", on=today() + dt.timedelta(days=1)))


def test_a_locked_period_takes_no_money():
    item, project = funded(on=dt.date(2024, 1, 1)).public_id, a_project().public_id
    a_period("2025")
    locked("2025", "bob")
    on = dt.date(2025, 6, 1)
    with pytest.raises(Refused, match="locked"):
        book("receipt", 5, on, contribution=item)
    with pytest.raises(Refused, match="locked"):
        posted(Movement("receipt", D(5), item, percent=D(13)), on=on)
    assert project


def test_nothing_is_spent_before_it_came():
    item, project = funded(on=dt.date(2025, 1, 1)).public_id, a_project().public_id
    with pytest.raises(Refused, match="not enough"):
        book("allocation", 5, dt.date(2025, 6, 1), contribution=item, project=project)
    with pytest.raises(Refused, match="not enough"):
        posted(Movement("allocation", D(5), item, project), on=dt.date(2025, 6, 1))
    # What was allocated on a later day is not there on an earlier one either, although the whole is.
    book("allocation", 1000, DAY + dt.timedelta(days=9), contribution=item, project=project)
    with pytest.raises(Refused, match="not enough"):
        book("refund", 113, contribution=item)
    assert differences() == []


# --- for what, and how much ------------------------------------------------------------------------------------------------


def test_no_money_for_what_is_over():
    item, project = funded().public_id, a_project().public_id
    other = a_running_project("P-2").public_id
    book("allocation", 100, contribution=item, project=project)
    projects.cancel(actor=actor("alice"), project_id=project)
    for movement in (
        Movement("allocation", D(5), item, project),
        Movement("obligation", D(5), item, project),
    ):
        with pytest.raises(Refused, match="is over"):
            book(movement.move, 5, contribution=item, project=project)
        with pytest.raises(Refused, match="is over"):
            posted(movement)
    book("reallocation", 60, contribution=item, project=project, to=other)
    book("release", 40, contribution=item, project=project)
    RECORDER.record(actor("nina"), "contribution", "closed", Contribution.objects.get())
    with pytest.raises(Refused, match="is over"):
        book("obligation", 5, contribution=item, project=other)
    with pytest.raises(Refused, match="is over"):
        posted(Movement("obligation", D(5), item, other))
    assert Project.objects.count() == 2
    assert differences() == []


def test_money_moves_to_another_project():
    item, project = funded().public_id, a_project().public_id
    book("allocation", 100, contribution=item, project=project)
    with pytest.raises(Invalid, match="another one"):
        book("reallocation", 5, contribution=item, project=project, to=project)


def test_what_is_cut_is_owed_no_more():
    public_id = fund.agree(actor=actor("nina"), new=given("100.00", currency="EUR", rate=D("0.9"))).public_id
    result = {"contribution": public_id, "currency": "EUR"}
    book("agreement_cut", 40, rate=D("0.95"), **result)
    book("receipt", 60, rate=D("0.92"), **result)
    assert not fund.balances(public_id)["receivable", public_id, ""]
    assert differences() == []


def test_a_refund_takes_its_own_share_of_support():
    item, project = funded("1130.00").public_id, a_project().public_id
    book("refund", 113, contribution=item)
    assert fund.balances(item)["support", item, ""] == D("-117.00")
    book("allocation", 900, contribution=item, project=project)
    with pytest.raises(Refused, match="not enough"):
        book("refund", 117, contribution=item)


def test_a_loss_of_exchange_leaves_the_bank_what_it_has():
    funded("1000.00")
    with pytest.raises(Refused, match="not enough"):
        book("revaluation", 1001, loss=True)
    with pytest.raises(Refused, match="not enough"):
        posted(Movement("revaluation", D("-1001.00")))
    book("revaluation", 400, loss=True)
    assert books.whole(actor("nina")).balance["cash"] == 600
    assert differences() == []


def test_a_voucher_is_booked_once():
    public_id = funded().public_id
    book("receipt", 5, contribution=public_id, reference="V-1")
    with pytest.raises(Refused, match="this voucher"):
        book("receipt", "5.00", contribution=public_id, reference=" v-1 ")
    book("receipt", 6, contribution=public_id, reference="V-1")


def test_an_amount_that_the_books_cannot_hold_is_none():
    with pytest.raises(Invalid, match="no amount"):
        fund.pledge(actor=actor("nina"), new=given("99999999999999.00", currency="EUR", rate=D("0.00000001")))


# --- earmarks --------------------------------------------------------------------------------------------------------------


def test_an_earmark_binds_in_the_database_as_well():
    project = a_project(countries=["IQ"])
    output = planning.state_result(actor=actor("alice"), level="output", title="Arms are marked", outcome="O1", project=project.public_id).public_id  # fmt: skip
    of, other = project.public_id, a_project("P-2").public_id
    earmarks = (("unearmarked", ""), ("project", of), ("project", other), ("output", f"{of}/{output}"), *(("soft", code) for code in ("O1", "O2", "A3", "A2", "C2", "C3", "R6", "R1")))  # fmt: skip
    may = {"", of, f"{of}/{output}", "O1", "A3", "C2", "R6"}
    for n, (grade, earmark) in enumerate(earmarks):
        public_id = funded("113.00", reference=f"AGR-{n}", grade=grade, earmark=earmark).public_id
        went = earmark in may
        with nullcontext() if went else pytest.raises(Refused, match="bound this money"):
            book("allocation", 5, contribution=public_id, project=of)
        with nullcontext() if went else pytest.raises(Refused, match="bound this money"):
            posted(Movement("allocation", D(5), public_id, of))
    assert differences() == []


def test_the_regions_are_the_same_in_both_places():
    for region, countries in framework.PRESENCE.items():
        with connection.cursor() as cursor:
            cursor.execute("SELECT programme_presence(%s)", [region])
            assert set(cursor.fetchone()[0]) == countries


def test_a_project_that_became_another_gets_no_more():
    project = a_running_project()
    public_id = funded(grade="soft", earmark="O1").public_id
    book("allocation", 100, contribution=public_id, project=project.public_id)
    changed = NewProject("P-1", "Marking at the coast", outcomes=["O2"], cells=["A1C1"])
    projects.change(actor=actor("alice"), project_id=project.public_id, expected_n=2, **plan_of(changed))
    with pytest.raises(Refused, match="bound this money"):
        book("obligation", 100, contribution=public_id, project=project.public_id)
    with pytest.raises(Refused, match="bound this money"):
        posted(Movement("obligation", D(5), public_id, project.public_id))
    book("release", 100, contribution=public_id, project=project.public_id)


def test_one_faulty_activity_does_not_keep_back_the_others(settings, monkeypatch):
    settings.IFAR_IATI_REF, settings.IFAR_IATI_KIND = "XM-DAC-99999", "40"
    a_project("P-1"), a_project("P-2")
    shown = exporting._activity
    monkeypatch.setattr(
        exporting,
        "_activity",
        lambda item, *rest: replace(
            shown(item, *rest),
            **({"transactions": [Money("1", DAY, D("NaN"))]} if item.reference == "P-2" else {}),
        ),
    )
    made = exporting.activities(actor("nina"), timezone.now())
    assert [name for name, _fault in made.left_out] == ["P-2"]
    assert b"P-1" in made.content
    assert b"P-2" not in made.content


def test_amounts_stand_in_a_workbook_as_numbers_with_cents(tmp_path):
    path = tmp_path / "one.xlsx"
    writing.write_workbook(path, {"A": (["amount"], [[D("1200.00")], [D("0.5")]])})
    with zipfile.ZipFile(path) as parts:
        sheet, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    assert re.search(r'<c r="A2" s="\d+"><v>1200(\.00)?</v>', sheet)
    assert '<c r="A3"><v>0.5</v>' in sheet
    assert "0.00" in styles or 'numFmtId="4"' in styles


def test_w25_the_verifier_counts_what_one_person_entered_and_not_the_days_it_says():
    now, parts = ledger.now(), []
    for days in (0, 29, 31):
        log = begun()
        log.rows = [(*row[:7], "boss", row[8]) for row in log.rows]
        for n, on in enumerate((DAY, DAY + dt.timedelta(days=40))):
            log.post(
                Movement("support_payment", D("32.50"), "R1"), on=on, at=now + n * dt.timedelta(days=days)
            )
        parts.append(log)
    for log in parts:
        log.rows.insert(0, ("limit", "L", 1, "proposed", {"asked": "50"}, today(), {"reason": "x"}, "bob", now))  # fmt: skip
        log.rows.insert(1, ("limit", "L", 2, "set", {"amount": "50"}, today(), {}, "nina", now))
    assert [log.said() for log in parts] == [["booked by one person"], ["booked by one person"], []]


@pytest.mark.parametrize(("by", "own"), [("bob", False), ("bob+nic", True), ("nic", True)])
def test_w25_the_verifier_names_a_stand_in_who_approved(by, own):
    asked = ("journal", "J", "proposed", {"state": "waiting", "move": "allocation"}, "nic")
    results = guarded(asked, ("journal", "J", "approved", {"state": "posted"}, by))
    assert results == (["journal J, act 2: approved: programme.fund.own"] if own else [])


def test_w25_the_verifier_names_an_approval_of_what_nobody_proposed():
    log = begun()
    log.post(Movement("allocation", D("50"), "R1", "P1"))
    record_type, subject, _n, _kind, value, day, details, who, at = log.rows.pop()
    asked = (record_type, subject, 1, "proposed", value, day, {**details, "lines": []}, who, at)
    approved = (record_type, subject, 2, "approved", {}, day, details, "bob", at)
    log.rows += [asked, approved]
    assert log.said() == []
    log.rows[-2:] = [(*asked[:4], value, day, {**details, "to": "P2"}, who, at), approved]
    assert log.said() == ["another movement than was proposed"]


@pytest.mark.parametrize(("by", "own"), [("nina", False), ("bob", True), ("nina+bob", True)])
def test_w25_the_verifier_names_who_set_the_limit_that_they_proposed(by, own):
    first = [("limit", "L", "proposed", {"state": "waiting", "asked": "50"}, "nina"), ("limit", "L", "set", {"state": "set", "amount": "50"}, "bob")]  # fmt: skip
    then = [("limit", "L", "proposed", {"state": "waiting", "asked": "60"}, "bob"), ("limit", "L", "set", {"state": "set", "amount": "60"}, by)]  # fmt: skip
    assert guarded(*first, *then) == (["limit L, act 4: set: programme.fund.own"] if own else [])


@pytest.mark.parametrize(("amount", "told"), [("50", []), ("51", ["another amount than was proposed"])])
def test_w25_the_verifier_names_a_limit_that_nobody_proposed(amount, told):
    log = Log()
    log.rows = [
        (
            "limit",
            "L",
            1,
            "proposed",
            {"asked": "50"},
            today(),
            {"reason": "x"},
            "bob",
            ledger.now(),
        ),
        ("limit", "L", 2, "set", {"amount": amount}, today(), {}, "nina", ledger.now()),
    ]
    assert log.said() == told
    log.rows = log.rows[1:]
    assert log.said() == ["another amount than was proposed"]
