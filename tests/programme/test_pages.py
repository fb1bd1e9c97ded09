"""What the pages of the programme say and ask: titles, confirmations with what follows, what an act says that it did."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse

from ifar import page_context
from ifar.programme import gantt
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.indicators import ReportedValue
from ifar.programme.models import Project
from ifar.programme.services import planning, projects, reports, values, work
from ifar.programme.services.planning import NewIndicator
from ifar.programme.services.work import NewActivity
from tests.cast import actor
from tests.programme.test_acts import a_project, a_result, a_running_project, given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
DAY = dt.date(2026, 3, 1)


def test_a_value_is_titled_by_its_indicator_and_belongs_to_the_indicators(signed_in):
    project = a_project()
    result = a_result(project=project.public_id)
    new = NewIndicator("Officers who were trained", unit="people", targets={"2025": Decimal(9)})
    indicator = planning.define_indicator(actor=actor("alice"), result=result.public_id, new=new)
    planning.open_period(actor=actor("bob"), name="2025", starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31), due_on=dt.date(2026, 2, 28))  # fmt: skip
    value = values.report(actor=actor("alice"), indicator=indicator.public_id, period="2025", place="", said=ReportedValue(Decimal(2)))  # fmt: skip
    there = reverse("programme:value", args=(value.public_id,))
    page = signed_in("alice").get(there).content.decode()
    assert '<h1><span dir="auto">Officers who were trained</span></h1>' in page
    assert "<b><bdi>2</bdi></b> <bdi>people</bdi> (<bdi>2025</bdi>)" in " ".join(page.split())
    places = [item.url for area in page_context.areas_of(actor("alice"), there).areas for item in area.items if item.current]  # fmt: skip
    assert places == [reverse("programme:indicators")]


def test_closing_a_project_asks_and_says_what_stays_unfinished(signed_in):
    alice = actor("alice")
    project = a_project()
    result = a_result(project=project.public_id)
    projects.start(actor=alice, project_id=project.public_id)
    work.add(actor=alice, project=project.public_id, new=NewActivity(result.public_id, "Training", DAY, DAY))  # fmt: skip
    client, there = signed_in("alice"), reverse("programme:project", args=(project.public_id,))
    page = client.get(there).content.decode()
    assert f"{there}acts/closed/" in page
    assert "Add result" in page
    assert "Define an indicator" in page
    asks = client.get(f"{there}acts/closed/").content.decode()
    assert "It cannot be opened again" in asks
    assert "1 activity that is neither done nor cancelled" in asks
    value = client.post(f"{there}acts/closed/", follow=True)
    page = value.content.decode()
    assert "The project is closed." in page
    assert "Add result" not in page
    assert "Define an indicator" not in page
    assert "/acts/" not in page


def test_a_project_is_changed_and_nobody_is_written_over(signed_in):
    project = a_project(countries=["KE"])
    client, there = signed_in("alice"), f"/programme/projects/{project.public_id}/acts/changed/"
    form = client.get(there).context["act"]["form"]
    assert {"reference", "security_forces"}.isdisjoint(form.fields)
    result = {"title": "Marking at the border", "outcomes": ["O1"], "cells": ["A1C1"], "countries": "KE UG", "responsible": "Amina", "expected_n": project.n}  # fmt: skip
    value = client.post(there, result, follow=True)
    assert "The project is changed." in value.content.decode()
    record = Project.objects.get(pk=project.pk)
    assert (record.title, record.countries, record.responsible, record.reference) == ("Marking at the border", ["KE", "UG"], "Amina", "P-1")  # fmt: skip
    late = client.post(there, {**result, "title": "Mine"})
    assert late.status_code == 422
    assert Project.objects.get(pk=project.pk).title == "Marking at the border"
    assert signed_in("dave").get(there).status_code == 403


def test_what_waits_for_a_strategist_and_what_it_says_where_nothing_does(signed_in):
    project = a_project()
    result = a_result(project=project.public_id)
    indicator = planning.define_indicator(
        actor=actor("alice"), result=result.public_id, new=NewIndicator("Trained")
    )
    planning.open_period(actor=actor("bob"), name="2025", starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31), due_on=dt.date(2026, 2, 28))  # fmt: skip
    assert "waits for approval" not in signed_in("bob").get("/").content.decode()
    values.report(
        actor=actor("alice"),
        indicator=indicator.public_id,
        period="2025",
        place="",
        said=ReportedValue(Decimal(2)),
    )
    report = reports.compose(actor=actor("alice"), project=project.public_id, period="2025", language="en")
    reports.hand_in(actor=actor("alice"), report_id=report.public_id, expected_n=report.n)
    page = signed_in("bob").get("/").content.decode()
    assert "1 value of an indicator waits for approval" in page
    href = reverse("programme:report_of", args=(report.public_id,))
    assert re.search(rf'href="{href}"\s*>1 progress report waits', page)
    page = signed_in("dave").get("/").content.decode()
    assert "New duplicates" not in page


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("months", [3, 14, 30, 70])
@pytest.mark.parametrize("label", ["Jan 2026", "ديسمبر ٢٠٢٦ قادم"])
def test_labels_of_a_work_plan_do_not_run_into_each_other(wide, months, label):
    bar = gantt.Bar("Training", DAY, DAY + dt.timedelta(days=30 * months), "planned")
    words = gantt.Words(dict.fromkeys(gantt.SERIES, "x"), "today", lambda _day: label)
    picture = gantt.chart([("Arms are marked", [bar])], DAY, words, wide=wide)
    shown = sorted(text.x for text in picture.texts if text.text == label)
    assert shown
    assert len(shown) == len(picture.lines)
    assert all(after - before >= len(label) * 7.6 for before, after in pairwise(shown))


def test_balances_are_called_balances_beside_what_was_given(signed_in):
    project = a_running_project().public_id
    nina = actor("nina")
    pledge = fund.pledge(actor=nina, new=given())
    agreed = fund.agree(actor=nina, new=given(), contribution=pledge.public_id, n=1)
    of = {"contribution": agreed.public_id}
    fund.book(actor=nina, new=NewMovement("receipt", Decimal("1000.00"), DAY, **of))
    for move, amount in (("allocation", "500.00"), ("obligation", "300.00"), ("expenditure", "120.00")):
        fund.book(actor=nina, new=NewMovement(move, Decimal(amount), DAY, project=project, **of))
    page = signed_in("alice").get(reverse("programme:project", args=(project,))).context["money"]
    assert [(str(name), amount) for name, amount in page] == [
        ("Given to the project", "500.00"),
        ("Allocated, not yet obligated", "200.00"),
        ("Unliquidated obligations", "180.00"),
        ("Expenditure", "120.00"),
    ]
    sums = signed_in("nina").get(reverse("programme:statement", args=(agreed.public_id,))).context["sums"]
    result = {str(name): amount for name, amount in sums}
    assert result["Allocated"] == "500.00"
    assert (result["Pledged in all"], result["Agreed in all"]) == ("1,000.00", "1,000.00")
