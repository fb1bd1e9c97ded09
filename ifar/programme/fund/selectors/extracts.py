"""Extracts of the organisation's accounts as pages and programs see them: systems, extracts with their rows, what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ifar.programme.fund.selectors.fund import READ
from ifar.programme.labels import absent
from ifar.programme.models import Contribution, Difference, Extract, ExtractRow, Feed, Journal, Project
from ifar.rights import Actor, require


def feeds_for(actor: Actor) -> QuerySet[Feed]:
    """The organisation's finance systems."""
    require(actor, READ)
    return Feed.objects.all()


def feed(actor: Actor, public_id: str) -> Feed:
    """One finance system.

    Raises:
        NotFound: there is none.
    """
    record = feeds_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def extracts_for(actor: Actor, feed: str = "") -> QuerySet[Extract]:
    """Extracts that were taken, of one system or of all."""
    require(actor, READ)
    return Extract.objects.filter(feed=feed) if feed else Extract.objects.all()


def extract(actor: Actor, public_id: str) -> Extract:
    """One extract.

    Raises:
        NotFound: there is none.
    """
    record = extracts_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def rows_for(actor: Actor, extract: str, outcome: str = "") -> QuerySet[ExtractRow]:
    """The rows of an extract, all or of one outcome."""
    require(actor, READ)
    extract_rows = ExtractRow.objects.filter(extract=extract)
    return extract_rows.filter(outcome=outcome) if outcome else extract_rows


def differences_for(actor: Actor, *, state: str = "", feed: str = "", contribution: str = "") -> QuerySet[Difference]:  # fmt: skip
    """Differences, by state, system or contribution."""
    require(actor, READ)
    asked = {"state": state, "feed": feed, "contribution": contribution}
    return Difference.objects.filter(**{name: value for name, value in asked.items() if value})


def difference(actor: Actor, public_id: str) -> Difference:
    """One difference.

    Raises:
        NotFound: there is none.
    """
    record = differences_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


@dataclass(frozen=True, slots=True)
class Names:
    """Identifier -> what people call it: agreements, projects, movements."""

    contributions: Mapping[str, str]
    projects: Mapping[str, str]
    journals: Mapping[str, Journal]


def names(actor: Actor, *, contributions: Sequence[str] = (), projects: Sequence[str] = (), journals: Sequence[str] = ()) -> Names:  # fmt: skip
    """The names of what rows and differences speak of. Three queries at most."""
    require(actor, READ)
    return Names(
        dict(Contribution.objects.filter(public_id__in=contributions).values_list("public_id", "reference")),
        dict(Project.objects.filter(public_id__in=projects).values_list("public_id", "reference")),
        {journal.public_id: journal for journal in Journal.objects.filter(public_id__in=journals)},
    )


def masters(actor: Actor, contributions: Sequence[str]) -> Sequence[Extract]:
    """The latest extracts that are the master of some contributions. One query."""
    require(actor, READ)
    open_feeds = Feed.objects.filter(state="open").values("public_id")
    extracts = Extract.objects.filter(contributions__overlap=list(contributions), feed__in=open_feeds)
    return list(extracts.order_by("-ends_on", "-id")[:10])
