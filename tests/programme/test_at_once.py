"""Line 6, in the database: two people at once, and nothing is lost, written over or spent twice."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection

from ifar.acts import replay as acts_replay
from ifar.errors import IfarError
from ifar.programme import replay
from ifar.programme.acts import ACTS
from ifar.programme.fund.selectors import fund as books
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.indicators import ReportedValue
from ifar.programme.models import Event, Posting, Value
from ifar.programme.services import values
from tests.cast import actor
from tests.databases import Database
from tests.programme.conftest import give_roles
from tests.programme.test_acts import DAY, a_period, a_project, an_indicator, given, locked, reported

D = Decimal


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run acts in threads of their own, as close together as can be; what came of each: `done`, or the class of its error."""
    barrier, texts = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(20)
            act()
            texts[number] = "done"
        except IfarError as error:
            texts[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(texts)


def test_two_people_at_once(peopled_db: Database) -> None:
    give_roles()
    alice, judy, bob, nina = (actor(name) for name in ("alice", "judy", "bob", "nina"))
    of = an_indicator()
    for year in ("2023", "2024", "2025"):
        a_period(year)
    # Two report the same period.
    details = {"indicator": of.public_id, "period": "2025"}
    assert at_once(
        lambda: values.report(actor=alice, said=ReportedValue(D(40)), **details),
        lambda: values.report(actor=judy, said=ReportedValue(D(44)), **details),
    ) == ["Conflict", "done"]
    value = Value.objects.get()
    assert Event.objects.filter(subject=value.public_id).count() == 1
    # One approves while another edits: whichever comes first, the other is told, and what was approved is what was looked at.
    before = value.number
    came = at_once(
        lambda: values.approve(actor=bob, value_id=value.public_id, expected_n=1),
        lambda: values.change(actor=judy, value_id=value.public_id, expected_n=1, said=ReportedValue(D(99))),
    )
    assert came.count("done") == 1, came
    now = Value.objects.get()
    assert (now.state, now.number) in (("approved", before), ("submitted", D(99)))
    # A period is locked while somebody reports into it.
    late = {"indicator": of.public_id, "period": "2024"}
    came = at_once(
        lambda: locked("2024"),
        lambda: values.report(actor=alice, said=ReportedValue(D(1)), **late),
    )
    assert "done" in came
    assert set(came) <= {"done", "Refused"}
    # Two spend what is there once.
    project = a_project()
    agreed = fund.agree(actor=nina, new=given("1130.00"))
    what = {"contribution": agreed.public_id, "on": dt.date(2026, 3, 1)}
    fund.book(actor=nina, new=NewMovement("receipt", D("1130.00"), **what))
    came = at_once(
        *(
            lambda: fund.book(
                actor=nina, new=NewMovement("allocation", D("700.00"), project=project.public_id, **what)
            )
            for _ in range(2)
        )
    )
    assert came == ["Refused", "done"]
    assert sum(posting.amount for posting in Posting.objects.filter(account="unallocated")) == D("-300.00")
    assert books.whole(actor("nina")).adds_up
    assert reported(of, "7", "alice", "2023").number == 7
    assert what["on"] == DAY
    with peopled_db.connect("verifier") as reader, reader.cursor() as cursor:
        assert [
            difference
            for check in (acts_replay.replay_of(ACTS), *replay.REPLAYS)
            for difference in check.check(cursor, None)
        ] == []
