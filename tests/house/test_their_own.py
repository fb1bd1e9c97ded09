"""Acceptance line 7 of licensing: everybody sees exactly their own, in lists, searches, counts, files and the API alike.

One table says who sees what of one small world; each way of looking is held against it. To a holder every way of an office is closed; their
own rooms show them what is theirs, and their part of what others offer them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from ifar import identifiers
from ifar.licensing.models import Application, Notice, Removal
from ifar.licensing.services import licences, notices, offers
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.services.papers import issue_about_licence
from ifar.portal import selectors as portal
from ifar.portal.services import accounts
from ifar.portal.services.accounts import NewAccount
from ifar.registry.selectors.firearms import firearms_for
from tests import cast
from tests.databases import ground
from tests.factories import PASSWORD, a_firearm, a_licence, a_person, an_application

pytestmark = pytest.mark.django_db

SEES: Final[Mapping[str, frozenset[str]]] = {
    # A dealer: the own book and its licence, and the offers of its side.
    "ivan": frozenset({"stock", "trade licence", "own offer"}),
    # A licensing clerk: whatever is civilian, other desks' too.
    "alice": frozenset(
        {
            "private", "stock", "person", "company", "licence", "trade licence", "application", "under way", "removal", "notice",
            "own offer", "other offer",
        }
    ),
    # A police officer: what is civilian or the police's; no desk's files but the application that asks the police for a check,
    # and the notice that the own office sent.
    "dave": frozenset({"private", "stock", "police gun", "person", "company", "licence", "trade licence", "under way", "own notice"}),
    # An armourer of the defence: the armoury alone.
    "frank": frozenset({"defence gun"}),
    # A holder: what is theirs, with what is done about it; no officer's notice.
    "amina": frozenset({"private", "person", "licence", "application", "removal", "other offer", "paper"}),
    # Another holder, to whom both are offered, and who has nothing.
    "wei": frozenset({"own offer", "other offer"}),
}  # fmt: skip
HOLDERS: Final = ("amina", "wei")
"""Who -> what of the world they see; everything else is not there for them."""


@dataclass(frozen=True)
class World:
    """One small world: name -> public identifier."""

    ids: Mapping[str, str]
    papers: Mapping[str, str]

    def seen(self, who: str, *names: str) -> set[str]:
        """What somebody may see of some things."""
        return {self.ids[name] for name in names if name in SEES[who]}


@pytest.fixture(scope="module")
def world(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[World]:
    """One world for all who look at it; whatever a test does in it is rolled back."""
    with ground(databases, peopled_template, django_db_blocker):
        with transaction.atomic():
            made = a_world()
        with django_db_blocker.block():
            yield made


def a_world() -> World:
    alice, bob, dave, ivan, frank = (cast.actor(name) for name in ("alice", "bob", "dave", "ivan", "frank"))
    person = a_person(alice, "Amina Diallo", born="1984-03-02")
    company = a_person(alice, "Amina Trading")
    private = a_firearm(alice, "QX77001", owner=person, identity={"category": "B"}).firearm
    stock = a_firearm(ivan, "QX77002", state="in_stock_retail").firearm
    police, defence = a_firearm(dave, "QX77003").firearm, a_firearm(frank, "QX77004").firearm
    licence = a_licence(alice, bob, person)
    trade = a_licence(alice, bob, company, "dealer", book=ivan.agency)
    under_way = an_application(alice, a_person(alice, "Chinua Obi"))
    buyer = a_person(alice, "Wei Zhang")
    own = offers.make(
        actor=ivan, firearm=stock, firearm_n=1, buyer=buyer, seller=ivan.agency, transfer="retail_sold"
    )
    other = offers.make(
        actor=alice,
        firearm=private,
        firearm_n=1,
        buyer=buyer,
        seller=person,
        transfer="privately_transferred",
    )
    papers = {
        name: issue_about_licence(actor=alice, licence_id=text, kind="licence_card", language="en").public_id
        for name, text in (("paper", licence), ("trade paper", trade))
    }
    for name, party in (("amina", person), ("wei", buyer)):
        opened_for = accounts.open_account(
            actor=alice, new=NewAccount(party, "self", "national_id", called=name)
        )
        accounts.accept(link=opened_for.link, code=opened_for.code, password=PASSWORD)
    licences.suspend(actor=alice, licence_id=licence, ground="storage", reason="x")
    for reporter, number in ((bob, "M-1"), (dave, "M-2")):
        described = {"name": "Amina Diallo", "born": "1984-03-02"}
        notices.take(actor=reporter, new=NewNotice("medical", "hospital", number, described))
    ids = {
        "private": private, "stock": stock, "police gun": police, "defence gun": defence, "person": person, "company": company,
        "licence": licence, "trade licence": trade, "application": Application.objects.get(licence=licence).public_id,
        "under way": under_way, "removal": Removal.objects.get().public_id, "notice": Notice.objects.get(described__reference="M-1").public_id,
        "own notice": Notice.objects.get(described__reference="M-2").public_id, "own offer": own, "other offer": other,
    }  # fmt: skip
    return World(ids, papers)


GUNS: Final = ("private", "stock", "police gun", "defence gun")
PEOPLE: Final = ("person", "company")


def items(answer: Any) -> set[str]:
    """The identifiers of a list of the API; nothing where it is closed."""
    assert answer.status_code in (200, 403, 404), answer.content
    return {item["id"] for item in answer.json()["items"]} if answer.status_code == 200 else set()


def opened(browser: Client, address: str, ids: Mapping[str, str], names: tuple[str, ...]) -> set[str]:
    """Which of some things answer at an address of their own; what one does not see answers as if it were not there."""
    results = set()
    for name in names:
        status = browser.get(address.format(ids[name])).status_code
        assert status in (200, 403, 404), (address, name, status)
        results |= {ids[name]} if status == 200 else set()
    return results


def marks(browser: Client) -> set[str]:
    """What the API's search by marks finds."""
    asked = {"serial": "QX7700?"}
    answer = browser.post("/api/search", asked, content_type="application/json")
    if answer.status_code == 404:
        return set()
    assert answer.status_code == 200, answer.content
    value = answer.json()
    assert value["total"] == len(value["hits"]), "a count tells of nothing else"
    return {hit["firearm"] for hit in value["hits"]}


