"""What a question about marks may take, and what waits: questions beyond what a person may put, and searches that could not be made when an exhibit was
recorded. Nothing that waits or was cut short reads as "nobody"."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import replace

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from ifar.accounts.models import Notice, ReadLog
from ifar.accounts.notices import describe
from ifar.accounts.services import reads
from ifar.errors import Invalid, Refused, TooMany, Unavailable
from ifar.outbox import services as outbox
from ifar.outbox.models import Delivery
from ifar.recoveries import selectors as recoveries
from ifar.recoveries.models import Item, RefusedRow
from ifar.recoveries.services import field, items, searching, tables
from ifar.registry import blind, mark_files, mark_index, settled, settling
from ifar.registry.blind_replay import QUESTIONS
from ifar.registry.fetching import PATIENCE, UNHURRIED, fetch, in_time, limited, too_wide
from ifar.registry.matching import Question
from ifar.registry.models import BlindHit, BlindQuestion, Standing, StandingDue, StandingHit
from ifar.registry.search import search
from ifar.registry.selectors import lists
from ifar.registry.selectors.standing import waits_of
from ifar.registry.services import blind as blindly
from ifar.registry.services import due, standing
from ifar.registry.services.blind import ask_elsewhere
from ifar.registry.services.standing import close_search, open_search
from ifar.tracing.services import answering
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm, an_item
from tests.tracing.conftest import came_in

STOCK = {"state": "in_stock_state", "owner_kind": "state"}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Whatever is registered here was long before anybody asks, and is not told as something that was just being written."""
    monkeypatch.setattr(blindly, "STEP_SECONDS", 0.001)
    monkeypatch.setattr(due, "RECENT", dt.timedelta(hours=-1))


def deliver():
    while outbox.deliver():
        pass
    assert not Delivery.objects.filter(done_at=None).exists()


def pistol(serial, **said):
    return items.NewItem(identity={"type": "pistol"}, marks=({"kind": "serial", "text": serial},), **said)


def differences():
    return [
        f"{one.kind} {one.place.split()[0]}"
        for one in QUESTIONS.check(psycopg.Cursor(connection.connection), None)
    ]


def later(monkeypatch, passed):
    """Have questions of an hour or a day count no more, and what waits be due."""
    monkeypatch.setattr(blind, "PERSON", (blind.PERSON[0], -passed))
    monkeypatch.setattr(blind, "EXHIBITS", (blind.EXHIBITS[0], -passed))
    StandingDue.objects.update(next_at=timezone.now())


def wide(*_args, **_more):
    raise too_wide()


# How long a question takes --------------------------------------------------------------------------------------------------


def test_no_page_is_begun_that_would_not_end_in_time():
    pages = in_time(iter("abc"), time.monotonic() + 60, 4)
    assert list(pages) == ["a", "b", "c"]
    pages = in_time(iter("abc"), time.monotonic() + 0.05, 4)
    assert next(pages) == "a"
    time.sleep(0.02)
    with pytest.raises(Invalid) as caught:
        next(pages)
    assert caught.value.code == "registry.search.too_wide"


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


def test_each_statement_of_a_page_has_a_limit_and_those_of_jobs_have_none():
    said = "from django.conf import settings as s; print(*(s.DATABASES[d]['OPTIONS']['options'] for d in ('default', 'sequencer')))"
    outside = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/ifar"}
    told = [
        subprocess.run(
            [sys.executable, "-c", begun + said], env=outside, capture_output=True, check=True, text=True
        ).stdout
        for begun in ("import ifar.wsgi; ", "")
    ]
    assert [one.count("statement_timeout=60s") for one in told] == [1, 0]


def test_what_takes_too_long_is_refused_and_never_answered_in_part(peopled_db, tmp_path, monkeypatch):
    alice, dave, frank = map(cast.actor, ("alice", "dave", "frank"))
    with override_settings(IFAR_HOME=tmp_path):
        for _ in range(9):
            a_firearm(frank, "AB71234", **STOCK)
        meant = a_firearm(alice, "AB71234").firearm
        settling.settle(grace=0)
        monkeypatch.setattr(settled, "AT_ONCE", 2)
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
        lists.take_list(
            replace(dave, permissions=dave.permissions | {"registry:list:export"}),
            Question("AB11234"),
            "AB11234",
        )


