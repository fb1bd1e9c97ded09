"""No address answers a number that is none, or far too long a one, with an error of the server."""

from __future__ import annotations

import itertools

from tests.covering import covering, some
from tests.house.test_public_routes import ROUTES

ADDRESSES = sorted(
    {
        f"/{route}"
        for name, route in ROUTES
        if "<" not in route and "logout" not in name and "static" not in name
    }
)
NAMES = (
    "page", "before", "after", "n", "year", "number", "office", "month", "first", "last", "at", "since", "until", "from", "to",
    "limit", "size", "days", "hours", "period", "level", "view", "zoom", "x", "y", "cell", "place", "day", "area", "offset", "top",
)  # fmt: skip
VALUES = ("²", "9" * 5000)


def test_w49_no_list_fails_at_a_number_that_is_none(signed_in):
    """Each address is asked by the first of the three who may see it: what reads its numbers is the same for the others.

    In the suite one of two is asked one of the numbers.
    """
    left, failed = some(ADDRESSES, 2), []
    asked = set(covering(itertools.product(left, VALUES), lambda row: row[:1]))
    for who in ("bob", "erin", "quentin"):
        browser = signed_in(who)
        browser.raise_request_exception = False
        closed = []
        for address in left:
            if browser.get(address, dict.fromkeys(NAMES, "1")).status_code in (403, 404, 405):
                closed.append(address)  # nothing of theirs, whatever the number
                continue
            for value in (text for text in VALUES if (address, text) in asked):
                answer = browser.get(address, dict.fromkeys(NAMES, value))
                # What the register cannot give now, such as an extract before its key is certified, it refuses as such.
                if answer.status_code >= 500 and answer.status_code != 503:
                    failed.append(f"{who}: {address}?…={value[:8]}")
        left = closed
    assert failed == []
