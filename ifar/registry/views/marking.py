"""What the rules of marking find on a firearm's page: the marks on record beside what the law asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ifar.reference import selectors as reference
from ifar.registry import facts
from ifar.registry.marks import marking
from ifar.registry.models import Event, Firearm
from ifar.registry.selectors import marking as profile

PLACED: Final = frozenset({"wholesale_transferred", "retail_sold", "imported"})
"""Kinds of events by which a firearm is placed on the market."""
CAME: Final = frozenset({"imported"})
LEFT_STOCK: Final = frozenset({"sold_to_civilians"})


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in words: what is asked, by which article, what is wrong, and whether it is only asked where possible."""

    words: str
    article: str
    why: str
    advised: bool


def _millimetres(nm: int | None) -> str:
    size = Decimal(nm or 0) / 1_000_000
    return str(number_format(size.normalize(), use_l10n=True))


def _why(finding: marking.Finding) -> str:
    if finding.why == "low":
        return _("lowest mark %(size)s mm") % {"size": _millimetres(finding.measured_nm)}
    if finding.why == "shallow":
        return _("shallowest mark %(size)s mm") % {"size": _millimetres(finding.measured_nm)}
    return {"script": _("other letters"), "not_measured": _("not measured")}.get(
        finding.why, _("not on record")
    )


def _first_placed(events: Sequence[Event]) -> dt.date | None:
    """The day on which it was first placed on the market; None where its life does not begin before the reader's eyes, or nobody knows."""
    starts = [event.occurred_from for event in events if event.kind in PLACED]
    if not starts or starts[0] is None or min(event.n for event in events) != 1:
        return None
    return timezone.localtime(starts[0]).date()


def findings(firearm: Firearm, events: Sequence[Event]) -> list[Row]:
    """What the rules in force miss on it, by every occasion of its life on record; what is required stands first."""
    marks = facts.inscriptions(_to_read(firearm))
    kinds, placed, rules = {event.kind for event in events}, _first_placed(events), profile.in_force()
    occasions = [marking.MANUFACTURE]
    occasions += [marking.IMPORT] if kinds & CAME else []
    occasions += [marking.TRANSFER] if kinds & LEFT_STOCK else []
    outcomes = [marking.check(rules, marks, at=at, first_placed=placed) for at in occasions]
    words = reference.words("marking_rule")
    fromkeys = dict.fromkeys(
        (finding, advised)
        for advised in (False, True)
        for outcome in outcomes
        for finding in (outcome.advised if advised else outcome.missing)
    )
    return [
        Row(words.get(finding.rule, finding.rule), finding.article, _why(finding), advised)
        for finding, advised in fromkeys
    ]


def _to_read(firearm: Firearm) -> Iterable[Mapping[str, Any]]:
    return [
        {
            "kind": mark.kind,
            "text": mark.text,
            "text_status": mark.text_status,
            "height_um": mark.height_um,
            "depth_nm": mark.depth_nm,
            "retired": mark.retired,
        }
        for mark in firearm.marks.all()
        if not mark.former_of
    ]


def size_of(height_um: int | None, depth_nm: int | None) -> str:
    """How high and how deep a mark is, in words; empty where nobody measured."""
    if height_um is None and depth_nm is None:
        return ""
    high = _millimetres(None if height_um is None else height_um * 1000)
    if depth_nm is None:
        return _("%(high)s mm high") % {"high": high}
    deep = _millimetres(depth_nm)
    if height_um is None:
        return _("%(deep)s mm deep") % {"deep": deep}
    return _("%(high)s mm high, %(deep)s mm deep") % {"high": high, "deep": deep}
