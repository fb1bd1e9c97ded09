"""What waits: whose turn it is, and searches that could not be made when an exhibit was recorded. Nothing that waits reads as "nobody"."""

from __future__ import annotations

import datetime as dt
import re
import threading
import time
import uuid

import psycopg
import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from ifar.errors import Unavailable
from ifar.recoveries import selectors as recoveries
from ifar.recoveries.models import Item, RefusedRow
from ifar.recoveries.services import field, items, searching, tables
from ifar.registry.alerts import restricted_hits
from ifar.registry.alerts.selectors.saved_searches import waits_of
from ifar.registry.alerts.services import match_backlog
from ifar.registry.alerts.services import restricted_hits as restricted
from ifar.registry.models import RestrictedHit, SavedSearchBacklog, SavedSearchHit
from ifar.registry.search import index as mark_index
from ifar.registry.search import index_compaction, index_files
from ifar.registry.search.fetching import too_wide
from ifar.registry.search.finding import search
from ifar.registry.search.matching import Question
from ifar.registry.search.offices import best_of_each
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm, an_item
from tests.registry.waiting import (
    STOCK,
    deliver,
    none_in_time,
    open_of_another,
    pistol,
    waiting_item,
    wide,
)

pytestmark = pytest.mark.usefixtures("registered_before")


# Whose turn it is ------------------------------------------------------------------------------------------------------------


def test_what_waits_of_one_person_keeps_nobody_elses_from_being_tried(dave, erin, frank, monkeypatch):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(match_backlog, "AT_ONCE", 3)
    for n in range(8):
        waiting_item(dave, f"{n * 7919 % 1000003:06d}KQ{n:02d}", monkeypatch)
    kept = open_of_another(erin, "AB71234", monkeypatch)
    room_of = restricted.room_of
    asked = []

    def full(person, *rest, **more):
        asked.append(person)
        return 0 if person == dave.id else room_of(person, *rest, **more)

    monkeypatch.setattr(restricted, "room_of", full)
    SavedSearchBacklog.objects.update(next_at=timezone.now())
    assert match_backlog.look_again() == 1
    assert (waits_of([kept]), RestrictedHit.objects.count(), asked) == (set(), 1, [dave.id, erin.id])
    assert not SavedSearchBacklog.objects.filter(next_at__lte=timezone.now()).exists(), "put off together"
    # Those that are due longest come first, whenever they were opened.
    monkeypatch.setattr(restricted, "room_of", room_of)
    last = SavedSearchBacklog.objects.order_by("-pk").values_list("pk", flat=True)[0]
    SavedSearchBacklog.objects.update(next_at=timezone.now())
    SavedSearchBacklog.objects.filter(pk=last).update(next_at=timezone.now() - dt.timedelta(minutes=1))
    monkeypatch.setattr(match_backlog, "AT_ONCE", 1)
    assert (match_backlog.look_again(), SavedSearchBacklog.objects.filter(pk=last).exists()) == (1, False)


def test_what_fails_is_put_off_and_what_is_too_wide_comes_last(dave, frank, monkeypatch, caplog):
    a_firearm(frank, "AB71234", **STOCK)
    serials = ["CD71234", *(f"EF8{n}23{n}4" for n in range(5)), "AB71234"]
    kept = [waiting_item(dave, serial, monkeypatch) for serial in serials]
    SavedSearchBacklog.objects.exclude(search__public_id__in=[kept[0], kept[-1]]).update(
        why="wide", seen=True
    )
    SavedSearchBacklog.objects.update(next_at=timezone.now())
    tried = []

    def odd(actor, question, **more):
        tried.append(question.serial)
        if question.serial == "CD71234":
            raise ValueError("whatever")
        return none_in_time() if question.serial.startswith("EF") else best_of_each(actor, question, **more)

    monkeypatch.setattr(match_backlog, "search", wide)
    monkeypatch.setattr(restricted, "best_of_each", odd)
    assert match_backlog.look_again() == 1
    assert (list(dict.fromkeys(tried)), RestrictedHit.objects.count()) == (
        ["CD71234", "AB71234", *serials[1:4]],
        1,
    )
    assert "could not look through" in caplog.text
    late = SavedSearchBacklog.objects.get(search__public_id=kept[0])
    assert (late.why, late.next_at > timezone.now() + dt.timedelta(minutes=50)) == ("late", True)
    assert waits_of(kept[:1]) == {"late"}


