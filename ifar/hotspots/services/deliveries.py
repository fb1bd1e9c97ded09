"""What sources deliver: tried first, then loaded with every row accounted for, and undone as a whole where it was wrong.

A file is sealed, read, compared with what its source said before, and only then loaded: one act that says how many rows became what,
and the digest of all of it. Nothing is taken over from a file that the trial did not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from ifar import copytext
from ifar.acts.offers import Offers
from ifar.errors import Conflict, Invalid, Reason
from ifar.files import services as files
from ifar.files import store, tables
from ifar.files.store import Arrived
from ifar.hotspots import feeding, incident_status, labels
from ifar.hotspots.feeds import faults, reading, revisions
from ifar.hotspots.feeds.incident import Incident as Said
from ifar.hotspots.feeds.incident import micro
from ifar.hotspots.feeds.reading import Reading, Row, Unreadable
from ifar.hotspots.feeds.reading import Reason as Found
from ifar.hotspots.maps import atlas, cells
from ifar.hotspots.models import Delivery, Incident, Source, Trial
from ifar.hotspots.selectors import places, signals, trial_files
from ifar.hotspots.services import duplicates, locating, retractions, tallies
from ifar.hotspots.services.sources import PERMISSION, reason_of
from ifar.hotspots.services.writing import RECORDER, again, alone
from ifar.hotspots.source_inputs import WithReason
from ifar.ledger import services as ledger
from ifar.rights import Actor, require

PURPOSE: Final = "incidents"
MOST_ROWS: Final = 2_000_000
MOST_GEOJSON: Final = 32 * 2**20
"""Bytes of a GeoJSON file: it is one document, which takes ten times as much memory while it is read."""
_COLUMNS: Final = (
    "source_id", "delivery_id", "external", "first", "last", "month", "latitude", "longitude", "precision", "cell", "area", "kind",
    "counts", "texts", "rows", "fingerprint", "standing",
)  # fmt: skip
MOST_PILES: Final = 100
"""So many points at which many incidents lie are shown, the most suspicious first."""
NAMED: Final = 8
"""So many numbers and ranges of rows are named with each reason; the file of the report names all."""
MISTAKES: Final = frozenset(
    {
        "place.swapped",
        "place.outside",
        "date.turned",
        "date.never_past_12",
        "pile.held",
    }
)
"""Findings about a whole file that somebody must have seen before it is loaded."""
Heard = Callable[[int, int], None]
DELIVERY: Final = Offers(RECORDER, "delivery", places.delivery_for, page="hotspots:delivery")


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as it was read: what became of its rows, what is wrong with it as a whole, and what it would change."""

    reading: Reading
    found: tuple[Found, ...]
    incidents: tuple[Said, ...]
    changes: revisions.Changes
    piles: Sequence[faults.Pile] = ()


