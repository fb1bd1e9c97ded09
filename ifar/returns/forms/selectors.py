"""The other yearly forms of this State, computed from its records at the moment they are asked for."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from ifar.errors import NotFound
from ifar.recoveries import figures as recoveries
from ifar.reference import selectors as reference
from ifar.registry import figures as registry
from ifar.returns import labels, selectors
from ifar.returns.composition import Country
from ifar.returns.forms import tables as forms
from ifar.returns.forms.tables import FORMS, Fact, Figure, Filled, Form, Setting
from ifar.returns.official import Cell
from ifar.rights import Actor, require
from ifar.tracing import figures as tracing
from ifar.trade import figures as trade

PERMISSION = selectors.PERMISSION
FIRST: Final = 1990
EU_INSTRUMENT: Final = "eu_2021_555"


@dataclass(frozen=True, slots=True)
class FormReturn:
    """A form of one year: its tables, and all figures that are not missing in the official columns."""

    form: Form
    year: int
    country: Country
    tables: tuple[Filled, ...]
    cells: tuple[Cell, ...]


def offered() -> list[Form]:
    """The forms that this State fills in; the EU's only where it adopted the Directive (its rule of retention is in force)."""
    adopted = reference.rows_of("retention_rule").filter(instrument=EU_INSTRUMENT, adopted=True, valid_to__isnull=True).exists()  # fmt: skip
    return [form for form in FORMS.values() if form.code != "eu" or adopted]


def form_of(code: str, year: int) -> Form:
    """A form that this State fills in, of a year that has begun.

    Raises:
        NotFound: there is no such form, or the year lies ahead or too far back.
    """
    result = next((form for form in offered() if form.code == code), None)
    if result is None or not FIRST <= year <= timezone.now().year:
        raise NotFound("returns.form", labels.of("returns.form"))
    return result


def filled_in(actor: Actor, code: str, year: int) -> FormReturn:
    """A form of a year, computed now.

    Raises:
        Forbidden: the actor may not read official figures.
        NotFound: there is no such form.
    """
    require(actor, PERMISSION)
    form = form_of(code, year)
    where = selectors.country()
    facts, answers = _facts(actor, form, year), selectors.answers(actor, code, year)
    tables = forms.filled(form, facts, answers, _setting(where.iso3, form))
    cells = forms.cells(form, tables, where.iso3, where.name, where.region, year)
    return FormReturn(form, year, where, tuple(tables), cells)


def _setting(iso3: str, form: Form) -> Setting:
    """What the lists say: a category of arms by the scheme `unroca`, a ground of refusal in English."""
    if not any(table.of for table in form.tables):
        return Setting(iso3, {})
    mappings = reference.mappings_of(("firearm_type", "arms_category"), "unroca")
    in_order = reference.rows_of("arms_category").filter(valid_to__isnull=True).values_list("code", flat=True)
    arms = (mappings["arms_category"].get(code, ()) for code in in_order)
    return Setting(
        iso3,
        {code: values[0] for code, values in mappings["firearm_type"].items()},
        tuple(value for values in arms for value in values),
        frozenset(reference.rows_of("firearm_type").filter(is_firearm=True).values_list("code", flat=True)),
        reference.words("transfer_ground", "en"),
    )


def _facts(actor: Actor, form: Form, year: int) -> list[Fact]:
    sources = forms.sources_of(form)
    codes = dict(reference.rows_of("country").values_list("code", "alpha3"))
    facts: list[Fact] = []
    if "events" in sources:
        facts += _lives(
            "events", registry.events(actor, year, forms.kinds_of(form), _without(actor, form, year)), codes
        )
    for source, ask in (("line", trade.decisions), ("exit", trade.exits), ("entry", trade.entries)):
        if source in sources or (source == "line" and "decision" in sources):
            facts += _moved(ask(actor, year), codes)
    if "stock" in sources:
        facts += _lives("stock", registry.stock(actor, year), codes)
    if "held" in sources:
        facts += _lives("held", registry.held(actor), codes)
    if "records" in sources:
        # Of a year before its first record a register cannot say how many were on record: that is missing, not zero.
        on_record = registry.on_record(actor, year)
        facts += [Fact("records", "on_record", on_record)] if on_record else []
    if "recovery" in sources:
        facts += _recovered(actor, year)
    if "trace" in sources:
        facts += [Fact("trace", kind, number) for kind, number in tracing.asked_abroad(actor, year).items()]
    if "desk" in sources:
        desks = (
            reference.rows_of("trace_desk")
            .filter(country=settings.IFAR_COUNTRY, valid_to__isnull=True)
            .count()
        )
        facts += [Fact("desk", "desk", desks)] if desks else []
    return facts


