"""Making firearms by the thousand: a range of serial numbers recorded as made, and marked, as are those that came in; each arm has its own events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from ifar.bulk.many import Answer, Many, answer_of
from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.registry import facts, kinds, reserving
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import RULES, Outcome
from ifar.registry.manufacture_inputs import MarkImports, MarkProduction, RecordProduction
from ifar.registry.occurred import instant
from ifar.registry.possession import Keeping
from ifar.registry.search.naming import identity_of
from ifar.registry.selectors import families, serials
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent, Snapshot, many
from ifar.rights import Actor, require

RECORD: Final = "registry:event:record"
PRODUCED: Final = "registry.production_completed"
MARKED: Final = "registry.marked"
IMPORT_MARKED: Final = "registry.import_marked"
_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268771, hashtext(%s))"
_TAKEN: Final = "registry.precondition.serial_unique"


def _details(**said: str) -> dict[str, str]:
    return {name: value for name, value in said.items() if value}


def look_produced(actor: Actor, production: RecordProduction, numbers: Sequence[str]) -> list[Answer]:
    """Why numbers of a range cannot be recorded: what the life cycle says of all of them, and numbers that stand on record already."""
    require(actor, RECORD)
    return _looked(actor, production, numbers)[0]


def _looked(
    actor: Actor, production: RecordProduction, numbers: Sequence[str]
) -> tuple[list[Answer], tuple[NewEvent, Outcome, NewEvent, Outcome, Keeping] | None]:
    try:
        decided = _decided(actor, production, numbers[0])
    except IfarError as error:
        return [answer_of(error)] * len(numbers), None
    family = families.of_identity(decided[0].identity)
    taken = Reason(_TAKEN, words_of(_TAKEN), "Protocol art. 8(1)(a)", "serial")
    why = reserving.against(actor, family, production.lot, numbers)
    why |= dict.fromkeys(families.borne(actor, family, numbers), taken)
    return [Answer(reasons=(why[number],) if number in why else ()) for number in numbers], decided


def _decided(
    actor: Actor, production: RecordProduction, number: str
) -> tuple[NewEvent, Outcome, NewEvent, Outcome, Keeping]:
    """Both events and what the life cycle decides about them; what it looks at is the same for every number.

    Raises:
        Invalid, Refused: as for one firearm.
    """
    given = production.model_dump(
        include={"make", "model", "type", "calibre", "country_made", "year"}, exclude_none=True
    )
    identity = identity_of(given, reference.resolver())
    mark = {"kind": "serial", "text": number, "text_status": "known"}
    details = _details(batch=production.lot, licence=production.licence)
    occurred = instant(production.at or ledger.now())
    planned = NewEvent("production_planned", details, occurred, identity=identity, marks=(mark,))
    made = NewEvent("production_completed", details, occurred)
    events.checked(planned)
    events.check_described(planned)
    people = frozenset({actor.id})
    before = events.nothing_yet(0, "firearm", ledger.now())
    first = events.decided(actor, before, planned, people=people)
    changes = events.changes_of(actor, _kept(actor, before), planned, first)
    keeping = Keeping(changes["owner"], changes["custodian"])
    between = replace(before, facts=first.facts, n=1, keeping=keeping, marks=(mark,))
    return planned, first, made, events.decided(actor, between, made, people=people), keeping


def _kept(actor: Actor, snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, kept_by=events.kept_by(actor.agency)) if actor.own_book_only else snapshot


def write_produced(actor: Actor, production: RecordProduction, numbers: Sequence[str]) -> list[Answer]:
    """Record the firearms of a range as planned and made, each with its serial number; a number that stands on record already is refused.

    Of two ranges of one office at once the second waits, and finds the numbers of the first on record.
    """
    require(actor, RECORD)
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [actor.agency])
    answers, decided = _looked(actor, production, numbers)
    if decided is None:
        return answers
    planned, first, made, second, keeping = decided
    fresh = [at for at, answer in enumerate(answers) if not answer.reasons]
    template = _kept(actor, events.nothing_yet(0, "firearm", ledger.now()))
    written: list[Composed] = []
    for at, key in zip(fresh, many.new_firearm_ids(len(fresh)), strict=True):
        mark = {"kind": "serial", "text": numbers[at], "text_status": "known"}
        nothing = replace(events.nothing_yet(key, "firearm", template.now), kept_by=template.kept_by)
        opened = events.compose(
            actor, nothing, replace(planned, marks=(mark,)), kinds.KINDS[planned.kind], first
        )
        between = replace(
            nothing,
            facts=first.facts,
            keeping=keeping,
            n=1,
            last_event=opened.entry.entry,
            marks=tuple(opened.changes["marks"]),
            make=opened.changes.get("make"),
        )
        done = events.compose(actor, between, made, kinds.KINDS[made.kind], second)
        written += [opened, done]
        answers[at] = Answer(nothing.public_id, done.entry.entry)
    many.write_many(written)
    return answers


# Marking ----------------------------------------------------------------------------------------------------------------


def look_marked(actor: Actor, value: MarkProduction | MarkImports, firearms: Sequence[str]) -> list[Answer]:
    """Why firearms cannot be marked."""
    require(actor, RECORD)
    return [item if isinstance(item, Answer) else Answer() for item in _composed(actor, value, firearms)]


def write_marked(actor: Actor, value: MarkProduction | MarkImports, firearms: Sequence[str]) -> list[Answer]:
    """Record what was marked on each, beside the serial number that it was recorded with."""
    require(actor, RECORD)
    results = _composed(actor, value, firearms)
    many.write_many([item for item in results if isinstance(item, Composed)])
    return [
        item if isinstance(item, Answer) else Answer(item.snapshot.public_id, item.entry.entry)
        for item in results
    ]


def _marked(value: MarkProduction | MarkImports) -> NewEvent:
    where = _details(place=value.place, method=value.method)
    if isinstance(value, MarkProduction):
        kind, details = "marked", _details(licence=value.licence)
        texts = [
            ("maker", value.maker),
            ("country", value.country),
            ("symbol", value.symbol),
            ("code", value.code),
            ("year", str(value.year or "")),
        ]
    else:
        kind, details = "import_marked", {}
        texts = [
            ("import", value.mark),
            ("import_year", str(value.year or "")),
            ("maker", value.maker),
            ("country", value.country),
        ]
    texts.append(("security", value.security))
    sizes = {
        name: int(size * per)
        for name, size, per in (("height_um", value.height_mm, 1000), ("depth_nm", value.depth_mm, 1_000_000))
        if size is not None
    }
    marks = tuple(
        {"kind": name, "text": text, "text_status": "known", **where, **sizes} for name, text in texts if text
    )
    return NewEvent(kind, details, instant(value.at or ledger.now()), marks=marks)


def _composed(
    actor: Actor, value: MarkProduction | MarkImports, firearms: Sequence[str]
) -> list[Composed | Answer]:
    """The event of each, or why there is none."""
    event = _marked(value)
    kind = events.checked(event)
    connection.ensure_connection()
    snapshots = events.snapshots_of(actor, firearms, event)
    unique = serials.uniqueness_of(actor, list(snapshots))
    decide = partial(_outcome, actor, event, unique, {})
    unseen = Answer(reasons=(Reason("registry.firearm.not_found", words_of("registry.firearm.not_found")),))
    composed: list[Composed | Answer] = []
    for firearm in firearms:
        snapshot = snapshots.get(firearm)
        if snapshot is None:
            composed.append(unseen)
            continue
        try:
            composed.append(events.compose(actor, snapshot, event, kind, decide(snapshot)))
        except IfarError as error:
            composed.append(answer_of(error))
    return composed


def _outcome(
    actor: Actor,
    event: NewEvent,
    unique: Mapping[str, serials.Uniqueness],
    known: dict[tuple[Any, ...], Outcome],
    snapshot: Snapshot,
) -> Outcome:
    """What the life cycle decides; asked once for all that give it the same to look at."""
    alone = unique.get(snapshot.public_id)
    alike = (
        snapshot.item,
        snapshot.facts,
        snapshot.keeping,
        snapshot.category,
        snapshot.merged_into,
        snapshot.doubtful,
        snapshot.failed,
        snapshot.disputed,
    )
    marks = tuple(facts.inscriptions(snapshot.marks))
    key = (*alike, snapshot.held, snapshot.latest_occurred, marks, alone)
    if alone is None or key not in known:
        events.check_recordable(snapshot, event)
        known[key] = events.decided(actor, snapshot, event, people=frozenset({actor.id}), unique=alone)
    return known[key]


BATCHES: Final = (
    Many(
        name=PRODUCED,
        title=_("Record the production of firearms"),
        said=RecordProduction,
        permission=RECORD,
        look=look_produced,
        write=write_produced,
        words=words_of,
        numbers=True,
        compared=serials.compared,
        kinds=frozenset({"maker"}),
    ),
    Many(
        name=MARKED,
        title=_("Record the marking at manufacture"),
        said=MarkProduction,
        permission=RECORD,
        look=look_marked,
        write=write_marked,
        words=words_of,
        letters="F",
        kinds=frozenset({"maker"}),
    ),
    Many(
        name=IMPORT_MARKED,
        title=_("Record import marks"),
        said=MarkImports,
        permission=RECORD,
        look=look_marked,
        write=write_marked,
        words=words_of,
        letters="F",
        kinds=RULES["import_marked"].recorders,
    ),
)
"""Production is recorded and marked in batches, and so are import marks."""
