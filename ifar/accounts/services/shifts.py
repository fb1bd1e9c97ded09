"""Why personal data are read: stated once for a shift, kept with every read."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts import purposes
from ifar.accounts.labels import explained
from ifar.accounts.models import Shift, User
from ifar.accounts.services import acts
from ifar.errors import Forbidden, Invalid
from ifar.rights import Actor


@transaction.atomic
def start(*, actor: Actor, purpose: str, case: str = "", hours: float = 8) -> Shift:
    """State why one reads personal data from now on, for at most twelve hours; an earlier statement ends.

    Raises:
        Forbidden: not a person at an agency.
        Invalid: no purpose of the roles that the actor holds, or one that needs a case.
    """
    if actor.kind != "person" or not actor.agency_id:
        raise Forbidden(
            "accounts.shift.nobody", _("Only a person with a role at an agency reads personal data.")
        )
    if reasons := purposes.problems(purpose, case, actor.roles):
        raise Invalid("accounts.purpose.invalid", reasons=explained(reasons))
    now = acts.now()
    user = User.objects.get(public_id=actor.id)
    Shift.objects.filter(user=user, ends_at__gt=now).update(ends_at=now)
    length = min(dt.timedelta(hours=max(hours, 0.25)), purposes.LONGEST_SHIFT)
    return Shift.objects.create(
        public_id=identifiers.new("S", secrets.token_bytes),
        user=user,
        agency_id=actor.agency_id,
        purpose=purpose,
        case=case.strip(),
        started_at=now,
        ends_at=now + length,
    )


def end(*, actor: Actor) -> None:
    """End the running shift: the next read asks for a purpose again."""
    Shift.objects.filter(user__public_id=actor.id, ends_at__gt=acts.now()).update(ends_at=acts.now())
