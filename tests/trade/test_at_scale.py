"""What pages and acts of transfers ask of the database: no more for the hundredth row than for the first, and of a long list no more than it shows."""

from __future__ import annotations

import json

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ifar.cursors import SIZE
from ifar.trade.consignments.services import consignments
from ifar.trade.models import Consignment
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import without_triggers
from tests.conftest import sign_in
from tests.trade.carrying import (
    a_consignment,
    a_stock,
    an_authorisation,
    an_exporter,
    packed,
    packed_consignment,
)
from tests.trade.making import a_visit

MANY = 2_000
LISTS = (
    ("alice", "/trade/"),
    ("alice", "/trade/consignments/"),
    ("heidi", "/trade/consignments/"),
    ("ivan", "/trade/consignments/"),
    ("alice", "/trade/deliveries/"),
    ("alice", "/trade/deliveries/?all=1"),
    ("heidi", "/trade/journeys/"),
)
_COPIES = """
INSERT INTO {table} SELECT r.* FROM (SELECT * FROM {table} LIMIT 1) o, generate_series(1, {many}) i,
    LATERAL jsonb_populate_record(NULL::{table}, to_jsonb(o) || jsonb_build_object('id', 100000 + i, 'public_id', 'T' || lpad(i::text, 13, '0'){more})) AS r
"""


def asked(client, path):
    """The statements of a page, after a first look that fills what is remembered."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [captured_query["sql"] for captured_query in captured.captured_queries]


def rows_read(plan):
    """Rows that a plan read of tables of transfers."""
    own = 0
    if str(plan.get("Relation Name", "")).startswith("trade_"):
        own = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return own + sum(map(rows_read, plan.get("Plans", ())))


def test_a_list_of_transfers_reads_what_it_shows(peopled_db):
    heidi = cast.actor("heidi")
    made, _boxes, _guns = packed_consignment(2, 1)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    a_visit(heidi)
    before = {(who, path): len(asked(sign_in(who), path)) for who, path in LISTS}
    with peopled_db.connect() as owner:
        # An office that keeps everything, and an exporter with one consignment among those of others.
        for table, more in (
            ("trade_authorisation", ", 'applicant', ''"),
            ("trade_consignment", ", 'exporter', '', 'authorisation_id', 100000 + i"),
            ("trade_delivery", ", 'authorisation_id', 100000 + i, 'state', CASE WHEN i % 9 = 0 THEN o.state ELSE 'confirmed' END"),
            ("trade_journey", ""),
        ):  # fmt: skip
            for statement in (*without_triggers(table), _COPIES.format(table=table, many=MANY, more=more)):
                owner.execute(statement)
        owner.commit()
        owner.autocommit = True
        owner.execute("ANALYZE")
    for who, path in LISTS:
        statements = asked(sign_in(who), path)
        # No more than for one: of the copies nobody is named.
        assert len(statements) <= before[who, path], (who, path)
        read = 0
        with transaction.atomic(), connection.cursor() as cursor:
            # Of some thousand rows it is as cheap to take all; asked is whether they can be read in their order.
            # The exporter's are few: they are found first and sorted then.
            ordered = () if who == "ivan" else ("sort",)
            for way in ("seqscan", "hashjoin", "mergejoin", "material", *ordered):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            for item in statements:
                if item.startswith("SELECT") and 'FROM "trade_' in item:
                    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {item}")
                    (result,) = cursor.fetchone()
                    plans = result if isinstance(result, list) else json.loads(result)
                    read += rows_read(plans[0]["Plan"])
        # A row with its authorisation, and once more what is counted beside it; far from every row of the office.
        assert read <= 6 * (SIZE + 1), (who, path, read)


def test_a_consignment_is_asked_once_for_all_that_is_packed_and_leaves(peopled_db):
    alice, bob, heidi, ivan = (cast.actor(name) for name in ("alice", "bob", "heidi", "ivan"))
    authorisation = an_authorisation(alice, bob, an_exporter(alice, bob, ivan), 9)
    made, (box,) = a_consignment(ivan, authorisation)
    guns = a_stock(ivan, 9)

    def statements(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured.captured_queries)

    few = statements(lambda: packed(ivan, box, guns[:4]))
    # Each piece waits for the lock of its line; nothing else is asked for each.
    assert statements(lambda: packed(ivan, box, guns[4:])) - few <= 1
    consignments.close(actor=ivan, consignment_id=made)
    assert statements(
        lambda: consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    ) < 30 + len(guns)
    assert Consignment.objects.get().state == "left"
