"""The form of an act's page, made from its input: fields, labels and hints follow the model, and the model reads what was posted.

No field reads a number, a day or a choice by itself: it hands on what was typed, and the errors of the model are put into words here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from ifar.acts.inputs import Entry, Input, entries
from ifar.errors import IfarError
from ifar.fields import scanning, suggesting
from ifar.form_errors import at_fields
from ifar.form_renderer import Select
from ifar.numbers import ungrouped
from ifar.scanned import LONGEST as LONGEST_CODE

_CODE: Final[dict[str, Any]] = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_NUMBER: Final[dict[str, Any]] = {"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}
_SECRET: Final[dict[str, Any]] = {"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}
"""What is not shown while it is typed, and no browser keeps."""
_AMOUNT: Final[dict[str, Any]] = {
    "dir": "ltr",
    "autocomplete": "off",
    "inputmode": "decimal",
    "class": "figures",
}
_LINE: Final[dict[str, Any]] = {"dir": "auto", "autocomplete": "off"}
_MARK: Final[dict[str, Any]] = {**_CODE, "data-mark": True, "autocapitalize": "characters"}
_NOTHING_SCANNED: Final = _("Scan something first.")
_TYPED: Final = 20_000
"""The longest text in which a list is typed."""

ERRORS: Final[Mapping[str, Any]] = {
    "missing": _("This field is required."),
    "string_too_short": _("This field is required."),
    "string_too_long": _("This is too long: at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This has another form than is asked for."),
    "literal_error": _("Choose one of the list."),
    "whole": _("Type a whole number, such as 1800."),
    "greater_than_equal": _("This must be at least %(ge)s."),
    "less_than_equal": _("This must be at most %(le)s."),
    "less_than": _("This must be less than %(lt)s."),
    "amount": _("Type an amount, such as 25.00."),
    "decimal_parsing": _("Type an amount, such as 25.00."),
    "day": _("Type a day, such as 2026-01-31."),
    "too_long": _("These are too many: at most %(max_length)s."),
    "too_short": _("Fill in at least one line."),
    "identifier": _(
        "This is no identifier that fits here. Choose one of the suggestions, or type it as it is printed."
    ),
    "printed": _("This is no number that fits here. Scan it again, or type it as it is printed."),
    "half": _("Choose the kind of mark, and say what was read."),
    "unreadable": _("This holds a sign that cannot be stored."),
}
"""Type of an error of the model -> what it says; another type says that the value has another form."""

type Choices = Callable[[str], Iterable[tuple[str, Any]]]
_choices: dict[str, Choices] = {}


def provide_choices(choices: Choices, name: str = "") -> None:
    """Say how the choices of a list are found: code and words, in the reader's language. The lists stand above.

    Args:
        name: of the one list that is found so; of every other where it is empty.
    """
    _choices[name] = choices


type Maker = Callable[[Entry, Mapping[str, Any]], forms.Field]
_makers: dict[str, Maker] = {}


def provide_field(way: str, make: Maker) -> None:
    """Say how the field of a way is made that only an app above has; it hands on what the model reads."""
    _makers[way] = make


class Row(list[forms.BoundField]):
    """The fields of one row of what is asked several times."""

    @property
    def is_said(self) -> bool:
        """Whether something stands in it."""
        return any(field.value() not in (None, "") for field in self)


class ActForm(forms.Form):
    """The form of one input."""

    input_type: ClassVar[type[Input]]
    given: Any = None
    """What was said, as the model's instance, once the form is valid."""
    told: Mapping[str, Sequence[str]] = {}
    """Of what is asked in rows, the numbers of those in which something was said."""
    keys: Sequence[tuple[Any, Sequence[str]]] = ()
    """Of what is asked for each key of a mapping: the words of the key, and the names of its fields."""

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """What is asked for each key of a mapping: the words of the key, and its fields."""
        return [(words, [self[name] for name in names]) for words, names in self.keys]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that are not asked for a key."""
        grouped = {name for _words, names in self.keys for name in names}
        return [bound for bound in self if bound.name not in grouped]

    def clean(self) -> dict[str, Any]:
        """Have the model read what was posted."""
        values, numbers = self._entered()
        self.told = numbers
        try:
            self.given = self.input_type.model_validate(values)
        except ValidationError as error:
            for row in error.errors():
                place = self._field_at(row["loc"])
                if place not in self.errors:
                    self.add_error(place, words_of(row))
        return self.cleaned_data

    @property
    def rows(self) -> dict[str, list[Row]]:
        """The fields of each row of what is asked several times, for the page."""
        result = {}
        for name, entry in entries(self.input_type).items():
            if entry.is_list and entry.item is not None:
                rows: dict[str, Row] = {}
                for field in self.fields:
                    if field.startswith(f"{name}-"):
                        rows.setdefault(field.split("-")[1], Row()).append(self[field])
                result[name] = list(rows.values())
        return result

    def _entered(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """What was said as the model reads it, and of what is said in rows the numbers of those in which something is."""
        asked = entries(self.input_type)
        values: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            of, dash, key = name.partition("-")
            if of not in asked or value in ("", None):
                continue
            if asked[of].item is not None or asked[of].is_deep:
                key, _dash, part = key.rpartition("-")
                values.setdefault(of, {}).setdefault(key, {})[part] = value
            elif dash:  # the key may be empty: a cell in which nothing stands is asked for, too
                values.setdefault(of, {})[key] = value
            else:
                values[of] = value
        numbers = {}
        for name, entry in asked.items():
            if entry.is_list and entry.item is not None:
                rows = values.pop(name, {})
                numbers[name] = [number for number, row in rows.items() if self._is_told(entry, number, row)]
                values[name] = [rows[number] for number in numbers[name]]
        return values, numbers

    def _is_told(self, entry: Entry, number: str, row: Mapping[str, Any]) -> bool:
        """Whether something is said in a row: more than a choice, or a day with which the page began."""
        asked = entries(entry.item or Input)
        first = {name: self.initial.get(f"{entry.name}-{number}-{name}") for name in row}
        return any(
            asked[name].asked.way != "choice"
            and not (asked[name].asked.way == "day" and value == str(first[name]))
            for name, value in row.items()
        )

    def _field_at(self, place: Sequence[int | str]) -> str | None:
        """The field of what an error is about: the value itself, one of a mapping or a row, or the first where nothing is said in any row; None
        where the page has none."""
        parts = [str(number) for number in place]
        if len(parts) > 1 and parts[0] in self.told:
            parts[1] = self.told[parts[0]][int(parts[1])]
        names = ("-".join(parts[:deep]) for deep in (3, 2, 1))
        rows = (name for name in self.fields if parts[0] in self.told and name.startswith(f"{parts[0]}-"))
        return next((name for name in names if name in self.fields), next(rows, None))


class _RowInput(forms.HiddenInput):
    """What a button says, or a row of the record's page."""

    def render(self, *_args: Any, **_kwargs: Any) -> SafeString:
        return mark_safe("")


