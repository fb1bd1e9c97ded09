"""The words of ammunition: kinds, movements, accounts, states, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences

KINDS: Final[Mapping[str, Any]] = {
    "cartridge": _("Cartridges"),
    "case": _("Cartridge cases"),
    "primer": _("Primers"),
    "powder": _("Propellant powder"),
    "bullet": _("Bullets"),
}
UNITS: Final[Mapping[str, Any]] = {"piece": _("pieces"), "gram": _("grams")}
PACKINGS: Final[Mapping[str, Any]] = {
    "single": _("Pieces or grams"),
    "package": _("Smallest packages"),
    "case": pgettext_lazy("ammunition", "Cases"),
}
MIXED: Final = _("Mixed lot, loose rounds")
GROUNDS: Final[Mapping[str, Any]] = {
    "defect": _("A defect was found"),
    "accident": _("An accident happened with it"),
    "recall": _("Its maker recalls it"),
    "investigation": _("It is being investigated"),
    "unstable": _("It is no longer stable"),
}
OCCASIONS: Final[Mapping[str, Any]] = {
    "training": pgettext_lazy("ammunition", "Training"),
    "exercise": _("Exercise"),
    "operation": _("Operation"),
    "test": _("Test firing"),
    "proof": _("Proof firing"),
}
LOSSES: Final[Mapping[str, Any]] = {
    "stolen": _("It was stolen"),
    "mislaid": _("It was mislaid"),
    "accident": _("It was lost in an accident"),
    "unexplained": _("Nobody knows how"),
}
MISTAKES: Final[Mapping[str, Any]] = {
    "lot": _("It was another lot"),
    "quantity": _("It was another quantity"),
    "place": _("It was another place"),
    "twice": _("It was entered twice"),
    "never": _("It never happened"),
}
MOVES: Final[Mapping[str, Any]] = {
    "manufactured": pgettext_lazy("ammunition", "Manufactured"),
    "imported": pgettext_lazy("ammunition", "Imported"),
    "found": pgettext_lazy("ammunition", "Found"),
    "seized": pgettext_lazy("ammunition", "Seized"),
    "opened": _("Opening count"),
    "moved": _("Moved to another place"),
    "repacked": _("Repacked, split or mixed"),
    "sent": _("Sent to another office"),
    "received": _("Received from another office"),
    "lost": pgettext_lazy("ammunition", "Lost"),
    "lost_by_two": _("Lost, as two people said"),
    "destroyed": pgettext_lazy("ammunition", "Destroyed"),
    "demilitarised": _("Demilitarised"),
    "spent": pgettext_lazy("ammunition", "Spent"),
    "sold": _("Sold to a holder"),
}
UNDONE: Final[Mapping[str, Any]] = {
    "undone": pgettext_lazy("a movement", "Undone"),
    "undone_by_two": pgettext_lazy("a movement", "Undone"),
    "receipt_undone": _("Receipt undone"),
}
"""Counter-entries, beside what they undo."""
TITLES: Final[Mapping[str, Any]] = {
    "ammunition.movement_destroyed": _("Destruction of ammunition"),
    "ammunition.movement_demilitarised": _("Demilitarisation of ammunition"),
    "ammunition.movement_lost_by_two": _("Loss of ammunition that is suspended or was seized"),
    "ammunition.movement_undone_by_two": _("Undoing what two people decided about ammunition"),
}
NOTICES: Final[Mapping[str, Any]] = {
    "ammunition.suspended": _("A lot that your office has is suspended: use, move and send none of it"),
    "ammunition.resumed": _("The suspension of a lot that your office has is lifted"),
}
"""What whoever has some of a lot is told."""
ROAD: Final = _("In transit")
CAUSES: Final[Mapping[str, Any]] = {
    "ammunition.received": _("The receiving office counted another quantity than was sent."),
    "ammunition.lost": _("An office reported ammunition as lost."),
    "ammunition.entry_undone": _("An office undid an entry by which ammunition came in, or a sale of it."),
    "ammunition.expired": _("The shelf life of a lot is over, and some of it is still there."),
    "ammunition.survey_due": _("A lot is due for surveillance."),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "lot": {"open": _("May be used"), "suspended": pgettext_lazy("a lot", "Suspended")},
    "movement": {
        "posted": pgettext_lazy("a movement", "Recorded"),
        "on_road": _("In transit"),
        "undone": pgettext_lazy("a movement", "Undone"),
    },
}
REFUSALS: Final[Mapping[str, Any]] = {
    "ammunition.not_found": _("There is no such lot or movement here. Check its number."),
    "ammunition.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "ammunition.impossible": _("This cannot be done now: it is %(state)s."),
    "ammunition.details": _("A value has the wrong format."),
    "ammunition.of_issue": _("It belongs to an issue of State stock. Take that back instead."),
    "ammunition.other_office": _("Another office keeps this."),
    "ammunition.kind": _("Choose what it is."),
    "ammunition.unit": _("Choose whether it is counted or weighed."),
    "ammunition.by_weight": _("Powder is weighed, in grams."),
    "ammunition.by_piece": _("Only powder is weighed; everything else is counted."),
    "ammunition.maker": _("Enter who made it."),
    "ammunition.number": _("Enter the number that is marked on it."),
    "ammunition.calibre": _("Enter the calibre."),
    "ammunition.ground": _("Choose a ground of the list."),
    "ammunition.occasion": _("Choose on what occasion it was spent."),
    "ammunition.suspended": _(
        "A lot of this list is suspended: it is not used, moved or sent until the suspension is lifted."
    ),
    "ammunition.suspended_source": _(
        "In a lot of this list are rounds of another one that is suspended: %(lots)s. It is not used, moved or sent until that suspension is lifted."
    ),
    "ammunition.suspended_by_you": _("You suspended it; another person lifts the suspension."),
    "ammunition.not_yours_to_stop": _("Another authority looks after the office that keeps this lot."),
    "ammunition.move": _("Choose what happened to the ammunition."),
    "ammunition.same_place": _("Choose another place than the one where it is."),
    "ammunition.same_office": _("Choose another office than your own."),
    "ammunition.to_office": _("There is no such office. Choose it from the list."),
    "ammunition.not_to_you": _("This was sent to another office."),
    "ammunition.mistake": _("Choose what was wrong."),
    "ammunition.two_decided": _("Two people decided this; two people undo it."),
    "ammunition.two_needed": _(
        "It is suspended, or was seized: two people say that it is lost, or that it never came in. Propose it to another person."
    ),
    "ammunition.loss": _("Choose how it was lost from the list."),
    "ammunition.unmarked": _(
        "A maker marks the smallest package of cartridges. Correct the lot and enter that mark first."
    ),
    "ammunition.maker_alone": _("Only a maker makes ammunition. Choose another word for what came in."),
    "ammunition.one_entered": _("One person entered this; it is undone without a second one."),
    "ammunition.received_there": _(
        "The other office received it. It sends it back, or undoes its receipt first."
    ),
    "ammunition.place": _("There is no such open place of your office."),
    "ammunition.reference": _("Enter the number of the paper: letters and digits, and no names."),
    "ammunition.witness": _("Choose a person of your office who saw it."),
    "ammunition.own_witness": _("You record it; another person is the witness."),
    "ammunition.reason": _("Enter why, for the person who decides."),
    "ammunition.lot": _("No lot here has the number %(lot)s."),
    "ammunition.several": _("Several lots here have the number %(lot)s. Use the identifier instead."),
    "ammunition.into": _(
        "Choose into which lot %(lot)s goes: one of the same calibre that your office keeps."
    ),
    "ammunition.mixed_stays": _(
        "Nobody knows who made the loose rounds of a mixed lot: they are not sent, made or imported as a lot."
    ),
    "ammunition.mixed_kind": _("A mixed lot holds cartridges."),
    "ammunition.mixed_unmarked": _("A mixed lot has no mark and no shelf life."),
    "ammunition.mixed_place": _("A mixed lot holds the loose rounds of its own place."),
    "ammunition.packed": _(
        "It is not on record how many pieces are in a package or a case of %(lot)s. Enter pieces."
    ),
    "ammunition.ask_desk": _("It cannot be sold to this licence. Ask the licensing office."),
    "ammunition.sale.place": _("Choose the place: it lies at several, or not at this one."),
    "ammunition.not_kept": _(
        "Another office keeps the lot %(lot)s. Register what came in as a lot of your own."
    ),
    "ammunition.twice": _("The lot %(lot)s is in this list twice."),
    "ammunition.short": _("There is less of a lot there than you take: %(lots)s."),
    "ammunition.short_meanwhile": _("There is less there than you take: some of it is elsewhere by now."),
    "ammunition.begun": _(
        "There was some of the lot there before: an opening count is only for a beginning."
    ),
    "ammunition.counted": _("Say of each lot that was sent how much of it you counted."),
    "ammunition.lines": _("Enter at least one lot, and no more than %(most)s."),
}

_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a lot", "new")
