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
from tests import cast

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/"))
WHO = ("bob", "nobody")

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


@pytest.fixture
def browser(who: str, signed_in: Callable[[str], Client]) -> Client:
    """One browser for all requests of an operation, about eighty."""
    return signed_in(who)


@SCHEMA.parametrize()
@pytest.mark.parametrize("who", WHO)
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_is_a_server_error(case: Case, who: str, browser: Client) -> None:
    assert who == "nobody" or who in cast.PARTS
    status, content = _send(browser, case)
    assert status < 500, content[:500]
    if status >= 400:
        assert json.loads(content)["error"]["code"]
    if who != "nobody":
        assert status != 401, "signed in to the end"
    if who == "nobody":
        assert status in (401, 404, 405) or case.path.endswith(OPEN), content[:300]
