"""What somebody says when they do an act: one model, from which the page's form, the API's body and its description are made. Pure.

Words are plain message ids in the metadata: a lazy sentence would make the description of the API follow the language of whoever asks first. Pure.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from ifar import scanned
from ifar.typed import BIGINT, in_ascii, whole_number

Way = Literal[
    "line",
    "code",
    "secret",
    "identifier",
    "text",
    "number",
    "amount",
    "choice",
    "several",
    "radio",
    "day",
    "moment",
    "check",
    "checks",
    "words",
    "lines",
    "each",
    "rows",
    "scanned",
    "mark",
    "known",
    "area",
    "occurred",
    "people",
    "countries",
    "buttons",
    "seen",
    "page",
]
_SEPARATORS: Final = str.maketrans({"٫": ".", ",": ".", "\u00a0": "", " ": "", "\u202f": ""})


@dataclass(frozen=True, slots=True)
class Prompt:
    """How a page asks for an input.

    Attributes:
        label: what it is, as a message id.
        hint: what to type, where the label does not say it.
        way: the kind of field: `code` is a line that is written from left to right in any language, as numbers and identifiers are;
            `mark` is what is read on a thing, beside which look-alikes are told apart;
            `identifier` is one that is completed as one types, `known` completes the words of a list, `area` is a province or district and
            `occurred` when something happened, `people` how many of each sex and age took part, `countries` a line of them (`provide_field` in `forms.py`). Of a list, `checks` are boxes, `several` a long list, `words` a line of several,
            `lines` one a line, `scanned` a text of many that its service reads; `each` asks one thing for each key of a mapping, by the way of
            `each`, or all that the input of its values asks for; `rows` asks several times for what the items of a list say, in `rows` rows, of
            which those count in which something is said; of `buttons` each sends the form. `seen` is the version that the page shows, and
            nobody types it; what a row of the record's page says is `page`.
        among: the code list of which one is chosen, or its choices as pairs of value and message id; the first letters of an identifier.
        empty: the choice that stands for none, where none means something.
        needed: behind the label of a field that may stay empty: for what it is needed all the same.
        initial: what stands in it at first.
        rows: lines of a `text` that are seen at once, or how many times `rows` asks.
        each: the kind of field for each key.
    """

    label: str = ""
    hint: str = ""
    way: Way = "line"
    among: str | tuple[tuple[str, str], ...] = ()
    empty: str = ""
    needed: str = ""
    initial: Any = None
    rows: int = 2
    each: Way = "radio"


class Input(BaseModel):
    """What is said of an act. Nothing else is accepted, and nothing that no column holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _as_columns_hold_it(cls, value: Any) -> Any:
        """Refuse what PostgreSQL has no text for."""
        for text in _texts(value):
            if "\x00" in text or (not text.isascii() and _is_broken(text)):
                raise PydanticCustomError("unreadable", "a sign that cannot be stored")
        return value

    def arguments(self) -> dict[str, Any]:
        """What is said, as the service takes it: each input by its name, unless the model says that some are taken as one."""
        return dict(self)


def part_of[T](values: Input, kind: Callable[..., T]) -> T:
    """That of an input which a service takes together: an instance of its dataclass, whose fields have the input's names."""
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: getattr(values, name) for name in names if name in type(values).model_fields})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])


