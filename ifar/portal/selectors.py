"""What a holder's account stands for, and what of the register is therefore the holder's own. Nothing else is ever asked for here.

Every list below begins with the parties that the account stands for; unseen and unknown answer alike.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from ifar.accounts.models import Agency, ReadLog, User
from ifar.accounts.purposes import OWN_ACCESS
from ifar.accounts.selectors import reads
from ifar.accounts.selectors.agencies import called
from ifar.documents.models import Paper
from ifar.errors import NotFound
from ifar.licensing.models import Application, Licence, Offer, Removal
from ifar.parties.models import Party
from ifar.parties.selectors import parties_for, records_of
from ifar.portal import acting, disclosure, report
from ifar.portal.labels import words_of
from ifar.portal.models import Binding, Document, Report
from ifar.registry.models import BookLine, Event, Firearm, Holding, LicenceUse
from ifar.registry.selectors.recent import moment_of
from ifar.rights import ROLES, Actor, Purpose, may

_OFFICE: Final = """
SELECT a.id, a.public_id, a.name, a.country, a.names::text FROM portal_binding b JOIN accounts_agency a ON a.id = b.agency_id
WHERE b."user" = %s AND NOT EXISTS (SELECT FROM portal_bindingend e WHERE e.binding_id = b.entry) ORDER BY b.at, b.entry LIMIT 1
"""
_OWN: Final = """
SELECT b.entry, b.relation, p.public_id, p.kind, coalesce(p.name, ''), r.records
FROM portal_binding b CROSS JOIN LATERAL (SELECT licensing_records(b.party) AS records) r
JOIN parties_party p ON p.public_id = ANY (r.records) AND p.merged_into = '' AND p.status = 'active' AND p.compartment = 'civilian'
WHERE b."user" = %s AND NOT EXISTS (SELECT FROM portal_bindingend e WHERE e.binding_id = b.entry) ORDER BY b.relation DESC, b.at
"""
_PERSONAL: Final = "SELECT entry, field, value::text FROM ledger_personal WHERE entry = ANY(%s)"
_PERSONAL_OF: Final = """
SELECT p.entry::text, p.field FROM ledger_personal p JOIN portal_report r ON r.entry = p.entry WHERE r.party = %(party)s
UNION ALL
SELECT p.entry::text, p.field FROM ledger_personal p JOIN portal_answer a ON a.entry = p.entry
JOIN portal_report r ON r.entry = a.report_id WHERE r.party = %(party)s
UNION ALL
SELECT p.entry::text, p.field FROM licensing_application a JOIN portal_document d ON d.application = a.public_id
JOIN ledger_personal p ON p.entry = d.entry WHERE a.applicant = %(party)s
UNION ALL
SELECT p.entry::text, p.field FROM portal_binding b JOIN accounts_useract u ON u."user" = b."user"
JOIN ledger_personal p ON p.entry = u.entry AND p.field IN ('name', 'email') WHERE b.party = %(party)s AND b.relation = 'self'
UNION ALL
SELECT p.entry::text, p.field FROM portal_binding b
JOIN ledger_entry l ON l.actor = b."user" AND l.act IN ('registry.lost', 'registry.stolen')
JOIN ledger_personal p ON p.entry = l.entry WHERE b.party = %(party)s AND b.relation = 'self' ORDER BY 1, 2
"""
_ASKED: Final = """
SELECT p.value::text FROM licensing_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note'
WHERE e.subject = %s AND e.kind = 'paused' ORDER BY e.n DESC LIMIT 1
"""
_GROUNDED: Final = (
    "SELECT kind FROM parties_bar WHERE party = ANY(%s) AND state = 'standing' AND valid_from <= %s "
    "AND (valid_until IS NULL OR valid_until >= %s)"
)
_WITH_ACCOUNT: Final = """
SELECT DISTINCT asked.party FROM unnest(%s::text[]) AS asked (party) JOIN portal_binding b ON b.party = ANY (licensing_records(asked.party))
JOIN accounts_user u ON u.public_id = b."user" AND u.is_active AND u.password NOT LIKE '!%%'
WHERE b.relation = 'self' AND NOT EXISTS (SELECT FROM portal_bindingend e WHERE e.binding_id = b.entry)
"""
"""An account whose invitation nobody has opened yet has no password, and answers nothing."""
READS_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Own:
    """A party that an account stands for: by which binding, as itself or acting for it; all records that are this party."""

    binding: uuid.UUID
    relation: str
    public_id: str
    kind: str
    name: str
    records: frozenset[str]


def actor_of(public_id: str, name: str) -> Actor | None:
    """The holder that an account is, at the office that serves it; None where no binding of it stands. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFICE, [public_id])
        row = cursor.fetchone()
    if row is None:
        return None
    role = frozenset({"holder"})
    return Actor(
        kind="person",
        id=public_id,
        name=name,
        agency=row[1],
        agency_id=row[0],
        agency_kind=acting.KIND,
        agency_name=row[2],
        agency_names=row[4],
        country=row[3],
        roles=role,
        permissions=ROLES["holder"].permissions,
        purpose=Purpose("", OWN_ACCESS, ""),
    )