class _ShownList(forms.MultipleHiddenInput):
    """The same of a list."""

    def render(self, *_args: Any, **_kwargs: Any) -> SafeString:
        return mark_safe("")


class _VersionField(forms.CharField):
    """The version that the page shows, which is another when it is shown again."""

    def __init__(self, **kwargs: Any) -> None:
        # A page has it in several forms, so it has no id.
        super().__init__(widget=forms.HiddenInput(attrs={"id": False}), **kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class _Several(forms.CharField):
    """A list that is typed: one a line, or with blanks between."""

    def __init__(self, *, is_lines: bool, letters: str = "", **kwargs: Any) -> None:
        self.is_lines = is_lines
        lines = {"rows": 8, "dir": "ltr", **scanning(letters)} if letters else {"rows": 2, "dir": "auto"}
        widget = forms.Textarea(attrs=lines) if is_lines else forms.TextInput(attrs=dict(_CODE))
        super().__init__(widget=widget, max_length=_TYPED, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ("\n" if self.is_lines else " ").join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        parts = text.splitlines() if self.is_lines else text.split()
        return [part.strip() for part in parts if part.strip()]


class _Number(forms.CharField):
    """A number: with or without what the reader's language puts between thousands."""

    def clean(self, value: Any) -> Any:
        return ungrouped(super().clean(value))


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
    ids: str = "",
    without: Iterable[str] = (),
    required: Iterable[str] = (),
    among: Mapping[str, Iterable[Any]] | None = None,
    kind: type[ActForm] = ActForm,
    alone: bool = False,
    rows: Mapping[str, int] | None = None,
) -> ActForm:
    """The form of an input: bound to what was posted, or empty for a page that asks first.

    Args:
        kind: a form with what no input holds: files, a check of the page.
        initial: what stands in it at first, where it is not what the input itself says.
        prefix: in front of the names of the fields, where a page has several forms at one address.
        ids: in front of the ids of the fields, where a page has several forms.
        without: inputs that this page does not ask for.
        required: inputs that may stay empty elsewhere, and not on this page.
        rows: how many times `rows` of a list are asked, where it is not what the input itself says.
        alone: it stands on a page of its own, and holds what a row of the record's page said.
        among: choices that only this page knows, as pairs of value and words, of a list in rows by `<list>-<name>`; of what is asked for each
            key, the keys as key, words and hint.
    """
    left, of_page = frozenset(without), among or {}
    fields: dict[str, forms.Field] = {}
    keys: list[tuple[Any, list[str]]] = []
    for name, entry in entries(model).items():
        if name in left:
            continue
        if entry.asked.way == "each" and entry.item is not None:
            for key, words in of_page.get(name, ()):
                asked = {f"{name}-{key}-{part}": field for part, field in _parts_of(entry).items()}
                fields |= (asked := {part: field for part, field in asked.items() if part not in left})
                keys.append((words, list(asked)))
        elif entry.asked.way == "each":
            for number, (key, *result) in enumerate(of_page.get(name, ())):
                fields[f"{name}-{key}"] = _one_of(entry, *result)
                if any(map(str.isspace, key)):  # an id has no blanks
                    fields[f"{name}-{key}"].widget.attrs["id"] = f"{ids or 'id'}-{name}-{number}"
        elif entry.item is not None:
            fields |= _rows_of(entry, of_page, (rows or {}).get(name, entry.asked.rows))
        else:
            fields[name] = _field(entry, of_page.get(name))
        if alone and entry.asked.way == "page":
            hidden = forms.MultipleHiddenInput if entry.is_list else forms.HiddenInput
            fields[name].widget = hidden()
    made = type(f"{model.__name__}Form", (kind,), {"__doc__": model.__doc__, "input_type": model, **fields})
    posted = request.POST if request is not None and request.method == "POST" else None
    form: ActForm = made(
        posted,
        request.FILES if request is not None and posted is not None else None,
        initial=dict(initial or {}),
        prefix=prefix or None,
        auto_id=f"{ids}-%s" if ids else "id_%s",
    )
    form.keys = keys
    for name in required:
        form.fields[name].required = True
    return form


def buttons_of(model: type[Input]) -> list[tuple[str, str, str]]:
    """The buttons with which the form of an input is sent, where there are several: name, value and words of each."""
    return [
        (name, value, gettext(words))
        for name, entry in entries(model).items()
        if entry.asked.way == "buttons" and not isinstance(entry.asked.among, str)
        for value, words in entry.asked.among
    ]


def submitted[T](form: ActForm, do: Callable[[Any], T]) -> T | None:
    """Do what a form says: what `do` gives; None where nothing was posted, or with the reasons at the fields."""
    if not form.is_valid():
        return None
    try:
        return do(form.given)
    except IfarError as error:
        at_fields(form, error)
    return None


def done(
    request: HttpRequest, form: ActForm, do: Callable[[Any], Any], value: Any, *, above: bool = False
) -> bool:
    """Do what the form of an act says, and tell so; returns whether it was done.

    Why not stands at the fields; what concerns none of them is told above the page, which may no longer show the form.

    Args:
        above: all of it is told above the page, because the page that follows does not show what was typed.
    """
    submitted(form, do)
    if form.is_bound and not form.errors:
        messages.success(request, str(value))
        return True
    for name in list(form.errors):
        bare = name == NON_FIELD_ERRORS or form.fields[name].widget.is_hidden
        label = "" if name == NON_FIELD_ERRORS else str(form.fields[name].label or "")
        if bare or above:
            for error in form.errors.pop(name):
                messages.error(request, f"{label}: {error}" if label else str(error))
    return False


_words = lazy(gettext, str)


def _one_of(entry: Entry, words: Any, hint: Any = "") -> forms.Field:
    """The field for one key."""
    asked = replace(entry.asked, way=entry.asked.each)
    field = _field(replace(entry, asked=asked, initial=asked.initial, longest=None, is_list=False))
    field.label, field.help_text = words, hint
    return field


def _rows_of(entry: Entry, of_page: Mapping[str, Iterable[Any]], count: int) -> dict[str, forms.Field]:
    """The fields of each row; none must be said, because a row may stay empty."""
    fields = {}
    for number in range(count):
        for name, item in entries(entry.item or Input).items():
            of_row = of_page.get(f"{entry.name}-{name}")
            fields[f"{entry.name}-{number}-{name}"] = _field(replace(item, required=False), of_row)
    return fields


def _parts_of(entry: Entry) -> dict[str, forms.Field]:
    """What is asked for one key; nothing of it has to be said where the mapping may be empty."""
    parts = {name: _field(item) for name, item in entries(entry.item or Input).items()}
    for field in parts.values():
        field.required = field.required and entry.required
    return parts


def _field(entry: Entry, of_page: Iterable[Any] | None = None) -> forms.Field:
    field = _plain(entry, of_page)
    if entry.asked.needed:
        setattr(field, "needed", gettext(entry.asked.needed))  # noqa: B010
    return field


def _plain(entry: Entry, of_page: Iterable[Any] | None) -> forms.Field:
    asked = entry.asked
    common: dict[str, Any] = {
        "label": _words(asked.label),
        "help_text": _words(asked.hint) if asked.hint else "",
        "required": entry.required,
        "initial": entry.initial,
    }
    if asked.way in _makers:
        return _makers[asked.way](entry, common)
    if asked.way in ("page", "buttons"):
        return forms.Field(widget=_ShownList if entry.is_list else _RowInput, **common)
    if asked.way == "seen":
        return _VersionField(**common)
    # Django asks for the choices more than once for one page.
    choices = cache(lambda: _choices_of(entry, of_page))
    if asked.way in ("checks", "several"):
        is_long = asked.way == "several"
        boxes = forms.SelectMultiple(attrs={"size": 6}) if is_long else forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(choices=choices, widget=boxes, **common)
    if asked.way in ("choice", "radio"):
        chosen = forms.RadioSelect if asked.way == "radio" else Select
        return forms.ChoiceField(choices=choices, widget=chosen, **common)
    if asked.way in ("words", "lines"):
        return _Several(is_lines=asked.way == "lines", letters=entry.letters, **common)
    if asked.way == "moment":
        local = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(widget=local, **common)
    if asked.way == "identifier":
        field = forms.CharField(max_length=LONGEST_CODE, **common)
        field.widget.attrs |= suggesting(entry.name, str(asked.among))
        setattr(field, "letters", asked.among)  # noqa: B010
        return field
    if asked.way == "check":
        return forms.BooleanField(**common)
    if asked.way == "day":
        return forms.CharField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **common)
    if asked.way == "scanned":
        rows = forms.Textarea(
            attrs={"rows": 8, "dir": "ltr", "spellcheck": "false", **scanning(entry.letters)}
        )
        return forms.CharField(widget=rows, error_messages={"required": _NOTHING_SCANNED}, **common)
    if asked.way == "secret":
        return forms.CharField(
            max_length=entry.longest, widget=forms.PasswordInput(attrs=dict(_SECRET)), **common
        )
    if asked.way == "text":
        widget = forms.Textarea(attrs={"rows": asked.rows, "dir": "auto"})
        return forms.CharField(max_length=entry.longest, widget=widget, **common)
    ways = {"number": _NUMBER, "amount": _AMOUNT, "code": _CODE, "mark": _MARK}
    attrs: dict[str, Any] = dict(ways.get(asked.way, _LINE))
    longest = entry.longest
    if entry.letters:
        attrs |= scanning(entry.letters)
        longest = LONGEST_CODE
    made = _Number if asked.way in ("number", "amount") else forms.CharField
    return made(max_length=longest, widget=forms.TextInput(attrs=attrs), **common)


def _choices_of(entry: Entry, of_page: Iterable[Any] | None) -> list[tuple[str, Any]]:
    among = entry.asked.among
    if of_page is not None:
        results = list(of_page)
    elif isinstance(among, str):
        results = list((_choices.get(among) or _choices[""])(among))
    else:
        results = [(value, gettext(words)) for value, words in among]
    # Where only one can be chosen, or one is chosen unless another is, it stands there at once.
    is_chosen = (entry.required and len(results) == 1) or (entry.initial and not entry.asked.empty)
    if entry.asked.way != "choice" or is_chosen:
        return results
    return [("", gettext(entry.asked.empty or "Choose")), *results]
