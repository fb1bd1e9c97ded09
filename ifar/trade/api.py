"""International transfers over HTTP as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from ifar.acts.edges import operations
from ifar.cursors import page
from ifar.files.uploads import arrived
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.trade import selectors
from ifar.trade.inputs import DraftAuthorisation, EnterParty, EnterTransferPaper
from ifar.trade.models import Authorisation, Paper, Party
from ifar.trade.refusals import services as _refusals  # noqa: F401 (an earlier refusal is answered by an act on the authorisation)
from ifar.trade.screening import screened
from ifar.trade.services import abroad, authorisations, papers
from ifar.trade.services.deciding import AUTHORISATION
from ifar.trade.services.writing import WRITE, today

router = Router(tags=["trade"])
_Identifier = Annotated[str, Field(max_length=20)]
_Cursor = Annotated[str, Query("", max_length=500)]


class PartyAbroadOut(Schema):
    """A party abroad; `deals` are codes of the list `deal_kind`, `country` is ISO 3166-1 alpha-2."""

    id: str
    name: str
    country: str
    deals: list[str]
    number: str
    address: str
    contact: str
    office: str
    state: str
    n: int


class PartiesAbroadOut(Schema):
    """A page of parties abroad, and the cursor of the next one."""

    items: list[PartyAbroadOut]
    after: str | None


def party_of(party: Party) -> dict[str, Any]:
    """A party abroad as it stands."""
    plain = ("country", "deals", "number", "state", "n")
    values = {name: party.who.get(name, "") for name in ("name", "address", "contact")}
    return {
        **{name: getattr(party, name) for name in plain},
        **values,
        "id": party.public_id,
        "office": party.agency.public_id,
    }


@router.get(
    "/trade/parties",
    response=PartiesAbroadOut,
    summary="Parties abroad",
    operation_id="parties_abroad",
)
def listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my office and those below it, by identifier."""
    actor = actor_of(request)
    result = abroad.list_parties(actor, {"after": after})
    return {"items": [party_of(party) for party in result.items], "after": result.after}


@router.post(
    "/trade/parties",
    response={201: PartyAbroadOut},
    summary="Enter a party abroad",
    operation_id="enter_party_abroad",
)
def enter(request: HttpRequest, body: EnterParty) -> Status[dict[str, Any]]:
    """Somebody in another State with whom goods are dealt."""
    actor = actor_of(request)
    made = abroad.enter_party(actor=actor, **body.model_dump())
    return Status(201, party_of(selectors.party_for(actor, made)))


