"""Handling marks: whom the recipient of something may tell, and who may see it (TLP 2.0, FIRST 2022; PAP, MISP taxonomies; domain.md 7, G17).

A mark stands on every object of the community. It says how far an object goes among those who may read its space, and it is kept by the
database's own condition (`selectors/visible.py`), which says the same as `may_see` here; a test holds the two against each other.

    RED          the recipients that are named, nobody else
    AMBER+STRICT the organisation whose mark it is
    AMBER        that organisation and its clients: the offices below it
    GREEN        the community: the members who may read the space
    CLEAR        no limit; still read in its space only

Pure: values in, values out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

CLEAR: Final = 0
GREEN: Final = 1
AMBER: Final = 2
STRICT: Final = 3
RED: Final = 4
TLP: Final = (CLEAR, GREEN, AMBER, STRICT, RED)
"""The five marks, from the widest to the narrowest; stored as these numbers so that stricter is greater."""
NAMES: Final = {
    CLEAR: "TLP:CLEAR",
    GREEN: "TLP:GREEN",
    AMBER: "TLP:AMBER",
    STRICT: "TLP:AMBER+STRICT",
    RED: "TLP:RED",
}
"""As the standard writes them, in every language alike."""
CODES: Final = {CLEAR: "clear", GREEN: "green", AMBER: "amber", STRICT: "strict", RED: "red"}

PAP: Final = (0, 1, 2, 3)
"""Permissible actions: CLEAR whatever is lawful, GREEN active steps that cannot be noticed, AMBER passive look-ups only, RED none that leaves
one's own office."""
PAP_NAMES: Final = {0: "PAP:CLEAR", 1: "PAP:GREEN", 2: "PAP:AMBER", 3: "PAP:RED"}

MOST_RECIPIENTS: Final = 50
"""More people than that are no circle of named recipients: open a case room."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one object.

    Attributes:
        tlp: one of `TLP`.
        organisation: whose mark it is, the public identifier of an agency.
        author: who wrote it, the key of a member.
        recipients: keys of the members whom a RED mark names.
    """

    tlp: int
    organisation: str
    author: int
    recipients: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, as far as marks go.

    Attributes:
        member: the key of the member.
        organisation: the public identifier of their agency.
        served_by: their own organisation and all above it, whose clients they are.
        program: whether a program asks in the member's name: RED is for eyes and ears, never for a program.
    """

    member: int
    organisation: str
    served_by: Collection[str]
    program: bool = False


def may_see(who: Who, mark: Mark) -> bool:
    """Whether `who`, being a reader of the object's space, may see it."""
    if mark.tlp == RED:
        return not who.program and (mark.author == who.member or who.member in mark.recipients)
    if mark.author == who.member or mark.tlp <= GREEN:
        return True
    if mark.tlp == STRICT:
        return who.organisation == mark.organisation
    return mark.organisation in who.served_by


def may_lower(member: int, author: int, owner: int | None = None) -> bool:
    """Whether a member may lower the mark of an object: its author, or who owns it where that is another. Nobody else, no moderator."""
    return member in (author, owner)


def needs_recipients(tlp: int) -> bool:
    """Whether a mark names the people it is for."""
    return tlp == RED


def within(tlp: int, around: int) -> int:
    """The mark of what stands inside something else: never a wider one."""
    return max(tlp, around)


def inherits(tlp: int, around: int) -> bool:
    """Whether what stands inside something else is for the same people: an answer under the same mark above GREEN is for whom the question
    was for, not for the answerer's own organisation alone."""
    return around > GREEN and tlp == around


def inside(mark: Mark, around: Mark, saw: Collection[int]) -> Mark:
    """The mark that an answer takes on when the topic around it is raised: for nobody who did not see it before.

    Whose topic it is changes nothing about whom an answer was for: of another organisation's answer the circle stays its own, and RED is for
    those alone of the topic's circle who could see the answer already.

    Args:
        mark: the answer's own, before.
        around: the topic's, after.
        saw: keys of those, among the recipients and the author of the topic, who saw the answer.
    """
    if mark.tlp >= around.tlp:
        return mark
    if around.tlp == RED:
        circle = {*around.recipients, around.author} & {*saw}
        return Mark(RED, mark.organisation, mark.author, tuple(sorted({*circle, mark.author})))
    organisation = around.organisation if mark.tlp <= GREEN else mark.organisation
    return Mark(around.tlp, organisation, mark.author)


def widens(before: Mark, after: Mark, named: Collection[Who], above: Collection[str]) -> bool:
    """Whether somebody may see an object under another mark who might not before, or the name of its mark says so: an act of its author.

    A mark may be stricter by its name and yet for more people: RED that names whom AMBER+STRICT did not reach.

    Args:
        named: the members whom the mark names after.
        above: the organisation of the mark after, and all above it.
    """
    if after.tlp < before.tlp:
        return True
    if after.tlp == RED:
        return not all(may_see(who, before) for who in named)
    if before.tlp in (CLEAR, GREEN) or after.organisation == before.organisation:
        return False
    return before.tlp == STRICT or after.tlp == AMBER or before.organisation not in above


def in_mail(tlp: int, closed: bool) -> bool:
    """Whether words of an object may stand in an e-mail: mail lies in the clear in many places, so that nothing above GREEN and nothing of
    a closed space is more than announced, without its name, space or number."""
    return tlp <= GREEN and not closed


def leaves(tlp: int) -> bool:
    """Whether an object may be taken out in an export of a topic: RED is for eyes and ears only."""
    return tlp < RED


def author_leaves(chatham: bool) -> bool:
    """Whether the author and the organisation may be named in what leaves the space: under the Chatham House Rule what was said may be used,
    not who said it nor whom they work for."""
    return not chatham
