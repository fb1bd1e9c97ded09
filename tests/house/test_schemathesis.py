"""The API under a generator of requests: whatever is sent, nothing is a server error, and every refusal is of the one family."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis.control import BuildContext
from hypothesis.errors import StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture.choice import ChoiceTemplate
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.strategies import SearchStrategy
from pytest_django import DjangoDbBlocker
from schemathesis import Case, GenerationMode
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis import examples
from schemathesis.pytest._test_builder import build_operation_test

from ifar.api import api
from tests import cast
from tests.conftest import sign_in
from tests.covering import EVERY_CASE, covering, some
from tests.databases import Databases, ground
from tests.house.remembered import Remembered, browser_of

DESCRIPTION = json.loads(json.dumps(api.get_openapi_schema()))
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
OPERATIONS = [
    (method.upper(), path)
    for path, result in sorted(DESCRIPTION["paths"].items())
    for method in ("get", "post", "put", "patch", "delete")
    if method in result
]
OPEN = ("openapi.json", "/documents/verification")
"""What answers without credentials; see `ifar/urls.py`."""


@dataclass
class Sender:
    """Sends what is made up for one operation, each request once.

    A good half of the cases differ in nothing that reaches the register: in a header that is not sent, in a parameter that
    is left out twice, in how the same words came about.
    """

    browser: Client
    sent: set[tuple[object, ...]] = field(default_factory=set)

    def send(self, case: Case) -> tuple[int, bytes] | None:
        """Status and content of the answer, or None where the very same was sent before."""
        query = urlencode(dict(case.query or {}), doseq=True)
        body = (
            b""
            if not isinstance(case.body, dict | list | str | int | bool)
            else json.dumps(case.body).encode()
        )
        path = case.formatted_path
        request = (
            case.method,
            path if path.startswith("/api/") else f"/api{path}",
            body,
            case.media_type or "application/json",
        )
        if (*request, query) in self.sent:
            return None
        self.sent.add((*request, query))
        answer = self.browser.generic(*request, QUERY_STRING=query)
        return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


CHANCE = 20 if EVERY_CASE else 1
"""How many cases of each operation are drawn by chance, besides those that are laid out."""
ENOUGH = 1_000 if EVERY_CASE else 3
"""After how many refusals of what is right, because it is not theirs or is not there, the rest of it is not sent: it would not be read."""


def _drawn(strategy: SearchStrategy[Any], random: Random | None) -> list[Any]:
    """What a strategy gives by chance, or the simplest that it has; nothing where it takes back what it began.

    Hypothesis itself keeps account of all that it tried, to make what fails smaller. Application here, one value and another,
    took it longer than the answers.
    """
    simplest = (ChoiceTemplate("simplest", count=None),)
    data = ConjectureData(random=random) if random else ConjectureData(prefix=simplest, random=None)
    try:
        with BuildContext(data, is_final=False, wrapped_test=_drawn):
            return [data.draw(strategy)]
    except (StopTest, UnsatisfiedAssumption):
        return []


_add_examples = examples._add_examples


def _add_simplest(
    strategy: SearchStrategy[Any], results: list[Any], unchecked: list[Any] | None, many: int
) -> None:
    """In place of schemathesis's own, which runs Hypothesis for each piece of a case that it lays out."""
    simplest = _drawn(strategy, None) if many == 1 else []
    results.extend(simplest)
    if not simplest:
        _add_examples(strategy, results, unchecked, many)


examples._add_examples = _add_simplest


def _by_chance(strategy: SearchStrategy[Any], seed: str) -> Iterator[Case]:
    random, left = Random(seed), CHANCE
    for _ in range(10 * CHANCE):
        for item in _drawn(strategy, random):
            yield item
            left -= 1
        if not left:
            return


@pytest.fixture(scope="module")
def signed_in_once(
    databases: Databases, peopled_template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[SimpleCookie, Remembered]]:
    """Bob, signed in once in a database of this module's own: his cookies, and who stands behind them."""
    with ground(databases, peopled_template, django_db_blocker):
        cookies = sign_in("bob").cookies
        remembered = Remembered.of([cookies])
        with django_db_blocker.block():
            yield cookies, remembered


