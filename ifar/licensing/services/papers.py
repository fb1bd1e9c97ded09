"""Papers about a licence: its card and its certificate, and since when they no longer stand.

What they say is read from the licence, in the language of the paper, at the moment of issuing; they end when the licence does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.services import notices, reads
from ifar.documents import services as documents
from ifar.documents.models import Paper
from ifar.errors import Reason
from ifar.licensing import licence, paying
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors import records
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

KINDS: Final = ("licence_card", "licence_certificate")


def possible_papers(record: Licence) -> list[str]:
    """The kinds of papers that a licence gives ground for: none where it is not in force, or has no end that a paper could name."""
    good = licence.in_force(records.ruled(record), today()) and record.valid_to is not None
    return list(KINDS) if good else []


@transaction.atomic
def issue_about_licence(
    *, actor: Actor, licence_id: str, kind: str, language: str, replaces: str = ""
) -> Paper:
    """Issue a card or a certificate of a licence that the actor may see; the name in it is a read under their purpose.

    Only a licensing desk does: others that give papers out, for firearms, see licences but grant none.

    Raises:
        NotFound: there is no such licence for this actor.
        Refused: it is not in force, its holder has no name any more, a fee has to be paid first, or no purpose is stated.
        Invalid: see `ifar.documents.services.issue_paper`.
    """
    require(actor, "documents:paper:issue")
    require(actor, "licensing:decision:propose")
    reads.require_purpose(actor)
    record = records.licence_for(actor, licence_id)
    if kind not in possible_papers(record):
        raise RECORDER.refused(Reason("licensing.paper.ground"))
    asked = Application.objects.select_related("agency").filter(public_id=record.application).first()
    if asked is not None and (reasons := paying.against(asked, "issuing")):
        raise RECORDER.refused(*reasons)
    # Whoever proposed the licence was told to issue its card.
    notices.settle(actor=actor, kind="licensing.granted", object=record.application)
    return documents.issue_paper(
        actor=actor,
        kind=kind,
        about=record.public_id,
        language=language,
        content=_content(actor, record, language),
        holder=record.holder,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        compartment=record.compartment,
        replaces=replaces,
    )


def _content(actor: Actor, record: Licence, language: str) -> dict[str, Any]:
    name = names_of(actor, [record.holder], act="documents.paper.issue", object=record.public_id).get(
        record.holder
    )
    if not name:
        raise RECORDER.refused(Reason("licensing.paper.holder"))
    stands = parties.survivors([record.holder]).get(record.holder, record.holder)
    born = parties.parties_for(actor).filter(public_id=stands).values_list("born", flat=True).first()
    content = {
        "licence": identifiers.shown(record.public_id),
        "licence_kind": reference.words("licence_kind", language).get(record.kind, record.kind),
        "holder": name,
        "born": born.isoformat() if born else "",
        "categories": list(record.categories),
        "quota": str(record.quota) if record.quota is not None else "",
        "conditions": list(record.conditions),
    }
    return {field: value for field, value in content.items() if value}


# Whether they still stand -----------------------------------------------------------------------------------------------

# Since when a licence is stopped: the first act that stopped it after the last one that left it in force. And since when a paper
# no longer says what the licence covers: the first change after it was issued.
_FALLEN: Final = """
SELECT p.paper, l.state = ANY(%(alive)s), l.valid_to, (
    SELECT min(e.recorded_at) FROM licensing_event v JOIN ledger_entry e ON e.entry = v.id
    WHERE v.subject = l.public_id AND v.changes ->> 'state' <> 'in_force' AND v.n > (
        SELECT max(b.n) FROM licensing_event b WHERE b.subject = l.public_id AND b.changes ->> 'state' = 'in_force')
), (
    SELECT min(e.recorded_at) FROM licensing_event v JOIN ledger_entry e ON e.entry = v.id
    WHERE v.subject = l.public_id AND v.kind = 'changed' AND e.recorded_at > p.issued
) FROM unnest(%(papers)s::text[], %(licences)s::text[], %(issued)s::timestamptz[]) AS p (paper, licence, issued)
JOIN licensing_licence l ON l.public_id = p.licence
"""


def fallen_since(asked: Collection[Paper]) -> Mapping[str, dt.datetime]:
    """Since when licences are no longer what papers say of them, for those papers of which it is so; one query.

    A licence is not where it is suspended, revoked, lapsed, given back or expired, or where it covers something else now.
    """
    params: dict[str, Any] = {
        "alive": sorted(licence.ALIVE),
        "papers": [record.public_id for record in asked],
        "licences": [record.about for record in asked],
        "issued": [record.issued_at for record in asked],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FALLEN, params)
        rows = cursor.fetchall()
    fallen = {}
    for paper, alive, valid_to, stopped, changed in rows:
        expired = _after(valid_to) if alive and valid_to is not None and today() > valid_to else None
        if since := [at for at in (stopped, changed, expired) if at is not None]:
            fallen[paper] = min(since)
    return fallen


def _after(day: dt.date) -> dt.datetime:
    """The moment at which a day is over."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
