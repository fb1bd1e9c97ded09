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
from ifar.programme.fund.extracts import Booked, ExtractMatch, Reading, Row
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
    record = selectors.feed(actor, feed)
    if record.state != "open":
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
    look = tables.look(store.found(trial.file), trial.format)
    return look.headings, look.rows


def words_of(trial: Trial, heading: str, most: int) -> list[str]:
    """The words that stand in a column of a file, the most frequent first."""
    path = store.found(trial.file)
    look = tables.look(path, trial.format)
    result: Counter[str] = Counter()
    with (
        TemporaryDirectory(dir=store.incoming()) as folder,
        tables.stage(path, look.layout, Path(folder), extracts.MOST_ROWS) as staging,
    ):
        parts = (part.iter_rows(named=True) for _number, part in staging.parts())
        for row in rows_of_table(look.headings, parts):
            result[(row.cells.get(heading) or "").strip()] += 1
    return [word for word, _count in result.most_common(most) if word]


@dataclass(slots=True)
class Read:
    """A file as it was read: its rows, why others could not be, what it covers."""

    rows: list[Row] = field(default_factory=list)
    wrong: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def since(self) -> dt.date:
        """The first day."""
        return min(row.day for row in self.rows)

    @property
    def until(self) -> dt.date:
        """The last day."""
        return max(row.day for row in self.rows)

    @property
    def contributions(self) -> list[str]:
        """Whose money it speaks of."""
        return sorted({row.contribution for row in self.rows})


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
        text.lower(): key for text, key in Contribution.objects.values_list("reference", "public_id")
    }
    projects = {text.lower(): key for text, key in Project.objects.values_list("reference", "public_id")}
    read, day = Read(), today()
    seen: dict[str, int] = {}
    for line, cells in _cells(trial, of):
        try:
            row = extracts.read(of, line, cells, contributions=contributions, projects=projects, today=day)
        except Unreadable as error:
            read.wrong.append((line, error.code, dict(error.params)))
            continue
        if row.key in seen:
            read.wrong.append((line, "row.twice", {"line": seen[row.key]}))
            continue
        seen[row.key] = line
        read.rows.append(row)
    return read


# --- what it would do, and doing it ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Done:
    """What became of a file: its rows, movements that were booked, differences that are new, and those that are open already."""

    rows: list[ExtractRow] = field(default_factory=list)
    raised: list[dict[str, Any]] = field(default_factory=list)
    open_before: int = 0

    def counts(self) -> dict[str, int]:
        """How many rows of each outcome."""
        result = Counter(extract_row.outcome for extract_row in self.rows)
        return {"rows": len(self.rows), **{name: result[name] for name in extracts.OUTCOMES}}

    @property
    def changes(self) -> bool:
        """Whether anything is new: a movement found or booked, or a difference."""
        return any(extract_row.outcome in ("matched", "booked") for extract_row in self.rows) or bool(
            self.raised
        )


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
            "linked": [links[row.key] for row in read.rows if row.key in links],
            "named": sorted({row.reference.lower() for row in read.rows}),
        }
        cursor.execute(_BOOKED, asked)
        booked = [Booked(*row) for row in cursor.fetchall()]
    results, rest = extracts.assign(read.rows, booked, links)
    differences = _differences(feed)
    fresh = 0
    for item in results:
        if item.booked is not None:
            done.rows.append(_compared(item, item.booked, differences, done))
            continue
        fresh += 1
        if fresh > extracts.MOST_BOOKED:
            raise labels.invalid_of("programme.extract.many_new", "file", most=extracts.MOST_BOOKED)
        done.rows.append(_booked_anew(actor, item.row))
    _absent(rest, read, differences, done)
    done.rows.sort(key=lambda row: row.line)
    return done


def _differences(feed: Feed) -> dict[tuple[str, str], list[Difference]]:
    """Differences of a feed by movement and key, the latest last."""
    result: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for difference in Difference.objects.filter(feed=feed.public_id).order_by("id"):
        result[difference.journal, difference.key].append(difference)
    return result


def _compared(item: ExtractMatch, booked: Booked, result: Mapping[tuple[str, str], list[Difference]], done: Done) -> ExtractRow:  # fmt: skip
    row = item.row
    kept = ExtractRow(line=row.line, key=row.key, figures=row.figures, journal=booked.journal)
    if not item.differs:
        kept.outcome = "known" if item.linked else "matched"
        return kept
    kept.code, kept.params = "differs", {"fields": list(item.differs)}
    before = next((each for each in reversed(result.get((booked.journal, row.key), [])) if each.figures == row.figures), None)  # fmt: skip
    kept.outcome = "known" if before is not None and before.state == "settled" else "differing"
    if before is None:
        done.raised.append(
            {
                "kind": "figures", "contribution": row.contribution, "journal": booked.journal, "line": row.line, "key": row.key,
                "figures": row.figures, "told": {"fields": list(item.differs), "booked": booked.told()},
            }
        )  # fmt: skip
    elif before.state == "open":
        done.open_before += 1
    return kept


