"""Who stands behind the cookies that a module signed in: read by the program the first time, and remembered.

The house's tests ask tens of thousands of times with the same twenty cookies. What the program reads to know the asker (the
session, the person, their roles, the purpose of their shift) is the same each time, because whatever a request writes is undone
before the next one: four statements of every request, and the objects that are made of them. What the program does with the
answers, it does each time.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.test import Client

from ifar.accounts import middleware, sessions
from ifar.accounts.models import User
from ifar.accounts.session_store import SessionStore
from ifar.rights import Actor
from tests import cast


def browser_of(cookies: SimpleCookie) -> Client:
    """A browser with a copy of these cookies."""
    browser = Client()
    browser.cookies = SimpleCookie({name: cookie.value for name, cookie in cookies.items()})
    return browser


def _twin(person: User) -> User:
    """The same person as an object of its own."""
    twin = User.__new__(User)
    twin.__dict__.update(person.__dict__, _state=copy.copy(person._state))
    twin._state.fields_cache = dict(person._state.fields_cache)
    return twin


@dataclass
class Remembered:
    """What was read of sessions, people and actors; everybody gets a copy of their own of what can be changed."""

    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[object, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def of(cls, cookies: Iterable[SimpleCookie]) -> Remembered:
        """Who stands behind these cookies now."""
        remembered = cls()
        with pytest.MonkeyPatch.context() as patch:
            remembered.instead(patch)
            for cookie in cookies:
                with cast.undone():
                    browser_of(cookie).get("/api/me")
        return remembered

    def instead(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have the program ask here for as long as `monkeypatch` lasts."""
        load, get_user, actor_of = (
            SessionStore.load,
            AuthenticationBackend.get_user,
            middleware.actor_of_request,
        )

        def loaded(store: SessionStore) -> dict[str, Any]:
            key = store.session_key or ""
            if key not in self.sessions:
                result = load(store)
                if store.session_key != key:
                    return result  # there is no such session
                self.sessions[key] = result
            return copy.deepcopy(self.sessions[key])

        def person(backend: AuthenticationBackend, user_id: object) -> User | None:
            if user_id not in self.people:
                user = get_user(backend, user_id)
                if user is None:
                    return None
                self.people[user_id] = user
            return _twin(self.people[user_id])

        def actor(request: HttpRequest) -> Actor:
            key = request.session.session_key or ""
            if key not in self.sessions or request.headers.get("Authorization"):
                return actor_of(request)
            if key not in self.actors:
                self.actors[key] = actor_of(request)
            return self.actors[key]

        monkeypatch.setattr(SessionStore, "load", loaded)
        monkeypatch.setattr(AuthenticationBackend, "get_user", person)
        monkeypatch.setattr(middleware, "actor_of_request", actor)
        # The session that is remembered was last used when it began: each request after the first minute would note its use again.
        monkeypatch.setattr(sessions, "WRITE_EVERY", 3600)
