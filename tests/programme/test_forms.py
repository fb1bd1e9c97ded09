"""The forms that plan and book, over HTTP: each does its act, says what is wrong at its field, and is closed to whoever may not."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest

from ifar.programme.models import Contribution, Indicator, Journal, Period, Project, Result, Theme
from tests.counting import Journey
from tests.programme.test_acts import a_recipient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def test_from_a_name_to_a_statement(signed_in):
    bob, alice, nina = (signed_in(name) for name in ("bob", "alice", "nina"))
    assert bob.get("/programme/framework/C1/").status_code == 200
    assert bob.post("/programme/framework/C1/", {"names-en": "Data", "names-ar": "بيانات"}).status_code == 302
    assert Theme.objects.get().names == {"en": "Data", "ar": "بيانات"}
    assert "Data" in bob.get("/programme/").content.decode()
    days = {"name": "2025", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "due_on": "2026-02-28"}
    assert bob.post("/programme/periods/", {**days, "due_on": "2025-02-28"}).status_code == 422
    assert bob.post("/programme/periods/", days).status_code == 302
    assert bob.get("/programme/periods/").status_code == 200

    assert alice.get("/programme/projects/new/").status_code == 200
    report = {
        "reference": "P-1",
        "title": "Marking",
        "outcomes": ["O1"],
        "cells": ["A1C1"],
        "countries": "ke, ug",
        "gem": "2",
    }
    assert alice.post("/programme/projects/new/", {**report, "outcomes": []}).status_code == 422
    assert alice.post("/programme/projects/new/", report).status_code == 302
    project = Project.objects.get()
    assert (project.countries, project.gem, project.dac_gender) == (["KE", "UG"], 2, None)
    page = f"/programme/projects/{project.public_id}/"
    a_recipient(project.public_id)
    assert alice.post(f"{page}acts/started/", {"expected_n": str(project.n)}).status_code == 302
    assert (
        alice.post(f"{page}results/new/", {"level": "output", "title": "Marked", "outcome": "O1"}).status_code
        == 302
    )
    result = Result.objects.get()
    asked = f"/programme/results/{result.public_id}/indicators/new/"
    values = {"title": "Arms marked", "measure": "unit", "direction": "up", "aggregation": "sum", "frequency": "year", "baseline": "5", "targets": "2025 20\n2026: 40,5"}  # fmt: skip
    assert alice.get(asked).status_code == 200
    assert alice.post(asked, {**values, "targets": "2025 3"}).status_code == 422
    assert alice.post(asked, values).status_code == 302
    indicator = Indicator.objects.get()
    assert indicator.targets == {"2025": "20", "2026": "40.5"}
    assert "Arms marked" in alice.get(page).content.decode()

    gift = {"kind": "agreement", "donor": "A donor", "reference": "AGR-1", "amount": "1130", "currency": "usd", "rate": "1", "on": "2025-03-01", "grade": "unearmarked", "support_percent": "13"}  # fmt: skip
    assert nina.get("/programme/fund/contributions/new/").status_code == 200
    assert nina.post("/programme/fund/contributions/new/", {**gift, "currency": "XQX"}).status_code == 422
    assert nina.post("/programme/fund/contributions/new/", gift).status_code == 302
    public_id = Contribution.objects.get().public_id
    moved = {
        "move": "receipt",
        "contribution": public_id,
        "amount": "1130",
        "currency": "USD",
        "rate": "1",
        "on": "2025-03-02",
    }
    assert nina.get("/programme/fund/movements/new/").status_code == 200
    assert nina.post("/programme/fund/movements/new/", moved).status_code == 302
    too_much = {**moved, "move": "allocation", "project": project.public_id, "amount": "1000.01"}
    assert nina.post("/programme/fund/movements/new/", too_much).status_code == 422
    assert nina.post("/programme/fund/movements/new/", {**too_much, "amount": "1000"}).status_code == 302
    assert Journal.objects.count() == 3
    assert "1,000.00" in alice.get(page).content.decode()
    assert nina.get(f"/programme/fund/{public_id}/").status_code == 200
    lock = f"/programme/periods/{Period.objects.get().public_id}/acts/locked/"
    assert "Type the name" in bob.post(lock, {"named": "2024"}).content.decode()
    assert Period.objects.get().state == "open"
    assert bob.post(lock, {"named": " 2025 "}).status_code == 302
    assert Period.objects.get().state == "locked"
    # Each does their own part and no other's.
    assert alice.post("/programme/framework/C1/", {"names-en": "x"}).status_code == 403
    assert nina.post("/programme/projects/new/", report).status_code == 403
    assert bob.post("/programme/fund/movements/new/", moved).status_code == 403


def test_a_donor_s_agreement_stands_in_the_statement_with_its_receipt(signed_in):
    """The receipt of what was agreed begins with its contribution, amount and currency; nobody is offered to book it twice."""
    keeper, journey = signed_in("nina"), Journey()
    page = journey.open(keeper, "/programme/fund/contributions/new/")
    said = {"donor": "A donor", "reference": "AGR-1", "amount": "113000.5"}
    page = journey.fill(keeper, page, press="kind=agreement", **said)
    [link] = re.findall(r'href="(/programme/fund/movements/new/[^"]*)"', page)
    page = journey.fill(keeper, journey.open(keeper, html.unescape(link), page))
    assert list(Journal.objects.order_by("pk").values_list("move", "amount")) == [
        ("agreement", Decimal("113000.5")),
        ("receipt", Decimal("113000.5")),
    ]
    assert link not in page
    journey.within(4, 5)


@pytest.mark.parametrize(
    ("move", "needed"),
    [
        ("allocation", {"contribution", "project"}),
        ("obligation", {"contribution", "project"}),
        ("reallocation", {"contribution", "project", "to"}),
        ("receipt", {"contribution"}),
        ("revaluation", set()),
    ],
)
def test_w08_a_movement_says_at_its_fields_what_it_needs(signed_in, move, needed):
    nina = signed_in("nina")
    result = {"move": move, "contribution": "", "project": "", "to": "", "amount": "10", "currency": "USD", "rate": "1", "on": "2125-03-03", "reference": "Voucher 77"}  # fmt: skip
    assert "(optional)" not in _label(nina.get("/programme/fund/movements/new/"), "contribution")
    answer = nina.post("/programme/fund/movements/new/", result)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == (needed or {"on"})
    assert "Voucher 77" in answer.content.decode()


def _label(answer, name):
    return answer.content.decode().partition(f'for="id_{name}"')[2].partition("</label>")[0]
