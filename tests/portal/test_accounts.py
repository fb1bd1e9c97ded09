"""Accounts of holders: opened at the counter, accepted with link and code, ended at once; the database watches over each."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ifar.accounts.models import Absence, Grant, User
from ifar.accounts.selectors import people
from ifar.accounts.services import acts, grants
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.parties.services import NewParty, correct_party, register_party
from ifar.portal import code, selectors
from ifar.portal.models import Binding, Invitation
from ifar.portal.services import accounts
from ifar.portal.services.accounts import NewAccount
from tests import cast
from tests.accounts.test_database_dual_control import decide, execute, grant_payload, propose
from tests.conftest import sign_in
from tests.factories import PASSWORD, a_person, an_account, as_holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(alice):
    return a_person(alice, "Amina Diallo", born="1984-03-02")


def opened(officer, party, **more):
    return accounts.open_account(
        actor=officer, new=NewAccount(party, more.pop("relation", "self"), "national_id", **more)
    )


def test_only_a_licensing_desk_opens_accounts(amina, dave, judy, ivan, ken, alice):
    for other in (dave, judy, ivan, ken):
        with pytest.raises(Forbidden):
            opened(other, amina)
    assert opened(alice, amina).code


def test_a_code_is_read_as_people_write_it():
    made = code.new(lambda size: bytes(range(size)))
    assert (made, code.shown(made)) == ("01234567", "0123-4567")
    assert code.typed(" oI2 3-4567") == made


def test_neither_link_nor_code_is_kept(alice, amina):
    made = opened(alice, amina)
    kept = Invitation.objects.values().get()
    text = " ".join(str(value) for value in kept.values())
    assert made.link not in text
    assert made.code not in text
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(convert_from(canonical, 'UTF8'), '') FROM ledger_entry")
        log = cursor.fetchone()[0]
    assert made.code not in log
    assert made.link not in log


def test_link_and_code_together_open_it_once(alice, amina):
    made = opened(alice, amina)
    with pytest.raises(Invalid):
        accounts.accept(link=made.link, code="00000000", password=PASSWORD)
    user = accounts.accept(link=made.link, code=code.shown(made.code).lower(), password=PASSWORD)
    assert user.check_password(PASSWORD)
    with pytest.raises(NotFound):
        accounts.accept(link=made.link, code=made.code, password=PASSWORD)
    actor = as_holder(user)
    assert (actor.roles, actor.agency) == ({"holder"}, alice.agency)
    assert [own.public_id for own in selectors.own(actor)] == [amina]


def test_five_wrong_codes_close_it_even_for_the_right_one(alice, amina):
    made = opened(alice, amina)
    for _ in range(code.TRIES):
        with pytest.raises(Invalid):
            accounts.accept(link=made.link, code="ZZZZZZZZ", password=PASSWORD)
    with pytest.raises(NotFound):
        accounts.accept(link=made.link, code=made.code, password=PASSWORD)


def test_a_weak_password_costs_no_try(alice, amina):
    made = opened(alice, amina)
    for _ in range(code.TRIES + 1):
        with pytest.raises(Invalid):
            accounts.accept(link=made.link, code=made.code, password="short")
    assert accounts.accept(link=made.link, code=made.code, password=PASSWORD)


def test_it_is_good_for_three_days(alice, amina, monkeypatch):
    made = opened(alice, amina)
    ends = Invitation.objects.get().expires_at
    monkeypatch.setattr(accounts, "now", lambda: ends - dt.timedelta(seconds=1))
    assert accounts.invitation_of(made.link)
    monkeypatch.setattr(accounts, "now", lambda: ends)
    with pytest.raises(NotFound):
        accounts.invitation_of(made.link)


def test_unknown_used_and_old_links_answer_alike(alice, amina, client):
    made = opened(alice, amina)
    accounts.accept(link=made.link, code=made.code, password=PASSWORD)
    answers = [client.get(f"/mine/invitation/{link}/") for link in (made.link, "x" * 32)]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [
        answer.content.replace(answer["X-Request-ID"].encode(), b"")
        if "X-Request-ID" in answer
        else answer.content
        for answer in answers
    ]
    assert len(bodies[0]) == len(bodies[1])


def test_the_page_counts_tries_and_opening_uses_nothing_up(alice, amina, client):
    made = opened(alice, amina)
    page = f"/mine/invitation/{made.link}/"
    assert client.get(page).status_code == client.get(page).status_code == 200
    wrong = {"code": "AAAA-AAAA", "password": PASSWORD, "again": PASSWORD}
    assert client.post(page, wrong).status_code == 422
    assert Invitation.objects.get().tries == 1
    done = client.post(page, {**wrong, "code": code.shown(made.code)})
    assert (done.status_code, done.url) == (302, "/account/login/")


def test_a_new_invitation_ends_the_earlier_one(alice, amina):
    first = opened(alice, amina)
    second = accounts.invite_again(actor=alice, binding=first.binding)
    with pytest.raises(NotFound):
        accounts.invitation_of(first.link)
    accounts.accept(link=second.link, code=second.code, password=PASSWORD)
    with pytest.raises(Conflict):
        accounts.invite_again(actor=alice, binding=first.binding)


def test_a_person_has_one_account_and_a_body_none_of_its_own(alice, amina):
    opened(alice, amina)
    with pytest.raises(Conflict):
        opened(alice, amina)
    body = register_party(actor=alice, new=NewParty("entity", {"name": "Gardiennage Moreau"}))
    with pytest.raises(Invalid):
        opened(alice, body)
    with pytest.raises(Invalid):
        opened(alice, body, relation="acts_for")
    assert opened(alice, body, relation="acts_for", name="Luc Moreau").user.name == "Luc Moreau"


def test_one_account_may_stand_for_several(alice, amina):
    user = an_account(alice, amina)
    body = register_party(actor=alice, new=NewParty("entity", {"name": "Gardiennage Moreau"}))
    opened(alice, body, relation="acts_for", username=user.username)
    assert {own.public_id for own in selectors.own(as_holder(user))} == {amina, body}
    with pytest.raises(Invalid):
        opened(alice, body, relation="acts_for", username="bob")


def test_to_end_it_signs_out_everywhere_at_once(alice, bob, amina):
    user = an_account(alice, amina)
    browser = sign_in(user)
    assert browser.get("/mine/").status_code == 200
    binding = Binding.objects.get()
    accounts.end_account(actor=bob, binding=binding.entry, ground="stolen")
    assert browser.get("/mine/").status_code == 302
    user.refresh_from_db()
    assert not user.is_active
    assert as_holder(user).permissions == frozenset()
    with pytest.raises(Conflict):
        accounts.end_account(actor=bob, binding=binding.entry, ground="stolen")


def test_whoever_died_has_no_account_any_more(alice, amina):
    user = an_account(alice, amina)
    correct_party(actor=alice, public_id=amina, values={"status": "deceased"}, reason="x")
    assert selectors.own(as_holder(user)) == ()
    with pytest.raises(Refused):
        opened(alice, amina, relation="acts_for", name="A Relative")


def test_the_account_is_no_staff_of_the_office(alice, ken, amina):
    user = an_account(alice, amina)
    assert not people.people_for(ken).filter(pk=user.pk).exists()
    with pytest.raises(NotFound):
        grants.propose_grant(
            actor=ken, user=user.public_id, role="licensing_clerk", agency=alice.agency, reason="x"
        )


@pytest.mark.parametrize("who", ["dave", "the holder"])
def test_the_database_refuses_a_binding_by_whoever_may_not(alice, amina, who):
    user = User.objects.get(username="mallory")
    made = an_account(alice, amina)
    other = a_person(alice, "Chinua Obi")
    officer = cast.actor("dave") if who == "dave" else as_holder(made)
    values = {"user": user.public_id, "party": other, "relation": "self", "seen": "national_id"}
    at = accounts.now()
    entry = accounts.write(officer, "bound", user.public_id, {**values, "agency": alice.agency}, at)
    with pytest.raises(IntegrityError, match="cannot stand for"):
        Binding.objects.create(
            entry=entry, **values, agency=cast.agency("province"), officer=officer.id, at=at
        )


def test_the_database_refuses_to_bind_an_officer(alice, amina):
    user = cast.user("bob")
    values = {"user": user.public_id, "party": amina, "relation": "self", "seen": "national_id"}
    at = accounts.now()
    entry = accounts.write(alice, "bound", user.public_id, {**values, "agency": alice.agency}, at)
    with pytest.raises(IntegrityError, match="cannot stand for"):
        Binding.objects.create(entry=entry, **values, agency=cast.agency("province"), officer=alice.id, at=at)


def bound_past_the_service(officer, user, party, relation="self"):
    """A binding as an insider with the runtime role writes it."""
    values = {"user": user, "party": party, "relation": relation, "seen": "national_id"}
    at = accounts.now()
    with transaction.atomic():
        entry = accounts.write(officer, "bound", user, {**values, "agency": officer.agency}, at)
        return Binding.objects.create(
            entry=entry, **values, agency=cast.agency("province"), officer=officer.id, at=at
        )


def a_stranger(alice, name="Somebody"):
    """A sign-in that stands for nobody."""
    from ifar.accounts.services.people import NewPerson, write_person

    return write_person(
        actor=alice, new=NewPerson(name.lower(), name, language="en"), home=cast.agency("province")
    ).public_id


def test_the_database_lets_a_person_have_one_account_of_their_own(alice, amina):
    """Nor by another record of the same person; one that acts for the person is no account of the person's own."""
    first = an_account(alice, amina)
    with pytest.raises(IntegrityError, match="has an account already"):
        bound_past_the_service(alice, a_stranger(alice), amina)
    assert bound_past_the_service(alice, a_stranger(alice, "Relative"), amina, "acts_for")
    accounts.end_account(
        actor=alice, binding=Binding.objects.get(user=first.public_id).entry, ground="stolen"
    )
    assert bound_past_the_service(alice, a_stranger(alice, "Again"), amina)