def test_closed_compartments_that_cannot_answer_in_time_are_not_said_to_know_nothing(
    dave, frank, monkeypatch
):
    a_firearm(frank, "AB71234", **STOCK)

    monkeypatch.setattr(blindly, "search", wide)
    monkeypatch.setattr(blind, "PERSON", (2, blind.PERSON[1]))
    # It counts: else it would be a way to keep everybody waiting.
    assert [ask_elsewhere(actor=dave, question=Question("AB71234")) for _ in range(3)] == [
        blind.Elsewhere(False, gap, ()) for gap in ("wide", "wide", "rate")
    ]
    assert ReadLog.objects.filter(act="registry.search.blind").count() == 3
    # Of a search that stays open the question stays as well.
    monkeypatch.setattr(blind, "PERSON", (9, blind.PERSON[1]))
    said = {"kind": "enquiry", "reference": "1", "reason": "x"}
    deliver()
    opened = open_search(actor=dave, question=Question("AB71234"), **said)
    deliver()
    assert (waits_of([opened.public_id]), BlindHit.objects.count()) == ({"wide"}, 0)
    monkeypatch.setattr(blindly, "search", search)
    assert due.look_again() == 1
    assert (waits_of([opened.public_id]), BlindHit.objects.count()) == (set(), 1)
    assert BlindQuestion.objects.filter(search=opened.public_id).count() == 1
    assert differences() == []


def test_a_compartment_that_cannot_answer_in_time_silences_no_other(heidi, frank, monkeypatch, signed_in):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(blind, "DESK", (9, blind.DESK[1]))
    monkeypatch.setattr(blindly, "closed_to", lambda _actor: frozenset({"civilian", "defence"}))
    given = []

    def some(actor, question, *, patience, **more):
        given.append(patience)
        if "civilian" in actor.compartments:
            raise too_wide()
        return search(actor, question, patience=patience, **more)

    monkeypatch.setattr(blindly, "search", some)
    told = ask_elsewhere(actor=heidi, question=Question("AB71234"))
    assert (told.asked, told.gap, [one.kind for one in told.ask]) == (False, "wide", ["military"])
    assert len(given) == 2
    assert len(set(given)) == 1, "each has its own patience"
    deliver()
    assert BlindHit.objects.count() == 1
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
        raise too_wide()

    for module in (due, blindly):
        monkeypatch.setattr(module, "search", some)
    kept = [
        open_search(actor=dave, kind="enquiry", question=Question(serial), reference="1", reason="x")
        for serial in ("AB71234", "CD71234")
    ]
    deliver()
    assert set(given) == {PATIENCE}
    assert waits_of([one.public_id for one in kept]) == {"wide"}
    given.clear()
    assert due.look_again() == 0, "at once"
    assert set(given) == {UNHURRIED}
    given.clear()
    assert (due.look_again(), given) == (0, []), "not before it is due"
    # What would keep the outbox too long is left to the job.
    monkeypatch.setattr(due, "TOGETHER", 0)
    last = open_search(actor=dave, kind="enquiry", question=Question("EF71234"), reference="1", reason="x")
    deliver()
    assert (given, waits_of([last.public_id])) == ([], {"late"})


# How often ------------------------------------------------------------------------------------------------------------------


def test_marks_of_exhibits_count_and_are_seen_by_who_oversees(dave, laura, monkeypatch):
    invented = [pistol(f"{n * 7919 % 1000003:06d}KQ{n:02d}") for n in range(40)]
    items.enter_items(actor=dave, case=a_case(dave), items=invented)
    assert BlindQuestion.objects.filter(actor=dave.id, exhibit=True, refused="").count() == 40
    deliver()
    monkeypatch.setattr(blind, "DESK", (2, blind.DESK[1]))
    for who in (dave, cast.actor("erin")):
        assert ask_elsewhere(actor=who, question=Question("AB71234")).gap == "", "at the roadside after it"
    deliver()
    [told] = Notice.objects.filter(kind="registry.probing", agency_id=laura.agency_id)
    assert (told.params["how"], told.params["number"], told.params["exhibits"]) == ("many", 40, 40)
    assert "40 of them were entered as those of exhibits" in describe(laura, told).text
    assert differences() == []


def told_of_probing():
    here = cast.actor("laura").agency_id
    told = Notice.objects.filter(kind="registry.probing", agency_id=here).order_by("at", "id")
    return [(one.params["how"], one.params["number"], one.params["exhibits"]) for one in told]


