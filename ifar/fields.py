"""Form fields of all apps: an answer that may be unknown, none or not asked; an identifier that is completed as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ifar import scanned
from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN, Answer, Status

ANSWER_CHOICES: Final = (
    (KNOWN, _("Known")),
    (UNKNOWN, _("Unknown")),
    (NONE, _("None")),
    (NOT_ASKED, _("Not asked")),
)


def mark_needed(form: forms.Form, name: str, words: Any) -> None:
    """Say behind the label of a field that may stay empty for what it is needed all the same."""
    setattr(form.fields[name], "needed", words)  # noqa: B010


class AnswerWidget(forms.MultiWidget):
    """The value's own widget, and below it the four explicit ways: known, unknown, none, not asked."""

    template_name = "pieces/answer_widget.html"
    use_fieldset = True
    ways_are: Any = _("Is it known?")
    """What the radio choice asks, for whoever hears the page."""

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
        context["widget"]["ways_are"] = self.ways_are
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


class IdentifierField(forms.CharField):
    """An identifier, or a line of the suggestions that ends with one in brackets; cleans to the stored form."""

    def __init__(self, letters: str, **kwargs: Any) -> None:
        self.letters = letters
        super().__init__(max_length=scanned.LONGEST, **kwargs)
        self.widget.attrs |= scanning(letters)

    def completes(self, name: str) -> None:
        """Complete what is typed; called when the form is made, because addresses are known only then."""
        self.widget.attrs |= suggesting(name, self.letters)

    def clean(self, value: Any) -> str:
        """The identifier in what was typed; empty where nothing was."""
        text = super().clean(value)
        return read_identifier(text, self.letters) if text else ""


def read_identifier(text: str, letters: str) -> str:
    """The identifier of one of these kinds in `text`: as it is printed, in brackets at its end, or in what a scanner read."""
    identifier = scanned.identifier_in(text, letters)
    if identifier is None:
        if not set(letters) & scanned.SUGGESTED:
            raise ValidationError(
                _("This is no number that fits here. Scan it again, or type it as it is printed.")
            )
        raise ValidationError(
            _(
                "This is no identifier that fits here. Choose one of the suggestions, or type it as it is printed."
            )
        )
    return identifier


def suggesting(name: str, letters: str) -> dict[str, str]:
    """Attributes of an input that completes names of parties and agencies; others are typed as printed. Every one takes a scanner."""
    if not set(letters) & scanned.SUGGESTED:
        return {"spellcheck": "false", "autocomplete": "off", "dir": "ltr", **scanning(letters)}
    return {
        **scanning(letters),
        "list": f"known-{name}",
        "autocomplete": "off",
        "dir": "auto",
        "hx-get": reverse("registry:keepers", args=(letters,)),
        "hx-trigger": "input changed delay:300ms",
        "hx-target": f"#known-{name}",
        "hx-vals": f'{{"field": "{name}"}}',
    }


def scanning(letters: str) -> dict[str, str]:
    """Attributes of a field that takes a thing or a person of some letters: a scanner and the camera fill it in (`scan.js`)."""
    return {"data-scans": letters}
