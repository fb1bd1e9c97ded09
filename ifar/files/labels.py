"""The refusals of files in words: what it is, what that means, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS: Final[Mapping[str, Promise]] = {
    "text": _("a text or CSV file"),
    "zip": _("a workbook or a ZIP archive"),
    "ole": _("an older Office document"),
    "png": _("a PNG picture"),
    "jpeg": _("a JPEG picture"),
    "webp": _("a WebP picture"),
    "heic": _("a HEIC picture"),
    "gif": _("a GIF picture"),
    "bmp": _("a BMP picture"),
    "tiff": _("a TIFF picture"),
    "svg": _("an SVG drawing"),
    "pdf": _("a PDF document"),
    "rtf": _("an RTF document"),
    "xml": _("an XML file"),
    "html": _("a web page"),
    "gzip": _("a gzip archive"),
    "bzip2": _("a bzip2 archive"),
    "xz": _("an xz archive"),
    "7z": _("a 7-Zip archive"),
    "rar": _("a RAR archive"),
    "zstd": _("a Zstandard archive"),
    "program": _("a program"),
    "sqlite": _("an SQLite database"),
    "access": _("an Access database"),
    "parquet": _("a Parquet file"),
    "binary": _("a binary file of an unknown kind"),
    "empty": _("an empty file"),
}

REFUSALS: Final[Mapping[str, Promise]] = {
    "files.empty": _("No file arrived, or it is empty. Choose the file again."),
    "files.too_large": _("The file is larger than %(megabytes)s MB. Split it into parts, or ask the administrator to raise the limit."),
    "files.kind": _("The file is %(kind)s, whatever its name says. This page takes %(allowed)s."),
    "files.content.missing": _("The content of this file is not in the store. Tell your administrator; a backup may have it."),
    "files.content.changed": _("The content of this file no longer is what was deposited. Tell the security officer and keep everything as it is."),
    "files.document.acts": _("This PDF holds scripts, other files or forms, so it was not taken. Print it to a new PDF and upload that."),
    "files.document.pages": _("This PDF has no page, or more than %(most)s. Divide it into parts."),
    "files.document.many": _("This PDF has more than %(most)s pages. Divide it, or bring it to the library."),
    "files.document.unreadable": _("This PDF is damaged, protected by a password or cannot be read. Save it anew and upload that."),
    "tables.damaged": _("The file is damaged or cut off and cannot be read. Open it in the program that made it, save it anew and upload that."),
    "tables.protected": _("The workbook is protected by a password. Save a copy without the password and upload that."),
    "tables.macros": _("The workbook holds macros, which are programs. Save it as a workbook without macros (.xlsx) or as CSV and upload that."),
    "tables.bomb": _("The file says that it unpacks to %(megabytes)s MB, far more than a table of its size holds, so it was not opened."),
    "tables.archive": _("The file is an archive, not a table. Unpack it and upload the table inside."),
    "tables.archive_nested": _("The file is an archive with further archives in it, not a table. Unpack them and upload the table inside."),
    "tables.entities": _("The workbook defines entities of its own, which no spreadsheet program writes, so it was not opened. Save it anew as .xlsx or as CSV."),
    "tables.no_workbook": _("This Office document is no workbook. Upload an Excel or OpenDocument workbook, or CSV."),
    "tables.no_rows": _("There is no row in this table. Choose another sheet or another file."),
    "tables.columns": _("The table has at least %(count)s columns; ifar reads at most %(most)s. Leave out the columns that do not belong to the register."),
    "tables.line": _("A line of the file has more than %(megabytes)s million characters, so this is hardly a table of rows. Check how it was written and save it anew."),
    "tables.cell": _("A cell of the file has more than %(characters)s characters. Shorten it and upload the file again."),
    "tables.quote_open": _("In row %(row)s a quotation mark opens a cell that never closes, so the rest of the file would become one cell. Mend the row and upload the file again."),
    "tables.rows": _("The table has more than %(most)s rows. Split it into several files."),
    "tables.time": _("Reading the file took too long and was stopped. Save it as CSV and try again, or split it."),
    "tables.memory": _("The file would take more memory than a table may, often because of a cell far outside the table. Save the table alone as CSV and try again."),
    "files.picture.unreadable": _("The picture cannot be read. Take it again, or save it anew as JPEG or PNG."),
    "files.picture.heic": _(
        "This installation cannot read HEIC pictures. Set the camera to “most compatible”, or save the picture anew as JPEG."
    ),
}  # fmt: skip


def _words(code: str, params: Mapping[str, Any] | None = None) -> str:
    values = dict(params or {})
    if "limit" in values:
        values["megabytes"] = values["limit"] // (1024 * 1024)
    if "kind" in values:
        values["kind"] = KINDS.get(values["kind"], KINDS["binary"])
    if "allowed" in values:
        values["allowed"] = gettext(" or ").join(str(KINDS[kind]) for kind in values["allowed"])
    return str(REFUSALS[code]) % values


words_of = lazy(_words, str)
"""The sentence for a code of this app, with its parameters, in the reader's language."""
