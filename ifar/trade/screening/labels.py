"""The words of sanctions lists and matches. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

FORMS: Final[Mapping[str, Any]] = {
    "un_xml": _("Consolidated list of the Security Council (XML)"),
    "csv": _("Table (CSV)"),
}
PROPOSED: Final[Mapping[str, Any]] = {
    "trade.watchlist_loaded": _("Load a sanctions list"),
    "trade.watchlist_ended": _("Withdraw a sanctions list from use"),
}
HOW: Final[Mapping[str, Any]] = {
    "primary": _("main name"),
    "good": _("other name"),
    "low": _("other name of low quality"),
    "former": _("former name"),
    "script": _("name in original script"),
}
"""How a name stands on a list."""
WAYS: Final[Mapping[str, Any]] = {
    "same": _("the same"),
    "spelling": _("another spelling"),
    "error": _("differs by an error"),
    "script": _("another script"),
    "initial": _("initial"),
    "joined": _("written together or apart"),
    "meaning": _("the same in translation"),
    "kin": _("much the same meaning"),
    "more": _("no counterpart"),
}
"""In what way two words are alike."""
SAYS: Final[Mapping[str, Any]] = {
    "born.same": _("Born the same day or year"),
    "born.near": _("Born about the same time"),
    "born.differs": _("Born some years apart"),
    "born.far": _("Born many years apart"),
    "state.same": _("A State in common"),
    "state.differs": _("No State in common"),
    "number.same": _("The same number of a document"),
}
LISTED_AS: Final[Mapping[str, Any]] = {"person": _("Person"), "entity": _("Entity")}
REFUSED: Final[Mapping[str, Any]] = {
    "trade.gate.match": _(
        "Somebody whom it names might be on a sanctions list. Decide the match first: the same person, or another."
    ),
    "trade.gate.listed": _("Somebody whom it names is on a sanctions list. Propose a refusal."),
    "trade.gate.decided_by_you": _(
        "You decided that somebody whom it names is another person than the one on a list. Another person approves it."
    ),
    "trade.gate.asked_anew": _(
        "A sanctions list, or a name, has changed, and the names are being screened again. Open the page in a minute, decide what was found, then repeat."
    ),
    "trade.verdict": _("Say whether it is the same person or another."),
    "trade.list.code": _("Use small letters, digits and hyphens for the short name."),
    "trade.list.same": _("This version of the list is in use already."),
    "trade.list.title": _("Enter what the list is called."),
    "trade.list.mapping": _(
        "Write the columns as name=Full name, aliases=AKA. These may be named: ref, name, aliases, kind, states, born, numbers, note."
    ),
    "trade.list.large": _("The file is larger than %(megabytes)s MB. No list is as large; check the file."),
    "trade.list.empty": _("The file names nobody. Check that it is the list."),
    "trade.list.long": _("The file has more than %(most)s entries. Check that it is the list."),
    "trade.list.twice": _(
        "The reference %(ref)s stands there twice. Ask whoever made the file, then load it again."
    ),
    "trade.list.doctype": _(
        "The file has a document type, which no sanctions list has. Get it from its authors again."
    ),
    "trade.list.root": _(
        "This XML is not the consolidated list of the Security Council. Load a table in CSV instead."
    ),
    "trade.list.quotes": _("At line %(line)s a quotation mark is not closed. Get the file again."),
    "trade.list.syntax": _("The XML breaks at line %(line)s. Get the file again."),
    "trade.list.encoding": _("The table is not in UTF-8. Save it as CSV in UTF-8."),
    "trade.list.ref": _("The entry at line %(line)s has no reference number. Get the file again."),
    "trade.list.name": _("Line %(line)s has no name. Add it, or take the line out."),
    "trade.list.column": _("The table has no column “%(column)s”. Check how its first line calls it."),
    "trade.list.columns": _(
        "The first line of the table has no column called name. Say which column has the names."
    ),
}
