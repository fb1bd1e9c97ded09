"""The words of places: kinds, states, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences

KINDS: Final[Mapping[str, Any]] = {
    "store": pgettext_lazy("kind of place", "Store"),
    "room": pgettext_lazy("kind of place", "Room"),
    "shelf": _("Rack or shelf"),
    "evidence": _("Evidence room"),
    "disposal": _("Store for disposal"),
    "vehicle": _("Vehicle"),
    "consignment": pgettext_lazy("kind of place", "Consignment"),
    "person": _("With a person"),
}
ICONS: Final[Mapping[str, str]] = {
    "store": "building-warehouse",
    "room": "building",
    "shelf": "archive",
    "evidence": "building",
    "disposal": "building",
    "vehicle": "arrows-exchange",
    "consignment": "arrows-exchange",
    "person": "user",
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "place": {"open": pgettext_lazy("a place", "Open"), "closed": pgettext_lazy("a place", "Closed")},
    "placement": {"placed": _("In its place"), "left": _("In no place")},
}
REFUSALS: Final[Mapping[str, Any]] = {
    "placement.not_found": _("There is no such place here. Check its number or label."),
    "placement.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "placement.impossible": _("This cannot be done now: it is %(state)s."),
    "placement.details": _("A value has the wrong format."),
    "placement.other_office": _("Another office runs this place or has this in its custody."),
    "placement.kind": _("Choose what kind of place it is."),
    "placement.name": _("Enter what the place is called."),
    "placement.person": _("Choose the person who has the arms with them."),
    "placement.inside": _("There is no such open place of your office."),
    "placement.around": _("A place cannot be inside itself. Choose another one."),
    "placement.place": _("There is no such open place of your office. Check the label."),
    "placement.code": _("This label code is used at another place of your office."),
    "placement.not_empty": _("Something is still in this place. Move it to another place first."),
    "placement.counted": _("This place is being counted. Close it afterwards."),
    "placement.places_inside": _("There are open places inside. Close or move them first."),
    "placement.not_in_custody": _("%(thing)s is not in the custody of your office."),
    "placement.exhibit": _(
        "%(thing)s is an exhibit. Move it on the exhibit's own page, where its seal is read."
    ),
    "placement.on_the_road": _(
        "%(thing)s is on the road with its escort. It lies there until the other store receives it."
    ),
    "placement.twice": _("%(thing)s is in this list twice, at different places."),
    "placement.long_ago": _("This time lies more than %(days)s days back. Correct the clock, then repeat."),
    "placement.future": _("This time lies in the future."),
    "placement.nothing": _("Scan or choose at least one arm."),
    "placement.too_many": _("These are too many at once: at most %(most)s."),
    "placement.unknown_label": _("Nothing here has the label %(label)s."),
    "placement.several": _("%(label)s fits several arms here. Scan the identifier instead."),
    "placement.no_place": _("Scan the label of the place first, then the arms."),
    "placement.moved_meanwhile": _(
        "%(thing)s was placed meanwhile: %(place)s, by %(person)s, %(when)s. Check where it is, then place it again."
    ),
    "placement.left_meanwhile": _(
        "%(thing)s was taken out of its place meanwhile, by %(person)s, %(when)s. Check where it is, then place it again."
    ),
}


_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a place", "new")
