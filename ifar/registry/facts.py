"""The facts that the life cycle asks for, gathered for one firearm and one event.

Marks answer here, and the register's own keys whether a serial number is unique. Licensing, trade and the others answer through `supply`: a lower app never imports a higher one. What
nobody answers is *not known*; an officer may then attest it with the document in hand (`attesting`), which is recorded and shown to the
inspector, unless only a record answers it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

from django.utils import timezone

from ifar.errors import Reason
from ifar.missingness import KNOWN, NONE
from ifar.registry import attestations
from ifar.registry.attestations import Attestation
from ifar.registry.lifecycle import RULES
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.marks import marking
from ifar.registry.marks.reading import script_of
from ifar.registry.possession import Keeping
from ifar.registry.selectors import marking as profile
from ifar.registry.selectors import serials
from ifar.registry.selectors.consents import consented
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class Gathered:
    """Every answer that is known, by condition, and the conditions whose fact the actor may not see."""

    answers: dict[str, bool | None]
    hidden: frozenset[str] = frozenset()


class Supplied(Protocol):
    """What a supplier says: answers by condition, and the conditions whose fact the actor may not see."""

    @property
    def answers(self) -> Mapping[str, bool | None]:
        """Answers; None, or nothing, where it is not known."""

    @property
    def hidden(self) -> frozenset[str]:
        """Conditions whose fact the actor may not see."""


class Thing(Protocol):
    """A firearm as it stands before the event: what the register has read of it anyway.

    `held` is what licences say of those who take part, where that was read along with it (`licensing.selectors.facts.HELD_SQL`).
    """

    @property
    def public_id(self) -> str:
        """Its public identifier."""

    @property
    def n(self) -> int:
        """How many events its life has."""

    @property
    def category(self) -> str:
        """Its category; empty where none is on record."""

    @property
    def keeping(self) -> Keeping:
        """Who owns and keeps it."""

    @property
    def held(self) -> str | None:
        """Licences that were read along; None where they were not."""

    @property
    def doubtful(self) -> bool:
        """Whether it was ever on record as unmarked, altered, confiscated or put up for disposal."""

    @property
    def failed(self) -> bool:
        """Whether it failed when it was last at proof."""

    @property
    def disputed(self) -> bool:
        """Whether its former holder objects to how it came to where it is, and the office has not settled that."""


Supplier = Callable[[Actor, Thing, Proposed], Supplied]
_suppliers: list[Supplier] = []


def provide(supplier: Supplier) -> None:
    """Register a supplier: (actor, firearm as it stands, event) -> answers by condition."""
    if supplier not in _suppliers:
        _suppliers.append(supplier)


Hinderer = Callable[[Actor, Thing, Proposed], Reason | None]
_hinderers: list[Hinderer] = []


def provide_hinderer(hinderer: Hinderer) -> None:
    """Have `hinderer(actor, firearm as it stands, event)` say why this actor does not record the event, urgent or not; None where nothing stands against it."""
    if hinderer not in _hinderers:
        _hinderers.append(hinderer)


def hindrances(actor: Actor, thing: Thing, event: Proposed) -> list[Reason]:
    """Why an actor does not record an event, by the apps above."""
    return [reason for hinderer in _hinderers if (reason := hinderer(actor, thing, event))]


MARKED: Final = frozenset({"marks_complete", "new_marks_complete", "import_mark_complete", "transfer_mark"})
"""The conditions of the life cycle that marks answer."""
_OCCASIONS: Final = {
    "new_marks_complete": marking.MANUFACTURE,
    "import_mark_complete": marking.IMPORT,
    "transfer_mark": marking.TRANSFER,
}
BORNE: Final = frozenset({"transfer_mark"})
"""Those of them that a mark which the event itself adds does not answer: it is struck and recorded before the State lets go of the firearm."""
FIRST_PLACED: Final = frozenset({"marked", "import_marked"})
"""Kinds of events before which a firearm was on no market here: it is first placed there on their day at the earliest."""


def inscriptions(marks: Iterable[Mapping[str, Any]]) -> list[marking.Inscription]:
    """Marks as the marking rules read them; retired and illegible ones say nothing."""
    return [
        marking.Inscription(
            says=frozenset({mark["kind"]}),
            script=script_of(mark.get("text") or ""),
            status=mark.get("text_status") or KNOWN,
            height_nm=None if mark.get("height_um") is None else mark["height_um"] * 1000,
            depth_nm=mark.get("depth_nm"),
            retired=bool(mark.get("retired")),
        )
        for mark in marks
        if mark.get("kind")
    ]


@cache
def _always_asked(kind: str) -> frozenset[str]:
    rule = RULES.get(kind)
    return frozenset({*rule.needs, *rule.expects}.union(*rule.needs_from.values())) if rule else frozenset()


def conditions_of(event: Proposed) -> Collection[str]:
    """Every condition that the rule of an event may ask, from whatever state."""
    more = RULES[event.kind].needs_when(event) if event.kind in RULES else ()
    return {*_always_asked(event.kind), *more} if more else _always_asked(event.kind)


def about_marks(
    marks: Iterable[Mapping[str, Any]],
    new_marks: Iterable[Mapping[str, Any]],
    asked: Collection[str] = MARKED,
    first_placed: dt.date | None = None,
) -> dict[str, bool | None]:
    """Answers that the marks give by the rules in force: those on record, and those together with what the event adds (Protocol art. 8).

    An old book says the serial and rarely the other marks: what nobody wrote down may well be on the firearm, so marks on
    record are complete or not known. Only a mark that somebody looked for and did not find (`none`) makes them incomplete.
    """
    asked = MARKED & set(asked)
    if not asked:
        return {}
    marks, rules = list(marks), profile.in_force()
    before = inscriptions(marks)
    after = before + inscriptions(new_marks)
    result: dict[str, bool | None] = {}
    if "marks_complete" in asked:
        looked_for = any(mark.get("text_status") == NONE for mark in marks)
        whole = marking.check(rules, before, at=marking.MANUFACTURE).complete
        result["marks_complete"] = whole or (False if looked_for else None)
    for condition in asked & _OCCASIONS.keys():
        at = _OCCASIONS[condition]
        borne = before if condition in BORNE else after
        result[condition] = (
            marking.check(rules, borne, at=at, first_placed=first_placed).complete if borne else None
        )
    return result


def lacking(
    refused: Iterable[Reason],
    event: Proposed,
    marks: Iterable[Mapping[str, Any]],
    new_marks: Iterable[Mapping[str, Any]],
) -> list[Reason]:
    """What the rules of marking miss, each with its article, where they are why an event was refused."""
    codes = {
        reason.code.rpartition(".")[2]
        for reason in refused
        if reason.code.startswith("registry.precondition.")
    }
    marks = list(marks)
    before, after = inscriptions(marks), inscriptions([*marks, *new_marks])
    return [
        Reason(
            f"registry.marking.{finding.why}",
            article=finding.article,
            field="marks",
            params={"rule": finding.rule},
        )
        for condition, at in _OCCASIONS.items()
        if condition in codes
        for finding in marking.check(
            profile.in_force(),
            before if condition in BORNE else after,
            at=at,
            first_placed=_first_placed(event),
        ).missing
    ]


def _first_placed(event: Proposed) -> dt.date | None:
    if event.kind not in FIRST_PLACED or event.occurred_from is None:
        return None
    return timezone.localtime(event.occurred_from).date()


def _serials(marks: Iterable[Mapping[str, Any]], new_marks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The serial numbers that stand after the event: those that it adds, else those on record."""
    results = [
        [
            mark["text"]
            for mark in some
            if mark.get("kind") == "serial" and mark.get("text") and not mark.get("retired")
        ]
        for some in (new_marks, marks)
    ]
    return results[0] or results[1]