def test_a_cache_hides_nobody_who_feels_around_by_exhibits_after_it(dave, laura):
    case = a_case(dave)
    apart = [pistol(f"{n * 7919 % 1000003:06d}KQ{n:02d}") for n in range(20)]
    near = [pistol(f"AB7{n:04d}") for n in range(20, 41)]
    for some, heard in (
        (apart, [("many", 20, 20)]),
        (near[:6], [("many", 20, 20), ("neighbours", 26, 26)]),
        (near[6:8], [("many", 20, 20), ("neighbours", 26, 26)]),
        (near[8:], [("many", 20, 20), ("neighbours", 26, 26), ("neighbours", 41, 41)]),
    ):
        items.enter_items(actor=dave, case=case, items=some)
        deliver()
        assert told_of_probing() == heard


def test_marks_entered_as_those_of_exhibits_are_neighbours_of_those_that_are_typed(dave, laura):
    near = [pistol(f"AB71{n:03d}") for n in range(230, 230 + blind.NEIGHBOURS - 1)]
    apart = [pistol(f"{n * 7919 % 1000003:06d}KQ{n:02d}") for n in range(14)]
    items.enter_items(actor=dave, case=a_case(dave), items=[*near, *apart])
    deliver()
    assert told_of_probing() == []
    ask_elsewhere(actor=dave, question=Question("QZ99123"))
    deliver()
    assert told_of_probing() == [], "what is typed is no more suspect for the number of exhibits"
    for n in (238, 239):
        ask_elsewhere(actor=dave, question=Question(f"AB71{n}"))
    deliver()
    assert [how for how, *_ in told_of_probing()] == ["neighbours"]


@pytest.mark.parametrize(
    ("number", "step"), [(5, 0), (19, 0), (20, 20), (39, 20), (40, 40), (79, 40), (80, 80), (300, 160)]
)
def test_they_are_told_at_each_doubling(number, step):
    assert blind.told_from(number) == step


def test_beyond_what_a_person_may_put_in_a_day_an_exhibit_is_recorded_and_its_question_waits(
    dave, frank, grace, monkeypatch, signed_in
):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(blind, "EXHIBITS", (2, blind.EXHIBITS[1]))
    deliver()
    case = a_case(dave)
    entered = items.enter_items(
        actor=dave, case=case, items=[pistol(serial) for serial in ("CD71234", "EF71234", "AB71234")]
    ).items
    deliver()
    assert (BlindQuestion.objects.count(), BlindHit.objects.count()) == (2, 0)
    held = {one.public_id: one for one in Item.objects.all()}
    assert [recoveries.heard_of(held[one].searches) for one in entered[:2]] == [{}, {}]
    [search] = held[entered[2]].searches
    assert recoveries.heard_of([search]) == {search: ([], "quota")}
    for page in (f"/recoveries/{case}/", f"/recoveries/items/{entered[2]}/", f"/searches/{search}/"):
        said = signed_in("erin").get(page).content.decode()
        assert "that nobody is named does not mean" in said, page
        assert "for \u2068Dave Harbour\u2069 as many questions were put" in said, page
        assert (
            "1 of 3 marks waits, until about" if page.endswith(f"{case}/") else "about this mark yet"
        ) in said
    StandingDue.objects.update(next_at=timezone.now())
    assert (due.look_again(), BlindHit.objects.count()) == (0, 0)
    assert StandingDue.objects.get().next_at > timezone.now()
    # As soon as the day allows.
    later(monkeypatch, dt.timedelta(hours=1))
    assert due.look_again() == 1
    assert list(recoveries.asked_desks([search]).values()) == [[cast.agency("defence").public_id]]
    assert Notice.objects.filter(kind="registry.blind_hit", agency_id=grace.agency_id).count() == 1
    assert recoveries.heard_of([search]) == {search: ([cast.agency("defence").public_id], "")}
    assert (due.look_again(), BlindQuestion.objects.count()) == (0, 3)


def test_each_mark_of_a_trace_request_is_a_question_and_what_may_not_be_put_yet_keeps_it_from_finding_nothing(
    erin, frank, monkeypatch
):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(blind, "PERSON", (1, blind.PERSON[1]))
    marks = ({"kind": "serial", "text": "CD71234"}, {"kind": "import", "text": "AB71234"})
    deliver()
    found = came_in(erin, marks=marks)
    answering.acknowledge(actor=erin, request=found)
    answering.search_register(actor=erin, request=found)
    deliver()
    assert [one.folded for one in BlindQuestion.objects.filter(actor=erin.id)] == ["CD71234"]
    with pytest.raises(Refused) as caught:
        answering.find_nothing(actor=erin, request=found)
    assert [one.code for one in caught.value.reasons] == ["tracing.waits"]
    later(monkeypatch, dt.timedelta(hours=1))
    assert due.look_again() == 1
    assert (BlindQuestion.objects.count(), BlindHit.objects.count()) == (2, 1)
    answering.find_nothing(actor=erin, request=found)