@router.get(
    "/trade/parties/{party}",
    response=PartyAbroadOut,
    summary="A party abroad",
    operation_id="party_abroad",
)
def one(request: HttpRequest, party: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    return party_of(abroad.open_party(actor, party))


operations(router, abroad.PARTY, PartyAbroadOut, party_of, "/trade/parties/{party}")


# Authorisations -----------------------------------------------------------------------------------------------------


class LegOut(Schema):
    """A State through which the goods pass (ISO 3166-1 alpha-2), and how (list `transit_way`); `into` where it is on the way to one State of destination alone."""

    country: str
    way: str
    into: str = ""


class GoodsOut(Schema):
    """So many of one type (lists `firearm_type`, `essential_part`, `transfer_goods`) and calibre; `value` is that of the line, where it was told."""

    type: str
    calibre: str
    quantity: int
    make: str
    model: str
    value: int | None = None
    currency: str = ""


class TransferPaperOut(Schema):
    """A paper of another State on which an authorisation rests; `file` is the hash of its photograph."""

    id: str
    authorisation: str
    kind: str
    country: str
    number: str
    issuer: str
    issued_on: dt.date
    expires_on: dt.date
    consignee: str
    goods: list[GoodsOut]
    file: str
    verified_by: str
    state: str
    n: int


class WeighedOut(Schema):
    """The answer to a prohibition or criterion (list `risk_criterion`): `no`, `yes` or `not_known`; whether a measure is taken."""

    criterion: str
    answer: str
    mitigated: bool


class AuthorisationOut(Schema):
    """An authorisation of an international transfer, or the application for one; `due_on` is empty while the clock stands.

    `flagged` says that somebody whom it names might be, or is, on a sanctions list.
    """

    id: str
    kind: str
    extent: str
    applicant: str
    from_state: str
    into_state: str
    through: list[LegOut]
    purpose: str
    consignee: str
    end_user: str
    further: list[str]
    destinations: dict[str, str]
    broker: str
    carrier: str
    flagged: bool
    goods: list[GoodsOut]
    applied_on: dt.date | None
    due_on: dt.date | None
    asks_office: str
    risk: str
    answers: list[WeighedOut]
    valid_from: dt.date | None
    valid_to: dt.date | None
    expired: bool
    decided_on: dt.date | None
    ground: str
    papers: list[TransferPaperOut]
    office: str
    state: str
    n: int


class AuthorisationListed(Schema):
    """An authorisation in a list."""

    id: str
    kind: str
    from_state: str
    into_state: str
    valid_to: dt.date | None
    expired: bool
    due_on: dt.date | None
    office: str
    state: str


class AuthorisationsOut(Schema):
    """A page of authorisations, and the cursor of the next one."""

    items: list[AuthorisationListed]
    after: str | None


class FileKeptOut(Schema):
    """The hash of a photograph that was kept, by which a paper names it."""

    file: str


_ON_PAPER = (
    "kind", "country", "number", "issuer", "issued_on", "expires_on", "consignee", "goods", "file", "verified_by", "state", "n",
)  # fmt: skip
_ON_AUTHORISATION = (
    "kind", "extent", "applicant", "from_state", "into_state", "through", "purpose", "consignee", "end_user", "further", "destinations", "broker", "carrier", "goods", "applied_on", "due_on",
    "asks_office", "risk", "answers", "valid_from", "valid_to", "decided_on", "ground", "state", "n",
)  # fmt: skip


def paper_of(record: Paper) -> dict[str, Any]:
    """A paper as it stands."""
    values = {name: getattr(record, name) for name in _ON_PAPER}
    return {**values, "id": record.public_id, "authorisation": record.authorisation.public_id}


def authorisation_of(record: Authorisation) -> dict[str, Any]:
    """An authorisation with its papers as it stands."""
    return {
        **{name: getattr(record, name) for name in _ON_AUTHORISATION},
        "id": record.public_id,
        "office": record.agency.public_id,
        "expired": record.is_over(today()),
        "flagged": bool(screened.flagged([record])),
        "papers": [paper_of(item) for item in selectors.papers_of(record)],
    }


@router.get(
    "/trade/authorisations",
    response=AuthorisationsOut,
    summary="Authorisations of international transfers",
    operation_id="authorisations",
)
def authorisations_listed(request: HttpRequest, after: _Cursor) -> dict[str, Any]:
    """Those of my office and those below it, those about which it is asked, and for customs those on which goods may leave; the newest first."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    result = page(selectors.authorisations_for(actor), order=("-id",), after=after)
    plain = ("kind", "from_state", "into_state", "valid_to", "due_on", "state")
    items = [
        {
            **{name: getattr(record, name) for name in plain},
            "id": record.public_id,
            "office": record.agency.public_id,
            "expired": record.is_over(today()),
        }
        for record in result.items
    ]
    return {"items": items, "after": result.after}


@router.post(
    "/trade/authorisations",
    response={201: AuthorisationOut},
    summary="Begin an application for an authorisation",
    operation_id="draft_authorisation",
)
def draft(request: HttpRequest, body: DraftAuthorisation) -> Status[dict[str, Any]]:
    """It is handed in, completed, assessed and decided by acts of its own."""
    actor = actor_of(request)
    made = authorisations.draft(actor=actor, **body.arguments())
    return Status(201, authorisation_of(selectors.authorisation_for(actor, made)))


@router.get(
    "/trade/authorisations/{authorisation}",
    response=AuthorisationOut,
    summary="An authorisation",
    operation_id="authorisation",
)
def authorisation(request: HttpRequest, authorisation: _Identifier) -> dict[str, Any]:
    """As it stands, with its papers."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return authorisation_of(selectors.authorisation_for(actor, authorisation))


@router.post(
    "/trade/files",
    response={201: FileKeptOut},
    summary="Keep the photograph of a paper",
    operation_id="keep_transfer_paper",
)
def keep_file(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """A picture; a paper is then entered with its hash."""
    actor = actor_of(request)
    require(actor, WRITE)
    name, content = arrived(request, "file")
    return Status(201, {"file": papers.keep_file(actor=actor, name=name, content=content)})


@router.post(
    "/trade/authorisations/{authorisation}/papers",
    response={201: TransferPaperOut},
    summary="Enter a paper of another State",
    operation_id="enter_transfer_paper",
)
def enter_paper(
    request: HttpRequest, authorisation: _Identifier, body: EnterTransferPaper
) -> Status[dict[str, Any]]:
    """Another person verifies it."""
    actor = actor_of(request)
    made = papers.enter_paper(actor=actor, authorisation_id=authorisation, **body.arguments())
    return Status(201, paper_of(selectors.paper_for(actor, made)))


@router.get(
    "/trade/papers/{paper}",
    response=TransferPaperOut,
    summary="A paper of another State",
    operation_id="transfer_paper",
)
def paper(request: HttpRequest, paper: _Identifier) -> dict[str, Any]:
    """As it stands."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    return paper_of(selectors.paper_for(actor, paper))


operations(router, AUTHORISATION, AuthorisationOut, authorisation_of, "/trade/authorisations/{authorisation}")
operations(router, papers.PAPER, TransferPaperOut, paper_of, "/trade/papers/{paper}")
