"""A range of new firearms is recorded and marked, each arm with its own events, doubles refused, whatever is broken off."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from ifar.accounts.models import ReadLog
from ifar.accounts.services import exports
from ifar.accounts.services.exports import Leaving
from ifar.bulk import selectors
from ifar.bulk.many import many_of
from ifar.bulk.models import Answer, Batch, Event, Line
from ifar.bulk.services import batches, running
from ifar.bulk.services.files import things_of_file
from ifar.bulk.views import batches as pages
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.placement.services.together import PLACED
from ifar.registry.models import Event as Life
from ifar.registry.models import Firearm, Mark
from ifar.registry.services.manufacture import MARKED, PRODUCED
from tests import cast
from tests.bulk.making import MARKS, PISTOL, a_maker, given, marked, produced


@pytest.fixture
def walter(peopled_db):
    return a_maker()


def test_a_range_is_recorded_and_marked_each_arm_by_itself(walter):
    made = produced(walter, "W0001-W0500")
    assert (made.state, made.written, made.rejected, made.total) == ("ended", 500, 0, 500)
    firearms = Firearm.objects.filter(public_id__in=batches.done_of(made))
    assert set(firearms.values_list("state", "make", "agency__kind")) == {
        ("manufactured", "beretta", "maker")
    }
    assert sorted(Mark.objects.filter(firearm__in=firearms).values_list("text", flat=True)) == [
        f"W{n:04}" for n in range(1, 501)
    ]
    lives = Life.objects.filter(firearm__in=firearms)
    assert set(lives.values_list("n", "kind", "proposal")) == {
        (1, "production_planned", made.public_id),
        (2, "production_completed", made.public_id),
    }
    assert set(lives.values_list("precision", flat=True)) == {"instant"}, "now, where no other time is said"
    assert Event.objects.filter(subject=made.public_id, kind="previewed").count() == 1
    again = marked(walter, batches.done_of(made)[:20])
    assert (again.written, again.rejected) == (20, 0)
    assert firearms.filter(state="marked").count() == 20


def test_what_was_made_and_marked_on_another_day_says_that_day(walter):
    made = given(walter, PRODUCED, PISTOL | {"at": "2026-03-02T08:00:00Z"}, "W0001-W0002")
    batches.begin(actor=walter, batch_id=made.public_id)
    before = given(walter, MARKED, MARKS | {"at": "2026-03-01T08:00:00Z"}, "\n".join(batches.done_of(made)))
    assert before.refused == 2, "nothing is marked before it is made"
    after = given(walter, MARKED, MARKS | {"at": "2026-03-03T08:00:00Z"}, "\n".join(batches.done_of(made)))
    batches.begin(actor=walter, batch_id=after.public_id)
    days = Life.objects.order_by("n").values_list("kind", "occurred_from__date").distinct()
    assert [(kind, f"{day:%d}") for kind, day in days] == [
        ("production_planned", "02"),
        ("production_completed", "02"),
        ("marked", "03"),
    ]


def test_doubles_in_the_list_and_against_the_register_are_refused_in_the_words_of_the_single_act(walter):
    produced(walter, "W0001-W0003")
    batch = given(walter, PRODUCED, PISTOL, "W0002-W0004; W 0004; W0004; W0005")
    codes = {
        line.n: [reason["code"] for reason in line.reasons]
        for line in Line.objects.filter(batch=batch.public_id)
    }
    double, taken = ["bulk.double"], ["registry.precondition.serial_unique"]
    assert codes == {1: taken, 2: taken, 3: [], 4: double, 5: double, 6: []}
    assert (batch.total, batch.refused) == (6, 4)
    assert Firearm.objects.count() == 3
    batches.begin(actor=walter, batch_id=batch.public_id)
    batch.refresh_from_db()
    assert (batch.state, batch.written, batch.rejected, Firearm.objects.count()) == ("ended", 2, 0, 5)


def test_what_became_true_since_the_preview_refuses_one_and_leaves_the_others(walter):
    first, second = (given(walter, PRODUCED, PISTOL, text) for text in ("W0001-W0004", "W0003-W0006"))
    for batch in (first, second):
        batches.begin(actor=walter, batch_id=batch.public_id)
    second.refresh_from_db()
    assert (second.written, second.rejected) == (2, 2)
    answers = Answer.objects.filter(batch=second.public_id).order_by("n")
    assert [answer.entry is None for answer in answers] == [True, True, False, False]
    assert Firearm.objects.count() == 6


def test_what_the_single_act_refuses_the_batch_refuses(walter):
    made = produced(walter, "W0001-W0002")
    first, second = batches.done_of(made)
    marked(walter, [first])
    batch = given(walter, MARKED, MARKS, f"{first}\n{second}\nF-0000-0000-0000-0")
    reasons = [line.reasons for line in Line.objects.filter(batch=batch.public_id).order_by("n")]
    assert [bool(reason) for reason in reasons] == [True, False, True]
    assert reasons[0][0]["code"] == "registry.transition.impossible"


@pytest.mark.parametrize("broken", [1, 2])
def test_a_batch_that_is_broken_off_is_taken_up_where_it_stood(walter, monkeypatch, broken):
    monkeypatch.setattr(running, "CHUNK", 25)
    monkeypatch.setattr(running, "AT_ONCE", 0)
    batch = given(walter, PRODUCED, PISTOL, "W0001-W0100")
    batches.begin(actor=walter, batch_id=batch.public_id)
    record, times = running.RECORDER.record, iter(range(1, 100))

    def killed(*values, **more):
        if next(times) == broken:
            raise KeyboardInterrupt
        return record(*values, **more)

    with monkeypatch.context() as patch:
        patch.setattr(running.RECORDER, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            running.work(batch.public_id, walter)
    assert Firearm.objects.count() == (broken - 1) * 25
    running.work(batch.public_id, walter)
    running.work(batch.public_id, walter)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.written) == ("ended", 100, 100)
    assert (
        Mark.objects.filter(kind="serial").values("text").distinct().count() == Firearm.objects.count() == 100
    )


def test_a_batch_is_for_the_office_whose_act_it_is(walter, alice, nina, quentin):
    with pytest.raises(NotFound):
        given(alice, PRODUCED, PISTOL, "W0001-W0002")
    batch = given(walter, PRODUCED, PISTOL, "W0001-W0002")
    for actor, refused in ((quentin, Forbidden), (alice, NotFound), (nina, NotFound)):
        with pytest.raises(refused):
            batches.begin(actor=actor, batch_id=batch.public_id)
    with pytest.raises(NotFound):
        batches.abandon(actor=nina, batch_id="I" + "0" * 13)


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        ("", {}, "bulk.nothing"),
        ("A00001-A10001", {}, "bulk.too_many"),
        ("A1", {"make": ""}, "bulk.said"),
        ("A1", {"unheard": "of"}, "bulk.said"),
    ],
)
def test_what_cannot_be_a_batch_is_refused(walter, text, said, code):
    with pytest.raises(Invalid) as caught:
        given(walter, PRODUCED, {**PISTOL, **said}, text)
    assert caught.value.code == code


def test_a_batch_is_begun_once_and_given_up_before_it_is_over(walter, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    batch = given(walter, PRODUCED, PISTOL, "W0001-W0002")
    batches.begin(actor=walter, batch_id=batch.public_id)
    with pytest.raises(Refused):
        batches.begin(actor=walter, batch_id=batch.public_id)
    batches.abandon(actor=walter, batch_id=batch.public_id)
    running.work(batch.public_id, walter)
    assert Firearm.objects.count() == 0
    with pytest.raises(Refused):
        batches.abandon(actor=walter, batch_id=batch.public_id)


def test_whoever_lost_the_role_carries_nothing_out(walter, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    batch = given(walter, PRODUCED, PISTOL, "W0001-W0002")
    batches.begin(actor=walter, batch_id=batch.public_id)
    running.work(batch.public_id)
    batch.refresh_from_db()
    assert (batch.state, batch.written, batch.rejected) == ("ended", 0, 2)
    assert running.left() == []


def test_the_database_itself_keeps_lines_and_answers(walter, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    batch = given(walter, PRODUCED, PISTOL, "W0001-W0002; W0002")
    for row in (
        Line(batch=batch.public_id, n=9, given="W9"),
        Answer(batch=batch.public_id, n=1, thing="", reasons=[]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    batches.begin(actor=walter, batch_id=batch.public_id)
    for n in (3, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer(batch=batch.public_id, n=n).save()
    record = running.RECORDER.record
    for wrong in ({"last": 2}, {"digest": "0" * 64}, {"first": 2}):

        def otherwise(*values, wrong=wrong, **more):
            more["details"] = {**more["details"], **wrong}
            return record(*values, **more)

        with monkeypatch.context() as patch:
            patch.setattr(running.RECORDER, "record", otherwise)
            with pytest.raises(IntegrityError), transaction.atomic():
                running.work(batch.public_id, walter)
    assert not Answer.objects.exists()


def test_pages_show_an_office_its_own_and_ask_no_more_for_more_lines(
    walter, alice, django_assert_max_num_queries
):
    first, second = produced(walter, "W0001-W0002"), produced(walter, "V0001-V0060; V0001")
    assert not selectors.batches_for(alice).exists()
    other = replace(walter, agency=cast.agency("ivans").public_id, agency_id=cast.agency("ivans").pk)
    assert not selectors.batches_for(other).exists()
    with pytest.raises(NotFound):
        selectors.batch_for(other, first.public_id)
    assert set(selectors.batches_for(walter)) == {first, second}
    for batch in (first, second):
        with django_assert_max_num_queries(2):
            assert len(list(selectors.lines_of(batch))) == batch.total
            assert len(list(selectors.refused_of(batch))) == batch.refused


def test_what_was_made_is_marked_and_placed_from_the_page_of_its_batch(walter):
    made = produced(walter, "W0001-W0003")
    following = [many.name for many in pages._next(walter, many_of(PRODUCED), made)]
    assert following[0] == MARKED
    assert PLACED in following
    assert pages._next(walter, many_of(MARKED), marked(walter, batches.done_of(made))) == []


def test_w50_what_became_of_ones_own_numbers_leaves_without_a_purpose_and_counts_all_the_same(
    walter, settings
):
    settings.IFAR_TAKEN_ALONE = 3
    made = produced(walter, "W0001-W0003")
    request = RequestFactory().post("/")
    request.actor = walter
    rows = b"".join(pages.report(request, made.public_id).streaming_content).decode()
    assert "W0003" in rows
    read = ReadLog.objects.get(act="bulk.report.export")
    assert (read.actor, read.object, read.count, read.purpose) == (walter.id, made.public_id, 3, "own_access")
    assert exports.waits(walter, Leaving("bulk.report.export", made.public_id, "csv", 1, "/", own=True))
    with pytest.raises(Refused) as refused:
        pages.report(request, marked(walter, batches.done_of(made)).public_id)
    assert refused.value.code == "accounts.purpose.missing"
    assert not pages._is_own(replace(walter, agency_id=walter.agency_id + 1), made)


def test_of_two_tabs_that_record_one_range_at_once_each_number_is_recorded_once(walter):
    results = [given(walter, PRODUCED, PISTOL, "W0001-W0040").public_id for _tab in range(2)]
    looked, wrong = threading.Barrier(2), list[BaseException]()

    def tab(batch):
        try:
            looked.wait()
            batches.begin(actor=walter, batch_id=batch)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab, args=(text,)) for text in results]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert wrong == []
    assert Firearm.objects.count() == 40
    assert set(Batch.objects.values_list("state", "written", "rejected")) == {
        ("ended", 40, 0),
        ("ended", 0, 40),
    }


@pytest.mark.parametrize(
    ("content", "things"),
    [
        (b"W0001\nW0002\n", ["W0001", "W0002"]),
        (b"Serial no. 1\nW0001\nW0002\n", ["W0001", "W0002"]),
        (b"Pistols\nW0001\nW0002\n", ["W0001", "W0002"]),
    ],
)
def test_a_list_without_headings_loses_nothing(walter, content, things):
    what = many_of(PRODUCED)
    assert things_of_file(actor=walter, what=what, name="list.csv", content=[content]) == things
