"""Every operation, asked by the cast: the table of `tests/house/permissions.py`, line by line; see `asked_by`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import loader
from pytest_django import DjangoDbBlocker

from ifar import http
from ifar.rights import PERMISSIONS, ROLES
from tests import cast
from tests.conftest import sign_in
from tests.covering import covering
from tests.databases import ground
from tests.house.permissions import OPERATIONS, Operation
from tests.house.remembered import Remembered, browser_of

NAMES = (*cast.NAMES, cast.HOLDER)
ROOT = Path(__file__).resolve().parents[2] / "ifar"
Place = Callable[[], Mapping[str, Any]]


def by_subject() -> dict[str, list[Operation]]:
    """The operations by the first word of their addresses; of one word those together that need the same to be there."""
    result: dict[str, list[Operation]] = {}
    first: dict[Place, int] = {}
    for number, operation in enumerate(OPERATIONS):
        words = operation.address.removeprefix("/api").split("/")
        result.setdefault(words[1].partition("?")[0], []).append(operation)
        first.setdefault(operation.place, number)
    return {word: sorted(some, key=lambda item: first[item.place]) for word, some in result.items()}


def asked_by(operations: list[Operation]) -> Iterator[tuple[Operation, list[str]]]:
    """Each operation of a word, and who asks for it.

    By hand that is everybody. In the suite: one who gets in and one who does not, and for each word everybody who gets in anywhere,
    each way in which the others are refused, and each member of the cast at least once by each method.
    """

    def tells(row: tuple[Operation, str]) -> Iterator[object]:
        operation, name = row
        status = operation.expected(name)
        yield operation.method, name
        yield str(operation), status < 400
        yield name if status < 400 else status

    asking = covering(itertools.product(operations, NAMES), tells, operations[0])
    for operation, some in itertools.groupby(asking, key=lambda row: row[0]):
        yield operation, [name for _, name in some]


@pytest.fixture(scope="module")
def signed_in_once(
    databases, peopled_template, django_db_setup, django_db_blocker
) -> Iterator[tuple[dict[str, SimpleCookie], Remembered]]:
    """The cast, signed in once for the whole table, in a database of this module's own: name -> cookies, and who stands behind them."""
    with ground(databases, peopled_template, django_db_blocker):
        cast.build_holder()
        cookies = {name: sign_in(name).cookies for name in NAMES}
        remembered = Remembered.of(cookies.values())
        with django_db_blocker.block():
            yield cookies, remembered


class World:
    """What an operation needs to be there, made once for those in a row that need the same."""

    def __init__(self) -> None:
        self._made: Place | None = None
        self._places: Mapping[str, Any] = {}
        self._open = ExitStack()

    def of(self, place: Place) -> Mapping[str, Any]:
        """What `place` finds or makes. It stands until another is asked for, in a transaction that is never committed."""
        if place is not self._made or place is dict:
            self.end()
            self._open.enter_context(cast.undone())
            self._places = place()
            connection.check_constraints()
            self._made = place
        return self._places

    def end(self) -> None:
        """Undo it."""
        self._made = None
        self._open.close()


@pytest.fixture(scope="module")
def world(signed_in_once: object, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    made = World()
    yield made
    with django_db_blocker.unblock():
        made.end()


@dataclass
class Drawing:
    """Who asks, and which refusals they were shown: the table has thousands that all look like the first."""

    who: str = ""
    drawn: set[tuple[str, str]] = field(default_factory=set)

    def is_new(self, code: str) -> bool:
        """Whether this person sees this refusal for the first time."""
        known = (self.who, code) in self.drawn
        self.drawn.add((self.who, code))
        return not known


@dataclass
class Page:
    """How often one page was drawn."""

    drawn: int = 0


@dataclass
class Asked:
    """Whether anything was asked of the database: where nothing was, nothing is to be undone."""

    anything: bool = False

    def note(self, execute: Callable[..., Any], *statement: Any) -> Any:
        """A wrapper of Django's around each statement."""
        self.anything = True
        return execute(*statement)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture(scope="module")
def all_drawings() -> Drawing:
    return Drawing()


@pytest.fixture
def drawing(all_drawings: Drawing, monkeypatch: pytest.MonkeyPatch) -> Drawing:
    """Each refusal is drawn once for each person."""
    draw = http.render

    def drawn(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        if all_drawings.is_new(context["error"].code):
            return draw(request, template, context, status=status)
        return HttpResponse(status=status)

    monkeypatch.setattr(http, "render", drawn)
    return all_drawings


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Each page is drawn for two of its readers: what every kind of reader comes to is drawn where `tests/demonstration` walks."""
    loader.get_template(
        "mfa/webauthn/add_form.html"
    )  # its tags take the function as it is when they are loaded, and keep it
    result, draw = Page(), loader.render_to_string

    def drawn(*template: Any, **how: Any) -> str:
        result.drawn += 1
        return "" if result.drawn > 2 else draw(*template, **how)

    monkeypatch.setattr(loader, "render_to_string", drawn)
    return result


@pytest.mark.parametrize(
    "operations", [pytest.param(some, id=word or "home") for word, some in by_subject().items()]
)
def test_operation(
    signed_in_once,
    world,
    drawing,
    page,
    asked,
    django_db_blocker,
    monkeypatch,
    settings,
    tmp_path,
    operations,
):
    cookies, remembered = signed_in_once
    wrong = {}
    if operations[0].address.startswith(("/field/", "/api/field/")):
        settings.IFAR_HOME = tmp_path  # where no key is that a test before made, so that no extract is signed
    with django_db_blocker.unblock(), connection.execute_wrapper(asked.note):
        remembered.instead(monkeypatch)
        for operation, names in asked_by(operations):
            address = operation.address.format(**world.of(operation.place))
            with cast.undone():
                body = json.dumps(operation.body()) if operation.body else None
                before = transaction.savepoint_create()
                page.drawn = 0
                for name in names:
                    drawing.who, asked.anything = name, False
                    call = getattr(browser_of(cookies[name]), operation.method.lower())
                    answer = call(
                        address, **({"data": body, "content_type": "application/json"} if body else {})
                    )
                    if answer.status_code != operation.expected(name):
                        wrong[f"{operation} {name}"] = (answer.status_code, operation.expected(name))
                    if asked.anything:
                        transaction.savepoint_rollback(before)
                        transaction.set_rollback(False)
    assert wrong == {}, "got, expected"


def test_every_permission_is_held_by_some_role():
    assert set(PERMISSIONS) == set().union(*(role.permissions for role in ROLES.values()))


def test_roles_name_only_permissions_and_roles_that_exist():
    for name, role in ROLES.items():
        assert role.permissions <= PERMISSIONS.keys(), name
        assert role.excludes <= ROLES.keys(), name
        assert role.agency_kinds or name == "holder", name


def test_every_permission_is_asked_for_somewhere():
    """A permission that nothing asks for protects nothing."""
    text = "\n".join(
        path.read_text()
        for path in ROOT.rglob("*.py")
        if path.name != "scopes.py" and path.parent != ROOT / "rights"
    )
    assert {permission for permission in PERMISSIONS if f'"{permission}"' not in text} == set()
