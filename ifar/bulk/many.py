"""What can be done to many things in one batch.

An act that a record offers (`Offers.act(..., many=True)`) can, one record after the other. Where thousands must be written at once, its app
provides a function that writes a chunk of them (`provide`).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

from ifar.accounts import dual_control
from ifar.acts.inputs import Input
from ifar.acts.offers import offered_to_many
from ifar.bulk import labels
from ifar.bulk.given import MOST
from ifar.errors import IfarError, Reason
from ifar.rights import Actor, may


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one thing: the record and its entry, or every reason why not.

    Attributes:
        notes: what follows from it that somebody must know, such as a gap in the chain of custody.
        asked: of an act of several people, what they are asked about it: what its proposal would say.
        compartment: of that proposal.
    """

    thing: str = ""
    entry: uuid.UUID | None = None
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    compartment: str = ""


type Look = Callable[[Actor, Any, Sequence[str]], Sequence[Answer]]
"""The actor, what was said and things in their order -> what would become of each; nothing is written."""
type Write = Callable[[Actor, Any, Sequence[str]], Sequence[Answer]]
"""The same, and it is written, in the caller's transaction."""


@dataclass(frozen=True, slots=True)
class Many:
    """An act that can be done to many things.

    Attributes:
        name: of the act in the ledger.
        title: the act as an imperative.
        said: what somebody says, once for all of them.
        permission: to do it; the services below ask for the same.
        look, write: what would become of things, and their chunk written; of an act of several people `look` says what they are asked, and
            each thing is carried out as its single proposal is.
        words: code and parameters of a refusal -> its sentence in the reader's language.
        numbers: whether the things are numbers that no record bears yet; else they are records, by their identifiers.
        letters: with which the identifiers of its records begin.
        kinds: of the offices at which it is done; empty for all.
        undone_by: the act that takes it back, where the law has one.
        each: the input that is another for each record, and stands behind its identifier; functions are told both, with a space between.
        asks: how its form is made for an actor, as for `form_of`.
        most: how many things a batch of it takes.
        compared: a thing as it is compared with the others of its batch; where nothing is left of it, it is nobody's double.
        as_one: records -> the one as which each is taken where it is named by its serial number, if not as itself.
    """

    name: str
    title: Any
    said: type[Input]
    permission: str
    look: Look
    write: Write | None
    words: Callable[[str, Mapping[str, Any]], Any]
    numbers: bool = False
    letters: str = ""
    kinds: frozenset[str] = frozenset()
    undone_by: str = ""
    each: str = ""
    asks: Callable[[Actor], Mapping[str, Any]] | None = None
    most: int = MOST
    compared: Callable[[str], str] = str.casefold
    as_one: Callable[[Collection[str]], Mapping[str, str]] = lambda _found: {}

    @property
    def several(self) -> bool:
        """Whether it takes several people: one proposal puts the whole list before the others."""
        return dual_control.rule_of(self.name) is not None


_provided: Final[dict[str, Many]] = {}
_adapter: Final[list[Callable[[str], Many | None]]] = []


def provide(many: Many) -> None:
    """Have an act done to many things by functions of its own; called in `extensions.py`."""
    _provided[many.name] = many


def adapt(adapter: Callable[[str], Many | None]) -> None:
    """How an offered act is done to many records where no function of its own is provided."""
    _adapter[:] = [adapter]


def many_of(name: str) -> Many | None:
    """An act that can be done to many things, by its name."""
    return _provided.get(name) or _adapter[0](name)


def possible(actor: Actor) -> list[Many]:
    """What this person may do to many things."""
    every = (many_of(name) for name in {**_provided, **offered_to_many()})
    return [
        many
        for many in every
        if many and may(actor, many.permission) and (not many.kinds or actor.agency_kind in many.kinds)
    ]


def taken_back(write: Write) -> Look:
    """What would become of things, found by doing it and taking it back: a preview refuses what the act refuses, in its words."""

    def look(actor: Actor, value: Any, things: Sequence[str]) -> Sequence[Answer]:
        with transaction.atomic():
            answers = write(actor, value, things)
            transaction.set_rollback(True)
        return answers

    return look


def answer_of(error: IfarError) -> Answer:
    """A refusal of a single act as the answer of its thing."""
    return Answer(reasons=error.reasons or (Reason(error.code, error.message, error.article, error.field),))


def words_of(what: Many | None, code: str, params: Mapping[str, Any], message: str = "") -> str:
    """A refusal in the reader's language, by whoever refused it: the batch itself, or the act; else as it was said then."""
    own = str(labels.of(code, params))
    if own != code:
        return own
    words = str(what.words(code, params)) if what else code
    return words if words != code else message or code


def reasons_as_rows(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons and notes as rows keep them: code and parameters, from which each reader's words are made, and the sentence as it was said."""
    return [
        {
            "code": reason.code,
            "params": json.loads(json.dumps(dict(reason.params), default=str)),
            "message": str(reason.message),
        }
        for reason in reasons
    ]
