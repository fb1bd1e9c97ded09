"""The library: what stands in it, how long it is fresh, who may say that it was looked through, what its users say. Pure.

A guide is looked through by another member than who brought it; the database refuses the same person. What nobody has looked through, and
what is past its day, stays readable and says so. Pure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Final, Literal

KINDS: Final = ("guide", "model_law", "legislation", "marking_guide", "training", "tool")
"""What stands in the library. A tool is something that is used in the work: a checklist, a form, a template, a program."""
LICENCES: Final = ("public_domain", "cc_by", "cc_by_nc", "official", "permission", "internal")
USES: Final = ("case", "training", "drafting", "court", "planning")
"""What somebody used a guide for."""
HELPED: Final = (0, 1, 2)
"""Whether it helped: no, in part, yes."""
LONGEST_SUMMARY: Final = 4000
LONGEST_FRESH: Final = dt.timedelta(days=1827)
"""Nothing is fresh for longer than five years."""
MOST_TITLE: Final = 200
SHORTEST_TITLE: Final = 5
MOST_TOPICS: Final = 6

Freshness = Literal["unreviewed", "fresh", "ending", "expired"]
ENDING: Final = dt.timedelta(days=60)


def needs_country(kind: str) -> bool:
    """Whether a thing of the library is of one country: legislation is."""
    return kind == "legislation"


def freshness(state: str, expires_on: dt.date | None, today: dt.date) -> Freshness:
    """How far a guide can be relied on: looked through by nobody, fresh, soon or already past its day."""
    if state != "reviewed" or expires_on is None:
        return "unreviewed"
    if expires_on < today:
        return "expired"
    return "ending" if expires_on - today <= ENDING else "fresh"


def may_review(author: int, member: int) -> bool:
    """Whether a member may say that they looked a guide through: another than who brought it."""
    return author != member


def content_of(version: str, language: str, content: str, link: str, text: str) -> str:
    """What whoever looks an edition through stands for: a hash of it, so that no other takes its place unseen.

    Args:
        content: the hash of the document, empty for an address.
        text: what whoever brought it says of it.
    """
    parts = json.dumps([version, language, content, link, text], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(parts.encode()).hexdigest()


def expiry_wrong(until: dt.date, today: dt.date) -> bool:
    """Whether somebody says that a guide is fresh until a day that is past, or that lies too far ahead."""
    return not today < until <= today + LONGEST_FRESH
