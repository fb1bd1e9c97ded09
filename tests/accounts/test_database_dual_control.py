"""The database's own four-eyes check, against a runtime role that writes its own SQL: nothing here asks a service.

These tests run as `ifar_app`. Whoever has its password may write entries and rows; they cannot make one person be two.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.types.json import Jsonb

from ifar.accounts.models import Client, Decision, Grant, GrantEnd, Proposal, User
from ifar.accounts.services import acts
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from tests import cast


def entry(actor, act, object, payload, **personal):
    """An entry as an attacker writes it: whatever it says, in the right form."""
    draft = Draft("forged.act/1", act, object, payload, ledger.new_entry_id(), personal=personal)
    return ledger.append(actor=actor, drafts=[draft])[0].entry


def propose(actor, act="accounts.grant", object=None, payload=None, **more):
    """A proposal by raw rows; `more` overrules columns."""
    now = acts.now()
    row = {
        "public_id": more.pop("public_id", "Q00000000000FG"),
        "act": act,
        "object": object or cast.user("mallory").public_id,
        "payload": payload or grant_payload(now),
        "reason": "forged",
        "proposer": actor.id,
        "agency_id": actor.agency_id,
        "compartment": "civilian",
        "people": 2,
        "emergency": False,
        "countersign_by": None,
        "expires_at": now + dt.timedelta(days=1),
        "at": now,
    } | more
    values = {name: value for name, value in row.items() if name not in ("public_id", "agency_id", "reason")}
    values |= {"id": row["public_id"]}
    values |= {"agency": cast.Agency.objects.get(pk=row["agency_id"]).public_id}
    values |= {name: acts.text(row[name]) for name in ("countersign_by", "expires_at", "at")}
    made = entry(
        replace(actor, id=row["proposer"]),
        "accounts.proposed",
        row["public_id"],
        values,
        reason=row["reason"],
    )
    return Proposal.objects.create(entry=made, **row)


def grant_payload(now, role="licensing_clerk", user=""):
    return {
        "user": user or cast.user("mallory").public_id,
        "role": role,
        "agency": cast.agency("province").public_id,
        "valid_from": acts.text(now),
        "valid_to": None,
    }


def decide(actor, proposal, verdict="approve", **more):
    now = acts.now()
    row = {"verdict": verdict, "standing_in_for": "", "reason": "", "at": now} | more
    values = {
        "proposal": proposal.public_id,
        "decider": actor.id,
        **{name: value for name, value in row.items() if name != "reason"},
        "at": acts.text(now),
        "agency": actor.agency,
    }
    personal = {"reason": row["reason"]} if row["reason"] else {}
    made = entry(actor, "accounts.decided", proposal.public_id, values, **personal)
    return Decision.objects.create(
        entry=made,
        proposal_id=proposal.public_id,
        agency_id=actor.agency_id,
        **{"decider": actor.id, **row},
    )


def execute(actor, proposal, **changed):
    payload = {**proposal.payload, "proposal": proposal.public_id} | changed
    return entry(actor, changed.pop("act", proposal.act), proposal.object, payload)


def refused(words):
    """The database says no, in these words."""

    class Refused:
        def __enter__(self):
            self._savepoint = transaction.atomic()
            self._raises = pytest.raises((IntegrityError, ProgrammingError), match=words)
            self._raises.__enter__()
            self._savepoint.__enter__()

        def __exit__(self, *error):
            self._savepoint.__exit__(*error)
            return self._raises.__exit__(*error)

    return Refused()


def test_the_straight_way_works(ken, laura):
    asked = propose(ken)
    decide(laura, asked)
    made = execute(laura, asked)
    payload = asked.payload
    Grant.objects.create(
        entry=made,
        user=cast.user("mallory"),
        role=payload["role"],
        agency=cast.agency("province"),
        valid_from=acts.moment(payload["valid_from"]),
        proposal=asked.public_id,
    )
    assert cast.actor("mallory").roles == {"licensing_clerk"}


def test_without_a_proposal_nothing_is_granted(ken):
    payload = grant_payload(acts.now())
    with refused("no proposal says the same"):
        entry(ken, "accounts.grant", cast.user("mallory").public_id, payload)
    with refused("no proposal says the same"):
        entry(ken, "accounts.grant", cast.user("mallory").public_id, {**payload, "proposal": "Q0"})


def test_the_ceremony_stays_closed(ken):
    with refused("no proposal says the same"):
        entry(
            ken,
            "accounts.grant",
            cast.user("mallory").public_id,
            {**grant_payload(acts.now()), "proposal": "ceremony"},
        )


def test_one_person_is_not_two(ken):
    asked = propose(ken)
    with refused("takes 2 people"):
        execute(ken, asked)
    with refused("needs another person"):
        decide(ken, asked)


def test_an_invented_proposer_proposes_nothing(ken):
    with refused("nobody who may propose"):
        propose(replace(ken, id="nobody-real"))
    with refused("nobody who may propose"):
        propose(cast.actor("alice"))
    User.objects.filter(username="ken").update(is_active=False)
    with refused("nobody who may propose"):
        propose(ken)


def test_nobody_gets_a_role_that_excludes_one_they_hold(ken, laura):
    """Two people agreed, and still a licensing clerk does not administer rights, nor stands in for whoever does."""
    now, alice = acts.now(), cast.user("alice")
    payload = grant_payload(now, "administrator", alice.public_id)
    asked = propose(ken, object=alice.public_id, payload=payload)
    decide(laura, asked)
    made = execute(laura, asked)
    with refused("nobody is administrator and licensing_clerk at once"):
        Grant.objects.create(
            entry=made,
            user=alice,
            role="administrator",
            agency=cast.agency("province"),
            valid_from=now,
            proposal=asked.public_id,
        )


def test_a_name_that_is_not_the_entrys_decides_nothing(ken, laura):
    """The decision's row cannot name another decider than the one whose entry it is."""
    asked = propose(ken)
    with refused("differs from its ledger entry"):
        decide(ken, asked, decider=laura.id)


