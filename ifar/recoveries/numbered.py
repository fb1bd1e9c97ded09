"""The cases and exhibits that bear a number which somebody typed into the search."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import prepared
from ifar.recoveries.custody.selectors import chains_for
from ifar.recoveries.models import Case, Event, Item
from ifar.recoveries.selectors import cases_for, items_for
from ifar.registry.search.numbers import Numbered
from ifar.rights import Actor, may

MOST = 5
_SHORTEST = 4
_PAGES: Final = {
    "case": "recoveries:case",
    "former": "recoveries:case",
    "item": "recoveries:item",
    "mark": "recoveries:item",
}
_BORNE: Final = """
SELECT (SELECT count(*) FROM recoveries_item WHERE marks @> %(said)s::jsonb AND firearm = '') > 0 OR EXISTS (
    SELECT FROM recoveries_event a JOIN recoveries_event e ON e.record_type = 'item' AND e.subject = a.subject
    WHERE a.record_type = 'item' AND a.kind = 'amended' AND a.changes ? 'marks' AND e.changes -> 'marks' @> %(said)s::jsonb)
"""
"""Counted, so that the planner goes by the index: of one that is enough it would think to meet it soon among all."""
_RUN = re.compile(r"\d+|[^\W\d_]+")


def numbered(actor: Actor, text: str) -> list[Numbered]:
    """The cases and exhibits of that number that the actor may see, and the cases that had it before; the cases first. One statement."""
    cases = cases_for(actor).filter(number__iexact=text)
    # The index holds only the exhibits that have a number; the planner must be told that this one has.
    exhibits = items_for(actor).filter(~Q(exhibit=""), exhibit__iexact=text)
    had = _said_before("case", "number").filter(changes__number__iexact=text).values("subject")
    former = cases_for(actor).filter(public_id__in=had).exclude(number__iexact=text)
    results = _rows(cases, "case", F("number")).union(
        _rows(former, "former", F("number")), _rows(exhibits, "item", F("case__number")), all=True
    )
    return [
        Numbered(_words(kind, number), reverse(_PAGES[kind], args=(public_id,)))
        for kind, public_id, number in results.order_by("kind_of")
    ]


def marked(actor: Actor, text: str) -> list[Numbered]:
    """The exhibits of the actor's own office that bear exactly this serial number, or were said to, and are no firearm of the register: that one
    the search finds. None for what is no mark, and one statement where nobody's exhibit bears it; else two."""
    mark = " ".join(text.split()).upper()
    if not actor.agency_id or len(mark) < _SHORTEST or not any(code.isdecimal() for code in mark):
        return []
    if not may(actor, "recoveries:case:read") or not _is_borne(mark):
        return []
    own = items_for(actor).filter(case__agency_id=actor.agency_id, firearm="")
    rows = [{"kind": "serial", "text": mark}]
    bearing = own.filter(marks__contains=rows)
    had = _said_before("item", "marks").filter(changes__marks__contains=rows).values("subject")
    bore = own.filter(public_id__in=had).exclude(marks__contains=rows)
    results = _rows(bearing, "item", F("case__number")).union(
        _rows(bore, "mark", F("case__number")), all=True
    )
    return [
        Numbered(_words(kind, number), reverse(_PAGES[kind], args=(public_id,)))
        for kind, public_id, number in results.order_by("kind_of")
    ]


def _is_borne(mark: str) -> bool:
    """Whether any exhibit bears a serial number or was said to, whoever may see it: every search asks, and a fifth of its time went into the
    longer question of what the actor may see of them."""
    text = json.dumps([{"kind": "serial", "text": mark}])
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return prepared.first_row(connection.connection, _BORNE, {"said": text}) == (True,)


def _said_before(record: str, name: str) -> QuerySet[Event]:
    """What says a value of the records of which it was changed, the former values and the present one."""
    events = Event.objects.filter(record_type=record, changes__has_key=name)
    return events.filter(subject__in=events.filter(kind="amended").values("subject"))


def _rows(results: QuerySet[Any, Any], kind: str, case: F) -> QuerySet[Any, Any]:
    rows = results.select_related(None).order_by("pk").annotate(kind_of=Value(kind), case_number=case)
    few: QuerySet[Any, Any] = rows.values_list("kind_of", "public_id", "case_number")[:MOST]
    return few


def _words(kind: str, case: str) -> str:
    if kind == "case":
        return _("Open the case")
    if kind == "former":
        return _("Open the case %(number)s, which formerly had this number") % {
            "number": f"\u2068{case}\u2069"
        }
    if kind == "mark":
        return _("Open the exhibit of case %(number)s, which formerly had this serial number") % {
            "number": f"\u2068{case}\u2069"
        }
    return _("Open the exhibit of case %(number)s") % {"number": f"\u2068{case}\u2069"}


def folded(number: str) -> str:
    """A number as two are compared: its runs of letters and of digits, whatever stands between them, whatever digits it was typed in,
    without case and leading zeros. `1-23/2026` and `12-3/2026` are two numbers, `0418/2026` and `418 2026` are one."""
    plain = unicodedata.normalize("NFKC", number).casefold()
    plain = "".join(str(unicodedata.decimal(text, text)) for text in plain)
    return "-".join(run.lstrip("0") or "0" if run[0].isdecimal() else run for run in _RUN.findall(plain))


def cases_of_number(actor: Actor, number: str, *, former: bool = True) -> list[Case]:
    """The cases of the actor's own office that bear a number, the oldest first, then those that had it before; none where it has no letter and
    no digit. At most three queries."""
    if not (wanted := folded(number)):
        return []
    own = cases_for(actor).filter(agency_id=actor.agency_id).order_by("pk")
    keys = {key for key, text in own.values_list("pk", "number").iterator() if folded(text) == wanted}
    bear = list(own.filter(pk__in=keys)) if keys else []
    if not former:
        return bear
    events = _said_before("case", "number").values_list("subject", "changes__number")
    had = {case for case, item in events if folded(item) == wanted} - {case.public_id for case in bear}
    return [*bear, *(own.filter(public_id__in=had) if had else ())]


def of_case(actor: Actor, public_id: str) -> str:
    """The number of a case that the actor may see, or nothing."""
    return cases_for(actor).filter(public_id=public_id).values_list("number", flat=True).first() or ""


def of_exhibit(actor: Actor, public_id: str) -> str:
    """The number of the case of an exhibit that the actor may see, or nothing."""
    items = items_for(actor).filter(public_id=public_id).values_list("case__number", flat=True)
    return items.first() or ""


def named_cases(actor: Actor, cases: Collection[str]) -> Mapping[str, str]:
    """Case -> its number, of those that the actor may see. One query."""
    records = cases_for(actor).filter(public_id__in=cases).exclude(number="")
    return dict(records.order_by().values_list("public_id", "number"))


def named_items(actor: Actor, items: Collection[str]) -> Mapping[str, str]:
    """Exhibit -> the number of its case and its own, or its line there where it has none; of items that the actor may see, and of exhibits that are
    kept by, or on their way to, the actor's office. One query."""
    seen = Q(pk__in=items_for(actor).values("pk"))
    kept = Q(public_id__in=chains_for(actor).values("public_id"))
    records = Item.objects.filter(seen | kept, public_id__in=items)
    rows = records.values_list("public_id", "case__number", "exhibit", "line")
    return {
        item: " · ".join(filter(None, (number, exhibit or f"{line}"))) for item, number, exhibit, line in rows
    }
