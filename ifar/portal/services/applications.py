"""What a holder does about an application of theirs: the same acts as at the counter, and documents that come with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Conflict, Refused
from ifar.files import services as files
from ifar.files.models import Deposit
from ifar.files.store import Arrived
from ifar.licensing.kind import Kind
from ifar.licensing.models import Application
from ifar.licensing.selectors.kinds import kind_of, kinds
from ifar.licensing.services import applications
from ifar.licensing.services.writing import RECORDER
from ifar.portal import acting, selectors
from ifar.portal.inputs import AnswerTheOffice, Appeal, HandIn, TakeBack
from ifar.portal.labels import invalid, words_of
from ifar.portal.models import Document
from ifar.portal.selectors import Own
from ifar.portal.services.writing import now, write
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

ACT: Final = "portal:own:act"
TAKES_DOCUMENTS: Final = frozenset({"draft", "submitted", "waiting"})
MOST_DOCUMENTS: Final = 20
PURPOSE: Final = "application_document"
BRINGS: Final = frozenset({"licensing_authority"})
"""Offices whose checks rest on what the applicant brings; what the police or a court knows, they answer themselves."""
APPLICATION: Final = Offers(
    RECORDER,
    "application",
    lambda actor, public_id: selectors.application_for(selectors.own(actor), public_id),
    page="mine:application",
    name="my_application",
)
"""The same acts as at the counter, as far as they are the applicant's."""


def kinds_for(mine: Own) -> list[Kind]:
    """The kinds of licences that a party may ask for by itself: for possession; a trade's is asked for at the counter."""
    return [kind for kind in kinds().values() if mine.kind in kind.holders and not kind.is_trade]


@transaction.atomic
def apply(
    *,
    actor: Actor,
    kind: str,
    of: str = "",
    categories: Sequence[str] = (),
    quota: int | None = None,
    note: str = "",
) -> str:
    """Begin an application as a draft, which is kept until it is handed in or taken back; returns its public identifier.

    Raises:
        NotFound: the account stands for no such party, or there is no such kind.
        Refused: this kind is asked for at the counter.
        Invalid: what is asked for cannot be granted.
    """
    require(actor, ACT)
    mine = selectors.party_of(selectors.own(actor), of)
    if kind_of(kind).code not in {item.code for item in kinds_for(mine)}:
        raise Refused("portal.kind", words_of("portal.kind"), field="kind")
    return applications.draft(
        actor=acting.within(actor, acting.APPLY),
        kind=kind,
        applicant=mine.public_id,
        categories=categories,
        quota=quota,
        note=note,
    )


@transaction.atomic
def renew(*, actor: Actor, licence: str) -> str:
    """Begin the application to renew a licence of one's own; returns its public identifier.

    Raises:
        NotFound: it is not the holder's.
        Refused: it is too early or too late.
    """
    require(actor, ACT)
    own = selectors.licences_of(selectors.own(actor)).filter(public_id=licence).exists()
    return applications.draft_renewal(
        actor=acting.within(actor, acting.APPLY), licence_id=licence if own else ""
    )


def _own(actor: Actor, application_id: str) -> Actor:
    """The holder for one act on an application of theirs.

    Raises:
        NotFound: it is not the holder's.
    """
    selectors.application_for(selectors.own(actor), application_id)
    return acting.within(actor, acting.APPLY)


def brought(kind: Kind) -> list[str]:
    """The checks of a kind of licence that rest on a document of the applicant; the others' offices know the answer themselves."""
    return [check.code for check in kind.checks if BRINGS & set(check.answered_by)]


def missing(application: Application) -> list[str]:
    """What the applicant has to bring and has not sent, of what nobody has looked at yet: codes of checks. One query."""
    sent = {document.item for document in selectors.documents_of(application.public_id)}
    wanted = brought(kind_of(application.kind))
    return [code for code in wanted if code not in sent and code not in application.checks]


def _incomplete(application: Application) -> Refused | None:
    """That documents are missing, which are named; None where none is."""
    if not (codes := missing(application)):
        return None
    items = reference.words("check_item")
    params = {"missing": gettext(", ").join(items.get(code, code) for code in codes)}
    return Refused("portal.missing", words_of("portal.missing", params), field="incomplete", params=params)