def page_of_marks(browser: Client) -> set[str]:
    """What the page of the search shows."""
    text = browser.get("/search/", {"q": "QX7700?"}).content.decode()
    return set(re.findall(r'href="/firearms/(F[0-9A-Z]{13})/"', text))


def taken_out(browser: Client) -> set[str]:
    """The lines of a list that leaves the register; nothing for whoever takes none out."""
    answer = browser.post(f"/search/list.csv?{urlencode({'q': 'QX7700?'})}")
    if answer.status_code in (403, 404):
        return set()
    _head, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    return {row[0].replace("-", "") for row in rows}


def by_number(browser: Client, ids: Mapping[str, str]) -> set[str]:
    """What the box opens by its number."""
    return {text for text in ids.values() if browser.get("/search/", {"q": text}).status_code == 302}


def of_people(browser: Client) -> set[str]:
    """Whom a search by name finds."""
    return items(browser.get("/api/parties", {"q": "Amina"}))


WAYS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Client, Mapping[str, str]], set[str]]]]] = {
    "list of firearms": (GUNS, lambda browser, ids: items(browser.get("/api/firearms"))),
    "firearms opened": (GUNS, lambda browser, ids: opened(browser, "/api/firearms/{}", ids, GUNS)),
    "pages of firearms": (GUNS, lambda browser, ids: opened(browser, "/firearms/{}/", ids, GUNS)),
    "search by marks": (GUNS, lambda browser, ids: marks(browser)),
    "page of the search": (GUNS, lambda browser, ids: page_of_marks(browser)),
    "people opened": (PEOPLE, lambda browser, ids: opened(browser, "/api/parties/{}", ids, PEOPLE)),
    "pages of people": (PEOPLE, lambda browser, ids: opened(browser, "/parties/{}/", ids, PEOPLE)),
    "search by name": (PEOPLE, lambda browser, ids: of_people(browser)),
    "licences opened": (
        ("licence", "trade licence"),
        lambda browser, ids: opened(browser, "/api/licences/{}", ids, ("licence", "trade licence")),
    ),
    "what is held under them": (
        ("licence", "trade licence"),
        lambda browser, ids: opened(browser, "/held-under/{}/", ids, ("licence", "trade licence")),
    ),
    "applications opened": (
        ("application", "under way"),
        lambda browser, ids: opened(browser, "/api/applications/{}", ids, ("application", "under way")),
    ),
    "removals": (("removal",), lambda browser, ids: items(browser.get("/api/removals"))),
    "offers": (("own offer", "other offer"), lambda browser, ids: items(browser.get("/api/offers"))),
}
"""A way of looking -> the things that it could show, and what it shows to somebody."""


