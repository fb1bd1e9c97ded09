"""People that an actor may see, the roles that they hold and held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Now
from django.utils import timezone

from ifar.accounts import stewards
from ifar.accounts.labels import ROLES
from ifar.accounts.models import Absence, Agency, Client, Grant, Proposal, User, UserAct
from ifar.accounts.selectors import agencies
from ifar.errors import NotFound
from ifar.ledger.models import Personal
from ifar.rights import Actor, may

_apart: Final[list[Callable[[], Q]]] = []


def keep_apart(condition: Callable[[], Q]) -> None:
    """Have people who fulfil `condition()` left out of what offices see of their staff: accounts that a higher app looks after."""
    if condition not in _apart:
        _apart.append(condition)


def visible(actor: Actor) -> Q:
    """The one condition on people: oneself, and the people of the agencies within reach."""
    own = Q(public_id=actor.id) if actor.kind == "person" else Q(pk__in=[])
    if not may(actor, "accounts:person:read"):
        return own
    reach = Agency.objects.filter(agencies.reach(actor)).values("pk")
    held = Exists(Grant.objects.filter(user=OuterRef("pk"), agency__in=reach))
    staff = Q(home__in=reach)
    for condition in _apart:
        staff &= ~condition()
    return own | staff | Q(held)


def people_for(actor: Actor) -> QuerySet[User]:
    """The people that `actor` may see."""
    return User.objects.filter(visible(actor))


def person_for(actor: Actor, public_id: str) -> User:
    """One person; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    user = people_for(actor).select_related("home").filter(public_id=public_id).first()
    if user is None:
        raise NotFound("accounts.person.not_found")
    return user


def running(moment: dt.datetime | None = None) -> Q:
    """Grants that are in force (now, or at a moment)."""
    at = Now() if moment is None else Value(moment)
    return Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at)) & Q(end__isnull=True)


def not_over() -> Q:
    """Grants that are in force or will be."""
    return (Q(valid_to__isnull=True) | Q(valid_to__gt=Now())) & Q(end__isnull=True)


def listed(actor: Actor) -> QuerySet[User]:
    """People with the roles that they hold now and the agencies of these: two queries whatever the number."""
    grants = Grant.objects.filter(running()).select_related("agency").order_by("agency__name", "role")
    return (
        people_for(actor)
        .select_related("home")
        .prefetch_related(Prefetch("grants", queryset=grants, to_attr="holds"))
        .order_by("name", "pk")
    )


def listed_person(actor: Actor, public_id: str) -> User:
    """One person as `listed` gives them.

    Raises:
        NotFound: there is none for this actor.
    """
    user = listed(actor).filter(public_id=public_id).first()
    if user is None:
        raise NotFound("accounts.person.not_found")
    return user


def grants_of(person: User) -> QuerySet[Grant]:
    """All grants that a person has or had, the newest first, with their ends."""
    return person.grants.select_related("agency", "end").order_by("-valid_from", "role")


def holders_without(person: User, roles: Iterable[str]) -> dict[str, int]:
    """Role -> how many people other than `person` hold it now and can sign in, for each of `roles`."""
    others = Grant.objects.filter(running(), role__in=roles, user__is_active=True).exclude(user=person)
    counted = dict(others.values_list("role").annotate(n=Count("user", distinct=True)))
    return {role: counted.get(role, 0) for role in roles}


def is_one_of_few(person: User, roles: Iterable[str]) -> bool:
    """Whether too few administrators or security officers would be left without this person, who holds `roles` now."""
    held = stewards.KEPT.keys() & set(roles)
    return bool(held) and any(n < stewards.KEPT[role] for role, n in holders_without(person, held).items())


def too_few() -> dict[str, int]:
    """Role -> how many people hold it now, for the roles that two people should always hold and fewer do."""
    grants = Grant.objects.filter(running(), role__in=stewards.KEPT, user__is_active=True)
    return dict(stewards.missing(dict(grants.values_list("role").annotate(n=Count("user", distinct=True)))))


def absences_of(person: User) -> QuerySet[Absence]:
    """Where somebody stands in for this person or this person for somebody, not yet over."""
    return (
        Absence.objects.filter(
            Q(user=person) | Q(stand_in=person), valid_to__gt=timezone.now(), end__isnull=True
        )
        .select_related("user", "stand_in", "agency")
        .order_by("valid_from")
    )


def acts_about(person: User) -> QuerySet[UserAct]:
    """What was done to a person's sign-in: registered, invited, locked, unlocked, second factor reset.

    With why it was done (`why`), or was asked for (`asked`), while nobody erased it.
    """
    why = Personal.objects.filter(entry=OuterRef("entry"), field="reason").values("value")
    asked = Proposal.objects.filter(public_id=OuterRef("proposal")).values("reason")
    done = UserAct.objects.filter(user=person.public_id)
    return done.annotate(why=Subquery(why), asked=Subquery(asked)).order_by("-at")


def held_pairs(person: User) -> frozenset[tuple[str, str]]:
    """(role, agency) pairs that a person holds or will hold, by grants and by standing in."""
    granted = person.grants.filter(not_over()).values_list("role", "agency__public_id")
    covered = person.covers.filter(valid_to__gt=Now(), end__isnull=True).values_list(
        "role", "agency__public_id"
    )
    return frozenset(granted) | frozenset(covered)


def names_of(public_ids: set[str]) -> dict[str, str]:
    """Names by public identifier, for people and API clients. Two queries at most."""
    result = dict(User.objects.filter(public_id__in=public_ids).values_list("public_id", "name"))
    if missing := [text for text in public_ids - result.keys() if text.startswith("C")]:
        result |= dict(Client.objects.filter(public_id__in=missing).values_list("public_id", "name"))
    return result


def covered_by(actor: Actor, roles: frozenset[str]) -> str:
    """For whom `actor` stands in when they act in one of `roles` at their agency; nobody where the role is their own.

    One of them where it is several, the one away longest: it says by what right they act. Whom they are no second person beside says
    `Actor.people`.
    """
    if not actor.standing_in_for:
        return ""
    mine = Grant.objects.filter(running(), user__public_id=actor.id, agency=actor.agency_id, role__in=roles)
    if mine.exists():
        return ""
    covers = Absence.objects.filter(
        stand_in__public_id=actor.id,
        agency=actor.agency_id,
        role__in=roles,
        valid_from__lte=Now(),
        valid_to__gt=Now(),
        end__isnull=True,
    )
    longest = covers.order_by("valid_from", "entry")
    return str(longest.values_list("user__public_id", flat=True).first() or "")


def grant_words(entry: str) -> str:
    """A grant in words: role and agency."""
    grant = Grant.objects.select_related("agency").filter(pk=entry).first()
    return f"{ROLES.get(grant.role, grant.role)}, {grant.agency.called}" if grant else entry


def holding(roles: Iterable[str]) -> list[tuple[str, str]]:
    """Public identifier and name of everybody who holds one of some roles now, by name: for a service that asked what its actor may."""
    users = User.objects.filter(
        Exists(Grant.objects.filter(running(), user=OuterRef("pk"), role__in=list(roles))), is_active=True
    )
    return list(users.order_by("name", "pk").values_list("public_id", "name"))
