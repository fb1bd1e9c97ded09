"""The words of batches: states, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences

STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "batch": {
        "previewed": pgettext_lazy("a batch", "Previewed"),
        "proposed": pgettext_lazy("a batch", "Waits for another person"),
        "running": pgettext_lazy("a batch", "Running"),
        "ended": pgettext_lazy("a batch", "Completed"),
        "abandoned": pgettext_lazy("a batch", "Abandoned"),
    }
}
TONES: Final[Mapping[str, str]] = {
    "previewed": "warn",
    "proposed": "warn",
    "running": "info",
    "ended": "good",
    "abandoned": "",
}
REFUSALS: Final[Mapping[str, Any]] = {
    "bulk.not_found": _("Not found. Check the number."),
    "bulk.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "bulk.impossible": _("This cannot be done now: it is %(state)s."),
    "bulk.details": _("A value has the wrong format."),
    "bulk.act": _("Choose what is to be done."),
    "bulk.not_yours": _("This bulk act belongs to another office."),
    "bulk.nothing": _("Enter, scan or upload at least one number."),
    "bulk.too_many": _("One bulk act takes at most %(most)s items. Divide the list."),
    "bulk.too_long": _("A number has at most %(most)s characters. Check this line."),
    "bulk.identifier": _(
        "Nothing that your office has bears this number. Scan the label, or type the identifier as it is printed."
    ),
    "bulk.several": _(
        "Several bear this number: %(names)s. Write the make before the number, or scan the label."
    ),
    "bulk.range": _(
        "Is this a range? Then write the smaller number first and both with as many digits: A001-A500. If it is one number, record it by itself."
    ),
    "bulk.double": _("This is on the list already, in line %(line)s."),
    "bulk.own_list": _("You gave this list yourself; another person decides about it."),
    "bulk.takes_another": _("This takes a second person. Propose the list."),
    "bulk.alone": _("This takes no second person. Carry it out."),
    "bulk.by_itself": _("This cannot be decided together with the others. Propose it by itself."),
    "bulk.waits": _("This stands on another list already, which waits for a second person."),
    "bulk.struck": _(
        "Strike out lines of this list, and leave at least one. To approve none, refuse the list."
    ),
    "bulk.none_left": _("Every item is refused. Correct the list, then preview it again."),
    "bulk.read_first": _("This is a list. Open it, read it, and decide there."),
    "bulk.not_waiting": _("This does not wait for your answer."),
    "bulk.said": _("What is said of all of them has another form than the act wants."),
}


_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a batch", "new")
