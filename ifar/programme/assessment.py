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
        said = {"standing": self.standing, "law": self.law, "article": self.article, "link": self.link, "gap": self.gap, "wanted": self.wanted}  # fmt: skip
        return {name: text for name, text in said.items() if text}


def answer_wrong(one: Answer) -> tuple[str, str]:
    """Which field of an answer is wrong and why, or two empty texts.

    `standing` unknown; `law`: what is in force, whole or in part, names its law; `gap`: what is not wholly in force says what is missing;
    `link` is no address; `long`.
    """
    texts = {"law": one.law, "article": one.article, "link": one.link, "gap": one.gap, "wanted": one.wanted}
    if one.standing not in STANDINGS:
        return "standing", "standing"
    for name, text in texts.items():
        if len(text) > LONGEST:
            return name, "long"
    if one.standing != "absent" and not one.law:
        return "law", "law"
    if one.standing != "in_force" and not one.gap:
        return "gap", "gap"
    if one.link and not one.link.startswith(("https://", "http://")):
        return "link", "link"
    return "", ""


def standing_of(article: str, answers: Mapping[str, Mapping[str, Any]]) -> str:
    """How an article stands by the answers to its provisions; those that bind, unless none does."""
    asked = provisions_of(article)
    asked = tuple(one for one in asked if one.binding) or asked
    said = [str(answers[one.key]["standing"]) if one.key in answers else OPEN for one in asked]
    known = {one for one in said if one != OPEN}
    if "partial" in known or len(known) > 1:
        return "partial"
    return OPEN if OPEN in said or not known else known.pop()


def year_wrong(year: int, today: dt.date) -> bool:
    """Whether a year cannot be assessed: before the Protocol, or to come."""
    return not FIRST_YEAR <= year <= today.year


def article_known(article: str) -> bool:
    """Whether it is an article that States assess."""
    return article in ASSESSED
