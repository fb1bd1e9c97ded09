"""What each kind of event may do: refused by the services in words, by the database whoever writes, and found by the verifier."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.types.json import Jsonb

from ifar.errors import Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.registry import describing, kinds
from ifar.registry.allowances import CHANGE_MARKS, allowances
from ifar.registry.lifecycle import DUAL_CONTROL, RULES
from ifar.registry.models import Firearm, Mark
from ifar.registry.occurred import UNKNOWN
from ifar.registry.selectors.duplicates import duplicates_for
from ifar.registry.services.events import INSERT_EVENT, NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from ifar.rights import Actor
from tests.factories import a_firearm
from tests.registry.test_duplicates import a_pair

pytestmark = pytest.mark.django_db


def forge(actor: Actor, public_id: str, kind: str, changes: dict[str, Any], **details: Any) -> None:
    """An event as whoever has the runtime role's password writes it: the entry and the row agree, no service is asked."""
    firearm = Firearm.objects.get(public_id=public_id)
    schema, act, n = kinds.KINDS[kind].schema, f"registry.{kind}", firearm.n + 1
    payload = {
        "kind": kind, "n": n, "occurred": UNKNOWN.payload(), "place": "", "paper": "", "proposal": "", "details": details,
        "checks": {}, "changes": changes,
    }  # fmt: skip
    draft = Draft(schema, act, public_id, payload, ledger.new_entry_id(), previous=firearm.last_event)
    with transaction.atomic():
        ledger.append(actor=actor, drafts=[draft])
        row = (
            draft.entry,
            firearm.pk,
            n,
            kind,
            schema,
            None,
            None,
            UNKNOWN.precision,
            UNKNOWN.zone,
            "",
            "",
            "",
        )
        with connection.cursor() as cursor:
            cursor.execute(INSERT_EVENT, (*row, Jsonb(details), Jsonb({}), Jsonb(changes)))


DESTROYED = {
    "ownership": "none", "owner": "", "custody": "none", "custodian": "", "legal": "ended", "physical": "destroyed", "state": "destroyed",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["deposited", "sighted", "noted", "loaned", "seized", "returned_to_owner"])
def test_an_event_of_one_person_destroys_nothing_in_the_database(alice: Actor, kind: str) -> None:
    made = a_firearm(alice, owner_kind="private")
    with pytest.raises(DatabaseError, match=r"may not do this|takes 2 people"):
        forge(alice, made.firearm, kind, DESTROYED)
    assert Firearm.objects.get(public_id=made.firearm).state == "held_civilian"


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("noted", {"make": "glock"}),
        ("sighted", {"owner": "P0000000000000", "ownership": "private", "state": "held_civilian"}),
        ("blocked", {"legal": "stolen"}),
        ("loaned", {"custody": "police", "state": "held_civilian"}),
        ("stolen", {"custody": "unlawful", "legal": "stolen", "state": "stolen", "compartment": "defence"}),
        ("recovered", {"custody": "holder", "legal": "lawful", "state": "held_civilian"}),
        ("merged", {"merged_into": "F0000000000000"}),
    ],
)
def test_the_database_lets_no_kind_do_more_than_its_rule(
    alice: Actor, kind: str, changes: dict[str, Any]
) -> None:
    made = a_firearm(alice, owner_kind="private")
    with pytest.raises(DatabaseError, match=r"may not do this|not there"):
        forge(alice, made.firearm, kind, changes)


def test_the_database_lets_what_the_rule_allows_pass(alice: Actor) -> None:
    made = a_firearm(alice, owner_kind="private")
    forge(alice, made.firearm, "stolen", {"custody": "unlawful", "legal": "stolen", "state": "stolen"})
    forge(alice, made.firearm, "noted", {})
    forge(alice, made.firearm, "sighted", {"marks": [{"n": 2, "kind": "symbol", "text": "star"}]})
    assert Firearm.objects.get(public_id=made.firearm).state == "stolen"


@pytest.mark.parametrize("kind", ["sighted", "found", "seized", "surrendered"])
def test_one_person_replaces_no_mark_on_record(dave: Actor, alice: Actor, kind: str) -> None:
    made = a_firearm(alice, "AB1234")
    details = {
        "sighted": {"method": "inspection"}, "found": {}, "surrendered": {}, "seized": {"ground": "illicit_use"},
    }[kind]  # fmt: skip
    with pytest.raises(Refused) as caught:
        record_event(
            actor=dave,
            firearm=made.firearm,
            event=NewEvent(kind, details, marks=({"n": 1, "text": "CHANGED-BY-ONE"},)),
        )
    assert caught.value.code == "registry.mark.on_record"
    assert "correction" in str(caught.value.message)
    record_event(
        actor=dave,
        firearm=made.firearm,
        event=NewEvent(kind, details, marks=({"kind": "serial", "text": "A81234", "place": "barrel"},)),
    )
    assert list(Mark.objects.order_by("n").values_list("text", flat=True)) == ["AB1234", "A81234"]


def test_the_database_lets_one_person_replace_no_mark(alice: Actor) -> None:
    made = a_firearm(alice, "AB1234")
    for mark in ({"n": 1, "text": "FORGED"}, {"n": 1, "retired": True}):
        with pytest.raises(DatabaseError, match="may not change a mark"):
            forge(alice, made.firearm, "sighted", {"marks": [mark]}, method="inspection")


