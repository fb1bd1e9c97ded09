"""What a scanned code names, and what stands on a label: one answer for both, as far as the reader may see the thing.

What an identifier names lives in a higher app, which registers here who knows the things of its letter. A thing that nobody knows and one
that this reader may not see answer alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ifar import scanned
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as a label or a field names it.

    Attributes:
        what: in words, without anything about a person: "Glock 17", "Evidence room".
        mark: what stands on it, or by what people call it; may be empty.
        url: its page.
    """

    identifier: str
    what: str
    mark: str = ""
    url: str = ""


Supplier = Callable[[Actor, Collection[str]], Iterable[Thing] | None]
"""The things of some identifiers that an actor may see; None where the actor reads none of them, and types them all the same."""
Finder = Callable[[Actor, str], Iterable[Thing]]
"""The things that bear exactly a serial number and that an actor may see."""
Bearer = Callable[[Actor, str, str], str]
"""What a thing stands for where a field takes other letters: the identifier of one of them; empty where it stands for none."""
_suppliers: Final[dict[str, Supplier]] = {}
_bearers: Final[dict[str, Bearer]] = {}
_finders: Final[dict[str, Finder]] = {}
MOST: Final = 5


def provide(letter: str, supplier: Supplier, bearer: Bearer | None = None) -> None:
    """Have `supplier` say what identifiers of this letter name, as far as an actor may see it; in `extensions.py`.

    Args:
        bearer: says what such a thing stands for in a field that does not take it: a card stands for its holder.
    """
    _suppliers[letter] = supplier
    if bearer:
        _bearers[letter] = bearer


def provide_serials(letter: str, finder: Finder) -> None:
    """Have `finder` say which things of this letter bear a serial number, as far as an actor may see them; in `extensions.py`."""
    _finders[letter] = finder


def letters() -> str:
    """The letters of everything that can be named, and so be put on a label."""
    return "".join(sorted(_suppliers))


def named(actor: Actor, identifiers: Collection[str]) -> Mapping[str, Thing]:
    """What identifiers name that this actor may see, by identifier. One question for each letter."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for one in identifiers:
        by_letter[one[0]].append(one)
    return {
        thing.identifier: thing
        for letter, some in by_letter.items()
        if letter in _suppliers
        for thing in _suppliers[letter](actor, some) or ()
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a code says to a field.

    Attributes:
        said: what stands in the code.
        things: what it names; one, none, or several that bear the same serial number.
        is_checked: whether it could be asked if it is known: some things, such as offices, are named by their own fields.
    """

    said: scanned.Scanned
    things: Sequence[Thing]
    is_checked: bool = True


def answer(actor: Actor, text: str, letters: str = "") -> Answer:
    """What a code says to a field that takes things of some letters; of every letter where empty."""
    said = scanned.read(text)
    if found := said.identifier:
        wanted = found if not letters or found[0] in letters else _borne(actor, found, letters)
        if not wanted:
            return Answer(said, ())
        supplier = _suppliers.get(wanted[0])
        told = supplier(actor, [wanted]) if supplier else None
        if told is None:
            return Answer(said, (Thing(wanted, ""),), is_checked=False)
        return Answer(said, tuple(told))
    if not said.serial:
        return Answer(said, ())
    finders = [finder for letter, finder in _finders.items() if not letters or letter in letters]
    return Answer(said, tuple(one for finder in finders for one in finder(actor, said.serial))[:MOST])


def _borne(actor: Actor, identifier: str, letters: str) -> str:
    bearer = _bearers.get(identifier[0])
    return bearer(actor, identifier, letters) if bearer else ""
