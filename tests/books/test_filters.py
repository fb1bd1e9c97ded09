"""What an inspector looks for in a book: late, corrected, entered on a day, left in a period, in stock on a day; page, API, workbook and print find the same."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from ifar.books import selectors
from ifar.books.filtering import BookFilter
from ifar.books.views import export
from ifar.reference.working_days import Where
from ifar.registry.lateness import Term
from ifar.registry.occurred import day
from ifar.registry.selectors import terms
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor
from tests import cast
from tests.books.story import Book, stocked
from tests.books.test_book import sheet

pytestmark = pytest.mark.django_db
WEEK = (Term("left", frozenset(), 7, working=False),)


@pytest.fixture
def late(book: Book, ivan: Actor) -> str:
    """One more that was sold three weeks ago and entered today."""
    thing, sold = stocked(ivan, "LATE0006"), day(timezone.localdate() - dt.timedelta(days=20))
    with mock.patch.object(terms, "of_books", return_value=(WEEK, Where())):
        event = NewEvent(
            "retail_sold", {"owner_kind": "private", "owner": book.amina}, sold, lateness="no_power"
        )
        record_event(actor=ivan, firearm=thing, event=event)
    return thing


def found(actor: Actor, **asked: Any) -> list[str]:
    """The firearms of the lines that fit."""
    book = selectors.book_for(actor, cast.agency("ivans").public_id)
    lines, _people = selectors.narrowed(actor, book, selectors.lines_for(actor, book), BookFilter(**asked))
    return sorted(lines.values_list("firearm__public_id", flat=True))


def test_each_filter_finds_what_it_says_and_no_more(
    book: Book, late: str, ivan: Actor, alice: Actor, judy: Actor
):
    today = timezone.localdate()
    for reader in (ivan, alice, judy):
        assert found(reader, late=True) == [late]
        # One whose number was corrected; one whose sale was taken back: the line that ended with it.
        assert set(found(reader, corrected=True)) == {book.corrected, book.undone}
        june = {"left_since": dt.date(2026, 6, 1), "left_until": dt.date(2026, 6, 30)}
        assert set(found(reader, **june)) == {book.sold, book.corrected, book.undone}
        assert found(reader, left_since=dt.date(2026, 7, 1), left_until=dt.date(2026, 7, 1)) == [book.bought]
        assert found(reader, left_until=dt.date(2026, 5, 31)) == []
        # At the close of a day: what came on it counts, what left on it does not.
        assert book.bought in found(reader, stock_on=dt.date(2026, 2, 1))
        assert book.bought not in found(reader, stock_on=dt.date(2026, 1, 31))
        assert book.sold in found(reader, stock_on=dt.date(2026, 6, 2))
        assert book.sold not in found(reader, stock_on=dt.date(2026, 6, 3))
        assert book.kept in found(reader, stock_on=today)
        every = found(reader)
        assert found(reader, entered_since=today, entered_until=today) == every
        assert found(reader, entered_until=today - dt.timedelta(days=1)) == []
        assert found(reader, entered_since=today + dt.timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("late=1", 1),
        ("corrected=1", 2),
        ("left_since=2026-06-01&left_until=2026-06-30", 3),
        ("stock_on=2026-06-02", 6),
        ("q=LATE0006", 1),
    ],
)
def test_page_workbook_print_and_api_count_alike(
    book: Book, late: str, signed_in, query: str, lines: int, settings
):
    settings.IFAR_LIST_RELEASE = 10_000
    ivans = cast.agency("ivans").public_id
    browser = signed_in("ivan")
    page = browser.get(f"/books/{ivans}/?{query}").content.decode()
    assert page.count('<th scope="row"') == lines
    assert f"{lines} line" in page
    assert (
        len(
            browser.get(
                f"/api/books/{ivans}/lines?{query.replace('=1', '=true') if 'q=' not in query else query}"
            ).json()["items"]
        )
        == lines
    )
    assert len(sheet(browser, f"/books/{ivans}/book.xlsx?{query}")) == lines
    with mock.patch.object(export.dossiers, "set_dossier", return_value=b"%PDF") as printed:
        assert browser.get(f"/books/{ivans}/book.pdf?{query}").status_code == 200
    [dossier, *_rest] = printed.call_args.args
    assert sum(len(section.rows) for section in dossier.sections) == lines
    assert f"Lines: {lines}" in dossier.lines[0]


def test_what_filters_a_book_stands_in_its_own_box_alone(book: Book, signed_in):
    page = signed_in("ivan").get("/book/?q=NOSUCH9").content.decode()
    assert page.count('value="NOSUCH9"') == 1
    page = signed_in("ivan").get("/search/?q=NOSUCH9").content.decode()
    assert 'value="NOSUCH9"' in page.partition('id="find"')[2].partition(">")[0]