@pytest.mark.parametrize("who", sorted(SEES.keys() - set(HOLDERS)))
def test_each_sees_exactly_their_own(world, signed_in, who):
    """Every way of looking, the box, a file that leaves, and the counts."""
    browser, everything = signed_in(who), set(world.ids.values())
    for way, (names, look) in WAYS.items():
        assert look(browser, world.ids) & everything == world.seen(who, *names), way
    notices_of_others = {world.ids["own notice"]} if who == "alice" else set()
    assert by_number(browser, world.ids) == world.seen(who, *world.ids) | notices_of_others
    takes = "registry:list:export" in cast.actor(who).permissions
    assert taken_out(browser) == (world.seen(who, *GUNS) if takes else set())
    own = len(world.seen(who, *GUNS))
    assert firearms_for(cast.actor(who)).count() == own
    text = browser.get("/search/", {"q": "QX7700?"}).content.decode()
    words = {0: "No record fits", 1: "One record fits."}.get(own, f"{own} records fit")
    assert words in text


def said(browser: Client, address: str, ids: Mapping[str, str], names: tuple[str, ...]) -> set[str]:
    """Which of some things a page or an answer names, as a program or a person writes their number."""
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    text = answer.content.decode()
    return {ids[name] for name in names if ids[name] in text or identifiers.shown(ids[name]) in text}


FILES: Final = ("application", "under way")
LICENCES: Final = ("licence", "trade licence")
OFFERS: Final = ("own offer", "other offer")
PAPERS: Final = ("paper", "trade paper")
REST: Final = ("removal", "notice", "own notice")
ROOMS: Final[Mapping[str, tuple[str, ...]]] = {
    "/api/mine": (*GUNS, *PEOPLE, *LICENCES, *FILES, *OFFERS, *PAPERS, *REST),
    "/mine/": (*GUNS, *PEOPLE, *FILES, *OFFERS, *PAPERS, *REST),
    "/api/mine/applications": (*FILES, *PEOPLE, *OFFERS, *PAPERS, *REST),
    "/mine/applications/": (*FILES, *PEOPLE, *OFFERS, *PAPERS, *REST),
    "/api/mine/offers": (*OFFERS, *FILES, *LICENCES, *PAPERS, *REST),
    "/mine/offers/": (*FILES, *LICENCES, *PAPERS, *REST),
    "/api/mine/papers": (*PAPERS, *OFFERS, *FILES, *REST),
    "/mine/papers/": (*PAPERS, *OFFERS, *FILES, *REST),
    "/api/mine/data": (*PEOPLE, *GUNS, *OFFERS, *PAPERS, *REST),
    "/mine/data/": (*GUNS, *OFFERS, *PAPERS, *REST),
    "/api/mine/reports": (*GUNS, *PEOPLE, *LICENCES, *FILES, *OFFERS, *PAPERS, *REST),
}
"""A room of a holder's own -> of which things it would be an indiscretion to name what is not theirs."""
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "/api/mine": ("private", "person", "licence"), "/mine/": ("private", "person"),
    "/api/mine/applications": ("application",), "/mine/applications/": ("application",), "/api/mine/offers": ("other offer", "own offer"),
    "/api/mine/papers": ("paper",), "/mine/papers/": ("paper",), "/api/mine/data": ("person",),
}  # fmt: skip
"""A room -> what of it has to stand there, where it is theirs. An offer names what is offered, and its other side, by its own rule."""
DOORS: Final[Mapping[str, tuple[str, ...]]] = {
    "/mine/firearms/{}/gone/": GUNS,
    "/mine/firearms/{}/offer/": GUNS,
    "/mine/applications/{}/": FILES,
    "/api/mine/applications/{}": FILES,
    "/mine/papers/{}/": PAPERS,
}
"""A holder's door to one thing -> the things at which they could knock."""
CLOSED: Final = ("/mine/papers/{}/pdf/",)


