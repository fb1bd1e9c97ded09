"""Every address, page and API, is closed to somebody without credentials, but for the one list of public routes."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ifar.urls import PUBLIC

SAMPLES = {
    "uuid": "01920000-0000-7000-8000-000000000000",
    "int": "1",
    "str": "A0000000000000",
    "slug": "alphabet",
    "path": "somewhere/else",
}


def _walk(patterns: list[Any], prefix: str = "", names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    rows = []
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            rows += _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            rows.append((":".join((*names, pattern.name or "?")), here))
    return rows


ROUTES = _walk(get_resolver().url_patterns)


def _address(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES[match.group(1) or "str"], route)


def test_there_are_routes():
    names = {name for name, _ in ROUTES}
    assert len(ROUTES) > 60
    assert PUBLIC.keys() <= names, "a public route that does not exist"


SELDOM = ("put", "patch", "delete")


def _methods(address: str, number: int) -> tuple[str, ...]:
    """How an address is asked: an operation by every method; a page, which nobody made for the last three, by one of them in turn."""
    return ("get", "post", *SELDOM) if address.startswith("/api/") else ("get", "post", SELDOM[number % 3])


def _is_in_order(name: str, address: str, answer: Any) -> bool:
    """Whether who asks without credentials is told nothing."""
    if name in PUBLIC:
        return answer.status_code < 500
    if address.startswith("/api/"):
        return answer.status_code in (401, 404, 405) and "error" in answer.json()
    return answer.status_code == 302 and "/account/login/" in answer["Location"]


def test_closed_without_credentials(db):
    results = []
    for number, (name, route) in enumerate(ROUTES):
        address = _address(route)
        browser = Client(raise_request_exception=False)
        for method in _methods(address, number):
            answer = getattr(browser, method)(address, content_type="application/json")
            if not _is_in_order(name, address, answer):
                results.append(f"{method} {name} answered {answer.status_code}: {answer.content[:200]!r}")
    assert results == []


def test_an_api_operation_is_closed_by_default(db):
    from ninja.constants import NOT_SET

    from ifar.api import api

    for path, view in (
        (path, view) for _, router in api._routers for path, view in router.path_operations.items()
    ):
        for operation in view.operations:
            listed = f"api:{view.url_name}" in PUBLIC
            assert listed or operation.auth_param is NOT_SET, f"{path} sets its own authentication"