def test_one_mark_of_a_trace_request_that_is_too_wide_keeps_the_others_from_nothing(erin, monkeypatch):
    firearm = a_firearm(cast.actor("alice"), "AB71234").firearm
    deliver()

    def some(actor, question, **more):
        return wide() if question.serial == "IMPORT1968" else search(actor, question, **more)

    for module in (searching, due):
        monkeypatch.setattr(module, "search", some)
    marks = ({"kind": "serial", "text": "AB71234"}, {"kind": "import", "text": "IMPORT1968"})
    found = came_in(erin, marks=marks)
    answering.acknowledge(actor=erin, request=found)
    proposed = answering.search_register(actor=erin, request=found)
    assert [one.found.firearm for one in proposed] == [firearm]
    assert StandingDue.objects.filter(seen=True).count() == 1
    with pytest.raises(Refused) as caught:
        answering.find_nothing(actor=erin, request=found)
    assert [one.code for one in caught.value.reasons] == ["tracing.waits"]
    # Who keeps no search open would never have it looked for.
    alone = replace(erin, permissions=erin.permissions - {"registry:search:keep"})
    other = came_in(erin, marks=marks)
    answering.acknowledge(actor=erin, request=other)
    with pytest.raises(Invalid), transaction.atomic():
        answering.search_register(actor=alone, request=other)
    answering.identify(actor=erin, request=found, firearm=firearm)


def test_an_enquiry_of_ones_own_is_refused_and_what_is_closed_waits_no_more(dave, monkeypatch):
    monkeypatch.setattr(blind, "EXHIBITS", (0, blind.EXHIBITS[1]))
    item = an_item(dave, a_case(dave), "AB71234")
    [kept] = Item.objects.get(public_id=item).searches
    assert waits_of([kept]) == {"quota"}
    close_search(actor=dave, search=kept, outcome="not_needed")
    assert not StandingDue.objects.exists()
    monkeypatch.setattr(blind, "PERSON", (0, blind.PERSON[1]))
    with pytest.raises(TooMany):
        open_search(actor=dave, kind="enquiry", question=Question("AB71234"), reference="1", reason="x")
    assert differences() == []


# Whose turn it is ------------------------------------------------------------------------------------------------------------


def waiting_item(actor, serial, monkeypatch):
    """An exhibit whose question waits for a day that allows it; returns its search."""
    allowed = blind.EXHIBITS
    monkeypatch.setattr(blind, "EXHIBITS", (0, allowed[1]))
    [kept] = Item.objects.get(public_id=an_item(actor, a_case(actor), serial)).searches
    deliver()
    monkeypatch.setattr(blind, "EXHIBITS", allowed)
    return kept


def test_what_waits_of_one_person_keeps_nobody_elses_from_being_tried(dave, erin, frank, monkeypatch):
    a_firearm(frank, "AB71234", **STOCK)
    monkeypatch.setattr(due, "AT_ONCE", 3)
    for n in range(8):
        waiting_item(dave, f"{n * 7919 % 1000003:06d}KQ{n:02d}", monkeypatch)
    kept = open_of_another(erin, "AB71234", monkeypatch)
    room_of = blindly.room_of
    asked = []

    def full(person, *rest, **more):
        asked.append(person)
        return 0 if person == dave.id else room_of(person, *rest, **more)

    monkeypatch.setattr(blindly, "room_of", full)
    StandingDue.objects.update(next_at=timezone.now())
    assert due.look_again() == 1
    assert (waits_of([kept]), BlindHit.objects.count(), asked) == (set(), 1, [dave.id, erin.id])
    assert not StandingDue.objects.filter(next_at__lte=timezone.now()).exists(), "put off together"
    # Those that are due longest come first, whenever they were opened.
    monkeypatch.setattr(blindly, "room_of", room_of)
    last = StandingDue.objects.order_by("-pk").values_list("pk", flat=True)[0]
    StandingDue.objects.update(next_at=timezone.now())
    StandingDue.objects.filter(pk=last).update(next_at=timezone.now() - dt.timedelta(minutes=1))
    monkeypatch.setattr(due, "AT_ONCE", 1)
    assert (due.look_again(), StandingDue.objects.filter(pk=last).exists()) == (1, False)


