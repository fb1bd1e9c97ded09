"""Extracts of the organisation's own accounts: what a file would do, taking it over, settling what differs.

For the contributions, movements and days of an extract the organisation's accounts are the master: rows find the movement that was booked
for them, others are booked through the Fund's double entry under their voucher, and nothing that differs is changed by itself.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Conflict, IfarError
from ifar.files import services as files
from ifar.files import store, tables
from ifar.files.store import Arrived
from ifar.hotspots.feeding import rows_of_table
from ifar.hotspots.feeds.reading import Unreadable
from ifar.programme import labels
from ifar.programme.fund import extracts, inputs
from ifar.programme.fund.extracts import Booked, Found, Reading, Row
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.selectors import extracts as selectors
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import BOOKS, NewMovement
from ifar.programme.models import Contribution, Difference, Extract, ExtractRow, Feed, Journal, Project, Trial
from ifar.programme.services.feeds import reason_of
from ifar.programme.services.others import trial_for
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

DIFFERENCE: Final = Offers(
    RECORDER, "difference", selectors.difference, page="programme:feed", on=attrgetter("feed")
)
PURPOSE: Final = "finance_extract"
NAMED: Final = 200
"""So many rows of each reason a trial names; it counts all."""
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268749, 2)"
_BOOKED: Final = """
SELECT j.public_id, j.move, j.contribution, j.project, j.booked_on, j.currency, j.amount, coalesce(e.details ->> 'reference', '')
FROM programme_journal j JOIN programme_event e ON e.subject = j.public_id AND e.record_type = 'journal' AND e.n = 1
WHERE j.state <> 'refused' AND j.contribution = ANY(%(contributions)s) AND j.move = ANY(%(moves)s)
  AND (j.booked_on BETWEEN %(since)s AND %(until)s OR j.public_id = ANY(%(linked)s) OR lower(coalesce(e.details ->> 'reference', '')) = ANY(%(named)s))
ORDER BY j.booked_on, j.id
"""
_LINKS: Final = """
SELECT DISTINCT ON (r.key) r.key, r.journal FROM programme_extractrow r
WHERE r.feed = %s AND r.journal <> '' ORDER BY r.key, r.id DESC
"""


# --- reading a file --------------------------------------------------------------------------------------------------------


def begin(*, actor: Actor, feed: str, name: str, content: Arrived | Path | Iterable[bytes]) -> Trial:
    """Seal a file of a finance system, without reading it yet.

    Raises:
        NotFound: there is no such system.
        Refused: it is closed.
        Invalid: the file is no table.
    """
    require(actor, BOOKS)
    found = selectors.feed(actor, feed)
    if found.state != "open":
        raise labels.refused("programme.extract.closed")
    kept = files.keep(actor=actor, purpose=PURPOSE, name=name, content=content)
    tables.look(kept.path, kept.kind)
    return Trial.objects.create(
        kind="extract", feed=feed, by=actor.id, file=kept.sha256, name=kept.name, format=kept.kind, state="waiting"
    )  # fmt: skip


def headings(trial: Trial) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The headings of a file and its first rows.

    Raises:
        Invalid: it cannot be read as a table.
    """
    found = tables.look(store.found(trial.file), trial.format)
    return found.headings, found.rows


def words_of(trial: Trial, heading: str, most: int) -> list[str]:
    """The words that stand in a column of a file, the most frequent first."""
    path = store.found(trial.file)
    look = tables.look(path, trial.format)
    told: Counter[str] = Counter()
    with (
        TemporaryDirectory(dir=store.incoming()) as folder,
        tables.stage(path, look.layout, Path(folder), extracts.MOST_ROWS) as staging,
    ):
        parts = (part.iter_rows(named=True) for _number, part in staging.parts())
        for row in rows_of_table(look.headings, parts):
            told[(row.cells.get(heading) or "").strip()] += 1
    return [word for word, _count in told.most_common(most) if word]


