"""Identifying details in texts, as far as the register's own tables help to tell them from what describes an arm."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from django.db.models import F

from ifar.community import identifying
from ifar.community.identifying import Tables
from ifar.community.models import Enquiry
from ifar.languages import LANGUAGES
from ifar.reference import selectors as reference
from ifar.reference.models import CodeList

_KNOWN: Final = ("make", "model", "country")
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")


def signs_in(*texts: str) -> tuple[str, ...]:
    """Kinds of identifying details in some texts, in a fixed order. One query."""
    state = CodeList.objects.filter(name__in=("area", "label", *_KNOWN)).order_by("name")
    tables = _tables(tuple(state.values_list("name", "version")))
    results = {sign for text in texts if text for sign in identifying.signs(text, tables)}
    return tuple(kind for kind in identifying.KINDS if kind in results)


@lru_cache(maxsize=4)
def _tables(_state: tuple[tuple[str, int], ...]) -> Tables:
    places: set[str] = set()
    known: set[str] = set()
    for language in LANGUAGES:
        words = reference.words_of(("area", *_KNOWN), language)
        # Regions of the world have figures alone: an arm may be of one.
        places |= {name for code, name in words["area"].items() if "-" in code}
        known |= {
            word.casefold()
            for name in _KNOWN
            for text in words[name].values()
            for word in _LETTERS.findall(text)
        }
    return Tables(frozenset(places), frozenset(known))


def is_question(post: int) -> bool:
    """Whether a post, by key, is of a question of tracing help and by who asked it: those are promised to hold no details."""
    return Enquiry.objects.filter(topic__posts=post, topic__posts__author=F("topic__author")).exists()


def asked_by(topic: int, member: int) -> bool:
    """Whether a topic, by key, is a question of tracing help that a member asked."""
    return Enquiry.objects.filter(topic=topic, topic__author=member).exists()
