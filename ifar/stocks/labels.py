"""The words of the State's stocks. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences

SUSPENSIONS: Final[Mapping[str, Any]] = {
    "inquiry": _("An inquiry is under way"),
    "health": _("For reasons of health"),
    "conduct": _("For conduct"),
    "weapon_misuse": _("An arm was misused"),
}
LEAVINGS: Final[Mapping[str, Any]] = {
    "moved": _("To another unit"),
    "retired": pgettext_lazy("an officer", "Retired"),
    "dismissed": pgettext_lazy("an officer", "Dismissed"),
    "died": pgettext_lazy("an officer", "Died"),
}
UNFIT: Final[Mapping[str, Any]] = {
    "training": _("Training not valid"),
    "medical": _("Medical check not valid"),
    "suspended": pgettext_lazy("an officer", "Suspended"),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "armoury": {"kept": _("In the charge of an officer")},
    "officer": {
        "serving": pgettext_lazy("an officer", "Serving"),
        "left": pgettext_lazy("an officer", "No more of this unit"),
    },
}
CAUSES: Final[Mapping[str, Any]] = {
    "stocks.uncounted": _("The new officer in charge has not counted the armoury in time."),
}
REFUSALS: Final[Mapping[str, Any]] = {
    "stocks.not_found": _("There is no such armoury or officer here. Check the number."),
    "stocks.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "stocks.impossible": _("This cannot be done now: it is %(state)s."),
    "stocks.details": _("A value has another form than the act wants."),
    "stocks.other_office": _("Another unit keeps this."),
    "stocks.place": _("Choose an open store of your office that is no armoury yet."),
    "stocks.charge": _("Choose a person of your office who is in charge."),
    "stocks.since": _("Enter the day of the take-over: today or earlier."),
    "stocks.order": _("A number of an order is letters, digits and signs between them, without words."),
    "stocks.count_due": _("The count is due on another day. Open the page again."),
    "stocks.name": _("Enter the officer's name."),
    "stocks.number": _("Enter the service number."),
    "stocks.number_twice": _("Another officer of the unit has this service number."),
    "stocks.account": _("Choose an account of your office."),
    "stocks.account_twice": _("This account is another officer's on the roster."),
    "stocks.too_long": _("No check is valid for so long. Check the year."),
    "stocks.ground": _("Choose a ground of the list."),
    "stocks.until": _("Enter the last day of the suspension: today or later."),
    "stocks.not_suspended": _("The officer is not suspended."),
}

_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("of the stocks", "new")
