"""What is said when a crate is packed and when it arrives; each app says beside it what is its own. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ifar.acts.inputs import Input, Prompt


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_SCANNED = _("Scan the labels, or type serial numbers or identifiers: one to a line, or as ranges.")


class CrateIn(Input):
    """The number on a crate, and those of its seals."""

    number: Annotated[
        str,
        Field(min_length=1, max_length=40),
        Prompt(_("Number of the crate"), _("As it stands on it. Pallet or case alike."), way="code"),
    ]
    seals: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]],
        Field(max_length=20),
        Prompt(
            _("Numbers of its seals"),
            _("One a line. Without seals it is not closed yet."),
            way="lines",
        ),
    ] = []


class PackIn(CrateIn):
    """The number of a crate, its seals, and the firearms that go into it."""

    things: Annotated[str, Field(max_length=200_000), Prompt(_("Firearms"), _SCANNED, way="scanned", rows=8)]


class ReceiptIn(Input):
    """What was scanned of what arrived, of one crate or of all; the seals as they were read."""

    crate: Annotated[
        str, Field(max_length=40), Prompt(_("Crate"), way="choice", among=(), empty=_("All crates"))
    ] = ""
    seals: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=60)]],
        Field(max_length=100),
        Prompt(_("Seals as they were read"), _("One a line."), way="lines"),
    ] = []
    seal_broken: Annotated[
        bool,
        Prompt(
            _("A seal was broken or missing"),
            _("Whoever had it in hand is asked what happened, and what became of whatever is missing."),
            way="check",
        ),
    ] = False
    things: Annotated[
        str, Field(max_length=200_000), Prompt(_("Firearms that came"), _SCANNED, way="scanned", rows=8)
    ] = ""
    complete: Annotated[
        bool,
        Prompt(
            _("Everything that came is scanned"),
            _(
                "What was packed there and was not scanned is then missing. Where nothing came at all, say so in the remark."
            ),
            way="check",
        ),
    ] = False
    remark: Annotated[str, Field(max_length=2000), Prompt(_("Remark"), way="text")] = ""
