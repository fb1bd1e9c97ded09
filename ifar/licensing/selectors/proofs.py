"""What proves that firearms left a holder, beside the events of the firearms themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from django.db import connection
from django.utils.html import format_html

from ifar import identifiers
from ifar.licensing import holding
from ifar.templatetags.days import day_words, local

SHOWN: Final = 40
"""So many events of the holder's firearms are offered as proof, the latest."""

_PAPERS: Final = """
SELECT public_id FROM documents_paper WHERE public_id = ANY(%(papers)s) AND (holder = ANY(%(whose)s) OR about = ANY(%(firearms)s))
"""
_UNPROVED: Final = """
SELECT h.had FROM licensing_had(%s, %s) AS h (had)
WHERE h.had <> ALL(%s::text[]) AND NOT EXISTS (SELECT FROM documents_paper p WHERE p.about = h.had AND p.public_id = ANY(%s::text[]))
"""
_OPENED: Final = """
SELECT l.recorded_at FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.subject = %s AND e.n = 1
"""


def left_in_words(whose: Collection[str]) -> list[tuple[str, Any]]:
    """The events that can be named as proof that firearms left a party (under these records), the latest first: `F…/4` and words."""
    return [
        (
            f"{left.firearm}/{left.n}",
            format_html(
                '<span>{} · <bdi>{}</bdi> <bdi dir="ltr">{}</bdi> · {}</span>',
                left.words,
                left.title,
                identifiers.shown(left.firearm),
                day_words(local(left.recorded_at)),
            ),
        )
        for left in holding.left_by(whose)[:SHOWN]
    ]


def papers_of(papers: Collection[str], whose: Collection[str], firearms: Collection[str]) -> frozenset[str]:
    """Those of some papers that are for a party (under these records) or about firearms that were theirs."""
    if not papers:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, {"papers": list(papers), "whose": list(whose), "firearms": list(firearms)})
        return frozenset(row[0] for row in cursor.fetchall())


def unproved(removal: str, holder: str, events: Collection[str], papers: Collection[str]) -> list[str]:
    """The firearms that lay with a holder when a removal was opened, of which neither one of these firearms' events nor a paper tells where they went."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPROVED, [removal, holder, list(events), list(papers)])
        return [firearm for (firearm,) in cursor.fetchall()]


def opened_at(public_id: str) -> dt.datetime:
    """When a record of licensing was opened."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, [public_id])
        moment: dt.datetime = cursor.fetchone()[0]
        return moment
