"""Which files an actor may see, and where their content lies."""

from __future__ import annotations

from pathlib import Path

from django.db.models import BooleanField, F, Func, Q, QuerySet

from ifar.errors import NotFound
from ifar.files import store
from ifar.files.labels import words_of
from ifar.files.models import Deposit, Derivative, File, Removal
from ifar.files.purposes import PURPOSES
from ifar.rights import Actor, may

CLEAN = "clean"


def _erased(column: str) -> Func:
    """Whether a content was lawfully erased and did not come again, as the database says."""
    return Func(F(column), function="files_erased", output_field=BooleanField())


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
    deposit = deposits_for(actor).filter(file_id=sha256).first()
    if deposit is None:
        raise NotFound("files.not_found")
    return deposit


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
    copy = copy_of(deposit.file_id, CLEAN)
    if copy is None:
        raise NotFound("files.not_found")
    return store.found(copy.file_id), copy.file.media_type


def copy_of(original: str, form: str) -> Derivative | None:
    """The newest copy of a form that was made of a content; None where there is none, or where it was erased and not made again."""
    copies = Derivative.objects.filter(original_id=original, form=form).select_related("file")
    result = copies.annotate(erased=_erased("file_id")).order_by("-id").first()
    return None if result is None or result.erased else result


def erased() -> QuerySet[File]:
    """Contents that were lawfully erased and did not come again."""
    return File.objects.filter(_erased("sha256"), pk__in=Removal.objects.values("file"))


def all_contents() -> QuerySet[File]:
    """Every content that should be in the store, for the check of the whole store."""
    return File.objects.exclude(pk__in=erased().values("pk")).order_by("at", "sha256")