def has_account() -> Q:
    """People whose sign-in is a holder's account."""
    return Q(Exists(Binding.objects.filter(user=OuterRef("public_id"))))


def own(actor: Actor) -> tuple[Own, ...]:
    """The parties that the actor's account stands for, oneself first; none where they died or were dissolved. One query."""
    if not may(actor, "portal:own:read"):
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [actor.id])
        return tuple(
            Own(entry, relation, public_id, kind, name, frozenset(records))
            for entry, relation, public_id, kind, name, records in cursor.fetchall()
        )


def records(mine: Iterable[Own]) -> frozenset[str]:
    """All records of these parties."""
    return frozenset().union(*(item.records for item in mine))


def party_of(mine: Iterable[Own], public_id: str) -> Own:
    """One of these parties by any of its records; the only one where nothing is named.

    Raises:
        NotFound: the account stands for no such party.
    """
    known = tuple(mine)
    if not public_id and len(known) == 1:
        return known[0]
    return _found(next((item for item in known if public_id in item.records), None))


def _found[T](item: T | None) -> T:
    if item is None:
        raise NotFound("portal.not_found", words_of("portal.not_found"))
    return item


# What is the holder's own -----------------------------------------------------------------------------------------------


def firearms_of(mine: Iterable[Own]) -> QuerySet[Firearm]:
    """What these parties own or keep now, with its marks."""
    held = records(mine)
    firearms = Firearm.objects.filter(Q(owner__in=held) | Q(custodian__in=held))
    return firearms.filter(merged_into="", compartment="civilian").prefetch_related("marks").order_by("id")


def firearm_for(mine: Iterable[Own], public_id: str) -> Firearm:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    return _found(firearms_of(mine).filter(public_id=public_id).first())


TAKEN_IN: Final = ("acquired", "repair_handed_over")
"""The events by which a trader takes something in from its holder."""
ASKED_FOR: Final = dt.timedelta(days=60)
"""So long a holder is asked whether it is so."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a trader took in from one of these parties: by which event, when and for what; whether the holder answered."""

    firearm: Firearm
    n: int
    kind: str
    party: str
    trader: str
    at: dt.datetime
    answered: bool


def taken_in_of(mine: Iterable[Own]) -> list[TakenIn]:
    """What traders took in from these parties in the last two months, the newest first. Three statements."""
    held = records(mine)
    was_theirs = Holding.objects.filter(holder__in=held).values("firearm")
    lines = BookLine.objects.filter(
        firearm__in=was_theirs, came_from__in=held, firearm__compartment="civilian"
    )
    book_lines = [
        book_line
        for book_line in lines.select_related("firearm")
        .prefetch_related("firearm__marks")
        .order_by("-entered")
        if moment_of(book_line.entered) >= timezone.now() - ASKED_FOR
    ]
    kinds = dict(
        Event.objects.filter(
            pk__in=[book_line.entered for book_line in book_lines], kind__in=TAKEN_IN
        ).values_list("pk", "kind")
    )
    reports = Report.objects.filter(party__in=held, kind__in=("handed_over", "objected")).values_list(
        "details", flat=True
    )
    answered = {(item["firearm"], item["n"]) for item in reports}
    return [
        TakenIn(
            book_line.firearm, book_line.since, kinds[book_line.entered], book_line.came_from, book_line.holder, moment_of(book_line.entered),
            (book_line.firearm.public_id, book_line.since) in answered,
        )
        for book_line in book_lines
        if book_line.entered in kinds
    ]  # fmt: skip


def taken_in_for(mine: Iterable[Own], firearm: str, n: int) -> TakenIn:
    """One of them.

    Raises:
        NotFound: there is none of these parties.
    """
    taken_ins = taken_in_of(mine)
    return _found(
        next(
            (taken_in for taken_in in taken_ins if (taken_in.firearm.public_id, taken_in.n) == (firearm, n)),
            None,
        )
    )


def objections_of(mine: Iterable[Own]) -> list[Report]:
    """What these parties objected to and nobody answered, and what was answered of the last two months, the newest first."""
    objected = reports_of(mine).filter(kind="objected")
    since = timezone.now() - ASKED_FOR
    return list(objected.filter(Q(answer=None) | Q(at__gte=since))[:20])


