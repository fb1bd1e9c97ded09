"""What people are called who have things with them and no account: the officers of a roster, whom another app knows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from ifar.rights import Actor

Names = Callable[[Actor, Collection[str]], Mapping[str, str]]
"""Called with who reads and identifiers of people; names those whom this reader may know."""
_names: list[Names] = []


def provide(names: Names) -> None:
    """Have `names(actor, people)` tell what people are called whom no account names, as far as the actor may know them."""
    _names.append(names)


def called(actor: Actor, people: Collection[str]) -> dict[str, str]:
    """What people are called; of those whom the actor may not know nothing."""
    return (
        {person: name for names in _names for person, name in names(actor, people).items()} if people else {}
    )
