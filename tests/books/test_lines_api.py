"""Lines of a bound book for programs: the same that the page tells, cursor by cursor, and of nobody else's book."""

from __future__ import annotations

import pytest

from ifar.accounts.models import ReadLog
from tests import cast
from tests.books.story import Book
from tests.books.test_book import of
from tests.bulk.making import a_maker

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_lines_that_the_page_tells(book: Book, ivan, signed_in):
    browser = signed_in("ivan")
    [mine] = browser.get("/api/books").json()["items"]
    assert mine == {"id": ivan.agency, "trader": "Ivan's Arms", "closed": False}
    result = browser.get(f"/api/books/{ivan.agency}/lines").json()
    assert result["after"] is None
    assert [item["firearm"] for item in result["items"]] == [line.firearm for line in of(ivan)]
    lines = {item["firearm"]: item for item in result["items"] if item["disposal"]}
    sold, wrong = lines[book.sold], lines[book.corrected]
    assert sold["disposal"]["name"] == "Amina Diallo"
    assert sold["disposal"]["address"][0] == "1 Harbour Road"
    assert sold["disposal"]["reference"] == "Form 12/2026"
    assert (sold["acquisition"]["opening"], sold["acquisition"]["late"]) == (True, None)
    assert (wrong["original"]["serial"], wrong["corrected"]["serial"]) == ("WR0NG003", "RIGHT003")
    assert len(wrong["corrected_on"]) == 1
    assert lines[book.undone]["disposal"]["annulled"]
    logged = ReadLog.objects.filter(act="books.book.read", actor=ivan.id)
    assert {read_log.object for read_log in logged} >= {book.amina, book.boris}


def test_it_narrows_and_goes_on_by_cursor(book: Book, ivan, signed_in, monkeypatch):
    browser, address = signed_in("ivan"), f"/api/books/{ivan.agency}/lines"
    [result] = browser.get(f"{address}?q=KEPT0001").json()["items"]
    assert result["firearm"] == book.kept
    day = browser.get(f"{address}?since=2026-06-04&until=2026-06-04").json()["items"]
    assert [item["firearm"] for item in day] == [book.corrected]
    seen, after = [], ""
    for _page in range(9):
        outcome = browser.get(f"{address}?size=2&after={after}").json()
        assert len(outcome["items"]) <= 2
        seen += outcome["items"]
        after = outcome["after"]
        if not after:
            break
    assert [item["firearm"] for item in seen] == [line.firearm for line in of(ivan)]


def test_no_program_reads_the_book_of_another(book: Book, signed_in):
    works = a_maker().agency
    browser = signed_in("ivan")
    unseen, unknown = (browser.get(f"/api/books/{text}/lines") for text in (works, "A0000000000000"))
    assert unseen.status_code == unknown.status_code == 404
    assert {item["id"] for item in signed_in("judy").get("/api/books").json()["items"]} >= {
        works,
        cast.agency("ivans").public_id,
    }
