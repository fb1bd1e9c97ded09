"""Days and moments in words, at the precision at which they are known."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """A moment at the clock of the office; a day as it is."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day_words(value: dt.date | dt.datetime, precision: str = "day") -> str:
    """A moment in words at its own precision; months in words, so that no order of day and month misleads."""
    value = local(value)
    if precision == "year":
        return date_format(value, "Y")
    if precision == "month":
        return date_format(value, pgettext("date format: month and year", "F Y"))
    if precision == "instant" and isinstance(value, dt.datetime):
        return date_format(value, pgettext("date format: day and time", "j M Y, H:i"))
    return date_format(value, pgettext("date format: day", "j M Y"))


def day_in(text: str, language: str) -> str:
    """A day (`2026-03-14`) as a language of papers writes it: months in words."""
    with translation.override(language):
        return day_words(dt.date.fromisoformat(text))


def when_words(start: dt.date | dt.datetime | None, end: dt.date | dt.datetime | None, precision: str) -> str:
    """A time that is known as a range, in words: `14 Mar 2019`, `March 2019`, `between … and …`."""
    if start is None:
        return _("date unknown")
    if precision == "range" and end is not None:
        return _("between %(start)s and %(end)s") % {"start": day_words(start), "end": day_words(end)}
    return day_words(start, precision)
