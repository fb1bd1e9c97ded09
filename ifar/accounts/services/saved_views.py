"""Saved views: the address of a list with what is chosen in it, under a name, for oneself or for one's office.

A view opens nothing: whoever follows it sees what their own rights show them there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import SavedView, User
from ifar.errors import Forbidden, Invalid, NotFound
from ifar.rights import Actor, may

MOST: Final = 100
"""Views that one person keeps."""
LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 500
ANY: Final = "accounts:person:manage"
"""Who manages the people of an office removes its views too, whoever saved them."""


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as it is offered above its list."""

    id: str
    name: str
    address: str
    is_office: bool
    may_remove: bool


def offered(actor: Actor, path: str) -> list[View]:
    """The actor's own views of a list, and those of the office for which they act, by name."""
    if actor.kind != "person":
        return []
    return [
        View(
            str(one.pk),
            one.name,
            f"{one.path}?{one.query}" if one.query else one.path,
            one.agency_id is not None,
            one.owner.public_id == actor.id or may(actor, ANY),
        )
        for one in _seen(actor).filter(path=path).select_related("owner").order_by("name", "id")
    ]


@transaction.atomic
def save(*, actor: Actor, path: str, query: str, name: str, office: bool) -> None:
    """Keep the address of a list under a name, in place of the actor's own view of that name.

    Raises:
        Forbidden: not a person.
        Invalid: no name, a name or an address that is too long, or too many views.
    """
    if actor.kind != "person":
        raise Forbidden("accounts.view.nobody")
    name = " ".join(name.split())
    if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(
            "accounts.view.name", _("Give the view a name of at most 60 characters."), field="view_name"
        )
    if len(query) > LONGEST_QUERY:
        raise Invalid("accounts.view.long", field="query")
    owner = User.objects.select_for_update().get(public_id=actor.id)
    own = SavedView.objects.filter(owner=owner)
    own.filter(path=path, name=name).delete()
    if own.count() >= MOST:
        words = _("You have 100 saved views, as many as one person keeps. Remove one first.")
        raise Invalid("accounts.view.many", words)
    agency = actor.agency_id if office else None
    SavedView.objects.create(owner=owner, agency_id=agency, name=name, path=path, query=query)


def remove(*, actor: Actor, view: str) -> None:
    """Remove one of the actor's own views, or one of their office where they manage its people.

    Raises:
        NotFound: there is none, or it is not theirs to remove.
    """
    try:
        views = _seen(actor).filter(pk=view)
    except (ValueError, ValidationError) as error:
        raise NotFound from error
    if not may(actor, ANY):
        views = views.filter(owner__public_id=actor.id)
    if not views.delete()[0]:
        raise NotFound


def _seen(actor: Actor) -> QuerySet[SavedView]:
    own = Q(owner__public_id=actor.id, agency=None)
    return SavedView.objects.filter(own | Q(agency=actor.agency_id) if actor.agency_id else own)