@dataclass(slots=True)
class Read:
    """A file as it was read: its rows, why others could not be, what it covers."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def since(self) -> dt.date:
        """The first day."""
        return min(one.day for one in self.rows)

    @property
    def until(self) -> dt.date:
        """The last day."""
        return max(one.day for one in self.rows)

    @property
    def contributions(self) -> list[str]:
        """Whose money it speaks of."""
        return sorted({one.contribution for one in self.rows})


def _cells(trial: Trial, of: Reading) -> Iterator[tuple[int, Mapping[str, str]]]:
    path = store.found(trial.file)
    look = tables.look(path, trial.format)
    if missing := of.missing(look.headings):
        raise labels.invalid_of("programme.extract.columns", "file", columns=", ".join(missing))
    with (
        TemporaryDirectory(dir=store.incoming()) as folder,
        tables.stage(path, look.layout, Path(folder), extracts.MOST_ROWS) as staging,
    ):
        parts = (part.iter_rows(named=True) for _number, part in staging.parts())
        for row in rows_of_table(look.headings, parts):
            yield row.number, row.cells
        if staging.staged is None or staging.staged.more:
            raise labels.invalid_of("programme.extract.many", "file", most=extracts.MOST_ROWS)


def _read(trial: Trial, of: Reading) -> Read:
    contributions = {
        one.lower(): key for one, key in Contribution.objects.values_list("reference", "public_id")
    }
    projects = {one.lower(): key for one, key in Project.objects.values_list("reference", "public_id")}
    found, day = Read(), today()
    seen: dict[str, int] = {}
    for line, cells in _cells(trial, of):
        try:
            row = extracts.read(of, line, cells, contributions=contributions, projects=projects, today=day)
        except Unreadable as error:
            found.wrong.append((line, error.code, dict(error.params)))
            continue
        if row.key in seen:
            found.wrong.append((line, "row.twice", {"line": seen[row.key]}))
            continue
        seen[row.key] = line
        found.rows.append(row)
    return found


# --- what it would do, and doing it ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Done:
    """What became of a file: its rows, movements that were booked, differences that are new, and those that are open already."""

    rows: list[ExtractRow] = field(default_factory=list)
    raised: list[dict[str, Any]] = field(default_factory=list)
    open_before: int = 0

    def counts(self) -> dict[str, int]:
        """How many rows of each outcome."""
        told = Counter(one.outcome for one in self.rows)
        return {"rows": len(self.rows), **{name: told[name] for name in extracts.OUTCOMES}}

    @property
    def changes(self) -> bool:
        """Whether anything is new: a movement found or booked, or a difference."""
        return any(one.outcome in ("matched", "booked") for one in self.rows) or bool(self.raised)


class _Undone(Exception):
    """Nothing of a trial stays."""


def _worked(actor: Actor, feed: Feed, of: Reading, read: Read) -> Done:
    """Find or book the movement of every row, in the caller's transaction."""
    done = Done()
    for line, code, params in read.wrong:
        done.rows.append(ExtractRow(line=line, outcome="quarantined", code=code, params=params))
    if not read.rows:
        return done
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, [feed.public_id])
        links: dict[str, str] = dict(cursor.fetchall())
        asked: dict[str, Any] = {
            "contributions": read.contributions,
            "moves": list(of.moves()),
            "since": read.since - dt.timedelta(days=extracts.DAYS),
            "until": read.until + dt.timedelta(days=extracts.DAYS),
            "linked": [links[one.key] for one in read.rows if one.key in links],
            "named": sorted({one.reference.lower() for one in read.rows}),
        }
        cursor.execute(_BOOKED, asked)
        booked = [Booked(*row) for row in cursor.fetchall()]
    found, rest = extracts.assign(read.rows, booked, links)
    told = _differences(feed)
    fresh = 0
    for one in found:
        if one.booked is not None:
            done.rows.append(_compared(one, one.booked, told, done))
            continue
        fresh += 1
        if fresh > extracts.MOST_BOOKED:
            raise labels.invalid_of("programme.extract.many_new", "file", most=extracts.MOST_BOOKED)
        done.rows.append(_booked_anew(actor, one.row))
    _absent(rest, read, told, done)
    done.rows.sort(key=lambda row: row.line)
    return done


def _differences(feed: Feed) -> dict[tuple[str, str], list[Difference]]:
    """Differences of a feed by movement and key, the latest last."""
    found: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for one in Difference.objects.filter(feed=feed.public_id).order_by("id"):
        found[one.journal, one.key].append(one)
    return found


