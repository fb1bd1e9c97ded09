"""A superuser who takes the triggers of sales away and lets the service write: what `ifar verify` names afterwards of a register in which each entry stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from unittest import mock

import pytest

from ifar.matters.services import matters
from ifar.registry import facts
from ifar.registry.models import Event
from ifar.registry.services.events.shapes import OBJECTED
from ifar.trade.despatches.services import despatching
from ifar.trade.models import Despatch
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.books.story import a_buyer, recorded, stocked
from tests.bulk.making import a_maker
from tests.databases import ground
from tests.trade.despatching import a_carrier, a_stock, received, sent

NAMED = ("registry", "trade", "matters")
SUPERUSER = "SET LOCAL session_replication_role = replica"


@pytest.fixture(scope="module")
def sold(
    databases, peopled_template, django_db_setup, django_db_blocker
) -> Iterator[tuple[Register, dict[str, str]]]:
    """Sold past service and database: what failed proof, to what its former holder objects, what its owner did not let be sold. Lawfully: after the objection
    was settled; and a trader of one person took in again what the carrier handed over."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        alice, bob, ivan, maker, carrier = (
            *(cast.actor(name) for name in ("alice", "bob", "ivan")),
            a_maker(),
            a_carrier(),
        )
        guns = {name: stocked(ivan, f"SP {name}") for name in ("failed", "disputed", "settled")}
        (guns["kept"],) = a_stock(maker, 1)
        received(
            ivan,
            sent(maker, ivan, carrier, [[guns["kept"]]], terms="consignment"),
            [guns["kept"]],
            seals=["S-1"],
        )
        recorded(ivan, guns["failed"], "proof_handed_over", proof_house=ivan.agency)
        recorded(ivan, guns["failed"], "proof_returned", result="failed")
        objections = {
            name: matters.open_matter("conflict", guns[name], f"{OBJECTED} {n}", alice_office())
            for n, name in enumerate(("disputed", "settled"))
        }
        matters.close(
            actor=bob, matter_id=objections["settled"], outcome="answered", reason="It was sold by its owner."
        )
        sale = {"owner_kind": "private", "owner": a_buyer(alice, "Rosa Owner", "Mill Lane 1"), "paper": "P 1"}
        today = dt.datetime.now(dt.UTC).date()
        recorded(ivan, guns["settled"], "retail_sold", today, **sale)
        with database.connect() as owner:
            owner.execute("ALTER TABLE registry_event DISABLE TRIGGER a_sound")
            owner.commit()
        with (
            mock.patch.object(
                facts, "standing", return_value={"proof_not_failed": True, "not_disputed": True}
            ),
            mock.patch.object(facts, "_owner_consents", return_value=True),
        ):
            for name in ("failed", "disputed", "kept"):
                recorded(ivan, guns[name], "retail_sold", today, **sale)
        with database.connect() as owner:
            owner.execute("ALTER TABLE registry_event ENABLE TRIGGER a_sound")
            owner.commit()
        alone = a_stock(maker, 1, first=9)
        made = sent(maker, ivan, carrier, [alone])
        despatching.turn_back(actor=maker, despatch_id=made, reason="The wrong receiver.")
        despatching.bring_back(actor=carrier, despatch_id=made)
        received(maker, made, alone, seals=["S-1"])
        yield register, guns


def alice_office():
    return cast.agency("province")


def test_what_was_sold_past_everything_is_named_and_nothing_else(sold, db) -> None:
    register, guns = sold
    events = {
        name: Event.objects.get(firearm__public_id=gun, kind="retail_sold").n for name, gun in guns.items()
    }
    wrong = {
        f"sold_unsound event {events[name]} of firearm {guns[name]}"
        for name in ("failed", "disputed", "kept")
    }
    assert set(register.says(of=NAMED)) == wrong


def test_whoever_hides_the_objection_or_the_carriers_word_is_named(sold, db) -> None:
    register, guns = sold
    clean = set(register.says(of=NAMED))
    off = (SUPERUSER, *without_triggers("matters_event", "trade_event", "ledger_entry", "trade_despatch"))
    maker = "(SELECT l.actor FROM ledger_entry l JOIN trade_event e ON e.id = l.entry WHERE e.kind = 'turned_back')"
    of_carrier = "entry = (SELECT id FROM trade_event WHERE kind = 'brought_back')"
    despatch = Despatch.objects.exclude(brought_by="").get().public_id
    for forged, named in (
        # What was settled later was open when it was sold.
        ("UPDATE matters_event SET changes = changes || '{\"state\": \"asked\"}' WHERE kind = 'closed'", guns["settled"]),
        (f"UPDATE ledger_entry SET actor = {maker} WHERE {of_carrier}", f"despatch {despatch}"),
        ("DELETE FROM trade_event WHERE kind = 'brought_back'", f"despatch {despatch}"),
        ("UPDATE trade_despatch SET brought_by = ''", "brought_by"),
    ):  # fmt: skip
        says = set(register.says(*off, forged, of=NAMED))
        assert any(named in text for text in says - clean), (forged, says)