@pytest.mark.parametrize("who", HOLDERS)
def test_a_holder_sees_exactly_their_own(world, signed_in, who):
    """No way of an office opens, nor does its box; the rooms of their own show what is theirs and name nothing else; counts are theirs."""
    browser, ids = signed_in(who), {**world.ids, **world.papers}
    for way, (_names, look) in WAYS.items():
        assert look(browser, world.ids) == set(), way
    assert by_number(browser, ids) == set()
    assert taken_out(browser) == set()
    assert firearms_for(cast.actor(who)).count() == 0
    own = SEES[who]
    for address, names in ROOMS.items():
        results = said(browser, address, ids, names)
        assert results <= {ids[name] for name in names if name in own}, address
        wanted = {ids[name] for name in SHOWN.get(address, ()) if name in own and name in names}
        # What was only offered to somebody stands among the offers, and nowhere else.
        assert wanted <= results, address
    for address, names in DOORS.items():
        assert opened(browser, address, ids, names) == {ids[name] for name in names if name in own}, address
    for address in CLOSED:
        strange = tuple(name for name in PAPERS if name not in own)
        assert opened(browser, address, ids, strange) == set()
    mine = portal.own(cast.actor(who))
    counted = {
        GUNS: portal.firearms_of(mine), LICENCES: portal.licences_of(mine), FILES: portal.applications_of(mine),
        OFFERS: portal.offers_of(mine), PAPERS: portal.papers_of(mine), ("removal",): portal.removals_of(mine),
    }  # fmt: skip
    for names, records in counted.items():
        assert {record.public_id for record in records} == {ids[name] for name in names if name in own}, names
    answer = browser.get("/api/mine").json()
    assert len(answer["firearms"]) == len(own & set(GUNS))
    assert len(answer["licences"]) == len(own & set(LICENCES))
    assert len(answer["removals"]) == len(own & {"removal"})


QUEUES: Final = {
    ("alice", "mine"): 1, ("alice", "ended"): 2, ("alice", "checks"): 0, ("dave", "checks"): 0,
    ("ivan", "checks"): None, ("frank", "mine"): None, ("dave", "mine"): None,
}  # fmt: skip
"""Who, queue -> how many stand in it; None where it is closed."""


def test_a_desk_sees_its_own_queue(world, signed_in):
    for (who, queue), number in QUEUES.items():
        answer = signed_in(who).get("/api/applications", {"list": queue})
        assert answer.status_code == (200 if number is not None else 403), (who, queue)
        if number is not None:
            assert len(answer.json()["items"]) == number, (who, queue)


def test_notices_are_seen_by_the_desk_and_by_who_sent_them(world, signed_in):
    assert items(signed_in("alice").get("/api/eligibility")) == {world.ids["notice"], world.ids["own notice"]}
    assert items(signed_in("dave").get("/api/eligibility")) == {world.ids["own notice"]}
    for who in ("ivan", "frank"):
        assert signed_in(who).get("/api/eligibility").status_code == 403
