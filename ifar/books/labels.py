"""The words of books: what stands above their columns, and how a thing came and went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

READS: Final[Mapping[str, Any]] = {
    "books.book.read": _("A page of a bound book was read"),
    "books.book.export": _("A bound book was taken out"),
    "books.own.export": _("A trader took out its own bound book"),
}
"""What somebody read, as the log of reads says it."""

HEADER: Final = (
    _("Acquired on"),
    _("Entered on"),
    _("From whom"),
    _("Address of the supplier"),
    _("Licence or document of the supplier"),
    _("How it came"),
    _("Manufacturer"),
    _("Model"),
    _("Serial number"),
    _("Type"),
    _("Calibre"),
    _("Disposed of on"),
    _("Disposal entered on"),
    _("To whom"),
    _("Address of the recipient"),
    _("Licence or document of the recipient"),
    _("How it left"),
    _("Remarks"),
    _("Identifier"),
)
"""The columns of a book as a workbook (domain.md 9.2)."""
PRINTED: Final = (
    _("Acquired"),
    _("From whom"),
    _("Manufacturer and model"),
    _("Serial number"),
    _("Type and calibre"),
    _("Disposed of"),
    _("To whom"),
    _("Remarks"),
)
"""The same on paper, where what belongs together stands in one cell."""
OPENING: Final = _("Opening stock")
"""A first event that declares as stock what a trader has already."""
TAKEN_BACK: Final = _("Entry annulled")
AS_ENTERED: Final = pgettext_lazy("a book", "As entered")
SHOWS: Final[Mapping[str, Any]] = {
    "both": _("Original and corrected"),
    "original": pgettext_lazy("entries of a book", "Original"),
    "corrected": pgettext_lazy("entries of a book", "Corrected"),
}
"""How a book shows what was corrected."""
