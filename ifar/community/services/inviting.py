"""Inviting whoever has no account in the focal point's reach: a link, which leads to a nomination once an account follows it.

An invitation keeps nothing: who sent it, and to which address, stand signed in the link. It gives no right; who sent it nominates afterwards.
"""

from __future__ import annotations

import logging
from typing import Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ifar.accounts.models import User
from ifar.accounts.services import notices
from ifar.community import labels
from ifar.community.selectors import members as selectors
from ifar.community.selectors.members import NOMINATE
from ifar.community.selectors.visible import READ
from ifar.licensing.reminder_delivery import sends_mail
from ifar.rights import Actor, require

_SALT: Final = "community.invitation"
LASTS: Final = 30 * 24 * 3600
"""Seconds for which an invitation can be followed."""
log = logging.getLogger(__name__)


def check(email: str) -> None:
    """Raises Invalid where an address is none."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise labels.invalid("community.invitation.email", "user") from error


def token(*, actor: Actor, email: str) -> str:
    """What an invitation's link carries: who invites whom, signed."""
    require(actor, NOMINATE)
    return signing.dumps({"by": actor.id, "to": email}, salt=_SALT, compress=True)


def send(*, actor: Actor, email: str, link: str) -> bool:
    """Mail an invitation; whether it could be handed over: never where this register sends no mail."""
    require(actor, NOMINATE)
    if not sends_mail():
        return False
    body = _(
        "The national focal point invites you to the Community of Practitioners.\n\n"
        "Open this link, signed in with your own account. If you have none, ask your office for one first.\n\n%(link)s\n"
    )
    try:
        EmailMessage(
            _("Invitation to the Community of Practitioners"), body % {"link": link}, to=[email]
        ).send()
    except OSError:
        log.warning("an invitation could not be handed over")
        return False
    return True


def sender_of(token: str) -> User:
    """Who sent an invitation.

    Raises:
        Refused: it is none, or too old, or whoever sent it signs in no more.
    """
    try:
        by = signing.loads(token, salt=_SALT, max_age=LASTS)["by"]
    except signing.BadSignature as error:
        raise labels.refused("community.invitation.over") from error
    user = User.objects.filter(public_id=by, is_active=True).first()
    if user is None:
        raise labels.refused("community.invitation.over")
    return user


@transaction.atomic
def follow(*, actor: Actor, token: str) -> None:
    """Follow an invitation with one's own account: whoever sent it is told.

    Raises:
        Refused: the invitation is over, or one is nominated or a member already.
    """
    require(actor, READ)
    sender = sender_of(token)
    mine = selectors.own(actor)
    if mine is not None and mine.state not in ("refused", "left"):
        raise labels.refused("community.invitation.there")
    notices.tell(
        kind="community.invited",
        object=actor.id,
        agency_id=sender.home_id,
        once=f"community invited {actor.id} {sender.public_id}",
        user=sender.public_id,
    )
