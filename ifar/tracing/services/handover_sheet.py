"""The hand-over sheet of a trace for a request for mutual legal assistance: what the register may state of it, and what the request says.

Signed like a file of an exchange, and set as a sealed paper. It leaves the register as a statement does: by the rule table, by those who
may read of people, under a stated purpose, logged as a read and as a disclosure with the hash of the document.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import fastjsonschema
from django.conf import settings
from django.db import transaction

from ifar import identifiers
from ifar.documents import keys, signed, wording
from ifar.documents.dossiers import Section
from ifar.documents.selectors import papers_about
from ifar.errors import Reason
from ifar.ledger import canonical
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.registry.occurred import moment
from ifar.rights import Actor, require
from ifar.tracing import assistance, envelope, printed, selectors
from ifar.tracing.assistance import Asked
from ifar.tracing.document_texts import Spoken, coded, words
from ifar.tracing.models import Request, Step
from ifar.tracing.services import statement
from ifar.tracing.services.exchange import TakenOut, thing_of
from ifar.tracing.services.printing import check_language, sealed
from ifar.tracing.services.statement import Stated
from ifar.tracing.services.writing import RECORDER

FORMAT: Final = "ifar.hand-over/1"
SCHEMA: Final = Path(__file__).parents[1] / "schemas" / "hand-over.1.json"
MOST: Final = 200


@transaction.atomic
def hand_over(*, actor: Actor, request: str, said: Asked) -> TakenOut:
    """Make the signed hand-over document of a request whose chain has a link.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: it is another office's, or the actor may not read of people.
        Refused: nothing is known yet, or nothing that may be stated; it is neither searched nor answered; no purpose is stated; with the State
            that it is for no legal assistance is agreed.
        Invalid: what article 18(15) asks for is not said.
        Unavailable: the paper key is not certified.
    """
    require(actor, selectors.READ)
    require(actor, "documents:paper:issue")
    said = assistance.tidied(said)
    if wrong := assistance.problems(said):
        raise RECORDER.invalid(*wrong)
    if not reference.exists("country", said.country):
        raise RECORDER.invalid(Reason("tracing.missing.country", field="country"))
    found, stated = statement.stated_of(actor, request, said.country)
    payload = _payload(actor, found, said, stated)
    paper_key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    document = signed.sign(payload, paper_key.key, paper_key.certificate)
    fastjsonschema.validate(json.loads(SCHEMA.read_text(encoding="utf-8")), document)
    data = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()
    digest = envelope.hashed(data)
    details = stated.logged(found, said.country) | {"form": "hand_over", "hash": digest}
    RECORDER.record(actor, "request", "disclosed", found, details=details)
    name = f"hand-over-{said.country}-{identifiers.shown(found.public_id)}.json"
    return TakenOut(name, data, digest)


def hand_over_paper(*, actor: Actor, request: str, said: Asked, language: str) -> TakenOut:
    """The same as a sealed PDF in a language of papers.

    Raises:
        NotFound, Forbidden, Refused: as `hand_over`.
        Invalid: as `hand_over`, or the language is none of papers.
        Unavailable: the paper key is not certified, or the paper could not be set.
    """
    require(actor, selectors.READ)
    check_language(language)
    taken = hand_over(actor=actor, request=request, said=said)
    name = f"{taken.name.removesuffix('.json')}-{language}.pdf"
    return TakenOut(name, pdf_of(taken, language), taken.hash)


def _payload(actor: Actor, found: Request, said: Asked, stated: Stated) -> dict[str, Any]:
    payload = {
        "format": FORMAT,
        "form": "hand_over",
        "message": str(identifiers.uuid7(int(time.time() * 1000), secrets.token_bytes)),
        "made_at": moment(ledger.now()),
        "sender": {"country": settings.IFAR_COUNTRY, "register": settings.IFAR_LEDGER_NAME},
        "recipient": {"country": said.country},
        "request": found.public_id,
        "number": found.number or found.reference,
        "authority": {"country": settings.IFAR_COUNTRY, "office": actor.agency_name},
        "proceedings": {
            name: getattr(said, name) for name in ("nature", "offence", "conducted_by", "functions")
        },
        "facts": said.facts,
        "assistance": said.assistance,
        "procedure": said.procedure,
        "purpose": said.purpose,
        "agreement": stated.agreement,
        "ground": found.ground,
        "thing": thing_of(found),
        "data": dict(stated.told),
        "chain": _chain(stated.links),
        "outcome": found.outcome,
        "time_to_crime": _days(found, stated.told),
        "disclosures": [
            {"on": f"{at:%Y-%m-%d}", "to": to, "data": list(left)}
            for at, to, left in selectors.disclosures_of(found)[:MOST]
        ],
        "statements": [
            {"paper": one.public_id, "issued_on": f"{one.issued_at:%Y-%m-%d}", "language": one.language}
            for one in papers_about(actor, found.public_id).filter(
                kind=statement.KIND, withdrawn_at__isnull=True
            )[:MOST]
        ],
    }
    return {name: value for name, value in payload.items() if value not in ("", None)}


def _days(found: Request, told: Mapping[str, Any]) -> int | None:
    span = statement.time_to_crime_of(found, told.get("first_sale", ""))
    return span.days if span else None


def _chain(links: Sequence[Step]) -> list[dict[str, Any]]:
    offices = selectors.names_of([one.asked for one in links])
    rows = [
        {
            "link": one.role,
            "who": offices.get(one.asked, ""),
            "country": one.country,
            "result": one.result,
            "failure": one.failure,
            "diversion": one.diversion,
            "to": one.to_role,
            "on": one.on.isoformat() if one.on else "",
            "source": one.source,
            "said_by": ("book" if one.n > 1 else "desk") if one.result else "",
        }
        for one in links[:MOST]
    ]
    return [{name: value for name, value in row.items() if value} for row in rows]


# As a paper -------------------------------------------------------------------------------------------------------------


def pdf_of(taken: TakenOut, language: str) -> bytes:
    """The paper of a hand-over document, sealed; it says what the document says, and nothing beside it.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    said = canonical.parse(taken.document)["payload"]
    spoken = reference.words_of(printed.LISTS, language)
    offices = selectors.names_of({one["to"] for one in said["disclosures"]})
    return sealed(
        taken,
        said,
        language,
        title=wording.words("hand_over", language),
        lines=printed.lines_of(said, spoken, language),
        sections=sections_of(said, spoken, offices, language),
        note=words("note.hand_over", language),
    )


