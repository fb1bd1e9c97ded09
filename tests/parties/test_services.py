"""Parties: registered, corrected, moved, joined and separated; who may, what is refused, what the log keeps."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from ifar.acts.recorder import COLUMNS, WrittenAct
from ifar.errors import Conflict, Forbidden, Invalid, NotFound
from ifar.ledger import services as ledger
from ifar.ledger.models import Entry, Personal
from ifar.ledger.services import now
from ifar.parties import selectors
from ifar.parties.acts import ACTS
from ifar.parties.models import Event, Party
from ifar.parties.selectors import find, find_by_name, party_for, records_of, survivors
from ifar.parties.services import (
    NewParty,
    correct_party,
    merge_parties,
    move_party,
    parties,
    register_party,
    split_parties,
)
from ifar.parties.services.writing import RECORDER
from ifar.rights import Actor
from tests.acting import without_guards
from tests.factories import a_person

pytestmark = pytest.mark.django_db

ADDRESS = {
    "country": "FR",
    "area": "FR-13",
    "lines": ["4, rue du Port", "Marseille"],
    "valid_from": "2019-03-01",
}


def _registration(actor: Actor, **other: Any) -> WrittenAct:
    """The registration of a person as the service makes it, with something else in it."""
    act = parties.registered(actor, NewParty("person", {"name": "Amina Diallo", "born": "1980-02-03"}))
    return replace(act, **other)


def _forged(actor: Actor) -> Iterator[tuple[str, WrittenAct, WrittenAct]]:
    """Registrations that are none: what the database says of each, what the entry says, what the row says."""
    known = Party.objects.get(
        public_id=register_party(actor=actor, new=NewParty("person", {"name": "Awa Ba"}))
    )
    for word, other in (
        ("cannot be registered from nothing", {"state": "joined"}),
        ("cannot be registered from nothing", {"merged_into": known.public_id}),
        ("stands apart from the log", {"name": "Amina Diallo"}),
    ):
        act = _registration(actor)
        act = replace(act, changes={**act.changes, **other})
        yield word, act, act
    for act in (
        _registration(actor, details=["a list"]),
        _registration(actor, subject=known.public_id, n=2),
        _registration(actor, previous=known.last_event),
        _registration(actor, kind="found"),
    ):
        yield "ifar: ", act, act
    act = _registration(actor)
    yield "differs from its ledger entry", act, replace(act, changes={**act.changes, "country": "FR"})
    yield "differs from its ledger entry", act, replace(act, schema="party.corrected/1")
    yield "differs from its ledger entry", act, replace(act, subject="P0000000000000")
    yield "differs from its ledger entry", act, replace(act, entry=uuid.uuid4())
    yield "commits to values that are not there", act, act


@transaction.atomic
def _by_hand(actor: Actor, entries: list[WrittenAct], rows: list[WrittenAct], *, kept: int) -> None:
    """Entries, then all rows in one statement; of the last entry only so many personal values."""
    for act in entries:
        (composed,) = ledger.composed(actor, [act.draft()], now())
        left = composed.personal[:kept] if act is entries[-1] else composed.personal
        ledger.write([replace(composed, personal=left)])
    line = f"({', '.join(['%s'] * len(COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {ACTS.table} ({', '.join(COLUMNS)}) VALUES {', '.join([line] * len(rows))}",
            [value for act in rows for value in act.row()],
        )


@pytest.mark.parametrize("together", [1, 3])
def test_no_registration_but_by_what_its_entry_says(alice: Actor, together: int) -> None:
    """As the runtime role, past the service; alone, and last among many in one statement."""
    for word, entry, row in _forged(alice):
        good = [_registration(alice) for _ in range(together - 1)]
        before = Party.objects.count()
        with pytest.raises(DatabaseError, match=word):
            _by_hand(alice, [*good, entry], [*good, row], kept=1 if word.startswith("commits") else 9)
        assert Party.objects.count() == before


def test_a_person_enters_the_log_as_commitments_only(alice: Actor) -> None:
    values = {
        "name": "Amina Diallo",
        "born": "1980-02-03",
        "identity_numbers": [{"kind": "passport", "number": "AB-12 34"}],
        "sex": "female",
    }
    public_id = register_party(actor=alice, new=NewParty("person", values, ADDRESS))
    entry = Entry.objects.get(object=public_id)
    written = bytes(entry.canonical).decode()
    assert not any(text in written for text in ("Amina", "1980", "AB-12", "rue du Port"))
    assert set(entry.commitments) == {"name", "born", "identity_numbers", "address"}
    party = party_for(alice, public_id)
    assert (party.name, party.born, party.sex, party.compartment) == (
        "Amina Diallo",
        dt.date(1980, 2, 3),
        "female",
        "civilian",
    )
    assert [(address.country, address.lines, address.valid_from) for address in party.addresses.all()] == [
        ("FR", ADDRESS["lines"], dt.date(2019, 3, 1))
    ]


def test_the_name_of_a_company_is_a_public_fact(alice: Actor) -> None:
    public_id = register_party(
        actor=alice, new=NewParty("entity", {"name": "Club de tir", "registration": "RC-1"})
    )
    entry = Entry.objects.get(object=public_id)
    assert b"Club de tir" in bytes(entry.canonical)
    assert not entry.commitments


@pytest.mark.parametrize(
    ("kind", "values", "field", "code"),
    [
        ("ghost", {}, "kind", "parties.kind"),
        ("person", {"name": "  "}, "name", "parties.name"),
        ("person", {"name": "A\nB"}, "name", "parties.name"),
        ("person", {"name": "x" * 301}, "name", "parties.name"),
        ("person", {"born": "1980-13-01"}, "born", "parties.born.form"),
        ("person", {"born": "1780-01-01"}, "born", "parties.born.impossible"),
        ("entity", {"born": "1980-01-01"}, "born", "parties.born.body"),
        ("person", {"sex": "f"}, "sex", "parties.sex"),
        ("person", {"status": "gone"}, "status", "parties.status"),
        ("person", {"country": "France"}, "country", "parties.country"),
        ("person", {"identity_numbers": [{"kind": "passport"}]}, "identity_numbers", "parties.identity"),
        ("person", {"identity_numbers": {"kind": "passport"}}, "identity_numbers", "parties.identity"),
        ("person", {"contact": {"fax": "1"}}, "contact", "parties.contact"),
        ("person", {"merged_into": "P0"}, "merged_into", "parties.value.unknown"),
    ],
)
def test_what_cannot_be_a_party_is_named_by_field_and_nothing_is_written(
    alice: Actor, kind: str, values: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as caught:
        register_party(actor=alice, new=NewParty(kind, values))
    assert [(reason.field, reason.code) for reason in caught.value.reasons] == [(field, code)]
    assert str(caught.value.reasons[0].message)
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"country": ""}, "parties.address.country"),
        ({"area": "somewhere"}, "parties.address.area"),
        ({"lines": ["x"] * 9}, "parties.address.lines"),
        ({"valid_from": "soon"}, "parties.address.since"),
        ({"valid_from": "2999-01-01"}, "parties.address.future"),
    ],
)
def test_what_cannot_be_an_address_is_refused(alice: Actor, change: dict, code: str) -> None:
    public_id = a_person(alice)
    with pytest.raises(Invalid) as caught:
        move_party(actor=alice, public_id=public_id, address={**ADDRESS, **change})
    assert [reason.code for reason in caught.value.reasons] == [code]


def test_names_keep_the_joiners_of_their_script(alice: Actor) -> None:
    name = "علی‌رضا نوری"
    assert party_for(alice, a_person(alice, name)).name == name


def test_a_correction_keeps_the_old_value_in_the_history_and_its_reason_out_of_the_log(alice: Actor) -> None:
    public_id = a_person(alice, "Amina Dialo")
    correct_party(
        actor=alice,
        public_id=public_id,
        values={"name": "Amina Diallo"},
        reason="misread on the card of Amina",
        expected_n=1,
    )
    party = party_for(alice, public_id)
    assert (party.name, party.n) == ("Amina Diallo", 2)
    history_entries = selectors.history_of(party, 1)
    assert [(history_entry.kind, history_entry.values.get("name")) for history_entry in history_entries] == [
        ("registered", "Amina Dialo"),
        ("corrected", "Amina Diallo"),
    ]
    assert history_entries[1].values["note"] == "misread on the card of Amina"
    assert all(b"Amina" not in bytes(entry.canonical) for entry in Entry.objects.filter(object=public_id))
    assert [record.public_id for record in find_by_name(alice, "Diallo Amina")] == [public_id]


def test_who_looked_before_somebody_else_recorded_gets_a_conflict(alice: Actor) -> None:
    public_id = a_person(alice)
    correct_party(actor=alice, public_id=public_id, values={"sex": "female"}, reason="", expected_n=1)
    with pytest.raises(Conflict) as caught:
        correct_party(actor=alice, public_id=public_id, values={"sex": "male"}, reason="", expected_n=1)
    assert caught.value.code == "parties.party.changed_meanwhile"
    with pytest.raises(Conflict):
        move_party(actor=alice, public_id=public_id, address=ADDRESS, expected_n=1)
    with pytest.raises(Invalid):
        correct_party(actor=alice, public_id=public_id, values={"name": ""}, reason="")


def test_each_address_ends_where_the_next_begins_also_when_an_earlier_one_is_told_late(alice: Actor) -> None:
    public_id = register_party(actor=alice, new=NewParty("person", {"name": "A B"}, {"country": "FR"}))
    for day in ("2020-01-01", "2010-01-01", "2015-06-01", "2015-06-01"):
        move_party(actor=alice, public_id=public_id, address={"country": "FR", "valid_from": day})
    move_party(actor=alice, public_id=public_id, address={"country": "DE"})
    periods = [
        (address.valid_from, address.valid_to) for address in party_for(alice, public_id).addresses.all()
    ]
    day = dt.date.fromisoformat
    today = now().date()
    assert periods == [
        (today, None),
        (day("2020-01-01"), today),
        (day("2015-06-01"), day("2020-01-01")),
        (day("2015-06-01"), day("2015-06-01")),
        (day("2010-01-01"), day("2015-06-01")),
        (None, day("2010-01-01")),
    ]


def test_two_records_of_one_person_are_joined_and_separated_again(bob: Actor) -> None:
    text, other, third = a_person(bob, "A One"), a_person(bob, "A Two"), a_person(bob, "A Three")
    merge_parties(actor=bob, public_id=text, into=other, reason="same card")
    merge_parties(actor=bob, public_id=other, into=third, reason="same card")
    assert records_of(text) == records_of(third) == {text, other, third}
    assert survivors([text, other, third]) == dict.fromkeys((text, other, third), third)
    assert [party.public_id for party in find_by_name(bob, "A One")] == [third]
    for values in ((text, third), (third, text), (third, third)):
        with pytest.raises(Conflict):
            merge_parties(actor=bob, public_id=values[0], into=values[1], reason="")
    with pytest.raises(Conflict) as caught:
        correct_party(actor=bob, public_id=text, values={"name": "B"}, reason="")
    assert caught.value.code == "parties.party.merged"
    split_parties(actor=bob, public_id=other, reason="two people")
    assert records_of(third) == {third}
    assert records_of(text) == {text, other}
    with pytest.raises(Conflict):
        split_parties(actor=bob, public_id=other, reason="again")


def test_a_person_and_a_company_are_never_joined(bob: Actor) -> None:
    company = register_party(actor=bob, new=NewParty("entity", {"name": "Works"}))
    with pytest.raises(Conflict):
        merge_parties(actor=bob, public_id=a_person(bob), into=company, reason="")


def _merge_as_the_runtime_role(actor: Actor, public_id: str, into: str) -> None:
    """The act of the service without its checks."""
    of = Party.objects.get(public_id=public_id)
    with without_guards(RECORDER):
        RECORDER.record(actor, "party", "merged", of, changes={"merged_into": into})


@pytest.mark.parametrize("ring", ["itself", "two", "gone"])
def test_the_database_itself_refuses_a_ring_of_joined_records(bob: Actor, ring: str) -> None:
    text, other = a_person(bob, "A One"), a_person(bob, "A Two")
    merge_parties(actor=bob, public_id=text, into=other, reason="")
    wanted = {"itself": (other, other), "two": (other, text), "gone": (other, "P0000000000000")}[ring]
    with pytest.raises(DatabaseError, match="cannot_merge"), transaction.atomic():
        _merge_as_the_runtime_role(bob, *wanted)


def test_what_other_compartments_keep_does_not_exist(alice: Actor, dave: Actor, heidi: Actor) -> None:
    police = a_person(_steward_of_police(dave), "Hidden Person")
    assert find_by_name(dave, "Hidden Person")
    for actor in (alice, heidi):
        assert not find_by_name(actor, "Hidden Person")
        with pytest.raises(NotFound):
            party_for(actor, police)
    with pytest.raises(NotFound):
        correct_party(actor=alice, public_id=police, values={"name": "X"}, reason="")


def _steward_of_police(dave: Actor) -> Actor:
    from dataclasses import replace

    return replace(dave, permissions=dave.permissions | {"parties:party:write"})


@pytest.mark.parametrize("name", ["dave", "heidi", "judy", "ivan", "frank", "ken", "mallory"])
def test_who_may_not_write_writes_nothing(request: pytest.FixtureRequest, alice: Actor, name: str) -> None:
    actor, public_id = request.getfixturevalue(name), a_person(alice)
    before = Event.objects.count()
    with pytest.raises(Forbidden):
        a_person(actor)
    with pytest.raises(Forbidden):
        correct_party(actor=actor, public_id=public_id, values={"name": "X"}, reason="")
    with pytest.raises(Forbidden):
        merge_parties(actor=actor, public_id=public_id, into=public_id, reason="")
    assert Event.objects.count() == before


def test_found_by_a_number_however_it_is_typed(alice: Actor) -> None:
    values = {"name": "Amina Diallo", "identity_numbers": [{"kind": "passport", "number": "AB-12 34/x"}]}
    public_id = register_party(actor=alice, new=NewParty("person", values))
    company = register_party(
        actor=alice, new=NewParty("entity", {"name": "Works 2000", "registration": "RC-77-1"})
    )
    assert [party.public_id for party in find(alice, "ab1234X")] == [public_id]
    assert [party.public_id for party in find(alice, "rc 77 1")] == [company]
    assert [party.public_id for party in find(alice, "works 2000")] == [company]
    assert find(alice, "99999999") == []


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("Vladimir Petrov", "Владимир Петров"),
        ("يوسف الحداد", "Al-Haddad Yusuf"),
        ("Khadija Chérif", "خديجة الشريف"),
        ("Amina Diallo", "diallo amina"),
        ("Jean-Baptiste Mbeki", "Jean Baptiste Mbeky"),
    ],
)
def test_found_by_name_across_scripts_spellings_and_orders(alice: Actor, held: str, asked: str) -> None:
    public_id = a_person(alice, held)
    a_person(alice, "Zoltan Quirke")
    assert [party.public_id for party in find_by_name(alice, asked)] == [public_id]


@pytest.mark.parametrize("asked", ["haddad", "Haddad", "الحداد", "hadad"])
def test_one_word_of_a_long_name_is_enough_in_any_script(alice: Actor, asked: str) -> None:
    public_id = a_person(alice, "محمد عبد الرحمن الحداد")
    a_person(alice, "Zoltan Quirke")
    assert [party.public_id for party in find_by_name(alice, asked)] == [public_id]


def test_the_keys_in_the_database_are_those_of_the_rule(alice: Actor) -> None:
    from ifar.parties.names import folded, skeleton

    for name in (
        "Al-Haddad, Yusuf",
        "يوسف الحداد",
        "Mohammed Ben Ali",
        "Chérif Djamel Quddus",
        "Владимир Щукин",
        "Ångström 3rd",
    ):
        party = party_for(alice, a_person(alice, name))
        assert (party.keys.folded, party.keys.skeleton) == (folded(name), skeleton(folded(name)))


def test_values_of_a_party_stand_nowhere_but_where_an_erasure_reaches(alice: Actor) -> None:
    a_person(alice, "Xanthippe Quirke", born="1980-02-03")
    assert Personal.objects.filter(value="Xanthippe Quirke").count() == 1
    with connection.cursor() as cursor:
        for value in (
            "convert_from(canonical, 'UTF8') FROM ledger_entry",
            "t::text FROM parties_event t",
            "t::text FROM outbox_message t",
        ):
            cursor.execute(
                f"SELECT count(*) FROM (SELECT {value}) AS said(text) WHERE text ILIKE '%%quirke%%'"
            )
            assert cursor.fetchone() == (0,), value
