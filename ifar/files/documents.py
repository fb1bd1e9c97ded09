"""Documents that are read in the page: a PDF is shown as pictures of its pages, which are made here in a process of its own.

No browser ever opens the PDF in a page, so that nothing in it can act, and the content security policy stays as strict as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from ifar.errors import Invalid, NotFound, Unavailable
from ifar.files import kinds, selectors, store
from ifar.files.confinement import Limits, Unreadable, run
from ifar.files.document import MOST_PAGES
from ifar.files.labels import words_of
from ifar.files.purposes import PURPOSES
from ifar.files.services import StoredFile, keep, keep_copy
from ifar.files.store import Arrived
from ifar.rights import Actor, require

READING: Final = Limits(seconds=30, memory=1024 * 1024 * 1024, output=64 * 1024 * 1024)
_REASONS: Final = ("acts", "pages", "unreadable")
PDF: Final = "pdf"
MOST_FLAT: Final = 40
"""Pages of a document that is made anew."""


@dataclass(frozen=True, slots=True)
class Document:
    """A deposited PDF: as it was kept, its pages, what was written on each when it came."""

    kept: StoredFile
    pages: int
    text: list[str]


def keep_document(*, actor: Actor, purpose: str, name: str, content: Arrived) -> Document:
    """Deposit a PDF made anew of what its pages show: words stay words, and nothing else of the original is kept.

    Raises:
        Invalid: it is of another kind, does more than show pages, has too many, or cannot be read. Nothing was kept.
        TooLarge: it passes the purpose's limit.
    """
    return _keep_anew(actor, purpose, name, content, "clean")


def keep_flat(*, actor: Actor, purpose: str, name: str, content: Arrived) -> Document:
    """Deposit a PDF made anew of the pictures of its pages, and nothing else: of the original no byte is kept.

    `text` is what is written on the pages of the original, for a judgement of what it says: it is not to be kept, because it holds what lies
    under a black bar too.

    Raises:
        Invalid: it is no PDF, does more than show pages, has too many, or cannot be read.
        TooLarge: it passes the purpose's limit.
    """
    return _keep_anew(actor, purpose, name, content, "flat", str(MOST_FLAT))


def _keep_anew(actor: Actor, purpose: str, name: str, content: Arrived, way: str, *more: str) -> Document:
    rule = PURPOSES[purpose]
    require(actor, rule.deposit)
    limit = settings.IFAR_UPLOAD_LIMIT if rule.limit is None else min(rule.limit, settings.IFAR_UPLOAD_LIMIT)
    target = store.incoming() / f"{content.sha256}.{way}"
    try:
        if content.size > limit:
            raise store.too_large(limit)
        if (code := kinds.recognise(content.head).code) != PDF:
            params = {"kind": code, "allowed": [PDF]}
            raise Invalid("files.kind", words_of("files.kind", params), params=params)
        try:
            values: dict[str, Any] = run(
                "ifar.files.document", [way, str(content.path), str(target), *more], READING
            )
            made = store.receive(store.pieces(target), READING.output)
        except Unreadable as error:
            known = error.code in (*_REASONS, "many")
            code = f"files.document.{error.code if known else 'unreadable'}"
            most = MOST_FLAT if error.code == "many" else MOST_PAGES
            raise Invalid(code, words_of(code, {"most": most}), field="document") from error
    finally:
        target.unlink(missing_ok=True)
        content.path.unlink(missing_ok=True)
    kept = keep(actor=actor, purpose=purpose, name=name, content=made)
    return Document(kept, int(values["pages"]), [str(item) for item in values["text"]])


def page_of(sha256: str, number: int) -> tuple[Path, str]:
    """Where the picture of one page of a kept document lies, and its media type; made when it is first asked for.

    The caller has asked whether this reader may see it.

    Raises:
        NotFound: the document is not in the store, or has no such page.
        Unavailable: the page could not be drawn within its limits.
    """
    form = f"page-{number}"
    drawn = selectors.copy_of(sha256, form)
    if drawn is not None:
        return store.found(drawn.file_id), drawn.file.media_type
    target = store.incoming() / f"{sha256}.{form}"
    try:
        run("ifar.files.document", ["draw", str(store.found(sha256)), str(number), str(target)], READING)
        arrived = store.receive(store.pieces(target), READING.output)
    except Unreadable as error:
        if error.code == "unreadable":
            raise NotFound("files.not_found") from error
        raise Unavailable("files.document.unreadable", words_of("files.document.unreadable")) from error
    finally:
        target.unlink(missing_ok=True)
    with transaction.atomic():
        kind = keep_copy(sha256, form, arrived)
    return store.found(arrived.sha256), kind.media_type