def sections_of(
    said: Mapping[str, Any], spoken: Spoken, offices: Mapping[str, str], language: str
) -> list[Section]:
    """The parts of the paper, in the order of article 18(15), and what the register may state behind them."""
    countries = spoken["country"]
    part = _Part(language)
    data: Mapping[str, Any] = said["data"]
    holder: Mapping[str, str] = data.get("last_holder", {})
    named = [(words(name, language), text) for name, text in holder.items()]
    return [
        part.rows(
            "head.authority",
            ("office", said["authority"]["office"]),
            ("country", countries.get(said["authority"]["country"], said["authority"]["country"])),
            ("request", identifiers.shown(said["request"])),
            ("number", said.get("number", "")),
            ("made_at", printed.moment_of(said["made_at"])),
            ("message", said["message"]),
        ),
        part.rows(
            "head.subject",
            ("nature", coded("nature", said["proceedings"]["nature"], language)),
            ("offence", said["proceedings"]["offence"]),
            ("conducted_by", said["proceedings"]["conducted_by"]),
            ("functions", said["proceedings"]["functions"]),
        ),
        part.rows("head.facts", ("assistance", said["facts"])),
        part.rows("head.assistance", ("assistance", said["assistance"]), ("procedure", said.get("procedure", ""))),
        Section(words("head.persons", language), named, empty=words("nothing.persons", language)),
        part.rows("head.purpose", ("purpose", said["purpose"])),
        *printed.thing_sections(said["thing"], spoken, language),
        *printed.data_sections(
            {name: value for name, value in data.items() if name != "last_holder"}, spoken, language
        ),
        _chain_section(said["chain"], countries, language),
        part.rows(
            "outcome",
            ("outcome", spoken["trace_outcome"].get(said.get("outcome", ""), said.get("outcome", ""))),
            ("time_to_crime", _days_words(said.get("time_to_crime"), language)),
            ("ground", coded("ground", said["ground"], language) if said.get("ground") else ""),
            ("agreement", coded("agreement", said["agreement"], language)),
        ),
        part.table(
            "head.disclosures",
            ("on", "to", "data"),
            [
                (
                    one["on"],
                    {**countries, **offices}.get(one["to"], one["to"]),
                    words("list", language).join(coded("datum", name, language) for name in one["data"]),
                )
                for one in said["disclosures"]
            ],
            "nothing.disclosures",
            (2, 3, 6),
        ),
        part.table(
            "head.statements",
            ("paper", "issued_on"),
            [(identifiers.shown(one["paper"]), one["issued_on"]) for one in said["statements"]],
            "nothing.statements",
            (1, 1),
        ),
    ]  # fmt: skip


def _days_words(days: int | None, language: str) -> str:
    return words("days", language) % {"days": days} if days is not None else ""


def _chain_section(
    chain: Sequence[Mapping[str, str]], countries: Mapping[str, str], language: str
) -> Section:
    rows = [
        (
            coded("role", one["link"], language),
            one.get("who") or countries.get(one.get("country", ""), one.get("country", "")),
            _became(one, language),
            one.get("on", ""),
            "\n".join(
                text
                for text in (
                    one.get("source", ""),
                    words(f"told.{one['said_by']}", language) if one.get("said_by") else "",
                )
                if text
            ),
        )
        for one in chain
    ]
    columns = ("link", "who", "became", "on", "said_by")
    return _Part(language).table("head.chain", columns, rows, "nothing.chain", (3, 4, 5, 3, 5))


def _became(one: Mapping[str, str], language: str) -> str:
    parts = [
        coded("result", one["result"], language) if one.get("result") else "",
        coded("failure", one["failure"], language) if one.get("failure") else "",
        coded("diversion", one["diversion"], language) if one.get("diversion") else "",
        f"{words('arrow', language)} {coded('role', one['to'], language)}" if one.get("to") else "",
    ]
    return " · ".join(text for text in parts if text)


class _Part:
    """Parts of a paper in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def rows(self, heading: str, *rows: tuple[str, str]) -> Section:
        """Labels and values, without those that say nothing."""
        told = [(words(name, self.language), text) for name, text in rows if text]
        return Section(words(heading, self.language), told)

    def table(
        self,
        heading: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        empty: str,
        widths: Sequence[int],
    ) -> Section:
        """A table, or that there is nothing."""
        heads = [words(name, self.language) for name in columns]
        return Section(words(heading, self.language), rows, heads, words(empty, self.language), widths)
