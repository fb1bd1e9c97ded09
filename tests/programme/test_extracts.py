"""Extracts of the organisation's accounts: reading rows, finding movements, booking, differences, and the same file again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from ifar.errors import Forbidden, Invalid, Refused
from ifar.hotspots.feeds.reading import Unreadable
from ifar.programme.fund import extracts
from ifar.programme.fund.extracts import Booked, Row
from ifar.programme.fund.selectors import fund as books
from ifar.programme.fund.services import extracts as services
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.models import Difference, Extract, ExtractRow, Feed, Journal
from ifar.programme.services import feeds as feeds_of
from tests.cast import actor
from tests.programme.conftest import differences
from tests.programme.test_acts import a_running_project, given

D = Decimal
TODAY = dt.date(2026, 11, 27)
MAPPING = {
    "columns": {
        "reference": "Document", "day": "Date", "move": "Type", "contribution": "Grant", "project": "Project", "amount": "Amount",
        "currency": "Currency", "rate": "Rate",
    },
    "words": {"Receipt": "receipt", "Commitment": "obligation", "Payment": "expenditure", "Allotment": "allocation"},
    "order": "dmy",
    "decimal": "comma",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("1130", "point", "1130"), ("1,130.50", "point", "1130.50"), ("(12.00)", "point", "-12.00"), ("12.00-", "point", "-12"), ("−5", "point", "-5"),
        ("1.130,50", "comma", "1130.50"), ("1 130,5", "comma", "1130.5"), ("١٢٫٥", "point", "12.5"), ("0.30000000000000004", "point", "0.3"),
        ("1'000.00", "point", "1000"),
    ],
)  # fmt: skip
def test_amounts(text, decimal, amount):
    assert extracts.amount_of(text, decimal) == D(amount)


@pytest.mark.parametrize(
    ("text", "decimal", "code"),
    [("", "point", "missing"), ("much", "point", "form"), ("1.130,50", "point", "form"), ("1,130.50", "comma", "form"), ("0", "point", "zero"), ("1e5", "point", "form")],
)  # fmt: skip
def test_what_is_no_amount(text, decimal, code):
    with pytest.raises(Unreadable) as wrong:
        extracts.amount_of(text, decimal)
    assert wrong.value.code == f"amount.{code}"


@pytest.mark.parametrize("text", ["9" * 26, "9" * 30, "9" * 5000, "-" + "9" * 26 + ".5", "1" + "0" * 16])
def test_w49_an_amount_that_no_book_holds_goes_to_quarantine(text):
    for wrong in (
        lambda: extracts.amount_of(text, "point"),
        lambda: read(Amount=text),
        lambda: read(Rate=text),
    ):
        with pytest.raises(Unreadable):
            wrong()
    assert extracts.amount_of("9" * 16 + ".99", "point") == D("9" * 16 + ".99")


CELLS = {"Document": "V-1", "Date": "01.03.2025", "Type": "Payment", "Grant": "agr-1", "Project": "P-1", "Amount": "1.000,00", "Currency": "usd", "Rate": ""}  # fmt: skip


def read(**more):
    known = {"contributions": {"agr-1": "C"}, "projects": {"p-1": "P"}, "today": TODAY}
    return extracts.read(extracts.mapping(MAPPING), 2, CELLS | more, **known)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"Document": ""}, "reference.missing"), ({"Date": "31.02.2025"}, "date.impossible"), ({"Date": "01.03.2099"}, "date.future"),
        ({"Type": "Other"}, "move.unknown"), ({"Grant": "agr-9"}, "contribution.unknown"), ({"Project": "P-9"}, "project.unknown"),
        ({"Currency": "dollars"}, "currency.unknown"), ({"Amount": "10,005"}, "amount.currency"), ({"Rate": "none"}, "rate.form"),
    ],
)  # fmt: skip
def test_rows_that_go_to_quarantine(more, code):
    with pytest.raises(Unreadable) as wrong:
        read(**more)
    assert wrong.value.code == code


def test_rows_that_can_be_read():
    item = read()
    assert (item.move, item.amount, item.day, item.contribution, item.project) == (
        "expenditure",
        D(1000),
        dt.date(2025, 3, 1),
        "C",
        "P",
    )
    assert read(Amount="-1.000,00").move == "recovery", "what is below zero goes the other way"
    assert read(Type="Receipt", Project="").project == ""


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"columns": {}}, {"reference", "day", "amount", "move", "contribution", "currency"}),
        ({**MAPPING, "words": {}}, {"move"}),
        ({**MAPPING, "words": {"x": "pledge"}}, {"move"}),
        ({**MAPPING, "columns": {**MAPPING["columns"], "colour": "Colour"}}, {"colour"}),
        ({**MAPPING, "order": "later"}, {"order"}),
    ],
)
def test_a_mapping_says_what_it_lacks(said, fields):
    with pytest.raises(Invalid) as wrong:
        extracts.mapping(said)
    assert {reason.field for reason in wrong.value.reasons} == fields


def a_row(line: int, reference: str = "V-1", amount: str = "100", day: int = 1, project: str = "P", move: str = "expenditure") -> Row:  # fmt: skip
    return Row(line, reference, "", dt.date(2025, 3, day), move, "C", project, D(amount), "USD", None)


def booked(journal: str, voucher: str = "", amount: str = "100", day: int = 1, project: str = "P", move: str = "expenditure") -> Booked:  # fmt: skip
    return Booked(journal, move, "C", project, dt.date(2025, 3, day), "USD", D(amount), voucher)


@pytest.mark.parametrize(
    ("rows", "there", "links", "found", "rest"),
    [
        # by voucher, then by what it says within a few days, each movement once
        ([a_row(2)], [booked("a", "v-1")], {}, [("a", ())], []),
        ([a_row(2, amount="90")], [booked("a", "V-1")], {}, [("a", ("amount",))], []),
        ([a_row(2, "N")], [booked("a", day=5)], {}, [("a", ())], []),
        ([a_row(2, "N")], [booked("a", day=9)], {}, [("", ())], ["a"]),
        ([a_row(2, "N")], [booked("a", "OTHER")], {}, [("", ())], ["a"]),
        ([a_row(2, "N"), a_row(3, "M")], [booked("a", day=3)], {}, [("a", ()), ("", ())], []),
        ([a_row(2, "N", day=4), a_row(3, "M")], [booked("a"), booked("b", day=4)], {}, [("b", ()), ("a", ())], []),
        # two of one voucher: what agrees goes first, and where it could be either nothing is guessed
        ([a_row(2, project="Q"), a_row(3)], [booked("a", "V-1"), booked("b", "V-1", project="Q")], {}, [("b", ()), ("a", ())], []),
        ([a_row(2, amount="7")], [booked("a", "V-1"), booked("b", "V-1", amount="200")], {}, [("", ())], ["a", "b"]),
        # what an earlier extract found stays found, whatever it says now
        ([a_row(2, amount="90")], [booked("a"), booked("b", "V-1", amount="90")], {"V-1|P|expenditure|C": "a"}, [("a", ("amount",))], ["b"]),
        ([a_row(2)], [booked("a", project="Q", day=20)], {"V-1|P|expenditure|C": "a"}, [("a", ("day", "project"))], []),
    ],
)  # fmt: skip
def test_which_movement_a_row_is(rows, there, links, found, rest):
    results, left = extracts.assign(rows, there, links)
    assert [(item.booked.journal if item.booked else "", item.differs) for item in results] == found
    assert [item.journal for item in left] == rest


@pytest.mark.parametrize(
    ("row", "moves"),
    [
        (a_row(2, amount="130"), [("expenditure", "30", "P")]),
        (a_row(2, amount="80"), [("recovery", "20", "P")]),
        (a_row(2, amount="100", day=20), []),
        (a_row(2, project="Q"), [("recovery", "100", "P"), ("expenditure", "100", "Q")]),
        (None, [("recovery", "100", "P")]),
    ],
)
def test_what_corrects_a_movement(row, moves):
    made = extracts.corrections(booked("a"), row.figures if row else None, TODAY)
    assert [(correction.move, f"{correction.amount:f}", correction.project) for correction in made] == moves
    assert extracts.corrections(booked("a", move="support_payment", project=""), None, TODAY) is None


HEAD = "Document;Date;Type;Grant;Project;Amount;Currency;Rate"


def a_table(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def tried(feed: Feed, content: bytes):
    begun = services.begin(actor=actor("nina"), feed=feed.public_id, name="extract.csv", content=[content])
    return services.try_out(actor=actor("nina"), trial=str(begun.pk))


def taken(feed: Feed, content: bytes) -> Extract:
    trial = tried(feed, content)
    assert trial.state == "tried", trial.report
    return services.take(actor=actor("nina"), trial=str(trial.pk))


def counts(of: Extract) -> tuple[int, ...]:
    return (of.rows, of.matched, of.booked, of.known, of.differing, of.quarantined)


LINES = (
    "R-1;05.02.2025;Receipt;AGR-1;;1.130,00;USD;",
    "A-1;10.02.2025;Allotment;AGR-1;P-1;600,00;USD;",
    "O-1;11.02.2025;Commitment;AGR-1;P-1;500,00;USD;",
    "E-1;20.02.2025;Payment;AGR-1;P-1;200,00;USD;",
    "E-2;21.02.2025;Payment;AGR-1;P-1;9.000,00;USD;",
    "E-3;21.02.2025;Payment;AGR-9;P-1;10,00;USD;",
    "E-4;22.02.2025;Gift;AGR-1;P-1;10,00;USD;",
    "E-1;20.02.2025;Payment;AGR-1;P-1;200,00;USD;",
)


@pytest.fixture
def world(roles):
    """A contribution of 1130 and a project, of which the receipt and one expenditure were booked by hand."""
    nina = actor("nina")
    project = a_running_project("P-1").public_id
    agreed = fund.agree(actor=nina, new=given("1130.00", reference="AGR-1", on=dt.date(2025, 2, 1)))
    what = {"contribution": agreed.public_id, "on": dt.date(2025, 2, 6)}
    fund.book(actor=nina, new=NewMovement("receipt", D("1130.00"), **what))
    feed = feeds_of.register_feed(actor=nina, name="Accounts", mapping=MAPPING)
    return feed, agreed.public_id, project


@pytest.mark.django_db
def test_from_a_file_to_the_books_and_again(world):
    feed, contribution, project = world
    before = Journal.objects.count()
    trial = tried(feed, a_table(*LINES))
    assert trial.state == "tried", trial.report
    assert Journal.objects.count() == before, "a trial books nothing"
    made = services.take(actor=actor("nina"), trial=str(trial.pk))
    assert counts(made) == (8, 1, 3, 0, 0, 4)
    assert trial.report["counts"]["booked"] == 3
    codes = dict(ExtractRow.objects.filter(outcome="quarantined").values_list("line", "code"))
    assert set(codes.values()) == {
        "programme.fund.short",
        "contribution.unknown",
        "move.unknown",
        "row.twice",
    }
    statement = books.statement(actor("nina"), contribution)
    assert statement.donor.statement.spent == D("200.00")
    assert {item.voucher for item in statement.booked} >= {"A-1", "O-1", "E-1"}
    # The same file again: no act, no movement, the same extract.
    again = tried(feed, a_table(*LINES))
    assert not again.report["changes"]
    assert services.take(actor=actor("nina"), trial=str(again.pk)).public_id == made.public_id
    assert (Extract.objects.count(), Journal.objects.count()) == (1, before + 3)
    # The same rows in another file: all of them known.
    known = taken(feed, a_table(*LINES[:4]))
    assert counts(known) == (4, 0, 0, 4, 0, 0)
    assert Journal.objects.count() == before + 3
    # There the accounts are the master.
    movement = NewMovement("obligation", D(1), dt.date(2025, 2, 15), contribution, project)
    with pytest.raises(Refused) as refused:
        fund.book(actor=actor("nina"), new=movement)
    assert refused.value.code == "programme.fund.master"
    fund.book(
        actor=actor("nina"), new=NewMovement("obligation", D(1), dt.date(2025, 3, 15), contribution, project)
    )
    assert differences() == []


@pytest.mark.django_db
def test_what_differs_waits_for_a_person(world):
    feed, contribution, project = world
    nina = actor("nina")
    taken(feed, a_table(*LINES[:4]))
    changed = [line.replace("200,00", "150,00") if line.startswith("E-1") else line for line in LINES[:4]]
    made = taken(feed, a_table(*changed[:2], changed[3]))  # the commitment is not named any more
    assert counts(made) == (3, 0, 0, 2, 1, 0)
    result = {difference.kind: difference for difference in Difference.objects.all()}
    assert result.keys() == {"figures", "absent"}
    assert result["figures"].told["fields"] == ["amount"]
    with pytest.raises(Forbidden):
        services.settle(
            actor=actor("bob"),
            difference_id=result["figures"].public_id,
            expected_n=1,
            verdict="accepted",
            reason="x",
        )
    with pytest.raises(Invalid):
        services.settle(
            actor=nina,
            difference_id=result["figures"].public_id,
            expected_n=1,
            verdict="accepted",
            reason=" ",
        )
    settled = services.settle(actor=nina, difference_id=result["figures"].public_id, expected_n=1, verdict="corrected", reason="The bank says so")  # fmt: skip
    assert Journal.objects.get(public_id=settled.corrections[0]).move == "recovery"
    services.settle(actor=nina, difference_id=result["absent"].public_id, expected_n=1, verdict="accepted", reason="It comes later")  # fmt: skip
    assert books.statement(actor("nina"), contribution).donor.statement.spent == D("150.00")
    # What was settled is no news, nor is what corrected it.
    assert counts(taken(feed, a_table(*changed[:2], changed[3], "X-1;21.02.2025;Payment;AGR-1;P-1;5,00;USD;"))) == (4, 0, 1, 3, 0, 0)  # fmt: skip
    assert Difference.objects.filter(state="open").count() == 0
    with pytest.raises(Refused):
        services.settle(
            actor=nina, difference_id=settled.public_id, expected_n=2, verdict="accepted", reason="again"
        )
    with pytest.raises(IntegrityError, match="taken over already"), transaction.atomic():
        ExtractRow.objects.create(extract=made.public_id, feed=feed.public_id, line=99, outcome="quarantined", code="x")  # fmt: skip
    feeds_of.close_feed(actor=nina, feed_id=feed.public_id, expected_n=1, reason="The system was replaced")
    fund.book(actor=nina, new=NewMovement("obligation", D(1), dt.date(2025, 2, 15), contribution, project))
    assert differences() == []


@pytest.mark.django_db
def test_pages(world, signed_in, django_assert_max_num_queries):
    nina, judy = signed_in("nina"), signed_in("judy")
    assert judy.get("/programme/fund/accounts/new/").status_code == 403
    assert (
        nina.post("/programme/fund/accounts/new/", {"name": "Second system", "words": ""}).status_code == 302
    )
    feed = Feed.objects.get(name="Second system")
    page = f"/programme/fund/accounts/{feed.public_id}/"
    content = a_table(*LINES)
    answer = nina.post(page, {"what": "file", "file": SimpleUploadedFile("x.csv", content, "text/csv")})
    mapping = answer["Location"]
    assert mapping.endswith("/mapping/")
    shown = nina.get(mapping).content.decode()
    assert "“Payment” means" in shown
    fields = {f"column-{name}": heading for name, heading in MAPPING["columns"].items()} | {"order": "dmy", "decimal": "comma"}  # fmt: skip
    asked = nina.post(mapping, fields).content.decode().split('name="asked" value="')[1].split('"')[0]
    meant = {f"word-{at}": MAPPING["words"].get(word, "") for at, word in enumerate(asked.split("|")[1:])}
    answer = nina.post(mapping, {**fields, **meant, "asked": asked})
    assert answer.status_code == 302, answer.content.decode()
    trial = answer["Location"]
    assert "There is not enough for this." in nina.get(trial).content.decode()
    answer = nina.post(trial, {"what": "take"})
    extract = answer["Location"]
    judy.get(extract)
    with django_assert_max_num_queries(20):
        assert "V" in judy.get(extract).content.decode()
    with django_assert_max_num_queries(20):
        assert judy.get(page).status_code == 200
    with django_assert_max_num_queries(16):
        assert "Second system" in judy.get("/programme/fund/accounts/").content.decode()
    assert nina.post(page, {"what": "file", "file": SimpleUploadedFile("y.csv", a_table(LINES[0], LINES[1]), "text/csv")}).status_code == 302  # fmt: skip
    fresh = nina.post(page, {"what": "file", "file": SimpleUploadedFile("y.csv", a_table(LINES[0], LINES[3]), "text/csv")})  # fmt: skip
    nina.post(fresh["Location"], {"what": "take"})
    difference = Difference.objects.filter(state="open").first()
    settle = f"/programme/fund/accounts/differences/{difference.public_id}/"
    assert judy.get(settle).status_code == 403
    assert nina.get(settle).status_code == 200
    values = {"expected_n": "1", "verdict": "accepted", "reason": "It is right here"}
    assert nina.post(f"{settle}acts/settled/", {**values, "reason": " "}).status_code == 422
    assert judy.post(f"{settle}acts/settled/", values).status_code == 403
    assert nina.post(f"{settle}acts/settled/", values).headers["Location"] == page
    assert Difference.objects.get(pk=difference.pk).state == "settled"
