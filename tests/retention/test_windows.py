"""Must-have 5: licensing loses access ten years after destruction, police at thirty; day before and day after each limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import available_timezones

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.documents.selectors import papers_about, papers_for
from ifar.documents.services import issue_paper
from ifar.parties.selectors import find, parties_for
from ifar.parties.services import readings
from ifar.reference.retention import Rule, may_open, years_after
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.selectors.holdings import ever_held_by
from ifar.registry.services.papers import issue_about_firearm
from ifar.retention.selectors import today
from tests import cast
from tests.conftest import sign_in
from tests.databases import Database
from tests.factories import a_firearm, a_person
from tests.retention.conftest import destroy, destroyed_of, years_ago

LIMITS = {"bob": 10, "heidi": 10, "dave": 30, "judy": 30}


def sees(name: str, firearm: str, party: str, browser: Client) -> dict[str, bool]:
    """Where a cast member meets a firearm and its owner."""
    actor = cast.actor(name)
    api = browser.get(f"/api/firearms/{firearm}").status_code
    page = browser.get(f"/firearms/{firearm}/").status_code
    assert {api, page} <= {200, 404}
    return {
        "page": page == 200,
        "api": api == 200,
        "list": firearms_for(actor).filter(public_id=firearm).exists(),
        "search": any(
            hit.firearm == firearm for hit in search(actor, Question("ZQ77311", make="beretta")).hits
        ),
        "facts": any(hit.firearm == firearm for hit in search(actor, Question("", make="beretta")).hits),
        "possessions": ever_held_by(actor, [party]).exists(),
        "party": parties_for(actor).filter(public_id=party).exists(),
        "party page": browser.get(f"/parties/{party}/").status_code == 200,
        "party api": browser.get(f"/api/parties/{party}").status_code == 200,
        "party name": any(record.public_id == party for record in find(actor, "Zenobia Quist")),
        "party list": any(record.public_id == party for record in readings.list_parties(actor).items),
    }


@pytest.mark.parametrize("years", [10, 30])
@pytest.mark.parametrize("after", [False, True])
def test_must_have_5_windows_of_access_on_both_sides_of_each_limit(
    peopled_db: Database, adopts_eu: Callable[..., None], years: int, after: bool
) -> None:
    bob, nina = cast.actor("bob"), cast.actor("nina")
    party = a_person(bob, "Zenobia Quist")
    day = years_ago(today(), years) - dt.timedelta(days=after)
    firearm = destroyed_of(bob, nina, party, day, "ZQ77311")
    browsers = {name: sign_in(name) for name in LIMITS}
    for name in LIMITS:
        assert all(sees(name, firearm, party, browsers[name]).values()), "before the Directive is adopted"
    adopts_eu()
    for name, limit in LIMITS.items():
        met = set(sees(name, firearm, party, browsers[name]).values())
        assert met == {limit > years or (limit == years and not after)}, (
            name,
            sees(name, firearm, party, browsers[name]),
        )
    unseen = browsers["bob"].get(f"/api/firearms/{firearm}")
    absent = browsers["bob"].get("/api/firearms/F0000000000000")
    if unseen.status_code == 404:
        rows = [
            {k: v for k, v in wsgiresponse.json()["error"].items() if k != "request"}
            for wsgiresponse in (unseen, absent)
        ]
        assert rows[0] == rows[1], "absent and out of the window answer alike"
    adopts_eu("no")
    assert all(sees("bob", firearm, party, browsers["bob"]).values())


def test_who_holds_something_else_stays_in_sight(
    peopled_db: Database, adopts_eu: Callable[..., None]
) -> None:
    adopts_eu()
    bob, nina = cast.actor("bob"), cast.actor("nina")
    party, fresh = a_person(bob, "Zenobia Quist"), a_person(bob, "Never Held")
    firearm = destroyed_of(bob, nina, party, dt.date(1990, 1, 1))
    assert not parties_for(bob).filter(public_id=party).exists()
    assert parties_for(bob).filter(public_id=fresh).exists()
    other = a_firearm(cast.actor("alice"), "CD5678")
    assert firearms_for(bob).filter(public_id=other.firearm).exists()
    another = a_person(bob, "Somebody")
    a_firearm(bob, "EF9", owner=another, owner_kind="private")
    destroyed_of(bob, nina, another, dt.date(1990, 1, 1), "GH9")
    assert parties_for(bob).filter(public_id=another).exists(), "it still holds one that exists"
    assert not firearms_for(bob).filter(public_id=firearm).exists()


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(day=st.dates(dt.date(1890, 1, 1), dt.date(2120, 12, 31)), years=st.integers(0, 60))
def test_the_databases_years_are_the_rules(day: dt.date, years: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference_years_after(%s, %s)", [day, years])
        assert cursor.fetchone()[0] == years_after(day, years)


def test_the_databases_windows_are_the_rules_for_every_kind_of_office(
    peopled_db: Database, adopts_eu: Callable[..., None]
) -> None:
    adopts_eu()
    rules = [Rule("eu", "eu", "any", 30, "destruction", True, "", {"police": 30, "customs": 10})]
    now = today()
    with connection.cursor() as cursor:
        for kind, years in (("police", 30), ("customs", 10), ("maker", 0)):
            cursor.execute("SELECT (SELECT registry_open_since(%s))::text", [kind])
            since = cursor.fetchone()[0]
            if not years:
                assert since == "-infinity"
                continue
            first = dt.date.fromisoformat(since)
            for day, opens in ((first, True), (first - dt.timedelta(days=1), False)):
                values = may_open(
                    rules, record="firearm", agency_kind=kind, today=now, made=day, destroyed=day
                )
                assert values == opens


@pytest.mark.django_db
def test_the_database_knows_every_time_zone_that_an_event_may_name() -> None:
    """One that it did not know would stop every search that meets the event."""
    with connection.cursor() as cursor:
        for zone in sorted(available_timezones() - {"localtime"}):
            cursor.execute("SELECT registry_ended_on(now(), %s, gen_random_uuid())", [zone])
            assert cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_day_of_an_end_is_the_day_where_it_happened() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT registry_ended_on('2030-06-02T04:59:59Z', 'America/Lima', gen_random_uuid()),
                      registry_ended_on(NULL, 'UTC', '0192a000-0000-7000-8000-000000000000'),
                      to_timestamp(x'0192a0000000'::bigint / 1000.0)::date"""
        )
        lima, unknown, recorded = cursor.fetchone()
    assert lima == dt.date(2030, 6, 1)
    assert unknown == recorded


