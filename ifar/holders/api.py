"""A holder's own things over HTTP, for an app on a telephone; and officers' operations about holders' accounts and reports.

An app uses the session that its holder signed in with; no API client ever acts for a holder.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from ifar.accounts.services import reads
from ifar.answers import actor_of
from ifar.cursors import page
from ifar.holders import code as codes
from ifar.holders import disclosure, selectors, words
from ifar.holders.models import Report
from ifar.holders.selectors import Own
from ifar.holders.services import accounts, applications, losses, offers, reports
from ifar.holders.services.accounts import NewAccount, Opened
from ifar.holders.services.losses import Loss
from ifar.holders.views import shown
from ifar.holders.views.data import file_of
from ifar.holders.views.entering import enter
from ifar.licensing import licence
from ifar.licensing.models import Application
from ifar.licensing.selectors import records
from ifar.papers.api import PaperOut
from ifar.papers.api import told as told_papers
from ifar.rights import require

router = Router(tags=["holders"])
Identifier = Annotated[str, Field(max_length=20)]
Words = Annotated[str, Field(max_length=2000)]
Said = Annotated[str, Field(min_length=1, max_length=2000)]
Line = Annotated[str, Field(min_length=1, max_length=300)]


class OwnPartyOut(Schema):
    """A party that the account stands for: as itself, or acting for it."""

    id: str
    name: str
    relation: str


class RemovalOut(Schema):
    """Firearms must leave by a day; the ground as far as it may be told."""

    due_on: dt.date
    ground: str
    office: str


class OwnLicenceOut(Schema):
    """A licence, how it stands today, and why as far as it may be told."""

    id: str
    kind: str
    state: str
    categories: list[str]
    quota: int | None
    valid_from: dt.date
    valid_to: dt.date | None
    conditions: list[str]
    ground: str


class OwnMarkOut(Schema):
    """A mark."""

    kind: str
    text: str


class OwnFirearmOut(Schema):
    """A firearm that one owns or keeps; `licence` under which it is held."""

    id: str
    title: str
    calibre: str
    state: str
    owns: bool
    keeps: bool
    marks: list[OwnMarkOut]
    licence: str


class MineOut(Schema):
    """Who one is here, what one holds, what is stopped, what has to be done."""

    parties: list[OwnPartyOut]
    firearms: list[OwnFirearmOut]
    licences: list[OwnLicenceOut]
    removals: list[RemovalOut]
    bars: list[str]


class OwnCheckOut(Schema):
    """Something that is looked at: whether it was, and how many documents were sent for it."""

    item: str
    asked_of: str
    looked_at: bool
    documents: int


class OwnApplicationOut(Schema):
    """An application, its clock, and what is asked."""

    id: str
    kind: str
    purpose: str
    state: str
    n: int
    quota: int | None
    submitted_on: dt.date | None
    due_on: dt.date | None
    appeal_until: dt.date | None
    grounds: list[str]
    asked: str
    checks: list[OwnCheckOut]


class ApplyIn(Schema):
    """Which licence; `of` names a party where the account stands for several."""

    kind: Annotated[str, Field(max_length=60)]
    of: Identifier = ""
    quota: Annotated[int, Field(ge=1, le=100_000)] | None = None
    note: Words = ""


class SaidIn(Schema):
    """What one says, and how many acts there were when one looked."""

    note: Words = ""
    n: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class HandInIn(SaidIn):
    """How many acts there were when one looked; `incomplete`: one knows that documents are missing, and brings them to the counter."""

    incomplete: bool = False


class MadeOut(Schema):
    """What was made."""

    id: str


class LossIn(Schema):
    """How it went, where, between which days."""

    how: Literal["crime", "loss", "force_majeure"]
    place: Annotated[str, Field(max_length=200)] = ""
    first: dt.date | None = None
    last: dt.date | None = None
    last_seen: dt.date | None = None
    taken_from: Literal["", "dwelling", "vehicle", "person", "transport", "shop", "other"] = ""
    remark: Words = ""


class ReceiptOut(Schema):
    """The receipt of a report: its number, and when it was recorded."""

    number: str
    recorded_at: dt.datetime
    state: str


class MoveIn(Schema):
    """Where one lives now, and since when; `area` is the code of the province or district (list `area`)."""

    of: Identifier = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    area: Annotated[str, Field(max_length=20)] = ""
    lines: Annotated[list[Line], Field(min_length=1, max_length=8)]
    valid_from: dt.date | None = None


class WishIn(Schema):
    """What is wrong, and how it should be."""

    of: Identifier = ""
    what: Literal[
        "name", "born", "identity_numbers", "address", "contact", "firearm", "licence", "reads", "other"
    ]
    text: Said


class OwnReportOut(Schema):
    """What was reported or asked, by when it is answered, and the answer."""

    id: uuid.UUID
    party: str
    kind: str
    details: dict[str, Any]
    at: dt.datetime
    due_on: dt.date
    verdict: str
    note: str


class OwnOfferOut(Schema):
    """What is offered to one (`buys`) or by one; the other side's name as far as it may be known."""

    id: str
    firearm: str
    title: str
    serial: str
    buys: bool
    other: str
    other_id: str
    state: str
    good_until: dt.date
    open: bool