def _absent(
    rest: Sequence[Booked], read: Read, result: Mapping[tuple[str, str], list[Difference]], done: Done
) -> None:
    """Movements of the extract's contributions and days that it does not know; what corrected or was settled before is no news."""
    spoken = {journal for journal, _key in result}
    corrected = {key for some in result.values() for difference in some for key in difference.corrections}
    for booked in rest:
        if not read.since <= booked.day <= read.until or booked.journal in corrected:
            continue
        if booked.journal in spoken:
            done.open_before += sum(each.state == "open" for each in result.get((booked.journal, ""), []))
            continue
        done.raised.append(
            {
                "kind": "absent", "contribution": booked.contribution, "journal": booked.journal, "line": None, "key": "", "figures": {},
                "told": {"fields": [], "booked": booked.told()},
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
    record = trial_for(actor, trial, "extract")
    feed = selectors.feed(actor, record.feed)
    if record.state == "taken" or not feed.mapping:
        raise labels.refused("programme.trial.state")
    try:
        of = extracts.mapping(feed.mapping)
        read = _read(record, of)
        report: dict[str, Any] = {}
        try:
            with transaction.atomic():
                _lock()
                report = _report(_worked(actor, feed, of, read), read)
                raise _Undone
        except _Undone:
            pass
    except IfarError as error:
        reasons = [{"code": reason.code, "message": str(reason.message)} for reason in error.reasons]
        record.state, record.report = "refused", {"refused": reasons or [{"code": error.code, "message": str(error)}]}  # fmt: skip
    else:
        record.state, record.report = "tried", {**report, "mapping": feed.mapping}
    record.save()
    return record


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def _report(done: Done, read: Read) -> dict[str, Any]:
    reasons: dict[str, dict[str, Any]] = {}
    for extract_row in done.rows:
        if extract_row.outcome == "quarantined":
            result = reasons.setdefault(
                extract_row.code,
                {"code": extract_row.code, "count": 0, "lines": [], "params": extract_row.params},
            )
            result["count"] += 1
            if len(result["lines"]) < 8:
                result["lines"].append(extract_row.line)
    return {
        "counts": done.counts(),
        "quarantine": sorted(reasons.values(), key=lambda item: -item["count"]),
        "differences": done.raised[:NAMED],
        "raised": len(done.raised),
        "open_before": done.open_before,
        "changes": done.changes,
        "since": read.since.isoformat() if read.rows else "",
        "until": read.until.isoformat() if read.rows else "",
        "contributions": read.contributions,
        "booked": [dict(row.figures) for row in done.rows if row.outcome == "booked"][:NAMED],
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
    record = trial_for(actor, trial, "extract")
    feed = selectors.feed(actor, record.feed)
    if record.state != "tried":
        raise labels.refused("programme.trial.state")
    _lock()
    of = extracts.mapping(feed.mapping)
    read = _read(record, of)
    if not read.rows:
        raise labels.refused("programme.extract.nothing")
    if feed.mapping != record.report["mapping"]:
        raise Conflict("programme.trial.changed", labels.of("programme.trial.changed"))
    done = _worked(actor, feed, of, read)
    if done.counts() != record.report["counts"] or len(done.raised) != record.report["raised"]:
        raise Conflict("programme.trial.changed", labels.of("programme.trial.changed"))
    before = Extract.objects.filter(feed=feed.public_id, file=record.file).order_by("-id").first()
    made = before if before is not None and not done.changes else _write(actor, feed, record, of, read, done)
    Trial.objects.filter(pk=record.pk).update(state="taken", made=made.public_id)
    return made


def _write(actor: Actor, feed: Feed, trial: Trial, of: Reading, read: Read, done: Done) -> Extract:
    subject = RECORDER.new_id("extract")
    for extract_row in done.rows:
        extract_row.extract, extract_row.feed = subject, feed.public_id
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
    difference = selectors.difference(actor, difference_id)
    RECORDER.check_expected(difference, expected_n)
    if verdict not in extracts.VERDICTS:
        raise labels.invalid("programme.choice", "verdict")
    text = reason_of(reason)
    made: list[str] = []
    if verdict == "corrected":
        _lock()
        made = _corrected(actor, difference)
    RECORDER.record(
        actor, "difference", "settled", difference, changes={"verdict": verdict, "corrections": made}, note=text
    )  # fmt: skip
    return Difference.objects.get(pk=difference.pk)


def _corrected(actor: Actor, difference: Difference) -> list[str]:
    journal = Journal.objects.get(public_id=difference.journal)
    booked = Booked(
        journal.public_id, journal.move, journal.contribution, journal.project, journal.booked_on, journal.currency, journal.amount, "",
    )  # fmt: skip
    needed = extracts.corrections(booked, difference.figures or None, today())
    if needed is None:
        raise labels.refused("programme.extract.no_way_back")
    if not needed:
        raise labels.refused("programme.extract.nothing_to_correct")
    voucher = str(
        difference.figures.get("reference") or difference.told.get("booked", {}).get("voucher") or ""
    )
    made = []
    for correction in needed:
        new = NewMovement(
            move=correction.move, amount=correction.amount, on=correction.day, contribution=difference.contribution, project=correction.project, currency=correction.currency,
            rate=correction.rate or (journal.rate if correction.currency == journal.currency else Decimal(1)), rate_source="extract", reference=voucher,
        )  # fmt: skip
        made.append(fund.book_of_master(actor=actor, new=new).public_id)
    return made
