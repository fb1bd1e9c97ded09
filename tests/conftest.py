"""What every test may ask for: the cast of actors, and browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from ifar.accounts import sessions
from ifar.rights import NOBODY, Actor
from tests import cast
from tests.databases import Database


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The process's clone with the cast in it."""
    with django_db_blocker.unblock():
        cast.build()
    return django_db_setup


@pytest.fixture
def peopled_db(committed_db: Database) -> Database:
    """A database of the test's own with the cast in it."""
    cast.build()
    return committed_db


def sign_in(name: str) -> Client:
    """A browser in which a cast member is signed in, second factor shown; nobody's is signed out."""
    browser = Client()
    if name != "nobody":
        browser.force_login(cast.user(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        session = browser.session
        sessions.begin(session, second_factor=True)
        session.save()
    return browser


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    """`signed_in("alice")`: a browser in which she is signed in."""
    return sign_in


@pytest.fixture
def nobody() -> Actor:
    """Nobody."""
    return NOBODY


def _member(name: str) -> Callable[[None], Actor]:
    def member(db: None) -> Actor:
        return cast.actor(name)

    member.__doc__ = f"{name.capitalize()}, see tests/cast.py."
    return member


for _name in cast.PARTS:
    globals()[_name] = pytest.fixture(_member(_name), name=_name)
