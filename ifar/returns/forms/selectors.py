"""The other yearly forms of this State, computed from its records at the moment they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

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
    found = next((form for form in offered() if form.code == code), None)
    if found is None or not FIRST <= year <= timezone.now().year:
        raise NotFound("returns.form", labels.of("returns.form"))
    return found


def filled_in(actor: Actor, code: str, year: int) -> FormReturn:
    """A form of a year, computed now.

    Raises:
        Forbidden: the actor may not read official figures.
        NotFound: there is no such form.
    """
    require(actor, PERMISSION)
    form = form_of(code, year)
    where = selectors.country()
    setting = Setting(where.iso3, _unroca())
    tables = forms.filled(form, _facts(actor, form, year), selectors.answers(actor, code, year), setting)
    cells = forms.cells(form, tables, where.iso3, where.name, where.region, year)
    return FormReturn(form, year, where, tuple(tables), cells)


def _unroca() -> dict[str, str]:
    return {code: values[0] for code, values in reference.mappings("firearm_type", "unroca").items()}


def _facts(actor: Actor, form: Form, year: int) -> list[Fact]:
    sources = forms.sources_of(form)
    codes = dict(reference.rows_of("country").values_list("code", "alpha3"))
    found: list[Fact] = []
    if "events" in sources:
        found += _lives("events", registry.events(actor, year, forms.kinds_of(form)), codes)
    if "stock" in sources:
        found += _lives("stock", registry.stock(actor, year), codes)
    if "held" in sources:
        found += _lives("held", registry.held(actor), codes)
    if "records" in sources:
        # Of a year before its first record a register cannot say how many were on record: that is missing, not zero.
        on_record = registry.on_record(actor, year)
        found += [Fact("records", "on_record", on_record)] if on_record else []
    if "recovery" in sources:
        found += _recovered(actor, year)
    if "trace" in sources:
        found += [Fact("trace", kind, number) for kind, number in tracing.asked_abroad(actor, year).items()]
    if "desk" in sources:
        desks = (
            reference.rows_of("trace_desk")
            .filter(country=settings.IFAR_COUNTRY, valid_to__isnull=True)
            .count()
        )
        found += [Fact("desk", "desk", desks)] if desks else []
    return found


def _lives(source: str, lives: Iterable[registry.Life], codes: Mapping[str, str]) -> list[Fact]:
    return [
        Fact(source, one.kind, one.number, one.key, one.type, codes.get(one.partner, one.partner), codes.get(one.origin, one.origin),
             one.compartment, one.category or "", one.owned, one.legal)
        for one in lives
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
        for one in table.figures:
            if one.name == name:
                return one
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


def behind(actor: Actor, year: int, one: Figure) -> QuerySet[Any] | None:
    """The firearms that a figure was counted from, as far as the actor may open them; None where it counts no firearms.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    if one.table.source not in ("events", "stock", "held"):
        return None
    kinds: Collection[str] = one.table.kinds
    return registry.behind(actor, year, one.table.source, kinds, one.keys)
