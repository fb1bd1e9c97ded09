"""Whom a book names is logged for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ifar.accounts.models import Agency
from ifar.accounts.services import reads
from ifar.books.filtering import BookFilter
from ifar.rights import Actor

READ_AS: Final = "books.book.read"


def log_names(actor: Actor, book: Agency, asked: BookFilter, people: Iterable[str]) -> None:
    """Log whom a book names, or who was asked for by name in it: that nobody was found is told too."""
    if (named := sorted({*people})) or (asked.text and actor.purpose is not None):
        reads.log(actor, READ_AS, book.public_id, len(named), people=named)
