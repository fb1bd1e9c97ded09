"""Nothing that opens a door stands in the database as it is, and whoever writes the database puts none there that opens."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from ifar import database
from ifar.ledger.verification import catalogue
from tests import cast
from tests.conftest import session_of, sign_in
from tests.databases import Database, Databases

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
        found = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_w48_no_table_holds_what_a_browser_sends(db: None) -> None:
    browser = enters("alice")
    secret = browser.cookies[COOKIE].value
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
    said = Session.objects.get(session_key=session_of(browser).session_key).session_data
    assert secret not in said
    assert said.startswith("gAAAA"), "sealed (Fernet's form), not only signed"


def test_w48_ended_sessions_are_over_and_the_list_names_the_own(db: None) -> None:
    here, there = enters("alice"), enters("alice")
    assert UserSession.objects.filter(user=cast.user("alice")).count() == 2
    for one in UserSession.objects.filter(session_key=session_of(there).session_key):
        one.end()
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


def test_w48_whoever_gives_the_verifier_more_is_named(databases: Databases, template: str) -> None:
    with databases.clone(template) as clone, clone.connect() as opened:
        opened.execute("GRANT SELECT ON django_session TO ifar_verifier")
        opened.execute("GRANT SELECT (password) ON accounts_user TO ifar_verifier")
        named = [found.place for found in catalogue.check(opened)]
    assert named == ["rights of ifar_verifier on accounts_user", "rights of ifar_verifier on django_session"]
