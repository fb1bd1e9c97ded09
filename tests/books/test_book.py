"""A trader's bound book: what came from whom and went to whom, original beside corrected, found by number, name, licence and day (domain.md 9.2)."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import uuid
from dataclasses import replace

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.accounts.models import ReadLog
from ifar.books import selectors
from ifar.books.lines import Entered, Line, compose, day_of
from ifar.books.presenters import Words
from ifar.books.selectors import BookFilter, Whom
from ifar.books.views import export
from ifar.errors import NotFound
from ifar.registry import possession
from ifar.registry.models import BookLine
from ifar.registry.possession import Keeping
from ifar.rights import Actor
from tests import cast
from tests.books.story import Book, corrected, recorded, stocked, taken_back
from tests.bulk.making import a_maker
from tests.factories import a_firearm
from tests.registry.test_books import line_differences

pytestmark = pytest.mark.django_db


def of(actor: Actor, asked: BookFilter | None = None, trader: str = "ivans") -> list[Line]:
    """Lines of a trader's book as an actor reads them."""
    agency = selectors.book_for(actor, cast.agency(trader).public_id)
    lines, _people = selectors.narrowed(
        actor, agency, selectors.lines_for(actor, agency), asked or BookFilter()
    )
    return [line for _key, line in selectors.composed(actor, agency, selectors.page_of(lines).items)]


