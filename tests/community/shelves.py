"""Things of the community's shelves for tests, made through the real services."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import Cursor
from psycopg.types.json import JsonbLoader, JsonLoader

from ifar.acts.replay import replay_of
from ifar.community.acts import ACTS
from ifar.community.knowledge.services import assistance, gaps, library, practices
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.models import (
    Assistance,
    Gap,
    Practice,
    Space,
)
from ifar.community.replay import REPLAYS
from ifar.files import store
from ifar.registry.identification import SeenMark, Sighting
from tests import cast

TODAY = dt.datetime.now(dt.UTC).date()
DAY = dt.timedelta(days=1)
PARTS = {
    "context": "A border post with few people and much traffic.",
    "problem": "Marks were read differently by each shift, and requests came back.",
    "done": "Two officers read each mark apart, then compare; the photograph decides.",
    "result": "Requests that came back fell from many to few.",
    "evidence": "A count of a year before and a year after.",
    "transferability": "Needs a camera and ten minutes.",
}
ANSWERS = {"evidence": "documented", "result": "measured", "transfer": "elsewhere"}

SEEN = Sighting(
    type="pistol",
    calibre=None,
    serial="AB 123456",
    marks=(SeenMark("PN", "proof", "barrel", frozenset({"crown"})),),
)


def at(space: Space, title: str = "Reading marks by two", **more: Any) -> Placed:
    return Placed(space.public_id, title, more.pop("language", "en"), **more)


def a_practice(name: str, space: Space, *, cleared: bool = True, **more: Any) -> Practice:
    made = practices.submit(actor=cast.actor(name), at=at(space, **more), said=PARTS, topics=["marking"])
    if cleared:
        practices.clear(actor=cast.actor("dave"), appraisal_id=made.public_id)
        made.refresh_from_db()
    return made


def a_gap(name: str, space: Space, **more: Any) -> Gap:
    result = gaps.GapDescription(
        "technical",
        "Nobody there can read marks of that script.",
        "Six returned requests",
        ["KE"],
        ["8", "12"],
        3,
    )
    return gaps.open_gap(
        actor=cast.actor(name),
        at=at(space, **{"title": "Marks in scripts that nobody reads", **more}),
        said=result,
    )


def a_guide(name: str, space: Space, **more: Any) -> Any:
    described = library.GuideDescription(
        "tool", "A checklist for reading marks by two people.", "", ["8"], ["marking"], "cc_by"
    )
    edition = library.EditionFile("1.0", "en", link="https://example.org/checklist")
    return library.bring_guide(
        actor=cast.actor(name),
        at=at(space, **{"title": "Checklist for marks", **more}),
        said=described,
        edition=edition,
    )


def told(name: str, side: str, space: Space, **more: Any) -> Assistance:
    given: dict[str, Any] = {
        "words": "Training in reading marks.",
        "starts": TODAY,
        "ends": TODAY + 90 * DAY,
        "articles": ["8"],
        "forms": ["training"],
        "topics": ["marking"],
        "languages": ["en"],
        "countries": ["KE"],
    } | {key: value for key, value in more.items() if key != "placed"}
    return assistance.tell(
        actor=cast.actor(name),
        at=at(space, title=f"A {side} about marks", **more.get("placed", {})),
        said=assistance.AssistanceTerms(side, **given),
    )


def a_pdf(*pages: str) -> bytes:
    """A small PDF with words on its pages, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        number = len(objects) + 1
        stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(f"{number} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        body
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    )


def arrived(content: bytes) -> store.Arrived:
    return store.receive([content], settings.IFAR_UPLOAD_LIMIT)


def differences() -> list[Any]:
    """What the verifier would name, read as it reads: without Django's own reading of JSON."""
    with Cursor(connection.connection) as cursor:
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        cursor.adapters.register_loader("json", JsonLoader)
        return [
            difference for replay in (replay_of(ACTS), *REPLAYS) for difference in replay.check(cursor, None)
        ]
