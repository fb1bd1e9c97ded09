"""The words of recoveries: kinds, states, acts, refusals. Codes are stable, words are translated; lists are reference data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Reason
from ifar.registry.labels import STATES

CASES: Final[Mapping[str, Any]] = {
    "seized": _("Seizure"),
    "found": pgettext_lazy("recovery", "Find"),
    "surrendered": _("Surrender"),
    "shooting": _("Shooting without a gun"),
}
CONFIRMED: Final[Mapping[str, Any]] = {
    "passkey": _("Confirmed with the person's own passkey."),
    "code": _("Confirmed with a one-time code of the person, on another's device."),
    "glass": _("Confirmed by a signature on the device's screen."),
    "paper": _("Confirmed on paper %(paper)s."),
}
"""How an entry of a device was confirmed; none is called more than it is."""
ITEMS: Final[Mapping[str, Any]] = {
    "firearm": _("Firearm"),
    "part": _("Part or component"),
    "ammunition": _("Ammunition"),
    "cartridge_case": _("Cartridge case"),
    "bullet": _("Bullet"),
    "unrecovered": _("Firearm that was not found"),
}
COLUMNS: Final[Mapping[str, Any]] = {
    "kind": _("What it is"),
    "serial": _("Serial number, as you read it"),
    "other_serial": _("Serial number of a part"),
    "import_mark": _("Import mark"),
    "make": _("Make"),
    "model": _("Model"),
    "calibre": _("Calibre"),
    "type": _("Type"),
    "country_made": _("Country of manufacture"),
    "year": _("Year of manufacture"),
    "marking": _("Marking"),
    "quantity": _("Pieces"),
    "condition": _("How it was made"),
    "exhibit": _("Number of the exhibit"),
}
"""Columns of a table of exhibits, in the order in which a row is mended."""
CASE_STATES: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("state of a case", "Open"),
    "concluded": pgettext_lazy("a case", "Concluded"),
}
ITEM_STATES: Final[Mapping[str, Any]] = {
    "open": _("Not linked yet"),
    "linked": _("Linked to the register"),
    "merged": _("Found meanwhile"),
}
KEPT: Final = _("Kept as an exhibit")
NOT_FOUND: Final = _("Not found yet")
TONES: Final[Mapping[str, str]] = {"linked": "good", "open": "warn", "merged": "", "concluded": "good"}
PLACES: Final[Mapping[str, Any]] = {
    "exact": _("to the metre"),
    "street": _("to the street"),
    "town": _("to the town"),
    "district": _("to the district"),
    "area": _("to the area only"),
    "unknown": _("accuracy not stated"),
}
HOW: Final[Mapping[str, Any]] = {
    "entry": _("found when it was entered"),
    "later": _("came into the register later"),
    "reported": _("reported as lost or stolen later"),
}
VERDICTS: Final[Mapping[str, Any]] = {"confirmed": _("It is the one"), "rejected": _("It is another one")}
STAGES: Final[Mapping[str, Any]] = {
    "noted": _("No proceedings"),
    "suspected": _("Suspected"),
    "arrested": _("Arrested"),
    "prosecuted": _("Prosecuted"),
    "convicted": _("Convicted"),
    "acquitted": _("Acquitted"),
    "dropped": _("Proceedings ended"),
}
SEXES: Final[Mapping[str, Any]] = {
    "male": _("Man"),
    "female": _("Woman"),
    "unknown": _("Sex not known"),
}
AGES: Final[Mapping[str, Any]] = {
    "under_15": _("Under 15 years"),
    "15_17": _("15 to 17 years"),
    "18_24": _("18 to 24 years"),
    "25_34": _("25 to 34 years"),
    "35_59": _("35 to 59 years"),
    "60_over": _("60 years and over"),
    "unknown": _("Age not known"),
}
PRICES: Final[Mapping[str, Any]] = {"asked": _("asked"), "paid": _("paid")}
ACTS: Final[Mapping[str, Any]] = {
    "case opened": pgettext_lazy("a case", "Opened"),
    "case amended": _("Amended"),
    "case person_named": _("A person was entered"),
    "case person_changed": _("Proceedings against a person went on"),
    "case shared": _("Shared with another office"),
    "case handed_over": _("Taken out for a case-management system"),
    "case concluded": pgettext_lazy("a case", "Concluded"),
    "case reopened": pgettext_lazy("a case", "Opened again"),
    "item entered": _("An item was entered"),
    "item amended": _("What is said of an item was changed"),
    "item photographed": _("Photographs were added"),
    "item hit": _("The register has a firearm that it may be"),
    "item judged": _("A proposal was judged"),
    "item linked": _("Linked to a firearm of the register"),
    "item unlinked": _("The link was taken back"),
    "item traced": _("The outcome of tracing was noted"),
    "item compared": _("A laboratory said which firearm left it"),
    "item merged": _("The firearm was found"),
}
_MESSAGES: Final[Mapping[str, Any]] = {
    "recoveries.not_found": _("There is no such case or item."),
    "recoveries.case.concluded": _("This case is concluded. Open it again first."),
    "recoveries.changed_meanwhile": _("Somebody else changed this meanwhile. Look at it again."),
    "recoveries.impossible": _("This cannot be done with an item or a case in this state."),
    "recoveries.details": _("Something of what was given has not the right form."),
    "recoveries.proposed": _(
        "A proposal waits for a word. Say first that you have looked at it and that it is another firearm: one firearm must not get two records."
    ),
    "recoveries.kind": _("Choose what it is."),
    "recoveries.code": _("The reference data have no such entry. Choose one of the list."),
    "recoveries.number": _("Say the number of the case, as your office knows it."),
    "recoveries.number.taken": _(
        "Your office has the case %(number)s already. Open that one, or give another number."
    ),
    "recoveries.future": _("This lies in the future."),
    "recoveries.coordinates": _("Latitude lies between -90 and 90, longitude between -180 and 180 degrees."),
    "recoveries.coordinates.both": _("Give latitude and longitude, or neither."),
    "recoveries.anonymous": _("Only what was surrendered or found may be anonymous."),
    "recoveries.anonymous.named": _("This case is anonymous: nobody is named in it."),
    "recoveries.anonymous.settled": _(
        "Whether a case is anonymous is settled when it is opened, and the promise is kept. Open a new case for what is different."
    ),
    "recoveries.anonymous.said": _(
        "This case is anonymous: what may name somebody does not come into it. Open a new case for it."
    ),
    "recoveries.shared_only": _(
        "This case was shared with your office to be read. Ask %(office)s to change it."
    ),
    "recoveries.capture.unconfirmed": _(
        "The confirmation does not fit this entry: have it confirmed again, or send it without."
    ),
    "recoveries.capture": _("Another entry arrived under the same key. Look at both."),
    "recoveries.capture.concluded": _(
        "The case %(number)s of your office is concluded. Have it opened again first, or give another number."
    ),
    "recoveries.capture.kind": _(
        "The case %(number)s of your office is another one: %(kind)s. Choose that, or give another number."
    ),
    "recoveries.ground": _("Only a seizure has a legal ground."),
    "recoveries.price": _("A price has an amount above nothing and a currency of three letters."),
    "recoveries.none": _("There is nothing to enter."),
    "recoveries.scan.label": _(
        "Line %(line)s is a label of the register and no serial number. Scan the code on the arm, or type its serial number."
    ),
    "recoveries.scan.twice": _(
        "Line %(line)s says the same as line %(first)s. Take one out; where two arms bear one number, enter the second by itself."
    ),
    "recoveries.scan.long": _("Line %(line)s is too long for a serial number."),
    "recoveries.scan.first": _(
        "This is of the first item alone: type its serial number too, or leave this empty."
    ),
    "recoveries.too_many": _("Enter at most %(most)s items at once."),
    "recoveries.quantity": _("Only ammunition, parts and what was fired may be entered as several at once."),
    "recoveries.said_nothing": _(
        "Say at least one thing by which it can be told: type, make, calibre or a mark."
    ),
    "recoveries.mark": _("A mark has a kind and what was read."),
    "recoveries.item.kind": _("This is nothing that the register keeps a record of."),
    "recoveries.case.kind": _("In this kind of case nothing was taken in."),
    "recoveries.conclude.proposals": _(
        "The register has something that items %(lines)s may be. Say of each proposal whether it is the one; then conclude the case."
    ),
    "recoveries.conclude.rows": _(
        "Rows %(rows)s of %(source)s were not taken in. Mend them, or say that they stay out and why."
    ),
    "recoveries.conclude.rows_met": _(
        "The register has the mark of rows %(rows)s of %(source)s. Mend and enter them; then conclude the case."
    ),
    "recoveries.hit": _("There is no such proposal."),
    "recoveries.hit.not_certain": _(
        "Not one firearm alone is proposed for this item, or it is not certain enough. Look at it by itself."
    ),
    "recoveries.verdict": _("Say whether it is the one."),
    "recoveries.reason": _("Say why."),
    "recoveries.person.role": _("Choose the role."),
    "recoveries.person.sex": _("Choose the sex, or that it is not known."),
    "recoveries.person.age": _("Choose the age group, or that it is not known."),
    "recoveries.person.stage": _("Choose how far proceedings came."),
    "recoveries.person": _("There is no such person in this case."),
    "recoveries.weapon": _("Name a firearm, or one that was not found, of a case that you see."),
    "recoveries.fired": _("Only cartridge cases and bullets are compared."),
    "recoveries.unrecovered": _("Only a firearm that was not found becomes one that was."),
    "recoveries.office": _("There is no such office."),
    "recoveries.thing": _("Choose what was on offer."),
    "recoveries.observation": _("Say a price or how easily it can be had."),
    "recoveries.row.quantity": _("“%(text)s” is no number of pieces."),
    "recoveries.row.kind": _("“%(text)s” is none of firearm, part, ammunition, cartridge case, bullet."),
    "recoveries.row.word": _("The reference data know nothing by the name “%(text)s”."),
    "recoveries.row.year": _("“%(text)s” is no year."),
    "recoveries.row.defect": _("The row could not be read: its cells do not fit the headings."),
    "recoveries.table.columns": _(
        "No column was recognised. Give the headings, for example: serial number, make, model, calibre, type."
    ),
    "recoveries.list.filter": _("This filter is not valid. Correct it, then export."),
    "recoveries.list.long": _("The list has more than %(most)s cases. Filter it first."),
    "recoveries.table.rows": _("The table has more than %(most)s rows."),
}

_TOLD_WANTED: Final = _("It may be one that is looked for: %(state)s, %(percent)s %% likely. Ask %(ask)s.")
_TOLD_KNOWN: Final = _("The register has one that it may be: %(state)s, %(percent)s %% likely. Ask %(ask)s.")
_TOLD_CLOSED: Final = _("Ask %(ask)s about this mark. More cannot be told here.")


def of(code: str, params: Mapping[str, Any] | None = None) -> Any:
    """What a refusal says, as a sentence for people."""
    value = _MESSAGES.get(code, code)
    return str(value) % dict(params) if params else value


def explained(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons with their sentences."""
    return [replace(reason, message=reason.message or of(reason.code, reason.params)) for reason in reasons]


def state_words(record_type: str, state: str) -> Any:
    """A state in words."""
    return (CASE_STATES if record_type == "case" else ITEM_STATES).get(state, state)


def told_words(state: str, percent: int, ask: Iterable[str], *, wanted: bool) -> str:
    """What an officer in the field is told of a hit, in one sentence; without a state only whom to ask.

    Names are isolated from the direction of the sentence.
    """
    values = {
        "state": STATES.get(state, state),
        "percent": percent or "<1",
        "ask": ", ".join(f"\u2068{name}\u2069" for name in ask),
    }
    if not state:
        return str(_TOLD_CLOSED) % values
    return str(_TOLD_WANTED if wanted else _TOLD_KNOWN) % values
