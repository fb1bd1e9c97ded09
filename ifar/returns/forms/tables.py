"""The other yearly forms: UNROCA, the Arms Trade Treaty's annual report, the national report on PoA and ITI, EU statistics. Pure.

Each is a list of tables, each table a list of questions, and each question is answered by counting facts (events of the register, stocks,
recoveries, trace requests) or by nobody but a person. As in the IAFQ, a table in which no fact of the year counts is missing and not zero: the
register cannot tell "none" from "not kept here", so a nil return is said by a person, with a note. So is what no row could ever answer.

Sources. Small arms and light weapons in UNROCA: A/52/298 and the standardized form (categories as in `firearm_type`, column `as_unroca`; columns
final importer, number, origin, intermediate, remarks). ATT art. 13(3): reporting template of 29 May 2017, category VIII, which takes the
Register's categories; authorised or actual; nil reports. PoA/ITI: sections on contacts, manufacture and marking, records, stocks, collection,
destruction, tracing (domain page 4.3). EU: categories of Directive (EU) 2021/555 Annex I; authorisations by Regulation (EU) 2025/41, before it 258/2012.
Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ifar.returns.official import TOTAL, Cell, Key

SMALL_ARMS: Final = (
    "Revolvers and self-loading pistols", "Rifles and carbines", "Sub-machine guns", "Assault rifles", "Light machine guns",
)  # fmt: skip
LIGHT_WEAPONS: Final = (
    "Heavy machine guns", "Hand-held under-barrel and mounted grenade launchers", "Portable anti-tank guns", "Recoilless rifles",
    "Portable anti-tank missile launchers and rocket systems", "Mortars of calibres less than 75 mm",
)  # fmt: skip
OTHERS: Final = "Others"
ARMS: Final = (*SMALL_ARMS, *LIGHT_WEAPONS, OTHERS)
NOT_KEPT: Final = frozenset(LIGHT_WEAPONS[2:])
"""Categories that are no firearms of the register's list of types: only a person can answer them."""
DOUBT: Final = "Own State as the other end"
"""Not a question of a form: what is left out of a table by partner country."""
CATEGORIES: Final = ("Category A", "Category B", "Category C", "No category")


class Fact(NamedTuple):
    """Things that count alike: where they come from, and all that decides where they count.

    `source` is `events`, `stock`, `held`, `records`, `recovery`, `trace` or `desk`; `partner` and `origin` are ISO 3166-1 alpha-3.
    """

    source: str
    kind: str
    number: int
    key: str = ""
    type: str = ""
    partner: str = ""
    origin: str = ""
    compartment: str = ""
    category: str = ""
    owned: str = ""
    legal: str = ""


Place = Callable[[Fact, "Setting"], str | None]
"""The question of a table in which a fact counts: empty where the table is about it and has no question for it, None where it is not."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form is filled in for: the State, and how the register's types are called in UNROCA."""

    iso3: str
    unroca: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a form: which facts count in it, in which of its questions, and whether each is told by partner country too.

    `title` and `questions` are the official words, by which other programs compare; `asked` are the questions that no fact can answer.
    `source` and `kinds` say where its facts come from.
    """

    code: str
    title: str
    source: str
    kinds: tuple[str, ...]
    questions: tuple[str, ...]
    place: Place
    by_partner: bool = False
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """A yearly form: its tables in their order; the day and month when it is due, of the year after."""

    code: str
    tables: tuple[Table, ...]
    due: tuple[int, int] | None
    source: str


class Answer(NamedTuple):
    """What a person said of a question: a number or None (only a note), the note, who and when; the entry of the log that keeps it."""

    value: int | None
    note: str
    by: str
    at: dt.datetime
    entry: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One answer of a form: None where it is missing. `counted` tells a number of the records, else it was stated by a person, if at all.

    `keys` name the groups of facts behind it.
    """

    table: Table
    question: str
    category: str
    value: int | None
    counted: bool
    said: Answer | None = None
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, str, str]:
        """The figure's labels: indicator, dimension, category."""
        return (self.table.title, self.question, self.category)


@dataclass(frozen=True, slots=True)
class Filled:
    """A table filled in: its figures; `outside` counts what the form does not ask for, so that nothing is left out unsaid.

    `doubtful` counts what would have crossed a border to or from the State itself: a mistake of the records, which is in no figure.
    """

    table: Table
    figures: tuple[Figure, ...]
    outside: int
    outside_keys: tuple[str, ...]
    doubtful: int = 0
    doubtful_keys: tuple[str, ...] = ()

    @property
    def doubt(self) -> Figure:
        """What is in doubt, as something whose rows can be opened."""
        return Figure(self.table, DOUBT, TOTAL, self.doubtful, True, None, self.doubtful_keys)

    @property
    def filled(self) -> bool:
        """Whether any record of the year counts in it."""
        return any(one.counted for one in self.figures) or bool(self.outside)


