"""What waits of the strategy: conduct and law, people, projects and indicators, the community."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from ifar.community.selectors import members, moderation
from ifar.community.selectors.visible import READ as READ_COMMUNITY
from ifar.community.selectors.visible import reader_of
from ifar.home.lines import line
from ifar.hotspots.selectors import signals
from ifar.programme.fund.selectors import fund
from ifar.programme.selectors import assessments, diligence, feedback, progress, values
from ifar.programme.services.approvals import APPROVE as APPROVE_MONEY
from ifar.programme.services.assessments import APPROVE as APPROVE_LAW
from ifar.programme.services.diligence import DECIDE as RELEASE_SUPPORT
from ifar.programme.services.reports import APPROVE as APPROVE_REPORT
from ifar.programme.services.values import APPROVE as APPROVE_VALUE
from ifar.programme.sightings import selectors as sightings
from ifar.rights import Actor, may


def waiting(actor: Actor) -> Iterator[dict[str, Any]]:
    """The lines for this actor, those without anything too."""
    yield from _conduct(actor)
    yield from _people(actor)
    yield from _programme(actor)
    yield from _community(actor)


def _conduct(actor: Actor) -> Iterator[dict[str, Any]]:
    """Support to security forces that waits for a decision, and assessments of law that wait for approval."""
    if may(actor, RELEASE_SUPPORT):
        count = diligence.undecided(actor)
        words = ngettext(
            "Support to security forces waits for your decision: %(count)d assessment",
            "Support to security forces waits for your decision: %(count)d assessments",
            count,
        )
        yield line(words, count, "programme:diligences", "heart-handshake")
        count = diligence.unconfirmed(actor)
        words = ngettext(
            "%(count)d recipient of support waits for you to confirm it",
            "%(count)d recipients of support wait for you to confirm them",
            count,
        )
        yield line(words, count, "programme:diligences", "users-group")
    if may(actor, signals.CHECK):
        count = signals.unchecked(actor)
        words = ngettext(
            "%(count)d response to a hotspot waits for your human-rights check",
            "%(count)d responses to hotspots wait for your human-rights check",
            count,
        )
        yield line(words, count, "hotspots:responses", "scale")
    if may(actor, APPROVE_LAW):
        count = len(assessments.unapproved(actor))
        words = ngettext(
            "%(count)d assessment of law against the Firearms Protocol waits for approval",
            "%(count)d assessments of law against the Firearms Protocol wait for approval",
            count,
        )
        yield line(words, count, "programme:protocol", "scale")


def _people(actor: Actor) -> Iterator[dict[str, Any]]:
    """Complaints that nobody answered yet, and what carriers and marketplaces reported."""
    if may(actor, feedback.ANSWER):
        waiting = feedback.open_now(actor).count()
        overdue = feedback.late(actor, timezone.localdate()).count() if waiting else 0
        words = ngettext(
            "%(count)d piece of feedback or complaint waits for an answer",
            "%(count)d pieces of feedback or complaints wait for an answer",
            waiting,
        )
        past = ngettext("%(count)d past its day", "%(count)d past their day", overdue) % {"count": overdue}
        yield line(words, waiting, "programme:feedback", "message-2", past if overdue else "")
    if may(actor, sightings.TAKE):
        waiting = sightings.waiting(actor).count()
        words = ngettext(
            "%(count)d report of a carrier or marketplace waits to be taken on",
            "%(count)d reports of carriers and marketplaces wait to be taken on",
            waiting,
        )
        yield line(words, waiting, "programme:sightings", "packages")


def _programme(actor: Actor) -> Iterator[dict[str, Any]]:
    """Progress reports and reported values that wait for another person's approval."""
    if may(actor, APPROVE_REPORT):
        results = list(progress.waiting(actor).values_list("public_id", flat=True))
        words = ngettext(
            "%(count)d progress report waits for approval",
            "%(count)d progress reports wait for approval",
            len(results),
        )
        # It leads to the one that waits longest.
        there = {"url": reverse("programme:report_of", args=results[:1])} if results else {}
        yield line(words, len(results), "programme:projects", "report-analytics") | there
    if may(actor, APPROVE_MONEY):
        count = sum(not item.own for item in fund.waiting(actor))
        words = ngettext(
            "%(count)d movement of the Fund waits for your approval",
            "%(count)d movements of the Fund wait for your approval",
            count,
        )
        yield line(words, count, "programme:fund", "building-bank")
    if may(actor, APPROVE_VALUE):
        count = values.waiting(actor).count()
        words = ngettext(
            "%(count)d value of an indicator waits for approval",
            "%(count)d values of indicators wait for approval",
            count,
        )
        there = {"url": reverse("programme:indicators") + "?show=waiting"}
        yield line(words, count, "programme:indicators", "chart-bar") | there


def _community(actor: Actor) -> Iterator[dict[str, Any]]:
    """Reports and appeals that wait for whoever moderates, and nominations that wait for the secretariat."""
    if may(actor, READ_COMMUNITY):
        reader = reader_of(actor)
        moderates = reader is not None and any(space.moderates for space in reader.spaces.values())
        if moderates or may(actor, moderation.MANAGE):
            count = moderation.to_decide(actor, reader).count()
            words = ngettext(
                "%(count)d report or appeal in the community waits for your decision",
                "%(count)d reports or appeals in the community wait for your decision",
                count,
            )
            yield line(words, count, "community:moderation", "flag")
    if may(actor, members.VET):
        count = members.to_vet(actor).count()
        words = ngettext(
            "%(count)d person nominated for the community is being vetted",
            "%(count)d persons nominated for the community are being vetted",
            count,
        )
        yield line(words, count, "community:vetting", "user-check")