def sheet(browser, path: str) -> list[tuple[object, ...]]:
    """The rows of a workbook below its heads."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.content[:300]
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    return rows[2:]


def test_a_line_says_what_came_from_whom_and_where_it_went(book: Book, ivan):
    lines = {line.firearm: line for line in of(ivan)}
    bought = next(line for line in of(ivan) if line.firearm == book.bought)
    assert (bought.acquisition.whom, bought.acquisition.event.kind) == (
        cast.agency("works").public_id,
        "wholesale_transferred",
    )
    assert bought.disposal
    assert bought.disposal.whom == book.amina
    sold = lines[book.sold]
    assert sold.disposal
    assert (sold.acquisition.opening, sold.disposal.reference) == (True, "Form 12/2026")
    assert not line_differences()


def test_open_lines_come_first_then_what_left_the_newest_first(book: Book, ivan):
    order = [(line.firearm, line.disposal is None) for line in of(ivan)]
    assert order == [
        (book.undone, True),
        (book.kept, True),
        (book.bought, False),
        (book.undone, False),
        (book.corrected, False),
        (book.sold, False),
    ]


def test_a_correction_is_another_entry_and_what_was_entered_stays(book: Book, ivan):
    [line] = [item for item in of(ivan) if item.firearm == book.corrected]
    assert (line.original.serial, line.corrected.serial) == ("WR0NG003", "RIGHT003")
    assert [correction.n for correction in line.corrections] == [2]
    [sale] = [item for item in of(ivan) if item.firearm == book.undone and item.disposal]
    assert sale.disposal
    assert sale.disposal.struck


def test_the_page_tells_both_and_each_alone(book: Book, signed_in):
    browser = signed_in("ivan")
    both, first, now = (
        browser.get(f"/book/?show={show}&q=WR0NG003").content.decode()
        for show in ("both", "original", "corrected")
    )
    assert "WR0NG003" in both
    assert "RIGHT003" in both
    assert "RIGHT003" not in first.replace('value="RIGHT003"', "")
    assert "RIGHT003" in now
    whole = browser.get("/book/").content.decode()
    for words in (
        "Amina Diallo",
        "1 Harbour Road",
        "Boris Marković",
        "Form 12/2026",
        "Entry annulled",
        "Opening stock",
    ):
        assert words in whole, words
    assert "77 New Town" not in whole, "where somebody moved after the sale is not the dealer's to know"
    assert f'href="/firearms/{book.kept}/record/"' in whole


def test_it_is_found_by_number_name_day_and_licence_and_by_nothing_else(book: Book, ivan, alice):
    def found(**asked: object) -> set[str]:
        return {line.firearm for line in of(ivan, BookFilter(**asked))}

    assert found(text="KEPT0001") == {book.kept}
    assert found(text="wr0ng-003") == found(text="RIGHT003") == {book.corrected}
    assert found(text="Diallo") == {book.sold, book.bought}
    assert found(text="Small Arms Works") == {book.bought}
    assert found(since=dt.date(2026, 6, 4), until=dt.date(2026, 6, 4)) == {book.corrected}
    assert found(text="Diallo", since=dt.date(2026, 7, 1)) == {book.bought}
    a_firearm(alice, "STRANGE7", owner_kind="private")
    assert not found(text="STRANGE7")
    assert not found(text="Mustermann")


def test_what_was_corrected_after_the_sale_is_neither_told_nor_found(book: Book, ivan, alice, bob):
    corrected(alice, bob, book.sold, "LATER0009")
    [line] = [item for item in of(ivan) if item.firearm == book.sold]
    assert line.corrected.serial == "SOLD0002"
    assert not of(ivan, BookFilter("LATER0009"))


def test_reading_names_is_logged_for_each_person_and_asked_a_purpose(book: Book, signed_in, ivan):
    signed_in("ivan").get("/book/")
    logged = ReadLog.objects.filter(act="books.book.read", actor=ivan.id)
    assert {read_log.object for read_log in logged} == {ivan.agency, book.amina, book.boris}
    assert {read_log.purpose for read_log in logged} == {"stock"}


def test_no_name_without_a_purpose(book: Book, ivan):
    lines = of(ivan)
    named, people = selectors.whom(replace(ivan, purpose=None), lines)
    assert not people
    assert {whom.name for (text, _entry), whom in named.items() if text[0] == "P"} == {""}


def _words(answer) -> str:
    """What a page says, without what each answer has of its own."""
    return re.sub(r"<[^>]*>|\b[0-9a-f]{32}\b", "", answer.content.decode())


def test_another_trader_sees_neither_line_nor_count_nor_book(book: Book, ivan, signed_in):
    stranger = a_maker()
    theirs = of(stranger, trader="works")
    assert [(their.firearm, their.disposal is not None) for their in theirs] == [(book.bought, True)]
    assert theirs[0].disposal
    assert theirs[0].disposal.whom == ivan.agency
    with pytest.raises(NotFound):
        selectors.book_for(stranger, ivan.agency)
    with pytest.raises(NotFound):
        selectors.book_for(ivan, stranger.agency)
    browser = signed_in("ivan")
    for path in ("", "book.xlsx", "book.pdf"):
        unseen, unknown = (
            browser.get(f"/books/{text}/{path}") for text in (stranger.agency, "A0000000000000")
        )
        assert unseen.status_code == unknown.status_code == 404
        assert _words(unseen).replace(stranger.agency, "") == _words(unknown).replace("A0000000000000", "")
    assert [agency.public_id for agency in selectors.books_for(ivan)] == [ivan.agency]


def test_statements_are_the_same_whatever_others_have(book: Book, ivan, signed_in):
    browser = signed_in("ivan")
    browser.get("/book/")

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    maker = a_maker()
    before = [
        asked(path) for path in ("/book/", "/book/?q=OTHER001", "/book/?q=Nobody", "/book/?since=2026-06-03")
    ]
    for n in range(3):
        stocked(maker, f"OTHER00{n}", kind="maker")
    after = [
        asked(path) for path in ("/book/", "/book/?q=OTHER001", "/book/?q=Nobody", "/book/?since=2026-06-03")
    ]
    assert before == after
    for n in range(4):
        stocked(ivan, f"MINE000{n}")
    assert asked("/book/") == before[0], "and as many for each number of lines"
    assert before[0] <= 16


def test_the_authority_over_it_and_the_inspectorate_read_it_and_no_other_office(
    book: Book, signed_in, alice, judy
):
    for reader in (alice, judy):
        assert {line.firearm for line in of(reader)} == {
            book.kept,
            book.sold,
            book.corrected,
            book.undone,
            book.bought,
        }
    address = f"/books/{cast.agency('ivans').public_id}/"
    assert "Ivan&#x27;s Arms" in signed_in("judy").get("/books/").content.decode()
    page = signed_in("judy").get(address).content.decode()
    assert "Amina Diallo" in page
    assert "Record an event" not in page
    assert signed_in("nina").get(address).status_code == 404
    assert signed_in("dave").get(address).status_code == 403


def test_what_an_inspector_takes_out_counts_like_every_list(book: Book, signed_in, settings):
    settings.IFAR_TAKEN_ALONE = 2
    path = f"/books/{cast.agency('ivans').public_id}/book.xlsx"
    assert "second person" in signed_in("judy").get(path).content.decode()
    assert sheet(signed_in("ivan"), path), "a trader prints its own book at once"


def test_a_name_that_is_asked_for_is_logged_where_nobody_is_found_and_before_a_count_is_told(
    book: Book, signed_in, settings
):
    settings.IFAR_TAKEN_ALONE = 0
    judy, address = signed_in("judy"), f"/books/{cast.agency('ivans').public_id}/"
    read = ReadLog.objects.filter(act="books.book.read", actor=cast.actor("judy").id)
    judy.get(f"{address}?q=Nobody+Such")
    assert [read_log.count for read_log in read] == [0]
    judy.get(f"{address}book.xlsx?q=Amina+Diallo")
    assert book.amina in {read_log.object for read_log in read.all()}


def test_a_release_is_for_one_book_and_one_question(book: Book, rf):
    ivans, other = cast.agency("ivans"), cast.agency("works")
    day = dt.date(2026, 6, 3)
    asked = [
        BookFilter(),
        BookFilter(str(day)),
        BookFilter(since=day),
        BookFilter(until=day),
        BookFilter(since=day, until=day),
    ]
    results = {
        export._leaving(rf.get("/"), trader, item, "xlsx", 3).digest
        for trader in (ivans, other)
        for item in asked
    }
    assert len(results) == 2 * len(asked)


def test_a_day_that_nobody_said_is_not_told_and_one_that_was_said_is_told_in_its_own_zone():
    entered = Entered(
        uuid.UUID(int=0), 1, "sold", "day", "Pacific/Auckland", dt.datetime(2026, 6, 2, 12, tzinfo=dt.UTC), None, "", "", {}, {},
    )  # fmt: skip
    assert day_of(entered) == dt.date(2026, 6, 3)
    assert day_of(replace(entered, precision="year")) is None
    line = compose("F", "A", 1, None, came_from="P", went_to="", events=[entered])
    side = Words().line(line, {("P", entered.entry): Whom("Somebody", ("1 Road", "FR"))}).came
    assert (side.day, side.on) == ("3 Jun 2026", dt.date(2026, 6, 3)), "page and workbook tell one day"
    assert side.address == ("1 Road", "France")


def test_the_other_side_is_one_in_rule_and_database():
    sides = ("", "A1", "A2", "P1")
    with connection.cursor() as cursor:
        for owner in sides:
            for keeper in sides:
                for new_owner in sides:
                    for new_keeper in sides:
                        before, after = Keeping(owner, keeper), Keeping(new_owner, new_keeper)
                        cursor.execute(
                            "SELECT registry_came_from('A1', %s, %s, %s), registry_went_to('A1', %s, %s, %s)",
                            [owner, keeper, new_owner, owner, new_owner, new_keeper],
                        )
                        row = (
                            possession.came_from("A1", before, after),
                            possession.went_to("A1", before, after),
                        )
                        assert cursor.fetchone() == row, (before, after)


def test_a_book_of_many_pages_is_read_on_without_a_line_twice(book: Book, ivan):
    agency = selectors.book_for(ivan, ivan.agency)
    lines, seen, after = selectors.lines_for(ivan, agency), [], ""
    for _page in range(9):
        page = selectors.page_of(lines, after=after, size=1)
        seen += [(book_line.firearm_id, book_line.since) for book_line in page.items]
        after = page.after or ""
        if not after:
            break
    assert len(seen) == len(set(seen)) == BookLine.objects.filter(holder=ivan.agency).count() == 6


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_every_page_leads_back_to_the_page_before_it(book: Book, ivan, size):
    """Two lines stand in the book and four left it: the way back from the second part ends in the first."""
    lines = selectors.lines_for(ivan, selectors.book_for(ivan, ivan.agency))
    pages = [selectors.page_of(lines, size=size)]
    while pages[-1].after:
        pages.append(selectors.page_of(lines, after=pages[-1].after, size=size))
    assert [len(page.items) for page in pages] == [size] * (6 // size) + ([6 % size] if 6 % size else [])
    for earlier, later in itertools.pairwise(pages):
        assert later.before
        back = selectors.page_of(lines, before=later.before, size=size)
        assert back.items == earlier.items
        assert (back.before is None) == (earlier is pages[0])
        assert selectors.page_of(lines, after=back.after, size=size).items == later.items
    assert pages[0].before is None


def test_a_sale_of_what_was_bought_taken_back_at_the_makers(book: Book, ivan, alice, bob):
    """What the buyer had by an entry that was annulled says so in its book."""
    maker = a_maker()
    sent = stocked(maker, "BACK0006", kind="maker")
    recorded(
        maker, sent, "wholesale_transferred", dt.date(2026, 3, 1), owner_kind="retailer", owner=ivan.agency
    )
    taken_back(alice, bob, sent)
    [line] = [item for item in of(ivan) if item.firearm == sent]
    assert line.is_struck
    assert line.disposal
    assert line.disposal.event.kind == "annulled"
    assert not line_differences()
