"""What States tell each other beside requests: who is authorised to make and trade, and what was learnt of trafficking. Pure.

Case-specific information on authorised producers, dealers, importers, exporters and, where possible, carriers (Firearms Protocol art.
12(1)); groups, concealment, methods, routes and means of detection (art. 12(2)). What leaves for whom `disclosure` says. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from ifar.errors import Reason
from ifar.tracing import disclosure, loggable_text

FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "authorised": ("authorised",),
    "methods": ("modus", "concealment", "routes", "detection", "groups"),
}
"""Form of an exchange -> the data of `disclosure.TABLE` that it may say."""
ARTICLES: Final = {"authorised": "Firearms Protocol art. 12(1)", "methods": "Firearms Protocol art. 12(2)"}
ROLES: Final = ("producer", "dealer", "importer", "exporter", "carrier")
MOST: Final = 500
MOST_LINES: Final = 50
LONGEST: Final = 1000
_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)


def may_leave(form: str, agreement: str) -> dict[str, bool]:
    """Datum -> whether it may leave under an agreement; no ground restricts what nobody asked for."""
    return {
        text: disclosure.judged(text, ground="", agreement=agreement).leaves for text in FORMS.get(form, ())
    }


def traders(text: str, spoken: Mapping[str, str] | None = None) -> tuple[list[dict[str, str]], list[int]]:
    """Authorised traders, one a line: role; name; place; licence; last day. What is left out at the end is not said.

    Returns them, and the numbers of the lines that cannot be read.

    Args:
        spoken: role -> its word in the language of whoever writes; the roles themselves are understood always.
    """
    words = {word.casefold(): role for role, word in (spoken or {}).items()}
    rows, wrong = [], []
    for n, line in _lines(text):
        role, *parts = [" ".join(part.split()) for part in line.split(";")]
        role = words.get(role.casefold(), role.casefold())
        values = dict(zip(("name", "place", "licence", "until"), parts, strict=False))
        if role not in ROLES or not values.get("name") or len(parts) > 4 or not _is_day(values.get("until")):
            wrong.append(n)
            continue
        limits = {"name": 200, "place": 120, "licence": 80, "until": 10}
        result = {name: value[: limits[name]] for name, value in values.items() if value}
        rows.append({"role": role, **result})
    return rows, wrong


def routes(text: str) -> list[dict[str, Any]]:
    """Routes, one a line: the countries by their codes with > between them, a colon, and words; or words alone."""
    rows: list[dict[str, Any]] = []
    for _n, line in _lines(text):
        way, colon, words = line.partition(":")
        stops = [part.strip().upper() for part in way.split(">")]
        if colon and words.strip() and len(stops) > 1 and all(_COUNTRY.fullmatch(stop) for stop in stops):
            result = {"from": stops[0], "to": stops[-1], "via": stops[1:-1][:10]}
            result = {name: value for name, value in result.items() if value}
            rows.append({**result, "text": words.strip()[:LONGEST]})
        else:
            rows.append({"text": line[:LONGEST]})
    return rows


def lines(text: str) -> list[dict[str, str]]:
    """What was learnt, one a line."""
    return [{"text": line[:LONGEST]} for _n, line in _lines(text)]


def _lines(text: str) -> list[tuple[int, str]]:
    result = enumerate((" ".join(line.split()) for line in text.splitlines()), 1)
    return [(n, line) for n, line in result if line]


def _is_day(text: str | None) -> bool:
    try:
        return not text or bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def problems(form: str, values: Mapping[str, Any], agreement: str) -> list[Reason]:
    """What is wrong with what is to be said to a State under an agreement; nothing where it may leave."""
    if form not in FORMS:
        return [Reason("tracing.code", field="form")]
    wrong = []
    if not values or any(not value for value in values.values()):
        wrong.append(Reason("tracing.notice.nothing", article=ARTICLES[form], field=FORMS[form][0]))
    for name, value in values.items():
        if name not in FORMS[form]:
            wrong.append(Reason("tracing.code", field=name))
        elif not disclosure.judged(name, ground="", agreement=agreement).leaves:
            wrong.append(Reason("tracing.notice.agreement", article=ARTICLES[form], field=name))
        elif len(value) > (MOST if name == "authorised" else MOST_LINES):
            wrong.append(Reason("tracing.notice.many", field=name))
        elif loggable_text.any_spoiled(value):
            wrong.append(Reason("tracing.hidden", field=name))
    return wrong