class OwnOfferIn(Schema):
    """To whom."""

    buyer: Identifier


class OwnAnswerIn(Schema):
    """Yes or no."""

    confirmed: bool


class OwnReadOut(Schema):
    """Somebody else read the record: from which office, for what purpose, and what."""

    at: dt.datetime
    office: str
    purpose: str
    what: str


class OwnDataOut(Schema):
    """What is kept about a person and who read it, as far as it may be told; one's own reads as a number, and when the last was."""

    party: str
    facts: dict[str, str]
    addresses: list[list[str]]
    reads: list[OwnReadOut]
    own_reads: int
    own_last: dt.datetime | None


def _licence(one: Any) -> dict[str, Any]:
    stands = licence.stands(records.ruled(one), timezone.localdate())
    stopped = stands in ("suspended", "revoked", "lapsed")
    plain = ("kind", "categories", "quota", "valid_from", "valid_to", "conditions")
    return {
        "id": one.public_id,
        **{name: getattr(one, name) for name in plain},
        "state": stands,
        "ground": words.ground_words(one.ground) if stopped else "",
    }


def _firearm(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["firearm"].public_id,
        "title": row["title"],
        "calibre": row["calibre"],
        "state": row["firearm"].state,
        "owns": row["owns"],
        "keeps": row["keeps"],
        "marks": [{"kind": mark.kind, "text": mark.text} for mark in row["marks"]],
        "licence": row["licence"]["licence"].public_id if row["licence"] else "",
    }


@router.get("/mine", response=MineOut, operation_id="read_mine")
def read_mine(request: HttpRequest) -> dict[str, Any]:
    """What one holds, one's licences, and what has to be done."""
    _actor, mine = enter(request)
    return {
        "parties": [{"id": one.public_id, "name": one.name, "relation": one.relation} for one in mine],
        "firearms": [_firearm(row) for row in shown.firearms(list(selectors.firearms_of(mine)), mine)],
        "licences": [_licence(one) for one in selectors.licences_of(mine)],
        "removals": [
            {"due_on": row["removal"].due_on, "ground": row["ground"], "office": row["office"]}
            for row in shown.removals(selectors.removals_of(mine))
        ],
        "bars": shown.bars(mine),
    }


@router.get("/mine/papers", response=list[PaperOut], operation_id="list_my_papers")
def list_my_papers(request: HttpRequest) -> list[dict[str, Any]]:
    """The papers that carry one's name."""
    _actor, mine = enter(request)
    return told_papers(list(selectors.papers_of(mine)[:50]))


