"""Help to identify over the API: what is seen in codes, what it may be with reasons, and whom to ask."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from ifar.reference import selectors as reference
from ifar.registry.api.firearms import actor_of
from ifar.registry.identification import Likely, SeenMark, Sighting
from ifar.registry.labels.identification import reason_words
from ifar.registry.selectors.identification import desks, identify_for

router = Router(tags=["registry"])

Code = Annotated[str | None, Field(max_length=100)]
SPOKEN = ("calibre", "firearm_type", "make", "country", "mark_sign")


class SeenMarkIn(Schema):
    """One mark: what is written in it (`?` for a character that nobody could read), codes of its kind, place and symbols."""

    text: str = Field("", max_length=100)
    kind: str = Field("", max_length=40)
    place: str = Field("", max_length=40)
    symbols: list[Annotated[str, Field(max_length=40)]] = Field([], max_length=12)


class SeenIn(Schema):
    """What is seen; everything may be left out. Codes of the reference data; `country` = written on it as that of manufacture."""

    type: Code = None
    calibre: Code = None
    make: Code = None
    country: Code = None
    year: int | None = Field(None, ge=1000, le=9999)
    serial: str = Field("", max_length=200)
    marks: list[SeenMarkIn] = Field([], max_length=12)


class RecognisedOut(Schema):
    """What a mark (by its place in the list) may be: a row of the list `mark_sign`, what it says, how sure that is (0 to 1)."""

    mark: int
    sign: str
    kind: str
    country: str | None
    year: int | None
    trust: float


class LikelyOut(Schema):
    """A country, make or model that it may be; a probability never reaches 1."""

    code: str
    probability: float
    country: str | None
    make: str | None
    reasons: list[dict[str, Any]]


class AskOut(Schema):
    """A State to ask, why, and its desks (codes of the list `trace_desk`); `probability` that it was made there."""

    country: str
    why: Literal["held", "imported", "made", "proofed"]
    year: int | None
    probability: float | None
    desks: list[str]


class IdentifiedOut(Schema):
    """The likeliest first. `records` = records of the register that were counted, of those that you may see."""

    recognised: list[RecognisedOut]
    countries: list[LikelyOut]
    makes: list[LikelyOut]
    models: list[LikelyOut]
    ask: list[AskOut]
    records: int


@router.post(
    "/identification",
    response=IdentifiedOut,
    summary="What a firearm may be, and whom to ask",
    operation_id="identify_firearm",
    openapi_extra={"x-repeated": "reads"},
)
def identify(request: HttpRequest, body: SeenIn) -> dict[str, Any]:
    """From type, calibre, marks with places and symbols, country codes and the serial number's form."""
    marks = tuple(SeenMark(mark.text, mark.kind, mark.place, frozenset(mark.symbols)) for mark in body.marks)
    seen = Sighting(
        body.type or None, body.calibre or None, body.make or None, body.country or None, body.year, body.serial, marks
    )  # fmt: skip
    identified = identify_for(actor_of(request), seen)
    spoken = {name: reference.words(name) for name in SPOKEN}
    answering = desks()
    return {
        "recognised": [
            {"mark": recognised.mark, "sign": recognised.sign.code, "kind": recognised.sign.kind, "country": recognised.country, "year": recognised.year, "trust": round(recognised.trust, 4)}
            for recognised in identified.recognised
        ],
        **{name: [_likely(item, spoken) for item in getattr(identified, name)] for name in ("countries", "makes", "models")},
        "ask": [
            {"country": ask.country, "why": ask.why, "year": ask.year, "probability": ask.probability and round(ask.probability, 6), "desks": answering.get(ask.country, [])}
            for ask in identified.ask
        ],
        "records": identified.records,
    }  # fmt: skip


def _likely(likely: Likely, spoken: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": likely.code,
        "probability": round(likely.probability, 6),
        "country": likely.country,
        "make": likely.make,
        "reasons": [
            {
                "code": reason.code,
                "params": dict(reason.params),
                "words": reason_words(reason.code, reason.params, spoken),
            }
            for reason in likely.reasons
        ],
    }
