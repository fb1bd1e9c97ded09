"""The form of an act's page, made from its input: fields, labels and hints follow the model, and the model reads what was posted.

No field reads a number, a day or a choice by itself: it hands on what was typed, and the errors of the model are put into words here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final

from django import forms
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from ifar.acts.inputs import Entry, Input, entries
from ifar.answers import at_fields
from ifar.errors import IfarError

_CODE: Final = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_NUMBER: Final = {"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}
_AMOUNT: Final = {"dir": "ltr", "autocomplete": "off", "inputmode": "decimal", "class": "figures"}
_LINE: Final = {"dir": "auto", "autocomplete": "off"}

ERRORS: Final[Mapping[str, Any]] = {
    "missing": _("This field is required."),
    "string_too_short": _("This field is required."),
    "string_too_long": _("This is too long: at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This has another form than is asked for."),
    "literal_error": _("Choose one of the list."),
    "whole": _("Type a whole number."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than_equal": _("This must be at most %(le)s."),
    "less_than": _("This must be less than %(lt)s."),
    "amount": _("Type an amount, such as 25.00."),
    "decimal_parsing": _("Type an amount, such as 25.00."),
    "date_from_datetime_parsing": _("Type a day, such as 2026-01-31."),
    "date_parsing": _("Type a day, such as 2026-01-31."),
    "identifier": _(
        "This is no identifier that fits here. Choose one of the suggestions, or type it as it is printed."
    ),
    "unreadable": _("This holds a sign that cannot be stored."),
}
"""Type of an error of the model -> what it says; another type says that the value has another form."""

type Choices = Callable[[str], Iterable[tuple[str, Any]]]
_choices: dict[str, Choices] = {}


def supply_choices(choices: Choices, name: str = "") -> None:
    """Say how the choices of a list are found: code and words, in the reader's language. The lists stand above.

    Args:
        name: of the one list that is found so; of every other where it is empty.
    """
    _choices[name] = choices


class ActForm(forms.Form):
    """The form of one input."""

    model: ClassVar[type[Input]]
    given: Any = None
    """What was said, as the model's instance, once the form is valid."""

    def clean(self) -> dict[str, Any]:
        """Have the model read what was posted."""
        said = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        try:
            self.given = self.model.model_validate(said)
        except ValidationError as error:
            for one in error.errors():
                name = str(one["loc"][0]) if one["loc"] else None
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, words_of(one))
        return self.cleaned_data


def words_of(error: Mapping[str, Any]) -> str:
    """What an error of a model says to people."""
    sentence = ERRORS.get(error["type"], ERRORS["string_pattern_mismatch"])
    return str(str(sentence) % error.get("ctx", {}))


def form_of(
    model: type[Input],
    request: HttpRequest | None = None,
    *,
    initial: Mapping[str, Any] | None = None,
    prefix: str = "",
    without: Iterable[str] = (),
) -> ActForm:
    """The form of an input: bound to what was posted, or empty for a page that asks first.

    Args:
        initial: what stands in it at first, where it is not what the input itself says.
        prefix: in front of the names of the fields, where a page has several forms.
        without: inputs that this page does not ask for.
    """
    left = frozenset(without)
    fields = {name: _field(one) for name, one in entries(model).items() if name not in left}
    made = type(f"{model.__name__}Form", (ActForm,), {"__doc__": model.__doc__, "model": model, **fields})
    posted = request.POST if request is not None and request.method == "POST" else None
    form: ActForm = made(posted, initial=dict(initial or {}), prefix=prefix or None)
    for name, one in entries(model).items():
        if one.asked.needed and name in form.fields:
            setattr(form.fields[name], "needed", gettext(one.asked.needed))  # noqa: B010
    return form


def submitted[T](form: ActForm, do: Callable[[Any], T]) -> T | None:
    """Do what a form says: what `do` gives; None where nothing was posted, or with the reasons at the fields."""
    if not form.is_valid():
        return None
    try:
        return do(form.given)
    except IfarError as error:
        at_fields(form, error)
    return None


_words = lazy(gettext, str)


def _field(entry: Entry) -> forms.Field:
    asked = entry.asked
    common: dict[str, Any] = {
        "label": _words(asked.label),
        "help_text": _words(asked.hint) if asked.hint else "",
        "required": entry.required,
        "initial": entry.initial,
    }
    if asked.way in ("choice", "radio"):
        chosen = forms.RadioSelect if asked.way == "radio" else forms.Select
        return forms.ChoiceField(choices=lambda: _choices_of(entry), widget=chosen, **common)
    if asked.way == "check":
        return forms.BooleanField(**{**common, "required": False})
    if asked.way == "day":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if asked.way == "text":
        widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
        return forms.CharField(max_length=entry.longest, widget=widget, **common)
    attrs = {"number": _NUMBER, "amount": _AMOUNT, "code": _CODE}.get(asked.way, _LINE)
    return forms.CharField(max_length=entry.longest, widget=forms.TextInput(attrs=dict(attrs)), **common)


def _choices_of(entry: Entry) -> list[tuple[str, Any]]:
    among = entry.asked.among
    if isinstance(among, str):
        found = list((_choices.get(among) or _choices[""])(among))
    else:
        found = [(value, gettext(words)) for value, words in among]
    return found if entry.asked.way == "radio" else [("", gettext("choose")), *found]