def test_an_invented_decider_decides_nothing(ken):
    asked = propose(ken)
    with refused("holds no role that decides"):
        decide(replace(ken, id="U00000000000XX"), asked)


@pytest.mark.parametrize("name", ["alice", "bob", "mallory", "judy"])
def test_a_decider_needs_the_role(ken, name):
    asked = propose(ken, object=cast.user("heidi").public_id)
    actor = cast.actor(name)
    with refused("holds no role that decides"):
        decide(replace(actor, agency_id=ken.agency_id, agency=ken.agency), asked)


def test_a_locked_decider_decides_nothing(ken, laura):
    asked = propose(ken)
    User.objects.filter(username="laura").update(is_active=False)
    with refused("holds no role that decides"):
        decide(laura, asked)


def test_nobody_decides_about_their_own_role(ken, laura):
    asked = propose(ken, object=laura.id)
    with refused("needs another person"):
        decide(laura, asked)


def test_standing_in_for_the_proposer_is_no_second_person(ken, laura):
    asked = propose(ken)
    with refused("needs another person"):
        decide(laura, asked, standing_in_for=ken.id)


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "licensing_head"},
        {"user": "U00000000000XX"},
        {"agency": "A0000000000000"},
        {"valid_to": "2099-01-01T00:00:00.000000Z"},
        {"more": "than was asked"},
        {"valid_from": None},
    ],
)
def test_bait_and_switch(ken, laura, changed):
    """What was approved is what is done, key by key; a proposal about rights allows nothing besides."""
    asked = propose(ken)
    decide(laura, asked)
    with refused("no proposal says the same"):
        execute(laura, asked, **changed)


def test_bait_and_switch_of_the_object(ken, laura):
    asked = propose(ken)
    decide(laura, asked)
    with refused("no proposal says the same"):
        entry(laura, "accounts.grant", ken.id, {**asked.payload, "proposal": asked.public_id})


def test_bait_and_switch_of_the_act(ken, laura):
    asked = propose(ken)
    decide(laura, asked)
    with refused("no proposal says the same"):
        entry(laura, "accounts.revoke", asked.object, {**asked.payload, "proposal": asked.public_id})