@APPLICATION.act(
    "submitted",
    HandIn,
    _("Hand the application in"),
    permission=ACT,
    done=_("Submitted. The statutory time limit has begun."),
    hint=lambda record: getattr(_incomplete(record), "message", ""),
    leads=True,
    asks=lambda _actor, record: {"required" if missing(record) else "without": ["incomplete"]},
)
@transaction.atomic
def hand_in(
    *, actor: Actor, application_id: str, incomplete: bool = False, expected_n: int | None = None
) -> None:
    """Hand a draft in: the statutory clock begins.

    Args:
        incomplete: the applicant knows that documents are missing, and brings them to the counter.

    Raises:
        NotFound: it is not the holder's.
        Refused: documents are missing and the applicant has not said that they bring them; it names them.
    """
    require(actor, ACT)
    application = selectors.application_for(selectors.own(actor), application_id)
    if not incomplete and application.state == "draft" and (refused := _incomplete(application)):
        raise refused
    applications.submit(
        actor=acting.within(actor, acting.APPLY), application_id=application_id, expected_n=expected_n
    )


@APPLICATION.act(
    "resumed",
    AnswerTheOffice,
    _("Answer the office"),
    permission=ACT,
    done=_("Your answer was sent to the office; the time limit runs again."),
    leads=True,
)
@transaction.atomic
def answered(*, actor: Actor, application_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Say that what the office asked is answered: the clock runs again."""
    require(actor, ACT)
    applications.resume(
        actor=_own(actor, application_id), application_id=application_id, note=note, expected_n=expected_n
    )


@APPLICATION.act(
    "withdrawn",
    TakeBack,
    _("Take the application back"),
    permission=ACT,
    done=_("The application is withdrawn."),
    danger=True,
)
@transaction.atomic
def take_back(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """Take an application back."""
    require(actor, ACT)
    applications.withdraw(
        actor=_own(actor, application_id), application_id=application_id, note=note, expected_n=expected_n
    )


@APPLICATION.act(
    "appealed",
    Appeal,
    _("Appeal against the refusal"),
    permission=ACT,
    done=_("Your appeal is recorded."),
)
@transaction.atomic
def appeal(*, actor: Actor, application_id: str, note: str, expected_n: int | None = None) -> None:
    """Appeal against a refusal, within the time for it."""
    require(actor, ACT)
    applications.appeal(
        actor=_own(actor, application_id), application_id=application_id, note=note, expected_n=expected_n
    )


@transaction.atomic
def send_document(
    *, actor: Actor, application: str, item: str, name: str, content: Arrived | Path
) -> Document:
    """Send a document with an application of one's own; its hash enters the log.

    Args:
        item: the check that it is for, of those of the kind that rest on what the applicant brings.

    Raises:
        NotFound: it is not the holder's application.
        Conflict: it is no longer open for documents, or has too many.
        Invalid: no such check, or no file of a kind that is taken.
        TooLarge: the file is larger than the limit.
    """
    require(actor, ACT)
    record = selectors.application_for(selectors.own(actor), application)
    if item not in brought(kind_of(record.kind)):
        raise invalid("portal.item", "item")
    if record.state not in TAKES_DOCUMENTS:
        raise Conflict("portal.document.state", words_of("portal.document.state"))
    before = selectors.documents_of(application).count()
    if before >= MOST_DOCUMENTS:
        params = {"most": MOST_DOCUMENTS}
        raise Conflict("portal.document.many", words_of("portal.document.many", params), params=params)
    within = acting.within(actor, acting.DEPOSIT)
    # People name files after themselves: the file is called by what it is for, and their name for it is kept apart.
    suffix = Path(name.strip()).suffix.lower()
    called = f"{item}-{before + 1}{suffix if suffix[1:].isalnum() and len(suffix) <= 6 else ''}"
    kept = files.keep(actor=within, purpose=PURPOSE, name=called, content=content)
    deposit = Deposit.objects.filter(file_id=kept.sha256, actor=actor.id).latest("id")
    at = now()
    payload = {"application": application, "item": item, "sha256": kept.sha256}
    personal = {"document": " ".join(name.split())[:200] or called}
    entry = write(actor, "document", application, payload, at, personal=personal)
    return Document.objects.create(
        entry=entry,
        application=application,
        item=item,
        file_id=kept.sha256,
        deposit=deposit,
        user=actor.id,
        at=at,
    )