def standing(thing: Thing) -> dict[str, bool]:
    """What the record itself answers of a thing that is to be sold (`SOLD`)."""
    return {"proof_not_failed": not thing.failed, "not_disputed": not thing.disputed}


def _owner_consents(actor: Actor, thing: Thing, kind: str) -> bool:
    """Whether the owner passes a thing on that lies with another trader, or lets that one sell it. Where both are the same nobody is asked."""
    owner, keeper = thing.keeping.owner, thing.keeping.custodian
    if owner == keeper or (actor.agency == owner and kind == "wholesale_transferred"):
        return True
    return actor.agency == keeper and bool(consented([thing.public_id], keeper))


def gather(
    actor: Actor,
    thing: Thing,
    event: Proposed,
    *,
    marks: Iterable[Mapping[str, Any]],
    new_marks: Iterable[Mapping[str, Any]],
    attested: Mapping[str, Attestation],
    unique: serials.Uniqueness | None = None,
) -> Gathered:
    """Every answer that is known: marks first, then the suppliers, then what the officer attests with a document. A no of either side stands.

    Args:
        unique: whether its serial number is the only one, where that was asked for many at once.
    """
    marks, new_marks = list(marks), list(new_marks)
    asked = conditions_of(event)
    answers = about_marks(marks, new_marks, asked, _first_placed(event))
    answers |= {name: holds for name, holds in standing(thing).items() if name in asked}
    if "owner_consents" in asked:
        answers["owner_consents"] = _owner_consents(actor, thing, event.kind)
    if "owner_withdraws" in asked:
        keeping = thing.keeping
        answers["owner_withdraws"] = actor.agency == keeping.owner and bool(
            consented([thing.public_id], keeping.custodian)
        )
    hidden = frozenset[str]()
    if event.kind in RULES and "serial_unique" in RULES[event.kind].needs:
        uniqueness = unique or serials.uniqueness(actor, thing.public_id, _serials(marks, new_marks))
        answers["serial_unique"] = uniqueness.answer
        hidden = frozenset({"serial_unique"}) if uniqueness.hidden else hidden
    for supplier in _suppliers:
        supplied = supplier(actor, thing, event)
        answers.update({name: value for name, value in supplied.answers.items() if value is not None})
        hidden |= supplied.hidden
    for condition, holds in attestations.answers(attested, asked).items():
        if not holds or answers.get(condition) is None:
            answers[condition] = holds
    return Gathered(answers, hidden)