def _compared(one: Found, booked: Booked, told: Mapping[tuple[str, str], list[Difference]], done: Done) -> ExtractRow:  # fmt: skip
    row = one.row
    kept = ExtractRow(line=row.line, key=row.key, figures=row.figures, journal=booked.journal)
    if not one.differs:
        kept.outcome = "known" if one.linked else "matched"
        return kept
    kept.code, kept.params = "differs", {"fields": list(one.differs)}
    before = next((each for each in reversed(told.get((booked.journal, row.key), [])) if each.figures == row.figures), None)  # fmt: skip
    kept.outcome = "known" if before is not None and before.state == "settled" else "differing"
    if before is None:
        done.raised.append(
            {
                "kind": "figures", "contribution": row.contribution, "journal": booked.journal, "line": row.line, "key": row.key,
                "figures": row.figures, "told": {"fields": list(one.differs), "booked": booked.told()},
            }
        )  # fmt: skip
    elif before.state == "open":
        done.open_before += 1
    return kept


def _absent(
    rest: Sequence[Booked], read: Read, told: Mapping[tuple[str, str], list[Difference]], done: Done
) -> None:
    """Movements of the extract's contributions and days that it does not know; what corrected or was settled before is no news."""
    spoken = {journal for journal, _key in told}
    corrected = {key for some in told.values() for one in some for key in one.corrections}
    for one in rest:
        if not read.since <= one.day <= read.until or one.journal in corrected:
            continue
        if one.journal in spoken:
            done.open_before += sum(each.state == "open" for each in told.get((one.journal, ""), []))
            continue
        done.raised.append(
            {
                "kind": "absent", "contribution": one.contribution, "journal": one.journal, "line": None, "key": "", "figures": {},
                "told": {"fields": [], "booked": one.told()},
            }
        )  # fmt: skip


def _booked_anew(actor: Actor, row: Row) -> ExtractRow:
    kept = ExtractRow(line=row.line, key=row.key, figures=row.figures)
    rate = row.rate if row.currency != FUND_CURRENCY else Decimal(1)
    if rate is None:
        kept.outcome, kept.code, kept.params = "quarantined", "rate.missing", {"field": "rate"}
        return kept
    new = NewMovement(
        move=row.move, amount=row.amount, on=row.day, contribution=row.contribution, project=row.project, currency=row.currency,
        rate=rate, rate_source="" if row.currency == FUND_CURRENCY else "extract", reference=row.reference,
    )  # fmt: skip
    try:
        with transaction.atomic():
            kept.journal = fund.book_of_master(actor=actor, new=new).public_id
    except IfarError as error:
        kept.outcome, kept.code, kept.params = "quarantined", error.code, {"field": error.field or ""}
        return kept
    kept.outcome = "booked"
    return kept


def try_out(*, actor: Actor, trial: str) -> Trial:
    """See what a file would do, by doing it and taking all of it back.

    Raises:
        NotFound: there is no such trial of this actor.
    """
    require(actor, BOOKS)
    found = trial_for(actor, trial, "extract")
    feed = selectors.feed(actor, found.feed)
    if found.state == "taken" or not feed.mapping:
        raise labels.refused("programme.trial.state")
    try:
        of = extracts.mapping(feed.mapping)
        read = _read(found, of)
        report: dict[str, Any] = {}
        try:
            with transaction.atomic():
                _lock()
                report = _report(_worked(actor, feed, of, read), read)
                raise _Undone
        except _Undone:
            pass
    except IfarError as error:
        reasons = [{"code": one.code, "message": str(one.message)} for one in error.reasons]
        found.state, found.report = "refused", {"refused": reasons or [{"code": error.code, "message": str(error)}]}  # fmt: skip
    else:
        found.state, found.report = "tried", {**report, "mapping": feed.mapping}
    found.save()
    return found


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def _report(done: Done, read: Read) -> dict[str, Any]:
    reasons: dict[str, dict[str, Any]] = {}
    for one in done.rows:
        if one.outcome == "quarantined":
            told = reasons.setdefault(
                one.code, {"code": one.code, "count": 0, "lines": [], "params": one.params}
            )
            told["count"] += 1
            if len(told["lines"]) < 8:
                told["lines"].append(one.line)
    return {
        "counts": done.counts(),
        "quarantine": sorted(reasons.values(), key=lambda one: -one["count"]),
        "differences": done.raised[:NAMED],
        "raised": len(done.raised),
        "open_before": done.open_before,
        "changes": done.changes,
        "since": read.since.isoformat() if read.rows else "",
        "until": read.until.isoformat() if read.rows else "",
        "contributions": read.contributions,
        "booked": [dict(one.figures) for one in done.rows if one.outcome == "booked"][:NAMED],
    }


