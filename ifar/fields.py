"""Form fields that the register needs beyond Django's own: an answer that may be missing, a moment at its own precision."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.optional import KNOWN, NONE, NOT_ASKED, UNKNOWN, Answer, Status

ANSWER_CHOICES: Final = (
    (KNOWN, _("Known")),
    (UNKNOWN, _("Unknown")),
    (NONE, _("None")),
    (NOT_ASKED, _("Not asked")),
)


# A value that may be unknown, none or not asked -------------------------------------------------------------------


class AnswerWidget(forms.MultiWidget):
    """The value's own widget, and below it the four explicit ways: known, unknown, none, not asked."""

    template_name = "pieces/answer_widget.html"
    use_fieldset = True

    def __init__(self, value_widget: forms.Widget, ways: Sequence[tuple[str, Any]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"": value_widget, "status": forms.RadioSelect(choices=list(ways))}, attrs)

    def decompress(self, value: Answer[Any] | None) -> list[Any]:
        """Split an answer into the value and its status; nothing said yet is not asked."""
        return [value.value, value.status] if value else [None, NOT_ASKED]


class AnswerField(forms.MultiValueField):
    """A field whose clean value is an `Answer`: a value that is known, or one of the ways of having none.

    A value that was typed counts as known whatever the choice says, so that typing alone is enough.
    """

    def __init__(
        self, value: forms.Field, *, ways: Sequence[tuple[str, Any]] = ANSWER_CHOICES, required: bool = True, **kwargs: Any
    ) -> None:
        value.required = False
        status = forms.ChoiceField(choices=list(ways), required=False)
        super().__init__(
            (value, status),
            widget=AnswerWidget(value.widget, ways),
            require_all_fields=False,
            required=required,
            **kwargs,
        )

    def clean(self, value: Sequence[Any]) -> Answer[Any]:
        """Return the answer; `known` without a value is an error."""
        typed, chosen = (*(value or ()), None, None)[:2]
        inner = self.fields[0].clean(typed)
        status: Status = KNOWN if inner not in (None, "") else (chosen or NOT_ASKED)
        if status == KNOWN and inner in (None, ""):
            raise ValidationError(
                _("Type the value, or choose whether it is unknown, does not exist, or was not asked."), code="required"
            )
        return Answer(inner if status == KNOWN else None, status)


# When something happened ------------------------------------------------------------------------------------------

PRECISIONS: Final = (
    ("day", _("on a day")),
    ("instant", _("at a time")),
    ("month", _("in a month")),
    ("year", _("in a year")),
    ("range", _("between two days")),
    ("unknown", _("nobody knows")),
)


class Occurred(NamedTuple):
    """When something happened: aware bounds (both None where nobody knows), precision, and the zone's name."""

    start: dt.datetime | None
    end: dt.datetime | None
    precision: str
    zone: str


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
        start, end = timezone.localtime(value.start), timezone.localtime(value.end)
        return [value.precision, start.date(), start.time(), end.date() if value.precision == "range" else None]


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
        precision, first, moment, last = (*data_list, *(None,) * 4)[:4]
        zone = timezone.get_current_timezone_name()
        if precision == "unknown":
            return Occurred(None, None, "unknown", zone)
        if first is None or (precision == "range" and last is None) or (precision == "instant" and moment is None):
            raise ValidationError(_("Say when it happened, or that nobody knows."), code="required")
        start, end = _bounds(precision, first, moment, last)
        if end < start:
            raise ValidationError(_("The last day lies before the first."), code="order")
        now = timezone.now()
        if start > now:
            raise ValidationError(_("This lies in the future."), code="future")
        return Occurred(start, min(end, now), precision, zone)


def _bounds(precision: str, first: dt.date, moment: dt.time | None, last: dt.date | None) -> tuple[dt.datetime, dt.datetime]:
    days: Mapping[str, tuple[dt.date, dt.date]] = {
        "year": (first.replace(month=1, day=1), first.replace(month=12, day=31)),
        "month": (first.replace(day=1), first.replace(day=calendar.monthrange(first.year, first.month)[1])),
        "range": (first, last or first),
    }
    start, end = days.get(precision, (first, first))
    here = timezone.get_current_timezone()
    if precision == "instant" and moment is not None:
        at = dt.datetime.combine(first, moment, tzinfo=here)
        return at, at
    return dt.datetime.combine(start, dt.time.min, tzinfo=here), dt.datetime.combine(end, dt.time.max, tzinfo=here)
