"""What every test may ask for: the cast of actors, and browsers in which they are signed in."""

from __future__ import annotations

import functools
import gc
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.handlers.base import BaseHandler
from django.core.signals import setting_changed
from django.http import HttpRequest
from django.test import Client
from django.test import client as asking
from django.test.client import ClientHandler
from django.urls import ResolverMatch, URLResolver
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from ifar.accounts import known, sessions
from ifar.accounts.models import User
from ifar.accounts.session_store import SessionStore
from ifar.documents import printing
from ifar.files import confinement
from ifar.rights import NOBODY, Actor
from tests import cast, readers
from tests.covering import EVERY_CASE
from tests.databases import Database
from tests.documents import accessible

WORK_FACTOR: Final = ScryptPasswordHasher.work_factor
"""What a password costs in real use: a fifth of a second of a processor each time."""
# The same function, made cheap in this process: hundreds of tests set or enter a password, none guesses one.
ScryptPasswordHasher.work_factor = 2**4

# A machine that others use as well takes a quarter of a second for what took half a millisecond; no rule is wrong for that.
# And `make scale` tries more of what is made up than the suite does.
hypothesis.settings.register_profile("suite", deadline=None, max_examples=100 if EVERY_CASE else 40)
hypothesis.settings.load_profile("suite")

confinement._loading = readers.loading

_set_in = printing.run
_looked_at: set[tuple[str, ...]] = set()


def _set_and_looked_at(module: str, arguments: list[str], limits: confinement.Limits) -> Any:
    """Every kind of file to be handed over that a test sets, in each of its languages, is looked at once: is it accessible, does text stand over text?"""
    result = _set_in(module, arguments, limits)
    if arguments[1] != "dossier":
        return result
    folder = Path(arguments[0])
    data = json.loads((folder / "paper.json").read_text())
    kind = (data["lang"], *(section["heading"] for section in data["sections"]))
    if kind not in _looked_at:
        _looked_at.add(kind)
        assert accessible.faults((folder / "paper.pdf").read_bytes()) == [], data["title"]
    return result


printing.run = _set_and_looked_at

_find_static_files = WhiteNoiseMiddleware.add_files_from_finders
_static_files: dict[str, Any] = {}


def _static_files_found_once(self: WhiteNoiseMiddleware) -> None:
    """Every test client has middleware of its own; the pages' pictures and scripts are looked for by the first alone."""
    if not _static_files:
        _find_static_files(self)
        _static_files.update(self.files)
    self.files.update(_static_files)


WhiteNoiseMiddleware.add_files_from_finders = _static_files_found_once

_loaded: dict[str, Any] = {}
"""What the first client's handler loaded, until a setting changes."""


def _load_middleware_once(self: ClientHandler, is_async: bool = False) -> None:
    """Every test client has a handler of its own, and asks with it once or twice: they share the first one's middleware."""
    if not _loaded:
        BaseHandler.load_middleware(self, is_async)
        _loaded.update({name: var for name, var in vars(self).items() if name.endswith("_middleware")})
        _loaded["_middleware_chain"] = self._middleware_chain
    vars(self).update(_loaded)


ClientHandler.load_middleware = _load_middleware_once  # type: ignore[method-assign]
setting_changed.connect(lambda **_: _loaded.clear(), weak=False)

_note_template = asking.store_rendered_templates


def _note_outermost(store: dict[str, Any], *, template: Any, context: Any, **more: Any) -> None:
    """A page is some eighty templates, one in the other; what the outermost was given is what a test asks for (`answer.context`).

    All of it would be copied for each of them.
    """
    if context.template is template:
        _note_template(store, template=template, context=context, **more)


asking.store_rendered_templates = _note_outermost

_resolve = URLResolver.resolve


@functools.lru_cache(4096)
def _led_to(table: URLResolver, path: str) -> ResolverMatch:
    resolver_match = _resolve(table, path)
    resolver_match.tried = None
    return resolver_match


def _resolve_once(self: URLResolver, path: str) -> ResolverMatch:
    """Tests ask the same address for everybody in turn; to find it among a thousand patterns is a tenth of each answer."""
    if not path.startswith("/"):
        return _resolve(self, path)  # the rest of an address, in a table below
    resolver_match = _led_to(self, path)
    again = ResolverMatch.__new__(ResolverMatch)
    vars(again).update(vars(resolver_match), kwargs=dict(resolver_match.kwargs))
    return again


