"""The API under a generator of requests: whatever is sent, nothing is a server error, and every refusal is of the one family."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case

from ifar.api import api

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))

OPEN = ("openapi.json", "/papers/verification")
"""What answers without credentials; see `ifar/urls.py`."""


def _send(browser: Client, case: Case) -> tuple[int, bytes]:
    query = urlencode(dict(case.query or {}), doseq=True)
    body = (
        b"" if not isinstance(case.body, dict | list | str | int | bool) else json.dumps(case.body).encode()
    )
    path = case.formatted_path
    answer = browser.generic(
        case.method,
        path if path.startswith("/api/") else f"/api{path}",
        body,
        case.media_type or "application/json",
        QUERY_STRING=query,
    )
    return answer.status_code, b"".join(answer.streaming_content) if answer.streaming else answer.content


GENERATED = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def clerk(signed_in: Callable[[str], Client]) -> Client:
    """One browser for all requests of an operation, about eighty."""
    return signed_in("bob")


@pytest.fixture
def stranger(signed_in: Callable[[str], Client]) -> Client:
    """A browser in which nobody is signed in."""
    return signed_in("nobody")


def _not_a_server_error(status: int, content: bytes) -> None:
    assert status < 500, content[:500]
    if status >= 400:
        assert json.loads(content)["error"]["code"]


@SCHEMA.parametrize()
@GENERATED
def test_no_request_is_a_server_error(case: Case, clerk: Client) -> None:
    status, content = _send(clerk, case)
    _not_a_server_error(status, content)
    assert status != 401, "signed in to the end"


@SCHEMA.include(path_regex=f"({'|'.join(OPEN)})$").parametrize()
@GENERATED
def test_no_request_of_a_stranger_is_a_server_error(case: Case, stranger: Client) -> None:
    """What is open to everybody. That everything else is closed, whatever is sent, `test_public_routes` walks."""
    _not_a_server_error(*_send(stranger, case))
