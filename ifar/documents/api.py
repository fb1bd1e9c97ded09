"""Papers over HTTP as JSON; the one operation that anybody may ask is whether a paper stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from ifar import identifiers, scanned
from ifar.acts.edges import operations
from ifar.documents import selectors, services, things, validity, verification
from ifar.documents.models import Paper
from ifar.rights import Actor, require

router = Router(tags=["documents"])
Number = Annotated[str, Field(max_length=40)]


class ValidityOut(Schema):
    """Whether a paper stands; if not, why (`withdrawn`, `expired`, `not_yet_valid`, `subject`) and since when."""

    stands: bool
    why: str | None
    since: dt.datetime | None


class PaperOut(Schema):
    """A paper that was issued, without the personal values that it carries; `standing` as of now."""

    id: str
    kind: str
    about: str
    language: str
    content: dict[str, Any]
    valid_from: dt.date
    valid_to: dt.date | None
    agency: str
    issued_at: dt.datetime
    withdrawn_at: dt.datetime | None
    reason: str
    superseded_by: str
    standing: ValidityOut


class QuestionIn(Schema):
    """A number as it was typed, and what was scanned: the code of a card, or the codes of a sheet, one a line. Either may be empty."""

    number: Number = ""
    held: Annotated[str, Field(max_length=100_000)] = ""


class VerificationOut(Schema):
    """What anybody may know of a paper. `held` says what the visitor holds is: `exact`, `differs`, `altered`, `forged`, `incomplete`,
    `unreadable`, or empty where nothing was held; `content` is what the visitor's own codes say, where they are exact."""

    number: str
    kind: str
    office: str
    issued_on: dt.date
    stands: bool
    since: dt.datetime | None
    held: str
    content: dict[str, Any]


def papers_as_json(papers: Sequence[Paper]) -> list[dict[str, Any]]:
    """Papers in the shape of `PaperOut`."""
    stands = validity.of_all(papers, timezone.now())
    return [_as_json(paper, stands[paper.public_id]) for paper in papers]


def _as_json(paper: Paper, stands: validity.Validity) -> dict[str, Any]:
    plain = (
        "kind",
        "about",
        "language",
        "content",
        "valid_from",
        "valid_to",
        "issued_at",
        "withdrawn_at",
        "reason",
    )
    return {
        "id": paper.public_id,
        **{name: getattr(paper, name) for name in plain},
        "agency": paper.agency.public_id,
        "superseded_by": paper.superseded_by,
        "standing": {"stands": stands.stands, "why": stands.why, "since": stands.since},
    }


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@router.post(
    "/documents/verification",
    response=VerificationOut,
    auth=None,
    url_name="verify_paper",
    openapi_extra={"x-repeated": "reads"},
)
def verify_paper(request: HttpRequest, body: QuestionIn) -> Any:
    """Ask whether a paper was issued and still stands, and whether what one holds is exactly what was issued. Needs no account."""
    return verification.verify(request, body.number, body.held)


class ScanIn(Schema):
    """A code as a scanner or a camera read it, and the first letters of the identifiers that the field takes; every kind where empty."""

    text: Annotated[str, Field(min_length=1, max_length=scanned.LONGEST)]
    letters: Annotated[str, Field(pattern="^[A-Z]{0,26}$")] = ""


class NamedOut(Schema):
    """A thing that a code names: its identifier, also as it is printed, what it is and what stands on it; `url` is its page."""

    id: str
    printed: str
    what: str
    mark: str
    url: str


class ScanOut(Schema):
    """What a code says. `things` has one thing, none (nothing that fits here, or none that you may see), or several that bear the same serial
    number. `checked` is false where nobody can say whether there is such a thing."""

    identifier: str
    serial: str
    lot: str
    trade_item: str
    checked: bool
    things: list[NamedOut]


@router.post(
    "/scans",
    response=ScanOut,
    summary="Read a scanned code",
    operation_id="read_scan",
    openapi_extra={"x-repeated": "reads"},
)
def read_scan(request: HttpRequest, body: ScanIn) -> dict[str, Any]:
    """What the code on a label, a card, a paper, an arm or its box says, and which thing it names of those that you may see."""
    actor = _actor(request)
    require(actor, "accounts:agency:read")
    answer = things.answer(actor, body.text, body.letters)
    return {
        "identifier": answer.said.identifier,
        "serial": answer.said.serial,
        "lot": answer.said.lot,
        "trade_item": answer.said.trade_item,
        "checked": answer.is_checked,
        "things": [
            {
                "id": item.identifier,
                "printed": identifiers.shown(item.identifier),
                "what": item.what,
                "mark": item.mark,
                "url": item.url,
            }
            for item in answer.things
        ],
    }


@router.get("/documents/{paper}", response=PaperOut)
def one_paper(request: HttpRequest, paper: Number) -> Any:
    """One paper."""
    actor = _actor(request)
    require(actor, "documents:paper:read")
    return papers_as_json([selectors.paper_for(actor, paper)])[0]


@router.get("/documents/{paper}/pdf")
def pdf(request: HttpRequest, paper: Number) -> HttpResponse:
    """The paper as a sealed PDF; a read of personal data. 503 for the seconds until the log has taken the paper in."""
    return as_file(paper, services.print_paper(actor=_actor(request), paper=paper, site=site_of(request)))


operations(router, services.PAPER, PaperOut, lambda record: papers_as_json([record])[0], "/documents/{paper}")


def site_of(request: HttpRequest) -> str:
    """The address of this register as whoever asks reaches it, without a slash at its end."""
    return request.build_absolute_uri("/").removesuffix("/")


def as_file(number: str, data: bytes) -> HttpResponse:
    """A PDF as an answer; nobody but the reader keeps it."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