def _application(one: Application) -> dict[str, Any]:
    whole = shown.whole_application(one)
    plain = ("kind", "purpose", "n", "quota", "submitted_on", "due_on", "appeal_until")
    return {
        "id": one.public_id,
        **{name: getattr(one, name) for name in plain},
        "state": disclosure.application(one.state),
        "grounds": whole["grounds"],
        "asked": whole["asked"],
        "checks": [
            {
                "item": check["code"],
                "asked_of": check["office"],
                "looked_at": check["answered"],
                "documents": len(check["documents"]),
            }
            for check in whole["checks"]
        ],
    }


@router.get("/mine/applications", response=list[OwnApplicationOut], operation_id="list_my_applications")
def list_my_applications(request: HttpRequest) -> list[dict[str, Any]]:
    """One's applications, the newest first."""
    _actor, mine = enter(request)
    return [_application(one) for one in selectors.applications_of(mine)[:20]]


@router.post("/mine/applications", response={201: MadeOut}, operation_id="apply")
def apply(request: HttpRequest, said: ApplyIn) -> Status[dict[str, str]]:
    """Begin an application; it is kept as a draft until it is handed in."""
    made = applications.apply(
        actor=actor_of(request), kind=said.kind, of=said.of, quota=said.quota, note=said.note
    )
    return Status(201, {"id": made})


@router.get(
    "/mine/applications/{application}", response=OwnApplicationOut, operation_id="read_my_application"
)
def read_my_application(request: HttpRequest, application: Identifier) -> dict[str, Any]:
    """One of one's applications."""
    _actor, mine = enter(request)
    return _application(selectors.application_for(mine, application))


@router.post("/mine/applications/{application}/submission", response={204: None}, operation_id="hand_in")
def hand_in(request: HttpRequest, application: Identifier, said: HandInIn) -> Status[None]:
    """Hand it in: the clock of the law begins. Where documents are missing, the answer names them, until one says that one brings them."""
    applications.hand_in(
        actor=actor_of(request), application=application, incomplete=said.incomplete, expected_n=said.n
    )
    return Status(204, None)


@router.post(
    "/mine/applications/{application}/answer", response={204: None}, operation_id="answer_the_office"
)
def answer_the_office(request: HttpRequest, application: Identifier, said: SaidIn) -> Status[None]:
    """Say that what was asked is answered: the clock runs again."""
    applications.answered(actor=actor_of(request), application=application, note=said.note, expected_n=said.n)
    return Status(204, None)


@router.post(
    "/mine/applications/{application}/withdrawal",
    response={204: None},
    operation_id="take_back_my_application",
)
def take_back_my_application(request: HttpRequest, application: Identifier, said: SaidIn) -> Status[None]:
    """Take it back."""
    applications.take_back(
        actor=actor_of(request), application=application, note=said.note, expected_n=said.n
    )
    return Status(204, None)


@router.post("/mine/firearms/{firearm}/loss", response={201: ReceiptOut}, operation_id="report_loss")
def report_loss(request: HttpRequest, firearm: Identifier, said: LossIn) -> Status[dict[str, Any]]:
    """Report a loss or a theft: it is wanted from that moment on."""
    made = losses.report_loss(
        actor=actor_of(request), firearm=firearm, loss=Loss(**said.dict()), zone=settings.TIME_ZONE
    )
    receipt = {"number": f"{made.firearm}/{made.n}", "recorded_at": made.recorded_at, "state": made.state}
    return Status(201, receipt)


def _reports(found: Sequence[Report]) -> list[dict[str, Any]]:
    return [
        {
            "id": row["report"].entry,
            "party": row["report"].party,
            "kind": row["report"].kind,
            "details": row["report"].details,
            "at": row["report"].at,
            "due_on": row["report"].due_on,
            "verdict": row["answer"].verdict if row["answer"] else "",
            "note": row["note"],
        }
        for row in shown.reports(found)
    ]


