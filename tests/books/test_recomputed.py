"""Issue 27, 8: another program works a dealer's day and year out of the exported log, and comes to what screen, print and workbook say; a changed row is named."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
import pytest
from django.test import Client

from ifar import identifiers
from ifar.ledger import export, sessions
from tests import cast
from tests.altered import register_of
from tests.books import story
from tests.books.recomputed import Row, book, differences, exported
from tests.bulk.making import a_maker
from tests.databases import ground
from tests.logs import NOW, ORIGIN, Log
from tests.tracing.test_printed import text_of

PERIODS: Final = {"day": ("2026-06-03", "2026-06-03"), "year": ("2026-01-01", "2026-12-31")}
DATE: Final = r"\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True)
class Told:
    """A dealer's story in a database of its own, and what the export of its log says of the dealer's book."""

    log: Log
    story: story.Book
    trader: str
    names: Mapping[str, str]
    rows: list[Row]

    def named(self, period: tuple[str, str]) -> list[Row]:
        """The lines of some days, with the names of the parties."""
        results = [row for row in self.rows if row.within(*period)]
        return [
            Row(o.serial, o.came, self.names.get(o.source, ""), o.went, self.names.get(o.recipient, ""))
            for o in results
        ]


@pytest.fixture(scope="module")
def told(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Told]:
    home = tmp_path_factory.mktemp("recomputed")
    with ground(databases, peopled_template, django_db_blocker) as database:
        ivan, alice, bob = (cast.actor(name) for name in ("ivan", "alice", "bob"))
        result = story.told(ivan, alice, bob, a_maker())
        log = Log(database, home)
        log.sequence()
        export.write(sessions.address("verifier"), home / "log.zip", origin=ORIGIN, now=NOW)
        names = {
            result.amina: "Amina Diallo",
            result.boris: "Boris Marković",
            cast.agency("works").public_id: "Small Arms Works",
        }
        yield Told(log, result, ivan.agency, names, book(exported(home / "log.zip"), ivan.agency))


# What each of the three tells, read as somebody reads it who has nothing else -------------------------------------------------


def on_screen(browser: Client, period: tuple[str, str]) -> list[Row]:
    """The rows of the pages of a book."""
    rows, path = [], "/book/?since={}&until={}".format(*period)
    while path:
        page = browser.get(path).content.decode()
        for row in re.findall(r'<tr role="row">(.*?)</tr>', page.partition("<tbody")[2], re.DOTALL):
            cells = re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            serial = _plain(
                re.sub(r'<span class="mark-retired".*?</span>\s*</span>', "", cells[1], flags=re.DOTALL)
            )
            came, source, went, recipient = cells[2:6]
            rows.append(
                Row(serial.split()[0], _day_of(came), _name_of(source), _day_of(went), _name_of(recipient))
            )
        more = re.search(r'href="([^"]*after=[^"]*)"', page)
        path = html.unescape(more[1]) if more else ""
        path = f"/book/{path}" if path.startswith("?") else path
    return rows


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def _day_of(cell: str) -> str:
    match = re.search(r"\b(\d{1,2} [A-Z][a-z]{2} \d{4})\b", _plain(cell.partition("soft small")[0]))
    return str(dt.datetime.strptime(match[1], "%d %b %Y").date()) if match else ""  # noqa: DTZ007 - a day alone


def _name_of(cell: str) -> str:
    name = re.search(r"<bdi>(.*?)</bdi>", cell.partition("soft small")[0])
    return html.unescape(name[1]) if name else ""


def in_workbook(browser: Client, trader: str, period: tuple[str, str]) -> list[Row]:
    """The rows of the workbook."""
    answer = browser.get(f"/books/{trader}/book.xlsx?since={period[0]}&until={period[1]}")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    _label, head, *rows = sheet.values
    at = [
        head.index(name)
        for name in ("Serial number", "Acquired on", "From whom", "Disposed of on", "To whom")
    ]
    return [Row(*(_cell(row[n]) for n in at)) for row in rows]


def _cell(value: Any) -> str:
    return str(value.date()) if isinstance(value, dt.datetime) else str(value or "")


def on_paper(
    browser: Client, trader: str, period: tuple[str, str], known: Mapping[str, str], serials: set[str]
) -> list[Row]:
    """The rows of the print: of each its days, names and serial number in the order in which they stand there."""
    text = text_of(browser.get(f"/books/{trader}/book.pdf?since={period[0]}&until={period[1]}").content)
    text = text.partition("Remarks")[2]
    for apart in (
        rf"entered {DATE}",
        rf"Corrected on {DATE}: \S+ entered as \S+",
        rf"{identifiers.shown(trader)} {DATE}",
    ):
        text = re.sub(apart, "", text)
    names = "|".join(map(re.escape, known.values()))
    numbers = "|".join(map(re.escape, sorted(serials)))
    tokens = [next(filter(None, item)) for item in re.findall(rf"({DATE})|({names})|\b({numbers})\b", text)]
    at = [n for n, token in enumerate(tokens) if token in serials]
    rows, begins = list[Row](), 0
    for n, ends in zip(at, [*at[1:], len(tokens)], strict=True):
        # Each row begins with the day on which it came; what stands before the day of the next row is how this one left.
        days = [k for k in range(n + 1, ends) if re.fullmatch(DATE, tokens[k])]
        following = ends if ends == len(tokens) else days[-1]
        came, went = tokens[begins:n], tokens[n + 1 : following]
        rows.append(Row(tokens[n], *_side(came), *_side(went)))
        begins = following
    return rows


def _side(tokens: list[str]) -> tuple[str, str]:
    """The day and the name of one side."""
    days = [token for token in tokens if re.fullmatch(DATE, token)]
    return "".join(days), "".join(token for token in tokens if token not in days)


def told_by(browser: Client, value: Told, period: tuple[str, str]) -> dict[str, list[Row]]:
    """What screen, workbook and print tell."""
    serials = {row.serial for row in value.rows} | {"CHANGED1"}
    return {
        "screen": on_screen(browser, period),
        "workbook": in_workbook(browser, value.trader, period),
        "print": on_paper(browser, value.trader, period, value.names, serials),
    }


@pytest.mark.parametrize("period", PERIODS)
def test_day_and_year_are_alike_on_screen_in_the_workbook_and_on_paper(told, signed_in, period):
    expected = told.named(PERIODS[period])
    assert len(expected) == {"day": 2, "year": 5}[period]
    for name, rows in told_by(signed_in("ivan"), told, PERIODS[period]).items():
        assert differences(expected, rows) == [], (name, expected, rows)


LINE: Final = "UPDATE registry_bookline SET {} WHERE firearm_id = (SELECT id FROM registry_firearm WHERE public_id = '{}') AND until IS NOT NULL"
EVENT: Final = (
    "UPDATE registry_event SET {} WHERE firearm_id = (SELECT id FROM registry_firearm WHERE public_id = '{}')"
)


def _altered(result: Told) -> dict[str, tuple[str, str, str]]:
    """What somebody with the database alters: a way -> the serial number of the row, what is done, and how it is taken back."""
    sold, bought = result.story.sold, result.story.bought
    other = f"went_to = '{result.story.boris}'", f"went_to = '{result.story.amina}'"
    day = "occurred_from = occurred_from {} interval '1 day', occurred_to = occurred_to {} interval '1 day'"
    of_sale = " AND kind = 'retail_sold'"
    marks = "changes = replace(changes::text, '{}', '{}')::jsonb"
    return {
        "to whom": ("SOLD0002", *(LINE.format(text, sold) for text in other)),
        "on which day": (
            "SOLD0002",
            *(EVENT.format(day.format(text, text), sold) + of_sale for text in "-+"),
        ),
        "from whom": (
            "MAKER005",
            LINE.format("came_from = ''", bought),
            LINE.format(f"came_from = '{cast.agency('works').public_id}'", bought),
        ),
        "the number": (
            "SOLD0002",
            EVENT.format(marks.format("SOLD0002", "CHANGED1"), sold),
            EVENT.format(marks.format("CHANGED1", "SOLD0002"), sold),
        ),
    }


@pytest.mark.parametrize("way", ["to whom", "on which day", "from whom", "the number"])
def test_a_changed_row_is_named_by_each_of_the_three(told, signed_in, way):
    serial, done, undone = _altered(told)[way]
    browser, expected = signed_in("ivan"), told.named(PERIODS["year"])
    told.log.tamper(done)
    try:
        for name, rows in told_by(browser, told, PERIODS["year"]).items():
            assert serial in differences(expected, rows), name
        with register_of(told.log.database) as register:
            assert not register.verify(told.log).good
    finally:
        told.log.tamper(undone)
