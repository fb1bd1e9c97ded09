"""The services from which a register fetches by itself: at which address, what is asked, and which page comes next. Pure.

UCDP: `GET <address>?pagesize=1000&page=N`, token in the header `x-ucdp-access-token`; an answer says how many rows there are in all and names
the next page. ACLED: a token for a name and a password at `/oauth/token`, then `<address>/acled/read` and `<address>/deleted/read` by
`page`, from a `timestamp` on. HDX HAPI: `limit` and `offset`, `app_identifier`. GeoJSON: one file. Where a service does not say how
many rows there are, its list ends with an empty page: a short one may only be what it allows at once. Pure.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from ifar.hotspots.feeds.reading import Unreadable
from ifar.typed import whole_number

KINDS: Final[Mapping[str, str]] = {"ucdp": "ucdp", "acled": "acled", "hapi": "table", "geojson": "geojson"}
"""Service -> kind of the source that it serves."""
ROWS: Final[Mapping[str, int]] = {"ucdp": 1000, "acled": 5000, "hapi": 10_000}
"""Rows asked for at once."""
PAGES: Final = 5000
"""No list has more pages: a service that begins its list anew would never end."""
RECORD_SEPARATOR: Final = "\x1e"
"""Stands before each answer of a list in one file (RFC 7464)."""
_LAST_MOMENT: Final = 10**11 - 1
"""Seconds of POSIX time with eleven digits: no service means a later moment."""
_NAMES: Final = frozenset({"service", "address", "key", "user", "ask", "hours", "whole", "authorities"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a source is fetched.

    Attributes:
        address: https://host/path, as the service's documentation names it; for ACLED without `/acled/read`.
        key: token, password or identifier that the service gave.
        user: name of the account, where there is one.
        asks: what is asked for, such as a country.
        hours: how many hours after a fetch the next one begins.
        whole: whether a list is all that the source has, so that what is missing in it was withdrawn.
        authorities: file with the certificates that are trusted for it; the system's where empty.
    """

    service: str
    address: str
    key: str = field(default="", repr=False)
    user: str = ""
    asks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    hours: int = 24
    whole: bool = True
    authorities: str = ""

    @property
    def host(self) -> str:
        """The host, as people know it."""
        return urlsplit(self.address).hostname or ""

    @property
    def digest(self) -> str:
        """Of where and what is asked: what was fetched of something else is no beginning of this."""
        said = json.dumps([self.service, self.address, sorted(self.asks.items())])
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list that is still to come.

    Attributes:
        what: `rows`, or `deleted` for the list of what was withdrawn.
        number: of the page; of HAPI how many rows were passed.
        seen: rows that came in the pages before.
        total: rows that there are by the service's own word; -1 where it says none.
        since: from which moment on, where only changes are asked for.
        latest: the latest moment that stood in a row.
    """

    what: str = "rows"
    number: int = 1
    seen: int = 0
    total: int = -1
    since: int = 0
    latest: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for a page: address, fields behind it, headers."""

    address: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]


def read(text: str) -> dict[str, Address]:
    """The addresses by source, from a file of settings.

    Raises:
        Unreadable: it is no such file, or an address in it is none that is fetched.
    """
    try:
        document = tomllib.loads(text)
    except ValueError as error:
        raise Unreadable("settings") from error
    return {str(source).replace("-", "").upper(): _address(values) for source, values in document.items()}


def _address(values: Any) -> Address:
    if not isinstance(values, dict) or set(values) - _NAMES:
        raise Unreadable("settings")
    service, asks = values.get("service"), values.get("ask", {})
    place = urlsplit(str(values.get("address", "")))
    hours = values.get("hours", 24)
    if (
        service not in KINDS
        or place.scheme != "https"
        or not place.hostname
        or place.username is not None
        or place.query
        or place.fragment
        or not isinstance(asks, dict)
        or not isinstance(hours, int)
        or hours < 1
        or (service in ("ucdp", "acled", "hapi") and not values.get("key"))
    ):
        raise Unreadable("settings")
    return Address(
        service=str(service),
        address=str(values["address"]).rstrip("/"),
        key=str(values.get("key", "")),
        user=str(values.get("user", "")),
        asks={str(name): str(value) for name, value in asks.items()},
        hours=hours,
        # ACLED's list of a moment is of what changed since; what it withdrew stands in a list of its own.
        whole=service != "acled" and bool(values.get("whole", True)),
        authorities=str(values.get("authorities", "")),
    )


def first(address: Address, latest: int = 0) -> Page:
    """The first page of a list.

    Args:
        latest: the latest moment of what was loaded before.
    """
    start = 0 if address.service in ("hapi", "ucdp") else 1
    since = latest if address.service == "acled" else 0
    return Page(number=start, since=since, latest=since)