URLResolver.resolve = _resolve_once  # type: ignore[method-assign]
setting_changed.connect(lambda **_: _led_to.cache_clear(), weak=False)

BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
LONGEST: Final = (
    "tests/ledger/test_tampers.py",
    "tests/flows/",
    "tests/demonstration/test_demonstration_loading.py",
    "tests/browser/",
    "tests/house/test_permissions.py",
    "tests/house/test_schemathesis.py",
    "tests/embedded/",
    "tests/pages/test_verifying.py",
    "tests/registry/test_hidden_by_chance.py",
    "tests/registry/test_search.py",
    "tests/registry/test_import_register.py",
    "tests/documents/",
    "tests/realdata/",
    "tests/ledger/",
    "tests/house/",
)
"""What takes longest stands first, so that at the end no process waits for one long file of another's."""
MEANWHILE: Final = ("tests/embedded/", "tests/realdata/")
"""What takes long and needs no database of the tests'."""


NOT_OURS: Final = frozenset(
    {
        "_django_clear_site_cache",
        "_django_isolate_apps",
        "_django_set_urlconf",
        "_django_setup_unittest",
        "_live_server_helper",
    }
)
"""What pytest-django sets up around every test for what no test here has: sites, apps and addresses of a test's own, TestCase, its server."""


def pytest_collection(session: pytest.Session) -> None:
    """Leave it out: of a test that asks for nothing it is a third, and it is worked out for each while they are collected."""
    for names in session._fixturemanager._node_autousenames.values():
        names[:] = [name for name in names if name not in NOT_OURS]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; everything else keeps its order.

    Each of several processes is given one file after the other (`--dist loadfile`): what a file loads is loaded once. While the first
    makes the template of all databases, which takes ten seconds, the others begin with files that need none.
    """
    _make_up_without_our_source()

    def place(item: pytest.Item) -> int:
        return next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))

    items.sort(key=place)
    if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1:
        first = {item.path for item in items[:1]}
        wait = {item.path for item in items if _needs_database(item)}
        free = {item.path for item in items if item.nodeid.startswith(MEANWHILE)} - wait
        items.sort(key=lambda item: 0 if item.path in first else 1 if item.path in free else 2)


def _needs_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db")) or "databases" in getattr(item, "fixturenames", ())


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: leave it out of every search for garbage, and search seldom.

    What is left takes a tenth of the processor otherwise: pages that are loaded later stay to the end too.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A request leaves its language to the thread, and the next test would be told everything in it."""
    translation.deactivate()


def _make_up_without_our_source() -> None:
    """Hypothesis would parse the source of every module of ours that is loaded, and hold each of its constants against each kind of value.

    That takes as long as all that it makes up, and has it make up something else in a process that has loaded something else.
    Its own plugin has it done when all is collected, after what stands in this module: whoever was registered later is asked first.
    """
    if "hypothesis" in sys.modules:
        providers = importlib.import_module("hypothesis.internal.conjecture.providers")
        none = providers._local_constants
        providers._get_local_constants = lambda: none


@pytest.fixture
def peopled_db(committed_db: Database) -> Database:
    """A database of the test's own with the cast in it: `committed_db` is a clone of `peopled_template` where this is asked for."""
    return committed_db


def sign_in(name: str | User) -> Client:
    """A browser in which a cast member, or whoever has this sign-in, is signed in, second factor shown; nobody's is signed out."""
    browser = Client()
    if name != "nobody":
        person = name if isinstance(name, User) else cast.user(name)
        request = HttpRequest()
        session = request.session = SessionStore()
        # What `django.contrib.auth.login` notes, written once and not four times.
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        sessions.begin(session, sign_in=cast.sign_in_of(person), second_factor=True)
        session.create()
        browser._set_login_cookies(request)
        browser.cookies[settings.SESSION_COOKIE_NAME] = known.with_code(session.secret or "")
    return browser


def session_of(browser: Client) -> SessionStore:
    """The session whose cookie a browser holds."""
    return SessionStore.of_cookie(browser.cookies[settings.SESSION_COOKIE_NAME].value)


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
        return cast.as_founded(name)

    member.__doc__ = f"{name.capitalize()}, see tests/cast.py."
    return member


for _name in cast.PARTS:
    globals()[_name] = pytest.fixture(_member(_name), name=_name)
