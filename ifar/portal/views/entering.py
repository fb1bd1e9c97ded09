"""What every page of a holder begins with: who asks, for whom, and that their own data are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from ifar.accounts.services import reads
from ifar.acts.forms import ActForm, form_of
from ifar.acts.inputs import Input
from ifar.form_errors import actor_of
from ifar.portal import selectors
from ifar.portal.selectors import Own
from ifar.rights import Actor, require

READ = "portal.own.read"


def enter(request: HttpRequest, *, shows: bool = True) -> tuple[Actor, tuple[Own, ...]]:
    """The holder and the parties that the account stands for; what is shown of them is logged as their own access.

    Raises:
        Forbidden, NotSignedIn: no holder's account.
    """
    actor = actor_of(request)
    require(actor, "portal:own:read")
    mine = selectors.own(actor)
    if shows and mine:
        reads.log(actor, READ, mine[0].public_id, len(mine), people=[own.public_id for own in mine[1:]])
    return actor, mine


def form_about(
    model: type[Input],
    request: HttpRequest,
    mine: Sequence[Own],
    *,
    without: Iterable[str] = (),
    required: Iterable[str] = (),
    among: Mapping[str, Iterable[Any]] | None = None,
    **told: Any,
) -> ActForm:
    """The form of an input about one of the parties that the account stands for: about which is asked only where there are several."""
    whom = [(own.public_id, own.name or own.public_id) for own in mine]
    is_asked = len(whom) != 1
    return form_of(
        model,
        request,
        without=(*without, *(() if is_asked else ("of",))),
        required=(*required, *(("of",) if is_asked else ())),
        among={"of": whom, **(among or {})},
        **told,
    )
