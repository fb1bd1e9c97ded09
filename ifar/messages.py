"""Words for errors that are raised without words of their own: the same on a page, in the API and on the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ifar.errors import IfarError

MESSAGES: Final[Mapping[str, Any]] = {
    "rights.not_signed_in": _("You are not signed in, or your session has ended. Sign in and try again."),
    "rights.forbidden": _(
        "Your roles do not allow this act. If it is part of your work, ask your administrator for the role."
    ),
    "accounts.step_missing": _(
        "First change your password or set up your second factor; then everything else opens."
    ),
    "accounts.token": _("This token does not work: it is unknown, was revoked or has expired."),
    "not_found": _("There is nothing at this address that you may see. Check the address or the identifier."),
    "request.unreadable": _("The request could not be read. Go back, reload the page and try again."),
    "request.method": _("This address does not accept that kind of request."),
    "csrf": _(
        "The form was too old or came from another site, so nothing was done. Go back, reload the page and send it again."
    ),
    "too_many": _("Too many requests in a short time. Wait a minute and try again."),
    "too_large": _("What you sent is larger than this page accepts."),
    "unavailable": _(
        "A part of the register is out of reach for the moment. Nothing was done; try again in a minute."
    ),
    "disk.full": _(
        "The machine's disk takes no more data. Nothing was done; tell your administrator, and try again when there is room."
    ),
    "database.meanwhile": _("Somebody else changed this meanwhile. Look at it again."),
    "failed": _(
        "ifar could not do this because of a fault of its own. Nothing was done. Tell your administrator the number below."
    ),
    "input": _("Some of what was sent does not have the right form; each reason names its field."),
    "input.data": _(
        "A value has a form that the register cannot keep, for example a control character or too large a number."
    ),
}
"""Code of an error -> its words."""


def message_of(error: IfarError) -> str:
    """The words of an error, or the words that its code or its class has."""
    return str(
        error.message or MESSAGES.get(error.code) or MESSAGES.get(type(error).default_code) or error.code
    )
