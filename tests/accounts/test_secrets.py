"""Nothing that opens a door stands in the database as it is, and whoever writes the database puts none there that opens."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from psycopg.types.json import Jsonb

from ifar import database
from ifar.accounts import known
from ifar.accounts.models import Client as ApiClient
from ifar.accounts.models import User
from ifar.accounts.selectors import clients as tokens
from ifar.accounts.services import acts, clients, proposals
from ifar.errors import Forbidden, NotSignedIn
from ifar.ledger.models import Entry
from tests import cast
from tests.conftest import session_of, sign_in
from tests.databases import Databases

COOKIE = "ifar_session"


def is_in(browser: Client) -> bool:
    return browser.get("/api/me").status_code == 200


def enters(name: str, password: str = cast.PASSWORD) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": name, "password": password})
    return browser


def all_text(*tables: str) -> str:
    """Every row of these tables as text."""
    with connection.cursor() as cursor:
        results = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            results += [row for (row,) in cursor.fetchall()]
    return "\n".join(results)


def test_w48_no_table_holds_what_a_browser_sends(db: None) -> None:
    browser = enters("alice")
    secret = known.secret_of(browser.cookies[COOKIE].value)
    assert len(secret) == 32
    rows = all_text("django_session", "usersessions_usersession")
    assert session_of(browser).session_key in rows, "the fingerprint of it stands there"
    assert secret not in rows


def test_w48_what_stands_in_the_tables_opens_nothing(db: None) -> None:
    signed_in = sign_in("alice")
    assert is_in(signed_in)
    for kept in Session.objects.values_list("session_key", flat=True):
        thief = Client()
        thief.cookies[COOKIE] = kept
        assert not is_in(thief)


def test_w48_a_session_put_in_the_place_of_another_opens_nothing(db: None) -> None:
    """Whoever may write the table has a session of their own and copies what a colleague's says into it."""
    mine, victim = sign_in("mallory"), sign_in("ken")
    theirs = Session.objects.get(session_key=session_of(victim).session_key)
    Session.objects.filter(session_key=session_of(mine).session_key).update(session_data=theirs.session_data)
    assert not is_in(mine)
    assert is_in(victim)


def test_w48_a_second_factor_that_is_being_set_up_is_not_read_in_the_session(db: None) -> None:
    browser = enters("alice")
    browser.get(reverse("mfa_activate_totp"))
    secret = session_of(browser)["mfa.totp.secret"]
    session_data = Session.objects.get(session_key=session_of(browser).session_key).session_data
    assert secret not in session_data
    assert session_data.startswith("gAAAA"), "sealed (Fernet's form), not only signed"


def test_w48_ended_sessions_are_over_and_the_list_names_the_own(db: None) -> None:
    here, there = enters("alice"), enters("alice")
    assert UserSession.objects.filter(user=cast.user("alice")).count() == 2
    for item in UserSession.objects.filter(session_key=session_of(there).session_key):
        item.end()
    assert session_of(there).get("_auth_user_id") is None
    assert session_of(here).get("_auth_user_id") is not None