def licences_of(mine: Iterable[Own]) -> QuerySet[Licence]:
    """Their licences, the newest first."""
    licences = Licence.objects.filter(holder__in=records(mine), compartment="civilian")
    return licences.select_related("agency").order_by("-id")


def licences_under(firearms: Collection[int]) -> Mapping[int, str]:
    """Key of a firearm -> the licence under which it is held now."""
    uses = LicenceUse.objects.filter(firearm__in=firearms, ended_by__isnull=True, void=False)
    return dict(uses.values_list("firearm_id", "licence"))


def removals_of(mine: Iterable[Own]) -> QuerySet[Removal]:
    """What still has to leave them."""
    return (
        Removal.objects.filter(holder__in=records(mine), state="open")
        .select_related("agency")
        .order_by("due_on")
    )


def applications_of(mine: Iterable[Own]) -> QuerySet[Application]:
    """Their applications, the newest first."""
    applications = Application.objects.filter(applicant__in=records(mine), compartment="civilian")
    return applications.select_related("agency").order_by("-id")


def application_for(mine: Iterable[Own], public_id: str) -> Application:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    return _found(applications_of(mine).filter(public_id=public_id).first())


def offers_of(mine: Iterable[Own]) -> QuerySet[Offer]:
    """What is offered to them or by them, the newest first."""
    sides = records(mine)
    offers = Offer.objects.filter(Q(buyer__in=sides) | Q(seller__in=sides), compartment="civilian")
    return offers.select_related("agency").order_by("-id")


def offer_for(mine: Iterable[Own], public_id: str) -> Offer:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    return _found(offers_of(mine).filter(public_id=public_id).first())


def offered(offers: Iterable[Offer]) -> Mapping[str, Firearm]:
    """The firearms of these offers by identifier, with their marks: what the buyer must know of the thing."""
    asked = {offer.firearm for offer in offers}
    firearms = Firearm.objects.filter(public_id__in=asked, compartment="civilian").prefetch_related("marks")
    return {firearm.public_id: firearm for firearm in firearms}


def names_across(mine: Iterable[Own], offers: Iterable[Offer]) -> Mapping[str, str]:
    """The names on the other side, as far as a side may know: the buyer's side who offers, the seller's side who confirmed."""
    own_side = records(mine)
    asked = {offer.seller for offer in offers if offer.buyer in own_side}
    asked |= {offer.buyer for offer in offers if offer.seller in own_side and offer.state == "confirmed"}
    parties = Party.objects.filter(public_id__in=asked - own_side, compartment="civilian")
    names = {public_id: name or "" for public_id, name in parties.values_list("public_id", "name")}
    # A dealer sells as an office of the register; its name stands on its shop.
    traders = {text for text in asked if text.startswith("A")}
    if traders:
        names |= dict(Agency.objects.filter(public_id__in=traders).values_list("public_id", called()))
    return names


def papers_of(mine: Iterable[Own]) -> QuerySet[Paper]:
    """The papers that carry their names, the newest first."""
    papers = Paper.objects.filter(holder__in=records(mine), compartment="civilian")
    return papers.select_related("agency").order_by("-id")


def paper_for(mine: Iterable[Own], public_id: str) -> Paper:
    """One of them.

    Raises:
        NotFound: it is not theirs, or there is none.
    """
    return _found(papers_of(mine).filter(public_id=public_id).first())


def receipts_of(payer: str, some: Collection[str]) -> set[str]:
    """Which of some receipts bear the name of who pays, under any of their records."""
    if not some:
        return set()
    papers = Paper.objects.filter(holder__in=records_of(payer), compartment="civilian", public_id__in=some)
    return set(papers.values_list("public_id", flat=True))


def what_is_asked(application: str) -> str:
    """What the office asks of the applicant while the clock stands; empty where nothing is left of its words."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [application])
        row = cursor.fetchone()
    return str(json.loads(row[0])) if row else ""


def bars_on(mine: Iterable[Own], day: Any) -> list[str]:
    """Kinds of the bars in force that were entered for these parties, as far as they may be told."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUNDED, [list(records(mine)), day, day])
        return sorted({kind for (kind,) in cursor.fetchall() if disclosure.bar(kind) != "hidden"})


def documents_of(application: str) -> QuerySet[Document]:
    """What was sent with an application, in the order in which it came."""
    return Document.objects.filter(application=application).select_related("deposit", "file").order_by("at")


def document_for(application: str, entry: uuid.UUID) -> Document:
    """One document of an application that the caller may see.

    Raises:
        NotFound: there is none.
    """
    return _found(documents_of(application).filter(entry=entry).first())


