"""A dealer counts the shop blind, by scan and by list, from several phones; each difference is a matter; and the day is closed with one press."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar import identifiers
from ifar.books import selectors, shop
from ifar.books.models import Count, Day
from ifar.books.selectors import book_for
from ifar.books.services import counts
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.matters.services.matters import close as close_matter
from ifar.placement.counted import LONGEST
from ifar.rights import Actor
from tests import cast
from tests.books.dealer import a_trader
from tests.books.story import a_buyer, recorded, stocked
from tests.bulk.making import a_maker
from tests.licensing.test_transfers import of_category
from tests.pages.test_register import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def arms(ivan) -> list[str]:
    """Five pistols in the shop."""
    return [stocked(ivan, f"SHOP{n:04}") for n in range(5)]


def counted(actor: Actor, *texts: str) -> Count:
    """A count that was begun, noted line by line and closed."""
    begin = counts.begin(actor=actor)
    counts.note(actor=actor, count_id=begin, seen="\n".join(texts))
    return counts.close(actor=actor, count_id=begin)


def kinds(count: Count) -> list[tuple[str, str]]:
    return [(difference["kind"], difference["label"]) for difference in count.differences]


def test_what_was_read_by_label_number_and_case_agrees(ivan, arms):
    count = counted(
        ivan,
        identifiers.shown(arms[0]),
        "SHOP0001",
        "shop-0002",
        f"Pistol ({identifiers.shown(arms[3])})",
        "SHOP0004",
    )
    assert (count.state, count.expected, count.found, count.differences) == ("agreed", 5, 5, [])
    assert not Matter.objects.exists()


def test_each_difference_is_named_and_becomes_a_matter_with_a_day(ivan, arms, alice):
    buyer = a_buyer(alice, "Amina Diallo", "1 Road")
    recorded(ivan, arms[4], "retail_sold", owner_kind="private", owner=buyer)
    count = counted(ivan, "SHOP0000", "SHOP0001", "SHOP0001", "SHOP0002", "SHOP0004", "NOBODY77")
    assert kinds(count) == [
        ("missing", arms[3]),
        ("surplus", arms[4]),
        ("unknown", "NOBODY77"),
        ("doubled", arms[1]),
    ]
    result = {matter.about: matter for matter in Matter.objects.all()}
    assert set(result) == {arms[3], arms[4], count.public_id, arms[1]}
    assert {matter.kind for matter in result.values()} == {"count_difference"}
    assert all(matter.due_on > timezone.localdate() for matter in result.values())
    assert {matter.agency.public_id for matter in result.values()} == {ivan.agency}
    with pytest.raises(Forbidden):
        close_matter(
            actor=ivan,
            matter_id=result[arms[3]].public_id,
            outcome="explained",
            reason="It was in the window.",
        )


def test_a_house_of_one_person_may_let_who_counted_explain(ivan, arms, settings):
    settings.IFAR_COUNTED_APART = False
    counted(ivan, "SHOP0000", "SHOP0001", "SHOP0002", "SHOP0003")
    close_matter(
        actor=ivan,
        matter_id=Matter.objects.get().public_id,
        outcome="explained",
        reason="It was in the window.",
    )
    assert Matter.objects.get().state == "closed"


def test_what_moved_while_it_was_counted_is_explained_by_itself(ivan, arms, alice):
    buyer, other = a_buyer(alice, "Amina Diallo", "1 Road"), a_trader(cast.agency("ivans"))
    begin = counts.begin(actor=ivan)
    counts.note(actor=ivan, count_id=begin, seen="SHOP0000\nSHOP0001\nSHOP0002")
    recorded(other, arms[1], "retail_sold", owner_kind="private", owner=buyer)
    recorded(other, arms[3], "retail_sold", owner_kind="private", owner=buyer)
    new = stocked(other, "SHOP0005")
    counts.note(actor=ivan, count_id=begin, seen="SHOP0004")
    count = counts.close(actor=ivan, count_id=begin)
    assert (count.state, count.differences) == ("agreed", [])
    assert count.moved == sorted([arms[1], new]), (
        "the one that was read and left, and the one that came unread"
    )


@pytest.mark.parametrize("returned", [True, False])
@pytest.mark.parametrize("alone", [True, False])
def test_nobody_who_counts_explains_a_missing_arm_away(ivan, arms, signed_in, alone, returned):
    """Handed to a proof house and taken back by whoever counts, or by anybody: it stands where it stood. Handed over by whoever counts: it was there."""
    mover = ivan if alone else a_trader(cast.agency("ivans"))
    begin = counts.begin(actor=ivan)
    counts.note(actor=ivan, count_id=begin, seen="SHOP0000\nSHOP0001\nSHOP0002\nSHOP0003")
    recorded(mover, arms[4], "proof_handed_over", proof_house=cast.agency("works").public_id)
    if returned:
        recorded(mover, arms[4], "proof_returned", result="passed")
    count = counts.close(actor=ivan, count_id=begin)
    assert kinds(count) == ([("missing", arms[4])] if alone or returned else [])
    assert count.moved == []
    assert Matter.objects.count() == len(count.differences)


def test_what_who_counts_sold_after_it_was_read_is_no_difference(ivan, arms, alice):
    begin = counts.begin(actor=ivan)
    counts.note(actor=ivan, count_id=begin, seen="\n".join(f"SHOP{n:04}" for n in range(5)))
    buyer = a_buyer(alice, "Amina Diallo", "1 Road")
    recorded(ivan, arms[1], "retail_sold", owner_kind="private", owner=buyer)
    count = counts.close(actor=ivan, count_id=begin)
    assert (count.state, count.expected, count.found, count.moved) == ("agreed", 5, 5, [])


def test_no_line_keeps_a_count_from_its_end(ivan, arms):
    long = "F" + "7" * 150
    count = counted(ivan, *(f"SHOP{n:04}" for n in range(5)), long, long, "\u200f" * 300 + "X")
    assert [kind for kind, _label in kinds(count)].count("doubled") == 1
    assert all(len(difference["label"]) <= LONGEST for difference in count.differences)
    assert {matter.about for matter in Matter.objects.all()} == {count.public_id}


def test_whoever_began_gives_a_count_up_and_it_stays_on_record(ivan, arms):
    begin = counts.begin(actor=ivan)
    counts.give_up(actor=ivan, count_id=begin)
    assert Count.objects.get().state == "abandoned"
    assert counts.begin(actor=ivan) != begin


def test_an_arm_of_somebody_else_is_a_text_and_no_matter_is_about_it(ivan, arms, signed_in):
    theirs = stocked(a_maker(), "THEIRS01", kind="maker")
    count = counted(ivan, *(f"SHOP{n:04}" for n in range(5)), theirs, theirs)
    assert kinds(count) == [("unknown", theirs), ("doubled", theirs)]
    assert {matter.about for matter in Matter.objects.all()} == {count.public_id}
    for reader in ("ivan", "alice"):
        page = signed_in(reader).get(f"/book/counts/{count.public_id}/").content.decode()
        assert theirs in page
        assert "THEIRS01" not in page


def test_while_it_runs_nobody_is_told_what_the_book_knows(ivan, arms, signed_in):
    browser = signed_in("ivan")
    path = browser.post("/book/counts/begin/")["Location"]
    answers = [browser.post(path, {"seen": text}, follow=True) for text in ("SHOP0000", "NOBODY77")]
    assert not [answer for answer in answers if b"your book" in answer.content.partition(b"<main")[2]]
    assert not [answer for answer in answers if f"/firearms/{arms[0]}" in answer.content.decode()]
    value = browser.post(
        f"/api{path}noted".replace("//", "/"), {"seen": "SHOP0001\nNOBODY78"}, "application/json"
    )
    assert value.json() == {"lines": [{"text": "SHOP0001"}, {"text": "NOBODY78"}]}
    assert b"In stock" not in browser.get("/book/day/").content
    browser.post(f"{path}close/")
    assert b"In stock" in browser.get("/book/day/").content


def test_nothing_of_what_should_be_there_is_told_before_it_is_closed(ivan, arms, signed_in, alice):
    browser = signed_in("ivan")
    path = browser.post("/book/counts/begin/")["Location"]
    for text in ("SHOP0000", "NOBODY77"):
        assert browser.post(path, {"seen": text}).status_code == 302
    page = browser.get(path).content.decode()
    assert "SHOP0000" in page
    assert "NOBODY77" in page
    assert not [item for item in ("SHOP0001", "SHOP0002", "Expected", arms[1]) if item in page]
    value = browser.get(f"/api/book/counts/{path.split('/')[-2]}").json()
    assert (value["expected"], value["found"], value["differences"], value["lines"]) == (None, None, [], 2)
    watched = signed_in("alice").get(path).content.decode()
    assert "SHOP0000" not in watched, "whoever does not count waits for the result"
    assert browser.post(f"{path}close/").status_code == 302
    after = browser.get(path).content.decode()
    assert all(item in after for item in ("Expected", "SHOP0001", "SHOP0004", "NOBODY77", "Not found"))


def test_several_phones_read_into_one_count_and_all_who_read_are_barred(ivan, arms):
    other = a_maker()
    begin = counts.begin(actor=ivan)
    counts.note(actor=ivan, count_id=begin, seen="SHOP0000")
    counts.note(actor=ivan, count_id=begin, seen="SHOP0001\n\nSHOP0002")
    assert Count.objects.get().lines == 3
    assert shop.counters(Count.objects.get()) == [ivan.id]
    with pytest.raises(NotFound):
        counts.note(actor=other, count_id=begin, seen="SHOP0003")
    with pytest.raises(Refused, match="under way"):
        counts.begin(actor=ivan)
    counts.close(actor=ivan, count_id=begin)
    for again in (counts.close, lambda **value: counts.note(**value, seen="SHOP0003")):
        with pytest.raises(Refused, match="over"):
            again(actor=ivan, count_id=begin)


def test_a_number_that_several_bear_is_asked_again_and_nothing_is_noted(ivan, arms):
    twin = stocked(ivan, "SHOP0000")
    begin = counts.begin(actor=ivan)
    with pytest.raises(Invalid, match="Several"):
        counts.note(actor=ivan, count_id=begin, seen="SHOP0001\nSHOP0000")
    with pytest.raises(Invalid):
        counts.note(actor=ivan, count_id=begin, seen="\n".join(f"N{n}" for n in range(5001)))
    assert Count.objects.get().lines == 0
    with pytest.raises(Refused, match="Nothing was read"):
        counts.close(actor=ivan, count_id=begin)
    counts.note(actor=ivan, count_id=begin, seen=identifiers.shown(twin))
    assert [item.thing for item in shop.noted(Count.objects.get())] == [twin]


def test_what_lies_elsewhere_is_not_expected(ivan, arms, alice):
    book = book_for(ivan, ivan.agency)
    assert set(shop.in_hand(book)) == set(arms)
    repairer = a_buyer(alice, "Gun Smith", "9 Road")
    recorded(ivan, arms[0], "repair_handed_over", repairer=repairer, return_date="2030-01-01")
    assert set(shop.in_hand(book)) == set(arms[1:])


def test_the_day_tells_what_was_entered_and_is_closed_once(ivan, arms, signed_in, alice):
    recorded(
        ivan, arms[0], "retail_sold", owner_kind="private", owner=a_buyer(alice, "Amina Diallo", "1 Road")
    )
    browser = signed_in("ivan")
    page = browser.get("/book/day/")
    day = page.context["day"]
    assert (len(day.came.items), len(day.went.items), day.stock) == (0, 1, 4)
    assert b"SHOP0000" in page.content
    assert "5 of them are opening stock" in text_of(page)
    assert "not settled" not in text_of(page)
    counted(ivan, "SHOP0001", "SHOP0002")
    page = browser.post("/book/day/", follow=True)
    assert "2 differences of counts are not settled. They stay open after the close." in text_of(page)
    assert "The figures are those of the close." in text_of(page)
    assert "The day is already closed." in text_of(browser.get("/book/sales/"))
    assert Matter.objects.filter(kind=shop.DIFFERENCE).count() == page.context["day"].unsettled == 2
    assert len(page.context["day"].differing) == 1
    closed = Day.objects.get()
    assert (closed.day, closed.came, closed.went, closed.stock, closed.state) == (
        timezone.localdate(),
        5,
        1,
        4,
        "closed",
    )
    with pytest.raises(Refused, match="closed already"):
        counts.close_day(actor=ivan)
    assert signed_in("alice").get("/book/day/").status_code == 403


def test_another_trader_sees_no_count_and_the_authority_does(ivan, arms, signed_in, alice):
    count = counted(ivan, "SHOP0000")
    stranger = a_maker()
    with pytest.raises(NotFound):
        shop.count_for(stranger, count.public_id)
    assert shop.count_for(alice, count.public_id).state == "differs"
    for path in (f"/book/counts/{count.public_id}/", f"/book/counts/{identifiers.new('Z', bytes)}/"):
        assert signed_in("nina").get(path).status_code == 404
    assert cast.agency("ivans").public_id in {record.agency.public_id for record in shop.counts_for(alice)}


def test_pages_of_counts_and_of_the_day_ask_the_same_whatever_stands_in_the_book(ivan, arms, signed_in):
    browser = signed_in("ivan")
    running = counts.begin(actor=ivan)
    counts.note(actor=ivan, count_id=running, seen="SHOP0000")
    paths = ("/book/day/", "/book/counts/", f"/book/counts/{running}/")

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    for path in paths:
        browser.get(path)
    before = [asked(path) for path in paths]
    for n in range(6, 12):
        stocked(ivan, f"SHOP{n:04}")
        counts.note(actor=ivan, count_id=running, seen=f"SHOP{n:04}")
    assert [asked(path) for path in paths] == before
    assert max(before) <= 18


def test_a_name_is_looked_for_by_the_lines_that_name_somebody(ivan, arms):
    """The indexes of both sides are partial: a search that does not say so goes through the whole book for each person (30 s at 200,000 lines)."""
    with CaptureQueriesContext(connection) as queries:
        selectors._named(ivan, book_for(ivan, ivan.agency), "Amina Diallo")
    [text] = [query["sql"] for query in queries if "parties_namekey" in query["sql"]]
    assert text.count("EXISTS") == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + text)
        plan = "\n".join(row for (row,) in cursor.fetchall())
    assert {"registry_bookline_from", "registry_bookline_to"} <= set(
        re.findall(r"registry_bookline_\w+", plan)
    ), plan


def test_a_count_takes_the_memory_of_a_scanner_as_a_file_that_one_looks_through_first(ivan, signed_in):
    """CSV or workbook: its lines stand in the field, what is odd is named by its line, nothing is noted before one says so; many are noted in parts."""
    here = [of_category(ivan, f"FILE000{n}") for n in range(3)]
    of_category(ivan, "FILE0002")
    count = counts.begin(actor=ivan)
    browser, address = signed_in("ivan"), f"/book/counts/{count}/"

    def bring(name: str, content: bytes) -> Any:
        return browser.post(f"{address}file/", {"file": SimpleUploadedFile(name, content)})

    more = "\n".join(f"MORE{n:04}" for n in range(600))
    page = bring("scan.csv", f"Serial number\nFILE0000\n{here[1]}\nFILE0002\n{'9' * 120}\n{more}\n".encode())
    assert page.status_code == 200
    result = page.content.decode()
    assert "604 lines of the file stand below." in result
    assert "Several bear the number FILE0002" in result
    assert "is longer than a number or an identifier" in result
    assert shop.count_for(ivan, count).lines == 0
    unescape = html.unescape(result.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    assert len(unescape.split()) == 604
    assert browser.post(address, {"seen": unescape}).status_code == 422, "what names several is mended first"
    done = browser.post(
        address, {"seen": unescape.replace("FILE0002", here[2])}, follow=True
    ).content.decode()
    assert "604 lines were noted." in done
    record = shop.count_for(ivan, count)
    assert (record.lines, record.n) == (604, 3)
    assert {item.thing for item in shop.noted(record)} == {*here, ""}
    assert bring("scan.csv", b"").status_code == 422
    assert bring("scan.xlsx", b"no workbook").status_code == 422
    many = "\n".join(f"N{n:05}" for n in range(counts.AT_ONCE + 1))
    answer = bring("scan.csv", f"Serial number\n{many}\n".encode())
    assert answer.status_code == 422
    assert "at most 5000 at once" in answer.content.decode()
