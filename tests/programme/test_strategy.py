"""A strategy of four outcomes, 25 cells, 60 projects, 400 indicators, seven years and thirty donors: loaded in bulk, shown at once, exported."""

from __future__ import annotations

import datetime as dt
import io
import time

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from ifar.demonstration import strategy as demonstration
from ifar.demonstration import strategy_files
from ifar.programme import framework
from ifar.programme.fund.selectors import fund
from ifar.programme.iati import judging
from ifar.programme.models import (
    Contribution,
    Decision,
    Difference,
    Extract,
    Indicator,
    Meeting,
    OthersFile,
    Period,
    Project,
    Value,
)
from ifar.programme.selectors import strategy
from tests.cast import actor
from tests.conftest import sign_in
from tests.databases import settings_at
from tests.programme.conftest import differences, give_roles

TODAY = dt.date(2026, 11, 27)


def xlsx(content: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


@pytest.fixture(scope="module")
def loaded(databases, peopled_template, django_db_setup, django_db_blocker):
    """A database of this module's own with the whole strategy in it, and how many seconds it took."""
    with (
        databases.clone(peopled_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        give_roles()
        began = time.perf_counter()
        done = demonstration.load(
            {
                "strategist": actor("bob"),
                "programme": actor("alice"),
                "fund": actor("nina"),
                "rights": actor("erin"),
            },
            TODAY,
        )
        yield done, time.perf_counter() - began


def test_it_is_there_in_seconds(loaded):
    done, seconds = loaded
    assert (Project.objects.count(), Indicator.objects.count(), Period.objects.count()) == (60, 400, 7)
    assert Contribution.objects.values("donor").distinct().count() == 30
    assert Value.objects.count() > 1000
    assert done > 3500
    assert seconds < 60, f"{done} acts took {seconds:.1f} s"


def test_the_books_add_up_and_the_verifier_agrees(loaded):
    assert fund.whole(actor("nina")).adds_up
    assert differences() == []


def test_money_of_cells_and_outcomes_is_the_money_of_projects(loaded):
    whole = strategy.whole(actor("dave"))
    for parts in (whole.cells.values(), whole.outcomes.values()):
        assert sum((part.money.all for part in parts), start=0) == whole.money.all
    assert sum(whole.bands.values()) == 400
    assert {code for code, cell in whole.cells.items() if cell.empty} <= demonstration.EMPTY
    assert set(whole.cells) == set(framework.CELLS)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_is_quick_and_asks_little(loaded, language, django_assert_max_num_queries):
    browser = sign_in("dave")
    browser.cookies["django_language"] = language
    browser.get("/programme/")
    took = []
    for _ in range(20):
        began = time.perf_counter()
        with django_assert_max_num_queries(20):
            answer = browser.get("/programme/")
        took.append(time.perf_counter() - began)
    assert answer.status_code == 200
    assert sorted(took)[18] < 1, took
    assert len(answer.content) < 150_000


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/programme/indicators/", 16), ("/programme/indicators/?show=missing", 16), ("/programme/indicators/?cell=A1C1", 17), ("/programme/fund/", 16)],
)  # fmt: skip
def test_lists_ask_little(loaded, address, queries, django_assert_max_num_queries):
    browser = sign_in("alice")
    browser.get(address)
    with django_assert_max_num_queries(queries):
        assert browser.get(address).status_code == 200


def test_a_statement_is_a_page_a_pdf_and_a_workbook(loaded):
    browser = sign_in("alice")
    public_id = Contribution.objects.filter(state="agreed").first().public_id
    assert browser.get(f"/programme/fund/{public_id}/").status_code == 200
    assert browser.get(f"/programme/fund/{public_id}/statement.pdf").content.startswith(b"%PDF-")
    assert browser.get(f"/programme/fund/{public_id}/statement.xlsx").content.startswith(b"PK")
    assert browser.get(f"/programme/fund/{public_id}/statement.doc").status_code == 404
    assert browser.get(f"/programme/fund/{public_id}/report.pdf").content.startswith(b"%PDF-")
    book = xlsx(browser.get(f"/programme/fund/{public_id}/report.xlsx").content)
    assert list(book.sheet_names)[1:] == ["Projects that the money went to", "What was reached"]
    head, *spent = (
        xlsx(browser.get(f"/programme/fund/{public_id}/statement.xlsx").content)
        .get_sheet_by_name("Summary")
        .to_python()
    )
    assert head == ["What", "Value", "Currency"]
    assert all(isinstance(amount, int | float) for _name, amount, _currency in spent), (
        "amounts are numbers, not texts"
    )
    assert {currency for _name, _amount, currency in spent} == {"USD"}
    whole = xlsx(browser.get("/programme/strategy.xlsx").content).get_sheet_by_name("Summary").to_python()
    values = {name: currency for name, _amount, currency in whole}
    assert (values["Spent"], values["Projects"], values["Gaps"]) == ("USD", "", "")


def test_pages_of_one_open(loaded):
    browser = sign_in("dave")
    value = Value.objects.filter(state="approved").first()
    assert browser.get(f"/programme/indicators/{value.indicator}/").status_code == 200
    assert browser.get(f"/programme/values/{value.public_id}/").status_code == 200


def test_the_export_is_valid(loaded, tmp_path):
    call_command("iati_export", tmp_path)
    for name in ("activities", "organisation"):
        verdict = judging.judge((tmp_path / f"{name}.xml").read_bytes(), None, TODAY)
        assert verdict.valid, verdict.faults[:3]


def test_what_comes_from_elsewhere(loaded, client):
    """Files of others, an extract of the own accounts and words for the public: through the services, twice no more than once."""
    officers = {"strategist": actor("bob"), "programme": actor("alice"), "fund": actor("nina")}
    for _ in range(2):
        strategy_files.load(officers, TODAY)
    assert OthersFile.objects.count() == 3
    last = OthersFile.objects.latest("id")
    assert (last.revised, last.gone) == (2, 1)
    extract = Extract.objects.get()
    assert extract.rows == extract.matched + extract.booked + extract.differing + extract.quarantined
    assert min(extract.matched, extract.differing, extract.quarantined) > 0, (
        extract.matched,
        extract.differing,
    )
    assert Difference.objects.filter(state="open").exists()
    assert {meeting.state for meeting in Meeting.objects.all()} == {"closed", "planned"}
    assert {decision.state for decision in Decision.objects.all()} == {
        "tabled",
        "adopted",
        "rejected",
        "done",
    }
    page = client.get("/decisions/").content.decode()
    assert "regional tracing desk" in page
    assert "Internal procedures" not in page
    assert fund.whole(actor("nina")).adds_up
    assert differences() == []