def _arms(fact: Fact, setting: Setting) -> str | None:
    return setting.unroca.get(fact.type, "")


def _defence(fact: Fact, setting: Setting) -> str | None:
    return _arms(fact, setting) if fact.compartment == "defence" else None


def _own_make(fact: Fact, setting: Setting) -> str | None:
    return _defence(fact, setting) if fact.origin == setting.iso3 else None


def _letter(fact: Fact, _: Setting) -> str | None:
    return f"Category {fact.category}" if fact.category in ("A", "B", "C") else "No category"


def _by(names: Mapping[str, str]) -> Place:
    return lambda fact, _: names.get(fact.kind)


def _of_the_state(fact: Fact, _: Setting) -> str | None:
    if fact.owned != "state":
        return None
    return {"lost": "Lost from stocks of the State", "stolen": "Stolen from stocks of the State"}.get(
        fact.kind
    )


def _destroyed(fact: Fact, _: Setting) -> str | None:
    if fact.legal in ("confiscated", "for_disposal", "evidence", "seized", "found", "surrendered"):
        return "Destroyed after seizure, find or surrender"
    return "Destroyed from stocks of the State" if fact.owned == "state" else "Destroyed otherwise"


def _transfers(code: str, title: str, kind: str) -> Table:
    return Table(code, title, "events", (kind,), ARMS, _arms, by_partner=True, asked=NOT_KEPT)


def _plain(code: str, title: str, source: str, names: Mapping[str, str], *asked: str) -> Table:
    questions = (*dict.fromkeys(names.values()), *asked)
    return Table(code, title, source, tuple(names), questions, _by(names), asked=frozenset(asked))


UNROCA: Final = Form(
    "unroca",
    (
        _transfers("exports", "International transfers of small arms and light weapons: exports", "exported"),
        _transfers("imports", "International transfers of small arms and light weapons: imports", "imported"),
        Table("holdings", "Military holdings of small arms and light weapons", "stock", (), ARMS, _defence, asked=NOT_KEPT),
        Table("procurement", "Procurement of small arms and light weapons through national production", "events",
              ("state_stock_received",), ARMS, _own_make, asked=NOT_KEPT),
    ),
    (31, 5),
    "UNROCA",
)  # fmt: skip
ATT: Final = Form(
    "att",
    (
        _transfers("authorised_exports", "Exports of small arms and light weapons: authorised", "export_licensed"),
        _transfers("exports", "Exports of small arms and light weapons: actual", "exported"),
        Table("authorised_imports", "Imports of small arms and light weapons: authorised", "none", (), ARMS, _arms,
              by_partner=True, asked=frozenset(ARMS)),
        _transfers("imports", "Imports of small arms and light weapons: actual", "imported"),
    ),
    (31, 5),
    "ATT",
)  # fmt: skip
POA: Final = Form(
    "poa",
    (
        _plain("contacts", "National points of contact", "desk", {"desk": "Points of contact for tracing on record"},
               "National coordination agencies"),
        _plain("marking", "Manufacture and marking", "events", {
            "production_completed": "Firearms made", "marked": "Marked at manufacture", "imported": "Firearms imported",
            "import_marked": "Marked at import", "re_marked": "Marked anew"}),
        _plain("records", "Record-keeping", "records", {"on_record": "Firearms on record at the end of the year"},
               "Years that records of manufacture are kept", "Years that other records are kept"),
        Table("stocks", "Stocks of the State", "stock", (), ("Arms in stocks of the State at the end of the year", "Declared surplus"),
              lambda _fact, _: "Arms in stocks of the State at the end of the year", asked=frozenset({"Declared surplus"})),
        Table("losses", "Losses from stocks of the State", "events", ("lost", "stolen"),
              ("Lost from stocks of the State", "Stolen from stocks of the State"), _of_the_state),
        _plain("collection", "Collection", "recovery", {
            "Arms seized": "Arms seized", "Arms found": "Arms found", "Arms surrendered": "Arms surrendered"}),
        Table("destruction", "Destruction", "events", ("destroyed",),
              ("Destroyed from stocks of the State", "Destroyed after seizure, find or surrender", "Destroyed otherwise"), _destroyed),
        _plain("tracing", "Cooperation in tracing", "trace", {
            "sent": "Trace requests sent to other States", "got": "Of those, answered in full or in part",
            "received": "Trace requests received from other States", "answered": "Of those received, answered in full or in part",
            "grounded": "Of those received, refused, delayed or restricted", "nothing": "Of those received, nothing found"}),
        _plain("assistance", "International assistance", "none", {}, "Requests for assistance made", "Assistance given to other States"),
    ),
    None,
    "PoA/ITI",
)  # fmt: skip
EU: Final = Form(
    "eu",
    (
        Table("held", "Firearms held by persons, companies and museums", "held", (), CATEGORIES, _letter),
        Table("authorised_exports", "Export authorisations: firearms", "events", ("export_licensed",), CATEGORIES, _letter, by_partner=True),
        _plain("refused_exports", "Export authorisations refused", "none", {}, "Applications refused", "Firearms in refused applications"),
        Table("exports", "Firearms exported", "events", ("exported",), CATEGORIES, _letter, by_partner=True),
        Table("imports", "Firearms imported", "events", ("imported",), CATEGORIES, _letter, by_partner=True),
        Table("deactivated", "Firearms deactivated", "events", ("deactivated",), CATEGORIES, _letter),
        Table("lost", "Firearms reported lost", "events", ("lost",), CATEGORIES, _letter),
        Table("stolen", "Firearms reported stolen", "events", ("stolen",), CATEGORIES, _letter),
    ),
    None,
    "EU",
)  # fmt: skip
FORMS: Final[Mapping[str, Form]] = {form.code: form for form in (UNROCA, ATT, POA, EU)}