@transaction.atomic
def take(*, actor: Actor, trial: str) -> Extract:
    """Take over a file that was tried. The same file again, with nothing new in it, makes no act: the extract that said it is given.

    Raises:
        NotFound: there is no such trial of this actor.
        Refused: it was not tried, or nothing of it can be read.
        Conflict: what it would do is not what the trial showed.
    """
    require(actor, BOOKS)
    found = trial_for(actor, trial, "extract")
    feed = selectors.feed(actor, found.feed)
    if found.state != "tried":
        raise labels.refused("programme.trial.state")
    _lock()
    of = extracts.mapping(feed.mapping)
    read = _read(found, of)
    if not read.rows:
        raise labels.refused("programme.extract.nothing")
    if feed.mapping != found.report["mapping"]:
        raise Conflict("programme.trial.changed", labels.of("programme.trial.changed"))
    done = _worked(actor, feed, of, read)
    if done.counts() != found.report["counts"] or len(done.raised) != found.report["raised"]:
        raise Conflict("programme.trial.changed", labels.of("programme.trial.changed"))
    before = Extract.objects.filter(feed=feed.public_id, file=found.file).order_by("-id").first()
    made = before if before is not None and not done.changes else _write(actor, feed, found, of, read, done)
    Trial.objects.filter(pk=found.pk).update(state="taken", made=made.public_id)
    return made


def _write(actor: Actor, feed: Feed, trial: Trial, of: Reading, read: Read, done: Done) -> Extract:
    subject = RECORDER.new_id("extract")
    for one in done.rows:
        one.extract, one.feed = subject, feed.public_id
    ExtractRow.objects.bulk_create(done.rows, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_extract_digest(%s)", [subject])
        digest = cursor.fetchone()[0]
    changes = {
        "feed": feed.public_id,
        "file": trial.file,
        "name": trial.name,
        "mapping": feed.mapping,
        "starts_on": read.since,
        "ends_on": read.until,
        "contributions": read.contributions,
        "moves": list(of.moves()),
        **done.counts(),
        "digest": digest,
    }
    RECORDER.record(actor, "extract", "taken", subject, changes=changes)
    for raised in done.raised:
        RECORDER.record(actor, "difference", "raised", changes={"extract": subject, "feed": feed.public_id, **raised})  # fmt: skip
    return Extract.objects.get(public_id=subject)


# --- settling --------------------------------------------------------------------------------------------------------------


@DIFFERENCE.act(
    "settled",
    inputs.SettleWithBooks,
    _("Settle the difference"),
    permission=BOOKS,
    done=_("The difference is settled."),
    leads=True,
)
@transaction.atomic
def settle(*, actor: Actor, difference_id: str, verdict: str, reason: str, expected_n: int | None = None) -> Difference:  # fmt: skip
    """Settle a difference: the books are corrected as the extract says, or what they say stands.

    Raises:
        NotFound: there is none.
        Conflict: somebody settled it meanwhile.
        Invalid: no reason, or no such verdict.
        Refused: the movement cannot be taken back, there is nothing to correct, or there is not enough for it.
    """
    require(actor, BOOKS)
    found = selectors.difference(actor, difference_id)
    RECORDER.check_expected(found, expected_n)
    if verdict not in extracts.VERDICTS:
        raise labels.invalid("programme.choice", "verdict")
    told = reason_of(reason)
    made: list[str] = []
    if verdict == "corrected":
        _lock()
        made = _corrected(actor, found)
    RECORDER.record(
        actor, "difference", "settled", found, changes={"verdict": verdict, "corrections": made}, note=told
    )  # fmt: skip
    return Difference.objects.get(pk=found.pk)


def _corrected(actor: Actor, found: Difference) -> list[str]:
    journal = Journal.objects.get(public_id=found.journal)
    booked = Booked(
        journal.public_id, journal.move, journal.contribution, journal.project, journal.booked_on, journal.currency, journal.amount, "",
    )  # fmt: skip
    needed = extracts.corrections(booked, found.figures or None, today())
    if needed is None:
        raise labels.refused("programme.extract.no_way_back")
    if not needed:
        raise labels.refused("programme.extract.nothing_to_correct")
    voucher = str(found.figures.get("reference") or found.told.get("booked", {}).get("voucher") or "")
    made = []
    for one in needed:
        new = NewMovement(
            move=one.move, amount=one.amount, on=one.day, contribution=found.contribution, project=one.project, currency=one.currency,
            rate=one.rate or (journal.rate if one.currency == journal.currency else Decimal(1)), rate_source="extract", reference=voucher,
        )  # fmt: skip
        made.append(fund.book_of_master(actor=actor, new=new).public_id)
    return made