def test_what_changes_marks_takes_two_people() -> None:
    assert {f"registry.{kind}" for kind in CHANGE_MARKS} <= set(DUAL_CONTROL)
    adding = {
        kind
        for kind, allowance in allowances().items()
        if "marks" in allowance.columns and not allowance.changes_marks
    }
    assert adding == {
        kind for kind, sets in describing.MAY_SET.items() if "marks" in sets and kind not in CHANGE_MARKS
    }


@pytest.mark.parametrize("kind", ["merged", "split"])
def test_records_are_joined_by_deciding_about_a_pair_alone(alice: Actor, dave: Actor, kind: str) -> None:
    older, newer = a_pair(alice)
    details = {
        "survivor": older,
        "duplicate": "D0000000000000",
        **({"reason": "x"} if kind == "split" else {}),
    }
    for actor in (alice, dave):
        with pytest.raises(Refused) as caught:
            record_event(actor=actor, firearm=newer, event=NewEvent(kind, details))
        assert caught.value.code == "registry.kind.own_service"
        with pytest.raises(Refused) as caught:
            propose_event(actor=actor, firearm=newer, event=NewEvent(kind, details), reason="x")
        assert caught.value.code == "registry.kind.own_service"


def test_the_database_joins_records_only_as_a_pair_says(alice: Actor, bob: Actor) -> None:
    older, newer = a_pair(alice)
    third = a_firearm(alice, "QQ-1").firearm
    (pair,) = duplicates_for(bob)
    for survivor, duplicate in ((third, pair.public_id), (older, "D0000000000000")):
        with pytest.raises(DatabaseError, match="no pair"):
            forge(alice, newer, "merged", {"merged_into": survivor}, survivor=survivor, duplicate=duplicate)
    forge(alice, newer, "merged", {"merged_into": older}, survivor=older, duplicate=pair.public_id)
    with pytest.raises(DatabaseError, match="may not do this"):
        forge(alice, newer, "blocked", {"legal": "blocked"})


def test_every_kind_is_worked_out_and_no_kind_of_one_person_reaches_an_end_of_two() -> None:
    result = allowances()
    assert set(result) == set(RULES)
    for kind, allowance in result.items():
        if RULES[kind].people == 1 and kind != "registered":
            assert "destroyed" not in set().union(
                *(after for was, after in allowance.becomes.items() if was != "destroyed")
            )
        if RULES[kind].informs:
            assert not allowance.columns - {"marks"}


@pytest.mark.parametrize("column", ["owner", "custodian", "state", "ownership", "legal"])
def test_nothing_is_set_to_nothing(alice: Actor, column: str) -> None:
    """A key with null in it would be replayed as null: it must not pass for a key that is not there."""
    first = a_firearm(alice, owner_kind="private")
    firearm = Firearm.objects.get(public_id=first.firearm)
    names = ("ownership", "owner", "custody", "custodian", "state")
    values = {name: getattr(firearm, name) for name in names}
    forge(alice, first.firearm, "privately_transferred", values)
    with pytest.raises(DatabaseError):
        forge(alice, first.firearm, "privately_transferred", {**values, column: None})


def test_later_events_that_come_with_the_first_are_checked_too(alice: Actor) -> None:
    """An older register brings whole lives in one statement: the state that each event starts from follows from those before it."""
    first = a_firearm(alice, owner_kind="private")
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_firearm_id_seq')")
        number = cursor.fetchone()[0]
    opened = Firearm.objects.get(public_id=first.firearm).events.get(n=1)
    gone = {"custody": "unlawful", "legal": "stolen", "state": "stolen"}

    def life(
        *later: tuple[str, dict[str, Any]], numbers: tuple[int, ...] = (1, 2, 3), **identity: Any
    ) -> None:
        previous, rows = None, []
        first = ("registered", {**opened.changes, **identity})
        for n, (kind, changes) in zip(numbers, [first, *later], strict=False):
            schema = kinds.KINDS[kind].schema
            details = opened.details if n == 1 else {}
            record = {
                "kind": kind, "n": n, "occurred": UNKNOWN.payload(), "place": "", "paper": "", "proposal": "", "details": details,
                "checks": {}, "changes": changes,
            }  # fmt: skip
            draft = Draft(
                schema, f"registry.{kind}", "F00000000000A0", record, ledger.new_entry_id(), previous=previous
            )
            ledger.append(actor=alice, drafts=[draft])
            previous = draft.entry
            rows.append((draft.entry, number, n, kind, schema, None, None, UNKNOWN.precision, UNKNOWN.zone, "", "", "",
                         Jsonb(details), Jsonb({}), Jsonb(changes)))  # fmt: skip
        columns, _, values = INSERT_EVENT.partition(" VALUES ")
        with connection.cursor() as cursor:
            cursor.execute(
                f"{columns} VALUES {', '.join([values] * len(rows))}", [item for row in rows for item in row]
            )

    for wrong in (DESTROYED, {**gone, "marks": [{"n": 1, "text": "FORGED"}]}):
        with pytest.raises(DatabaseError, match=r"may not do this|may not change"), transaction.atomic():
            life(("stolen", gone), ("sighted", wrong))
    for numbers in ((1, 0), (1, 3)):
        with pytest.raises(DatabaseError, match="meanwhile"), transaction.atomic():
            life(("noted", {}), numbers=numbers)
    for unfit in ({"make": None}, {"year_status": "known"}, {"calibre_status": "none"}, {"item": "cannon"}):
        with pytest.raises(DatabaseError, match="does not hold together"), transaction.atomic():
            life(**unfit)
    life(("stolen", gone), ("noted", {}))
    assert Firearm.objects.get(pk=number).n == 3
