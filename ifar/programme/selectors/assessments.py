"""A State's law against the Firearms Protocol as pages, exports and the computed source show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from ifar.programme import assessment
from ifar.programme.labels import absent
from ifar.programme.models import Assessment
from ifar.programme.selectors.strategy import READ
from ifar.programme.selectors.values import Version, acts_on
from ifar.reference.protocol import ASSESSED, provisions_of
from ifar.rights import Actor, require


@dataclass(frozen=True, slots=True)
class Cell:
    """An article in a year: how it stands by what was approved, and the state of its assessment (empty: there is none)."""

    year: int
    article: str
    standing: str
    state: str
    answered: int
    asked: int
    laws: Sequence[str] = ()
    gaps: int = 0
    wanted: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """Articles by years of one State; `places`: the States of which anything was assessed."""

    place: str
    places: Sequence[str]
    years: Sequence[int]
    cells: Mapping[tuple[str, int], Cell]

    def count(self, year: int, standing: str) -> int:
        """How many articles stand so in a year."""
        return sum(self.cells[article, year].standing == standing for article in ASSESSED)


def cell_of(year: int, article: str, record: Assessment | None) -> Cell:
    """One article in one year. Only what another person approved says how it stands."""
    asked = len(provisions_of(article))
    if record is None:
        return Cell(year, article, assessment.OPEN, "", 0, asked)
    answers = record.answers
    standing = assessment.standing_of(article, answers) if record.state == "approved" else assessment.OPEN
    laws = list(dict.fromkeys(item["law"] for item in answers.values() if item.get("law")))
    gaps = sum(item["standing"] != "in_force" for item in answers.values())
    wanted = sum(bool(item.get("wanted")) for item in answers.values())
    return Cell(year, article, standing, record.state, len(answers), asked, laws, gaps, wanted)


def own_place() -> str:
    """The State whose register this is."""
    return str(settings.IFAR_COUNTRY)


def matrix(actor: Actor, place: str, this_year: int) -> Matrix:
    """The articles of a State over the years, all of them from the first that was assessed. Two queries."""
    require(actor, READ)
    places = list(Assessment.objects.order_by("place").values_list("place", flat=True).distinct())
    place = place or (own_place() if own_place() in places or not places else places[0])
    rows = {(record.article, record.year): record for record in Assessment.objects.filter(place=place)}
    years = sorted({year for _article, year in rows}) or [this_year]
    years = list(range(years[0], years[-1] + 1))
    cells = {(article, year): cell_of(year, article, rows.get((article, year))) for article in ASSESSED for year in years}  # fmt: skip
    return Matrix(place, sorted({*places, place}), years, cells)


def year(actor: Actor, place: str, of: int) -> dict[str, Assessment]:
    """The assessments of a State in a year, by article. One query."""
    require(actor, READ)
    return {record.article: record for record in Assessment.objects.filter(place=place, year=of)}


def unapproved(actor: Actor) -> list[Assessment]:
    """What waits for approval, the oldest first. One query."""
    require(actor, READ)
    return list(Assessment.objects.filter(state="submitted").order_by("id"))


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article of a State in a year: its assessment, the same article in other years, and where it was last approved before."""

    found: Assessment | None
    others: Sequence[Assessment]
    before: Assessment | None


def article(actor: Actor, place: str, of: int, number: str) -> ArticlePage:
    """One article of a State in a year, whether it was assessed or not. One query.

    Raises:
        NotFound: there is no such article.
    """
    require(actor, READ)
    if not assessment.article_known(number):
        raise absent()
    rows = list(Assessment.objects.filter(place=place, article=number).order_by("year"))
    record = next((row for row in rows if row.year == of), None)
    before = next((row for row in reversed(rows) if row.year < of and row.state == "approved"), None)
    return ArticlePage(record, [row for row in rows if row.year != of], before)


def assessment_for(actor: Actor, public_id: str) -> Assessment:
    """One assessment. One query.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    record = Assessment.objects.filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def versions(actor: Actor, public_id: str) -> list[Version]:
    """The acts on an assessment, the latest first. One query."""
    require(actor, READ)
    return acts_on(actor, "assessment", public_id)
