"""Work of other organisations as pages and programs see it: how each activity stands, by country and outcome, from which file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from ifar.programme.labels import absent
from ifar.programme.models import OthersActivity, OthersFile
from ifar.programme.selectors.strategy import READ
from ifar.rights import Actor, require

_SUMMARY: Final = """
WITH latest AS (
    SELECT DISTINCT ON (publisher, identifier) publisher, countries, outcomes, gone FROM programme_othersactivity
    ORDER BY publisher, identifier, id DESC
), stands AS (SELECT * FROM latest WHERE NOT gone)
SELECT 'all', '', count(*), count(DISTINCT publisher) FROM stands
UNION ALL SELECT 'country', c, count(*), count(DISTINCT publisher) FROM stands, unnest(countries) c GROUP BY c
UNION ALL SELECT 'outcome', o, count(*), count(DISTINCT publisher) FROM stands, unnest(outcomes) o GROUP BY o
ORDER BY 1, 3 DESC, 2
"""
_TAKEN: Final = """
SELECT e.subject, l.recorded_at, coalesce(u.name, l.actor) FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN accounts_user u ON u.public_id = l.actor WHERE e.record_type = %s AND e.subject = ANY(%s) AND e.n = 1
"""


@dataclass(frozen=True, slots=True)
class Many:
    """How many activities of how many organisations."""

    activities: int = 0
    organisations: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Others' work: all of it, by country, by outcome."""

    all: Many = field(default_factory=Many)
    countries: Mapping[str, Many] = field(default_factory=dict)
    outcomes: Mapping[str, Many] = field(default_factory=dict)


def summary(actor: Actor) -> Summary:
    """Others' work at a glance. One query."""
    require(actor, READ)
    result: dict[str, dict[str, Many]] = {"all": {}, "country": {}, "outcome": {}}
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY)
        for kind, code, activities, organisations in cursor.fetchall():
            result[kind][code] = Many(activities, organisations)
    return Summary(result["all"].get("", Many()), result["country"], result["outcome"])


def activities_for(actor: Actor, *, country: str = "", outcome: str = "", gone: bool = False) -> QuerySet[OthersActivity]:  # fmt: skip
    """Activities of others as they stand: the latest row of each, by country or outcome; `gone`: those that no file names any more."""
    require(actor, READ)
    later = OthersActivity.objects.filter(
        publisher=OuterRef("publisher"), identifier=OuterRef("identifier"), id__gt=OuterRef("id")
    )
    others_activities = OthersActivity.objects.filter(~Exists(later), gone=gone)
    if country:
        others_activities = others_activities.filter(countries__contains=[country])
    if outcome:
        others_activities = others_activities.filter(outcomes__contains=[outcome])
    return others_activities


@dataclass(frozen=True, slots=True)
class ActivityVersions:
    """An activity with every version of it, the latest first, and the files that they stood in."""

    activity: OthersActivity
    versions: Sequence[OthersActivity]
    files: Mapping[str, OthersFile]
    taken: Mapping[str, tuple[dt.datetime, str]]


def activity(actor: Actor, number: int) -> ActivityVersions:
    """One activity, as the row of this number says it. Four queries.

    Raises:
        NotFound: there is none.
    """
    require(actor, READ)
    others_activity = OthersActivity.objects.filter(pk=number).first()
    if others_activity is None:
        raise absent()
    versions = list(OthersActivity.objects.filter(publisher=others_activity.publisher, identifier=others_activity.identifier).order_by("-id"))  # fmt: skip
    subjects = [version.othersfile for version in versions]
    files = {
        others_file.public_id: others_file
        for others_file in OthersFile.objects.filter(public_id__in=subjects)
    }
    return ActivityVersions(others_activity, versions, files, taken("othersfile", subjects))


def files_for(actor: Actor) -> QuerySet[OthersFile]:
    """Files that were taken over."""
    require(actor, READ)
    return OthersFile.objects.all()


def taken(record_type: str, subjects: Sequence[str]) -> dict[str, tuple[dt.datetime, str]]:
    """When something was taken over, and by whom, by its identifier. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [record_type, list(subjects)])
        return {subject: (at, who) for subject, at, who in cursor.fetchall()}


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """What an activity says, without what only serves comparing."""
    return {name: value for name, value in values.items() if name != "elements"}
