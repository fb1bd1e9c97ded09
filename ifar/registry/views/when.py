"""The form field of when something happened: a day, a month, a year, a range, a moment, or nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.registry.occurred import UNKNOWN, Occurred, day, instant, local_moment, parse

PRECISIONS: Final = (
    ("day", _("on a day")),
    ("instant", _("at a time")),
    ("month", _("in a month")),
    ("year", _("in a year")),
    ("range", _("between two days")),
    ("unknown", _("unknown")),
)


class OccurredWidget(forms.MultiWidget):
    """How exactly it is known, the first day (or moment), and the last day of a range."""

    template_name = "pieces/occurred_widget.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "precision": forms.Select(choices=list(PRECISIONS)),
                "from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                "time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                "to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            },
            attrs,
        )

    def decompress(self, value: Occurred | None) -> list[Any]:
        """Split a moment into the widget's four inputs, in the zone of this installation."""
        if value is None or value.start is None or value.end is None:
            return [value.precision if value else "day", None, None, None]
        # A day is the day that was said; only a moment is told by the clock here.
        start, end = (
            timezone.localtime(moment) if value.precision == "instant" else local_moment(moment, value.zone)
            for moment in (value.start, value.end)
        )
        return [
            value.precision,
            start.date(),
            start.time(),
            end.date() if value.precision == "range" else None,
        ]


class OccurredField(forms.MultiValueField):
    """A field whose clean value is an `Occurred`; nothing lies in the future."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            (
                forms.ChoiceField(choices=list(PRECISIONS)),
                forms.DateField(required=False),
                forms.TimeField(required=False),
                forms.DateField(required=False),
            ),
            widget=OccurredWidget(),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, data_list: Sequence[Any]) -> Occurred:
        """Make the bounds of the time that was given, in the zone of this installation."""
        if not self.required and not any(data_list):
            return UNKNOWN
        precision, first, moment, last = (*data_list, *(None,) * 4)[:4]
        zone = str(timezone.get_current_timezone())
        if precision == "unknown":
            return UNKNOWN
        if (
            first is None
            or (precision == "range" and last is None)
            or (precision == "instant" and moment is None)
        ):
            raise ValidationError(_("Say when it happened, or that nobody knows."), code="required")
        if precision == "range" and last < first:
            raise ValidationError(_("The last day lies before the first."), code="order")
        occurred = _occurred(precision, first, moment, last, zone)
        if occurred.start and occurred.start > timezone.now():
            raise ValidationError(_("This lies in the future."), code="future")
        return occurred


def _occurred(
    precision: str, first: dt.date, moment: dt.time | None, last: dt.date | None, zone: str
) -> Occurred:
    if precision == "instant" and moment is not None:
        return instant(dt.datetime.combine(first, moment, tzinfo=timezone.get_current_timezone()), zone)
    if precision == "range" and last is not None:
        return Occurred(day(first, zone).start, day(last, zone).end, "range", zone)
    if precision in ("month", "year"):
        return parse(f"{first:%Y-%m}" if precision == "month" else f"{first:%Y}", zone)
    return day(first, zone)