def test_bait_and_switch_inside_a_list(bob, nina):
    """A list in the payload is compared whole, not as a set that may grow."""
    asked = propose(
        bob, "registry.corrected", "F00000000000XX", {"changes": {"marks": [{"n": 1, "text": "A"}]}}
    )
    decide(nina, asked)
    changes = {"marks": [{"n": 1, "text": "A"}, {"n": 2, "text": "B"}]}
    with refused("no proposal says the same"):
        execute(nina, asked, changes=changes)


def test_an_act_under_another_name_makes_no_grant(ken):
    """An entry that takes one person cannot stand behind a row that takes two."""
    now = acts.now()
    made = entry(
        ken, "accounts.harmless", cast.user("mallory").public_id, {**grant_payload(now), "proposal": ""}
    )
    with refused("differs from its ledger entry"):
        Grant.objects.create(
            entry=made,
            user=cast.user("mallory"),
            role="licensing_clerk",
            agency=cast.agency("province"),
            valid_from=now,
        )


def test_a_row_without_an_entry_is_refused(ken):
    with refused("differs from its ledger entry"):
        Grant.objects.create(
            entry="01920000-0000-7000-8000-000000000001",
            user=cast.user("mallory"),
            role="judge",
            agency=cast.agency("court"),
            valid_from=acts.now(),
        )


def test_a_row_says_what_its_entry_says(ken, laura):
    asked = propose(ken)
    decide(laura, asked)
    made = execute(laura, asked)
    for changed in (
        {"role": "licensing_head"},
        {"agency": cast.agency("court")},
        {"user": cast.user("alice")},
    ):
        row = {
            "user": cast.user("mallory"),
            "role": "licensing_clerk",
            "agency": cast.agency("province"),
            "valid_from": acts.moment(asked.payload["valid_from"]),
            "proposal": asked.public_id,
        } | changed
        with refused("differs from its ledger entry"):
            Grant.objects.create(entry=made, **row)


def test_second_execution(ken, laura):
    asked = propose(ken)
    decide(laura, asked)
    execute(laura, asked)
    with refused("accounts_execution"):
        execute(laura, asked)


def test_expired_at_the_decision(ken, laura):
    asked = propose(ken, expires_at=acts.now() - dt.timedelta(seconds=1))
    with refused("has expired"):
        decide(laura, asked)


def test_expired_at_the_execution(ken, laura):
    asked = propose(ken, expires_at=acts.now() + dt.timedelta(seconds=0.4))
    decide(laura, asked)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5)")
    with refused("has expired"):
        execute(laura, asked)


def test_after_a_no_nothing_is_done(ken, laura, oscar):
    asked = propose(ken)
    decide(laura, asked, "refuse")
    with refused("was refused"):
        execute(laura, asked)
    with refused("is closed"):
        decide(oscar, asked)


def test_only_the_proposer_withdraws(ken, laura):
    asked = propose(ken)
    with refused("only the proposer"):
        decide(laura, asked, "withdraw")


def test_a_proposal_states_the_true_number_of_people(ken):
    for wrong in ({"people": 1}, {"people": 3}, {"emergency": True, "countersign_by": acts.now()}):
        with refused("cannot be proposed like this"):
            propose(ken, **wrong)


def test_an_empty_proposal_would_allow_everything(bob):
    with refused("cannot be proposed like this"):
        now = acts.now()
        made = entry(bob, "accounts.proposed", "Q00000000000FH", {"act": "registry.corrected"})
        Proposal.objects.create(
            entry=made, public_id="Q00000000000FH", act="registry.corrected", object="F", payload={}, reason="x",
            proposer=bob.id, agency_id=bob.agency_id, compartment="civilian", people=2, expires_at=now, at=now,
        )  # fmt: skip


def test_an_emergency_still_needs_its_proposal(bob):
    asked = propose(
        bob,
        "registry.corrected",
        "F00000000000XX",
        {"details": {"a": 1}},
        emergency=True,
        countersign_by=acts.now() + dt.timedelta(days=1),
    )
    with refused("no proposal says the same"):
        execute(bob, asked, details={"a": 2})
    execute(bob, asked)


