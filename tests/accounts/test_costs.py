"""What each page and operation of accounts costs, however long the lists are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from ifar.accounts.services import absences, acts, clients, people, proposals, reads
from ifar.accounts.services.people import NewPerson
from tests import cast
from tests.accounts.test_pages import url
from tests.conftest import sign_in
from tests.databases import ground


def _many() -> None:
    ken, laura, dave = cast.actor("ken"), cast.actor("laura"), cast.actor("dave")
    now = acts.now()
    for n in range(12):
        made = people.register(
            actor=ken, new=NewPerson(f"clerk{n}", f"Clerk {n}"), home=cast.agency("province").public_id
        )
        asked = cast.grants.propose_grant(
            actor=ken,
            user=made.public_id,
            role="licensing_clerk",
            agency=cast.agency("province").public_id,
            reason="x",
        )
        if n % 2:
            proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
        reads.log(dave, "parties.party.read", f"P{n}")
    client = clients.propose(
        actor=ken,
        name="Programme",
        agency=cast.agency("province").public_id,
        scopes=["registry:mark:search"],
        expires_at=now + dt.timedelta(days=9),
        reason="x",
    )
    proposals.decide(actor=laura, proposal=client.public_id, verdict="approve")
    cover = absences.propose(
        actor=ken,
        user=cast.user("bob").public_id,
        stand_in=cast.user("mallory").public_id,
        role="licensing_head",
        agency=cast.agency("province").public_id,
        valid_from=now,
        valid_to=now + dt.timedelta(days=3),
        reason="x",
    )
    proposals.decide(actor=laura, proposal=cover.public_id, verdict="approve")


@pytest.fixture(scope="module")
def many(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[None]:
    """A register with many of everything, filled once for all these tests."""
    with ground(databases, peopled_template, django_db_blocker):
        _many()
        sign_in("ken").get(url("agency_new"))  # a process reads the lists of reference once
        with django_db_blocker.block():
            yield


FRAME = 5
"""Session, person, roles, purpose, and the agencies of the frame: what every page costs."""


@pytest.mark.parametrize(
    ("name", "route", "queries"),
    [
        ("ken", "me", 3),
        ("ken", "my_reads", 1),
        ("ken", "purpose", 0),
        ("ken", "people", 2),
        ("ken", "person_new", 1),
        ("ken", "agencies", 3),
        ("ken", "agency_new", 4),
        ("ken", "clients", 1),
        ("ken", "client_new", 1),
        ("laura", "proposals", 2),
        ("laura", "readlog", 2),
        ("judy", "people", 2),
        ("judy", "proposals", 0),
    ],
)
def test_what_a_page_costs(many, db, django_assert_max_num_queries, name, route, queries):
    """Lists cost the same however long they are."""
    browser = sign_in(name)
    with django_assert_max_num_queries(FRAME + queries):
        assert browser.get(url(route)).status_code == 200


@pytest.mark.parametrize(
    ("name", "route", "of", "queries"),
    [
        ("ken", "person", lambda: cast.user("bob").public_id, 4),
        ("ken", "grant", lambda: cast.user("bob").public_id, 2),
        ("ken", "absence", lambda: cast.user("bob").public_id, 3),
        ("ken", "agency", lambda: cast.agency("province").public_id, 6),
        ("laura", "proposal", cast.a_proposal, 7),
    ],
)
def test_what_a_detail_costs(many, db, django_assert_max_num_queries, name, route, of, queries):
    browser, about = sign_in(name), of()
    with django_assert_max_num_queries(FRAME + queries):
        assert browser.get(url(route, about)).status_code == 200


@pytest.mark.parametrize(
    ("name", "address", "queries"),
    [
        ("ken", "/api/people", 2),
        ("ken", "/api/agencies", 1),
        ("ken", "/api/clients", 1),
        ("laura", "/api/proposals", 1),
        ("laura", "/api/reads", 1),
    ],
)
def test_what_an_operation_costs(many, db, django_assert_max_num_queries, name, address, queries):
    browser = sign_in(name)
    with django_assert_max_num_queries(4 + queries):
        assert browser.get(address).status_code == 200
