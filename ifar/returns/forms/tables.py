"""The other yearly forms: UNROCA, the Arms Trade Treaty's annual report, the national report on PoA and ITI, EU statistics. Pure.

Each is a list of tables, each table a list of questions, and each question is answered by counting facts (authorisations and consignments, events of
the register, stocks, recoveries, trace requests) or by nobody but a person. As in the IAFQ, a table in which no fact of the year counts is missing and
not zero: the register cannot tell "none" from "not kept here", so a nil return is said by a person, with a note. So is what no row could ever answer.

Sources. Small arms and light weapons in UNROCA: A/52/298 and the standardized form (categories: the list `arms_category`, which types of firearms are in
which: column `as_unroca` of `firearm_type`; columns final importer, number, origin, intermediate, remarks). ATT art. 13(3): reporting template of 29 May
2017, category VIII, which takes the Register's categories; authorised or actual, number or value; nil reports. PoA/ITI: sections on contacts, manufacture
and marking, records, stocks, transfers, collection, destruction, tracing (domain page 4.3). EU: categories of Directive (EU) 2021/555 Annex I;
authorisations and refusals by Regulation (EU) 2025/41, before it 258/2012.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from ifar.returns.official import TOTAL, Cell, Key

DOUBT: Final = "Own State as the other end"
"""Not a question of a form: what is left out of a table by partner country."""
CATEGORIES: Final = ("Category A", "Category B", "Category C", "No category")
CURRENCY: Final = ", value in "
"""Between the title of a table and the currency in which it tells values."""

By = Literal["", "partner", "origin", "through"]
"""By which State a table tells its figures too: the other end, where arms were made, through which they passed."""
Of = Literal["", "arms", "grounds"]
"""The loaded list of which the questions of a table are."""


class Fact(NamedTuple):
    """Things that count alike: where they come from, and all that decides where they count.

    `source` is `events`, `stock`, `held`, `records`, `recovery`, `trace`, `desk`, or one of trade's: `decision`, `line`, `exit`, `entry`. `partner`,
    `origin` and `through` are ISO 3166-1 alpha-3; `amount` is what they are worth in `currency`, beside no number.
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
    through: tuple[str, ...] = ()
    ground: str = ""
    is_for_good: bool = True
    amount: Fraction = Fraction(0)
    currency: str = ""


