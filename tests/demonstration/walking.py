"""Walking the pages of the demonstration as the people in it: whatever a page offers to somebody opens for them."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.contrib.auth import get_user_model

from tests.conftest import sign_in
from tests.covering import EVERY_CASE

MOST: Final = 80
"""Pages of one person."""
FEWEST: Final = 10
"""Fewer mean that nothing was walked."""
SEVERAL: Final = 2
_LINK: Final = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
_NUMBER: Final = re.compile(r"/(?:[A-Z][0-9A-Z]{9,}|\d+|[0-9a-f]{16,})(?=/|$|\.)")


def dead_links(username: str, by_others: Counter[str]) -> Iterator[str]:
    """What does not open of what the pages of somebody link to; of pages that differ in a number or in words asked for, one is opened.

    In the suite what several others opened already (`by_others` counts them, and is counted on) is not opened by everybody again.
    """
    browser = sign_in(get_user_model().objects.get(username=username))
    waiting, kinds, opened = deque([("/", "")]), {"/", "/account/logout/"}, 0
    while waiting and opened < MOST:
        address, before = waiting.popleft()
        opened += 1
        answer = browser.get(address, follow=True)
        if answer.status_code not in (200, 204):
            yield f"{username}: {before} -> {address}: {answer.status_code}"
        if answer.status_code != 200 or not answer["content-type"].startswith("text/html"):
            continue
        at = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        for link in _LINK.findall(answer.content.decode()):
            url = urldefrag(urljoin(at, html.unescape(link))).url
            kind = _kind(url)
            if not url.startswith("/") or kind in kinds:
                continue
            kinds.add(kind)
            if EVERY_CASE or by_others[kind] < SEVERAL:
                by_others[kind] += 1
                waiting.append((url, at))
    if len(kinds) < FEWEST:
        yield f"{username}: only {len(kinds)} kinds of pages"


def _kind(address: str) -> str:
    parts = urlsplit(address)
    asked = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{_NUMBER.sub('/-', parts.path)}?{','.join(asked)}"