@pytest.fixture
def clerk(
    signed_in_once: tuple[SimpleCookie, Remembered], db: None, monkeypatch: pytest.MonkeyPatch
) -> Client:
    """One browser for all requests of an operation, about fifty."""
    cookies, remembered = signed_in_once
    remembered.instead(monkeypatch)
    return browser_of(cookies)


@pytest.fixture
def stranger(signed_in: Callable[[str], Client]) -> Client:
    """A browser in which nobody is signed in."""
    return signed_in("nobody")


def _not_a_server_error(status: int, content: bytes) -> None:
    code = json.loads(content)["error"]["code"] if status >= 400 else ""
    assert status < 400 or code
    # The key that signs extracts is not certified in this register: that is refused with what to do, and is no fault.
    assert status < 500 or (status, code) == (503, "documents.key.uncertified"), content[:500]


def _of_a_clerk(answer: tuple[int, bytes]) -> None:
    _not_a_server_error(*answer)
    assert answer[0] != 401, "signed in to the end"


def _of_a_stranger(answer: tuple[int, bytes]) -> None:
    _not_a_server_error(*answer)


def _is_right(case: Case) -> bool:
    """Whether it is made up to be as the description says."""
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE


def _shows(case: Case) -> Iterator[object]:
    """What it is laid out for, and in which part of the request: most of some fifty are refused by one and the same line, each for another field."""
    data = case.meta and getattr(case.meta.phase, "data", None)
    yield getattr(data, "scenario", None)
    yield getattr(data, "parameter_location", None)


def _ask(
    operation: tuple[str, str],
    is_in_order: Callable[[tuple[int, bytes]], None],
    browser: Client,
    *,
    is_laid_out: bool = True,
) -> None:
    """Send an operation everything that schemathesis makes up for it, or only what chance makes up.

    It is made up here and not while tests are collected, which every process does for all of them; and it is sent as it is: Hypothesis
    around each case takes as long as a third of its answer.
    """
    method, path = operation
    sender = Sender(browser)
    laid_out = _laid_out(method, path) if is_laid_out else []
    right = [item for item in laid_out if _is_right(item)]
    wrong = [item for item in laid_out if not _is_right(item)]
    by_chance = _by_chance(SCHEMA[path][method].as_strategy(), f"{method} {path}")
    refused = 0
    for case in itertools.chain(
        covering(right, _shows, operation), covering(wrong, _shows, operation), by_chance
    ):
        if _is_right(case) and refused == ENOUGH:
            continue
        if answer := sender.send(case):
            refused += _is_right(case) and answer[0] in (403, 404)
            try:
                is_in_order(answer)
            except AssertionError as error:
                error.add_note(repr(case))
                raise


def _laid_out(method: str, path: str) -> list[Case]:
    test = build_operation_test(
        config=SCHEMA.config,
        operation=SCHEMA[path][method],
        test_func=_case,
        given_kwargs={},
        feedback=FeedbackSources(),
    )
    return [
        example.kwargs["case"] for example in reversed(vars(test).get("hypothesis_explicit_examples", ()))
    ]


def _case(case: Case) -> None:
    """What schemathesis makes cases for; they are not given to it."""


def _part(operation: tuple[str, str]) -> str:
    """The first word of an operation's path."""
    return operation[1].removeprefix("/api").split("/")[1]


@pytest.mark.parametrize("part", sorted({_part(operation) for operation in OPERATIONS}))
def test_no_request_is_a_server_error(part: str, clerk: Client) -> None:
    """In the suite one of three operations is sent what is laid out: what reads a request is the same for all."""
    operations = [operation for operation in OPERATIONS if _part(operation) == part]
    laid_out = some(operations, 3, part)
    for operation in operations:
        with cast.undone():
            _ask(operation, _of_a_clerk, clerk, is_laid_out=operation in laid_out)


@pytest.mark.parametrize(
    "operation", [operation for operation in OPERATIONS if operation[1].endswith(OPEN)], ids=" ".join
)
def test_no_request_of_a_stranger_is_a_server_error(operation: tuple[str, str], stranger: Client) -> None:
    """What is open to everybody. That everything else is closed, whatever is sent, `test_public_routes` walks."""
    _ask(operation, _of_a_stranger, stranger)
