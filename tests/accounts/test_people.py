"""People, agencies, grants: registered, invited, locked; what may be held together; what an actor sees."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ifar import rights
from ifar.accounts import holding, scopes
from ifar.accounts.models import Agency, User
from ifar.accounts.selectors import agencies as agency_selectors
from ifar.accounts.selectors import people as selectors
from ifar.accounts.services import acts, agencies, grants, people, proposals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger import payloads
from tests import cast

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def new(username="trent", **more):
    return people.NewPerson(username, more.pop("name", "Trent Newcomer"), **more)


def register(actor, **more):
    return people.register(actor=actor, new=new(**more), home=cast.agency("province").public_id)


def decided(laura, asked):
    return proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")


def test_registered_people_may_do_nothing(ken):
    made = register(ken)
    assert cast.actor("trent").permissions == frozenset()
    assert not made.has_usable_password()


def test_names_enter_the_log_as_commitments_only(ken):
    made = register(ken, name="Very Particular Name", email="particular@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT canonical, commitments FROM ledger_entry WHERE object = %s", [made.public_id])
        canonical, commitments = cursor.fetchone()
    assert b"Particular" not in bytes(canonical)
    assert b"example.org" not in bytes(canonical)
    assert set(json.loads(commitments)) == {"username", "name", "email"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "T"}, "username"),
        ({"username": "With Space"}, "username"),
        ({"username": "ünïcode"}, "username"),
        ({"name": "  "}, "name"),
        ({"email": "nowhere"}, "email"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_wrong_field_is_named(ken, wrong, field):
    with pytest.raises(Invalid) as refused:
        register(ken, **wrong)
    assert [reason.field for reason in refused.value.reasons] == [field]


def test_a_name_is_taken_once(ken):
    register(ken)
    with pytest.raises(Conflict):
        register(ken)


def test_only_those_in_charge_register(alice, bob, laura, judy, peter):
    for actor in (alice, bob, laura, judy):
        with pytest.raises(Forbidden):
            register(actor)
    with pytest.raises(NotFound):
        register(peter)


def test_a_link_works_once(ken):
    made = register(ken)
    secret = people.invite(actor=ken, user=made.public_id)
    people.choose_password(user=made.public_id, secret=secret, password="a long enough sentence")
    made.refresh_from_db()
    assert made.check_password("a long enough sentence")
    with pytest.raises(NotFound):
        people.choose_password(user=made.public_id, secret=secret, password="another long sentence")


def test_one_administrator_never_holds_the_link_that_makes_a_security_officer(ken):
    laura = cast.user("laura")
    with pytest.raises(Refused) as refused:
        people.invite(actor=ken, user=laura.public_id)
    assert refused.value.code == "accounts.invite.sensitive"
    Authenticator.objects.create(user=laura, type="totp", data={})
    assert people.invite(actor=ken, user=laura.public_id)


def test_a_link_ends_after_its_days(ken, settings):
    made = register(ken)
    secret = people.invite(actor=ken, user=made.public_id)
    settings.PASSWORD_RESET_TIMEOUT = -1
    with pytest.raises(NotFound):
        people.person_of_link(made.public_id, secret)


def test_a_weak_password_is_refused(ken):
    made = register(ken)
    secret = people.invite(actor=ken, user=made.public_id)
    for weak in ("short", "password1234", "trent-newcomer"):
        with pytest.raises(Invalid) as refused:
            people.choose_password(user=made.public_id, secret=secret, password=weak)
        assert refused.value.reasons


def test_locked_at_once_and_opened_again(ken):
    alice = cast.user("alice")
    people.lock(actor=ken, user=alice.public_id, reason="under inquiry")
    alice.refresh_from_db()
    assert not alice.is_active
    with pytest.raises(Conflict):
        people.lock(actor=ken, user=alice.public_id, reason="again")
    people.unlock(actor=ken, user=alice.public_id, reason="cleared")
    alice.refresh_from_db()
    assert alice.is_active
    assert [act.kind for act in selectors.acts_about(alice)][:2] == ["unlocked", "locked"]


def test_nobody_locks_themselves_or_without_a_reason(ken):
    with pytest.raises(Forbidden):
        people.lock(actor=ken, user=ken.id, reason="bored")
    with pytest.raises(Invalid):
        people.lock(actor=ken, user=cast.user("alice").public_id, reason=" ")


def test_a_second_factor_is_reset_by_two(ken, laura):
    alice = cast.user("alice")
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "x"})
    asked = people.propose_factor_reset(actor=ken, user=alice.public_id, reason="telephone lost")
    assert Authenticator.objects.filter(user=alice).exists()
    decided(laura, asked)
    assert not Authenticator.objects.filter(user=alice).exists()


def test_a_role_is_taken_by_two(ken, laura):
    held = cast.user("alice").grants.get()
    asked = grants.propose_revocation(actor=ken, grant=held.pk, reason="moved on")
    assert cast.actor("alice").roles
    decided(laura, asked)
    assert not cast.actor("alice").roles
    with pytest.raises(Conflict):
        grants.propose_revocation(actor=ken, grant=held.pk, reason="again")


@pytest.mark.parametrize(
    ("user", "role", "agency", "code"),
    [
        ("mallory", "police_officer", "province", "accounts.role.not_here"),
        ("mallory", "wizard", "province", "accounts.role.unknown"),
        ("alice", "licensing_clerk", "province", "accounts.role.held"),
        ("alice", "administrator", "authority", "accounts.role.conflict"),
        ("ken", "security_officer", "authority", "accounts.role.conflict"),
        ("judy", "licensing_clerk", "province", "accounts.role.conflict"),
    ],
)
def test_roles_that_a_person_cannot_get(ken, user, role, agency, code):
    with pytest.raises(Refused) as refused:
        grants.propose_grant(
            actor=ken,
            user=cast.user(user).public_id,
            role=role,
            agency=cast.agency(agency).public_id,
            reason="x",
        )
    assert code in {reason.code for reason in refused.value.reasons}
    assert all(reason.message for reason in refused.value.reasons)


def test_the_separation_of_duties_is_asked_again_when_it_is_carried_out(ken, laura):
    """Two proposals that are each fine and together are not: the second fails, whoever approves."""
    first, second = (
        grants.propose_grant(
            actor=ken,
            user=cast.user("mallory").public_id,
            role=role,
            agency=cast.agency("authority").public_id,
            reason="x",
        )
        for role in ("administrator", "licensing_head")
    )
    decided(laura, first)
    with pytest.raises(Refused):
        decided(laura, second)


def test_a_person_at_two_agencies_acts_for_one(ken, laura):
    asked = grants.propose_grant(
        actor=ken,
        user=cast.user("alice").public_id,
        role="licensing_head",
        agency=cast.agency("south").public_id,
        reason="acting head",
    )
    decided(laura, asked)
    alice = cast.actor("alice")
    assert alice.agency == cast.agency("province").public_id
    assert alice.roles == {"licensing_clerk"}
    people.switch_agency(actor=alice, agency=cast.agency("south").public_id)
    there = cast.actor("alice")
    assert there.roles == {"licensing_head"}
    assert there.purpose is None
    with pytest.raises(NotFound):
        people.switch_agency(actor=there, agency=cast.agency("police").public_id)


def test_a_role_with_an_end_ends(ken, laura):
    asked = grants.propose_grant(
        actor=ken,
        user=cast.user("mallory").public_id,
        role="licensing_clerk",
        agency=cast.agency("province").public_id,
        valid_to=acts.now() + dt.timedelta(seconds=0.6),
        reason="a day's help",
    )
    decided(laura, asked)
    assert cast.actor("mallory").roles
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.7)")
    assert not cast.actor("mallory").roles


# --- agencies ------------------------------------------------------------------------------------------------------------
def test_an_agency_is_registered_renamed_closed_by_two(ken, laura):
    fresh = agencies.NewAgency("dealer", "Olga's Arms", "XX", parent=cast.agency("province").public_id)
    asked = agencies.propose_registration(actor=ken, new=fresh, reason="licensed")
    assert not Agency.objects.filter(public_id=asked.object).exists()
    decided(laura, asked)
    made = Agency.objects.get(public_id=asked.object)
    assert (made.compartment, made.parent) == ("civilian", cast.agency("province"))
    for change, name, closed in (
        ({"name": "Olga & Co"}, "Olga & Co", False),
        ({"closed": True}, "Olga & Co", True),
    ):
        decided(laura, agencies.propose_change(actor=ken, agency=made.public_id, reason="x", **change))
        made.refresh_from_db()
        assert (made.name, made.closed) == (name, closed)
    with pytest.raises(Conflict):
        agencies.propose_change(actor=ken, agency=made.public_id, reason="x", closed=True)


def test_people_of_a_closed_agency_may_do_nothing(ken, laura):
    asked = agencies.propose_change(actor=ken, agency=cast.agency("ivans").public_id, reason="x", closed=True)
    assert cast.actor("ivan").permissions
    decided(laura, asked)
    assert cast.actor("ivan").permissions == frozenset()


@pytest.mark.parametrize("wrong", [{"kind": "circus"}, {"name": " "}, {"country": "Nowhere"}])
def test_a_wrong_agency_is_refused(ken, wrong):
    value = {"kind": "dealer", "name": "X", "country": "XX"} | wrong
    with pytest.raises(Invalid) as refused:
        agencies.propose_registration(actor=ken, new=agencies.NewAgency(**value), reason="x")
    assert [reason.field for reason in refused.value.reasons] == list(wrong)


# --- what is seen --------------------------------------------------------------------------------------------------------
def seen_agencies(name):
    actor = cast.actor(name)
    names = set(agency_selectors.agencies_for(actor).values_list("name", flat=True))
    return {key for key, (_, shown, _) in cast.AGENCIES.items() if shown in names}


def test_units_of_defence_are_seen_by_defence_only(db):
    everything = set(cast.AGENCIES)
    for name in ("alice", "bob", "dave", "heidi", "ivan", "nina"):
        assert seen_agencies(name) == everything - {"defence", "armoury"}
    for name in ("ken", "laura"):
        assert seen_agencies(name) == everything - {"armoury"}
    for name in ("frank", "grace", "judy", "peter"):
        assert seen_agencies(name) == everything
    for name in ("mallory", "nobody"):
        assert seen_agencies(name) == set()


def seen_people(name):
    return set(selectors.people_for(cast.actor(name)).values_list("username", flat=True))


def test_people_are_seen_by_those_who_look_after_them(db):
    assert seen_people("alice") == {"alice"}
    assert seen_people("mallory") == {"mallory"}
    assert seen_people("nobody") == set()
    assert seen_people("bob") == {"alice", "bob", "carol", "mallory", "ivan"}
    assert seen_people("erin") == {"dave", "erin"}
    assert seen_people("ken") == set(cast.PARTS) - {"frank", "grace"}
    assert seen_people("peter") == {"frank", "grace", "peter"}
    assert seen_people("judy") == set(cast.PARTS)


@pytest.mark.parametrize("name", ["alice", "bob", "erin", "peter", "ken"])
def test_unknown_and_unseen_answer_alike(db, name):
    """Nothing tells an identifier that exists elsewhere from one that does not exist."""
    actor = cast.actor(name)
    unseen = next(user.public_id for user in User.objects.all() if user.username not in seen_people(name))
    for call in (
        lambda user: selectors.person_for(actor, user),
        lambda user: grants.propose_grant(
            actor=actor, user=user, role="judge", agency=cast.agency("court").public_id, reason="x"
        ),
    ):
        answers = []
        for public_id in (unseen, "U0000000000000"):
            with pytest.raises((NotFound, Forbidden)) as refused:
                call(public_id)
            answers.append((type(refused.value), refused.value.code, str(refused.value)))
        assert answers[0] == answers[1]


def test_an_actor_costs_two_queries(db, django_assert_max_num_queries):
    user = cast.user("alice")
    with django_assert_max_num_queries(2):
        cast.actors.actor_of(user_id=user.pk, public_id=user.public_id, name=user.name, agency_id=None)


# --- rules ---------------------------------------------------------------------------------------------------------------
WANTED = holding.RequestedRole("licensing_clerk", "A1", "licensing_authority", False, NOW, None)


@given(st.sets(st.tuples(st.sampled_from(sorted(rights.ROLES)), st.sampled_from(["A1", "A2"])), max_size=4))
def test_no_pair_of_roles_that_exclude_each_other_is_ever_admitted(held):
    for role in rights.ROLES:
        kind = min(rights.ROLES[role].agency_kinds, default="nowhere")
        wanted = holding.RequestedRole(role, "A1", kind, False, NOW, None)
        if not holding.problems(wanted, held, NOW):
            others = {name for name, _ in held}
            assert not rights.ROLES[role].excludes & others
            assert not any(role in rights.ROLES[other].excludes for other in others)


@pytest.mark.parametrize("kind", sorted(rights.AGENCY_COMPARTMENT))
def test_no_office_gives_the_role_of_a_holder(kind):
    wanted = holding.RequestedRole("holder", "A1", kind, False, NOW, None)
    assert "accounts.role.not_here" in {reason.code for reason in holding.problems(wanted, set(), NOW)}


def test_a_period_ends_after_it_began():
    past = holding.RequestedRole("judge", "A1", "court", False, NOW, NOW - dt.timedelta(days=1))
    assert [reason.code for reason in holding.problems(past, set(), NOW)] == ["accounts.period"]


def test_a_client_never_gets_rights_over_rights():
    for kind in rights.AGENCY_COMPARTMENT:
        assert not scopes.allowed(kind) & scopes.never()
    assert {
        permission
        for permission in rights.PERMISSIONS
        if "decide" in permission or (":manage" in permission and "accounts" in permission)
    } <= scopes.never()


# --- what entries say ----------------------------------------------------------------------------------------------------
def test_each_payload_has_a_schema_that_holds_it():
    with pytest.raises(ValueError, match=r"client\.token/1"):
        payloads.check("accounts", "client.token/1", {"prefix": 3})
    with pytest.raises(ValueError, match=r"client\.token/1"):
        payloads.check("accounts", "client.token/1", {"prefix": "a", "more": "b"})
    for value in payloads.released("accounts").values():
        assert value["required"] == list(value["properties"])
        assert value["additionalProperties"] is False
