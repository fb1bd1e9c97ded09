"""The form field of an answer that may be unknown, none or not asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ifar.optional import KNOWN, NONE, NOT_ASKED, UNKNOWN, Answer, Status

ANSWER_CHOICES: Final = (
    (KNOWN, _("Known")),
    (UNKNOWN, _("Unknown")),
    (NONE, _("None")),
    (NOT_ASKED, _("Not asked")),
)


class AnswerWidget(forms.MultiWidget):
    """The value's own widget, and below it the four explicit ways: known, unknown, none, not asked."""

    template_name = "pieces/answer_widget.html"
    use_fieldset = True

    def __init__(
        self, value_widget: forms.Widget, ways: Sequence[tuple[str, Any]], attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__({"": value_widget, "status": forms.RadioSelect(choices=list(ways))}, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Let the legend of the fieldset name the value's input, which has no label of its own."""
        context = super().get_context(name, value, attrs)
        own_id = context["widget"]["attrs"].get("id")
        if own_id:
            context["widget"]["subwidgets"][0]["attrs"]["aria-labelledby"] = f"{own_id}_legend"
        return context

    def decompress(self, value: Answer[Any] | None) -> list[Any]:
        """Split an answer into the value and its status; nothing said yet is not asked."""
        return [value.value, value.status] if value else [None, NOT_ASKED]


class AnswerField(forms.MultiValueField):
    """A field whose clean value is an `Answer`: a value that is known, or one of the ways of having none.

    A value that was typed counts as known whatever the choice says, so that typing alone is enough.
    """

    def __init__(
        self,
        value: forms.Field,
        *,
        ways: Sequence[tuple[str, Any]] = ANSWER_CHOICES,
        required: bool = True,
        **kwargs: Any,
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
                _("Type the value, or choose whether it is unknown, does not exist, or was not asked."),
                code="required",
            )
        return Answer(inner if status == KNOWN else None, status)
