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
    for identifier in identifiers:
        by_letter[identifier[0]].append(identifier)
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
        is_checked: whether it could be asked if it is known: some things, such as offices, are named by their own fields, and a number that is no
            code of a label or a maker is read when the form is sent.
    """

    said: scanned.Scanned
    things: Sequence[Thing]
    is_checked: bool = True


def answer(actor: Actor, text: str, letters: str = "") -> Answer:
    """What a code says to a field that takes things of some letters; of every letter where empty."""
    value = scanned.read(text)
    if identifier := value.identifier:
        wanted = identifier if not letters or identifier[0] in letters else _borne(actor, identifier, letters)
        if not wanted:
            return Answer(value, ())
        supplier = _suppliers.get(wanted[0])
        results = supplier(actor, [wanted]) if supplier else None
        if results is None:
            return Answer(value, (Thing(wanted, ""),), is_checked=False)
        return Answer(value, tuple(results))
    if not value.serial:
        return Answer(value, (), is_checked=False)
    finders = [finder for letter, finder in _finders.items() if not letters or letter in letters]
    return Answer(value, tuple(item for finder in finders for item in finder(actor, value.serial))[:MOST])


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
    read = {n: _readings(lines[n], behind) for n, line in enumerate(known) if line is None}
    texts = {text for some in read.values() for _head, text, _rest in some}
    bearing: defaultdict[str, set[str]] = defaultdict(set)
    for letter, held in _held.items() if texts else ():
        if not letters or letter in letters:
            for text, value in held(actor, texts).items():
                bearing[text] |= {code for code in value if not letters or code[0] in letters}
    same = as_one({code for results in bearing.values() for code in results}) if bearing else {}
    borne = {text: {same.get(code, code) for code in results} for text, results in bearing.items()}
    asked = {
        code
        for some in read.values()
        for head, text, _rest in some
        if text in borne and (head or len(borne[text]) > 1)
        for code in borne[text]
    }
    names = named(actor, asked) if asked else {}
    return [
        line if line is not None else _borne_by(lines[n], read[n], borne, names)
        for n, line in enumerate(known)
    ]


def _identified(line: str, letters: str, behind: bool) -> Line | None:
    """What a line that begins with an identifier names; None where it begins with none."""
    text, rest = scanned.parted(line)
    if not text and (identifier := scanned.read(line).identifier):
        text, rest = identifier, ""
    if not text:
        return None
    return Line(text, rest) if (not letters or text[0] in letters) and (behind or not rest) else Line()


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
        results = [code for code in bearing.get(text, ()) if not head or _is_called(names.get(code), head)]
        if len(results) == 1:
            return Line(results[0], rest)
        if results:
            return Line(several=[names[code] for code in sorted(results) if code in names])
    return Line(is_range=may_be_range(line))


def _is_called(thing: Thing | None, head: str) -> bool:
    """Whether words that stand before a number, such as a make, are among those of which the thing's name is made."""
    called = thing.what.casefold() if thing else ""
    return all(word in called for word in head.casefold().split())