def test_a_paper_is_open_no_longer_than_its_firearm_and_its_holder(
    peopled_db: Database, adopts_eu: Callable[..., None]
) -> None:
    bob, nina = cast.actor("bob"), cast.actor("nina")
    closing, staying = a_person(bob, "Zenobia Quist"), a_person(bob, "Somebody Else")
    made = a_firearm(bob, "ZQ77311", owner=closing, owner_kind="private").firearm
    kept = a_firearm(bob, "AB9", owner=staying, owner_kind="private").firearm
    kind = "registration_certificate"
    of_firearm = issue_about_firearm(actor=bob, firearm=made, kind=kind, language="en").public_id
    of_kept = issue_about_firearm(actor=bob, firearm=kept, kind=kind, language="en").public_id
    card = {"licence": "L-1", "licence_kind": "Sport", "holder": "Zenobia Quist", "categories": ["B"]}
    of_holder = issue_paper(
        actor=bob,
        kind="licence_card",
        about="L0000000000000",
        language="en",
        content=card,
        holder=closing,
        valid_to=dt.date(2099, 1, 1),
    ).public_id
    destroy(bob, nina, made, years_ago(today(), 10) - dt.timedelta(days=1))
    browsers = {name: sign_in(name) for name in ("bob", "dave")}

    def seen(name: str) -> set[str]:
        actor, browser = cast.actor(name), browsers[name]
        with CaptureQueriesContext(connection) as asked:
            listed = {record.public_id for record in papers_for(actor)}
        assert len(asked) == 1, "one query for all rows"
        for paper in (of_firearm, of_holder, of_kept):
            api = browser.get(f"/api/documents/{paper}")
            page = browser.get(f"/documents/{paper}/").status_code
            assert {api.status_code, page} == ({200} if paper in listed else {404}), (name, paper)
        assert {record.public_id for record in papers_about(actor, made)} == listed & {of_firearm}
        return listed

    assert seen("bob") == seen("dave") == {of_firearm, of_holder, of_kept}
    adopts_eu()
    assert seen("bob") == {of_kept}
    assert seen("dave") == {of_firearm, of_holder, of_kept}, "the police's window is longer"
    unseen = browsers["bob"].get(f"/api/documents/{of_firearm}")
    unknown = browsers["bob"].get("/api/documents/V0000000000000")
    rows = [
        {k: v for k, v in wsgiresponse.json()["error"].items() if k != "request"}
        for wsgiresponse in (unseen, unknown)
    ]
    assert rows[0] == rows[1], "absent and out of the window answer alike"
    assert browsers["bob"].get(f"/api/documents/{of_firearm}/pdf").status_code == 404