def test_the_database_lets_an_account_be_one_persons_own(alice, amina):
    user, other = an_account(alice, amina), a_person(alice, "Chinua Obi")
    with pytest.raises(Conflict) as refused:
        opened(alice, other, username=user.username)
    assert refused.value.code == "portal.self.other"
    with pytest.raises(IntegrityError, match="another person"):
        bound_past_the_service(alice, user.public_id, other)
    assert bound_past_the_service(alice, user.public_id, other, "acts_for")


def grant_past_the_service(ken, laura, user, role="licensing_clerk"):
    """A role as two officers who agree could write it, past the service."""
    payload = {**grant_payload(acts.now(), role), "user": user.public_id}
    asked = propose(ken, object=user.public_id, payload=payload)
    decide(laura, asked)
    return Grant.objects.create(
        entry=execute(laura, asked),
        user=user,
        role=role,
        agency=cast.agency("province"),
        valid_from=acts.moment(payload["valid_from"]),
        proposal=asked.public_id,
    )


def test_no_office_gives_a_holders_account_a_role_whatever_its_officers_write(alice, ken, laura, amina):
    user = an_account(alice, amina)
    with pytest.raises(IntegrityError, match="no office gives"), transaction.atomic():
        grant_past_the_service(ken, laura, user)
    accounts.end_account(actor=alice, binding=Binding.objects.get().entry, ground="left")
    with pytest.raises(IntegrityError, match="no office gives"), transaction.atomic():
        grant_past_the_service(ken, laura, user)
    with pytest.raises(IntegrityError, match="no office gives"), transaction.atomic():
        grant_past_the_service(ken, laura, cast.user("mallory"), "holder")
    assert grant_past_the_service(ken, laura, cast.user("mallory"))


