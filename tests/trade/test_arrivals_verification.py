"""What came in and is registered, as verification reads it: for good, or for a time."""

from __future__ import annotations

from ifar.trade.consignments.services import arriving
from tests import cast
from tests.altered import filled_once, without_triggers
from tests.trade.carrying import an_exporter, an_import, seen

NUMBERS = ("SW001", "SW002")


def _came_for_good():
    alice, bob, ivan, heidi = (cast.actor(name) for name in ("alice", "bob", "ivan", "heidi"))
    made = an_import(alice, bob, an_exporter(alice, bob, ivan), ivan, NUMBERS)
    seen(heidi, made, NUMBERS)
    arriving.register(actor=heidi, consignment_id=made, owner_kind="importer")


register = filled_once(_came_for_good)


def test_verification_names_what_came_for_a_time_and_is_registered_for_good(register, db):
    assert register.says(of=("trade_carried",)) == []
    says = register.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event"),
        """UPDATE trade_event SET changes = jsonb_set(changes, '{purpose}', '"sport"') WHERE record_type = 'authorisation' AND kind = 'drafted'""",
        of=("trade_carried",),
    )
    assert [item.split()[:2] for item in says] == [["not_allowed", "item"]] * 2
