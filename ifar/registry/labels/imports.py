"""Imports in words: fields, outcomes, reasons why a row waits, remarks, refusals; each reason says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, Promise]

FIELDS: Final[Words] = {
    "serial": _("Serial number"),
    "other_serial": _("Serial number of a part"),
    "import_mark": _("Import mark"),
    "make": _("Make"),
    "model": _("Model"),
    "calibre": _("Calibre"),
    "type": _("Type"),
    "country_made": _("Country of manufacture"),
    "year": _("Year of manufacture"),
    "category": _("Legal category"),
    "marking": _("Marking"),
    "source_number": _("Number in the older register"),
    "since": _("Registered on"),
    "state": _("What became of it"),
    "paper": _("Licence or permit"),
    "place": _("Place"),
    "remark": _("Remark"),
    "holder_name": _("Holder's whole name"),
    "holder_family": _("Holder's family name"),
    "holder_given": _("Holder's given names"),
    "holder_kind": _("Kind of holder"),
    "holder_number": _("Holder's identity number"),
    "holder_born": _("Holder's date of birth"),
    "holder_sex": _("Holder's sex"),
    "holder_address": _("Holder's address"),
    "holder_town": _("Holder's town"),
    "holder_country": _("Holder's country"),
    "holder_contact": _("Holder's telephone or e-mail"),
    "office": _("Office"),
    "compartment": _("Compartment"),
}
GROUPS: Final[Words] = {
    "firearm": _("The firearm"),
    "record": _("The older record"),
    "holder": _("The holder"),
    "office": _("The office"),
}
STATUSES: Final[Words] = {
    "uploaded": _("Waiting for its mapping"),
    "trying": _("Being tried"),
    "tried": _("Tried; nothing is in the register yet"),
    "proposed": _("Waiting for another person's release"),
    "running": _("Being taken in"),
    "finished": _("Finished"),
    "refused": _("Not released"),
    "abandoned": pgettext_lazy("an import", "Discarded"),
    "failed": _("Cannot be read"),
}
OUTCOMES: Final[Words] = {
    "ready": pgettext_lazy("outcome of a row, before", "would be taken in"),
    "imported": pgettext_lazy("outcome of a row", "taken in"),
    "quarantined": pgettext_lazy("outcome of a row", "waits in quarantine"),
    "repeat": pgettext_lazy("outcome of a row", "stands earlier in this file"),
    "known": pgettext_lazy("outcome of a row", "was imported before"),
    "mended": pgettext_lazy("outcome of a row", "mended and taken in"),
    "closed": pgettext_lazy("outcome of a row", "set aside"),
}
PHASES: Final[Words] = {
    "reading": _("Reading and judging the rows"),
    "comparing": _("Comparing the rows with each other and with earlier imports"),
    "parties": _("Registering the holders"),
    "firearms": _("Registering the firearms"),
    "pairs": _("Looking for possible duplicates"),
}

REASONS: Final[Words] = {
    "row.quote": _("A cell of the row runs over several lines, and the cells do not fit the heading: a quotation mark was probably not closed, and the next row of the file was taken into this one. Correct the file and upload it anew, or put the values in their places; the row that was taken in is missing otherwise."),
    "row.width": _("The row has more or fewer cells than the heading, so its values may stand in the wrong columns. Put them in their places."),
    "row.undecodable": _("Some characters of the row could not be read in the file's encoding. Type them anew."),
    "row.control": _("The row holds control characters that no keyboard writes. Check its values and type them anew."),
    "row.long": _("A cell of the row was longer than 10,000 characters and was cut. Shorten it."),
    "serial.missing": _("There is no serial number. Enter it, or say that it is unknown or that there is none."),
    "serial.long": _("The serial number is longer than any that is known. Enter the number alone."),
    "serial.control": _("The serial number holds a line break or a control character. Type it anew."),
    "year.form": _("The year of manufacture is no year. Write it with four digits, or leave it empty."),
    "year.impossible": _("A firearm cannot have been made in this year. Correct it, or leave it empty."),
    "since.form": _("The date of registration is no date. Write it like 2019-03-14."),
    "since.impossible": _("There is no such day as the date of registration. Correct it."),
    "since.order": _("Whether the day or the month comes first in the date of registration is not said. Say so in the mapping of the columns, or write the date like 2019-03-14."),
    "since.future": _("The date of registration lies in the future. Correct it."),
    "holder_born.form": _("The holder's date of birth is no date. Write it like 1970-12-31."),
    "holder_born.impossible": _("Invalid date of birth. Correct the holder's date of birth."),
    "holder_born.order": _("Whether the day or the month comes first in the holder's date of birth is not said. Say so in the mapping of the columns, or write the date like 1970-12-31."),
    "holder_born.future": _("The holder's date of birth lies in the future. Correct it."),
    "state.word": _("It is not known what this word says about what became of the firearm. Choose a state, or map the word for the whole file."),
    "state.cannot": _("A record cannot be opened in this state with this kind of owner and this marking. Correct what does not fit."),
    "holder_kind.word": _("It is not known which kind of holder this word means. Choose person, company or unit of the State."),
    "marking.word": _("It is not known what this word says about the marking. Choose unique, altered, none or unknown."),
    "compartment.word": _("There is no such compartment. Choose civilian, police, defence or courts."),
    "office.unknown": _("No office of this name or identifier is known. Correct it, or map the word for the whole file."),
    "office.not_yours": _("You may not register firearms for this office. Have that office import the row."),
    "compartment.not_yours": _("The row belongs to another compartment than its office. Have the office of that compartment import it."),
    "identity.nothing": _("The row names no serial number, no make and no model, so nobody could find the firearm again. Enter what is known."),
    "text.long": _("A text of the row is longer than its field. Shorten it."),
    "text.odd": _("A text of the row holds characters that cannot be shown. Type it anew."),
}  # fmt: skip
REMARKS: Final[Words] = {
    "serial.repaired": _("Spaces around or inside the serial number were tidied up."),
    "serial.unread": _("Some characters of the serial number could not be read."),
    "serial.mixed_script": _("The serial number mixes letters of several scripts."),
    "serial.placeholder": _("The serial number looks like a placeholder, such as 000000 or 123456."),
    "serial.no_text": _("The older register says that the serial number is unknown or that there is none."),
    "make.unlisted": _("The make is not on the list; it was kept as it was written."),
    "model.unlisted": _("The model is not on the list; it was kept as it was written."),
    "calibre.unlisted": _("The calibre is not on the list; it was kept as it was written."),
    "type.unlisted": _("The type is not on the list; it was kept as it was written."),
    "country_made.unlisted": _("The country is not on the list; it was kept as it was written."),
    "make.guessed": _("The make was recognised by likeness only."),
    "model.guessed": _("The model was recognised by likeness only."),
    "calibre.guessed": _("The calibre was recognised by likeness only."),
    "type.guessed": _("The type was recognised by likeness only."),
    "country_made.guessed": _("The country was recognised by likeness only."),
    "holder_sex.word": _("The word for the holder's sex was not understood and left out."),
}  # fmt: skip
REFUSALS: Final[Words] = {
    "import.not_found": _("There is no such import that you may see. Check the identifier."),
    "import.under_way": _("This import is under way or over, so it cannot be changed any more."),
    "import.not_mapped": _("Say first which column means what."),
    "import.not_tried": _("Only an import that your own office has tried can be proposed for release. Try it first."),
    "import.nothing_ready": _("No row of this file would be taken in, so there is nothing to release."),
    "import.changed": _("The import was changed after it was proposed. Refuse this proposal, so that it can be proposed anew."),
    "import.not_finished": _("Mended rows can be proposed once the import itself is finished."),
    "import.nothing_mended": _("No mended row waits for a release. Mend rows first."),
    "import.staging_lost": _("The prepared rows of this import are gone from the disk. Nothing is lost: upload the file once more and try it; what is in the register already is recognised."),
    "import.row.not_found": _("There is no such row in quarantine that you may mend."),
    "import.row.note": _("Say why this row is set aside: somebody will ask."),
    "import.word": _("The list has nothing of this name alone. Choose one of the suggestions."),
    "import.mapping": _("The columns cannot be used like this."),
    "import.mapping.field": _("There is no such field."),
    "import.mapping.column": _("The file has no such column."),
    "import.mapping.twice": _("One column can say only one thing. Choose another column."),
    "import.mapping.joined": _("This field takes one column only."),
    "import.mapping.serial": _("Say which column holds the serial number, or what it means that there is none."),
    "import.mapping.identity": _("Say which column holds at least the make, the model, the type or the calibre."),
}  # fmt: skip


def _words(code: str, params: Mapping[str, Any] | None = None) -> str:
    text = REFUSALS.get(code) or REASONS.get(code) or REMARKS.get(code)
    return code if text is None else str(text) % dict(params or {}) if params else str(text)


words_of = lazy(_words, str)
"""The sentence for a code of an import, in the reader's language."""
