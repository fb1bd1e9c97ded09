"""Papers of other States on which an authorisation rests: entered by one person with a photograph, verified by another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.files import selectors as files
from ifar.files import services as deposits
from ifar.files.store import Arrived
from ifar.portal import acting
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import gate, inputs, selectors
from ifar.trade.inputs import GoodsLine
from ifar.trade.models import Authorisation, Paper
from ifar.trade.services.named import check_party, parties_to_choose
from ifar.trade.services.writing import RECORDER, VERIFY, WRITE, goods_of
from ifar.typed import in_ascii

PURPOSE: Final = "transfer_paper"
PAPER: Final = Offers(RECORDER, "paper", selectors.paper_for, page="trade:paper", name="transfer_paper")
_ENDED: Final = ("refused", "withdrawn", "revoked")
_OF_STATES: Final = (gate.IMPORT, "no_import_licence", gate.TRANSIT)


@transaction.atomic
def keep_file(*, actor: Actor, name: str, content: Arrived | Path | Iterable[bytes]) -> str:
    """Keep the photograph of a paper; returns its hash, by which the paper names it.

    Raises:
        Invalid: it is no picture that can be read.
        TooLarge: it is too large.
    """
    require(actor, WRITE)
    return deposits.keep(actor=actor, purpose=PURPOSE, name=name, content=content).sha256


def _sets(actor: Actor, of: Authorisation, but: str, **said: Any) -> dict[str, Any]:
    if not reference.exists("transfer_paper", said["kind"]):
        raise RECORDER.invalid(Reason("trade.paper.kind", field="kind"))
    is_of_state = said["country"] or said["kind"] in _OF_STATES
    if is_of_state and not reference.exists("country", said["country"]):
        raise RECORDER.invalid(Reason("trade.country", field="country"))
    if said["expires_on"] < said["issued_on"]:
        raise RECORDER.invalid(Reason("trade.paper.days", field="expires_on"))
    check_party(actor, said["consignee"], "consignee")
    if not files.deposits_for(actor).filter(file_id=said["file"], purpose=PURPOSE).exists():
        raise RECORDER.invalid(Reason("trade.paper.file", field="file"))
    number = " ".join(in_ascii(said["number"]).split()).upper()
    if selectors.is_on_file(
        said["kind"], said["country"], number, of, but, by_applicant=actor.agency_kind == acting.KIND
    ):
        raise RECORDER.invalid(Reason("trade.paper.twice", field="number"))
    issuer = " ".join(said["issuer"].split())
    return {**said, "number": number, "issuer": issuer, "goods": goods_of(said["goods"])}


@transaction.atomic
def enter_paper(
    *,
    actor: Actor,
    authorisation_id: str,
    kind: str,
    number: str,
    issuer: str,
    issued_on: dt.date,
    expires_on: dt.date,
    consignee: str,
    goods: Sequence[GoodsLine],
    file: str,
    country: str = "",
) -> str:
    """Enter a paper on which an authorisation rests; returns its public identifier. Another person verifies it.

    Args:
        kind: a code of the list `transfer_paper`.
        country: the State that gives it.
        file: what `keep_file` gave.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: the authorisation ended, or another office keeps it.
        Invalid: something of it is not on its list, or this paper is on file already.
    """
    require(actor, WRITE)
    of = selectors.authorisation_for(actor, authorisation_id)
    if of.agency_id != actor.agency_id:
        raise RECORDER.refused(Reason("trade.other_office"))
    if of.state in _ENDED:
        raise RECORDER.refused(Reason("trade.ended"))
    sets = _sets(
        actor,
        of,
        "",
        kind=kind,
        country=country,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        expires_on=expires_on,
        consignee=consignee,
        goods=goods,
        file=file,
    )
    sets["authorisation"] = of.public_id
    return RECORDER.record(actor, "paper", "entered", changes=sets, parent=of).subject


def _stands(actor: Actor, paper: Paper) -> Mapping[str, Any]:
    plain = ("kind", "country", "number", "issuer", "issued_on", "expires_on", "consignee")
    rows = {
        f"goods-{number}-{part}": value
        for number, row in enumerate(paper.goods)
        for part, value in row.items()
    }
    return {
        "initial": {**rows, **{name: getattr(paper, name) for name in plain}},
        "rows": {"goods": len(paper.goods) + 2},
        "among": {"consignee": parties_to_choose(actor)},
    }


@PAPER.act(
    "corrected", inputs.CorrectTransferPaper, _("Correct the document"), permission=WRITE, asks=_stands
)
@transaction.atomic
def correct_paper(
    *,
    actor: Actor,
    paper_id: str,
    kind: str,
    number: str,
    issuer: str,
    issued_on: dt.date,
    expires_on: dt.date,
    consignee: str,
    goods: Sequence[GoodsLine],
    file: str = "",
    country: str = "",
    expected_n: int | None = None,
) -> None:
    """Say again what stands on a paper that is not verified yet.

    Args:
        file: what `keep_file` gave of another photograph; empty where the old one stays.

    Raises:
        NotFound: there is no such paper for this actor.
        Invalid: as `enter_paper`.
    """
    require(actor, WRITE)
    paper = _mine(actor, paper_id, expected_n)
    sets = _sets(
        actor,
        paper.authorisation,
        paper.public_id,
        kind=kind,
        country=country,
        number=number,
        issuer=issuer,
        issued_on=issued_on,
        expires_on=expires_on,
        consignee=consignee,
        goods=goods,
        file=file or paper.file,
    )
    RECORDER.record(actor, "paper", "corrected", paper, changes=sets)


def _mine(actor: Actor, paper_id: str, expected_n: int | None) -> Paper:
    paper = selectors.paper_for(actor, paper_id)
    RECORDER.check_expected(paper, expected_n)
    return paper


@PAPER.act(
    "verified",
    inputs.VerifyTransferPaper,
    _("Verify document"),
    permission=VERIFY,
    hint=_("Compare every line with the photograph first. Whoever entered it does not verify it."),
    leads=True,
)
@transaction.atomic
def verify_paper(*, actor: Actor, paper_id: str, verified_by: str, expected_n: int | None = None) -> None:
    """Verify a paper that somebody else entered.

    Raises:
        NotFound: there is no such paper for this actor.
        Forbidden: the actor entered or corrected it.
        Refused: the same paper was verified for another authorisation.
    """
    require(actor, VERIFY)
    paper = _mine(actor, paper_id, expected_n)
    if selectors.is_spent(paper.kind, paper.country, paper.number, paper.authorisation, paper.public_id):
        raise RECORDER.refused(Reason("trade.paper.twice"))
    RECORDER.record(actor, "paper", "verified", paper, changes={"verified_by": verified_by})


@PAPER.act("rejected", inputs.RejectTransferPaper, _("Reject document"), permission=VERIFY, danger=True)
@transaction.atomic
def reject_paper(*, actor: Actor, paper_id: str, reason: str, expected_n: int | None = None) -> None:
    """Say that a paper does not count.

    Raises:
        NotFound: there is no such paper for this actor.
    """
    require(actor, VERIFY)
    RECORDER.record(actor, "paper", "rejected", _mine(actor, paper_id, expected_n), note=reason)


@PAPER.act(
    "withdrawn",
    inputs.WithdrawTransferPaper,
    _("Withdraw document"),
    permission=WRITE,
    danger=True,
)
@transaction.atomic
def withdraw_paper(*, actor: Actor, paper_id: str, reason: str, expected_n: int | None = None) -> None:
    """Record that a verified paper was taken back or turned out to be false; whatever rests on it.

    Raises:
        NotFound: there is no such paper for this actor.
    """
    require(actor, WRITE)
    RECORDER.record(actor, "paper", "withdrawn", _mine(actor, paper_id, expected_n), note=reason)
