"""Every list: sorted by each heading it shows and by nothing else, in pages that show each row once, with no more questions to the database, and for nobody a row more."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection, models
from django.db.models import F, QuerySet
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from ifar import cursors
from ifar.accounts.models import User
from ifar.errors import Invalid
from tests import cast
from tests.community.making import give_roles
from tests.conftest import sign_in
from tests.factories import a_case, a_person, an_application
from tests.matters.test_matters import a_matter
from tests.oversight.casework import inspector_and_judge
from tests.stocks.making import an_armoury, staffed

TEMPLATES: Final = Path(__file__).resolve().parents[2] / "ifar" / "templates"
LISTS: Final = {
    "alice": (
        "/agencies/ /batches/ /book/orders/ /books/declarations/ /licensing/applications/ /licensing/applications/?show=ended"
        " /licensing/eligibility/ /licensing/moves/ /licensing/offers/ /licensing/reminders/ /licensing/removals/ /licensing/rounds/"
        " /licensing/visits/ /oversight/requests/ /parties/bars/ /portal/reports/ /proposals/ /searches/ /trade/ /trade/consignments/ /trade/declarations/"
        " /trade/deliveries/ /trade/despatches/ /trade/enquiries/ /trade/journeys/ /trade/matches/ /trade/parties/ /trade/refusals/"
    ),
    "bob": "/community/vetting/ /matters/?list=open /people/ /retention/holds/",
    "dave": "/custody/batches/ /recoveries/ /tracing/ /tracing/experience/ /tracing/files/",
    "erin": "/hotspots/ /hotspots/alerts/ /hotspots/incidents/ /hotspots/responses/ /hotspots/runs/",
    "frank": "/stocks/campaigns/ /stocks/counts/ /stocks/handovers/ /stocks/movements/ /stocks/roster/",
    "ivan": "/book/repairs/ /book/sales/ /tracing/questions/",
    "judy": "/oversight/cases/ /oversight/plans/ /oversight/reports/",
    "ken": "/clients/",
    "mallory": "/stocks/armouries/{armoury}/serviceability/",
}
"""Who looks at which list whose headings sort it."""
HEADING: Final = re.compile(r'{% heading "(\w+)"')
DAY: Final = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[cursors.Page[Any]]:
    """The pages of lists that are made from here on."""
    result: list[cursors.Page[Any]] = []
    made: Callable[..., cursors.Page[Any]] = cursors.page

    def noted(*given: Any, **more: Any) -> cursors.Page[Any]:
        result.append(made(*given, **more))
        return result[-1]

    monkeypatch.setattr(cursors, "page", noted)
    return result


def queries(browser: Browser, address: str) -> tuple[Any, int]:
    """What a page answers, and how many questions it asked, after a first look that fills what is remembered."""
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
    return answer, len(captured)


def sorts_of(address: str, key: str) -> tuple[str, str]:
    """The addresses of a list sorted by a heading, and turned."""
    sign = "&" if "?" in address else "?"
    return f"{address}{sign}sort={key}", f"{address}{sign}sort=-{key}"


def test_every_list_is_sorted_by_each_of_its_headings_and_by_nothing_else(
    peopled_db: None, found: list[cursors.Page[Any]]
) -> None:
    give_roles()
    armoury = an_armoury(*staffed())
    inspector_and_judge()
    shown: dict[str, set[str]] = {}
    for name, path in ((name, one) for name, text in LISTS.items() for one in text.split()):
        browser, address = sign_in(name), path.format(armoury=armoury)
        answer, asked = queries(browser, address)
        assert answer.status_code == 200, (name, address)
        sorts, template = found[-1].sorts, next(one.name for one in answer.templates)
        assert sorts, f"{address} is sorted by nothing"
        keys = set(HEADING.findall((TEMPLATES / template).read_text()))
        assert keys <= set(sorts), f"{template}: a heading sorts by what the list does not know"
        shown[template] = shown.get(template, set()) | (keys & set(sorts))
        assert set(sorts) <= keys, f"{template}: sorted by what is no heading"
        for one in itertools.chain.from_iterable(sorts_of(address, key) for key in sorts):
            sorted_answer, then = queries(browser, one)
            assert (sorted_answer.status_code, then) == (200, asked), one
        wrong = browser.get(sorts_of(address, "secret")[0])
        assert wrong.status_code == 422, address
        assert "Choose one of its headings" in wrong.content.decode(), address
    all_lists = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if HEADING.search(path.read_text())
    }
    assert all_lists - set(shown) == {"style_guide.html"}, "lists that nobody here looks at"


def links(browser: Browser, address: str) -> list[str]:
    """Where the rows of a list lead."""
    return re.findall(r'class="row-link" href="([^"]+)"', browser.get(address).content.decode())


def test_sorting_shows_nobody_a_row_more_and_asks_no_more_for_many(
    peopled_db: None, found: list[cursors.Page[Any]]
) -> None:
    alice, bob, dave = (cast.actor(name) for name in ("alice", "bob", "dave"))
    lists = (
        ("alice", "nina", "/licensing/applications/", lambda: an_application(alice, a_person(alice))),
        ("bob", "nina", "/matters/?list=open", lambda: a_matter(bob)),
        ("dave", "heidi", "/recoveries/", lambda: a_case(dave)),
    )
    for own, other, address, made in lists:
        made()
        _, asked = queries(sign_in(own), address)
        for _ in range(3):
            made()
        rows = links(sign_in(own), address)
        assert len(rows) == 4, address
        for one in itertools.chain.from_iterable(sorts_of(address, key) for key in found[-1].sorts):
            answer, then = queries(sign_in(own), one)
            assert (answer.status_code, then) == (200, asked), one
            assert sorted(links(sign_in(own), one)) == sorted(rows)
            foreign = sign_in(other).get(one).content.decode()
            assert not any(row in foreign for row in rows), one


def pages_of(rows: QuerySet[User, User], sort: str, named: cursors.Sorts) -> tuple[list[str], list[str]]:
    """All rows of a list in pages of two, read forward, and then from the last page back."""

    def page(**at: str) -> cursors.Page[User]:
        return cursors.page(rows, order=("-date", "id"), size=2, sort=sort, sorts=named, **at)

    at = page()
    forward, back = [*at.items], list[User]()
    while at.after:
        at = page(after=at.after)
        forward += at.items
    while at.before:
        back = [*at.items, *back]
        at = page(before=at.before)
    return [row.name for row in forward], [row.name for row in [*at.items, *back]]


def test_pages_of_a_sorted_list_show_each_row_once_and_what_has_no_value_last(db: None) -> None:
    chosen = models.Case(
        models.When(rest=0, then=models.Value(DAY)),
        models.When(rest=1, then=models.Value(DAY - dt.timedelta(days=1))),
    )
    said = models.Case(
        models.When(rest=0, then=models.Value("")), default=F("home__name"), output_field=models.TextField()
    )
    code = models.Case(
        models.When(rest__lte=1, then=models.Value("b")), models.When(rest=2, then=models.Value("a"))
    )
    rows = User.objects.annotate(rest=F("id") % 4).annotate(date=chosen, said=said, code=code)
    values: dict[str, Callable[[Any], Any]] = {
        "date": lambda row: row.date,
        "said": lambda row: row.said,
        "code": lambda row: {"b": "Ant", "a": "Zebra"}.get(row.code),
        "home__parent__name": lambda row: row.home.parent and row.home.parent.name,
        "name": lambda row: row.name,
        "last_login": lambda row: row.last_login,
    }
    named = {**dict.fromkeys(values), "code": {"b": "Ant", "a": "Zebra"}}
    for key, value in values.items():
        every = list(rows.select_related("home__parent").order_by("id"))
        empty = [row for row in every if not value(row)]
        full = sorted((row for row in every if value(row)), key=value)
        for sort, told in ((key, [*full, *empty]), (f"-{key}", [*reversed(full), *reversed(empty)])):
            expected = [row.name for row in told]
            assert pages_of(rows, sort, named) == (expected, expected), sort
    with pytest.raises(Invalid, match="Choose one of its headings"):
        pages_of(rows, "password", named)