def test_a_holders_account_stands_in_for_no_officer(alice, ken, laura, amina):
    user, now = an_account(alice, amina), acts.now()
    values = {
        "user": cast.user("bob").public_id,
        "stand_in": user.public_id,
        "role": "licensing_head",
        "agency": alice.agency,
        "valid_from": acts.text(now),
        "valid_to": acts.text(now + dt.timedelta(days=5)),
    }
    asked = propose(ken, "accounts.absence", user.public_id, values)
    decide(laura, asked)
    with pytest.raises(IntegrityError, match="no office gives"), transaction.atomic():
        Absence.objects.create(
            entry=execute(laura, asked),
            user=cast.user("bob"),
            stand_in=user,
            role=values["role"],
            agency=cast.agency("province"),
            valid_from=now,
            valid_to=acts.moment(values["valid_to"]),
            proposal=asked.public_id,
        )


def test_sign_in_asks_for_the_second_factor_as_of_officers(alice, amina, client, settings):
    settings.IFAR_SECOND_FACTOR_REQUIRED = True
    user = an_account(alice, amina)
    answer = client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    step = client.get("/mine/")
    assert (step.status_code, step.url) == (302, "/account/factor/totp/activate/")
    page = client.get(step.url)
    assert page.status_code == 200
    assert 'id="areas"' not in page.content.decode(), "the frame of officers"
    assert timezone.now()
