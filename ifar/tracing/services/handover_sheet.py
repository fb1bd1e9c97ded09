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
from ifar.tracing.assistance import AssistanceRequest
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
def hand_over(*, actor: Actor, request: str, said: AssistanceRequest) -> TakenOut:
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
    trace, stated = statement.stated_of(actor, request, said.country)
    payload = _payload(actor, trace, said, stated)
    paper_key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    document = signed.sign(payload, paper_key.key, paper_key.certificate)
    fastjsonschema.validate(json.loads(SCHEMA.read_text(encoding="utf-8")), document)
    data = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()
    digest = envelope.hashed(data)
    details = stated.logged(trace, said.country) | {"form": "hand_over", "hash": digest}
    RECORDER.record(actor, "request", "disclosed", trace, details=details)
    name = f"hand-over-{said.country}-{identifiers.shown(trace.public_id)}.json"
    return TakenOut(name, data, digest)


def hand_over_paper(*, actor: Actor, request: str, said: AssistanceRequest, language: str) -> TakenOut:
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


def _payload(actor: Actor, request: Request, values: AssistanceRequest, stated: Stated) -> dict[str, Any]:
    payload = {
        "format": FORMAT,
        "form": "hand_over",
        "message": str(identifiers.uuid7(int(time.time() * 1000), secrets.token_bytes)),
        "made_at": moment(ledger.now()),
        "sender": {"country": settings.IFAR_COUNTRY, "register": settings.IFAR_LEDGER_NAME},
        "recipient": {"country": values.country},
        "request": request.public_id,
        "number": request.number or request.reference,
        "authority": {"country": settings.IFAR_COUNTRY, "office": actor.agency_name},
        "proceedings": {
            name: getattr(values, name) for name in ("nature", "offence", "conducted_by", "functions")
        },
        "facts": values.facts,
        "assistance": values.assistance,
        "procedure": values.procedure,
        "purpose": values.purpose,
        "agreement": stated.agreement,
        "ground": request.ground,
        "thing": thing_of(request),
        "data": dict(stated.told),
        "chain": _chain(stated.links),
        "outcome": request.outcome,
        "time_to_crime": _days(request, stated.told),
        "disclosures": [
            {"on": f"{at:%Y-%m-%d}", "to": to, "data": list(left)}
            for at, to, left in selectors.disclosures_of(request)[:MOST]
        ],
        "statements": [
            {"paper": paper.public_id, "issued_on": f"{paper.issued_at:%Y-%m-%d}", "language": paper.language}
            for paper in papers_about(actor, request.public_id).filter(
                kind=statement.KIND, withdrawn_at__isnull=True
            )[:MOST]
        ],
    }
    return {name: value for name, value in payload.items() if value not in ("", None)}


def _days(request: Request, result: Mapping[str, Any]) -> int | None:
    span = statement.time_to_crime_of(request, result.get("first_sale", ""))
    return span.days if span else None


def _chain(links: Sequence[Step]) -> list[dict[str, Any]]:
    offices = selectors.names_of([link.asked for link in links])
    rows = [
        {
            "link": link.role,
            "who": offices.get(link.asked, ""),
            "country": link.country,
            "result": link.result,
            "failure": link.failure,
            "diversion": link.diversion,
            "to": link.to_role,
            "on": link.on.isoformat() if link.on else "",
            "source": link.source,
            "said_by": ("book" if link.n > 1 else "desk") if link.result else "",
        }
        for link in links[:MOST]
    ]
    return [{name: value for name, value in row.items() if value} for row in rows]


# As a paper -------------------------------------------------------------------------------------------------------------