def _is_broken(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _whole(value: Any) -> Any:
    """A whole number from JSON, or typed in digits of any script; nothing that Python alone takes for one (`1_000`, `²`, true)."""
    if isinstance(value, str):
        value = whole_number(value, most=BIGINT)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("whole", "not a whole number")
    return value


def amount_of(value: Any) -> Any:
    """An amount as somebody typed it, in digits of any script, with a point, a comma or an Arabic separator before the fraction."""
    if isinstance(value, Decimal):
        return value
    plain = value.strip().translate(_SEPARATORS) if isinstance(value, str) else ""
    digits = in_ascii(plain)
    if digits and digits.count(".") <= 1 and digits.replace(".", "").isdecimal() and len(digits) <= 20:
        try:
            return Decimal(digits)
        except InvalidOperation:
            pass
    raise PydanticCustomError("amount", "not an amount")


def _degrees(value: Any) -> Any:
    """Degrees of longitude or latitude: as an amount, with a sign before it or without."""
    typed = value.strip().translate({ord("−"): "-"}) if isinstance(value, str) else value
    if isinstance(typed, str) and typed.startswith("-"):
        return -amount_of(typed[1:])
    return amount_of(str(typed) if isinstance(typed, int | float) and not isinstance(typed, bool) else typed)


def _day(value: Any) -> Any:
    """A day of the calendar as `2026-01-31`, in digits of any script; no number of seconds and no moment."""
    if isinstance(value, str) and len(plain := value.strip()) == 10 and plain[4] == plain[7] == "-":
        digits = in_ascii(plain)
        try:
            return dt.date.fromisoformat(digits)
        except ValueError:
            pass
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    raise PydanticCustomError("day", "not a day")


def _moment(value: Any) -> Any:
    """A moment as text with its zone; no number of seconds."""
    if isinstance(value, dt.datetime) or (isinstance(value, str) and "-" in value[1:]):
        return value
    raise PydanticCustomError("moment", "not a moment")


@dataclass(frozen=True, slots=True)
class Names(BeforeValidator):
    """That an input is an identifier of something of some letters: by this its field takes a scanner and the camera."""

    letters: str = ""


def identifier(letters: str, *, optional: bool = False) -> Names:
    """Reads an identifier that begins with one of some letters, as it is printed, with the name before it, or as a scanner read it; gives its
    stored form.

    Args:
        optional: it may be empty.
    """

    def read(value: Any) -> Any:
        text = value if isinstance(value, str) else ""
        if optional and value == "":
            return value
        result = scanned.identifier_in(text, letters)
        if result is None:
            kind = "identifier" if set(letters) & scanned.SUGGESTED else "printed"
            raise PydanticCustomError(kind, "no identifier that fits here")
        return result

    return Names(read, letters=letters)


def named(letters: str) -> Names:
    """A line by which a thing of some letters is named in a list: its identifier, or its number, which the service reads."""
    return Names(lambda value: value, letters=letters)


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number."""
Amount = Annotated[
    Decimal,
    BeforeValidator(amount_of),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]{1,9}([.][0-9]{1,4})?$",
            "description": "With a decimal point: 25.00",
        }
    ),
]
"""An amount of money or another exact number; over HTTP it is text, never a float."""
Degrees = Annotated[
    Decimal, BeforeValidator(_degrees), Field(ge=-180, le=180), WithJsonSchema({"type": "number"})
]
"""Degrees of longitude; of latitude, with narrower bounds."""
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]
"""A code of a list."""
Day = Annotated[dt.date, BeforeValidator(_day)]
"""A day of the calendar."""
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
"""A moment, with its zone."""
Seen = Annotated[
    Whole | None,
    Field(
        ge=1,
        lt=2**31,
        description="How many acts the record had when you looked; 409 where it has others now",
    ),
    Prompt(way="seen"),
]
"""The version of the record that whoever acts has seen."""


class RecordInput(Input):
    """That something is done to a record; `expected_n` = how many acts it had when you looked."""

    expected_n: Seen = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One input of a model, as a form needs it: its name, how it is asked for, whether it must be said, its longest text, whether it is a list;
    the letters of the identifier that it is; of a mapping, what is said for each key."""

    name: str
    asked: Prompt
    required: bool
    longest: int | None
    initial: Any
    is_list: bool
    letters: str = ""
    item: type[Input] | None = None
    is_deep: bool = False


def entries(model: type[Input]) -> Mapping[str, Entry]:
    """The inputs of a model that pages ask for, by name; others are for the API alone."""
    result = {}
    for name, model_field in model.model_fields.items():
        asked = next((value for value in model_field.metadata if isinstance(value, Prompt)), None)
        if asked is not None:
            initial = asked.initial
            if initial is None and not model_field.is_required():
                initial = model_field.get_default()
            is_list = get_origin(model_field.annotation) is list
            among = get_args(model_field.annotation)
            items = among[:1] if is_list else among[1:]
            is_deep = asked.way == "each" and get_origin(_plain(items[0])) is dict
            item = _input_of(items[0]) if asked.way in ("each", "rows") else None
            longest = next(
                (value.max_length for value in model_field.metadata if hasattr(value, "max_length")), None
            )
            letters = next(_letters(model_field), "")
            result[name] = Entry(
                name, asked, model_field.is_required(), longest, initial, is_list, letters, item, is_deep
            )
    return result


def _letters(field_info: FieldInfo) -> Iterator[str]:
    """The letters of the identifiers that an input takes, itself or one by one in a list."""
    metadata = list(field_info.metadata)
    for arg in get_args(field_info.annotation):
        metadata += getattr(arg, "__metadata__", ())
    yield from (item.letters for item in metadata if isinstance(item, Names))


def _plain(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _input_of(annotation: Any) -> type[Input] | None:
    plain = _plain(annotation)
    return plain if isinstance(plain, type) and issubclass(plain, Input) else None
