"""A register with a line that was entered late and a copy of the day: it verifies, and whoever alters the reason is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from unittest import mock

import pytest
from django.utils import timezone

from ifar.books.services import copies
from ifar.reference.working_days import Where
from ifar.registry.lateness import Term
from ifar.registry.occurred import day
from ifar.registry.selectors import terms
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.books.story import a_buyer, stocked
from tests.databases import ground
from tests.logs import Log

WEEK = (Term("left", frozenset(), 7, working=False),)
LATE = "WHERE checks ? 'lateness'"
ALTERED = (
    f"UPDATE registry_event SET checks = jsonb_set(checks, '{{lateness,ground}}', '\"absence\"') {LATE}",
    f"UPDATE registry_event SET checks = jsonb_set(checks, '{{lateness,due}}', '\"2030-01-01\"') {LATE}",
    f"UPDATE registry_event SET checks = checks - 'lateness' {LATE}",
)


OFF = ("SET LOCAL session_replication_role = replica", *without_triggers("registry_event"))


@pytest.fixture(scope="module")
def original(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[tuple[Log, Register]]:
    """A dealer who sold a pistol and entered it late, and the copy of the day."""
    home = tmp_path_factory.mktemp("home")
    with ground(databases, peopled_template, django_db_blocker) as database:
        ivan, alice = cast.actor("ivan"), cast.actor("alice")
        buyer = {"owner_kind": "private", "owner": a_buyer(alice, "Amina Diallo", "1 Road")}
        sold = day(timezone.localdate() - dt.timedelta(days=20))
        with mock.patch.object(terms, "of_books", return_value=(WEEK, Where())):
            event = NewEvent("retail_sold", buyer, sold, lateness="no_power")
            record_event(actor=ivan, firearm=stocked(ivan, "LATE0001"), event=event)
        copies.copy(timezone.localdate(), home / "apart")
        log = Log(database, home)
        log.sequence()
        with register_of(database) as register:
            yield log, register


def test_untouched_it_is_good(original):
    log, register = original
    report = register.verify(log)
    assert report.good, report.differences


@pytest.mark.parametrize("statement", ALTERED)
def test_an_altered_reason_is_named(original, statement):
    log, register = original
    report = register.verify(log, *OFF, statement)
    named = [difference.place for difference in report.differences if difference.kind != "catalogue_differs"]
    assert any("registry_event" in item or "entry" in item for item in named), named