def begin(
    *, actor: Actor, source: str, name: str, content: Arrived | Path | Iterable[bytes], whole: bool = False
) -> Trial:
    """Seal a file and try it, without loading anything.

    Raises:
        Invalid: it cannot be read as what the source delivers.
    """
    require(actor, PERMISSION)
    record = places.own_source_for(actor, source)
    if record.state != "open":
        raise RECORDER.refused(Reason("hotspots.source.closed"))
    if record.kind not in feeding.TABLES:
        raise RECORDER.invalid(Reason("hotspots.source.no_files", field="file"))
    kept = files.keep(actor=actor, purpose=PURPOSE, name=name, content=content)
    if record.kind == "geojson" and kept.size > MOST_GEOJSON:
        raise RECORDER.invalid(
            Reason("hotspots.trial.geojson", field="file", params={"most": MOST_GEOJSON // 2**20})
        )
    return Trial.objects.create(
        source=record,
        by=actor.id,
        agency_id=actor.agency_id,
        file=kept.sha256,
        name=kept.name,
        mapping={"whole": whole, "kind": kept.kind},
        state="waiting",
    )


def try_out(trial: Trial, heard: Heard | None = None) -> Trial:
    """Read a file that was begun, and keep what would become of it."""
    value = heard or _noted(trial)
    Trial.objects.filter(pk=trial.pk).update(state="trying")
    try:
        looked = _looked(trial, value)
    except Invalid as error:
        reasons = [
            {"code": reason.code, "params": dict(reason.params), "message": str(reason.message)}
            for reason in error.reasons
        ]
        report = {"refused": reasons or [{"code": error.code, "params": {}, "message": str(error)}]}
        Trial.objects.filter(pk=trial.pk).update(state="refused", report=report)
    else:
        Trial.objects.filter(pk=trial.pk).update(
            state="tried", report=_report(looked), done=looked.reading.rows, total=looked.reading.rows
        )
    return Trial.objects.select_related("source").get(pk=trial.pk)


def _noted(trial: Trial) -> Heard:
    def note(done: int, total: int) -> None:
        Trial.objects.filter(pk=trial.pk).update(done=done, total=total)

    return note


def _looked(trial: Trial, heard: Heard) -> Looked:
    source = trial.source
    feed = feeding.feed_of(source.kind, source.mapping, source.public_id)
    today = ledger.now().date()
    path = store.found(trial.file)
    deleted: set[str] = set()
    try:
        if trial_files.is_answer(source, path):
            rows = trial_files.rows_of_answers(source.kind, path, deleted)
            if first := list(islice(rows, 200)):
                _check_headings(feed, feeding.headings_of(first))
            result = reading.read(feed, _counted(chain(first, rows), heard), today=today)
        elif source.kind == "geojson":
            read = feeding.rows_of_geojson(path.read_text("utf-8-sig", errors="replace"))
            _check_headings(feed, feeding.headings_of(read))
            result = reading.read(feed, _counted(iter(read), heard), today=today)
        else:
            look = tables.look(path, str(trial.mapping["kind"]))
            _check_headings(feed, look.headings)
            with (
                TemporaryDirectory(dir=store.incoming()) as folder,
                tables.stage(path, look.layout, Path(folder)) as staging,
            ):
                parts = (part.iter_rows(named=True) for _number, part in staging.parts())
                read_rows = feeding.rows_of_table(look.headings, parts)
                result = reading.read(feed, _counted(read_rows, heard), today=today)
    except Unreadable as error:
        raise RECORDER.invalid(
            Reason(f"hotspots.feed.{error.code}", field="file", params=error.params)
        ) from error
    return _held_against(
        source, feed, result, whole=bool(trial.mapping.get("whole")), deleted=frozenset(deleted)
    )


def _check_headings(feed: reading.Feed, headings: Sequence[str]) -> None:
    if missing := feed.missing(headings):
        raise RECORDER.invalid(
            Reason("hotspots.feed.columns", field="file", params={"columns": ", ".join(missing)})
        )


def _counted(rows: Iterator[Row], heard: Heard) -> Iterator[Row]:
    """Rows, with a word on how far it has come every few thousand."""
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise RECORDER.invalid(Reason("hotspots.feed.many", field="file", params={"most": MOST_ROWS}))
        if number % 20_000 == 0:
            heard(number, 0)
        yield row


def _held_against(
    source: Source, feed: reading.Feed, result: Reading, *, whole: bool, deleted: frozenset[str] = frozenset()
) -> Looked:
    known = atlas.known(source.kind)
    incidents, piles = feeding.settled(result, feed, known, feeding.decided_in(source.mapping))
    wrong = faults.faults(result, known, piles)
    unread = _identifiers_unread(result)
    changes = revisions.compare(stands_of(source), incidents, whole=whole and not unread, deleted=deleted)
    return Looked(result, wrong, incidents, changes, piles)


def _identifiers_unread(result: Reading) -> bool:
    """Whether rows could not be read: then nobody knows which incidents they told of, and nothing is taken for withdrawn."""
    return bool(result.outcomes["invalid"] or result.outcomes["too_imprecise"])


def stands_of(source: Source) -> dict[str, revisions.Stand]:
    """How the incidents of a source stand, by the source's own identifier."""
    rows = (
        Incident.objects.filter(source=source, delivery__state="loaded")
        .exclude(standing=Incident.REVISED)
        .order_by("delivery_id")
        .values_list("external", "fingerprint", "standing")
    )
    return {
        external: revisions.Stand(fingerprint, stands == Incident.WITHDRAWN)
        for external, fingerprint, stands in rows.iterator(chunk_size=20_000)
    }


def _report(looked: Looked) -> dict[str, Any]:
    """What the page of a trial shows."""
    at = looked.incidents
    return {
        "outcomes": dict(looked.reading.outcomes),
        "rows": looked.reading.rows,
        "reasons": [_reason_said(reason) for reason in looked.reading.reasons],
        "remarks": [_reason_said(remark) for remark in looked.reading.remarks],
        "found": [
            {**_reason_said(reason), "mistake": reason.code in MISTAKES}
            for reason in looked.found
            if not reason.code.startswith("pile.")
        ],
        "piles": [_pile_said(pile) for pile in looked.piles[:MOST_PILES]],
        "incidents": len(looked.incidents),
        "fresh": len(looked.changes.new) + len(looked.changes.returned),
        "revised": len(looked.changes.revised),
        "same": len(looked.changes.same),
        "withdrawn": len(looked.changes.withdrawn),
        "first": min(incident.first for incident in at).isoformat() if at else "",
        "last": max(incident.last for incident in at).isoformat() if at else "",
        "kinds": _tallied(incident.kind for incident in at),
        "places": _tallied(incident.place for incident in at),
    }


def _tallied(values: Iterable[str]) -> dict[str, int]:
    record: dict[str, int] = {}
    for value in values:
        record[value] = record.get(value, 0) + 1
    return dict(sorted(record.items(), key=lambda row: -row[1]))


def _reason_said(reason: reading.Reason) -> dict[str, Any]:
    named, more = faults.spans(reason.rows, NAMED)
    return {
        "code": reason.code,
        "params": dict(reason.params),
        "count": len(reason.rows),
        "rows": named,
        "more": more,
    }


def _pile_said(pile: faults.Pile) -> dict[str, Any]:
    longitude, latitude = faults.point_of(pile.longitude, pile.latitude)
    named, more = faults.spans(pile.rows, NAMED)
    texts = next((i.texts for i in pile.incidents if i.texts), {})
    at = [texts[name] for name in ("place", "district", "province", "country") if texts.get(name)]
    return {
        "code": pile.code, "why": pile.why, "name": pile.name, "longitude": longitude, "latitude": latitude, "at": at[:2],
        "count": len(pile.incidents), "rows": named, "more": more, "decided": pile.decided, "held": pile.held or "",
        "mistake": pile.code in MISTAKES,
    }  # fmt: skip


def give_up(*, actor: Actor, trial: str) -> None:
    """Forget a file that was tried; its sealed original stays, as everything that was deposited."""
    require(actor, PERMISSION)
    places.trial_for(actor, trial).delete()


@transaction.atomic
def load(*, actor: Actor, trial: str, accepts: bool = False) -> str:
    """Load a file that was tried; returns the delivery's identifier.

    Args:
        accepts: the actor has seen what is wrong with the file as a whole.

    Raises:
        Refused: it was not tried, nothing of it can be loaded, or what is wrong with it was not accepted.
        Conflict: what it would change is not what the trial showed: somebody loaded something meanwhile.
    """
    require(actor, PERMISSION)
    record = places.trial_for(actor, trial)
    source = places.own_source_for(actor, record.source.public_id)
    alone(*duplicates.sources_with(source.public_id))
    if record.state != "tried" or record.delivery:
        raise RECORDER.refused(Reason("hotspots.trial.state"))
    looked = _looked(record, lambda _done, _total: None)
    shown = _report(looked)
    if any(
        shown[name] != record.report.get(name)
        for name in ("outcomes", "fresh", "revised", "same", "withdrawn")
    ):
        raise Conflict("hotspots.trial.changed", labels.of("hotspots.trial.changed"))
    if not looked.incidents and not looked.changes.withdrawn:
        raise RECORDER.refused(Reason("hotspots.trial.nothing"))
    if not accepts and any(row["mistake"] for row in (*shown["found"], *shown["piles"])):
        raise RECORDER.refused(Reason("hotspots.trial.faults"))
    opened = {
        "file": record.file,
        "name": record.name,
        "mapping": source.mapping,
        "whole": bool(record.mapping.get("whole")),
    }
    made = _write(actor, source, looked, opened)
    Trial.objects.filter(pk=record.pk).update(state="loaded", delivery=made)
    return made


@transaction.atomic
def load_said(
    *,
    actor: Actor,
    source: str,
    incidents: Sequence[Said],
    name: str = "",
    whole: bool = False,
    told: str = "",
    permission: str = PERMISSION,
) -> str:
    """Load incidents that come from no file: the register's own, or what somebody told; returns the delivery's identifier."""
    require(actor, permission)
    record = Source.objects.filter(public_id=source, compartment__in=actor.compartments, state="open").first()
    if record is None:
        raise RECORDER.refused(Reason("hotspots.source.closed"))
    alone(*duplicates.sources_with(record.public_id))
    read = Reading(
        tuple(incidents),
        len(incidents),
        {"loaded": len(incidents), "duplicate": 0, "too_imprecise": 0, "invalid": 0},
        (),
    )
    changes = revisions.compare(stands_of(record) if not told else {}, incidents, whole=whole)
    looked = Looked(read, (), tuple(incidents), changes)
    day = ledger.now().date() if told else None
    return _write(actor, record, looked, {"name": name, "whole": whole, "told_on": day}, told)


def _write(actor: Actor, source: Source, looked: Looked, opened: Mapping[str, Any], text: str = "") -> str:
    made = RECORDER.record(
        actor,
        "delivery",
        "opened",
        changes={
            "source": source.public_id,
            **{name: value for name, value in opened.items() if value is not None},
        },
        personal={"words": text},
    ).subject
    delivery = Delivery.objects.get(public_id=made)
    changes = looked.changes
    _copy_incidents(source, delivery, (*changes.new, *changes.returned, *changes.revised))
    outcomes = looked.reading.outcomes
    with connection.cursor() as cursor:
        lines = [
            (delivery.pk, line, outcome, reason.code, Jsonb(dict(reason.params)))
            for outcome, some in _accounts(looked)
            for reason in some
            for line in reason.rows
        ]
        with cursor.copy("COPY hotspots_row (delivery_id, line, outcome, code, params) FROM STDIN") as copy:
            copy.write(copytext.rows(lines))
        gone = [(source.pk, delivery.pk, external) for external in changes.withdrawn]
        with cursor.copy("COPY hotspots_withdrawal (source_id, delivery_id, external) FROM STDIN") as copy:
            copy.write(copytext.rows(gone))
        cursor.execute(incident_status.DIGEST, [delivery.pk])
        digest = cursor.fetchone()[0]
    counted = {
        "rows": looked.reading.rows,
        "loaded": outcomes["loaded"],
        "duplicate": outcomes["duplicate"],
        "imprecise": outcomes["too_imprecise"],
        "invalid": outcomes["invalid"],
        "incidents": len(looked.incidents),
        "fresh": len(changes.new) + len(changes.returned),
        "revised": len(changes.revised),
        "same": len(changes.same),
        "withdrawn": len(changes.withdrawn),
    }
    RECORDER.record(actor, "delivery", "loaded", delivery, changes={"digest": digest, **counted})
    settle(delivery)
    tallies.renew_after(source, delivery)
    duplicates.follow(source, delivery)
    duplicates.look(source, delivery)
    retractions.follow(source, delivery)
    return made


def _accounts(looked: Looked) -> Iterator[tuple[str, Iterable[reading.Reason]]]:
    kinds: dict[str, list[reading.Reason]] = {"duplicate": [], "too_imprecise": [], "invalid": []}
    for reason in looked.reading.reasons:
        kind = reason.code.partition(".")[0]
        name = {"duplicate": "duplicate", "imprecise": "too_imprecise"}.get(kind, "invalid")
        kinds[name].append(reason)
    yield from kinds.items()
    yield "remark", (*looked.reading.remarks, *looked.found)


def _copy_incidents(source: Source, delivery: Delivery, incidents: Sequence[Said]) -> None:
    """Write incidents, in pieces, with their cells and areas."""
    located = locating.Located()
    for begin_at in range(0, len(incidents), 20_000):
        piece = incidents[begin_at : begin_at + 20_000]
        placed = [(micro(incident.longitude), micro(incident.latitude)) for incident in piece]
        areas = located.areas(
            [(x, y, incident.texts) for incident, (x, y) in zip(piece, placed, strict=True)]
        )
        rows = [
            (
                source.pk, delivery.pk, incident.source_id, incident.first.isoformat(), incident.last.isoformat(),
                cells.month_within(incident.first, incident.last), y, x, incident.place,
                None if x is None or y is None else cells.cell_at(x, y),
                areas[at],
                incident.kind, Jsonb(dict(incident.counts)), Jsonb(dict(incident.texts)), list(incident.rows), incident.fingerprint, 0,
            )
            for at, (incident, (x, y)) in enumerate(zip(piece, placed, strict=True))
        ]  # fmt: skip
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY hotspots_incident ({', '.join(_COLUMNS)}) FROM STDIN") as copy,
        ):
            copy.write(copytext.rows(rows))


def settle(delivery: Delivery) -> None:
    """Make all incidents that a delivery speaks of stand as they must."""
    with connection.cursor() as cursor:
        cursor.execute(incident_status.SETTLE_DELIVERY, [delivery.pk, delivery.pk])


def _is_last(source: Source, delivery: Delivery) -> bool:
    """Whether no later delivery of its source stands on it; each tip stands by itself."""
    later = Delivery.objects.filter(source=source.public_id, state="loaded", pk__gt=delivery.pk)
    return source.kind == feeding.TIPS or not later.exists()


def _may_undo(actor: Actor, record: Delivery) -> bool:
    return signals.is_own(actor, record) and _is_last(Source.objects.get(public_id=record.source), record)


@DELIVERY.act(
    "withdrawn",
    WithReason,
    _("Undo this delivery"),
    permission=PERMISSION,
    done=_("It is undone: what it brought counts no more."),
    hint=_(
        "What it brought counts no more, and what it changed is as before. The file and this record stay."
    ),
    when=_may_undo,
    danger=True,
)
@transaction.atomic
def withdraw(*, actor: Actor, delivery_id: str, reason: str) -> None:
    """Undo a delivery: what it brought counts no more, what it changed is as before.

    Raises:
        Refused: a later delivery of its source stands on it; undo that first.
    """
    require(actor, PERMISSION)
    record = places.own_delivery_for(actor, delivery_id)
    source = Source.objects.get(public_id=record.source)
    alone(*duplicates.sources_with(source.public_id))
    if not _is_last(source, record):
        raise RECORDER.refused(Reason("hotspots.delivery.later"))
    RECORDER.record(actor, "delivery", "withdrawn", record, changes={"reason": reason_of(reason)})
    settle(again(record))
    tallies.renew_after(source, record)
    duplicates.follow(source, record)
    retractions.follow(source, record)