def pdf_of(taken: TakenOut, language: str) -> bytes:
    """The paper of a hand-over document, sealed; it says what the document says, and nothing beside it.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    payload = canonical.parse(taken.document)["payload"]
    spoken = reference.words_of(printed.LISTS, language)
    offices = selectors.names_of({disclosure["to"] for disclosure in payload["disclosures"]})
    return sealed(
        taken,
        payload,
        language,
        title=wording.words("hand_over", language),
        lines=printed.lines_of(payload, spoken, language),
        sections=sections_of(payload, spoken, offices, language),
        note=words("note.hand_over", language),
    )


def sections_of(
    values: Mapping[str, Any], spoken: Spoken, offices: Mapping[str, str], language: str
) -> list[Section]:
    """The parts of the paper, in the order of article 18(15), and what the register may state behind them."""
    countries = spoken["country"]
    part = _Part(language)
    data: Mapping[str, Any] = values["data"]
    holder: Mapping[str, str] = data.get("last_holder", {})
    named = [(words(name, language), text) for name, text in holder.items()]
    return [
        part.rows(
            "head.authority",
            ("office", values["authority"]["office"]),
            ("country", countries.get(values["authority"]["country"], values["authority"]["country"])),
            ("request", identifiers.shown(values["request"])),
            ("number", values.get("number", "")),
            ("made_at", printed.moment_of(values["made_at"])),
            ("message", values["message"]),
        ),
        part.rows(
            "head.subject",
            ("nature", coded("nature", values["proceedings"]["nature"], language)),
            ("offence", values["proceedings"]["offence"]),
            ("conducted_by", values["proceedings"]["conducted_by"]),
            ("functions", values["proceedings"]["functions"]),
        ),
        part.rows("head.facts", ("assistance", values["facts"])),
        part.rows("head.assistance", ("assistance", values["assistance"]), ("procedure", values.get("procedure", ""))),
        Section(words("head.persons", language), named, empty=words("nothing.persons", language)),
        part.rows("head.purpose", ("purpose", values["purpose"])),
        *printed.thing_sections(values["thing"], spoken, language),
        *printed.data_sections(
            {name: value for name, value in data.items() if name != "last_holder"}, spoken, language
        ),
        _chain_section(values["chain"], countries, language),
        part.rows(
            "outcome",
            ("outcome", spoken["trace_outcome"].get(values.get("outcome", ""), values.get("outcome", ""))),
            ("time_to_crime", _days_words(values.get("time_to_crime"), language)),
            ("ground", coded("ground", values["ground"], language) if values.get("ground") else ""),
            ("agreement", coded("agreement", values["agreement"], language)),
        ),
        part.table(
            "head.disclosures",
            ("on", "to", "data"),
            [
                (
                    disclosure["on"],
                    {**countries, **offices}.get(disclosure["to"], disclosure["to"]),
                    words("list", language).join(coded("datum", name, language) for name in disclosure["data"]),
                )
                for disclosure in values["disclosures"]
            ],
            "nothing.disclosures",
            (2, 3, 6),
        ),
        part.table(
            "head.statements",
            ("paper", "issued_on"),
            [(identifiers.shown(item["paper"]), item["issued_on"]) for item in values["statements"]],
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
            coded("role", row["link"], language),
            row.get("who") or countries.get(row.get("country", ""), row.get("country", "")),
            _became(row, language),
            row.get("on", ""),
            "\n".join(
                text
                for text in (
                    row.get("source", ""),
                    words(f"told.{row['said_by']}", language) if row.get("said_by") else "",
                )
                if text
            ),
        )
        for row in chain
    ]
    columns = ("link", "who", "became", "on", "said_by")
    return _Part(language).table("head.chain", columns, rows, "nothing.chain", (3, 4, 5, 3, 5))


def _became(row: Mapping[str, str], language: str) -> str:
    parts = [
        coded("result", row["result"], language) if row.get("result") else "",
        coded("failure", row["failure"], language) if row.get("failure") else "",
        coded("diversion", row["diversion"], language) if row.get("diversion") else "",
        f"{words('arrow', language)} {coded('role', row['to'], language)}" if row.get("to") else "",
    ]
    return " · ".join(text for text in parts if text)


class _Part:
    """Parts of a paper in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def rows(self, heading: str, *rows: tuple[str, str]) -> Section:
        """Labels and values, without those that say nothing."""
        results = [(words(name, self.language), text) for name, text in rows if text]
        return Section(words(heading, self.language), results)

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
