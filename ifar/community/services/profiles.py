"""What a member says of themselves: what they know, their profile, which programs read in their name. Each one act, one transaction."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping
from typing import Final

from django.db import connection, transaction

from ifar.community import labels, naming, vetting
from ifar.community.models import Member, Profile
from ifar.community.models.keeping import CIRCLES, FREQUENCIES
from ifar.community.selectors import members as selectors
from ifar.community.selectors.visible import READ, WRITE, absent
from ifar.community.services.judging import fine
from ifar.community.services.members import LONGEST, reader_needed
from ifar.community.services.writing import RECORDER
from ifar.rights import Actor, require

FIELDS: Final = ("name", "post", "about", "contact", "organisation", "country", "expertise", "languages")
"""Fields of a profile, each with its own circle."""
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(1767268760, 1)"
"""So that no two members claim one program at once."""


@transaction.atomic
def set_programs(*, actor: Actor, clients: Several[str]) -> None:
    """Say which API clients of one's organisation read in one's name; each ends with the membership.

    Raises:
        NotFound: the actor is no member.
        Invalid: there is no such client at the organisation, or it reads in another member's name.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    wanted = sorted(set(clients))
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(
            "SELECT count(*) FROM accounts_client c JOIN accounts_agency a ON a.id = c.agency_id WHERE c.public_id = ANY(%s) AND a.public_id = %s",
            [wanted, reader.organisation],
        )
        known = cursor.fetchone()[0]
    if known != len(wanted):
        raise labels.invalid("community.member.program", "clients")
    others = Member.objects.filter(programs__overlap=wanted).exclude(pk=reader.member)
    if others.exclude(state__in=("refused", "left")).exists():
        raise labels.invalid("community.member.claimed", "clients")
    RECORDER.record(
        actor, "member", "programs_set", Member.objects.get(pk=reader.member), changes={"programs": wanted}
    )


@transaction.atomic
def describe(*, actor: Actor, expertise: Several[str], languages: Several[str]) -> None:
    """Say what one knows and speaks.

    Raises:
        NotFound: the actor is no member.
        Invalid: not of the lists.
    """
    require(actor, READ)
    member = selectors.own(actor)
    if member is None:
        raise absent()
    if not expertise or not set(expertise) <= set(vetting.EXPERTISE):
        raise labels.invalid("community.member.expertise", "expertise")
    if not languages or not set(languages) <= labels.LANGUAGES.keys():
        raise labels.invalid("community.member.languages", "languages")
    changes = {"expertise": sorted(set(expertise)), "languages": sorted(set(languages))}
    if changes != {"expertise": member.expertise, "languages": member.languages}:
        RECORDER.record(actor, "member", "described", member, changes=changes)


@transaction.atomic
def set_profile(*, actor: Actor, fields: Mapping[str, str], circles: Mapping[str, str], digest: str) -> None:
    """Change one's own profile: the words of each field, and to whom each is shown.

    Raises:
        NotFound: the actor is no member.
        Invalid: too long, or no such circle.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    values = {name: fine(fields.get(name, ""), name) for name in ("name", "post", "about", "contact")}
    values |= {name: " ".join(values[name].split()) for name in ("name", "post")}
    if not naming.may_be_called(values["name"]):
        raise labels.invalid("community.profile.name", "name")
    for name, value in values.items():
        if len(value) > (120 if name in ("name", "post") else LONGEST):
            raise labels.invalid("community.profile", name)
    if (
        not set(circles) <= set(FIELDS)
        or not set(circles.values()) <= set(CIRCLES)
        or digest not in FREQUENCIES
    ):
        raise labels.invalid("community.profile.circle", "circles")
    Profile.objects.update_or_create(
        member_id=reader.member, defaults={**values, "shown": dict(circles), "digest": digest}
    )
