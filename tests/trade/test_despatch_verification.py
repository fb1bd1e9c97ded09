"""What the verifier names where somebody altered a despatch or the life of a firearm that was in one."""

from __future__ import annotations

from dataclasses import replace

from ifar.trade.despatches.services import despatching, receiving
from tests import cast
from tests.altered import filled_once, without_triggers
from tests.bulk.making import a_maker
from tests.trade.despatching import a_carrier, a_stock, received, sent


def _on_the_road_and_received():
    maker, carrier, ivan = a_maker(), a_carrier(), cast.actor("ivan")
    guns = a_stock(maker, 4)
    made = sent(maker, ivan, carrier, [guns[:2], guns[2:]])
    received(ivan, made, guns[:1], crate="1", seals=["S-1"])
    receiving.report(actor=cast.actor("bob"), despatch_id=made)
    despatching.turn_back(actor=maker, despatch_id=made, reason="They closed.")
    other = replace(maker, id=cast.user("nina").public_id)
    received(other, made, guns[2:3], crate="2", seals=["S-2"], complete=False)


register = filled_once(_on_the_road_and_received)
NAMED = "trade_despatches"
FIRST = "(SELECT min(id::text)::uuid FROM registry_event WHERE kind = '{}')"


def altered(register, *statements):
    return register.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event", "registry_event"),
        *statements,
        of=(NAMED,),
    )


def test_as_it_was_nothing_is_named(register, db):
    assert register.says(of=(NAMED,)) == []


def test_another_carrier_crate_or_receiver_in_the_life_of_a_firearm_is_named(register, db):
    for change in (
        "'{carrier}', '\"A0000000000000\"'",
        "'{crate}', '\"9\"'",
        "'{receiver}', '\"A0000000000000\"'",
    ):
        value = altered(
            register,
            f"UPDATE registry_event SET details = jsonb_set(details, {change}) WHERE id = {FIRST.format('despatched')}",
        )
        assert [item.split()[:2] for item in value] == [["not_allowed", "despatch"]], change


def test_a_firearm_that_is_taken_out_of_its_crate_is_named(register, db):
    value = altered(
        register,
        "UPDATE trade_event SET changes = changes #- '{firearms,0}' WHERE record_type = 'box' AND kind = 'packed'",
    )
    assert ["not_allowed", "firearm"] in [item.split()[:2] for item in value]


def test_a_receipt_that_no_life_tells_is_named(register, db):
    value = altered(
        register,
        "UPDATE trade_event SET changes = jsonb_set(changes, '{received}', changes -> 'received' || to_jsonb((SELECT f.public_id FROM registry_firearm f"
        " WHERE f.state = 'despatched' ORDER BY f.id LIMIT 1))) WHERE record_type = 'box' AND kind = 'received'",
    )
    assert [item.split()[:2] for item in value] == [["not_allowed", "box"]]


def test_another_office_that_received_is_named(register, db):
    value = altered(
        register,
        "UPDATE trade_event SET changes = jsonb_set(changes, '{receiver}', '\"A0000000000000\"') WHERE record_type = 'despatch' AND kind = 'offered'",
    )
    assert len(value) >= 4


def test_a_report_that_no_life_tells_and_one_of_nothing_are_named(register, db):
    for forged in (
        "UPDATE registry_event SET paper = 'T0000000000000' WHERE kind = 'missing_in_transit'",
        "UPDATE trade_event SET changes = jsonb_set(changes, '{lost}', '[]') WHERE record_type = 'box' AND kind = 'reported'",
        "UPDATE trade_event SET details = '{\"missing\": 2}' WHERE record_type = 'despatch' AND kind = 'reported'",
        "UPDATE trade_event SET kind = 'reported', details = '{\"missing\": 0}' WHERE record_type = 'despatch' AND kind = 'received'",
        "UPDATE trade_event SET kind = 'completed' WHERE record_type = 'despatch' AND kind = 'reported'",
        "UPDATE trade_event SET changes = jsonb_set(changes, '{due_on}', '\"2090-01-01\"') WHERE record_type = 'despatch' AND kind = 'offered'",
    ):
        value = altered(register, forged)
        assert value, forged
        assert {item.split()[0] for item in value} == {"not_allowed"}, forged


def test_one_person_on_both_sides_and_a_packer_who_is_not_named_are_named(register, db):
    of = "(SELECT l.actor FROM ledger_entry l JOIN trade_event e ON e.id = l.entry WHERE e.record_type || ' ' || e.kind = '{}' LIMIT 1)"
    for did, also in (
        ("box packed", "despatch received"),
        ("despatch sent", "despatch received"),
        ("despatch offered", "despatch accepted"),
        ("despatch accepted", "despatch sent"),
        ("box packed", "despatch taken_back"),
        ("despatch turned_back", "despatch taken_back"),
    ):
        says = register.says(
            "SET LOCAL session_replication_role = replica",
            *without_triggers("ledger_entry"),
            f"UPDATE ledger_entry SET actor = {of.format(did)} WHERE entry IN (SELECT id FROM trade_event WHERE record_type || ' ' || kind = '{also}')",
            of=("trade",),
        )
        assert ["not_allowed", "despatch"] in [item.split()[:2] for item in says], (did, also)
    says = altered(
        register,
        "UPDATE trade_event SET changes = jsonb_set(changes, '{packers}', '[]') WHERE record_type = 'despatch' AND kind = 'sent'",
    )
    assert [item.split()[:2] for item in says] == [["not_allowed", "despatch"]]


def test_what_is_said_to_come_home_by_another_or_before_it_was_turned_back_is_named(register, db):
    for forged in (
        "UPDATE trade_event SET changes = jsonb_set(changes, '{back}', '[]') WHERE record_type = 'box' AND kind = 'taken_back'",
        "UPDATE trade_event SET kind = 'sent', changes = changes || '{\"state\": \"sent\"}' WHERE kind = 'turned_back'",
        "UPDATE registry_event SET details = details || '{\"terms\": \"consignment\"}' WHERE kind = 'despatch_received' AND details ->> 'terms' = 'home'",
        "UPDATE registry_event SET details = details || '{\"receiver\": \"A0000000000000\"}' WHERE kind = 'despatch_received' AND details ->> 'terms' = 'home'",
    ):
        value = altered(register, forged)
        assert value, forged
        assert {item.split()[0] for item in value} == {"not_allowed"}, forged


def test_what_came_of_a_crate_that_nobody_said_of_the_despatch_is_named(register, db):
    says = register.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("ledger_entry"),
        f"UPDATE ledger_entry SET actor = '{cast.user('mallory').public_id}' WHERE entry IN"
        " (SELECT id FROM trade_event WHERE record_type = 'box' AND kind IN ('received', 'taken_back'))",
        of=(NAMED,),
    )
    assert [item.split()[:2] for item in says] == [["not_allowed", "box"]] * 2


def test_other_terms_and_another_owner_are_named(register, db):
    for forged in (
        "UPDATE trade_event SET changes = changes || '{\"terms\": \"consignment\"}' WHERE record_type = 'despatch' AND kind = 'offered'",
        "UPDATE registry_event SET changes = changes || '{\"owner\": \"A0000000000000\"}' WHERE changes ? 'owner' AND kind <> 'despatch_received'",
        "UPDATE registry_event SET details = details || '{\"terms\": \"home\"}' WHERE kind = 'despatch_received'",
    ):
        value = altered(register, forged)
        assert value, forged
        assert {item.split()[0] for item in value} == {"not_allowed"}, forged
