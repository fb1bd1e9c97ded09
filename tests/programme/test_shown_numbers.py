"""Numbers and units on paper and in lists as people write them, in the reader's language; what waits is not called missing."""

from __future__ import annotations

import secrets
from decimal import Decimal

import pytest
from django.utils.translation import override

from ifar import identifiers
from ifar.programme import progress
from ifar.programme.models import Value
from ifar.programme.selectors.reached import reached
from ifar.programme.services import planning, values
from ifar.programme.services.writing import RECORDER
from ifar.programme.views import presenters, reports
from tests.cast import actor
from tests.conftest import sign_in
from tests.programme.test_acts import a_period, an_indicator, reported

D = Decimal


@pytest.mark.parametrize(
    ("number", "en", "ar"),
    [("482", "482", "482"), ("482.000000", "482", "482"), ("61.904762", "61.9", "61,9"), ("0.005", "0.01", "0,01"), ("12500.5", "12,500.5", "12\xa0500,5")],
)  # fmt: skip
def test_w26_what_was_measured_is_printed_as_people_write_it(number, en, ar):
    for language, words in (("en", en), ("ar", ar)):
        with override(language):
            assert reports.cell(reports.measured(D(number))).replace("\u200f", "") == words
    assert reports.measured(None) is None


def test_w26_amounts_are_still_printed_to_the_cent():
    with override("en"):
        assert reports.cell(D("482.00")) == "482.00"


@pytest.mark.parametrize(
    ("said", "ar"), [("per cent", "في المائة"), ("days", "أيام"), ("Kalashnikovs", "Kalashnikovs")]
)
def test_w26_a_unit_that_ifar_counts_in_is_said_in_the_readers_language(said, ar):
    with override("ar"):
        unit = presenters.unit(said)
    assert (unit == said) == (ar == said)
    with override("en"):
        assert presenters.unit(said) == said


def test_w26_a_progress_report_writes_numbers_and_units_in_its_language():
    item = {"title": "Arms", "unit": "days", "baseline": "482.000000", "target": "61.904762", "number": "12500.5", "words": "", "band": "met", "missing": []}  # fmt: skip
    for language, unit, number in (
        ("en", "days", "12500.5"),
        ("fr", "jours", "12500,5"),
        ("ar", "أيام", "12500,5"),
    ):
        row = progress.result(item, language)
        assert unit in row[0]
        assert "000000" not in "".join(row)
        assert "61.904762" not in "".join(row)
        assert row[3] == number


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_w26_what_waits_for_approval_is_not_called_not_reported():
    of = an_indicator()
    a_period()
    reader = sign_in("dave")
    page = reader.get("/programme/indicators/").content.decode()
    assert ">Not reported</span>" in page
    value = reported(of)
    page = reader.get("/programme/indicators/").content.decode()
    assert ">Waits for approval</span>" in page
    assert ">Not reported</span>" not in page
    assert [result.waits for result in reached(actor("dave"), None)] == [True]
    with override("en"):
        assert "Waits for approval" in reports._measured(reached(actor("dave"), None)).rows[0]
    values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=value.n)
    assert Value.objects.get().state == "approved"
    page = reader.get("/programme/indicators/").content.decode()
    assert ">Waits for approval</span>" not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_w26_what_is_taken_over_from_plans_is_not_called_computed():
    counted = an_indicator(source="arms_seized")
    over = planning.define_indicator(
        actor=actor("alice"), result=counted.result, new=planning.NewIndicator("Taken over", "number", aggregation="none", source="")
    )  # fmt: skip
    RECORDER.record(
        actor("alice"),
        "indicator",
        "changed",
        over,
        changes={"source": f"plan/{identifiers.new('H', secrets.token_bytes)}/i1"},
    )
    page = sign_in("dave").get("/programme/indicators/", {"show": "computed"}).content.decode()
    assert counted.title in page
    assert "Taken over" not in page
    for computed, which in (("true", counted), ("false", over)):
        items = sign_in("dave").get("/api/programme/indicators", {"computed": computed}).json()["items"]
        assert [item["id"] for item in items] == [which.public_id]
