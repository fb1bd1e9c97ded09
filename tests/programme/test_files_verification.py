"""What verification says of files of others and of extracts: nothing of an honest register, and the file of each alteration."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ifar.acts import replay as acts_replay
from ifar.programme import digests, replay
from ifar.programme.acts import ACTS
from ifar.programme.fund.services import extracts, fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.models import Extract, OthersFile
from ifar.programme.services import feeds
from tests.cast import actor
from tests.databases import Database
from tests.programme.conftest import give_roles
from tests.programme.test_acts import a_running_project, given
from tests.programme.test_extracts import LINES, MAPPING, a_table
from tests.programme.test_others import a_file, taken

REPLAYS = (acts_replay.replay_of(ACTS), *replay.REPLAYS)

ALTERATIONS = [
    ("UPDATE programme_othersactivity SET title = 'other'", "othersfile {o}"),
    ("UPDATE programme_othersactivity SET countries = '{{FR}}'", "othersfile {o}"),
    ("UPDATE programme_othersactivity SET said = jsonb_set(said, '{{budgets,USD}}', '\"9\"')", "othersfile {o}"),
    ("DELETE FROM programme_othersactivity", "othersfile {o}"),
    ("UPDATE programme_othersactivity SET othersfile = 'R9999999999999'", "othersfile R9999999999999"),
    ("UPDATE programme_extractrow SET code = 'rate.missing' WHERE outcome = 'quarantined'", "extract {x}"),
    ("UPDATE programme_extractrow SET figures = '{{}}' WHERE outcome = 'booked'", "extract {x}"),
    ("DELETE FROM programme_extractrow WHERE outcome = 'quarantined'", "extract {x}"),
    ("UPDATE programme_extract SET digest = repeat('0', 64)", "extract {x}"),
    ("UPDATE programme_extract SET booked = booked + 1, matched = matched - 1", "extract {x}, booked"),
    ("UPDATE programme_difference SET verdict = 'accepted'", "difference "),
    ("UPDATE programme_feed SET mapping = '{{}}'", "feed "),
]  # fmt: skip


def test_each_alteration_is_named(peopled_db: Database) -> None:
    give_roles()
    nina = actor("nina")
    taken(a_file())
    a_running_project("P-1")
    agreed = fund.agree(actor=nina, new=given("1130.00", reference="AGR-1", on=dt.date(2025, 2, 1)))
    for day in (6, 12):
        fund.book(actor=nina, new=NewMovement("receipt", Decimal("1130.00"), dt.date(2025, 2, day), contribution=agreed.public_id))  # fmt: skip
    feed = feeds.register_feed(actor=nina, name="Accounts", mapping=MAPPING)
    begun = extracts.begin(actor=nina, feed=feed.public_id, name="x.csv", content=[a_table(*LINES)])
    extracts.try_out(actor=nina, trial=str(begun.pk))
    made = extracts.take(actor=nina, trial=str(begun.pk))
    names = {"o": OthersFile.objects.get().public_id, "x": made.public_id}
    assert Extract.objects.get().booked == 3
    with peopled_db.connect("verifier") as connection, connection.cursor() as cursor:
        assert [difference for check in REPLAYS for difference in check.check(cursor, None)] == []
        assert list(digests.check(cursor, frozenset(names.values()))) == []
    missed = []
    with peopled_db.connect() as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE 'programme\\_%' AND relkind = 'r'"
        ).fetchall()
        for alteration, named in ALTERATIONS:
            with connection.transaction(force_rollback=True), connection.cursor() as cursor:
                for (table,) in tables:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
                cursor.execute(alteration.format().encode())
                values = [difference.place for check in REPLAYS for difference in check.check(cursor, None)]
            if not any(named.format(**names) in text for text in values):
                missed.append((alteration, values))
    assert missed == []
