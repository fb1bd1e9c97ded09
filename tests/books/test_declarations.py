"""Declarations of national statistics beside the books: totals as published, no firearm made of them, differences are matters (issue 27, must-show 1)."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from ifar.books import declarations, declared
from ifar.books.models import Declaration
from ifar.books.services import declaring
from ifar.errors import Forbidden, Invalid, NotFound
from ifar.matters.models import Matter
from ifar.registry.models import Firearm
from tests import cast
from tests.books.test_balance import arms  # noqa: F401 - a fixture
from tests.bulk.making import a_maker

HEAD = "year,rds_key,licensee,city,state,firearm_type,activity,quantity\n"
YEAR = timezone.localdate().year
OTHERS = f"""{YEAR},K1,OTHER WORKS INC,JAFFREY,NH,misc,manufactured,9
{YEAR},K1,OTHER WORKS INC,JAFFREY,NH,rifle,export,4
{YEAR - 1},K1,OTHER WORKS INC,JAFFREY,NH,pistol,manufactured,7
"""


def load(actor, rows: str, title: str = "Statistics") -> list[str]:
    return declaring.load(actor=actor, title=title, source="The State, public domain", table=HEAD + rows)


def of_works(kind: str, activity: str, quantity: int) -> str:
    return f'{YEAR},W1,"{cast.agency("works").name}",,,{kind},{activity},{quantity}\n'


def test_a_table_is_a_declaration_for_each_year_with_totals_as_published_and_no_firearm(bob):
    before = Firearm.objects.count()
    first, second = load(bob, OTHERS)
    assert Firearm.objects.count() == before
    declaration = declarations.declaration_for(bob, second)
    assert (declaration.year, declaration.total) == (YEAR, 13)
    assert declared.totals(declarations.rows_of(declaration)) == {
        "misc": {"manufactured": 9, "exported": 0},
        "rifle": {"manufactured": 0, "exported": 4},
    }
    assert declarations.declaration_for(bob, first).total == 7
    with pytest.raises(Invalid) as refused:
        load(bob, OTHERS)
    assert refused.value.code == "books.declaration.before"
    declaring.withdraw(actor=bob, declaration_id=first)
    declaring.withdraw(actor=bob, declaration_id=second)
    load(bob, OTHERS)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("", "table"),
        ("MMXX,K,A,,,rifle,manufactured,1\n", "year"),
        ("2020,K,A,,,rifle,manufactured,1.5\n", "quantity"),
        ("2020,K,A,,,rifle,manufactured,-1\n", "quantity"),
        ("2020,K,A,,,rifle,imported,1\n", "activity"),
        ("2020,K,,,,rifle,manufactured,1\n", "line"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_loaded(bob, rows, code):
    with pytest.raises(Invalid) as refused:
        load(bob, rows)
    assert refused.value.code == f"books.declaration.{code}"
    assert not Declaration.objects.exists()


def test_a_difference_between_declaration_and_book_is_a_matter_of_the_authority(arms, bob, signed_in):  # noqa: F811
    """Two pistols entered commerce by the book."""
    (agreed,) = load(bob, of_works("pistol", "manufactured", 2))
    ((maker, differs),) = declarations.compared(bob, declarations.declaration_for(bob, agreed))
    assert (maker.public_id, differs) == (a_maker().agency, [])
    assert not Matter.objects.filter(kind="declaration_difference").exists()
    (made,) = load(
        bob, of_works("pistol", "manufactured", 5) + of_works("rifle", "export", 1), "Other statistics"
    )
    ((_maker, differs),) = declarations.compared(bob, declarations.declaration_for(bob, made))
    assert differs == [
        declared.Difference("pistol", "manufactured", 5, 2),
        declared.Difference("rifle", "exported", 1, 0),
    ]
    matter = Matter.objects.get(kind="declaration_difference")
    assert (matter.about, matter.agency.public_id, matter.explainer) == (
        maker.public_id,
        bob.agency,
        maker.public_id,
    )
    browser = signed_in("bob")
    page = browser.get(reverse("books:declaration", args=[made])).content.decode()
    assert cast.agency("works").name in page
    assert browser.get(reverse("books:declarations")).status_code == 200
    assert browser.get(reverse("matters:matter", args=[matter.public_id])).status_code == 200
    result = browser.get(f"/api/declared/{made}").json()
    assert [difference["in_book"] for difference in result["differences"]] == [2, 0]


def test_types_are_counted_as_the_declaration_tells_them_apart():
    wider = {"pistol_semi_automatic": "pistol", "pistol": "handgun"}
    assert declared.as_declared("pistol_semi_automatic", wider, {"pistol", "rifle"}) == "pistol"
    assert declared.as_declared("pistol_semi_automatic", wider, {"handgun"}) == "handgun"
    assert declared.as_declared("mortar", wider, {"pistol"}) == "misc"


def test_only_the_head_of_the_authority_loads_and_no_trader_reads(bob, alice, ivan, signed_in):
    made, *_ = load(bob, OTHERS)
    for actor in (alice, ivan):
        with pytest.raises(Forbidden):
            load(actor, OTHERS, "Mine")
    assert declarations.declaration_for(alice, made)
    with pytest.raises(NotFound):
        declarations.declaration_for(ivan, made)
    browser = signed_in("ivan")
    assert browser.get(reverse("books:declarations")).status_code == 404
    body = json.dumps({"title": "Mine", "source": "x", "table": HEAD + OTHERS})
    assert browser.post("/api/declared", body, content_type="application/json").status_code == 403
