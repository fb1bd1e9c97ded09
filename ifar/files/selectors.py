"""Which files an actor may see, and where their content lies."""

from __future__ import annotations

from pathlib import Path

from django.db.models import Q, QuerySet

from ifar.errors import NotFound
from ifar.files import store
from ifar.files.models import Deposit, Derivative, File
from ifar.files.purposes import PURPOSES
from ifar.files.words import words_of
from ifar.rights import Actor, may

CLEAN = "clean"


def visible(actor: Actor) -> Q:
    """Deposits of the actor's compartments, for purposes that the actor's permissions open."""
    purposes = [name for name, purpose in PURPOSES.items() if purpose.open and may(actor, purpose.open)]
    return Q(purpose__in=purposes, compartment__in=actor.compartments)


def deposits_for(actor: Actor) -> QuerySet[Deposit]:
    """The deposits that `actor` may see, the newest first."""
    return Deposit.objects.filter(visible(actor)).select_related("file").order_by("-id")


def deposit_for(actor: Actor, sha256: str) -> Deposit:
    """The newest deposit of a content; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    found = deposits_for(actor).filter(file_id=sha256).first()
    if found is None:
        raise NotFound("files.not_found")
    return found


def original_for(actor: Actor, sha256: str) -> Path:
    """Where the sealed original of a deposit that `actor` may see lies.

    Raises:
        NotFound: there is none for this actor, or the store has lost it.
    """
    try:
        return store.found(deposit_for(actor, sha256).file_id)
    except NotFound as error:
        raise NotFound(
            error.code, words_of(error.code) if error.code == "files.content.missing" else ""
        ) from error


def shown_for(actor: Actor, sha256: str) -> tuple[Path, str]:
    """The clean copy of a picture that `actor` may see, and its media type.

    Raises:
        NotFound: there is none for this actor.
    """
    deposit = deposit_for(actor, sha256)
    copy = Derivative.objects.filter(original_id=deposit.file_id, form=CLEAN).select_related("file").first()
    if copy is None:
        raise NotFound("files.not_found")
    return store.found(copy.file_id), copy.file.media_type


def all_contents() -> QuerySet[File]:
    """Every content that should be in the store, for the check of the whole store."""
    return File.objects.filter(removal=None).order_by("at", "sha256")