@pytest.fixture(scope="module")
def verifier(databases: Databases, template: str) -> Any:
    with databases.clone(template) as clone, clone.connect("verifier") as opened:
        yield opened


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("accounts_user", "password"),
        ("accounts_client", "token_hash"),
        *((table, "") for table in database.SECRETS),
        ("procrastinate_jobs", "args"),
    ],
)
def test_w48_the_verifier_reads_no_secret(verifier: psycopg.Connection[Any], table: str, column: str) -> None:
    for what in (f'"{column}"' if column else "1", "*"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            verifier.execute(f"SELECT {what} FROM {table}".encode())


# --- what whoever writes the database puts there -------------------------------------------------------------------------
def test_w51_a_password_that_somebody_wrote_opens_nothing(db: None) -> None:
    """A hash of one's own choice, and the good one of somebody else whose password one knows."""
    known = cast.user("mallory").password
    for written in (
        make_password("a-password-of-mine"),
        known,
        f"{make_password('a-password-of-mine')}|{known[-64:]}",
    ):
        User.objects.filter(username="ken").update(password=written)
        for password in ("a-password-of-mine", cast.PASSWORD):
            assert not cast.user("ken").check_password(password)
            assert not is_signed_in(enters("ken", password))
    assert is_signed_in(enters("mallory"))


def is_signed_in(browser: Client) -> bool:
    return COOKIE in browser.cookies and "_auth_user_id" in session_of(browser)


def test_w51_a_person_without_a_password_has_none(db: None) -> None:
    person = cast.user("alice")
    assert person.check_password(cast.PASSWORD)
    person.set_unusable_password()
    assert not person.has_usable_password()
    assert not person.check_password(cast.PASSWORD)


@pytest.mark.parametrize("kind", ["totp", "webauthn", "recovery_codes"])
def test_w51_a_second_factor_that_somebody_wrote_opens_nothing(db: None, kind: str) -> None:
    """One that is made up, and a good one that is copied from a person who is in league."""
    secret = {"totp": "secret", "webauthn": "credential", "recovery_codes": "seed"}[kind]
    mine = Authenticator.objects.create(user=cast.user("mallory"), type=kind, data={secret: "mine"})
    assert Authenticator.objects.get(user=cast.user("mallory")).data[secret] == "mine"
    for data in ({secret: "mine"}, dict(mine.data), {**mine.data, secret: "other"}):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE mfa_authenticator SET data = %s WHERE user_id = %s",
                [Jsonb(data), cast.user("ken").pk],
            )
            if not cursor.rowcount:
                cursor.execute(
                    "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, %s, %s, now())",
                    [cast.user("ken").pk, kind, Jsonb(data)],
                )
        with pytest.raises(Forbidden, match="not set up here for this person"):
            Authenticator.objects.get(user=cast.user("ken"))
    mine.data["name"] = "telephone"
    mine.save()
    assert Authenticator.objects.get(pk=mine.pk).data["name"] == "telephone"


def test_w51_a_token_that_somebody_wrote_opens_nothing(db: None) -> None:
    ken, token = cast.actor("ken"), "ifar_of-my-own"
    asked = clients.propose(
        actor=ken,
        name="Programme",
        agency=cast.agency("province").public_id,
        scopes=["registry:mark:search"],
        expires_at=acts.now() + dt.timedelta(days=9),
        reason="e",
    )
    proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve")
    browser = ApiClient.objects.get(public_id=asked.object)
    ApiClient.objects.filter(pk=browser.pk).update(
        token_hash=hashlib.sha256(token.encode()).digest(), prefix=tokens.prefix_of(token)
    )
    with pytest.raises(NotSignedIn):
        tokens.actor_of_header(f"Bearer {token}")


def test_w51_each_way_of_signing_in_is_an_act(db: None) -> None:
    browser = enters("alice")
    begun = Entry.objects.filter(act="accounts.signed_in", object=cast.user("alice").public_id).latest("id")
    payload = json.loads(bytes(begun.canonical))["payload"]
    assert payload == {"by": ["password"], "session": session_of(browser).session_key}
    assert str(begun.entry) == session_of(browser)["ifar_signed_in"]


def test_w51_the_last_second_factor_goes_by_its_reset_alone(db: None) -> None:
    """The runtime role may remove one that leaves another, as people do for themselves; not the last, nor hand it to somebody else."""
    ken, mallory = cast.user("ken"), cast.user("mallory")
    first = Authenticator.objects.create(user=ken, type="totp", data={"secret": "a"})
    second = Authenticator.objects.create(user=ken, type="webauthn", data={"credential": "b"})
    for values in (
        {"user_id": mallory.pk},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"type": "recovery_codes"},
    ):
        with pytest.raises(IntegrityError, match="whose and what"), transaction.atomic():
            Authenticator.objects.filter(pk=first.pk).update(**values)
    first.delete()
    with pytest.raises(IntegrityError, match="by its reset alone"), transaction.atomic():
        second.delete()
