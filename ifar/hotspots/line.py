"""The line to the services of sources: one question, its answer as bytes, or in one word why there is none.

HTTPS only, to the address of the settings and no other: a redirection is not followed, and nothing is asked that an answer names. An answer
that is longer, or takes longer, than is set here is none; one that breaks off is none either.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode

import urllib3

from ifar.hotspots.feeds.addresses import Question
from ifar.typed import whole_number

LARGEST: Final = 32 * 2**20
"""Bytes of one answer."""
SECONDS: Final = 60
"""How long nothing may come."""
LONGEST: Final = 300
"""Seconds that one answer may take."""
_PIECE: Final = 65_536
_AGENT: Final = "ifar"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class Broken(Exception):
    """There is no answer.

    Attributes:
        code: `line`, `busy`, `status`, `key`, `elsewhere`, `large`; the words stand in `labels.FETCHED`.
        params: what the words need.
        seconds: how long the service asks to wait; None where it says nothing.
    """

    code: str
    params: dict[str, int] = field(default_factory=dict)
    seconds: int | None = None


def asked(question: Question, authorities: str = "", *, post: bool = False) -> bytes:
    """The answer to a question.

    Raises:
        Broken: there is none, or none that is taken.
    """
    timeout = urllib3.Timeout(connect=10, read=SECONDS)
    until = time.monotonic() + LONGEST
    with urllib3.PoolManager(
        cert_reqs="CERT_REQUIRED", ca_certs=authorities or None, timeout=timeout, retries=False
    ) as pool:
        try:
            response = pool.request(
                "POST" if post else "GET",
                question.address,
                fields=None if post else dict(question.fields),
                body=urlencode(question.fields) if post else None,
                headers={
                    **question.headers,
                    **(_FORM if post else {}),
                    "User-Agent": _AGENT,
                    "Accept-Encoding": "identity",
                },
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            _check(response, post=post)
            result = bytearray()
            for piece in response.stream(_PIECE, decode_content=False):
                result += piece
                if len(result) > LARGEST:
                    raise Broken("large", {"most": LARGEST // 2**20})
                if time.monotonic() > until:
                    raise Broken("line")
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise Broken("line") from error
    return bytes(result)


def _check(response: urllib3.BaseHTTPResponse, *, post: bool) -> None:
    status = response.status
    if status == 200:
        return
    if status in (429, 503):
        raise Broken("busy", seconds=waiting(response.headers.get("Retry-After", "")))
    # Who asks for a token with a wrong password is answered with 400 (RFC 6749, 5.2).
    if status in (401, 403) or (post and status == 400):
        raise Broken("key")
    if 300 <= status < 400:
        raise Broken("elsewhere")
    if status >= 500:
        raise Broken("line")
    raise Broken("status", {"status": status})


def waiting(said: str) -> int | None:
    """The seconds that `Retry-After` asks for: a number, or a moment; None where it says neither."""
    text = said.strip()
    if (seconds := whole_number(text)) is not None:
        return seconds
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0, int((until - dt.datetime.now(dt.UTC)).total_seconds()) + 1)
