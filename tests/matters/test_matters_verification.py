"""What verification says of matters: nothing of honest ones, and each that somebody altered or closed who may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.accounts.models import Agency
from ifar.matters.models import Matter
from ifar.matters.services import matters
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.factories import a_firearm
from tests.matters.test_matters import DAY, a_matter, asked

CLOSING = "SELECT e.id FROM matters_event e WHERE e.kind = 'closed' ORDER BY e.id LIMIT 1"


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """A matter that was explained and closed, one that a program found, one that went up; filled once."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        alice, bob = cast.actor("alice"), cast.actor("bob")
        made = asked(bob, bob)
        matters.explain(actor=alice, matter_id=made, explanation="I counted twice.")
        matters.close(actor=bob, matter_id=made, outcome="explained", reason="Counted again.")
        office = Agency.objects.get(public_id=bob.agency)
        firearm = a_firearm(alice).firearm
        matters.open_matter("overdue_return", firearm, "registry.loan_return 2", office, barred=[alice.id])
        a_matter(bob)
        matters.escalate_overdue(matters.today() + 9 * DAY)
        yield register


def test_honest_matters_are_named_by_nothing(desk: Register) -> None:
    assert desk.says(of=("matters", "acts")) == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE matters_matter SET outcome = 'unfounded' WHERE outcome <> ''", "outcome"),
        ("UPDATE matters_matter SET barred = '{}' WHERE cause <> ''", "barred"),
        ("UPDATE matters_matter SET due_on = due_on + 300", "due_on"),
        ("UPDATE matters_matter SET cause = '', about = '' WHERE cause <> ''", "cause"),
        ("UPDATE matters_matter SET escalated_to = '' WHERE escalated_to <> ''", "escalated_to"),
        ("UPDATE matters_matter SET explainer = 'A0000000000000' WHERE explainer <> ''", "explainer"),
        ("UPDATE matters_matter SET state = 'closed', outcome = 'found' WHERE cause <> ''", "state"),
        ("DELETE FROM matters_matter WHERE cause <> ''", "matter"),
    ],
    ids=lambda text: text[:60],
)
def test_each_alteration_is_named(desk: Register, alteration: str, named: str) -> None:
    off = without_triggers("matters_matter")
    says = desk.says("SET LOCAL session_replication_role = replica", *off, alteration, of=("matters", "acts"))
    assert any(named in text for text in says), says


@pytest.mark.parametrize("name", ["alice", "nina"])
def test_a_closing_by_whoever_may_not_is_named(desk: Register, name: str) -> None:
    """Alice explained it, Nina's office has nothing to do with it: the entry of the closing says that it was she."""
    actor, matter = cast.actor(name), Matter.objects.get(state="closed").public_id
    off = without_triggers("ledger_entry")
    forged = (
        f"UPDATE ledger_entry SET actor = '{actor.id}', agency = '{actor.agency}' WHERE entry = ({CLOSING})"
    )
    says = desk.says("SET LOCAL session_replication_role = replica", *off, forged, of=("matters", "acts"))
    assert says == [f"not_allowed matter {matter}, act 4"]


def test_the_register_stands_as_before(desk: Register) -> None:
    assert Matter.objects.filter(state="closed").count() == 1
