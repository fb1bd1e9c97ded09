"""Projects and results as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from ifar.programme import postings
from ifar.programme.models import Indicator, Posting, Project, Result
from ifar.programme.selectors.strategy import READ
from ifar.programme.services.planning import absent
from ifar.rights import Actor, require


@dataclass(frozen=True, slots=True)
class Told:
    """A project with its results, their indicators, and its money by account."""

    project: Project
    results: Sequence[tuple[Result, Sequence[Indicator]]]
    money: Mapping[str, Decimal]


def project(actor: Actor, public_id: str) -> Told:
    """One project. Four queries.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    found = Project.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    results = list(Result.objects.filter(project=public_id, state="stated").order_by("id"))
    of: dict[str, list[Indicator]] = {one.public_id: [] for one in results}
    for one in Indicator.objects.filter(result__in=list(of), state="defined").order_by("id"):
        of[one.result].append(one)
    sums = dict(
        Posting.objects.filter(project=public_id).values_list("account").annotate(Sum("amount")).order_by()
    )
    money = {account: -sums.get(account, postings.ZERO) for account in ("allocated", "obligated", "spent")}
    return Told(found, [(one, of[one.public_id]) for one in results], money)


def result(actor: Actor, public_id: str) -> Result:
    """One result.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    found = Result.objects.filter(public_id=public_id, state="stated").first()
    if found is None:
        raise absent()
    return found


def projects(actor: Actor) -> list[tuple[str, str]]:
    """Projects that are not over: public identifier and title, for a field that chooses one. One query."""
    require(actor, READ)
    found = Project.objects.exclude(state__in=("closed", "cancelled")).order_by("title", "id")
    return list(found.values_list("public_id", "title"))