Place = Callable[[Fact, "Setting"], str | None]
"""The question of a table in which a fact counts: empty where the table is about it and has no question for it, None where it is not."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form is filled in for: the State, and what its lists say.

    Attributes:
        unroca: type of firearm -> its category; a type that is missing has none.
        arms: the categories, in their order.
        firearms: the types that are firearms: what is none is in no table of arms.
        grounds: ground of a refusal -> the official word.
    """

    iso3: str
    unroca: Mapping[str, str]
    arms: tuple[str, ...] = ()
    firearms: frozenset[str] = frozenset()
    grounds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a form: which facts count in it, in which of its questions, and by which State each is told too.

    `title` and `questions` are the official words, by which other programs compare; `asked` are the questions that no fact can answer. `sources` and
    `kinds` say where its facts come from; `rule` names how it counts (`labels.RULES`). A table that `is_beside` is left out where nothing counts in it.
    `worth` is the currency of a table of values.
    """

    code: str
    title: str
    sources: tuple[str, ...]
    kinds: tuple[str, ...]
    questions: tuple[str, ...]
    place: Place
    by: By = ""
    asked: frozenset[str] = frozenset()
    of: Of = ""
    rule: str = ""
    is_beside: bool = False
    worth: str = ""

    def of_list(self, setting: Setting) -> Table:
        """The table with the questions of its list."""
        if self.of == "arms":
            asked = self.asked | (frozenset(setting.arms) - frozenset(setting.unroca.values()))
            return replace(self, questions=setting.arms, asked=asked)
        if self.of == "grounds":
            return replace(self, questions=tuple(dict.fromkeys(setting.grounds.values())))
        return self


@dataclass(frozen=True, slots=True)
class Form:
    """A yearly form: its tables in their order; the day and month when it is due, of the year after."""

    code: str
    tables: tuple[Table, ...]
    due: tuple[int, int] | None
    source: str


class Answer(NamedTuple):
    """What a person said of a question: a number or None (only a note), the note, who and when; the entry of the log that keeps it; what is withheld."""

    value: int | None
    note: str
    by: str
    at: dt.datetime
    entry: str
    withheld: str = ""


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
        return any(figure.counted for figure in self.figures) or bool(self.outside)


def _arms(fact: Fact, setting: Setting) -> str | None:
    if setting.firearms and fact.type not in setting.firearms:
        return None
    return setting.unroca.get(fact.type, "")


def _arms_for_good(fact: Fact, setting: Setting) -> str | None:
    return _arms(fact, setting) if fact.is_for_good else None


def _made_elsewhere(fact: Fact, setting: Setting) -> str | None:
    """Arms of which it is known that they were made in another State than the one that exports them."""
    exporter = fact.partner if fact.source in ("entry", "events") else setting.iso3
    return (_arms(fact, setting) or None) if fact.origin and fact.origin != exporter else None


def _passing(fact: Fact, setting: Setting) -> str | None:
    return (_arms(fact, setting) or None) if fact.through else None


def _defence(fact: Fact, setting: Setting) -> str | None:
    return _arms(fact, setting) if fact.compartment == "defence" else None


def _own_make(fact: Fact, setting: Setting) -> str | None:
    return _defence(fact, setting) if fact.origin == setting.iso3 else None


def _letter(fact: Fact, setting: Setting) -> str | None:
    if fact.source in ("exit", "entry") and fact.compartment:
        return None  # Regulation (EU) 2025/41 is not about what States transfer themselves
    if setting.firearms and fact.type and fact.type not in setting.firearms:
        return None
    return f"Category {fact.category}" if fact.category in ("A", "B", "C") else "No category"


def _by(names: Mapping[str, str]) -> Place:
    return lambda fact, _: names.get(fact.kind)


def _commercial(names: Mapping[str, str]) -> Place:
    return lambda fact, _: None if fact.compartment else names.get(fact.kind)


def _firearms_by(names: Mapping[str, str]) -> Place:
    commercial = _commercial(names)
    return lambda fact, setting: commercial(fact, setting) if fact.type in setting.firearms else None


def _of_the_state(fact: Fact, _: Setting) -> str | None:
    names = {"lost": "Lost from stocks of the State", "stolen": "Stolen from stocks of the State"}
    return names.get(fact.kind) if fact.owned == "state" else None


def _destroyed(fact: Fact, _: Setting) -> str | None:
    if fact.legal in ("confiscated", "for_disposal", "evidence", "seized", "found", "surrendered"):
        return "Destroyed after seizure, find or surrender"
    return "Destroyed from stocks of the State" if fact.owned == "state" else "Destroyed otherwise"


_LEFT: Final = (("exit",), ("exit",))
_CAME: Final = (("entry", "events"), ("entry", "imported"))
_MAY_LEAVE: Final = (("line",), ("granted_export",))
_MAY_COME: Final = (("line",), ("granted_import",))
EXPORTS: Final = "International transfers of small arms and light weapons: exports"
IMPORTS: Final = "International transfers of small arms and light weapons: imports"


def _transfers(code: str, title: str, what: tuple[tuple[str, ...], tuple[str, ...]], rule: str) -> Table:
    """Arms of a year by category and the State at the other end."""
    place = _arms if rule in ("exits", "entries") else _arms_for_good
    return Table(code, title, *what, (), place, by="partner", of="arms", rule=rule)


def _told_by(by: By, of: Table, title: str, place: Place) -> Table:
    """The same arms by another State, beside the table."""
    return replace(of, code=f"{of.code}_{by}", title=f"{of.title}{title}", place=place, by=by, rule=by, is_beside=True)  # fmt: skip


def _with_value(of: Table) -> tuple[Table, Table]:
    """A table of numbers, and beside it what they are worth where that was told; a currency each."""
    return of, replace(of, code=f"{of.code}_value", title=f"{of.title}{CURRENCY}", rule="value", is_beside=True, worth="*")  # fmt: skip


def _plain(
    code: str, title: str, source: str, names: Mapping[str, str], *asked: str, rule: str = ""
) -> Table:
    questions = (*dict.fromkeys(names.values()), *asked)
    place = _commercial(names) if source == "decision" else _by(names)
    return Table(code, title, (source,), tuple(names), questions, place, asked=frozenset(asked), rule=rule)


def _both(code: str, title: str, source: str, word: str, rule: str) -> Table:
    """Exports and imports by the State at the other end: authorisations, or firearms in them."""
    names = {f"{word}_export": "Exports", f"{word}_import": "Imports"}
    place = _commercial(names) if source == "decision" else _firearms_by(names)
    return Table(code, title, (source,), tuple(names), tuple(names.values()), place, by="partner", rule=rule)


def _refused(code: str, title: str, kind: str) -> Table:
    return Table(code, title, ("decision",), (kind,), (), lambda fact, setting: setting.grounds.get(fact.ground, ""),
                 by="partner", of="grounds", rule="refused")  # fmt: skip


_UNROCA_EXPORTS: Final = _transfers("exports", EXPORTS, _LEFT, "exits")
_UNROCA_IMPORTS: Final = _transfers("imports", IMPORTS, _CAME, "entries")
_ORIGIN, _PASSED = ", State of origin", ", intermediate location"
UNROCA: Final = Form(
    "unroca",
    (
        _UNROCA_EXPORTS,
        _told_by("origin", _UNROCA_EXPORTS, _ORIGIN, _made_elsewhere),
        _told_by("through", _UNROCA_EXPORTS, _PASSED, _passing),
        _UNROCA_IMPORTS,
        _told_by("origin", _UNROCA_IMPORTS, _ORIGIN, _made_elsewhere),
        _told_by("through", _UNROCA_IMPORTS, _PASSED, _passing),
        Table("holdings", "Military holdings of small arms and light weapons", ("stock",), (), (), _defence, of="arms", rule="stock"),
        Table("procurement", "Procurement of small arms and light weapons through national production", ("events",),
              ("state_stock_received",), (), _own_make, of="arms", rule="procured"),
    ),
    (31, 5),
    "UNROCA",
)  # fmt: skip
ATT: Final = Form(
    "att",
    (
        *_with_value(_transfers("authorised_exports", "Exports of small arms and light weapons: authorised", _MAY_LEAVE, "authorised")),
        *_with_value(_transfers("exports", "Exports of small arms and light weapons: actual", _LEFT, "exits")),
        *_with_value(_transfers("authorised_imports", "Imports of small arms and light weapons: authorised", _MAY_COME, "authorised")),
        *_with_value(_transfers("imports", "Imports of small arms and light weapons: actual", _CAME, "entries")),
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
        Table("stocks", "Stocks of the State", ("stock",), (), ("Arms in stocks of the State at the end of the year", "Declared surplus"),
              lambda _fact, _: "Arms in stocks of the State at the end of the year", asked=frozenset({"Declared surplus"}), rule="stock"),
        Table("losses", "Losses from stocks of the State", ("events",), ("lost", "stolen"),
              ("Lost from stocks of the State", "Stolen from stocks of the State"), _of_the_state),
        _plain("transfers", "International transfers", "decision", {
            "granted_export": "Export authorisations granted", "granted_import": "Import authorisations granted",
            "granted_transit": "Transit authorisations granted", "granted_brokering": "Brokering authorisations granted",
            **dict.fromkeys(("refused_export", "refused_import", "refused_transit", "refused_brokering"), "Applications for authorisations refused")},
            rule="decided"),
        _plain("collection", "Collection", "recovery", {
            "Arms seized": "Arms seized", "Arms found": "Arms found", "Arms surrendered": "Arms surrendered"}),
        Table("destruction", "Destruction", ("events",), ("destroyed",),
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
        Table("held", "Firearms held by persons, companies and museums", ("held",), (), CATEGORIES, _letter),
        _both("granted", "Authorisations granted", "decision", "granted", "decided"),
        *_with_value(_both("granted_firearms", "Firearms in authorisations granted", "line", "granted", "lines")),
        _refused("refused_exports", "Export authorisations refused, by ground", "refused_export"),
        _refused("refused_imports", "Import authorisations refused, by ground", "refused_import"),
        *_with_value(_both("refused_firearms", "Firearms in refused applications", "line", "refused", "lines")),
        Table("exports", "Firearms exported", *_LEFT, CATEGORIES, _letter, by="partner", rule="exits"),
        Table("imports", "Firearms imported", *_CAME, CATEGORIES, _letter, by="partner", rule="entries"),
        Table("deactivated", "Firearms deactivated", ("events",), ("deactivated",), CATEGORIES, _letter),
        Table("lost", "Firearms reported lost", ("events",), ("lost",), CATEGORIES, _letter),
        Table("stolen", "Firearms reported stolen", ("events",), ("stolen",), CATEGORIES, _letter),
    ),
    None,
    "EU",
)  # fmt: skip
FORMS: Final[Mapping[str, Form]] = {form.code: form for form in (UNROCA, ATT, POA, EU)}


def kinds_of(form: Form) -> frozenset[str]:
    """The kinds of events of the register that count in a form."""
    kinds = (table.kinds for table in form.tables if "events" in table.sources)
    return frozenset(kind for some in kinds for kind in some) - {"entry"}


def sources_of(form: Form) -> frozenset[str]:
    """Where the facts of a form come from."""
    return frozenset(source for table in form.tables for source in table.sources)


def filled(
    form: Form, facts: Sequence[Fact], answers: Mapping[tuple[str, str, str], Answer], setting: Setting
) -> list[Filled]:
    """The tables of a form, filled in from the facts of a year, and with what people said where no fact answers."""
    rows = [_filled(table, facts, answers, setting) for table in _tables(form, facts, setting)]
    return [filled for filled in rows if filled.filled or not filled.table.is_beside]


def _tables(form: Form, facts: Sequence[Fact], setting: Setting) -> Iterator[Table]:
    """The tables with the questions of their lists; one of values for each currency in which some are told."""
    currencies = sorted({fact.currency for fact in facts if fact.currency})
    for table in form.tables:
        whole = table.of_list(setting)
        if not table.worth:
            yield whole
        for currency in currencies if table.worth else ():
            yield replace(
                whole, code=f"{table.code}_{currency}", title=f"{table.title}{currency}", worth=currency
            )


def _states(table: Table, fact: Fact) -> tuple[str, ...]:
    """The States by which a figure is told too."""
    if table.by == "through":
        return fact.through
    if table.by == "origin":
        return (fact.origin,)
    return (fact.partner or "Not known",) if table.by else ()


def _filled(
    table: Table, facts: Iterable[Fact], answers: Mapping[tuple[str, str, str], Answer], setting: Setting
) -> Filled:
    sums: dict[tuple[str, str], Fraction] = {}
    keys: dict[tuple[str, str], list[str]] = {}
    outside, outside_keys, any_at_all = 0, [], False
    doubtful, doubtful_keys = 0, []
    for fact in facts:
        if fact.source not in table.sources or (table.kinds and fact.kind not in table.kinds):
            continue
        number = (fact.amount if fact.currency == table.worth else 0) if table.worth else fact.number
        question = table.place(fact, setting) if number else None
        if question is None:
            continue
        if not question:
            outside += 0 if table.worth else fact.number
            outside_keys.append(fact.key)
            continue
        if table.by == "partner" and fact.partner == setting.iso3:
            doubtful += fact.number
            doubtful_keys.append(fact.key)
            continue
        any_at_all = True
        for category in (TOTAL, *_states(table, fact)):
            sums[question, category] = sums.get((question, category), Fraction(0)) + number
            keys.setdefault((question, category), []).append(fact.key)
    figures = []
    # Beside a table stands only what is known: of what nobody told a value, zero would be false.
    for question in (q for q in table.questions if not table.is_beside or (q, TOTAL) in sums):
        counted = any_at_all and question not in table.asked
        own = sorted(category for asked, category in sums if asked == question and category != TOTAL)
        for category in (TOTAL, *own):
            answer = answers.get((table.title, question, category))
            value = (
                _whole(sums.get((question, category), Fraction(0)))
                if counted
                else answer.value
                if answer
                else None
            )
            behind = tuple(dict.fromkeys(keys.get((question, category), ())))
            figures.append(Figure(table, question, category, value, counted, answer, behind))
    return Filled(table, tuple(figures), outside, tuple(outside_keys), doubtful, tuple(doubtful_keys))


def _whole(number: Fraction) -> int:
    """Half up: what a part of a line is worth need not be whole."""
    return int(number + Fraction(1, 2))


def withheld(tables: Iterable[Filled]) -> Iterator[tuple[Figure, str]]:
    """Each figure with what of its question is withheld: nothing, the countries, or all; in the tables beside one as in itself (ATT art. 13(3))."""
    every = list(tables)
    record = {
        (figure.table.title, figure.question): figure.said.withheld
        for table in every
        for figure in table.figures
        if figure.category == TOTAL and figure.said and figure.said.withheld
    }
    for table in every:
        own = [
            title
            for title in {title for title, _question in record}
            if f"{table.table.title},".startswith(f"{title},")
        ]
        for figure in table.figures:
            levels = {record.get((title, figure.question), "") for title in own}
            yield figure, "all" if "all" in levels else "countries" if "countries" in levels else ""


def _leaves(figure: Figure, level: str) -> bool:
    if level == "all" or figure.value is None:
        return False
    return not level or (figure.category == TOTAL and figure.table.by not in ("origin", "through"))


def cells(
    form: Form, tables: Iterable[Filled], iso3: str, country: str, region: str, year: int
) -> tuple[Cell, ...]:
    """The figures of a form in the official columns; what is missing or withheld has none. Of a stated figure the source says so, beside its note."""
    results = []
    for figure, level in withheld(tables):
        if _leaves(figure, level):
            assert figure.value is not None
            key = Key(iso3, year, *figure.name, "na", "na", 0)
            source = form.source if figure.counted else f"{form.source} (stated)"
            note, unit = figure.said.note if figure.said else "", figure.table.worth or "Counts"
            results.append(Cell(key, figure.value, country, region, unit=unit, source=source, note=note))
    return tuple(results)