def test_who_waits_for_their_own_exhibits_keeps_no_colleague_waiting(dave, erin):
    info = connection.connection.info
    values = {"host": info.host, "port": info.port, "dbname": info.dbname, "user": info.user}
    cache, asking, colleague = (psycopg.connect(**values, password=info.password) for _ in range(3))
    with cache, asking, colleague:
        cache.execute(f"SELECT {restricted._PERSON_ALONE}", [dave.id])
        waiting = threading.Thread(target=lambda: asking.execute(restricted._ALONE, [dave.id, dave.agency]))
        waiting.start()
        blocked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND pid = %s"
        while not colleague.execute(blocked, [asking.info.backend_pid]).fetchone()[0]:
            time.sleep(0.01)
        colleague.execute("SET statement_timeout = '2s'")
        colleague.execute(restricted._ALONE, [erin.id, dave.agency])
        colleague.rollback()
        cache.rollback()
        waiting.join()


def test_the_marks_of_one_request_have_one_patience_and_the_rest_is_looked_for_later(dave, monkeypatch):
    monkeypatch.setattr(searching, "ALL_PATIENCE", 0.05)
    tried = []

    def slow(_actor, question, *, patience, **_more):
        tried.append((question.serial, patience <= 0.05))
        time.sleep(0.06)
        raise too_wide()

    monkeypatch.setattr(searching, "search", slow)
    case = a_case(dave)
    entered = items.enter_items(
        actor=dave, case=case, items=[pistol(f"{n * 7919 % 1000003:06d}KQ{n:02d}") for n in range(5)]
    )
    assert (len(entered.items), tried) == (5, [("000000KQ00", True)])
    assert list(SavedSearchBacklog.objects.values_list("why", "seen").distinct()) == [("late", True)]


# While the register cannot be searched ---------------------------------------------------------------------------------------


def test_exhibits_are_recorded_while_the_index_is_made_and_searched_once_it_is(
    peopled_db, tmp_path, monkeypatch
):
    alice, dave, frank = map(cast.actor, ("alice", "dave", "frank"))
    with override_settings(IFAR_HOME=tmp_path):
        firearm = a_firearm(alice, "AB71234").firearm
        index_compaction.settle(grace=0)
        first = mark_index.current().token
        a_firearm(frank, "AB71239", **STOCK)
        index_compaction.settle(grace=0)
        now = mark_index.current().token
        deliver()
        index_files.use(first)
        with pytest.raises(Unavailable):
            search(dave, Question("AB71234"))
        case = a_case(dave)
        item = an_item(dave, case, "AB71234")
        waiting = tables.enter_table(
            actor=dave,
            case=case,
            name="cache.csv",
            content=[b"type;serial;quantity\npistol;AB71234;many\npistol;ZZ81234;1\n"],
        )
        assert (len(waiting.items), waiting.refused) == (1, 1)
        items.amend_item(actor=dave, item=item, new=pistol("AB7I234"))
        deliver()
        kept = [*Item.objects.get(public_id=item).searches, *RefusedRow.objects.get().searches]
        assert waits_of(kept) == {"prepared"}
        assert not recoveries.hits_for(dave).exists()
        page = sign_in("dave").get(f"/recoveries/items/{item}/").content.decode()
        assert ("is not searched for every mark yet" in page, "Nothing that you may see" in page) == (
            True,
            False,
        )
        index_files.use(now)
        SavedSearchBacklog.objects.update(next_at=timezone.now())
        assert match_backlog.look_again() == 3
        deliver()
        assert waits_of(kept) == set()
        [hit] = recoveries.hits_for(dave)
        assert (hit.item.public_id, hit.firearm.public_id) == (item, firearm)
        assert SavedSearchHit.objects.filter(savedsearch__public_id=kept[-1]).count() == 1, (
            "the row that waits too"
        )
        assert {restricted_hit.search for restricted_hit in RestrictedHit.objects.all()} == set(kept)


def test_a_device_in_the_field_hears_that_not_everything_was_asked_yet(dave, monkeypatch):
    monkeypatch.setattr(restricted_hits, "EXHIBITS", (0, restricted_hits.EXHIBITS[1]))
    capture = field.Capture(uuid.uuid4(), "seized", "pistol", timezone.now(), "AB71234")
    field.capture(actor=dave, said=capture)
    assert field.answers_of(actor=dave, capture=capture.capture) == [
        field.FieldAnswer("", 0, (), False, "quota")
    ]
    [result] = sign_in("dave").get(f"/api/field/captures/{capture.capture}").json()["told"]
    assert "for whoever sent this entry" in result["words"]
    assert not re.search(r"\byou\b", result["words"]), "whoever holds the device need not have sent it"
