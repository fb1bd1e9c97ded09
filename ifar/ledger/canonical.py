"""Canonical JSON (RFC 8785) of what enters the log, and the strict reading of it.

An entry is narrower than RFC 8785 allows: no floating-point numbers at all (two programs that agree on a number may still
disagree on its text), integers that every JSON reader keeps exact, and text of valid Unicode scalar values. Text is kept as
it was given: no normalisation, because a mark is evidence in the very characters in which it was read. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, NoReturn

import orjson
import rfc8785

from ifar.errors import Invalid

MAX_INTEGER: Final = 2**53 - 1
"""The greatest integer that a reader with IEEE 754 doubles keeps exact (RFC 7493, section 2.2)."""

MAX_DEPTH: Final = 64
"""How deep an entry may nest; far more than any schema needs, far less than a parser's stack."""

_FIRST_SURROGATE: Final = "\ud800"
_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
)


class NotCanonical(Invalid):
    """A value has no canonical form in the log, or bytes are not the canonical form of what they say."""

    default_code = "ledger.canonical.impossible"


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`: None, bool, int, str, and lists, tuples and dictionaries of them.

    Raises:
        NotCanonical: a float, an integer beyond ±(2^53-1), a lone surrogate, a key that is no text, another type, or a
            nesting deeper than `MAX_DEPTH`.
    """
    try:
        # orjson orders keys by code point, RFC 8785 by UTF-16 unit: the same below the surrogates, which is nearly always.
        # It is some twenty times faster, and the verifier encodes every entry of the register.
        return orjson.dumps(value, option=_OPTIONS) if _check(value, MAX_DEPTH) else rfc8785.dumps(value)
    except (TypeError, UnicodeEncodeError) as error:
        raise NotCanonical(
            message="Text in an entry holds a lone surrogate, which is no character."
        ) from error
    except rfc8785.CanonicalizationError as error:
        raise NotCanonical(message=f"A value has no canonical form: {error}.") from error


def encodes_to(value: Any, data: bytes, *, floatless: bool = False) -> bool:
    """Whether `data` are the canonical bytes of `value`; the same answer as `encode(value) == data`.

    `value` holds what a JSON parser gives. Who knows that it holds no float says so, and is answered much sooner.
    """
    try:
        if floatless and data.isascii() and data.count(b"{") + data.count(b"[") <= MAX_DEPTH:
            return orjson.dumps(value, option=_OPTIONS) == data
        return encode(value) == data
    except (TypeError, NotCanonical):
        return False


def decode(data: bytes) -> Any:
    """Return the value whose canonical bytes are `data`.

    Raises:
        NotCanonical: the bytes are not JSON, not in the log's subset, or not the one canonical spelling of their value
            (spaces, order of keys, a key twice, other escapes, `-0`, `1e3` …).
    """
    try:
        value = orjson.loads(data)
    except ValueError as error:
        raise NotCanonical(message=f"The bytes are not JSON of the log's subset: {error}.") from error
    if encode(value) != data:
        raise NotCanonical(message="The bytes are not the canonical form (RFC 8785) of what they say.")
    return value


def canonicalize(value: Any) -> bytes:
    """Return the RFC 8785 form of any JSON value, floats included; for exchange with others, never for an entry.

    Raises:
        NotCanonical: the value holds what I-JSON does not allow (infinity, a lone surrogate …).
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise NotCanonical(message=f"A value has no canonical form: {error}.") from error


def parse(data: bytes) -> Any:
    """Read any JSON text as I-JSON (RFC 7493): UTF-8, no key twice, numbers as doubles beyond ±(2^53-1).

    Raises:
        NotCanonical: the bytes are not such a text.
    """
    try:
        return json.loads(
            data.decode(),
            parse_int=_exact_or_double,
            parse_constant=_refuse_number,
            object_pairs_hook=_object_of_distinct_keys,
        )
    except (ValueError, RecursionError) as error:
        raise NotCanonical(message=f"The bytes are not I-JSON: {error}.") from error


def _check(value: Any, depth: int) -> bool:
    """Refuse what an entry may not hold; return whether every key sorts alike by code point and by UTF-16 unit."""
    if value is None or isinstance(value, str):
        return True
    if isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise NotCanonical(message=f"The integer {value} is beyond ±(2^53-1).")
        return True
    inner: Iterable[Any]
    if depth == 0:
        raise NotCanonical(message=f"An entry nests deeper than {MAX_DEPTH} levels.")
    if isinstance(value, dict):
        plain, inner = _check_keys(value), value.values()
    elif isinstance(value, list | tuple):
        plain, inner = True, value
    else:
        raise NotCanonical(message=f"A value of type {type(value).__name__} has no place in an entry.")
    for item in inner:
        # Most values are text or nothing: not calling for them halves the time of the whole check.
        if type(item) is not str and item is not None:
            plain &= _check(item, depth - 1)
    return plain


def _check_keys(value: dict[Any, Any]) -> bool:
    try:
        if all(map(str.isascii, value)):
            return True
    except TypeError:
        odd = next(key for key in value if not isinstance(key, str))
        raise NotCanonical(message=f"The key {odd!r} is not text.") from None
    return all(key.isascii() or max(key) < _FIRST_SURROGATE for key in value)


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"the number {text} is not an integer")


def _exact_or_double(text: str) -> int | float:
    number = int(text)
    return number if -MAX_INTEGER <= number <= MAX_INTEGER else float(text)


def _object_of_distinct_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return value
