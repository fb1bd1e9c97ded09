"""Computed indicators: values that come out of the records of the other apps, with the rows behind them.

Each source is a name, what it counts, where its rows can be opened, and a function that counts a period through the selectors and figures of
another app; those of hotspots and of the community stand in modules of their own (`computed/hotspots.py`, `computed/community.py`), and register
by name: `register(Source(...))`. A count keeps, row by row, how each row counted, so that a new version can say which rows made it differ, and
which acts touched them since. What a row is, `leads` tells whoever may open it, and nobody else.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from ifar.errors import NotFound
from ifar.licensing import counts as licensing
from ifar.programme import indicators
from ifar.programme.selectors.protocol_status import standings
from ifar.recoveries import categories
from ifar.recoveries import figures as recoveries
from ifar.registry import figures as registry
from ifar.returns import selectors as returns
from ifar.returns.hub import selectors as hub
from ifar.rights import Actor
from ifar.tracing import counts as tracing

MOST_ROWS: Final = 2000
"""More rows than this are kept as groups that count alike: the version then says which groups grew or shrank."""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What a source counts: a number, of a share its two counts; `rows`: public identifier -> how it counted; `parts`: by sex, by age."""

    number: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rows: Mapping[str, str] = field(default_factory=dict)
    counted: int = 0
    address: str = ""
    parts: Sequence[indicators.Part] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """What a row is, for who may open it: its title, its address; of what was closed, what closed it."""

    title: str
    address: str
    by: Lead | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One computed indicator: what it is in words, its unit and measure, how States come together, whence, and how it is counted.

    `opens` is the permission that the page of the figures asks for (empty: it is open to whoever sees the strategy), `needs` that which whoever
    counts needs beside that of reporting (empty: none); `by_the_clock`: nobody counts it, the worker does; `leads` says what rows are that an actor may open.
    `typed`: what it takes over people type elsewhere, such as the reports of a plan; nothing is counted.
    """

    name: str
    words: Any
    unit: Any
    measure: str
    aggregation: str
    direction: str
    compute: Callable[[Actor, dt.date, dt.date], SourceCount | None]
    of: str
    opens: str = ""
    needs: str = "returns:figure:read"
    leads: Callable[[Actor, Collection[str]], Mapping[str, Lead]] | None = None
    by_the_clock: bool = False
    typed: bool = False

    @property
    def called(self) -> Any:
        """What its values are called: counted, or taken over where people typed them in the first place."""
        return (
            _("Taken over from what people report elsewhere")
            if self.typed
            else _("Computed from the records")
        )


SOURCES: Final[dict[str, Source]] = {}
"""Name -> source; filled here, and by apps that register theirs."""


def provide(source: Source) -> None:
    """Make a source known; a name is taken once."""
    if source.name in SOURCES and SOURCES[source.name] is not source:
        raise ValueError(f"there is a source {source.name}")
    SOURCES[source.name] = source


FAMILIES: Final[dict[str, Callable[[str], Source | None]]] = {}
"""First part of a name -> what makes a source of the whole name: sources of which there is one for each record, such as a plan's indicator."""


def find(name: str) -> Source | None:
    """The source of a name, or None."""
    family, rest = name.partition("/")[0], "/" in name
    return FAMILIES[family](name) if rest and family in FAMILIES else SOURCES.get(name)


def deployment() -> str:
    """Which deployment counted: its register's name."""
    return str(settings.IFAR_LEDGER_NAME)


def _year(since: dt.date, until: dt.date) -> int | None:
    """The year that a period is; official figures are of years, other periods have none."""
    return since.year if (since, until) == (dt.date(since.year, 1, 1), dt.date(since.year, 12, 31)) else None


def kept(rows: Mapping[str, str]) -> dict[str, str]:
    """The rows as a version keeps them: one by one, or in groups where they are too many."""
    if len(rows) <= MOST_ROWS:
        return dict(rows)
    return {f"{how} ×": str(number) for how, number in Counter(rows.values()).items()}


def share(
    rows: Mapping[str, str], yes: Iterable[str], no: Iterable[str], address: str = ""
) -> SourceCount | None:
    """Of the rows that count in one of two ways, those that count in the first; None where there is no such row."""
    above, below = set(yes), set(no)
    count = Counter(rows.values())
    numerator = sum(number for how, number in count.items() if how in above)
    denominator = numerator + sum(number for how, number in count.items() if how in below)
    if not denominator:
        return None
    top, bottom = Decimal(numerator), Decimal(denominator)
    return SourceCount(indicators.ratio(top, bottom), top, bottom, kept(rows), len(rows), address)


def _arms(
    actor: Actor, since: dt.date, until: dt.date
) -> list[tuple[str, categories.CategoryFacts, bool]] | None:
    year = _year(since, until)
    rows = recoveries.arms_of(actor, year) if year else []
    return rows or None


