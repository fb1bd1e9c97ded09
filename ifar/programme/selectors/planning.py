"""Projects and results as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from ifar.programme.computed import records as sources
from ifar.programme.fund import postings
from ifar.programme.labels import absent
from ifar.programme.models import (
    Indicator,
    Period,
    Posting,
    Project,
    Result,
    Value,
)
from ifar.programme.selectors.strategy import READ
from ifar.rights import Actor, require


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A project with its results, their indicators, and its money by account."""

    project: Project
    results: Sequence[tuple[Result, Sequence[Indicator]]]
    money: Mapping[str, Decimal]


def project(actor: Actor, public_id: str) -> ProjectPage:
    """One project. Four queries.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Project.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    results = list(Result.objects.filter(project=public_id, state="stated").order_by("id"))
    of: dict[str, list[Indicator]] = {value.public_id: [] for value in results}
    for item in Indicator.objects.filter(result__in=list(of), state="defined").order_by("id"):
        of[item.result].append(item)
    sums = dict(
        Posting.objects.filter(project=public_id).values_list("account").annotate(Sum("amount")).order_by()
    )
    money = {account: -sums.get(account, postings.ZERO) for account in ("allocated", "obligated", "spent")}
    return ProjectPage(record, [(value, of[value.public_id]) for value in results], money)


def result(actor: Actor, public_id: str) -> Result:
    """One result.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Result.objects.filter(public_id=public_id, state="stated").first()
    if record is None:
        raise absent()
    return record


def projects(actor: Actor) -> list[tuple[str, str]]:
    """Projects that are not over: public identifier and title, for a field that chooses one. One query."""
    require(actor, READ)
    records = Project.objects.exclude(state__in=("closed", "cancelled")).order_by("title", "id")
    return list(records.values_list("public_id", "title"))


# --- lists for programs ----------------------------------------------------------------------------------------------------


def projects_for(actor: Actor, *, state: str = "", cell: str = "", country: str = "") -> QuerySet[Project]:
    """Projects, by state, cell of the matrix or country."""
    require(actor, READ)
    records = Project.objects.filter(state=state) if state else Project.objects.all()
    records = records.filter(cells__contains=[cell]) if cell else records
    return records.filter(countries__contains=[country]) if country else records


def results_for(actor: Actor, project: str = "") -> QuerySet[Result]:
    """Results that stand, of a project or of all."""
    require(actor, READ)
    results = Result.objects.filter(state="stated")
    return results.filter(project=project) if project else results


def indicators_for(actor: Actor, *, result: str = "", cell: str = "", computed: bool | None = None) -> QuerySet[Indicator]:  # fmt: skip
    """Indicators that stand, of a result or a cell, computed from records of ifar or not."""
    require(actor, READ)
    indicators = Indicator.objects.filter(state="defined")
    indicators = indicators.filter(result=result) if result else indicators
    if cell:
        indicators = indicators.filter(
            result__in=Result.objects.filter(cells__contains=[cell]).values("public_id")
        )
    if computed is None:
        return indicators
    by_hand = ["", *taken_over()]
    return indicators.exclude(source__in=by_hand) if computed else indicators.filter(source__in=by_hand)


def taken_over() -> list[str]:
    """Names of the sources in use whose values people typed elsewhere: they are taken over, and computed from no record. One query."""
    names = Indicator.objects.exclude(source="").values_list("source", flat=True).distinct()
    rows = ((name, sources.find(name)) for name in names)
    return [name for name, source in rows if source is not None and source.typed]


def indicator(actor: Actor, public_id: str) -> Indicator:
    """One indicator.

    Raises:
        NotFound: there is none.
    """
    record = indicators_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def periods_for(actor: Actor) -> QuerySet[Period]:
    """Reporting periods."""
    require(actor, READ)
    return Period.objects.all()


def period_for(actor: Actor, public_id: str) -> Period:
    """One reporting period.

    Raises:
        NotFound: there is none.
    """
    period = periods_for(actor).filter(public_id=public_id).first()
    if period is None:
        raise absent()
    return period


def values_for(actor: Actor, *, indicator: str = "", period: str = "", state: str = "") -> QuerySet[Value]:
    """Reported values, of an indicator, a period or a state."""
    require(actor, READ)
    asked = {"indicator": indicator, "period": period, "state": state}
    return Value.objects.filter(**{name: value for name, value in asked.items() if value})
