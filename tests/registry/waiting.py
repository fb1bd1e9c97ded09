"""What the tests of questions that wait share."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from ifar.outbox import services as outbox
from ifar.outbox.models import Delivery
from ifar.recoveries.models import Item
from ifar.recoveries.services import items
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.restricted_hit_replay import QUESTIONS
from ifar.registry.alerts.services.saved_searches import RECORDER
from ifar.registry.models import SavedSearch, SavedSearchBacklog
from ifar.registry.search.fetching import too_wide
from ifar.registry.search.offices import Best
from ifar.tracing.services import answering
from tests.acting import without_guards
from tests.factories import a_case, an_item
from tests.tracing.conftest import came_in

STOCK = {"state": "in_stock_state", "owner_kind": "state"}


@contextmanager
def unheeded():
    """The service asks neither the guards of an act on a search nor what its schema says."""
    with without_guards(RECORDER), pytest.MonkeyPatch.context() as patched:
        patched.setattr("ifar.acts.schemas.validate", lambda *_said: None)
        yield


def deliver():
    while outbox.deliver():
        pass
    assert not Delivery.objects.filter(done_at=None).exists()


def pistol(serial, **said):
    return items.NewItem(identity={"type": "pistol"}, marks=({"kind": "serial", "text": serial},), **said)


def differences():
    return [
        f"{difference.kind} {difference.place.split()[0]}"
        for difference in QUESTIONS.check(psycopg.Cursor(connection.connection), None)
    ]


def later(monkeypatch, passed):
    """Have questions of an hour or a day count no more, and what waits be due."""
    monkeypatch.setattr(restricted_hits, "PERSON", (restricted_hits.PERSON[0], -passed))
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (restricted_hits.EXHIBITS[0], -passed))
    SavedSearchBacklog.objects.update(next_at=timezone.now())


def wide(*_args, **_more):
    raise too_wide()


class Clock:
    """A clock for `time.monotonic` of some modules, which stands still until it is set forward."""

    def __init__(self, monkeypatch, *modules):
        self.now = 0.0
        for module in modules:
            monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: self.now))


def none_in_time(*_args, **_more):
    return Best((), True)


def waiting_item(actor, serial, monkeypatch):
    """An exhibit whose question waits for a day that allows it; returns its search."""
    allowed = restricted_hits.EXHIBITS
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (0, allowed[1]))
    [kept] = Item.objects.get(public_id=an_item(actor, a_case(actor), serial)).searches
    deliver()
    monkeypatch.setattr(restricted_hits, "EXHIBITS", allowed)
    return kept


def open_of_another(actor, serial, monkeypatch):
    """A trace request's search whose question waits."""
    allowed = restricted_hits.PERSON
    monkeypatch.setattr(restricted_hits, "PERSON", (0, allowed[1]))
    came = came_in(actor, marks=({"kind": "serial", "text": serial},))
    answering.acknowledge(actor=actor, request_id=came)
    answering.search_register(actor=actor, request_id=came)
    deliver()
    monkeypatch.setattr(restricted_hits, "PERSON", allowed)
    return SavedSearch.objects.order_by("-pk")[0].public_id
