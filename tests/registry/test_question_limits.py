"""How long a question about marks may take; nothing that was cut short reads as "nobody"."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test import override_settings

from ifar.accounts.models import ReadLog
from ifar.errors import Invalid
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.selectors.saved_searches import waits_of
from ifar.registry.alerts.services import match_backlog
from ifar.registry.alerts.services import restricted_hits as restricted
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.alerts.services.saved_searches import open_search
from ifar.registry.models import RestrictedHit, RestrictedQuestion
from ifar.registry.search import candidates, compacted, fetching, index_compaction
from ifar.registry.search.fetching import PATIENCE, UNHURRIED, fetch, in_time, limited
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.search.offices import best_of_each
from ifar.registry.selectors import lists
from tests import cast
from tests.factories import a_firearm
from tests.registry.waiting import (
    STOCK,
    Clock,
    deliver,
    differences,
    none_in_time,
    wide,
)

pytestmark = pytest.mark.usefixtures("registered_before")


def test_no_page_is_begun_that_would_not_end_in_time():
    pages = in_time(iter("abc"), time.monotonic() + 60, 4)
    assert list(pages) == ["a", "b", "c"]
    pages = in_time(iter("abc"), time.monotonic() + 0.05, 4)
    assert next(pages) == "a"
    time.sleep(0.02)
    with pytest.raises(Invalid) as caught:
        next(pages)
    assert caught.value.code == "registry.search.too_wide"


def test_no_plan_of_a_question_is_begun_when_its_time_is_over(dave, monkeypatch):
    """A number of few digits beside a make is looked for within one error, within two, and without the make."""
    asked, clock = [], Clock(monkeypatch, candidates, fetching)

    def slow(*results):
        asked.append(results)
        clock.now += 100
        return fetch(*results)

    monkeypatch.setattr(candidates, "fetch", slow)
    question = Question("712345", make="beretta")
    for patience, plans in ((1000, 3), (150, 2), (50, 1)):
        asked.clear()
        if plans == 3:
            assert search(dave, question, patience=patience).hits == ()
        else:
            with pytest.raises(Invalid) as caught:
                search(dave, question, patience=patience)
            assert caught.value.code == "registry.search.too_wide"
        assert len(asked) == plans


def test_a_pattern_brings_its_limit_along_and_leaves_none_behind(db):
    slow = "SELECT pg_sleep(5) WHERE %(a)s LIKE %(a)s"
    begun = time.monotonic()
    with pytest.raises(Invalid) as caught, transaction.atomic():
        fetch(limited(slow, time.monotonic() + 0.1), {"a": "a"})
    assert (caught.value.code, time.monotonic() - begun < 2) == ("registry.search.too_wide", True)
    assert fetch(limited("SELECT 1 WHERE %(a)s LIKE %(a)s", time.monotonic() + 9), {"a": "a"}) == [(1,)]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


UNLOADED = """
import importlib
import django.core.wsgi
load = importlib.import_module
importlib.import_module = lambda name, *more: None if name == "ifar.urls" else load(name, *more)
django.core.wsgi.get_wsgi_application = lambda: None
import ifar.wsgi
"""
"""A web server reads the settings; that it loads every page then takes four seconds, and nothing of it is asked here."""


def test_each_statement_of_a_page_has_a_limit_and_those_of_jobs_have_none():
    text = "from django.conf import settings as s; print(*(s.DATABASES[d]['OPTIONS']['options'] for d in ('default', 'sequencer')))"
    outside = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/ifar"}
    results = [
        subprocess.run(
            [sys.executable, "-c", begun + text], env=outside, capture_output=True, check=True, text=True
        ).stdout
        for begun in (UNLOADED, "")
    ]
    assert [code.count("statement_timeout=60s") for code in results] == [1, 0]


def test_what_takes_too_long_is_refused_and_never_answered_in_part(peopled_db, tmp_path, monkeypatch):
    alice, dave, frank = map(cast.actor, ("alice", "dave", "frank"))
    with override_settings(IFAR_HOME=tmp_path):
        for _ in range(9):
            a_firearm(frank, "AB71234", **STOCK)
        meant = a_firearm(alice, "AB71234").firearm
        index_compaction.settle(grace=0)
        monkeypatch.setattr(compacted, "AT_ONCE", 2)
        for serial in ("AB71234", "*B7123*"):
            assert [hit.firearm for hit in search(dave, Question(serial)).hits] == [meant]
            with pytest.raises(Invalid) as caught:
                search(dave, Question(serial), patience=0.001)
            assert caught.value.code == "registry.search.too_wide"


def test_what_is_too_wide_is_said_where_it_was_typed_and_nothing_of_it_is_lost(dave, signed_in, monkeypatch):
    for asking in ("views.search", "views.roadside", "selectors.lists"):
        monkeypatch.setattr(f"ifar.registry.{asking}.search", wide)
    browser = signed_in("dave")
    for page in (browser.get("/search/", {"q": "AB11234"}), browser.post("/roadside/", {"q": "AB11234"})):
        shown = page.content.decode()
        assert ("Say the make as well" in shown, 'name="q" value="AB11234"' in shown) == (True, True)
    with pytest.raises(Invalid):
        lists.list_of(
            replace(dave, permissions=dave.permissions | {"registry:list:export"}), Question("AB11234")
        )


def test_closed_compartments_that_cannot_answer_in_time_are_not_said_to_know_nothing(
    dave, frank, monkeypatch
):
    a_firearm(frank, "AB71234", **STOCK)

    monkeypatch.setattr(restricted, "best_of_each", none_in_time)
    monkeypatch.setattr(restricted_hits, "PERSON", (2, restricted_hits.PERSON[1]))
    # It counts: else it would be a way to keep everybody waiting.
    assert [ask_elsewhere(actor=dave, question=Question("AB71234")) for _ in range(3)] == [
        restricted_hits.Elsewhere(False, gap, ()) for gap in ("wide", "wide", "rate")
    ]
    assert ReadLog.objects.filter(act="registry.search.restricted").count() == 3
    # Of a search that stays open the question stays as well.
    monkeypatch.setattr(restricted_hits, "PERSON", (9, restricted_hits.PERSON[1]))
    values = {"kind": "enquiry", "reference": "1", "reason": "x"}
    deliver()
    opened = open_search(actor=dave, question=Question("AB71234"), **values)
    deliver()
    assert (waits_of([opened.public_id]), RestrictedHit.objects.count()) == ({"wide"}, 0)
    monkeypatch.setattr(restricted, "best_of_each", best_of_each)
    assert match_backlog.look_again() == 1
    assert (waits_of([opened.public_id]), RestrictedHit.objects.count()) == (set(), 1)
    assert RestrictedQuestion.objects.filter(search=opened.public_id).count() == 1
    assert differences() == []


def test_a_compartment_that_cannot_answer_in_time_silences_no_other(heidi, frank, monkeypatch, signed_in):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(restricted_hits, "DESK", (9, restricted_hits.DESK[1]))
    monkeypatch.setattr(restricted, "closed_to", lambda _actor: frozenset({"civilian", "defence"}))
    given = []

    def some(actor, question, *, patience, **more):
        given.append(patience)
        if "civilian" in actor.compartments:
            return none_in_time()
        return best_of_each(actor, question, patience=patience, **more)

    monkeypatch.setattr(restricted, "best_of_each", some)
    elsewhere = ask_elsewhere(actor=heidi, question=Question("AB71234"))
    assert (elsewhere.asked, elsewhere.gap, [desk.kind for desk in elsewhere.ask]) == (
        False,
        "wide",
        ["military"],
    )
    assert len(given) == 2
    assert len(set(given)) == 1, "each has its own patience"
    deliver()
    assert RestrictedHit.objects.count() == 1
    shown = signed_in("heidi").get("/search/elsewhere/", {"q": "AB71234"}).content.decode()
    assert (
        "Not every closed compartment could be asked" in shown,
        "more cannot be told" in shown.lower(),
    ) == (
        True,
        True,
    )
    assert differences() == []


def test_the_outbox_has_less_patience_than_the_job(dave, monkeypatch):
    given = []

    def some(_actor, _question, *, patience, **_more):
        given.append(patience)
        return none_in_time()

    monkeypatch.setattr(match_backlog, "search", wide)
    for module in (match_backlog, restricted):
        monkeypatch.setattr(module, "best_of_each", some)
    kept = [
        open_search(actor=dave, kind="enquiry", question=Question(serial), reference="1", reason="x")
        for serial in ("AB71234", "CD71234")
    ]
    deliver()
    assert set(given) == {PATIENCE}
    assert waits_of([saved_search.public_id for saved_search in kept]) == {"wide"}
    given.clear()
    assert match_backlog.look_again() == 0, "at once"
    assert set(given) == {UNHURRIED}
    given.clear()
    assert (match_backlog.look_again(), given) == (0, []), "not before it is due"
    # What would keep the outbox too long is left to the job.
    monkeypatch.setattr(match_backlog, "TOGETHER", 0)
    last = open_search(actor=dave, kind="enquiry", question=Question("EF71234"), reference="1", reason="x")
    deliver()
    assert (given, waits_of([last.public_id])) == ([], {"late"})
