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


def possible_papers(found: Authorisation) -> tuple[str, ...]:
    """The kinds of papers that an authorisation gives ground for: none where nothing may move on it today."""
    in_force = found.state == "in_force" and not found.is_over(today())
    return KINDS.get(found.kind, ()) if in_force else ()


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
    found = selectors.authorisation_for(actor, authorisation_id)
    if found.agency_id != actor.agency_id:
        raise RECORDER.refused(Reason("trade.other_office"))
    if kind not in possible_papers(found):
        raise RECORDER.refused(Reason("trade.issued.ground"))
    if reasons := charging.against_issuing(found):
        raise RECORDER.refused(*reasons)
    return documents.issue_paper(
        actor=actor,
        kind=kind,
        about=found.public_id,
        language=language,
        content=_content(actor, found, kind, language),
        holder=found.applicant,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        compartment=found.compartment,
        replaces=replaces,
    )


def _content(actor: Actor, found: Authorisation, kind: str, language: str) -> dict[str, Any]:
    said = content_of(actor, found, language)
    if kind == "transit_no_objection":
        said["addressed_to"] = state_name(found.from_state, language)
    if kind == "end_use_certificate":
        said["undertakings"] = [words(one, language) for one in _UNDERTAKINGS]
    return said


def content_of(actor: Actor, found: Authorisation, language: str) -> dict[str, Any]:
    """What every paper of an authorisation says.

    Raises:
        Refused: nobody is named who receives the goods.
    """
    here, abroad = _at_home(actor, found), _abroad(actor, found)
    consignee = abroad.get(found.consignee, "")
    # What is imported is received by who asked for it here, from the party abroad; who asks to pass through need not be who sends.
    sends, receives = {"import": (consignee, here), "export": (here, consignee)}.get(
        found.kind, ("", consignee)
    )
    if not receives:
        raise RECORDER.refused(Reason("trade.issued.recipient"))
    through = [state_name(one["country"], language) for one in found.through]
    home = state_name(settings.IFAR_COUNTRY, language)
    if found.kind == "transit" and home not in through:
        through.append(home)
    content = {
        "authorisation": identifiers.shown(found.public_id),
        "place_of_issue": reference.words("area", language).get(found.agency.area, "") or home,
        "country_of_export": state_name(found.from_state, language),
        "country_of_import": state_name(found.into_state, language),
        "transit_countries": through or [words("no_transit", language)],
        "consignor": sends,
        "final_recipient": receives,
        "end_user": abroad.get(found.end_user, ""),
        "purpose": reference.words("transfer_purpose", language).get(found.purpose, found.purpose),
        "rests_on": _rests_on(found, language),
        "goods": goods_in_words(found.goods, language),
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
                            said
                            for said in (lists["make"].get(one["make"], one["make"]), one["model"])
                            if said
                        ),
                        kinds.get(one["type"], one["type"]),
                        lists["calibre"].get(one["calibre"], one["calibre"]),
                    )
                    if part
                ],
                language,
            ),
            "quantity": str(one["quantity"]),
        }
        for one in goods
    ]


def _rests_on(found: Authorisation, language: str) -> list[str]:
    kinds = reference.words("transfer_paper", language)
    return [
        listed(
            [
                part
                for part in (
                    kinds.get(one.kind, one.kind),
                    state_name(one.country, language) if one.country else "",
                    one.number,
                )
                if part
            ],
            language,
        )
        for one in selectors.papers_of(found)
        if one.state == "verified"
    ]


def _at_home(actor: Actor, found: Authorisation) -> str:
    named = names_of(actor, [found.applicant], act="documents.paper.issue", object=found.public_id)
    return named.get(found.applicant, "")


def _abroad(actor: Actor, found: Authorisation) -> dict[str, str]:
    parties = selectors.named_on(found)
    if parties:
        people = sorted(one.public_id for one in parties)
        reads.log(actor, "documents.paper.issue", found.public_id, len(people), people=people)
    return {
        one.public_id: " ".join(f"{one.name}, {one.who.get('address', '')}".strip(", ").split())
        for one in parties
        if one.who.get("name")
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
        "papers": [one.public_id for one in asked],
        "abouts": [one.about for one in asked],
        "issued": [one.issued_at for one in asked],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FALLEN, params)
        return {paper: since for paper, since in cursor.fetchall() if since is not None}
