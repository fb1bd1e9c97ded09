"""A State's answers as a file by which a questionnaire on the Firearms Protocol can be filled: one row for each article and paragraph. Pure.

The review mechanism of the Convention against Transnational Organized Crime asks by article and paragraph, and so do others; the key of each row
is the Protocol's own number. What nobody approved does not leave: it is exported as not assessed, with the state in which it stands. Pure.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ifar.programme import assessment
from ifar.reference.protocol import PROVISIONS, SYMBOL

SCHEMA: Final = "ifar.protocol-assessment/1"
COLUMNS: Final = (
    "key",
    "cited",
    "binding",
    "question",
    "answer",
    "law",
    "article_of_law",
    "link",
    "gap",
    "assistance_wanted",
    "state",
)


class ArticleAnswers(NamedTuple):
    """An assessment of one article: the state in which it stands, and its answers."""

    state: str
    answers: Mapping[str, Mapping[str, str]]


def rows(given: Mapping[str, ArticleAnswers], questions: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each provision, in the Protocol's order; `given` by article."""
    for provision in PROVISIONS:
        row = given.get(provision.article)
        values = row.answers.get(provision.key, {}) if row is not None and row.state == "approved" else {}
        yield {
            "key": provision.key,
            "cited": provision.cited,
            "binding": provision.binding,
            "question": str(questions[provision.key]),
            "answer": values.get("standing", assessment.OPEN),
            "law": values.get("law", ""),
            "article_of_law": values.get("article", ""),
            "link": values.get("link", ""),
            "gap": values.get("gap", ""),
            "assistance_wanted": values.get("wanted", ""),
            "state": row.state if row is not None else "",
        }


def as_json(place: str, year: int, language: str, register: str, at: dt.datetime, results: list[dict[str, Any]]) -> bytes:  # fmt: skip
    """The file as JSON."""
    values = {
        "schema": SCHEMA,
        "instrument": SYMBOL,
        "state": place,
        "year": year,
        "language": language,
        "register": register,
        "exported_at": at.isoformat(timespec="seconds"),
        "answers": results,
    }
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
