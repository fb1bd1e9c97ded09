"""Issuing, withdrawing and printing papers.

A higher app says what a paper is about and what it says; who may have it was decided there.

    issue_paper(actor=…, kind="licence_card", about="L…", holder="P…", language="fr", content={…}, valid_to=…)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ifar.accounts.services import reads
from ifar.acts.offers import Offers
from ifar.acts.recorder import Recorder, compartment_of
from ifar.documents import keys, kinds, payload, portrait, seal, selectors, statement
from ifar.documents.acts import ACTS
from ifar.documents.inputs import WithdrawPaper
from ifar.documents.labels import in_words
from ifar.documents.labels import of as words_of
from ifar.documents.layout import LaidOutPaper, layout
from ifar.documents.models import Paper
from ifar.documents.printing import pdf_of
from ifar.errors import Conflict, Invalid, NotFound, Unavailable
from ifar.files.confinement import Limits
from ifar.languages import LANGUAGES
from ifar.ledger import selectors as ledger_selectors
from ifar.ledger import services as ledger
from ifar.ledger.proof import Proof
from ifar.rights import Actor, require

RECORDER: Final = Recorder(ACTS, conflicts={"a fee is not paid": "documents.unpaid"}, states_facts=False)
PAPER: Final = Offers(RECORDER, "paper", selectors.paper_for, page="documents:paper")
SETTING: Final = Limits(seconds=20, memory=2 * 1024**3, output=32 * 1024**2)
"""What setting one paper may take; it takes half a second."""


@transaction.atomic
def issue_paper(
    *,
    actor: Actor,
    kind: str,
    about: str,
    language: str,
    content: Mapping[str, Any],
    holder: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    compartment: str = "",
    replaces: str = "",
) -> Paper:
    """Issue a paper; it can be printed as soon as the log has taken it in.

    Args:
        kind: one of `kinds.KINDS`.
        about: public identifier of what it is about: a licence, a firearm.
        language: one of `ifar.languages`; `content` is in that language, exactly as it will be printed.
        holder: public identifier of the party whose personal values it carries; an erasure of theirs takes them away.
        valid_from: its first day; today where None. `valid_to` its last; without end where None and the kind allows it.
        compartment: whose desks may see it; the issuing office's where empty.
        replaces: number of an earlier paper about the same thing, which is withdrawn in the same act.

    Raises:
        Invalid: the content, the language or the days are not of the kind's form; with every reason.
        NotFound: the paper to replace does not exist for this actor, or is about something else.
    """
    require(actor, "documents:paper:issue")
    now = ledger.now()
    begins = valid_from or timezone.localdate(now)
    try:
        kinds.check(kind, content, begins, valid_to)
    except Invalid as error:
        raise in_words(error) from error
    if language not in LANGUAGES:
        raise Invalid("documents.language", words_of("documents.language"), field="language")
    public, personal = kinds.split(kind, content)
    public_id = RECORDER.new_id("paper")
    changes = {
        "kind": kind,
        "about": about,
        "holder": holder,
        "language": language,
        "content": public,
        "valid_from": begins,
        "valid_to": valid_to,
    }
    if replaces:
        _replace(actor, replaces, about, public_id, now)
    RECORDER.record(
        actor,
        "paper",
        "issued",
        public_id,
        changes=changes,
        personal=personal,
        keeper=(actor.agency, compartment or compartment_of(actor)),
        recorded_at=now,
    )
    return selectors.any_paper(public_id) or Paper.objects.get(public_id=public_id)


@PAPER.act(
    "withdrawn",
    WithdrawPaper,
    gettext_lazy("Withdraw the paper"),
    permission="documents:paper:withdraw",
    done=gettext_lazy("The paper is withdrawn. Whoever verifies it is told so from now on."),
    hint=gettext_lazy(
        "Whoever verifies the paper is told from then on that it does not stand. This cannot be undone; issue a new paper instead."
    ),
    danger=True,
)
@transaction.atomic
def withdraw_paper(*, actor: Actor, paper_id: str, reason: str) -> Paper:
    """Withdraw a paper: it stands no longer, and the public page says so from now on.

    Raises:
        NotFound: there is no such paper for this actor.
        Invalid: no reason.
        Conflict: it was withdrawn already.
    """
    require(actor, "documents:paper:withdraw")
    paper = selectors.paper_for(actor, paper_id)
    _withdraw(actor, paper, reason.strip(), "", ledger.now())
    return selectors.paper_for(actor, paper_id)


def _replace(actor: Actor, replaces: str, about: str, by: str, now: dt.datetime) -> None:
    paper = selectors.paper_for(actor, replaces)
    if paper.about != about:
        raise NotFound("documents.not_found", words_of("documents.not_found"))
    _withdraw(actor, paper, "replaced", by, now)


def _withdraw(actor: Actor, paper: Paper, reason: str, superseded_by: str, now: dt.datetime) -> None:
    if paper.withdrawn_at is not None:
        raise Conflict("documents.withdrawn", words_of("documents.withdrawn"))
    changes = {"reason": reason, "superseded_by": superseded_by}
    RECORDER.record(actor, "paper", "withdrawn", paper, changes=changes, recorded_at=now)


# Printing ---------------------------------------------------------------------------------------------------------------


def print_paper(*, actor: Actor, paper: str, site: str) -> bytes:
    """The paper as a sealed PDF; that somebody took it is logged as a read of whose values it carries.

    Args:
        site: address of this register as the public reaches it, without a slash at its end.

    Raises:
        NotFound: there is no such paper for this actor.
        Refused: no purpose is stated.
        Conflict: a personal value was erased since.
        Unavailable: the log has not taken it in yet, or the paper key is not certified.
    """
    require(actor, "documents:paper:read")
    record = selectors.paper_for(actor, paper)
    people = [record.holder] if record.holder else []
    reads.log(actor, "documents.paper.read", record.public_id, max(len(people), 1), people=people)
    disclosed = selectors.disclosed_of(record)
    if disclosed.erased:
        raise Conflict("documents.erased", words_of("documents.erased"))
    try:
        proof = ledger_selectors.proof_of(actor=actor, entry=record.issued)
    except NotFound as error:
        raise Unavailable("documents.proof", words_of("documents.proof")) from error
    proof = Proof(proof.entry, proof.index, proof.inclusion, proof.checkpoint, disclosed.values)
    signing = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    pictures = portrait.of(actor, record.holder) if kinds.KINDS[record.kind].card else {}
    result = _laid_out(record, proof, signing, site, tuple(pictures))
    return seal.seal(set_paper(result, pictures), record.public_id, signing.key, signing.certificate)


def _laid_out(
    paper: Paper, proof: Proof, signing: keys.PaperKey, site: str, pictures: tuple[str, ...] = ()
) -> LaidOutPaper:
    content = {**paper.content, **{name: value for name, (_, value) in proof.disclosed.items()}}
    address = f"{site}/documents/verify/"
    link = f"{address}{paper.public_id}/"
    file = payload.encode(proof)
    card = kinds.KINDS[paper.kind].card
    if card:
        link += f"?s={statement.to_text(_statement(paper, content).sign(signing.key))}"
    return LaidOutPaper(
        paper=paper.public_id,
        kind=paper.kind,
        language=paper.language,
        content=content,
        office=paper.agency.called_in(paper.language),
        country=settings.IFAR_COUNTRY_NAME,
        issued_on=timezone.localdate(paper.issued_at),
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        address=address,
        link=link,
        parts=() if card else payload.to_parts(paper.public_id, file),
        file="" if card else file.decode(),
        demonstration=settings.DEMO,
        pictures=pictures,
    )


def _statement(paper: Paper, content: Mapping[str, Any]) -> statement.Statement:
    """What the card's code says; categories that do not fit are left to the proof on line."""
    categories: list[str] = []
    for item in sorted({category.replace(",", " ") for category in content.get("categories", ())}):
        if len(",".join([*categories, item]).encode()) <= statement.LIMITS["categories"]:
            categories.append(item)
    return statement.Statement(
        paper=paper.public_id,
        kind=paper.kind,
        licence=content["licence"].encode()[: statement.LIMITS["licence"]].decode(errors="ignore"),
        initials=statement.initials_of(content.get("holder", "")),
        categories=tuple(categories),
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        leaf=selectors.leaf_of(paper),
    )


def set_paper(result: LaidOutPaper, pictures: Mapping[str, Path] | None = None) -> bytes:
    """Set a paper in a confined process; the PDF, not sealed yet.

    Args:
        pictures: place of the template -> file of the picture, for those that `result` names.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    return pdf_of("paper", layout(result), SETTING, pictures)
