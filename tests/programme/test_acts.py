"""The acts of the programme through the database: who may, what stays, what adds up, and what the verifier sees."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from ifar import identifiers
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.programme.computed import records as sources
from ifar.programme.computed.records import Source, SourceCount
from ifar.programme.fund.selectors import fund as books
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewContribution, NewMovement
from ifar.programme.indicators import ReportedValue
from ifar.programme.models import Indicator, Journal, Period, Posting, Theme, Value
from ifar.programme.services import planning, projects, recipients, values
from ifar.programme.services.planning import NewIndicator, NewProject
from ifar.programme.services.recipients import NewRecipient
from ifar.programme.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.cast import actor
from tests.programme.conftest import differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
D = Decimal
DAY = dt.date(2026, 3, 1)


def a_project(reference: str = "P-1", *, named: bool = True, **more):
    new = NewProject(reference, "Marking at the coast", outcomes=["O1"], cells=["A1C1", "A3C2"], **more)
    made = planning.open_project(actor=actor("alice"), new=new)
    if named:
        a_recipient(made.public_id)
    return made


def a_recipient(
    project: str,
    kind: str = "justice",
    support: Sequence[str] = ("training",),
    *,
    confirmed: bool = True,
    **more,
):
    """Somebody who receives support of a project, confirmed by the adviser where that is enough."""
    new = NewRecipient(f"A {kind} office", kind, support, **more)
    recipient = recipients.name(actor=actor("alice"), project=project, new=new)
    return (
        recipients.confirm(actor=actor("erin"), recipient_id=recipient.public_id, expected_n=1)
        if confirmed
        else recipient
    )


def a_running_project(reference: str = "P-1", **more):
    made = a_project(reference, **more)
    return projects.start(actor=actor("alice"), project_id=made.public_id)


def a_result(**more):
    return planning.state_result(
        actor=actor("alice"), level="output", title="Arms are marked", outcome="O1", **more
    )


def an_indicator(**more) -> Indicator:
    new = NewIndicator(
        "Arms marked", "number", baseline=D(10), targets={"2025": D(50), "2026": D(90)}, **more
    )
    return planning.define_indicator(actor=actor("alice"), result=a_result().public_id, new=new)


def plan_of(new: NewProject) -> dict[str, Any]:
    """What is said of a project, as the act that changes it takes it."""
    return {
        name: value
        for name, value in vars(new).items()
        if name not in ("reference", "plan", "security_forces")
    }


def locked(name: str, who: str = "bob") -> Period:
    """A period as somebody locked it."""
    period = Period.objects.get(name=name)
    return planning.lock_period(actor=actor(who), period_id=period.public_id, named=name)


def a_period(name: str = "2025"):
    year = int(name)
    days = {
        "starts_on": dt.date(year, 1, 1),
        "ends_on": dt.date(year, 12, 31),
        "due_on": dt.date(year + 1, 2, 28),
    }
    return planning.open_period(actor=actor("bob"), name=name, **days)


def half():
    """The first half of 2026, which is over."""
    days = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 6, 30), "due_on": dt.date(2026, 8, 31)}
    return planning.open_period(actor=actor("bob"), name="2026-H1", **days)


def reported(
    indicator: Indicator, number: str = "40", who: str = "alice", period: str = "2025", **more
) -> Value:
    return values.report(
        actor=actor(who), indicator=indicator.public_id, period=period, said=ReportedValue(D(number)), **more
    )


def test_a_theme_is_set_by_a_manager_alone():
    with pytest.raises(Forbidden):
        planning.set_theme(actor=actor("alice"), code="C1", names={"en": "Data"})
    changes = {"code": "C1", "kind": "catalyst", "names": {"en": "Data"}, "inferred": False}
    with pytest.raises(IntegrityError, match="not theirs"), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(actor("alice"), "theme", "set", changes=changes)
    planning.set_theme(actor=actor("bob"), code="C1", names={"en": "Data", "ar": "بيانات"})
    planning.set_theme(actor=actor("bob"), code="C1", names={"en": "Data and records"})
    assert (Theme.objects.get().names, Theme.objects.get().n) == ({"en": "Data and records"}, 2)
    with pytest.raises(Invalid):
        planning.set_theme(actor=actor("bob"), code="C6", names={"en": "Data"})
    assert differences() == []


def test_a_value_takes_two_people_and_keeps_its_versions():
    of, _period = an_indicator(), a_period()
    value = reported(of, "40")
    with pytest.raises(Forbidden):
        values.approve(actor=actor("alice"), value_id=value.public_id, expected_n=1)
    values.give_back(actor=actor("bob"), value_id=value.public_id, expected_n=1, reason="Which States?")
    values.change(
        actor=actor("judy"),
        value_id=value.public_id,
        expected_n=2,
        said=ReportedValue(D(42), evidence=["Letter of 3 March"]),
    )
    values.submit(actor=actor("alice"), value_id=value.public_id, expected_n=3)
    approved = values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=4)
    assert (approved.state, approved.number, approved.n) == ("approved", 42, 5)
    with pytest.raises(Refused):
        values.change(actor=actor("alice"), value_id=value.public_id, expected_n=5, said=ReportedValue(D(1)))
    values.reopen(
        actor=actor("bob"), value_id=value.public_id, expected_n=5, reason="A State corrected its figure"
    )
    values.change(actor=actor("bob"), value_id=value.public_id, expected_n=6, said=ReportedValue(D(43)))
    values.submit(actor=actor("alice"), value_id=value.public_id, expected_n=7)
    with pytest.raises(Forbidden) as refused:  # Bob wrote of it
        values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=8)
    assert refused.value.code == "programme.value.own"
    with (
        pytest.raises(IntegrityError, match=r"programme\.value\.own"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(actor("bob"), "value", "approved", Value.objects.get())
    assert differences() == []


def test_two_people_report_the_same_period_and_nothing_is_lost():
    of, _period = an_indicator(), a_period()
    first = reported(of, "40", "alice")
    with pytest.raises(Conflict) as conflict:
        reported(of, "44", "judy")
    assert conflict.value.code == "programme.value.there"
    assert Value.objects.get().number == 40
    # One approves what they looked at, while another changed it meanwhile.
    values.change(actor=actor("judy"), value_id=first.public_id, expected_n=1, said=ReportedValue(D(41)))
    with pytest.raises(Conflict):
        values.approve(actor=actor("bob"), value_id=first.public_id, expected_n=1)
    with pytest.raises(Conflict):
        values.change(actor=actor("alice"), value_id=first.public_id, expected_n=1, said=ReportedValue(D(39)))
    assert (Value.objects.get().state, Value.objects.get().number) == ("submitted", 41)


def test_the_page_keeps_what_was_typed_beside_what_stands_there(signed_in):
    of, _period = an_indicator(), a_period()
    first = reported(of, "40", "alice")
    browser = signed_in("judy")
    result = {"period": "2025", "number": "44", "note": "from the ministry’s table"}
    answer = browser.post(f"/programme/indicators/{of.public_id}/report/", result)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="44"' in page
    assert "from the ministry’s table" in page
    assert f"/programme/values/{first.public_id}/" in page
    values.change(actor=actor("judy"), value_id=first.public_id, expected_n=1, said=ReportedValue(D(41)))
    answer = signed_in("alice").post(
        f"/programme/values/{first.public_id}/change/", {"expected_n": "1", "number": "39"}
    )
    assert answer.status_code == 422
    assert 'value="39"' in answer.content.decode()
    decided = signed_in("bob").post(f"/programme/values/{first.public_id}/acts/returned/", {"expected_n": "1", "reason": "Which?"})  # fmt: skip
    assert decided.status_code == 422
    assert "Which?" in decided.content.decode()
    assert Value.objects.get().n == 2


def test_a_locked_period_does_not_move():
    of, _period = an_indicator(), a_period()
    value = values.approve(actor=actor("bob"), value_id=reported(of).public_id, expected_n=1)
    locked("2025", "bob")
    for act in (
        lambda: values.reopen(actor=actor("bob"), value_id=value.public_id, expected_n=2, reason="late"),
        lambda: reported(an_indicator()),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "programme.period.locked"
    # And the database by itself, where a service saw the period open.
    with pytest.raises(Refused) as refused, transaction.atomic():
        RECORDER.record(actor("bob"), "value", "reopened", value, note="late")
    assert refused.value.code == "programme.period.locked"
    with pytest.raises(Forbidden):
        locked("2025", "alice")


@pytest.fixture
def counted():
    """A source that counts what the test says: row -> how it counts."""
    rows: dict[str, str] = {}

    def compute(_actor, _since, _until):
        yes = sum(1 for how in rows.values() if how == "yes")
        return SourceCount(D(100 * yes) / len(rows), D(yes), D(len(rows)), dict(rows)) if rows else None

    source = Source("of_the_test", "x", "x", "percentage", "pooled_ratio", "up", compute, "tests")
    sources.SOURCES[source.name] = source
    yield rows
    del sources.SOURCES[source.name]


def test_a_corrected_row_makes_a_new_version_that_says_why(counted):
    new = NewIndicator("Share", measure="percentage", aggregation="pooled_ratio", source="of_the_test")
    of = planning.define_indicator(actor=actor("alice"), result=a_result().public_id, new=new)
    a_period()
    ask = {"actor": actor("judy"), "indicator": of.public_id, "period": "2025"}
    assert values.compute(**ask) is None
    subject = a_project("P-9").public_id
    counted |= {subject: "no", "X2": "yes"}
    first = values.compute(**ask)
    assert (first.number, first.state, first.n) == (50, "submitted", 1)
    assert values.compute(**ask).n == 1  # nothing changed: no new version
    values.approve(actor=actor("bob"), value_id=first.public_id, expected_n=1)
    projects.start(actor=actor("alice"), project_id=subject)
    counted[subject] = "yes"
    second = values.compute(**ask)
    assert (second.number, second.state, second.approved_by) == (100, "submitted", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT details FROM programme_event WHERE record_type = 'value' ORDER BY n DESC LIMIT 1"
        )
        details = json.loads(cursor.fetchone()[0])
    (changed,) = details["changed"]
    assert (changed["id"], changed["was"], changed["now"]) == (subject, "no", "yes")
    assert changed["acts"][0].startswith("programme.project_started ")
    values.approve(actor=actor("bob"), value_id=second.public_id, expected_n=3)
    locked("2025", "bob")
    counted["X2"] = "no"
    with pytest.raises(Refused):
        values.compute(**ask)
    assert Value.objects.get().number == 100
    assert differences() == []


def test_at_least_twelve_sources_count_records():
    assert len(sources.SOURCES) >= 12
    for source in list(sources.SOURCES.values()):
        source.compute(actor("judy"), dt.date(2025, 1, 1), dt.date(2025, 12, 31)) if source.name != "states_reporting" else None  # fmt: skip


def given(amount: str = "1000.00", **more) -> NewContribution:
    result = {
        "donor": "Ministry of a donor",
        "reference": "AGR-1",
        "currency": "USD",
        "rate": D(1),
        "on": DAY,
    }
    return NewContribution(**{**result, "amount": D(amount), **more})


def test_money_from_pledge_to_spending_adds_up():
    nina = actor("nina")
    project = a_running_project()
    pledge = fund.pledge(actor=nina, new=given("921.50", currency="EUR", rate=D("0.9215")))
    agreed = fund.agree(actor=nina, new=given("921.50", currency="EUR", rate=D("0.9215")), contribution=pledge.public_id, n=1)  # fmt: skip
    of = {"contribution": agreed.public_id}
    fund.book(actor=nina, new=NewMovement("receipt", D("500.00"), DAY, currency="EUR", rate=D("0.95"), **of))
    fund.book(actor=nina, new=NewMovement("receipt", D("421.50"), DAY, currency="EUR", rate=D("0.90"), **of))
    for move, amount in (
        ("allocation", "700.00"),
        ("obligation", "600.00"),
        ("expenditure", "550.00"),
        ("recovery", "50.00"),
    ):
        fund.book(actor=nina, new=NewMovement(move, D(amount), DAY, project=project.public_id, **of))
    statement = books.statement(actor("nina"), agreed.public_id)
    got = statement.donor.statement
    assert got.received == D("526.32") + D("468.33")
    assert (got.owed, got.pledged, got.spent) == (0, 0, D("500.00"))
    assert got.received == got.left + got.spent + got.support_paid + got.refunded
    assert sum(booked.in_fund for booked in statement.booked if booked.move == "receipt") == got.received
    assert books.whole(actor("nina")).adds_up
    assert differences() == []


def test_no_envelope_goes_below_zero_and_no_money_where_it_is_not_bound():
    nina = actor("nina")
    near, far = a_project("P-1"), planning.open_project(actor=actor("alice"), new=NewProject("P-2", "Far", outcomes=["O4"], cells=["A5C5"]))  # fmt: skip
    agreed = fund.agree(actor=nina, new=given(grade="soft", earmark="A3"))
    of = {"contribution": agreed.public_id}
    fund.book(actor=nina, new=NewMovement("receipt", D("1000.00"), DAY, **of))
    with pytest.raises(Refused) as refused:
        fund.book(actor=nina, new=NewMovement("allocation", D("10.00"), DAY, project=far.public_id, **of))
    assert refused.value.code == "programme.fund.bound"
    with pytest.raises(Refused) as refused:
        fund.book(actor=nina, new=NewMovement("allocation", D("900.00"), DAY, project=near.public_id, **of))
    assert refused.value.code == "programme.fund.short"
    with pytest.raises(Forbidden):
        fund.book(
            actor=actor("bob"), new=NewMovement("allocation", D("1.00"), DAY, project=near.public_id, **of)
        )
    # And the database by itself: more than there is, lines that do not add up, another envelope's.
    base = {"move": "allocation", "contribution": agreed.public_id, "project": near.public_id, "booked_on": DAY, "currency": "USD", "amount": "1", "rate": "1", "rate_source": ""}  # fmt: skip

    def line(account: str, amount: str) -> dict[str, str]:
        return {"account": account, "contribution": agreed.public_id, "project": "" if account == "unallocated" else near.public_id, "amount": amount}  # fmt: skip

    too_much = [line("unallocated", "5000.00"), line("allocated", "-5000.00")]
    with pytest.raises(Refused) as refused, transaction.atomic():
        RECORDER.record(
            nina,
            "journal",
            "posted",
            changes={**base, "amount": "5000"},
            details={"lines": too_much, "fund_amount": "5000.00"},
        )
    assert refused.value.code == "programme.fund.short"
    others = [line("unallocated", "1.00"), {**line("allocated", "-1.00"), "contribution": "R9"}]
    with (
        pytest.raises(IntegrityError, match="its lines are not"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(
            nina,
            "journal",
            "posted",
            changes=base,
            details={"lines": others, "fund_amount": "1.00"},
        )
    uneven = {"lines": [line("unallocated", "1.00"), line("allocated", "-2.00")], "fund_amount": "1.00"}
    with (
        pytest.raises(IntegrityError, match="its lines are not"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(nina, "journal", "posted", changes=base, details=uneven)
    assert Posting.objects.filter(account="allocated").count() == 0
    assert Journal.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"currency": "XYZ"}, "currency"),
        ({"amount": D("-1")}, "amount"),
        ({"amount": D("1.005")}, "amount"),
        ({"currency": "EUR", "rate": D(0)}, "rate"),
        ({"rate": D(2)}, "rate"),
        ({"grade": "soft", "earmark": "A9"}, "earmark"),
        ({"grade": "project", "earmark": "R0"}, "earmark"),
        ({"support_percent": D("13.01")}, "support_percent"),
        ({"donor": " "}, "donor"),
    ],
)
def test_what_is_no_contribution(more, field):
    with pytest.raises(Invalid) as invalid:
        fund.pledge(actor=actor("nina"), new=given(**more))
    assert invalid.value.field == field


def test_who_may_not_see_the_strategy_sees_nothing(signed_in):
    value = reported(an_indicator() if a_period() else None)
    browser = signed_in("heidi")
    for address in (
        "/programme/",
        "/programme/indicators/",
        f"/programme/values/{value.public_id}/",
        "/programme/fund/",
    ):
        assert browser.get(address).status_code == 403
    with pytest.raises(NotFound):
        values.approve(actor=actor("bob"), value_id="R0", expected_n=1)
    assert cast.user("heidi")


def test_w28_a_period_that_has_not_ended_is_not_locked():
    now = today()
    for name, days in (("running", 0), ("to come", 400)):
        ends = now + dt.timedelta(days=days)
        starts = ends - dt.timedelta(days=20)
        planning.open_period(actor=actor("bob"), name=name, starts_on=starts, ends_on=ends, due_on=ends)
        with pytest.raises(Refused) as refused:
            locked(name, "bob")
        assert refused.value.code == "programme.period.running"
        if not days:
            continue  # the database asks in the easternmost zone, where this day may be over
        with pytest.raises(Refused) as refused, transaction.atomic():
            RECORDER.record(actor("bob"), "period", "locked", Period.objects.get(name=name))
        assert refused.value.code == "programme.period.running"
    over = now - dt.timedelta(days=1)
    planning.open_period(actor=actor("bob"), name="over", starts_on=over - dt.timedelta(days=400), ends_on=over, due_on=now)  # fmt: skip
    assert locked("over", "bob").state == "locked"
    assert differences() == []


def test_w28_the_pages_ask_for_the_name_and_offer_no_lock_of_what_runs(signed_in):
    a_period("2025")
    planning.open_period(actor=actor("bob"), name="ahead", starts_on=today(), ends_on=today() + dt.timedelta(days=90), due_on=today() + dt.timedelta(days=99))  # fmt: skip
    bob = signed_in("bob")
    page = bob.get("/programme/periods/").content.decode()
    lock, ahead = (
        f"/programme/periods/{Period.objects.get(name=name).public_id}/acts/locked/"
        for name in ("2025", "ahead")
    )
    assert lock in page
    assert ahead not in page
    for typed in ("", "2026", "lock"):
        assert "named" in bob.post(lock, {"named": typed}).context["act"]["form"].errors
        assert Period.objects.get(name="2025").state == "open"
    assert bob.post(ahead, {"named": "ahead"}).status_code == 422
    assert Period.objects.get(name="ahead").state == "open"
    assert bob.post(lock, {"named": " 2025 "}).status_code == 302
    assert Period.objects.get(name="2025").state == "locked"
    assert signed_in("alice").post(ahead, {"named": "ahead"}).status_code == 403


def test_w26_what_was_typed_is_not_called_counted_afterwards():
    of, _period = an_indicator(), a_period()
    values.approve(actor=actor("bob"), value_id=reported(of).public_id, expected_n=1)
    new_indicator = NewIndicator("Arms marked", "number", baseline=D(10), targets={"2025": D(50), "2026": D(90)}, source="arms_marked")  # fmt: skip
    with pytest.raises(Refused) as refused:
        planning.change_indicator(
            actor=actor("alice"), indicator_id=of.public_id, expected_n=1, **vars(new_indicator)
        )
    assert refused.value.code == "programme.indicator.typed"
    with pytest.raises(Refused) as refused, transaction.atomic():
        RECORDER.record(
            actor("alice"), "indicator", "changed", Indicator.objects.get(), changes={"source": "arms_marked"}
        )
    assert refused.value.code == "programme.indicator.typed"
    assert Indicator.objects.get().source == ""
    assert differences() == []


def test_w26_what_a_plan_reports_is_taken_over_and_not_called_computed(signed_in):
    of = an_indicator()
    plan = identifiers.new("H", secrets.token_bytes)
    RECORDER.record(actor("alice"), "indicator", "changed", of, changes={"source": f"plan/{plan}/i1"})
    assert sources.find(f"plan/{plan}/i1").typed
    assert not any(source.typed for source in sources.SOURCES.values())
    page = signed_in("alice").get(f"/programme/indicators/{of.public_id}/").content.decode()
    assert "Taken over from what people report elsewhere" in page
    assert "Computed from" not in page
    with pytest.raises(Refused):
        reported(of)