def kinds_of(form: Form) -> frozenset[str]:
    """The kinds of events that count in a form."""
    return frozenset(kind for table in form.tables if table.source == "events" for kind in table.kinds)


def sources_of(form: Form) -> frozenset[str]:
    """Where the facts of a form come from."""
    return frozenset(table.source for table in form.tables)


def filled(
    form: Form, facts: Sequence[Fact], answers: Mapping[tuple[str, str, str], Answer], setting: Setting
) -> list[Filled]:
    """The tables of a form, filled in from the facts of a year, and with what people said where no fact answers."""
    return [_filled(table, facts, answers, setting) for table in form.tables]


def _filled(
    table: Table, facts: Iterable[Fact], answers: Mapping[tuple[str, str, str], Answer], setting: Setting
) -> Filled:
    sums: dict[tuple[str, str], int] = {}
    keys: dict[tuple[str, str], list[str]] = {}
    outside, outside_keys, any_at_all = 0, [], False
    doubtful, doubtful_keys = 0, []
    for fact in facts:
        if fact.source != table.source or (table.kinds and fact.kind not in table.kinds):
            continue
        question = table.place(fact, setting)
        if question is None:
            continue
        if not question:
            outside += fact.number
            outside_keys.append(fact.key)
            continue
        if table.by_partner and fact.partner == setting.iso3:
            doubtful += fact.number
            doubtful_keys.append(fact.key)
            continue
        any_at_all = True
        partner = (fact.partner or "Not known",) if table.by_partner else ()
        for category in (TOTAL, *partner):
            sums[question, category] = sums.get((question, category), 0) + fact.number
            keys.setdefault((question, category), []).append(fact.key)
    figures = []
    for question in table.questions:
        counted = any_at_all and question not in table.asked
        own = sorted(category for asked, category in sums if asked == question and category != TOTAL)
        for category in (TOTAL, *own):
            said = answers.get((table.title, question, category))
            value = sums.get((question, category), 0) if counted else said.value if said else None
            behind = tuple(keys.get((question, category), ()))
            figures.append(Figure(table, question, category, value, counted, said, behind))
    return Filled(table, tuple(figures), outside, tuple(outside_keys), doubtful, tuple(doubtful_keys))


def cells(
    form: Form, tables: Iterable[Filled], iso3: str, country: str, region: str, year: int
) -> tuple[Cell, ...]:
    """The figures of a form in the official columns; what is missing has none. Of a stated figure the source says so, beside its note."""
    found = []
    for table in tables:
        for one in table.figures:
            if one.value is not None:
                key = Key(iso3, year, *one.name, "na", "na", 0)
                source = form.source if one.counted else f"{form.source} (stated)"
                note = one.said.note if one.said else ""
                found.append(Cell(key, one.value, country, region, source=source, note=note))
    return tuple(found)
