"""What every page of a holder begins with: who asks, for whom, and that their own data are read."""

from __future__ import annotations

from django.http import HttpRequest

from ifar.accounts.services import reads
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
        reads.log(actor, READ, mine[0].public_id, len(mine), people=[one.public_id for one in mine[1:]])
    return actor, mine
