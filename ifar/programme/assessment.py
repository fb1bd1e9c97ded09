"""A State's own assessment of its law against the Firearms Protocol: what an answer must say, and how an article stands by its answers. Pure.

Each provision (`reference/protocol.py`) is in force, in force in part, or absent; what nobody answered is not assessed and never counts as
absent. An article stands by what its answers leave no doubt of: one answer in force and one absent make it partial whatever the rest would
say; one answer in force and the rest open make nothing of it yet. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.reference.protocol import ASSESSED, provisions_of

STANDINGS: Final = ("in_force", "partial", "absent")
OPEN: Final = "not_assessed"
"""Nobody answered, or too little to tell."""
SHOWN: Final = (*STANDINGS, OPEN)
FIRST_YEAR: Final = 2001
"""The year in which the Protocol was adopted."""
LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the law says about one provision: which law and article of it, where to read it, what is missing, what assistance is wanted."""

    standing: str
    law: str = ""
    article: str = ""
    link: str = ""
    gap: str = ""
    wanted: str = ""

    def told(self) -> dict[str, str]:
        """As an act keeps it: without what is empty."""
        values = {"standing": self.standing, "law": self.law, "article": self.article, "link": self.link, "gap": self.gap, "wanted": self.wanted}  # fmt: skip
        return {name: text for name, text in values.items() if text}


def answer_wrong(answer: Answer) -> tuple[str, str]:
    """Which field of an answer is wrong and why, or two empty texts.

    `standing` unknown; `law`: what is in force, whole or in part, names its law; `gap`: what is not wholly in force says what is missing;
    `link` is no address; `long`.
    """
    texts = {
        "law": answer.law,
        "article": answer.article,
        "link": answer.link,
        "gap": answer.gap,
        "wanted": answer.wanted,
    }
    if answer.standing not in STANDINGS:
        return "standing", "standing"
    for name, text in texts.items():
        if len(text) > LONGEST:
            return name, "long"
    if answer.standing != "absent" and not answer.law:
        return "law", "law"
    if answer.standing != "in_force" and not answer.gap:
        return "gap", "gap"
    if answer.link and not answer.link.startswith(("https://", "http://")):
        return "link", "link"
    return "", ""


def standing_of(article: str, answers: Mapping[str, Mapping[str, Any]]) -> str:
    """How an article stands by the answers to its provisions; those that bind, unless none does."""
    asked = provisions_of(article)
    asked = tuple(provision for provision in asked if provision.binding) or asked
    values = [
        str(answers[provision.key]["standing"]) if provision.key in answers else OPEN for provision in asked
    ]
    known = {text for text in values if text != OPEN}
    if "partial" in known or len(known) > 1:
        return "partial"
    return OPEN if OPEN in values or not known else known.pop()


def year_wrong(year: int, today: dt.date) -> bool:
    """Whether a year cannot be assessed: before the Protocol, or to come."""
    return not FIRST_YEAR <= year <= today.year


def article_known(article: str) -> bool:
    """Whether it is an article that States assess."""
    return article in ASSESSED
