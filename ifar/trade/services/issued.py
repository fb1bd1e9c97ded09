"""Papers that this State gives of what it authorised: what they say is read from the records, in the language of the paper, when they are issued.

They end with the authorisation. Where it is suspended, revoked, or its goods or route changed since, whoever verifies one is told that it does not stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.documents import services as documents
from ifar.documents.models import Paper
from ifar.documents.wording import listed, words
from ifar.errors import Reason
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.trade import charging, selectors
from ifar.trade.models import Authorisation
from ifar.trade.services.writing import RECORDER, WRITE, today

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "export": ("export_authorisation",),
    "import": ("import_authorisation", "end_use_certificate"),
    "transit": ("transit_no_objection",),
}
"""Kind of an authorisation -> the papers that it gives ground for."""
_UNDERTAKINGS: Final = ("undertaking_use", "undertaking_passed_on", "undertaking_receipt")


def possible_papers(authorisation: Authorisation) -> tuple[str, ...]:
    """The kinds of papers that an authorisation gives ground for: none where nothing may move on it today."""
    in_force = authorisation.state == "in_force" and not authorisation.is_over(today())
    return KINDS.get(authorisation.kind, ()) if in_force else ()


@transaction.atomic
def issue_about_authorisation(
    *, actor: Actor, authorisation_id: str, kind: str, language: str, replaces: str = ""
) -> Paper:
    """Issue a paper of what was authorised; the names on it are a read under the actor's purpose.

    Raises:
        NotFound: there is no such authorisation for this actor.
        Refused: another office keeps it; it is not in force; it names nobody who receives the goods; a fee has to be paid first; or no purpose is stated.
        Invalid: see `ifar.documents.services.issue_paper`.
    """
    require(actor, "documents:paper:issue")
    require(actor, WRITE)
    reads.require_purpose(actor)
    authorisation = selectors.authorisation_for(actor, authorisation_id)
    if authorisation.agency_id != actor.agency_id:
        raise RECORDER.refused(Reason("trade.other_office"))
    if kind not in possible_papers(authorisation):
        raise RECORDER.refused(Reason("trade.issued.ground"))
    if reasons := charging.against_issuing(authorisation):
        raise RECORDER.refused(*reasons)
    return documents.issue_paper(
        actor=actor,
        kind=kind,
        about=authorisation.public_id,
        language=language,
        content=_content(actor, authorisation, kind, language),
        holder=authorisation.applicant,
        valid_from=authorisation.valid_from,
        valid_to=authorisation.valid_to,
        compartment=authorisation.compartment,
        replaces=replaces,
    )


def _content(actor: Actor, authorisation: Authorisation, kind: str, language: str) -> dict[str, Any]:
    content = content_of(actor, authorisation, language)
    if kind == "transit_no_objection":
        content["addressed_to"] = state_name(authorisation.from_state, language)
    if kind == "end_use_certificate":
        content["undertakings"] = [words(undertaking, language) for undertaking in _UNDERTAKINGS]
    return content


def content_of(actor: Actor, authorisation: Authorisation, language: str) -> dict[str, Any]:
    """What every paper of an authorisation says.

    Raises:
        Refused: nobody is named who receives the goods.
    """
    here, abroad = _at_home(actor, authorisation), _abroad(actor, authorisation)
    consignee = "; ".join(abroad[party] for party in authorisation.consignees if abroad.get(party))
    # What is imported is received by who asked for it here, from the party abroad; who asks to pass through need not be who sends.
    sends, receives = {"import": (consignee, here), "export": (here, consignee)}.get(
        authorisation.kind, ("", consignee)
    )
    if not receives:
        raise RECORDER.refused(Reason("trade.issued.recipient"))
    through = [state_name(item["country"], language) for item in authorisation.through]
    home = state_name(settings.IFAR_COUNTRY, language)
    if authorisation.kind == "transit" and home not in through:
        through.append(home)
    content = {
        "authorisation": identifiers.shown(authorisation.public_id),
        "place_of_issue": reference.words("area", language).get(authorisation.agency.area, "") or home,
        "country_of_export": state_name(authorisation.from_state, language),
        "country_of_import": listed(
            [state_name(state, language) for state in authorisation.states], language
        ),
        "transit_countries": through or [words("no_transit", language)],
        "consignor": sends,
        "final_recipient": receives,
        "end_user": abroad.get(authorisation.end_user, ""),
        "purpose": reference.words("transfer_purpose", language).get(
            authorisation.purpose, authorisation.purpose
        ),
        "extent": words(f"extent_{authorisation.extent}", language),
        "rests_on": _rests_on(authorisation, language),
        "goods": goods_in_words(authorisation.goods, language),
    }
    return {field: value for field, value in content.items() if value}


def state_name(code: str, language: str) -> str:
    """A State in a language of papers; our own by its own name."""
    names = settings.IFAR_COUNTRY_NAMES
    own = names.get(language, settings.IFAR_COUNTRY_NAME) if code == settings.IFAR_COUNTRY else ""
    return own or reference.words("country", language).get(code, code)


def goods_in_words(goods: Collection[Mapping[str, Any]], language: str) -> list[dict[str, str]]:
    """Lines of goods as a paper prints them."""
    lists = reference.words_of(
        ("firearm_type", "essential_part", "transfer_goods", "calibre", "make"), language
    )
    kinds = {**lists["transfer_goods"], **lists["essential_part"], **lists["firearm_type"]}
    return [
        {
            "description": listed(
                [
                    part
                    for part in (
                        " ".join(
                            value
                            for value in (lists["make"].get(line["make"], line["make"]), line["model"])
                            if value
                        ),
                        kinds.get(line["type"], line["type"]),
                        lists["calibre"].get(line["calibre"], line["calibre"]),
                    )
                    if part
                ],
                language,
            ),
            "quantity": str(line["quantity"]),
        }
        for line in goods
    ]


def _rests_on(authorisation: Authorisation, language: str) -> list[str]:
    kinds = reference.words("transfer_paper", language)
    return [
        listed(
            [
                part
                for part in (
                    kinds.get(paper.kind, paper.kind),
                    state_name(paper.country, language) if paper.country else "",
                    paper.number,
                )
                if part
            ],
            language,
        )
        for paper in selectors.papers_of(authorisation)
        if paper.state == "verified"
    ]


def _at_home(actor: Actor, authorisation: Authorisation) -> str:
    named = names_of(
        actor, [authorisation.applicant], act="documents.paper.issue", object=authorisation.public_id
    )
    return named.get(authorisation.applicant, "")


def _abroad(actor: Actor, authorisation: Authorisation) -> dict[str, str]:
    parties = selectors.named_on(authorisation)
    if parties:
        people = sorted(party.public_id for party in parties)
        reads.log(actor, "documents.paper.issue", authorisation.public_id, len(people), people=people)
    return {
        party.public_id: " ".join(f"{party.name}, {party.who.get('address', '')}".strip(", ").split())
        for party in parties
        if party.who.get("name")
    }


# Whether they still stand -----------------------------------------------------------------------------------------------

# Since when nothing moves on an authorisation any more: the first act that stopped it after the last one that left it in force. And since when a paper
# no longer says what it covers: the first change of goods or route after it was issued.
_FALLEN: Final = """
SELECT p.paper, least((
    SELECT min(e.recorded_at) FROM trade_event v JOIN ledger_entry e ON e.entry = v.id
    WHERE v.record_type = 'authorisation' AND v.subject = p.about AND v.changes ->> 'state' <> 'in_force' AND v.n > (
        SELECT max(b.n) FROM trade_event b WHERE b.record_type = 'authorisation' AND b.subject = p.about AND b.changes ->> 'state' = 'in_force')
), (
    SELECT min(e.recorded_at) FROM trade_event v JOIN ledger_entry e ON e.entry = v.id
    WHERE v.record_type = 'authorisation' AND v.subject = p.about AND v.kind = 'amended' AND e.recorded_at > p.issued
)) FROM unnest(%(papers)s::text[], %(abouts)s::text[], %(issued)s::timestamptz[]) AS p (paper, about, issued)
"""


def fallen_since(asked: Collection[Paper]) -> Mapping[str, dt.datetime]:
    """Since when authorisations are no longer what papers say of them, for those papers of which it is so; one query."""
    params: dict[str, Any] = {
        "papers": [paper.public_id for paper in asked],
        "abouts": [paper.about for paper in asked],
        "issued": [paper.issued_at for paper in asked],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FALLEN, params)
        return {paper: since for paper, since in cursor.fetchall() if since is not None}