def open_of_another(actor, serial, monkeypatch):
    """A trace request's search whose question waits."""
    allowed = blind.PERSON
    monkeypatch.setattr(blind, "PERSON", (0, allowed[1]))
    found = came_in(actor, marks=({"kind": "serial", "text": serial},))
    answering.acknowledge(actor=actor, request=found)
    answering.search_register(actor=actor, request=found)
    deliver()
    monkeypatch.setattr(blind, "PERSON", allowed)
    return Standing.objects.order_by("-pk")[0].public_id


def test_what_fails_is_put_off_and_what_is_too_wide_comes_last(dave, frank, monkeypatch, caplog):
    a_firearm(frank, "AB71234", **STOCK)
    serials = ["CD71234", *(f"EF8{n}23{n}4" for n in range(5)), "AB71234"]
    kept = [waiting_item(dave, serial, monkeypatch) for serial in serials]
    StandingDue.objects.exclude(search__public_id__in=[kept[0], kept[-1]]).update(why="wide", seen=True)
    StandingDue.objects.update(next_at=timezone.now())
    tried = []

    def odd(actor, question, **more):
        tried.append(question.serial)
        if question.serial == "CD71234":
            raise ValueError("whatever")
        return wide() if question.serial.startswith("EF") else search(actor, question, **more)

    for module in (due, blindly):
        monkeypatch.setattr(module, "search", odd)
    assert due.look_again() == 1
    assert (list(dict.fromkeys(tried)), BlindHit.objects.count()) == (
        ["CD71234", "AB71234", *serials[1:4]],
        1,
    )
    assert "could not look through" in caplog.text
    late = StandingDue.objects.get(search__public_id=kept[0])
    assert (late.why, late.next_at > timezone.now() + dt.timedelta(minutes=50)) == ("late", True)
    assert waits_of(kept[:1]) == {"late"}


def test_who_waits_for_their_own_exhibits_keeps_no_colleague_waiting(dave, erin):
    info = connection.connection.info
    said = {"host": info.host, "port": info.port, "dbname": info.dbname, "user": info.user}
    cache, asking, colleague = (psycopg.connect(**said, password=info.password) for _ in range(3))
    with cache, asking, colleague:
        cache.execute(f"SELECT {blindly._PERSON_ALONE}", [dave.id])
        waiting = threading.Thread(target=lambda: asking.execute(blindly._ALONE, [dave.id, dave.agency]))
        waiting.start()
        blocked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND pid = %s"
        while not colleague.execute(blocked, [asking.info.backend_pid]).fetchone()[0]:
            time.sleep(0.01)
        colleague.execute("SET statement_timeout = '2s'")
        colleague.execute(blindly._ALONE, [erin.id, dave.agency])
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
    assert list(StandingDue.objects.values_list("why", "seen").distinct()) == [("late", True)]


# While the register cannot be searched ---------------------------------------------------------------------------------------