def reads_of(actor: Actor, party: Own) -> list[ReadLog]:
    """Who else read the record, the newest first, but for the reads that would warn somebody."""
    return list(_reads(actor, party).exclude(actor=actor.id)[:READS_SHOWN])


def own_reads_of(actor: Actor, party: Own) -> tuple[int, dt.datetime | None]:
    """How often the holder looked at their own record, and when last. One query."""
    read_logs = _reads(actor, party).filter(actor=actor.id).order_by()
    result = read_logs.aggregate(n=Count("id"), last=Max("at"))
    return result["n"], result["last"]


def _reads(actor: Actor, party: Own) -> QuerySet[ReadLog]:
    return reads.of_subject(acting.within(actor, acting.FILE), party.public_id)


# Reports and accounts, for holders and for the desk ----------------------------------------------------------------------


def reports_of(mine: Iterable[Own]) -> QuerySet[Report]:
    """What was reported and asked for these parties, the newest first, with the answers."""
    return Report.objects.filter(party__in=records(mine)).select_related("answer", "agency").order_by("-at")


def visible_reports(actor: Actor) -> Q:
    """The reports that wait at the actor's own office."""
    if not may(actor, "portal:report:answer"):
        return Q(pk__in=[])
    return Q(agency=actor.agency_id)


def reports_for(actor: Actor, *, answered: bool = False) -> QuerySet[Report]:
    """The reports of the actor's office: those that wait, or those that were answered."""
    reports = Report.objects.filter(
        visible_reports(actor), kind__in=report.WAITING, answer__isnull=not answered
    )
    return reports.select_related("answer", "agency")


def report_for(actor: Actor, entry: uuid.UUID) -> Report:
    """One report of the actor's office whose party the actor sees.

    Raises:
        NotFound: there is none for this actor.
    """
    record = (
        Report.objects.filter(visible_reports(actor), pk=entry).select_related("answer", "agency").first()
    )
    seen = record is not None and parties_for(actor).filter(public_id=record.party).exists()
    return _found(record if seen else None)


def personal_values(entries: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """The personal values of entries; what was erased is not there. Whoever calls this has logged the read. One query."""
    values: dict[uuid.UUID, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PERSONAL, [list(entries)])
        for entry, field, value in cursor.fetchall():
            values.setdefault(entry, {})[field] = json.loads(value)
    return values


def personal_of(public_id: str) -> list[tuple[str, str]]:
    """Entry and field of every personal value that is kept of a party here: an erasure takes them along.

    Reports and answers, documents that came with its applications, its own account's name, what it said of a loss.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PERSONAL_OF, {"party": public_id})
        return [(entry, field) for entry, field in cursor.fetchall()]


def bindings_for(actor: Actor, parties: Collection[str]) -> QuerySet[Binding]:
    """The accounts that stand, or stood, for a party under any of its records, for those who may open accounts."""
    if not may(actor, "portal:account:bind"):
        return Binding.objects.none()
    return Binding.objects.filter(party__in=parties).select_related("end", "agency").order_by("-at")


def binding_for(actor: Actor, entry: uuid.UUID) -> Binding:
    """One binding to a party that the actor sees.

    Raises:
        NotFound: there is none for this actor.
    """
    binding = Binding.objects.select_related("end", "agency").filter(pk=entry).first()
    allowed = may(actor, "portal:account:bind") and binding is not None
    seen = allowed and binding is not None and parties_for(actor).filter(public_id=binding.party).exists()
    return _found(binding if seen else None)


def standing_of(user: str) -> QuerySet[Binding]:
    """The bindings of an account that stand."""
    return Binding.objects.filter(user=user, end__isnull=True)


def stands_for_self(party: str) -> bool:
    """Whether the party has an account of its own already, under any of its records."""
    bindings = Binding.objects.filter(party__in=records_of(party), relation="self", end__isnull=True)
    return bindings.exists()


def with_account(parties: Collection[str]) -> frozenset[str]:
    """Those of these parties that have an account of their own that somebody uses, under any of their records. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WITH_ACCOUNT, [list(parties)])
        return frozenset(party for (party,) in cursor.fetchall())


def accounts(users: Collection[str]) -> Mapping[str, User]:
    """Sign-ins by identifier."""
    return {user.public_id: user for user in User.objects.filter(public_id__in=users)}


def account_called(username: str) -> User | None:
    """A holder's account that stands, by the name by which it signs in; an officer's is none."""
    user = User.objects.filter(has_account(), username=username, is_active=True).first()
    return user if user is not None and standing_of(user.public_id).exists() else None
