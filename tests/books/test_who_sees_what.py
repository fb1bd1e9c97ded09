"""Traders see their own book and nothing else (issue 27, must-show 7): every operation of books, asked by a trader, another trader, the authority and the inspectorate.

What each answers is written down in `who_sees_what.txt` (`tests/who_sees.py`). Besides, whatever another trader may read anywhere in the register names nothing of
the first one's book, and what stands in that book costs it the same statements as what stands nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from ifar import identifiers
from ifar.books.services import counts, orders, sales
from ifar.licensing.services import offers
from tests import cast
from tests.books.story import another_trader
from tests.bulk.making import a_maker
from tests.conftest import sign_in
from tests.factories import a_licence, a_person
from tests.licensing.test_transfers import of_category
from tests.who_sees import PLACE, Address, asked, check_written, filled, operations_of, pages_of

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "who_sees_what.txt"
ASKING = ("trader", "another trader", "authority", "inspectorate")
SERIAL = "QZ7788019"
ELSEWHERE = ("registry", "licensing", "accounts", "matters", "bulk", "documents", "placement", "tracing")
"""The apps whose pages and operations a trader may read besides."""


@pytest.fixture
def book(alice, bob, ivan) -> dict[str, str]:
    """Ivan's book: an arm that is sold and waits, one that was sold, by the word that stands before its place in addresses."""
    another_trader()
    amina = a_person(alice, "Amina Qwertyuiop")
    licence, gone, thing = (
        a_licence(alice, bob, amina),
        of_category(ivan, "QZ7788020"),
        of_category(ivan, SERIAL),
    )
    before = sales.sell(actor=ivan, firearm=gone, buyer=licence)
    offers.answer(actor=bob, offer_id=before.public_id, confirmed=True, note="in person")
    sales.hand_over(actor=ivan, sale_id=before.public_id)
    sale = sales.sell(actor=ivan, firearm=thing, buyer=licence).public_id
    order = orders.declare(
        actor=a_maker(), number="PO-7", planned_on=dt.date(2026, 12, 1), ranges="W0001-W0002", make="beretta", model="beretta/92fs", type="pistol", calibre="9x19",
    )  # fmt: skip
    offers.answer(actor=bob, offer_id=sale, confirmed=True, note="in person")
    return {
        "books": ivan.agency, "sales": sale, "firearms": thing, "licences": licence, "offers": sale, "gone": gone, "amina": amina,
        "orders": order, "declarations": identifiers.new("R", bytes), "declared": identifiers.new("R", bytes), "form": "xlsx", "what": "hand-over", "counts": counts.begin(actor=ivan),
    }  # fmt: skip


def books_addresses() -> list[Address]:
    """Every page and every operation of books."""
    return [*pages_of("books", methods=("get", "post")), *operations_of("/api/(books?|orders|declared)")]


def test_who_sees_what_is_written_down_for_every_operation(book):
    browsers = [sign_in(item) for item in ("ivan", "mallory", "alice", "judy")]
    addresses = books_addresses()
    result = asked(
        browsers,
        addresses,
        lambda text: filled(
            text, book, {"orders": "explained", "counts": "abandoned", "declarations": "withdrawn"}
        ),
    )
    placed = {f"{method.upper()} {PLACE.sub('{}', text)}" for method, text in addresses if PLACE.search(text)}
    assert placed
    for operation, answers in result.items():
        # To open what is only posted to leads everybody home; a body that says nothing is nobody's.
        # An order is the maker's, who is the other trader.
        other = 0 if "/orders/" in operation else 1
        assert (
            operation not in placed or answers[other] in (403, 404, 405) or set(answers) in ({302}, {422})
        ), operation
    check_written(result, ASKING, WRITTEN)


def readable(result: Mapping[str, str]) -> list[str]:
    """The addresses that only read, of books and of what a trader may read besides, without a place or with one of something in Ivan's book."""
    results = [text for method, text in operations_of("/api/") if method == "get"]
    for namespace in ("books", *ELSEWHERE):
        for pattern in get_resolver().url_patterns:
            if getattr(pattern, "namespace", "") == namespace:
                results += [
                    f"/{pattern.pattern}{url_pattern.pattern}" for url_pattern in pattern.url_patterns
                ]
    places = {text: [part for part in text.split("/") if PLACE.search(part)] for text in results}
    return [
        key if not some else filled(key, result)
        for key, some in places.items()
        if not some or (len(some) == 1 and key.split("/")[key.split("/").index(some[0]) - 1] in result)
    ]


def test_nothing_that_another_trader_reads_names_anything_of_the_book(book, ivan):
    browser = sign_in("mallory")
    named = [
        value
        for key, value in book.items()
        if key not in ("form", "what", "books", "orders", "declarations", "declared")
    ]
    secrets = {*named, *map(identifiers.shown, named), SERIAL, "QZ7788020", "Qwertyuiop"}
    asking = [
        *readable(book),
        *(f"{place}?q={SERIAL}" for place in ("/search/", "/book/", "/licensing/offers/")),
    ]
    read = 0
    for address in asking:
        with cast.undone():
            answer = browser.get(address)
            if answer.status_code != 200 or answer.streaming:
                continue
            read += 1
            text = answer.content.decode("utf-8", "replace")
        # What was asked for stands in the address that the page shows of itself.
        for secret in secrets - {part for part in (*address.split("/"), SERIAL) if part in address}:
            assert secret not in text, (address, secret)
        if SERIAL not in address:
            assert SERIAL not in text, address
    assert read > 30, read


@pytest.mark.parametrize(
    "act",
    [
        "/book/sales/{}/cancel/",
        "/book/sales/{}/hand-over/",
        "/api/book/sales/{}/cancel",
        "/api/book/sales/{}/hand_over",
    ],
)
def test_anothers_sale_costs_what_none_costs(book, act):
    browser, rows = sign_in("mallory"), set()
    nobodys = identifiers.new("T", bytes)
    browser.post(act.format(nobodys))
    for number in (book["sales"], nobodys):
        with cast.undone(), CaptureQueriesContext(connection) as statements:
            answer: Any = browser.post(act.format(number))
        rows.add((answer.status_code, len(statements)))
    assert {status for status, _count in rows} == {404}
    assert len(rows) == 1, rows


def test_what_another_has_is_sold_as_what_nobody_has(book, alice, bob):
    browser, rows = sign_in("mallory"), set()
    for typed in (book["firearms"], SERIAL, identifiers.new("F", bytes), "QZ0000000"):
        with cast.undone(), CaptureQueriesContext(connection) as statements:
            answer = browser.post(
                "/api/book/sales",
                {"firearm": typed, "buyer": book["licences"]},
                content_type="application/json",
            )
        error = answer.json()["error"]
        error.pop("request")
        rows.add((answer.status_code, str(error), typed[0] == "F", len(statements)))
    assert len(rows) == 2, "by identifier and by number"
    assert len({row[:2] for row in rows}) == 1
