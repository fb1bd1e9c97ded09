"""Handling marks: who reads something, and whom its readers may tell (TLP 2.0, FIRST 2022; PAP, MISP taxonomies; domain.md 7, G17).

A mark stands on every object of the community. It limits what the recipients may do next; it does not shrink the circle to the author's
organisation. The recipients are the members who may read the space, or those persons and organisations that the mark names:

    RED          the persons that are named, nobody else, and no program
    AMBER+STRICT the recipients, who may tell their own organisations
    AMBER        the recipients, who may tell their own organisations and those organisations' clients
    GREEN        the community: the members who may read the space
    CLEAR        no limit; still read in its space only

Who is named reads; whom they may tell is theirs to judge, and nobody is shown anything for that. The database's own condition
(`selectors/visible.py`) says the same as `may_see` here; a test holds the two against each other.

 Pure.
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
"""Permissible actions, as MISP's taxonomy defines them: CLEAR no restrictions, GREEN active actions allowed, AMBER passive cross-checks (look-ups
with third parties), RED non-detectable actions only (one's own records, nothing on the network)."""
PAP_UNSAID: Final = 2
"""What may be done with what nobody marked: neither FIRST's TLP nor MISP's PAP names a default, and who did not choose has not allowed that an
action shows outside that it is known (docs/community.md)."""
PAP_NAMES: Final = {0: "PAP:CLEAR", 1: "PAP:GREEN", 2: "PAP:AMBER", 3: "PAP:RED"}

MOST_RECIPIENTS: Final = 50
"""More people than that are no circle of named recipients: open a case room."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one object.

    Attributes:
        tlp: one of `TLP`.
        author: who wrote it, the key of a member.
        recipients: keys of the members whom it names; RED is for nobody else.
        organisations: the organisations that it names, public identifiers of agencies; never with RED, never below AMBER.
    """

    tlp: int
    author: int
    recipients: Collection[int] = ()
    organisations: Collection[str] = ()

    @property
    def names(self) -> bool:
        """Whether it is for named recipients, and not for all who read the space."""
        return self.tlp == RED or bool(self.recipients or self.organisations)


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks, as far as marks go.

    Attributes:
        member: the key of the member.
        organisation: the public identifier of their agency.
        program: whether a program asks in the member's name: RED is for eyes and ears, never for a program.
    """

    member: int
    organisation: str
    program: bool = False


def may_see(who: Who, mark: Mark) -> bool:
    """Whether `who`, being a reader of the object's space, may see it."""
    if mark.tlp == RED and who.program:
        return False
    if mark.author == who.member or not mark.names:
        return True
    return who.member in mark.recipients or who.organisation in mark.organisations


def may_lower(member: int, author: int, owner: int | None = None) -> bool:
    """Whether a member may lower the mark of an object: its author, or who owns it where that is another. Nobody else, no moderator."""
    return member in (author, owner)


def may_name(tlp: int) -> bool:
    """Whether a mark may name recipients. CLEAR and GREEN are for the community; RED must name persons."""
    return tlp > GREEN


def around_names(around: Mark) -> tuple[list[int], list[str]]:
    """The persons and organisations whom what stands inside something for named recipients is for, at most: also whose matter it is."""
    return sorted({*around.recipients, around.author}), sorted(around.organisations)


def inside(mark: Mark, around: Mark, saw: Collection[int]) -> Mark:
    """The mark that an answer takes on when the topic around it is raised: for nobody who did not see it before.

    An answer that names its recipients keeps them; another takes those of the topic, so that it stays theirs when the topic is lowered
    again. RED is for those alone of the topic's circle who could see the answer already.

    Args:
        mark: the answer's own, before.
        around: the topic's, after.
        saw: keys of those, among the recipients and the author of the topic, who saw the answer.
    """
    tlp = max(mark.tlp, around.tlp)
    if tlp == RED:
        if mark.tlp == RED:
            return mark
        circle = {*around.recipients, around.author} & {*saw}
        return Mark(RED, mark.author, tuple(sorted({*circle, mark.author})))
    if mark.names or not around.names:
        return Mark(tlp, mark.author, mark.recipients, mark.organisations)
    people, organisations = around_names(around)
    return Mark(tlp, mark.author, tuple(people), tuple(organisations))


def widens(before: Mark, after: Mark, named: Collection[Who]) -> bool:
    """Whether somebody may see an object under another mark who might not before, or the name of its mark says so: an act of its author.

    A mark may be stricter by its name and yet for more people: RED that names whom AMBER did not reach, AMBER+STRICT that names nobody any more.

    Args:
        named: the members whom the mark names after.
    """
    if after.tlp < before.tlp or not all(may_see(who, before) for who in named):
        return True
    if not before.names or after.tlp == RED:
        return False
    return not after.names or not {*after.organisations} <= {*before.organisations}


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
