"""The words of movement orders. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Final[Mapping[str, Any]] = {
    "ordered": pgettext_lazy("a movement", "Ordered, being packed"),
    "cancelled": pgettext_lazy("a movement", "Cancelled"),
    "sent": pgettext_lazy("a movement", "In transit"),
    "returning": pgettext_lazy("a movement", "Turned back"),
    "completed": pgettext_lazy("a movement", "Completed"),
}
CRATE_STATES: Final[Mapping[str, Any]] = {
    "packed": pgettext_lazy("a crate", "Packed"),
    "unpacked": pgettext_lazy("a crate", "Taken off"),
}
TONES: Final[Mapping[str, str]] = {
    "ordered": "info",
    "cancelled": "",
    "sent": "warn",
    "returning": "warn",
    "completed": "good",
}
LISTS: Final[Mapping[str, Any]] = {
    "road": pgettext_lazy("movements", "In transit"),
    "open": pgettext_lazy("movements", "Ordered"),
    "all": pgettext_lazy("movements", "All"),
}
DONE: Final[Mapping[str, Any]] = {
    "ordered": pgettext_lazy("a movement", "Ordered"),
    "cancelled": pgettext_lazy("a movement", "Cancelled"),
    "sent": _("Handed to the escort"),
    "received": _("Receipt recorded"),
    "turned_back": pgettext_lazy("a movement", "Turned back"),
    "taken_back": pgettext_lazy("a movement", "Taken in again by the sender"),
    "reported": _("Missing firearms reported"),
    "completed": pgettext_lazy("a movement", "Completed"),
}
CAUSES: Final[Mapping[str, Any]] = {
    "stocks.movement_missing": _("Arms of a movement were looked for at its receipt and not there."),
    "stocks.movement_substituted": _("Other serial numbers are in the place of those of a movement."),
    "stocks.movement_unknown": _("A serial number was read in a movement in which it was not packed."),
    "stocks.movement_seal": _(
        "Seals of a movement were broken or missing, or are others than those that were put on."
    ),
    "stocks.movement_refused": _(
        "Arms of a movement came and could not be received: their record stands against it."
    ),
    "stocks.movement_taken": _(
        "Something else became of an arm on the road of a movement than that it arrived: it was reported lost or stolen, taken in elsewhere, or blocked."
    ),
    "stocks.movement_late": _(
        "The day passed by which a movement should have arrived; something of it is on the road."
    ),
}
"""What programs find of movements (`matters.found`)."""
QUESTION: Final = _("Arms that your unit sent did not arrive as they were packed. What became of them?")
"""What the sending unit is asked."""
REFUSALS: Final[Mapping[str, Any]] = {
    "stocks.movement.orderer_alone": _("Only the office that ordered it does this."),
    "stocks.movement.sender_alone": _("Only the unit that sends it does this."),
    "stocks.movement.receiver_alone": _("Only the unit to which it goes does this."),
    "stocks.movement.both_sides": _(
        "You stand on another side of this movement: one person orders, another packs and hands over, a third receives. Ask somebody else."
    ),
    "stocks.movement.receiver": _("Choose a unit of the same force."),
    "stocks.movement.due_on": _("Enter the day by which it should arrive: today or later."),
    "stocks.movement.due_far": _("It is to arrive within %(days)s days. Choose an earlier day."),
    "stocks.movement.reason": _("Say why."),
    "stocks.movement.escort": _("Choose an officer of the unit who may carry."),
    "stocks.movement.crate_number": _("Enter the number of the crate."),
    "stocks.movement.crate": _("There is no such crate in this movement. Choose one of the list."),
    "stocks.movement.crate_twice": _("A crate of this number is packed already. Take it off first."),
    "stocks.movement.crate_many": _(
        "A crate takes at most %(most)s firearms. Pack the others into a second one."
    ),
    "stocks.movement.nothing": _("Nothing is given. Scan the arms first."),
    "stocks.movement.many": _("More arms than were ordered: %(most)s. Pack less."),
    "stocks.movement.none_packed": _("Nothing is packed yet. Pack a crate first."),
    "stocks.movement.no_seal": _("These crates bear no seal: %(crates)s. Pack them again with their seals."),
    "stocks.movement.not_held": _("It does not lie in the armoury from which it is ordered: %(given)s."),
    "stocks.movement.several": _(
        "Several arms bear this number: %(given)s. Type the identifier on the label."
    ),
    "stocks.movement.twice": _("It is packed in this movement already: %(given)s."),
    "stocks.movement.stopped": _("%(given)s: %(why)s"),
    "stocks.movement.came_already": _("It was received already: %(given)s."),
    "stocks.movement.not_on_road": _(
        "Its record does not say that it is on the road of this movement. Keep it apart; the office that ordered the movement looks into it."
    ),
    "stocks.movement.none_missing": _("Nothing is missing that is not reported already."),
    "stocks.movement.into": _("Choose an open place of your unit, and another armoury than it came from."),
    "stocks.movement.into_again": _("Choose an open place of your unit."),
}
NOTICES: Final[Mapping[str, tuple[Any, str]]] = {
    "stocks.movement_ordered": (_("A movement of arms is ordered from or to your unit"), "truck-delivery"),
    "stocks.movement_coming": (
        _("A movement of arms to your unit is on the road: receive it by scan"),
        "truck-delivery",
    ),
    "stocks.movement_escorted": (_("You escort a movement of arms"), "user-shield"),
    "stocks.movement_received": (_("Arms of a movement were received"), "circle-check"),
    "stocks.movement_turned_back": (
        _(
            "A movement of arms is turned back: it goes back to the unit that sent it, and nobody else takes anything in"
        ),
        "arrow-back-up",
    ),
}
"""Kind of notice -> its words, its icon."""
