"""Planning: names of the framework, projects, results, indicators, reporting periods. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Conflict
from ifar.hotspots.selectors import signals
from ifar.languages import LANGUAGES
from ifar.programme import framework, indicators, labels
from ifar.programme import plan_inputs as inputs
from ifar.programme.computed import records as sources
from ifar.programme.labels import absent
from ifar.programme.models import Indicator, Period, Project, Result, Theme, Value
from ifar.programme.selectors import planning as selectors
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

PLAN: Final = "programme:project:write"
NAME: Final = "programme:framework:write"
LONGEST: Final = 4000
HEADLINE: Final = 400


INDICATOR: Final = Offers(RECORDER, "indicator", selectors.indicator, page="programme:indicator")
PERIOD: Final = Offers(
    RECORDER, "period", selectors.period_for, page="programme:periods", on=lambda _found: ()
)


def _text(value: str, field_name: str, longest: int = HEADLINE) -> str:
    text = " ".join(value.split()) if longest == HEADLINE else value.strip()
    if not text or len(text) > longest:
        raise labels.invalid("programme.required", field_name)
    return text


def _among(given: Collection[str], known: Collection[str], field_name: str) -> list[str]:
    if not set(given) <= set(known):
        raise labels.invalid("programme.choice", field_name)
    return sorted(set(given))


@transaction.atomic
def set_theme(*, actor: Actor, code: str, names: Mapping[str, str], inferred: bool = False) -> Theme:
    """Give a theme of the framework its name, in the place of the one that ships.

    Raises:
        Invalid: the matrix has no such place, or there is no name.
    """
    require(actor, NAME)
    kind = framework.kind_of(code)
    if not kind:
        raise labels.invalid("programme.theme.code", "code")
    result = {
        language: name.strip()[:HEADLINE]
        for language, name in names.items()
        if language in LANGUAGES and name.strip()
    }
    if not result:
        raise labels.invalid("programme.theme.name", "names")
    before = Theme.objects.filter(code=code).first()
    changes = {"code": code, "kind": kind, "names": result, "inferred": inferred}
    RECORDER.record(actor, "theme", "set", before, changes=changes)
    return Theme.objects.get(code=code)


@dataclass(frozen=True)
class NewProject:
    """What somebody plans."""

    reference: str
    title: str
    words: str = ""
    outcomes: Sequence[str] = ()
    cells: Sequence[str] = ()
    benchmarks: Sequence[str] = ()
    countries: Sequence[str] = ()
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    responsible: str = ""
    gem: int | None = None
    dac_gender: int | None = None
    hotspot: str = ""
    plan: str = ""
    security_forces: bool = False

    def changes(self) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        codes = {kind: [theme.code for theme in framework.SHIPPED if theme.kind == kind] for kind in framework.KINDS}  # fmt: skip
        if self.gem not in (None, 0, 1, 2, 3):
            raise labels.invalid("programme.choice", "gem")
        if self.dac_gender not in (None, 0, 1, 2):
            raise labels.invalid("programme.choice", "dac_gender")
        if not self.outcomes:
            raise labels.invalid("programme.required", "outcomes")
        if any(
            len(country) != 2 or not country.isascii() or not country.isalpha() or country != country.upper()
            for country in self.countries
        ):
            raise labels.invalid("programme.choice", "countries")
        return {
            "title": _text(self.title, "title"),
            "words": self.words.strip()[:LONGEST],
            "outcomes": _among(self.outcomes, codes["outcome"], "outcomes"),
            "cells": _among(self.cells, framework.CELLS, "cells"),
            "benchmarks": _among(self.benchmarks, codes["benchmark"], "benchmarks"),
            "countries": sorted(set(self.countries)),
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            "responsible": self.responsible.strip()[:HEADLINE],
            "gem": self.gem,
            "dac_gender": self.dac_gender,
            "hotspot": self.hotspot,
        }


def seen(actor: Actor, hotspot: str) -> None:
    """Ask for a hotspot that the actor may see, or none.

    Raises:
        Invalid: it is not there for them.
    """
    if hotspot and not signals.hotspots_for(actor).filter(public_id=hotspot).exists():
        raise labels.invalid("programme.choice", "hotspot")


@transaction.atomic
def open_project(*, actor: Actor, new: NewProject) -> Project:
    """Open a project under the strategy.

    Raises:
        Invalid: a field is wrong; there is no such hotspot for this actor.
        Conflict: its reference is taken, or a project stands on the plan already.
    """
    require(actor, PLAN)
    reference = _text(new.reference, "reference", 60)
    seen(actor, new.hotspot)
    if new.plan and Project.objects.filter(plan=new.plan).exclude(state="cancelled").exists():
        raise Conflict("programme.plan.taken", labels.of("programme.plan.taken"))
    if not reference.isascii() or not all(text.isalnum() or text in "-._" for text in reference):
        raise labels.invalid("programme.choice", "reference")
    if Project.objects.filter(reference=reference).exists():
        raise Conflict("programme.taken", labels.of("programme.taken"), field="reference")
    made = RECORDER.record(
        actor,
        "project",
        "opened",
        changes={
            "reference": reference,
            "plan": new.plan,
            "security_forces": new.security_forces,
            **new.changes(),
        },
    )
    return Project.objects.get(public_id=made.subject)


def _check_under_way(project: str) -> None:
    """Raises NotFound where there is no such project, Refused where it is over: nothing new is promised of it."""
    if not project:
        return
    record = Project.objects.filter(public_id=project).first()
    if record is None:
        raise absent()
    if record.state in ("closed", "cancelled"):
        raise labels.refused("programme.impossible")


@transaction.atomic
def state_result(
    *,
    actor: Actor,
    level: str,
    title: str,
    outcome: str,
    project: str = "",
    parent: str = "",
    cells: Sequence[str] = (),
    assumptions: str = "",
    risks: str = "",
    responsible: str = "",
    security_forces: bool = False,
) -> Result:
    """State a result of the logframe: an outcome, an output under it, an activity under that.

    Raises:
        NotFound: there is no such project or no such result above it.
        Refused: the project is over.
        Invalid: a field is wrong.
    """
    require(actor, PLAN)
    if level not in indicators.LEVELS or outcome not in {theme.code for theme in framework.SHIPPED if theme.kind == "outcome"}:  # fmt: skip
        raise labels.invalid("programme.choice", "level" if level not in indicators.LEVELS else "outcome")
    _check_under_way(project)
    if parent and not Result.objects.filter(public_id=parent, state="stated").exists():
        raise absent()
    changes = {
        "project": project,
        "parent": parent,
        "level": level,
        "title": _text(title, "title"),
        "outcome": outcome,
        "cells": _among(cells, framework.CELLS, "cells"),
        "assumptions": assumptions.strip()[:LONGEST],
        "risks": risks.strip()[:LONGEST],
        "responsible": responsible.strip()[:HEADLINE],
        "security_forces": security_forces,
    }
    made = RECORDER.record(actor, "result", "stated", changes=changes)
    return Result.objects.get(public_id=made.subject)


@dataclass(frozen=True)
class NewIndicator:
    """How progress towards a result shall be seen. `source` names a computed source (`computed/records.py`), or is empty."""

    title: str
    unit: str = ""
    measure: str = "unit"
    direction: str = "up"
    aggregation: str = "sum"
    disaggregation: Sequence[str] = ()
    baseline: Decimal | None = None
    baseline_year: int | None = None
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    means: str = ""
    source: str = ""
    frequency: str = "year"
    responsible: str = ""
    assumptions: str = ""

    def changes(self) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        for value, known, name in (
            (self.measure, indicators.MEASURES, "measure"),
            (self.direction, indicators.DIRECTIONS, "direction"),
            (self.aggregation, indicators.AGGREGATIONS, "aggregation"),
            (self.frequency, indicators.FREQUENCIES, "frequency"),
        ):
            if value not in known:
                raise labels.invalid("programme.choice", name)
        if self.source and sources.find(self.source) is None:
            raise labels.invalid("programme.indicator.source", "source")
        if indicators.target_wrong(self.direction, self.baseline, self.targets):
            raise labels.invalid("programme.indicator.targets", "targets")
        return {
            "title": _text(self.title, "title"),
            "unit": self.unit.strip()[:80],
            "measure": self.measure,
            "direction": self.direction,
            "aggregation": self.aggregation,
            "disaggregation": _among(self.disaggregation, indicators.DISAGGREGATIONS, "disaggregation"),
            "baseline": indicators.written(self.baseline),
            "baseline_year": self.baseline_year,
            "targets": {name: indicators.written(amount) for name, amount in sorted(self.targets.items())},
            "means": self.means.strip()[:HEADLINE],
            "source": self.source,
            "frequency": self.frequency,
            "responsible": self.responsible.strip()[:HEADLINE],
            "assumptions": self.assumptions.strip()[:LONGEST],
        }


@transaction.atomic
def define_indicator(*, actor: Actor, result: str, new: NewIndicator) -> Indicator:
    """Define an indicator of a result.

    Raises:
        NotFound: there is no such result.
        Refused: its project is over.
        Invalid: a field is wrong.
    """
    require(actor, PLAN)
    of = Result.objects.filter(public_id=result, state="stated").first()
    if of is None:
        raise absent()
    _check_under_way(of.project)
    made = RECORDER.record(actor, "indicator", "defined", changes={"result": result, **new.changes()})
    return Indicator.objects.get(public_id=made.subject)


SAID_ALWAYS: Final = ("measure", "direction", "aggregation", "frequency")
"""What a form always says of an indicator, where a program may leave it to what is usual."""


def of_indicators(actor: Actor) -> dict[str, Any]:
    """From what an indicator may be computed, of what this actor may choose."""
    return {"source": [(source.name, source.words) for source in sources.SOURCES.values()]}


def _as_it_stands(actor: Actor, indicator: Indicator) -> dict[str, Any]:
    values: dict[str, Any] = {item.name: getattr(indicator, item.name) for item in fields(NewIndicator)}
    known = of_indicators(actor)
    if (
        indicator.source
        and indicator.source not in dict(known["source"])
        and (of := sources.find(indicator.source))
    ):
        known["source"] = [(indicator.source, of.words), *known["source"]]
    values["baseline"] = indicators.written(indicator.baseline) or ""
    values["targets"] = [f"{name}: {number}" for name, number in sorted(indicator.targets.items())]
    return {"initial": values, "among": known, "required": SAID_ALWAYS}


@INDICATOR.act(
    "changed",
    inputs.ChangeIndicator,
    _("Change the indicator"),
    permission=PLAN,
    done=_("The indicator is changed."),
    asks=_as_it_stands,
)
@transaction.atomic
def change_indicator(
    *, actor: Actor, indicator_id: str, expected_n: int | None = None, **said: Any
) -> Indicator:
    """Change an indicator; `said` as `NewIndicator`.

    Raises:
        NotFound: there is none.
        Conflict: somebody changed it meanwhile.
        Refused: a value of a locked period would say something else, or values that were typed would be called counted.
        Invalid: a field is wrong.
    """
    require(actor, PLAN)
    indicator = selectors.indicator(actor, indicator_id)
    RECORDER.check_expected(indicator, expected_n)
    new = NewIndicator(**said)
    changes = new.changes()
    typed = Value.objects.filter(indicator=indicator_id, state="approved").exclude(lineage__source=new.source)
    if new.source and new.source != indicator.source and typed.exists():
        raise labels.refused("programme.indicator.typed")
    values = Value.objects.filter(indicator=indicator_id).values("period")
    locked = Period.objects.filter(state="locked", name__in=values).values_list("name", flat=True)
    was = {name: getattr(indicator, name) for name in (*indicators.FIXED, "targets")}
    was["baseline"] = indicators.written(indicator.baseline)
    if indicators.moves_locked(was, changes, locked):
        raise labels.refused("programme.indicator.locked")
    RECORDER.record(actor, "indicator", "changed", indicator, changes=changes)
    return Indicator.objects.get(pk=indicator.pk)


@transaction.atomic
def open_period(*, actor: Actor, name: str, starts_on: dt.date, ends_on: dt.date, due_on: dt.date) -> Period:
    """Open a reporting period.

    Raises:
        Invalid: it ends before it begins, or is due before it ends.
        Conflict: there is one of this name.
        Refused: one of about the same length covers some of these days.
    """
    require(actor, NAME)
    text = _text(name, "name", 20)
    if Period.objects.filter(name=text).exists():
        raise Conflict("programme.taken", labels.of("programme.taken"), field="name")
    there = Period.objects.values_list("starts_on", "ends_on")
    if any(indicators.twins((starts_on, ends_on), row) for row in there):
        raise labels.refused("programme.period.twin")
    changes = {"name": text, "starts_on": starts_on, "ends_on": ends_on, "due_on": due_on}
    RECORDER.record(actor, "period", "opened", changes=changes)
    return Period.objects.get(name=text)


@PERIOD.act(
    "locked",
    inputs.LockPeriod,
    _("Lock the period for good"),
    permission=NAME,
    done=_("The period is locked. What was approved in it does not move any more."),
    hint=_("Nothing that was approved in it moves again, and nobody unlocks it. Type its name to lock it."),
    when=lambda _actor, record: record.ends_on < today(),
    danger=True,
)
@transaction.atomic
def lock_period(*, actor: Actor, period_id: str, named: str, expected_n: int | None = None) -> Period:
    """Lock a period that is over, once its name was typed: no value of it moves any more.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Invalid: it is not called so.
        Refused: it is locked, or has not ended.
    """
    require(actor, NAME)
    period = selectors.period_for(actor, period_id)
    RECORDER.check_expected(period, expected_n)
    if named.strip() != period.name:
        raise labels.invalid("programme.period.named", "named")
    if period.ends_on >= today():
        raise labels.refused("programme.period.running")
    RECORDER.record(actor, "period", "locked", period)
    return Period.objects.get(pk=period.pk)


def number(text: str, field_name: str) -> Decimal | None:
    """A number that somebody typed, with a point or a comma; None where nothing was.

    Raises:
        Invalid: it is none.
    """
    plain = text.strip().replace(",", ".").replace("٫", ".").replace("\u00a0", "")
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise labels.invalid("programme.value.empty", field_name) from None
    if (
        not amount.is_finite()
        or abs(amount) >= Decimal(10) ** 14
        or amount != amount.quantize(indicators.PLACES)
    ):
        raise labels.invalid("programme.value.empty", field_name)
    return amount