@router.get("/mine/reports", response=list[OwnReportOut], operation_id="list_my_reports")
def list_my_reports(request: HttpRequest) -> list[dict[str, Any]]:
    """What one reported or asked to be corrected, with the answers, the newest first."""
    _actor, mine = enter(request)
    return _reports(list(selectors.reports_of(mine)[:50]))


@router.post("/mine/moves", response={201: OwnReportOut}, operation_id="report_move")
def report_move(request: HttpRequest, said: MoveIn) -> Status[dict[str, Any]]:
    """Report a move; it is on record once an officer has confirmed it."""
    address = {
        "country": said.country,
        "area": said.area,
        "lines": said.lines,
        "valid_from": said.valid_from.isoformat() if said.valid_from else None,
    }
    made = reports.report_move(actor=actor_of(request), of=said.of, address=address)
    return Status(201, _reports([made])[0])


@router.post("/mine/corrections", response={201: OwnReportOut}, operation_id="ask_correction")
def ask_correction(request: HttpRequest, said: WishIn) -> Status[dict[str, Any]]:
    """Ask that something be corrected; an officer answers within a month."""
    made = reports.ask_rectification(actor=actor_of(request), of=said.of, what=said.what, text=said.text)
    return Status(201, _reports([made])[0])


@router.get("/mine/offers", response=list[OwnOfferOut], operation_id="list_my_offers")
def list_my_offers(request: HttpRequest) -> list[dict[str, Any]]:
    """What is offered to one or by one, the newest first."""
    actor, mine = enter(request)
    rows = shown.offers(list(selectors.offers_of(mine)[:50]), mine)
    if others := {row["other_id"] for row in rows if row["other"]}:
        reads.log(actor, "holders.offer.read", "offers", len(others), people=others)
    return [
        {
            "id": row["one"].public_id,
            "firearm": row["one"].firearm,
            "title": row["title"],
            "serial": (row["serial"].text or "") if row["serial"] else "",
            "buys": row["buys"],
            "other": row["other"],
            "other_id": row["other_id"],
            "state": row["one"].state,
            "good_until": row["one"].good_until,
            "open": row["answers"] or row["takes_back"],
        }
        for row in rows
    ]


@router.post("/mine/firearms/{firearm}/offers", response={201: MadeOut}, operation_id="offer_my_firearm")
def offer_my_firearm(request: HttpRequest, firearm: Identifier, said: OwnOfferIn) -> Status[dict[str, str]]:
    """Offer a firearm of one's own to a buyer."""
    return Status(201, {"id": offers.offer(actor=actor_of(request), firearm=firearm, buyer=said.buyer)})


@router.post("/mine/offers/{offer}/answer", response={204: None}, operation_id="answer_my_offer")
def answer_my_offer(request: HttpRequest, offer: Identifier, said: OwnAnswerIn) -> Status[None]:
    """Confirm or decline what was offered to one."""
    offers.answer(actor=actor_of(request), offer=offer, confirmed=said.confirmed)
    return Status(204, None)


@router.post("/mine/offers/{offer}/withdrawal", response={204: None}, operation_id="take_back_my_offer")
def take_back_my_offer(request: HttpRequest, offer: Identifier) -> Status[None]:
    """Take back what one offered."""
    offers.take_back(actor=actor_of(request), offer=offer)
    return Status(204, None)


def _data(actor: Any, mine: Own) -> dict[str, Any]:
    told = file_of(actor, mine)
    return {
        "party": mine.public_id,
        "facts": {row["name"]: str(row["value"]) for row in told["facts"] if row["value"]},
        "addresses": [[*row["lines"], row["place"]] for row in told["addresses"]],
        "reads": [
            {
                "at": row["at"],
                "office": row["office"],
                "purpose": str(row["purpose"]),
                "what": str(row["act"]),
            }
            for row in told["reads"]
        ],
        "own_reads": told["own_reads"],
        "own_last": told["own_last"],
    }