@pytest.mark.usefixtures("temporary_tables")
def test_a_temporary_table_stands_in_for_nothing(ken):
    """The triggers look in the real schema only, whatever a session puts before it."""
    asked = propose(ken)
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = pg_temp, public")
        cursor.execute("CREATE TEMP TABLE accounts_decision (LIKE public.accounts_decision)")
        cursor.execute(
            "CREATE TEMP TABLE accounts_dualcontrol (act text, people smallint, deciders text[], emergency boolean)"
        )
        cursor.execute("CREATE TEMP TABLE accounts_useract (LIKE public.accounts_useract)")
        cursor.execute(
            "INSERT INTO pg_temp.accounts_decision (entry, proposal_id, verdict, decider, standing_in_for, agency_id, reason, at) "
            "VALUES (gen_random_uuid(), %s, 'approve', 'U', '', 1, '', now())",
            [asked.public_id],
        )
    try:
        with refused("takes 2 people"):
            execute(ken, asked)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET search_path = public")


def test_eyes_and_executions_are_out_of_reach(ken):
    for statement in (
        "UPDATE accounts_dualcontrol SET people = 1",
        "DELETE FROM accounts_dualcontrol",
        "INSERT INTO accounts_execution (proposal_id, entry, at) VALUES ('Q', gen_random_uuid(), now())",
        "ALTER TABLE ledger_entry DISABLE TRIGGER c_eyes",
        "DROP TRIGGER c_eyes ON ledger_entry",
        "INSERT INTO ledger_entry (id) OVERRIDING SYSTEM VALUE VALUES (1)",
    ):
        with refused("permission denied|must be owner"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_agency_has_no_other_way_to_be(ken):
    with refused("permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_agency SET name = 'x'")
    with refused("permission denied"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_agency (public_id) VALUES ('A')")


def test_people_keep_their_names_and_identifiers(db):
    for column in ("username", "public_id", "home_id", "id"):
        with refused("permission denied"), connection.cursor() as cursor:
            cursor.execute(f"UPDATE accounts_user SET {column} = {column}")


def test_a_grant_ends_only_by_two(ken):
    held = Grant.objects.get(user=cast.user("alice"))
    with refused("differs from its ledger entry"):
        GrantEnd.objects.create(entry=held.entry, grant=held, at=acts.now())
    with refused("no proposal says the same"):
        entry(
            ken,
            "accounts.revoke",
            held.user.public_id,
            {"grant": str(held.entry), "proposal": "", "at": ""},
        )


def test_entries_are_checked_word_for_word(ken):
    with refused("differ from its columns"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (entry, schema, act, actor, agency, recorded_at, object, previous, commitments, canonical) "
            "VALUES (gen_random_uuid(), 'a.b/1', 'a.b', 'U', '', clock_timestamp(), 'x', NULL, %s, '{}')",
            [Jsonb({})],
        )


def test_a_password_alone_gives_nothing(ken):
    """The runtime role may write passwords, as signing in needs it: such a one opens nothing, and what a person may do does not follow from there."""
    User.objects.filter(username="mallory").update(password=make_password("another-long-password"))
    assert not cast.user("mallory").check_password("another-long-password")
    assert cast.actor("mallory").permissions == frozenset()


def a_program(ken, laura, *scopes):
    """A client as two administrators who agree could write it, past the service."""
    now, public_id = acts.now(), "C0000000000FG0"
    values = {
        "client": public_id,
        "name": "Program",
        "agency": cast.agency("province").public_id,
        "scopes": list(scopes),
        "expires_at": acts.text(now + dt.timedelta(days=30)),
    }
    asked = propose(ken, "accounts.client", public_id, values, public_id="Q00000000000FC")
    decide(laura, asked)
    made = entry(ken, "accounts.client", public_id, {**values, "proposal": asked.public_id})
    return Client.objects.create(
        entry=made,
        public_id=public_id,
        name="Program",
        agency=cast.agency("province"),
        scopes=list(scopes),
        expires_at=acts.moment(values["expires_at"]),
        proposal=asked.public_id,
    )


@pytest.mark.parametrize(
    "scope", ["registry:event:propose", "cashier:decision:propose", "accounts:proposal:decide"]
)
def test_no_program_is_made_that_could_be_one_of_two_people(ken, laura, scope):
    with refused("a program is none of several people"):
        a_program(ken, laura, "registry:firearm:read", scope)
    assert a_program(ken, laura, "registry:firearm:read").public_id