def _lives(source: str, lives: Iterable[registry.Life], codes: Mapping[str, str]) -> list[Fact]:
    return [
        Fact(source, live.kind, live.number, live.key, live.type, codes.get(live.partner, live.partner), codes.get(live.origin, live.origin),
             live.compartment, live.category or "", live.owned, live.legal)
        for live in lives
    ]  # fmt: skip


def _without(actor: Actor, form: Form, year: int) -> list[uuid.UUID]:
    """The events that count with a consignment, or bring in nothing."""
    return trade.no_imports(actor, year) if "entry" in forms.sources_of(form) else []


def _moved(moved: Iterable[trade.Moved], codes: Mapping[str, str]) -> list[Fact]:
    return [
        Fact(row.source, row.kind, row.number, row.key, row.type, codes.get(row.partner, row.partner), codes.get(row.origin, row.origin),
             compartment=row.compartment,
            category=row.category, through=tuple(codes.get(state, state) for state in row.through), ground=row.ground,
             is_for_good=row.is_for_good, amount=row.amount, currency=row.currency)
        for row in moved
    ]  # fmt: skip


def _recovered(actor: Actor, year: int) -> list[Fact]:
    names = {"seized": "Arms seized", "found": "Arms found", "surrendered": "Arms surrendered"}
    of_year = recoveries.years(actor).get(year, {})
    return [Fact("recovery", names[kind], number) for kind, number in of_year.items() if kind in names]


def figure(actor: Actor, code: str, year: int, name: tuple[str, str, str]) -> Figure:
    """One figure of a form.

    Raises:
        NotFound: there is none of that name.
    """
    for table in filled_in(actor, code, year).tables:
        for item in table.figures:
            if item.name == name:
                return item
    raise NotFound("returns.cell", labels.of("returns.cell"))


def doubt(actor: Actor, code: str, year: int, title: str) -> Figure:
    """What a table by partner country leaves out because the State itself would be the partner.

    Raises:
        NotFound: there is nothing of it.
    """
    for table in filled_in(actor, code, year).tables:
        if table.table.title == title and table.doubtful:
            return table.doubt
    raise NotFound("returns.cell", labels.of("returns.cell"))


class Behind(NamedTuple):
    """What a figure was counted from, as far as the actor may open it; None where it counts no such records."""

    firearms: QuerySet[Any] | None = None
    authorisations: QuerySet[Any] | None = None
    consignments: QuerySet[Any] | None = None


LEADS: Final = frozenset({"events", "stock", "held", "decision", "line", "exit", "entry"})
"""Sources of facts whose rows can be opened."""


def behind(actor: Actor, year: int, item: Figure) -> Behind:
    """The records that a figure was counted from, as far as the actor may open them.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    # Facts of trade are known by the identifier of their record, those of the register by what is alike in them.
    groups, sources = [key for key in item.keys if key.startswith("[")], item.table.sources
    records = [key for key in item.keys if not key.startswith("[")]
    of_register = next((source for source in sources if source in ("events", "stock", "held")), "")
    kinds: Collection[str] = [kind for kind in item.table.kinds if kind != "entry"]
    without = trade.no_imports(actor, year) if "entry" in sources else []
    firearms = registry.behind(actor, year, of_register, kinds, groups, without) if of_register else None
    if not {"decision", "line", "exit", "entry"} & set(sources):
        return Behind(firearms)
    # What States transferred themselves has no consignment: its authorisation stands for it.
    authorisations = trade.authorisations_behind(actor, records)
    if {"decision", "line"} & set(sources):
        return Behind(firearms, authorisations)
    return Behind(firearms, authorisations, trade.consignments_behind(actor, records))
