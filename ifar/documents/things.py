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
from ifar.ranges import may_be_range
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
Held = Callable[[Actor, Collection[str]], Mapping[str, Collection[str]]]
"""Numbers as they were typed -> the identifiers of the things that the actor's office has, and that bear exactly such a number."""
_suppliers: Final[dict[str, Supplier]] = {}
_held: Final[dict[str, Held]] = {}
_bearers: Final[dict[str, Bearer]] = {}
_finders: Final[dict[str, Finder]] = {}
MOST: Final = 5
_WORDS: Final = 8
"""Words of a line that are read as make, model and number."""


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


def provide_held(letter: str, held: Held) -> None:
    """Have `held` say which things of this letter that an actor's office has bear some numbers, for lists; in `extensions.py`."""
    _held[letter] = held


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


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a list names.

    Attributes:
        identifier: of the one thing; empty where the line names none, or several.
        rest: what stands behind it.
        several: what bears the number, where these are more than one.
        is_range: whether it looks like a range that nobody can count.
    """

    identifier: str = ""
    rest: str = ""
    several: Sequence[Thing] = ()
    is_range: bool = False


def of_lines(
    actor: Actor,
    lines: Sequence[str],
    letters: str = "",
    *,
    behind: bool = False,
    as_one: Callable[[Collection[str]], Mapping[str, str]] = lambda _found: {},
) -> list[Line]:
    """What each line of a list names: an identifier as it is printed or scanned; or the number of one thing that the actor's office has, with
    its make and model before it where several bear that number.

    Args:
        letters: with which the identifiers of the things begin; every one where empty.
        behind: whether something else may stand behind the thing, after a space.
        as_one: things -> the one as which each of them is taken, where it is not itself.
    """
    known = [_identified(line, letters, behind) for line in lines]
    read = {n: _readings(lines[n], behind) for n, one in enumerate(known) if one is None}
    texts = {text for some in read.values() for _head, text, _rest in some}
    bearing: defaultdict[str, set[str]] = defaultdict(set)
    for letter, held in _held.items() if texts else ():
        if not letters or letter in letters:
            for text, found in held(actor, texts).items():
                bearing[text] |= {one for one in found if not letters or one[0] in letters}
    same = as_one({one for found in bearing.values() for one in found}) if bearing else {}
    borne = {text: {same.get(one, one) for one in found} for text, found in bearing.items()}
    asked = {
        one
        for some in read.values()
        for head, text, _rest in some
        if text in borne and (head or len(borne[text]) > 1)
        for one in borne[text]
    }
    names = named(actor, asked) if asked else {}
    return [
        one if one is not None else _borne_by(lines[n], read[n], borne, names) for n, one in enumerate(known)
    ]


def _identified(line: str, letters: str, behind: bool) -> Line | None:
    """What a line that begins with an identifier names; None where it begins with none."""
    found, rest = scanned.parted(line)
    if not found and (said := scanned.read(line).identifier):
        found, rest = said, ""
    if not found:
        return None
    return Line(found, rest) if (not letters or found[0] in letters) and (behind or not rest) else Line()


def _readings(line: str, behind: bool) -> list[tuple[str, str, str]]:
    """How a line may be read: the words before the number, the number, what stands behind it. The longest number first."""
    words = scanned.in_short(line).split()[:_WORDS]
    if behind:
        ends = range(len(words), 0, -1)
        return [("", " ".join(words[:end]), " ".join(words[end:])) for end in ends]
    return [(" ".join(words[:at]), " ".join(words[at:]), "") for at in range(len(words))]


def _borne_by(
    line: str,
    readings: Iterable[tuple[str, str, str]],
    bearing: Mapping[str, Collection[str]],
    names: Mapping[str, Thing],
) -> Line:
    for head, text, rest in readings:
        found = [one for one in bearing.get(text, ()) if not head or _is_called(names.get(one), head)]
        if len(found) == 1:
            return Line(found[0], rest)
        if found:
            return Line(several=[names[one] for one in sorted(found) if one in names])
    return Line(is_range=may_be_range(line))


def _is_called(thing: Thing | None, head: str) -> bool:
    """Whether words that stand before a number, such as a make, are among those of which the thing's name is made."""
    called = thing.what.casefold() if thing else ""
    return all(word in called for word in head.casefold().split())