@router.get("/mine/data", response=list[OwnDataOut], operation_id="read_my_data")
def read_my_data(request: HttpRequest) -> list[dict[str, Any]]:
    """What is kept about oneself, and who read it."""
    actor, mine = enter(request)
    return [_data(actor, one) for one in mine if one.relation == "self"]


# For officers ------------------------------------------------------------------------------------------------------------


class AccountIn(Schema):
    """Who signs in for the party, and which document was seen."""

    relation: Literal["self", "acts_for"]
    seen: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=200)] = ""
    username: Annotated[str, Field(max_length=60)] = ""
    language: Annotated[str, Field(max_length=8)] = "en"


class OpenedOut(Schema):
    """The account; the secret part of the link and the code are shown this once, and empty where an account was bound that there is."""

    binding: uuid.UUID
    username: str
    link: str
    code: str


class EndIn(Schema):
    """Why it ends."""

    ground: Literal["asked", "stolen", "misused", "left", "died", "mistake"]


class ReportOut(Schema):
    """A report that waits at one's office, or was answered; without the words of the holder, which stand on its page under a purpose."""

    id: uuid.UUID
    party: str
    kind: str
    details: dict[str, Any]
    at: dt.datetime
    due_on: dt.date
    verdict: str


class ReportsOut(Schema):
    """A page of reports."""

    items: list[ReportOut]
    after: str | None


class ReportAnswerIn(Schema):
    """What the officer answers; `area` completes a move whose holder did not say into which province or district."""

    verdict: Literal["done", "refused"]
    note: Words = ""
    area: Annotated[str, Field(max_length=20)] = ""


def _opened(opened: Opened) -> dict[str, Any]:
    return {
        "binding": opened.binding,
        "username": opened.user.username,
        "link": opened.link,
        "code": codes.shown(opened.code) if opened.code else "",
    }


@router.post(
    "/parties/{party}/accounts",
    response={201: OpenedOut},
    operation_id="open_account",
    openapi_extra={"x-repeated": "secret"},
)
def open_account(request: HttpRequest, party: Identifier, said: AccountIn) -> Status[dict[str, Any]]:
    """Open an account for a party whose person one has before one."""
    new = NewAccount(party, said.relation, said.seen, said.name, said.username, said.language)
    return Status(201, _opened(accounts.open_account(actor=actor_of(request), new=new)))


@router.post("/accounts/{binding}/end", response={204: None}, operation_id="end_account")
def end_account(request: HttpRequest, binding: uuid.UUID, said: EndIn) -> Status[None]:
    """End at once that an account stands for a party."""
    accounts.end_account(actor=actor_of(request), binding=binding, ground=said.ground)
    return Status(204, None)


@router.get("/reports", response=ReportsOut, operation_id="list_reports")
def list_reports(
    request: HttpRequest, answered: bool = False, after: Annotated[str, Field(max_length=500)] = ""
) -> dict[str, Any]:
    """What holders reported to one's office, the most urgent first."""
    actor = actor_of(request)
    require(actor, reports.ANSWER)
    part = page(selectors.reports_for(actor, answered=answered), order=("due_on", "entry"), after=after)
    items = [
        {
            "id": one.entry,
            "party": one.party,
            "kind": one.kind,
            "details": one.details,
            "at": one.at,
            "due_on": one.due_on,
            "verdict": one.answer.verdict if hasattr(one, "answer") else "",
        }
        for one in part.items
    ]
    return {"items": items, "after": part.after}


@router.post("/reports/{report}/answer", response={204: None}, operation_id="answer_report")
def answer_report(request: HttpRequest, report: uuid.UUID, said: ReportAnswerIn) -> Status[None]:
    """Answer a report; a move that is confirmed is recorded at once."""
    reports.answer(
        actor=actor_of(request), entry=report, verdict=said.verdict, note=said.note, area=said.area
    )
    return Status(204, None)
