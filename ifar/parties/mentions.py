"""Words in which somebody is named, wherever in the register they were written: a lawful erasure takes them along.

A note about a matter, a reason for a proposal or a risk of a project hangs on no record of a party. It is found by what it says: a name that
the party bears or bore, its words beside each other, or one of its identity numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import connection

from ifar.acts.declaration import declared
from ifar.parties import likeness, names

SHORTEST: Final = 6
"""Letters and digits of an identity number below which it may be anything else."""
WRITTEN: Final = frozenset({"explanation", "note", "question", "reason", "remark", "text", "where", "words"})
"""Values in somebody's own words, whichever act they were said with; besides those that a record declares (`Record.words`)."""
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_GROUPS: Final = 6
"""A number is written in at most so many groups."""
_LIKE: Final = """
SELECT p.entry::text, p.field, p.value::text FROM ledger_personal p
WHERE p.field = ANY (%s) AND p.value::text ILIKE ANY (%s)
  AND NOT EXISTS (SELECT FROM parties_event e WHERE e.id = p.entry AND e.subject = %s) ORDER BY 1, 2
"""


def fields() -> list[str]:
    """The values in which somebody may be named. A `name` is what something is called, and that of other people."""
    own = {name for acts in declared() for record in acts.records.values() for name in record.words}
    return sorted((WRITTEN | own) - {"name"})


def of(public_id: str, descriptions: Collection[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Entry and field of all words that name somebody who is, or was, described so. It reads every such text of the register.

    Args:
        public_id: whose own record is left out: what it says is erased by its own fields.
        descriptions: by the names of `parties.party.VALUES`.
    """
    patterns = sorted(
        {f"%{_escaped(word)}%" for description in descriptions for word in _sought(description)}
    )
    if not patterns:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LIKE, [fields(), patterns, public_id])
        rows = cursor.fetchall()
    return [
        (entry, field)
        for entry, field, value in rows
        if any(names_whole(" ".join(_texts(json.loads(value))), description) for description in descriptions)
    ]


def names_whole(text: str, described: Mapping[str, Any]) -> bool:
    """Whether a text says all words of a name beside each other, in whichever order and writing and with one more between, or a whole identity number."""
    called = set(names.folded(str(described.get("name") or "")).split())
    words, pieces = _WORD.findall(text), text.split()
    if len(called) > 1 and any(
        called <= set(names.folded(" ".join(window)).split()) for window in _windows(words, len(called) + 1)
    ):
        return True
    numbers = set(_numbers(described))
    return any(
        likeness.identity_key("".join(window)) in numbers
        for length in range(1, _GROUPS + 1)
        for window in _windows(pieces, length)
    )


def _windows(words: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    for at in range(max(1, len(words) - length + 1)):
        yield words[at : at + length]


def _numbers(described: Mapping[str, Any]) -> Iterator[str]:
    for identity_number in described.get("identity_numbers") or ():
        if len(number := likeness.identity_key(str(identity_number.get("number", "")))) >= SHORTEST:
            yield number


def _sought(described: Mapping[str, Any]) -> Iterator[str]:
    """A word of each name, as it is written and in Latin letters, and each number as it is written: one of them stands in what names them."""
    name = str(described.get("name") or "")
    for words in (name.split(), names.folded(name).split()):
        if words:
            yield max(words, key=len)
    for identity_number in described.get("identity_numbers") or ():
        if number := str(identity_number.get("number", "")):
            yield number
            yield likeness.identity_key(number)


def _escaped(word: str) -> str:
    return (
        json.dumps(word, ensure_ascii=False)[1:-1]
        .replace("\\", r"\\")
        .replace("%", r"\%")
        .replace("_", r"\_")
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
