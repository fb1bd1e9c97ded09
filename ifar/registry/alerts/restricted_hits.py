"""Matches in compartments that are closed to the searcher: when a question reaches into them, and when asking becomes probing.

Pure. Defence stock is invisible (Protocol art. 4), but a desk that holds a recovered firearm must not get a false *no*: its question
is put to the closed compartments too, their owner is alerted, and the desk is told whom to ask, and nothing else. So that this does
not become a way to feel out what lies there, only a question that says nearly everything reaches in, and only so many a day. Pure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from ifar.registry.alerts.saved_search import chance_of, payload_of, read_characters
from ifar.registry.marks.reading import UNREAD, UNREAD_SEVERAL, keys_of
from ifar.registry.search.matching import Match, Question

FEWEST_READ: Final = 6
FEWEST_READ_OF_KNOWN_MAKE: Final = 5
"""Characters that must have been read: fewer would meet some mark of a stock of thousands whatever is typed."""

MOST_UNREAD: Final = 1
MOST_EDITS: Final = 1
"""Errors that are allowed for: with two, every number of a series would be met from every other."""

WORTH: Final = 0.5
"""Probability from which a match counts: rather it than not."""

PERSON: Final = (30, dt.timedelta(hours=1))
DESK: Final = (300, dt.timedelta(hours=24))
"""How many questions of one person and of one desk reach in, in which time."""

EXHIBITS: Final = (300, dt.timedelta(hours=24))
"""How many questions a person may have put in a day, whatever they were, so that a mark of an exhibit is put at once too: as many as a desk. An exhibit
is recorded in any case; beyond them its question waits. Nobody is told "try again in an hour" with a cache of three hundred before them, or after it."""

AGAIN: Final = dt.timedelta(minutes=10)
"""How long the very same question may be put again without being counted anew: a page that is loaded again, a step back. It begins with
the question that was counted, so that who keeps asking is counted every ten minutes."""
MOST_AGAIN: Final = 10
"""How often, so that nobody measures anything by asking the same a thousand times."""

LOOKED_BACK: Final = dt.timedelta(hours=24)
MANY: Final = 20
"""Questions of one person in a day after which the security officer hears of it."""

NEIGHBOURS: Final = 5
"""Different marks of one person in a day, each within two characters of the newest, that look like feeling around."""

FRAME: Final = 1024
"""Bytes that an answer about closed compartments fills, whatever it says."""

GAPS: Final = ("incomplete", "purpose", "rate", "wide")
"""Why a question was not put to closed compartments: too little was read, no purpose stated, asked too often; or why they could not answer it:
so many marks are near that it would take too long, which counts as asked."""

NEVER_PUT: Final = GAPS[:2]
"""Those that say nothing of whoever asked: nobody tries to feel around without a purpose, which is all it would take."""

WAITS: Final = ("", "quota", "prepared", "wide", "late")
"""Why a search that is kept open still waits: it does not for long; more were put than one person may; the index of marks is being made; so many
marks are near that it took too long; it was not its turn yet, or its try failed."""


LONGEST_WAIT: Final = dt.timedelta(hours=6)
"""After which whatever waits is tried again at the latest."""


class Desk(NamedTuple):
    """Whom to ask: an agency and how its desk is reached, and nothing about why."""

    agency: str
    name: str
    kind: str
    telephone: str = ""
    email: str = ""


class Elsewhere(NamedTuple):
    """What a searcher learns beyond what they may see: whether closed compartments were asked, why not, and whom to ask."""

    asked: bool
    gap: str
    ask: tuple[Desk, ...]


def gap_of(
    question: Question, *, has_purpose: bool, by_person: int, by_desk: int, again: bool = False
) -> str:
    """Return why a question does not reach into closed compartments (of `GAPS`), or nothing where it does.

    Args:
        question: what was read and is known.
        has_purpose: whether the searcher has said why they read.
        by_person, by_desk: questions of the person and of the desk within their spans (`PERSON`, `DESK`).
        again: whether the person has put the very same question within `AGAIN`, so that its answer tells nothing new.
    """
    if not is_nearly_complete(question):
        return "incomplete"
    if not has_purpose:
        return "purpose"
    if again:
        return ""
    return "" if room(by_person, by_desk) else "rate"


def room(by_person: int, by_desk: int) -> int:
    """How many more questions of a person and of a desk reach in now (`PERSON`, `DESK`)."""
    return max(min(PERSON[0] - by_person, DESK[0] - by_desk), 0)


def room_for_exhibits(in_a_day: int) -> int:
    """How many more marks of exhibits, of a person who has put so many questions within a day (`EXHIBITS`)."""
    return max(EXHIBITS[0] - in_a_day, 0)


def free_at(times: Sequence[dt.datetime], place: int, most: int, within: dt.timedelta) -> dt.datetime | None:
    """About when the question at `place` (1 = the next) of those that wait may be put: as soon as enough of those that count, in order of their
    `times`, are older than `within`; `most` count at once. None where none counts."""
    if not times:
        return None
    rounds, at = divmod(max(place - (most - len(times)) - 1, 0), len(times))
    return times[at] + within * (rounds + 1)


def whole_of(
    question: Question, *, kinds: Collection[str], closed: Collection[str], purpose: str, case: str
) -> str:
    """Name a question by all that it says: who repeats it, and nothing less, learns what they were told already.

    Not by its folded mark: with that alone, a make or a calibre could be exchanged until the answer changes, and it would count once.

    Args:
        kinds: kinds of marks that are looked at.
        closed: the compartments that are closed to whoever asks.
        purpose, case: under which it is asked; under others the owners must hear of it as of a new one.
    """
    values = payload_of(question, sorted(kinds)) | {"serial": " ".join(question.serial.split())}
    whole = json.dumps([values, sorted(closed), purpose, case], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def is_nearly_complete(question: Question) -> bool:
    """Say whether a question says enough of a mark: no `*`, at most one `?`, and enough characters beside it."""
    folded = keys_of(question.serial).folded
    if UNREAD_SEVERAL in folded or folded.count(UNREAD) > MOST_UNREAD:
        return False
    least = FEWEST_READ if question.make is None else FEWEST_READ_OF_KNOWN_MAKE
    return read_characters(question.serial) >= least


def counts(match: Match, register_size: int) -> bool:
    """Say whether a match in a closed compartment is likely enough, judged by itself, to alert its owner."""
    near = match.alignment is not None and match.alignment.edits <= MOST_EDITS
    return near and chance_of(match, register_size) >= WORTH


def errors_of(match: Match) -> int:
    """How many wrong, missing, extra or swapped characters lie between what was read and a match: none where it fits exactly."""
    return 0 if match.alignment is None else match.alignment.edits


def suspicion(newest: str, earlier: Sequence[str], counted: Sequence[str] | None = None) -> str:
    """Return what repeated asking looks like: `many`, `neighbours`, or nothing.

    Args:
        newest: look-alike key of the mark just asked for.
        earlier: those of the same person's questions in `LOOKED_BACK`; the newest may be among them.
        counted: those of them that count for `many`; all where None.
    """
    others = set(earlier) - {newest}
    near = sum(OSA.distance(newest, other, score_cutoff=2) <= 2 for other in others)
    if near >= NEIGHBOURS:
        return "neighbours"
    if counted is not None:
        others = set(counted) - {newest}
    return "many" if len(others) + 1 >= MANY else ""


def told_from(number: int) -> int:
    """The number from which so many marks are told once: `MANY`, twice as many, and so on; none below it."""
    return MANY << (number // MANY).bit_length() - 1 if number >= MANY else 0


def filling(length: int) -> str:
    """Return what fills an answer of so many bytes to a multiple of `FRAME`, so that its length does not tell what it says."""
    return "." * (-length % FRAME)