def token_of(address: Address) -> Question | None:
    """What is sent to get a token for a while; None where the key itself is shown."""
    if address.service != "acled":
        return None
    place = urlsplit(address.address)
    fields = {
        "username": address.user,
        "password": address.key,
        "grant_type": "password",
        "client_id": "acled",
    }
    return Question(f"{place.scheme}://{place.netloc}/oauth/token", fields, {})


def token_in(body: bytes) -> str:
    """The token that a service answers.

    Raises:
        Unreadable: it answers none.
    """
    try:
        token = json.loads(body)["access_token"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise Unreadable("answer.form") from error
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise Unreadable("answer.form")
    return token


def question(address: Address, page: Page, token: str = "") -> Question:
    """What is asked for a page."""
    asks = dict(address.asks)
    match address.service:
        case "ucdp":
            # Its first page is numbered by itself; the next one it names.
            numbered = {"page": str(page.number)} if page.seen else {}
            fields = {**asks, "pagesize": str(ROWS["ucdp"]), **numbered}
            return Question(address.address, fields, {"x-ucdp-access-token": address.key})
        case "acled":
            since = "timestamp" if page.what == "rows" else "deleted_timestamp"
            fields = {
                **(asks if page.what == "rows" else {}),
                "_format": "json",
                "limit": str(ROWS["acled"]),
                "page": str(page.number),
                **({since: str(page.since)} if page.since else {}),
            }
            path = "acled" if page.what == "rows" else "deleted"
            return Question(f"{address.address}/{path}/read", fields, {"Authorization": f"Bearer {token}"})
        case "hapi":
            fields = {
                **asks, "output_format": "json", "app_identifier": address.key, "limit": str(ROWS["hapi"]), "offset": str(page.number),
            }  # fmt: skip
            return Question(address.address, fields, {})
    shown = {"Authorization": f"Bearer {address.key}"} if address.key else {}
    return Question(address.address, asks, shown)


def after(address: Address, page: Page, body: bytes) -> tuple[int, Page | None, Page]:
    """How many rows a page has, which one comes next, and where the list stands behind it.

    Raises:
        Unreadable: it is no answer of this service (`answer.form`, `answer.failed`), or the list is another one than when it began
            (`answer.changed`).
    """
    rows, document = _rows(address.service, body)
    seen = page.seen + len(rows)
    stands = replace(page, seen=seen, latest=max(page.latest, *map(_moment, rows), 0))
    if page.number > PAGES * (ROWS["hapi"] if address.service == "hapi" else 1):
        raise Unreadable("answer.changed")
    match address.service:
        case "geojson":
            return len(rows), None, stands
        case "ucdp":
            return len(rows), _next_of_ucdp(page, stands, document), stands
        case "hapi":
            following = replace(stands, number=page.number + len(rows)) if rows else None
            return len(rows), following, stands
    if rows:
        return len(rows), replace(stands, number=page.number + 1), stands
    if page.what == "rows" and page.since:
        return 0, replace(stands, what="deleted", number=1), stands
    return 0, None, stands


def in_a_list(address: Address, body: bytes) -> bytes:
    """An answer as it stands in the file of its list: GeoJSON is one document and stands as it is."""
    return body if address.service == "geojson" else RECORD_SEPARATOR.encode() + body + b"\n"


def answers_in(pieces: Iterable[str]) -> Iterator[str]:
    """The answers of a list that lies in one file, or the one answer that somebody saved."""
    rest = ""
    for piece in pieces:
        rest += piece
        if RECORD_SEPARATOR in piece:
            *whole, rest = rest.split(RECORD_SEPARATOR)
            yield from (answer for answer in whole if answer.strip())
    if rest.strip():
        yield rest


def _rows(service: str, body: bytes) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("answer.form") from error
    if not isinstance(document, Mapping):
        raise Unreadable("answer.form")
    if service == "acled" and (document.get("success") is False or document.get("error")):
        raise Unreadable("answer.failed")
    rows = document.get({"ucdp": "Result", "geojson": "features"}.get(service, "data"))
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise Unreadable("answer.form")
    return rows, document


def _moment(row: Mapping[str, Any]) -> int:
    """When the service changed or withdrew a row, in seconds of POSIX time; 0 where it does not say."""
    return whole_number(row.get("timestamp") or row.get("deleted_timestamp"), most=_LAST_MOMENT, otherwise=0)


def _next_of_ucdp(page: Page, stands: Page, document: Mapping[str, Any]) -> Page | None:
    """The next page by its number alone: the address that an answer names is not followed."""
    total = document.get("TotalCount")
    if not isinstance(total, int) or page.total not in (-1, total):
        raise Unreadable("answer.changed" if isinstance(total, int) else "answer.form")
    named = parse_qs(urlsplit(str(document.get("NextPageUrl") or "")).query).get("page", [""])[0]
    if not named:
        if stands.seen != total:
            raise Unreadable("answer.changed")
        return None
    number = whole_number(named, least=page.number + 1)
    if number is None or not document["Result"]:
        raise Unreadable("answer.changed")
    return replace(stands, number=number, total=total)
