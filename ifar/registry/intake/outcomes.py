"""What becomes of a row, and the codes that say why. Words for them stand in `registry/words/imports.py`."""

from __future__ import annotations

from typing import Final, Literal

Outcome = Literal["ready", "quarantined", "repeat", "known", "mended", "closed"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("ready", "quarantined", "repeat", "known", "mended", "closed")
"""`ready` is imported when the import is released (and afterwards means imported); `repeat` stands earlier in the same file;
`known` was imported before; `mended` waited in quarantine and was imported later; `closed` was set aside by a person."""

REASONS: Final[tuple[str, ...]] = (
    "row.quote", "row.width", "row.undecodable", "row.control", "row.long",
    "serial.missing", "serial.long", "serial.control",
    "year.form", "year.impossible",
    "since.form", "since.impossible", "since.order", "since.future",
    "holder_born.form", "holder_born.impossible", "holder_born.order", "holder_born.future",
    "state.word", "state.cannot", "holder_kind.word", "marking.word", "compartment.word",
    "office.unknown", "office.not_yours", "compartment.not_yours",
    "identity.nothing", "text.long", "text.odd",
)  # fmt: skip
"""Why a row waits in quarantine: `field.what`."""

REMARKS: Final[tuple[str, ...]] = (
    "serial.repaired", "serial.unread", "serial.mixed_script", "serial.placeholder", "serial.no_text",
    "make.unlisted", "model.unlisted", "calibre.unlisted", "type.unlisted", "country_made.unlisted",
    "make.guessed", "model.guessed", "calibre.guessed", "type.guessed", "country_made.guessed",
    "holder_sex.word",
)  # fmt: skip
"""What should be known about a row that is taken in all the same."""
