"""Whether an event may be recorded: its form, and what the life cycle says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ifar.errors import Invalid, Reason, Refused
from ifar.missingness import KNOWN
from ifar.registry import attestations, describing, facts, kinds
from ifar.registry.allowances import CHANGE_MARKS
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import KnownFacts, Outcome, Proposed, Refusal, decide
from ifar.registry.lifecycle.states import ENDS, Ownership
from ifar.registry.marks.reading import REFUSED_AT_DECLARATION, read_mark
from ifar.registry.models import Event, Firearm
from ifar.registry.selectors.firearms import firearms_for
from ifar.registry.selectors.serials import Uniqueness
from ifar.registry.services.events.shapes import NewEvent, Restored, Snapshot
from ifar.rights import Actor

OWN_SERVICE: Final = frozenset(
    {
        "merged",
        "split",
        "despatched",
        "despatch_received",
        "state_stock_issued",
        "state_stock_sent",
        "state_stock_arrived",
    }
)
"""Kinds that only a service of their own records: the decision about a pair of possible duplicates, a despatch from one trader to another, and an issue from an armoury."""
WORDS: Final = frozenset({"word.unknown", "word.none", "nothing"})
"""Findings about what is no number at all: that it is unknown, or that there is none, is said as such."""
NUMBERS: Final = frozenset({"serial", "part_serial"})
"""Kinds of mark that are the number of a thing."""
DECLARES: Final = frozenset(
    {
        "production_planned", "production_started", "production_completed", "marked", "stock_declared", "reassembled", "re_marked", "import_marked",
        "imported",
    }
)  # fmt: skip
"""Kinds of event by which somebody declares a thing that lies before them, number and all."""


def decided(
    actor: Actor,
    snapshot: Snapshot,
    event: NewEvent,
    *,
    people: frozenset[str],
    restored: Restored | None = None,
    second: bool = False,
    unique: Uniqueness | None = None,
) -> Outcome:
    """Ask the life cycle.

    Args:
        actor: whose office records it.
        people: everybody who proposed, approved or records it.
        restored: what an annulment of the latest event brings back.
        second: whether the second person's approval is there, or will be before it is recorded.
        unique: whether its serial number is the only one, where that was asked for many at once.

    Raises:
        Refused: with every reason that is known, each in words and with its article; first what is attested and cannot be.
    """
    proposed = Proposed(
        kind=event.kind,
        recorder=actor.agency_kind,
        details=event.details,
        thing="part" if snapshot.item == "part" else "firearm",
        people=people,
        occurred_from=event.occurred.start,
        occurred_until=event.occurred.end,
        paper=event.paper,
        category=str((event.identity or {}).get("category") or ""),
    )
    if wrong := tuple(attestations.against(event.attested, facts.conditions_of(proposed))):
        raise _refused(wrong)
    if hindered := facts.hindrances(actor, snapshot, proposed):
        raise _refused(hindered)
    gathered = facts.gather(
        actor,
        snapshot,
        proposed,
        marks=snapshot.marks,
        new_marks=event.marks,
        attested=event.attested,
        unique=unique,
    )
    answers = gathered.answers
    answers["second_person"] = second
    answers["latest_change"] = restored is not None or None
    known = KnownFacts(
        answers=answers,
        hidden=gathered.hidden,
        now=snapshot.now,
        latest_occurred=snapshot.latest_occurred,
        merged=bool(snapshot.merged_into),
        restored=restored.facts if restored else None,
    )
    outcome = decide(snapshot.facts, proposed, known)
    if isinstance(outcome, Refusal):
        raise _refused(
            [*outcome.reasons, *facts.lacking(outcome.reasons, proposed, snapshot.marks, event.marks)]
        )
    return outcome


def _refused(reasons: Sequence[Reason]) -> Refused:
    first = reasons[0]
    return Refused(
        first.code,
        words_of(first.code, first.params),
        article=first.article,
        reasons=[_worded(reason) for reason in reasons],
    )


def _worded(reason: Reason) -> Reason:
    return Reason(
        reason.code, words_of(reason.code, reason.params), reason.article, reason.field, reason.params
    )


def kind_of(event: NewEvent) -> kinds.Kind:
    """The kind of an event.

    Raises:
        Invalid: no such kind.
    """
    kind = kinds.KINDS.get(event.kind)
    if kind is None:
        raise Invalid("registry.kind.unknown", words_of("registry.kind.unknown"), field="kind")
    return kind


def checked(event: NewEvent) -> kinds.Kind:
    """The kind of an event whose details are of the right form.

    Raises:
        Invalid: no such kind, or details that its schema does not allow.
    """
    kind = kind_of(event)
    wrong = kinds.check_details(kind.schema, event.details)
    wrong += tuple(
        Reason("registry.mark.form", field="marks")
        for mark in event.marks
        if set(mark) - describing.MARK_FIELDS or not mark.keys() & {"kind", "n"}
    )
    wrong += tuple(_no_numbers(event))
    if wrong:
        raise Invalid(
            "registry.details.invalid",
            words_of("registry.details.invalid"),
            reasons=[_worded(r) for r in wrong],
        )
    return kind


def _no_numbers(event: NewEvent) -> Iterator[Reason]:
    """The serial numbers of an event that are none: words instead of one; and what whoever declares a thing says of it is written as it stands there.

    What an officer read off a thing that turned up is kept as it was read.
    """
    refused = REFUSED_AT_DECLARATION if event.kind in DECLARES else WORDS
    if event.kind == "registered":
        refused = REFUSED_AT_DECLARATION - {"unread"}  # an older book may hold what was half read
    for mark in event.marks:
        text = mark.get("text")
        if mark.get("kind") not in NUMBERS or not text or mark.get("text_status", KNOWN) != KNOWN:
            continue
        finding = next((row for row in read_mark(text).findings if row.code in refused), None)
        if finding is not None:
            yield Reason(
                "registry.mark.no_number" if finding.code in WORDS else "registry.mark.not_as_it_stands",
                article="Protocol art. 8(1)(a), NWR",
                field="marks",
                params={"mark": text},
            )


def check_described(event: NewEvent) -> None:
    """Refuse to open a record that says nothing by which anybody could find the thing again.

    Raises:
        Invalid: neither make, model, calibre, type nor country is said, and no mark.
    """
    if not describing.says_something(event.identity, event.marks):
        raise Invalid("registry.description.nothing", words_of("registry.description.nothing"), field="marks")


def check_recordable(snapshot: Snapshot, event: NewEvent) -> None:
    """Refuse what no event of this kind may do here: what another service does, and changing a mark that stands on record.

    Raises:
        Refused: only a service of its own records the kind, or only a correction changes such a mark.
    """
    is_states = snapshot.facts is not None and snapshot.facts.ownership == Ownership.STATE
    if (
        event.kind in OWN_SERVICE
        or (event.kind == "state_stock_returned" and _was_issued(snapshot))
        or (event.kind == "missing_in_transit" and is_states)
    ):
        raise Refused("registry.kind.own_service", words_of("registry.kind.own_service"), field="kind")
    known = {mark["n"] for mark in snapshot.marks}
    if event.kind not in CHANGE_MARKS and any(mark.get("n") in known for mark in event.marks):
        raise Refused(
            "registry.mark.on_record",
            words_of("registry.mark.on_record"),
            article="Protocol art. 7, 8",
            field="marks",
        )


def _was_issued(snapshot: Snapshot) -> bool:
    """Whether an issue says who has it: what came onto the register as held by a unit was never issued, and comes back without one."""
    return Event.objects.filter(firearm_id=snapshot.id, kind="state_stock_issued").exists()


def check_mounted(actor: Actor, event: NewEvent, part: str = "") -> None:
    """Refuse to fit a part into what is no firearm of the register for this actor, or into one whose life here has ended; and to a trader to fit it into
    a firearm, or to take it out of one, that lies in other hands.

    Args:
        part: its identifier, where it has a record.

    Raises:
        Invalid: there is no such firearm for this actor.
        Refused: its record has ended, or was joined to another; or it lies elsewhere, or the part becomes another's than its firearm is.
    """
    if event.kind == "part_removed" and actor.own_book_only:
        _check_removed(actor, event, part)
    into = (
        event.details.get("firearm") if event.kind == "part_fitted" else event.identity.get("mounted_in", "")
    )
    if not into:
        return
    firearm = firearms_for(actor).filter(public_id=into, item="firearm").first()
    if firearm is None:
        raise Invalid("registry.part.no_firearm", words_of("registry.part.no_firearm"), field="firearm")
    if firearm.merged_into or firearm.state in ENDS:
        raise Refused(
            "registry.part.firearm_ended",
            words_of("registry.part.firearm_ended"),
            article="Protocol art. 3(b), NWR",
            field="firearm",
        )
    if event.kind == "part_fitted" and actor.own_book_only and firearm.custodian != actor.agency:
        raise _elsewhere()


def _check_removed(actor: Actor, event: NewEvent, part: str) -> None:
    """A part goes with its firearm: who has that in hand takes it out, and it is whose the firearm is."""
    into = Firearm.objects.filter(public_id=part).values("mounted_in")
    row = Firearm.objects.filter(public_id__in=into).values_list("custodian", "owner").first()
    if row and row[0] != actor.agency:
        raise _elsewhere()
    if row and event.details.get("owner", row[1]) != row[1]:
        code = "registry.part.other_owner"
        raise Refused(code, words_of(code), article="Protocol art. 3(b), NWR", field="owner")


def _elsewhere() -> Refused:
    code = "registry.part.elsewhere"
    return Refused(code, words_of(code), article="Protocol art. 3(b), NWR", field="firearm")