def test_exhibits_are_recorded_while_the_index_is_made_and_searched_once_it_is(
    peopled_db, tmp_path, monkeypatch
):
    alice, dave, frank = map(cast.actor, ("alice", "dave", "frank"))
    with override_settings(IFAR_HOME=tmp_path):
        firearm = a_firearm(alice, "AB71234").firearm
        settling.settle(grace=0)
        first = mark_index.current().token
        a_firearm(frank, "AB71239", **STOCK)
        settling.settle(grace=0)
        now = mark_index.current().token
        deliver()
        mark_files.use(first)
        with pytest.raises(Unavailable):
            search(dave, Question("AB71234"))
        case = a_case(dave)
        item = an_item(dave, case, "AB71234")
        waiting = tables.enter_table(
            actor=dave,
            case=case,
            name="cache.csv",
            content=[b"type;serial\nspace gun;AB71234\npistol;ZZ81234\n"],
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
        mark_files.use(now)
        StandingDue.objects.update(next_at=timezone.now())
        assert due.look_again() == 3
        deliver()
        assert waits_of(kept) == set()
        [hit] = recoveries.hits_for(dave)
        assert (hit.item.public_id, hit.firearm.public_id) == (item, firearm)
        assert StandingHit.objects.filter(search__public_id=kept[-1]).count() == 1, "the row that waits too"
        assert {one.search for one in BlindHit.objects.all()} == set(kept)


def test_a_device_in_the_field_hears_that_not_everything_was_asked_yet(dave, monkeypatch):
    monkeypatch.setattr(blind, "EXHIBITS", (0, blind.EXHIBITS[1]))
    said = field.Capture(uuid.uuid4(), "seized", "pistol", timezone.now(), "AB71234")
    field.capture(actor=dave, said=said)
    assert field.told_of(actor=dave, capture=said.capture) == [field.Told("", 0, (), False, "quota")]
    [told] = sign_in("dave").get(f"/api/field/captures/{said.capture}").json()["told"]
    assert "for whoever sent this entry" in told["words"]
    assert not re.search(r"\byou\b", told["words"]), "whoever holds the device need not have sent it"


# What verification says ------------------------------------------------------------------------------------------------------


def test_verification_names_questions_that_are_missing_forged_or_too_many(dave, frank, monkeypatch):
    a_firearm(frank, "AB71234", **STOCK)
    for _ in range(2):
        ask_elsewhere(actor=dave, question=Question("AB71234"))
    an_item(dave, a_case(dave), "CD71234")
    deliver()
    assert differences() == []
    own = {"actor": dave.id, "agency": dave.agency, "folded": "1"}

    def says(act):
        with transaction.atomic():
            act()
            found = differences()
            transaction.set_rollback(True)
        return found

    assert says(lambda: BlindQuestion.objects.create(**own)) == ["state_stray question"]
    read = ReadLog.objects.filter(act="registry.search.blind").first()
    known = {**own, "read": read.pk}
    assert says(lambda: BlindQuestion.objects.create(**known, search="E0000000000000")) == [
        "state_stray question"
    ]
    assert says(lambda: BlindQuestion.objects.create(**known, whole="x", again=True)) == [
        "state_differs question"
    ]
    assert says(lambda: reads.log(dave, "registry.search.blind", "x", 0)) == ["state_missing read"]
    monkeypatch.setattr(blind, "PERSON", (1, blind.PERSON[1]))
    assert says(lambda: BlindQuestion.objects.create(**known)) == ["state_differs question"]
    monkeypatch.setattr(blind, "EXHIBITS", (0, blind.EXHIBITS[1]))
    held = an_item(dave, a_case(dave), "EF71234")

    def never_put(actor, searches, _room, **_more):
        reads.log(actor, "registry.search.blind", searches[0].reference, 1)

    def forgotten():
        with monkeypatch.context() as patched:
            patched.setattr(standing, "_put", never_put)
            an_item(dave, a_case(dave), "GH71234")

    assert says(forgotten) == [
        "state_missing read",
        "state_missing standing",
        "state_differs question",
    ]
    far = timezone.now() + blind.LONGEST_WAIT + dt.timedelta(hours=1)
    assert says(lambda: StandingDue.objects.update(next_at=far)) == [
        "state_differs waiting",
        "state_differs question",
    ]
    assert Standing.objects.filter(public_id__in=Item.objects.get(public_id=held).searches).exists()


def test_when_a_question_that_waits_gets_room():
    day, start = dt.timedelta(days=1), dt.datetime(2026, 5, 3, tzinfo=dt.UTC)
    times = [start + dt.timedelta(hours=n) for n in range(3)]
    for place, hours in ((1, 24), (3, 26), (4, 48), (5, 49)):
        assert blind.free_at(times, place, 3, day) == start + dt.timedelta(hours=hours), place
    assert blind.free_at(times, 2, 4, day) == start + day, "one more may be put now"
    assert blind.free_at([], 1, 0, day) is None


def test_the_database_keeps_what_waits_until_its_question_is_counted(erin, dave, monkeypatch):
    kept = open_of_another(erin, "AB71234", monkeypatch)
    row = StandingDue.objects.get(search__public_id=kept)
    for change in (
        {"why": ""},
        {"blind": False},
        {"counted": True},
        {"read": None},
        {"next_at": timezone.now() + dt.timedelta(days=2)},
        {"next_at": dt.datetime.max.replace(tzinfo=dt.UTC)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            StandingDue.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingDue.objects.filter(pk=row.pk).delete()
    assert waits_of([kept]) == {"quota"}
    close_search(actor=erin, search=kept, outcome="not_needed")
    assert not StandingDue.objects.exists()
    assert differences() == []


def test_a_read_beside_a_search_that_was_closed_at_once_is_not_exempt(dave):
    with transaction.atomic():
        reads.log(dave, "registry.search.blind", "AB71234", 0)
        kept = open_search(
            actor=dave, kind="enquiry", question=Question("ZZ71234"), reference="1", reason="x"
        )
        close_search(actor=dave, search=kept.public_id, outcome="not_needed")
        assert differences() == ["state_missing read"]
        transaction.set_rollback(True)
