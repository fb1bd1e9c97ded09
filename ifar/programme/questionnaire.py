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


class Given(NamedTuple):
    """An assessment of one article: the state in which it stands, and its answers."""

    state: str
    answers: Mapping[str, Mapping[str, str]]


def rows(given: Mapping[str, Given], questions: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row for each provision, in the Protocol's order; `given` by article."""
    for one in PROVISIONS:
        found = given.get(one.article)
        said = found.answers.get(one.key, {}) if found is not None and found.state == "approved" else {}
        yield {
            "key": one.key,
            "cited": one.cited,
            "binding": one.binding,
            "question": str(questions[one.key]),
            "answer": said.get("standing", assessment.OPEN),
            "law": said.get("law", ""),
            "article_of_law": said.get("article", ""),
            "link": said.get("link", ""),
            "gap": said.get("gap", ""),
            "assistance_wanted": said.get("wanted", ""),
            "state": found.state if found is not None else "",
        }


def as_json(place: str, year: int, language: str, register: str, at: dt.datetime, told: list[dict[str, Any]]) -> bytes:  # fmt: skip
    """The file as JSON."""
    said = {
        "schema": SCHEMA,
        "instrument": SYMBOL,
        "state": place,
        "year": year,
        "language": language,
        "register": register,
        "exported_at": at.isoformat(timespec="seconds"),
        "answers": told,
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