def _sdg(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    """SDG 16.4.2 by formula B, with the arms behind it."""
    year = _year(since, until)
    if year is None:
        return None
    try:
        tally = returns.yearly_return(actor, year).tally("B")
    except NotFound:
        return None
    if tally is None or not tally.denominator:
        return None
    rows = {
        item: categories.tracing_of(value) or "not_said"
        for item, value, _destroyed in recoveries.arms_of(actor, year)
        if value.case_kind == "seized"
    }
    top, bottom = Decimal(tally.numerator), Decimal(tally.denominator)
    return SourceCount(
        indicators.ratio(top, bottom), top, bottom, kept(rows), len(rows), f"/returns/iafq/{year}/"
    )


def _marked(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    arms = _arms(actor, since, until)
    rows = {item: value.marking or "not_said" for item, value, _destroyed in arms or ()}
    no = {how for how in rows.values() if how not in ("unique", "not_said")}
    return share(rows, {"unique"}, no, "/returns/dashboards/recoveries/")


def _typed(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    arms = _arms(actor, since, until)
    rows = {item: "known" if value.type else "not_known" for item, value, _destroyed in arms or ()}
    return share(rows, {"known"}, {"not_known"}, "/returns/dashboards/recoveries/")


def _destroyed(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    rows = {
        item: "destroyed" if destroyed else "kept"
        for item, _one, destroyed in _arms(actor, since, until) or ()
    }
    return share(rows, {"destroyed"}, {"kept"}, "/custody/batches/")


def _recovered(kind: str) -> Callable[[Actor, dt.date, dt.date], SourceCount | None]:
    def count(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
        arms = _arms(actor, since, until)
        if arms is None:
            return None
        rows = {item: value.case_kind for item, value, _destroyed in arms if value.case_kind == kind}
        return SourceCount(
            Decimal(len(rows)), rows=kept(rows), counted=len(rows), address="/returns/dashboards/recoveries/"
        )

    return count


def _seizures(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    year = _year(since, until)
    number = recoveries.seizures(actor, year) if year else 0
    return SourceCount(Decimal(number), counted=number, address=f"/returns/iafq/{year}/") if number else None


def _judged(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    year = _year(since, until)
    results = recoveries.accused(actor, year) if year else []
    stages: Counter[str] = Counter()
    for accused, number in results:
        stages[accused.stage] += number
    if not stages:
        return None
    rows = {f"{stage} ×": str(number) for stage, number in stages.items()}
    top, bottom = Decimal(stages["convicted"]), Decimal(stages.total())
    return SourceCount(
        indicators.ratio(top, bottom), top, bottom, rows, stages.total(), f"/returns/iafq/{year}/"
    )


def _traces(which: Callable[[tracing.CountedRequest], str], yes: Sequence[str], no: Sequence[str], direction: str = "") -> Callable[[Actor, dt.date, dt.date], SourceCount | None]:  # fmt: skip
    def count(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
        rows = {
            row.request: which(row)
            for row in tracing.counted_requests(actor, since, until)
            if not direction or row.direction == direction
        }
        return share(rows, yes, no, "/returns/dashboards/tracing/")

    return count


def _ended(row: tracing.CountedRequest) -> str:
    if row.state in ("answered", "restricted"):
        return "answered"
    return "open" if row.days is None else "not_answered"


def _days(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    rows = {
        row.request: str(row.days)
        for row in tracing.counted_requests(actor, since, until)
        if row.days is not None and row.state in ("answered", "restricted")
    }
    if not rows:
        return None
    number = Decimal(str(median(Decimal(days) for days in rows.values())))
    return SourceCount(
        number, None, Decimal(len(rows)), kept(rows), len(rows), "/returns/dashboards/tracing/"
    )


def _on_record(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    year = _year(since, until)
    number = registry.on_record(actor, year) if year else 0
    return (
        SourceCount(Decimal(number), counted=number, address="/returns/dashboards/stocks/")
        if number
        else None
    )


def _refused(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    year = _year(since, until)
    states: Counter[str] = Counter()
    for (of, _kind, state), number in licensing.decided(actor).items():
        if of == year:
            states[state] += number
    if not states:
        return None
    rows = {f"{state} ×": str(number) for state, number in states.items()}
    top, bottom = Decimal(states["refused"]), Decimal(states.total())
    return SourceCount(indicators.ratio(top, bottom), top, bottom, rows, states.total(), "/returns/dashboards/licences/")  # fmt: skip


def _inspected(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    rows = {visit: "done" if done else "missed" for visit, done in licensing.visits(actor, since, until)}
    return share(rows, {"done"}, {"missed"}, "/licensing/visits/")


def _reporting(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    """States whose return of the year a hub holds."""
    year = _year(since, until)
    if year is None:
        return None
    rows: dict[str, list[Any]] = defaultdict(list)
    for received in hub.received(actor).filter(form="iafq", year=year, reason="").order_by("at"):
        rows[received.sender].append(received)
    held = dict.fromkeys(hub.holds([item for many in rows.values() for item in many]), "held")
    return (
        SourceCount(Decimal(len(held)), rows=held, counted=len(held), address="/returns/hub/")
        if held
        else None
    )


def _in_force(actor: Actor, since: dt.date, until: dt.date) -> SourceCount | None:
    """Articles of the Firearms Protocol that are in force, of those that States assessed and another person approved."""
    year = _year(since, until)
    rows = standings(actor, year) if year else {}
    if not rows:
        return None
    top = Decimal(sum(how.endswith(" in_force") for how in rows.values()))
    bottom = Decimal(len(rows))
    return SourceCount(
        indicators.ratio(top, bottom), top, bottom, kept(rows), len(rows), "/programme/protocol/"
    )


PERCENT: Final = _("per cent")
NUMBER: Final = _("number")
for _source in (
    Source("sdg_16_4_2", _("Seized arms whose illicit origin or context was traced or established (SDG 16.4.2)"), PERCENT, "percentage", "pooled_ratio", "up", _sdg, "returns"),
    Source("arms_marked", _("Recovered arms that bear a unique mark"), PERCENT, "percentage", "pooled_ratio", "up", _marked, "recoveries"),
    Source("arms_typed", _("Recovered arms whose type is on record"), PERCENT, "percentage", "pooled_ratio", "up", _typed, "recoveries"),
    Source("arms_destroyed", _("Recovered arms that were destroyed"), PERCENT, "percentage", "pooled_ratio", "up", _destroyed, "recoveries"),
    Source("arms_seized", _("Arms seized"), NUMBER, "unit", "sum", "up", _recovered("seized"), "recoveries"),
    Source("arms_found", _("Arms found"), NUMBER, "unit", "sum", "up", _recovered("found"), "recoveries"),
    Source("arms_surrendered", _("Arms surrendered"), NUMBER, "unit", "sum", "up", _recovered("surrendered"), "recoveries"),
    Source("seizures", _("Cases of seizure"), NUMBER, "unit", "sum", "up", _seizures, "recoveries"),
    Source("convicted", _("People convicted, of those brought into contact with the law"), PERCENT, "percentage", "pooled_ratio", "up", _judged, "recoveries"),
    Source("traces_answered", _("Trace requests that were answered, of those that ended"), PERCENT, "percentage", "pooled_ratio", "up", _traces(_ended, ("answered",), ("not_answered",)), "tracing"),
    Source("traces_out_answered", _("Our trace requests to other States that were answered, of those that ended"), PERCENT, "percentage", "pooled_ratio", "up", _traces(_ended, ("answered",), ("not_answered",), "outgoing"), "tracing"),
    Source("traces_identified", _("Traced arms that were identified"), PERCENT, "percentage", "pooled_ratio", "up", _traces(lambda row: "identified" if row.identified else "not_identified", ("identified",), ("not_identified",)), "tracing"),
    Source("diversion_found", _("Traced arms whose point of diversion was found"), PERCENT, "percentage", "pooled_ratio", "up", _traces(lambda row: "found" if row.diverted else "not_found", ("found",), ("not_found",)), "tracing"),
    Source("trace_days", _("Usual number of days to answer a trace request"), _("days"), "unit", "weighted_mean", "down", _days, "tracing"),
    Source("arms_on_record", _("Firearms on record"), NUMBER, "unit", "sum", "up", _on_record, "registry"),
    Source("licences_refused", _("Applications for licences that were refused, of those decided"), PERCENT, "percentage", "pooled_ratio", "down", _refused, "licensing"),
    Source("storage_inspected", _("Planned inspections of storage that took place"), PERCENT, "percentage", "pooled_ratio", "up", _inspected, "licensing"),
    Source("protocol_in_force", _("Articles of the Firearms Protocol that are in force in law, of those assessed"), PERCENT, "percentage", "pooled_ratio", "up", _in_force, "programme"),
    Source("states_reporting", _("States whose yearly return arrived"), NUMBER, "unit", "sum", "up", _reporting, "returns"),
):  # fmt: skip
    provide(_source)

_ACTS: Final = """
SELECT l.object, l.act || ' ' || to_char(l.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM ledger_entry l WHERE l.object = ANY(%s) AND l.id > (SELECT b.id FROM ledger_entry b WHERE b.entry = %s) ORDER BY l.id
"""
# Acts on memberships stay out: the programme counts members and follows none.
_OBJECTS: Final = """
SELECT l.entry::text, l.object FROM ledger_entry l WHERE l.entry = ANY(%s::uuid[]) AND NOT starts_with(l.act, 'community.member_')
"""


def _entries(rows: Sequence[str]) -> list[str]:
    """Those of some rows that are entries of the log."""
    results = []
    for row in rows:
        try:
            results.append(str(uuid.UUID(row)))
        except ValueError:
            continue
    return results


def acts_since(rows: Sequence[str], entry: uuid.UUID) -> dict[str, list[str]]:
    """The acts since an entry of the log on what some rows are: what corrected them. A row is an object, or an entry, which stands for the
    object that it is about. At most two statements."""
    result: dict[str, list[str]] = defaultdict(list)
    if not rows:
        return result
    of: dict[str, list[str]] = {text: [text] for text in rows}
    with connection.cursor() as cursor:
        if entries := _entries(rows):
            cursor.execute(_OBJECTS, [entries])
            for row, subject in cursor.fetchall():
                of.setdefault(subject, []).append(row)
        cursor.execute(_ACTS, [list(of), entry])
        for subject, act in cursor.fetchall():
            for row in of[subject]:
                result[row].append(act)
    return result
