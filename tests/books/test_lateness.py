"""What a trader enters after the State's term asks for its reason, which the book tells; where the State says nothing, nothing is asked (domain.md 9.2)."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone

from ifar.bulk.models import Line
from ifar.errors import Refused
from ifar.matters.models import Matter
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.reference.working_days import where_of
from ifar.registry import lateness
from ifar.registry.duties import LATE_REASON
from ifar.registry.lateness import Term
from ifar.registry.models import Event
from ifar.registry.occurred import UNKNOWN, day, parse
from ifar.registry.selectors import terms as duty_terms
from ifar.registry.selectors.duties import overdue_in_book, overdue_in_books
from ifar.registry.services import overdue
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import event_of
from ifar.templatetags.days import day_words
from tests import cast
from tests.books.story import a_buyer, stocked
from tests.books.test_book import of
from tests.bulk.making import a_maker, done, given
from tests.databases import ground
from tests.tracing.test_printed import text_of

HEAD = "code,about,kinds,days,article,label_en,source"
ROWS = (
    "book_in,book_acquired_working,,1,27 CFR 478.125(e),Enter an acquisition in the book,ATF",
    "book_out,book_disposed,,7,27 CFR 478.125(e),Enter a disposal in the book,ATF",
)


@pytest.fixture(scope="module")
def terms(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory):
    """A State that wants acquisitions in the book by the next working day, and disposals within a week."""
    folder = tmp_path_factory.mktemp("terms")
    (folder / "duty_term.csv").write_text("\n".join((HEAD, *ROWS, "")), "utf-8")
    duty_terms._of_books.cache_clear()
    with ground(databases, peopled_template, django_db_blocker):
        with django_db_blocker.unblock():
            load_folder(actor=JOB, folder=folder, origin="tradeland")
        yield
    duty_terms._of_books.cache_clear()


def today() -> dt.date:
    return timezone.localdate()


def sale(buyer: str, days: int, ground: str = "") -> NewEvent:
    """A sale some days ago."""
    occurred = day(today() - dt.timedelta(days=days))
    return NewEvent("retail_sold", {"owner_kind": "private", "owner": buyer}, occurred, lateness=ground)


def test_a_term_is_counted_in_days_or_in_working_days_and_the_shortest_that_names_the_kind_binds():
    friday = dt.date(2026, 11, 27)
    where = where_of("BE")
    assert Term("came", frozenset(), 1, working=True).last_day(friday, where) == dt.date(2026, 11, 30)
    assert Term("left", frozenset(), 7, working=False).last_day(friday, where) == dt.date(2026, 12, 4)
    general, named = Term("left", frozenset(), 2, False), Term("left", frozenset({"exported"}), 9, False)
    assert lateness.term_for((general, named), "left", "exported") == named
    assert lateness.term_for((general, named), "left", "retail_sold") == general
    assert lateness.term_for((general,), "came", "acquired") is None


def test_where_the_state_says_nothing_of_its_books_nothing_is_asked(db, ivan, alice):
    duty_terms._of_books.cache_clear()
    gun = stocked(ivan, "QUIET001")
    record_event(actor=ivan, firearm=gun, event=sale(a_buyer(alice, "Amina Diallo", "1 Road"), 90))
    assert lateness.CHECK not in Event.objects.get(firearm__public_id=gun, n=2).checks


@pytest.fixture
def late(terms, db, ivan, alice):
    """A dealer, two pistols in stock and a buyer."""
    duty_terms._of_books.cache_clear()
    yield stocked(ivan, "LATE0001"), stocked(ivan, "LATE0002"), a_buyer(alice, "Amina Diallo", "1 Road")
    duty_terms._of_books.cache_clear()


def test_a_late_line_asks_for_its_reason_and_one_in_time_does_not(late, ivan, alice):
    gun, other, buyer = late
    for value in ("", "because"):
        with pytest.raises(Refused) as refused:
            record_event(actor=ivan, firearm=gun, event=sale(buyer, 8, value))
        assert refused.value.code == "registry.lateness"
        assert refused.value.reasons[0].field == lateness.CHECK
    record_event(actor=ivan, firearm=gun, event=sale(buyer, 8, "no_power"))
    event = Event.objects.get(firearm__public_id=gun, n=2)
    assert event.checks[lateness.CHECK] == {"due": str(today() - dt.timedelta(days=1)), "ground": "no_power"}
    record_event(actor=ivan, firearm=other, event=sale(buyer, 7, "no_power"))
    assert lateness.CHECK not in Event.objects.get(firearm__public_id=other, n=2).checks


def test_who_tells_no_day_is_late_from_the_earliest_on_which_it_can_have_been(late, ivan):
    old = stocked(ivan, "LATE0008", dt.date(today().year - 2, 12, 20))
    new, values = stocked(ivan, "LATE0009", today()), {"owner_kind": "private", "owner": late[2]}
    last_year = str(today().year - 1)
    for when in (UNKNOWN, parse(last_year, "UTC"), parse(f"{last_year}-11", "UTC")):
        with pytest.raises(Refused) as refused:
            record_event(actor=ivan, firearm=old, event=NewEvent("retail_sold", values, when))
        assert refused.value.code == "registry.lateness", when
    record_event(actor=ivan, firearm=old, event=NewEvent("retail_sold", values, UNKNOWN, lateness="closed"))
    record_event(actor=ivan, firearm=new, event=NewEvent("retail_sold", values, UNKNOWN))
    assert lateness.CHECK not in Event.objects.get(firearm__public_id=new, n=2).checks, "it came today"


def test_what_is_urgent_waits_for_no_reason_and_tells_that_there_is_none(late, ivan):
    gun = late[0]
    event = NewEvent("stolen", {"taken_from": "shop"}, day(today() - dt.timedelta(days=30)), paper="Report 5")
    record_event(actor=ivan, firearm=gun, event=event)
    check = Event.objects.get(firearm__public_id=gun, n=2).checks[lateness.CHECK]
    assert check == {"due": str(today() - dt.timedelta(days=23))}


def test_another_trader_s_sale_to_it_is_none_of_its_own_lateness(late, ivan):
    maker = a_maker()
    gun = stocked(maker, "SENT0003", kind="maker")
    sent = NewEvent(
        "wholesale_transferred",
        {"owner_kind": "retailer", "owner": ivan.agency},
        day(today() - dt.timedelta(days=60)),
        lateness="closed",
    )
    record_event(actor=maker, firearm=gun, event=sent)
    mine = next(line for line in of(ivan) if line.firearm == gun)
    theirs = next(line for line in of(maker, trader="works") if line.firearm == gun)
    assert (mine.acquisition.late, theirs.disposal.late["ground"]) == ({}, "closed")


def test_the_page_asks_and_page_print_and_workbook_tell_it(late, ivan, signed_in):
    gun, _other, buyer = late
    browser = signed_in("ivan")
    address = f"/firearms/{gun}/record/?kind=retail_sold"
    page = browser.get(address)
    assert 'name="lateness"' in page.content.decode()
    result = {
        "owner_kind": "private",
        "owner": buyer,
        "occurred_precision": "day",
        "occurred_from": str(today() - dt.timedelta(days=30)),
        "seen": page.context["circumstances"]["seen"].value(),
        "record": "1",
        "mark-TOTAL_FORMS": "0",
        "mark-INITIAL_FORMS": "0",
    }
    refused = browser.post(address, result)
    text = f"had to be entered by {day_words(today() - dt.timedelta(days=23))}. Say why it is entered late"
    assert text in refused.content.decode()
    result["lateness"] = "no_power"
    result["confirmed"] = browser.post(address, result).context["confirms"]
    assert browser.post(address, result).status_code == 302
    whole = browser.get("/book/").content.decode()
    assert "Entered late:" in whole
    assert "Power cut" in whole
    assert (
        "Entered late in the book: Power cut." in browser.get(f"/firearms/{gun}/events/2/").content.decode()
    )
    sheet = browser.get(f"/books/{ivan.agency}/book.xlsx")
    cells = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active.values
    assert any("Disposal entered late: Power cut" in str(cell) for row in cells for cell in row)
    printed = " ".join(text_of(browser.get(f"/books/{ivan.agency}/book.pdf").content).split())
    assert "Disposal entered late: Power cut" in printed


def test_programs_and_lists_say_the_reason_too(late, ivan, signed_in):
    gun, other, buyer = late
    at = today() - dt.timedelta(days=30)
    body = {
        "kind": "retail_sold",
        "details": {"owner_kind": "private", "owner": buyer},
        "occurred": {"at": str(at)},
    }
    send = lambda more: signed_in("ivan").post(  # noqa: E731
        f"/api/firearms/{gun}/events", body | more, content_type="application/json"
    )
    refused = send({})
    assert "registry.lateness" in refused.content.decode(), refused.content
    assert send({"lateness": "closed"}).status_code == 201
    maker = cast.agency("works").public_id
    values = {"owner_kind": "maker", "owner": maker, "at": f"{at}T12:00:00Z"}
    act = "registry.wholesale_transferred"
    row = Line.objects.get(batch=given(ivan, act, values, other).public_id)
    assert [reason["code"] for reason in row.reasons] == ["registry.lateness"]
    assert done(ivan, act, values | {"lateness": "closed"}, other).written == 1
    assert Event.objects.get(firearm__public_id=other, n=2).checks[lateness.CHECK]["ground"] == "closed"


def test_the_reason_goes_with_a_proposal():
    values = {
        "kind": "retail_sold",
        "occurred": day(today()).payload(),
        "place": "",
        "paper": "",
        "details": {},
    }
    assert event_of(values | {"checks": {"lateness": {"ground": "absence"}}}, "why").lateness == "absence"


def test_a_reason_that_nobody_gave_is_owed_and_becomes_a_matter_between_trader_and_authority(
    late, ivan, alice
):
    gun = late[0]
    event = NewEvent("stolen", {"taken_from": "shop"}, day(today() - dt.timedelta(days=30)), paper="Report 5")
    record_event(actor=ivan, firearm=gun, event=event)
    tomorrow = today() + dt.timedelta(days=1)
    assert overdue_in_book(ivan, ivan.agency, today(), 9) == []
    [owed] = overdue_in_book(ivan, ivan.agency, tomorrow, 9)
    assert (owed.firearm, owed.n, owed.name, owed.due) == (gun, 2, LATE_REASON, today())
    assert overdue.tell_overdue(tomorrow)
    assert not overdue.tell_overdue(tomorrow)
    matter = Matter.objects.get(about=gun, cause=f"registry.{LATE_REASON} 2")
    assert (matter.kind, matter.explainer, matter.agency.public_id) == ("breach", ivan.agency, alice.agency)


def test_what_is_overdue_stands_above_the_book_for_the_trader_and_its_authority(late, ivan, signed_in):
    gun = late[1]
    sent = NewEvent("proof_handed_over", {}, day(today() - dt.timedelta(days=62)))
    assert "Overdue" not in signed_in("ivan").get("/book/").content.decode()
    record_event(actor=ivan, firearm=gun, event=sent)
    for name, address in (("ivan", "/book/"), ("alice", f"/books/{ivan.agency}/")):
        page = signed_in(name).get(address).content.decode()
        assert "Take it back from the proof house" in page, name
        assert f"/firearms/{gun}/events/2/" in page
        result = page.partition("<h2>Overdue</h2>")[2].partition("</table>")[0]
        assert "LATE0002" in result, "what is owed names the firearm by its number"
    maker = a_maker()
    assert overdue_in_book(maker, maker.agency, today(), 9) == []
    both = overdue_in_books(cast.actor("judy"), [ivan.agency, maker.agency], today(), 9)
    assert both == {ivan.agency: 1, maker.agency: 0}
    assert 'badge-bad">1' in signed_in("judy").get("/books/").content.decode()
