"""Applications, licences, notices, removals and offers as an actor may see them. Each type of record has one condition, used everywhere."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import Count, DateField, F, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from ifar.accounts.selectors import proposals
from ifar.errors import Forbidden, NotFound
from ifar.ledger.selectors import Recorded, recorded_about
from ifar.licensing import application, labels, licence
from ifar.licensing.kind import POSSESSING
from ifar.licensing.models import Application, Event, Licence, Notice, Offer, Removal
from ifar.licensing.selectors.facts import STOOD
from ifar.licensing.selectors.kinds import answered_at
from ifar.rights import Actor, may

_NONE: Final = Q(pk__in=[])


def visible_applications(actor: Actor) -> Q:
    """Licensing desks and inspectors, in their compartments; a desk that answers checks for them: those under way that ask it."""
    seen = Q(compartment__in=actor.compartments)
    if may(actor, "licensing:application:read"):
        return seen
    if not may(actor, "licensing:check:answer"):
        return _NONE
    return seen & Q(kind__in=sorted(answered_at(actor.agency_kind)), state__in=sorted(application.CHECKED))


def unanswered(actor: Actor) -> QuerySet[Application]:
    """The applications under way with a check that the actor's kind of office has not answered yet."""
    waiting = _NONE
    for kind, items in answered_at(actor.agency_kind).items():
        waiting |= Q(kind=kind) & ~Q(checks__has_keys=list(items))
    return applications_for(actor).filter(waiting, state__in=sorted(application.CHECKED))


def visible_licences(actor: Actor) -> Q:
    """Those of the actor's compartments; for traders and proof houses only those of their own book."""
    if not may(actor, "licensing:licence:read"):
        return _NONE
    seen = Q(compartment__in=actor.compartments)
    return seen & Q(book=actor.agency) if actor.own_book_only else seen


def visible_notices(actor: Actor) -> Q:
    """A licensing desk's whole compartment; elsewhere those that one's own office sent."""
    if not may(actor, "licensing:notice:take"):
        return _NONE
    seen = Q(compartment__in=actor.compartments)
    return seen if may(actor, "licensing:removal:clear") else seen & Q(agency=actor.agency_id)


def visible_removals(actor: Actor) -> Q:
    """Licensing desks, in their compartments."""
    if not may(actor, "licensing:removal:clear"):
        return _NONE
    return Q(compartment__in=actor.compartments)


def visible_offers(actor: Actor) -> Q:
    """Those that one's office made or is asked about; a licensing desk's whole compartment."""
    if not may(actor, "licensing:transfer:offer"):
        return _NONE
    own = Q(agency=actor.agency_id) | Q(seller=actor.agency) | Q(buyer=actor.agency)
    return own if actor.own_book_only else Q(compartment__in=actor.compartments)


def applications_for(actor: Actor) -> QuerySet[Application]:
    """The applications that `actor` may see."""
    return Application.objects.filter(visible_applications(actor)).select_related("agency")


def licences_for(actor: Actor) -> QuerySet[Licence]:
    """The licences that `actor` may see."""
    return Licence.objects.filter(visible_licences(actor)).select_related("agency")


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """The notices that `actor` may see."""
    return Notice.objects.filter(visible_notices(actor)).select_related("agency")


def removals_for(actor: Actor) -> QuerySet[Removal]:
    """The removals that `actor` may see."""
    return Removal.objects.filter(visible_removals(actor)).select_related("agency")


def offers_for(actor: Actor) -> QuerySet[Offer]:
    """The offers that `actor` may see, each with `stood`: the number of the last event of the firearm for which it is good (`facts.STOOD`)."""
    return standing().filter(visible_offers(actor)).select_related("agency")


def standing() -> QuerySet[Any]:
    """All offers with `stood`, whoever may see them."""
    text = STOOD.format(offer=Offer._meta.db_table)
    stood = RawSQL(text, [], output_field=IntegerField())  # noqa: S611 (no word of anybody's)
    results: QuerySet[Any] = Offer.objects.annotate(stood=stood)
    return results


def _one[T](result: T | None, record_type: str) -> T:
    if result is None:
        raise NotFound(f"licensing.{record_type}.not_found", labels.of("licensing.not_found"))
    return result


def application_for(actor: Actor, public_id: str) -> Application:
    """One application; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _one(applications_for(actor).filter(public_id=public_id).first(), "application")


def licence_for(actor: Actor, public_id: str) -> Licence:
    """One licence, as `application_for`."""
    return _one(licences_for(actor).filter(public_id=public_id).first(), "licence")


def notice_for(actor: Actor, public_id: str) -> Notice:
    """One notice, as `application_for`."""
    return _one(notices_for(actor).filter(public_id=public_id).first(), "notice")


def removal_for(actor: Actor, public_id: str) -> Removal:
    """One removal, as `application_for`."""
    return _one(removals_for(actor).filter(public_id=public_id).first(), "removal")


def offer_for(actor: Actor, public_id: str) -> Offer:
    """One offer, as `application_for`."""
    return _one(offers_for(actor).filter(public_id=public_id).first(), "offer")


def ruled(record: Licence) -> licence.Licence:
    """A licence as the rules read it."""
    return licence.Licence(
        record.public_id,
        record.state,
        tuple(record.allows),
        tuple(record.categories),
        record.counts,
        record.quota,
        record.valid_from,
        record.valid_to,
    )


# Queues ---------------------------------------------------------------------------------------------------------------

_READ: Final = "licensing:application:read"
QUEUES: Final[Mapping[str, str]] = {
    "mine": _READ,
    "checks": "licensing:check:answer",
    "waiting": _READ,
    "decide": _READ,
    "ended": _READ,
    "all": _READ,
}
"""Queue of applications -> the permission that opens it."""


def queue(actor: Actor, name: str = "mine") -> QuerySet[Application]:
    """My desk's applications: those that run, those that wait for the applicant, those to be decided, those that are over.

    `checks` are those of every desk with a check that my kind of office has not answered yet.
    """
    if name == "checks":
        return unanswered(actor)
    desk = applications_for(actor)
    if name != "all":
        desk = desk.filter(agency=actor.agency_id)
    states: Mapping[str, Collection[str]] = {
        "mine": ("submitted", "examination", "advised", "appealed", "draft"),
        "waiting": ("waiting",),
        "decide": ("advised", "appealed"),
        "ended": ("granted", "refused", "withdrawn", "closed"),
        "all": application.OPEN,
    }
    return desk.filter(state__in=states[name])


def in_order(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The most urgent first; what has no day yet comes last."""
    return applications.order_by(F("due_on").asc(nulls_last=True), "id")


def open_removals(actor: Actor, ground: str = "") -> QuerySet[Removal]:
    """Firearms that still have to leave a holder, of one ground or of all, the most urgent first."""
    removals = removals_for(actor).filter(state="open").order_by("due_on", "id")
    return removals.filter(ground=ground) if ground else removals


def waiting_notices(actor: Actor) -> QuerySet[Notice]:
    """Notices of which nobody has said yet whom they mean."""
    return notices_for(actor).filter(state="waiting").order_by("id")


# Who holds what ---------------------------------------------------------------------------------------------------------


def held_by(actor: Actor, holders: Collection[str]) -> QuerySet[Licence]:
    """The licences of a party under any of its records, of what the actor may see; the latest first."""
    return licences_for(actor).filter(holder__in=holders).order_by("-id")


def asked_by(actor: Actor, applicants: Collection[str]) -> QuerySet[Application]:
    """The applications of a party under any of its records, of what the actor may see; the latest first."""
    return applications_for(actor).filter(applicant__in=applicants).order_by("-id")


def allowed_at(activity: str, day: dt.date) -> QuerySet[Licence, str]:
    """The offices (public identifiers) beside whose book stands a licence that is in force on a day and allows an activity; of the licence nothing is told."""
    on_day = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    licences = Licence.objects.filter(
        on_day, allows__contains=[activity], state="in_force", valid_from__lte=day
    )
    return licences.exclude(book="").values_list("book", flat=True)


def is_stopped(holders: Collection[str], *, but: str) -> bool:
    """Whether a licence of a party under any of its records is suspended, whoever may see it; `but` the one to renew.

    What was revoked speaks through its bar, which two people lift and which may end (`licensing/barring.py`).
    """
    licences = Licence.objects.filter(holder__in=holders, state="suspended")
    return licences.exclude(public_id=but).exists()


_NOTICED: Final = """
SELECT EXISTS (SELECT FROM licensing_notice n WHERE n.party = ANY(%s) AND n.state = 'applied' AND NOT EXISTS (
    SELECT FROM licensing_event s JOIN licensing_event r ON r.subject = s.subject AND r.record_type = 'licence' AND r.kind = 'reinstated' AND r.n > s.n
    JOIN licensing_licence l ON l.public_id = s.subject
    WHERE l.holder = ANY(%s) AND s.record_type = 'licence' AND s.kind = 'suspended' AND s.details ->> 'notice' = n.public_id))
"""


_STOPS: Final = """
SELECT EXISTS (SELECT FROM licensing_event s JOIN licensing_licence l ON l.public_id = s.subject
               WHERE s.record_type = 'licence' AND s.kind = 'suspended' AND s.details ->> 'notice' = %s AND l.state = 'suspended')
"""


def stops(notice: str) -> bool:
    """Whether a licence is suspended now because of a notice: then its reinstatement settles the notice, and nothing else does."""
    with connection.cursor() as cursor:
        cursor.execute(_STOPS, [notice])
        return bool(cursor.fetchone()[0])


def is_noticed(holders: Collection[str]) -> bool:
    """Whether a notice about a party still stands, whoever may see it.

    It does until two people reinstated a licence that it stopped, or settled it where it stops none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTICED, [list(holders), list(holders)])
        return bool(cursor.fetchone()[0])


_ENDED: Final = """
SELECT DISTINCT ON (l.holder) l.id, l.holder FROM licensing_licence l
WHERE (l.state <> ALL(%(alive)s) OR l.valid_to < %(day)s) AND l.allows && %(own)s
  AND NOT EXISTS (SELECT FROM licensing_removal r WHERE r.holder = l.holder AND r.state = 'open')
  AND NOT EXISTS (SELECT FROM licensing_licence o WHERE o.holder = l.holder AND o.state = 'in_force' AND o.allows && %(own)s
                  AND o.valid_from <= %(day)s AND (o.valid_to IS NULL OR o.valid_to >= %(day)s))
ORDER BY l.holder, l.id DESC
"""


def ended(day: dt.date) -> list[tuple[int, str]]:
    """Holders whose licences are all over and who have no open removal: key of the latest that ended, and the holder. One query.

    For the daily review of who still holds firearms: a trade's stock is another matter.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, {"alive": sorted(licence.ALIVE), "day": day, "own": sorted(POSSESSING)})
        return list(cursor.fetchall())


def covered(holders: Collection[str], day: dt.date) -> frozenset[str]:
    """Those of some records that have a licence in force on a day under which a firearm may be held. One query."""
    licences = Licence.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        holder__in=holders,
        state="in_force",
        valid_from__lte=day,
        allows__overlap=sorted(POSSESSING),
    )
    return frozenset(licences.values_list("holder", flat=True))


def granters_of(public_id: str) -> frozenset[str]:
    """Who decided about a licence, or proposed it: they do not inspect under it."""
    with connection.cursor() as cursor:
        cursor.execute(_GRANTERS, {"licence": public_id})
        return frozenset(row[0] for row in cursor.fetchall())


_GRANTERS: Final = """
SELECT l.actor FROM licensing_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.subject = %(licence)s AND e.kind IN ('granted', 'renewed', 'reinstated', 'changed')
UNION SELECT p.proposer FROM licensing_event e LEFT JOIN licensing_event a ON a.subject = e.details ->> 'application' AND a.kind = 'granted'
JOIN accounts_proposal p ON p.public_id IN (e.proposal, a.proposal)
WHERE e.subject = %(licence)s AND e.kind IN ('granted', 'renewed', 'reinstated', 'changed')
UNION SELECT unnest(accounts_answered(p.public_id)) FROM licensing_event e
LEFT JOIN licensing_event a ON a.subject = e.details ->> 'application' AND a.kind = 'granted'
JOIN accounts_proposal p ON p.public_id IN (e.proposal, a.proposal)
WHERE e.subject = %(licence)s AND e.kind IN ('granted', 'renewed', 'reinstated', 'changed')
"""


# What was done ----------------------------------------------------------------------------------------------------------

_WRITTEN: Final = """
SELECT p.entry, p.field, p.value::text FROM ledger_personal p JOIN licensing_event e ON e.id = p.entry
WHERE e.subject = %s AND p.field IN ('note', 'paper')
"""


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One act on a record: what was said, the note in the officer's words and the paper that they saw (empty where none, or erased), and its
    proof."""

    kind: str
    n: int
    recorded: Recorded
    details: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    paper: str = ""

    @property
    def entry(self) -> uuid.UUID:
        """The entry in the ledger."""
        return self.recorded.entry


def history_of(public_id: str, record_type: str, witnesses_needed: int) -> list[RecordedAct]:
    """Everything that was done to a record, in recorded order. Three queries."""
    events = {event.id: event for event in Event.objects.filter(subject=public_id)}
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [public_id])
        written = {(entry, name): json.loads(value) for entry, name, value in cursor.fetchall()}
    return [
        RecordedAct(
            events[item.entry].kind,
            events[item.entry].n,
            item,
            events[item.entry].details,
            written.get((item.entry, "note"), ""),
            written.get((item.entry, "paper"), ""),
        )
        for item in recorded_about(public_id, f"licensing.{record_type}_", witnesses_needed)
        if item.entry in events
    ]


def advice_of(public_id: str) -> str:
    """What was written with the newest advice on an application; empty where none was given, or it was erased."""
    with connection.cursor() as cursor:
        cursor.execute(_ADVISED, [public_id])
        row = cursor.fetchone()
    return str(json.loads(row[0])) if row else ""


_ADVISED: Final = """
SELECT p.value::text FROM licensing_event e JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note'
WHERE e.subject = %s AND e.kind = 'advised' ORDER BY e.n DESC LIMIT 1
"""


_MADE: Final = (
    "SELECT object, actor FROM ledger_entry WHERE object = ANY(%s) AND act = 'licensing.offer_made'"
)


def makers_of(offers: Collection[Offer]) -> Mapping[str, str]:
    """Offer -> who made it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_MADE, [[offer.public_id for offer in offers]])
        return dict(cursor.fetchall())


def may_answer(actor: Actor, offer: Offer, made_by: str) -> bool:
    """Whether an actor is of the buyer's side: never who made the offer, nor who would answer for another's book."""
    trader = offer.buyer.startswith("A") and offer.buyer != actor.agency
    own_sale = actor.own_book_only and offer.buyer != actor.agency
    return not actor.acts_for(made_by) and not trader and not own_sale


def asks_how(actor: Actor, offer: Offer) -> bool:
    """Whether an office confirms for a person or company, and so writes down how they did: not who signs in for themselves, nor a trader for itself."""
    return "holder" not in actor.roles and offer.buyer.startswith("P")


def require_other_side(actor: Actor, offer: Offer) -> None:
    """Refuse whoever made an offer, or answers for another's book, the right to answer it.

    Raises:
        Forbidden: the actor made it, or it is offered to another trader.
    """
    if not may_answer(actor, offer, makers_of([offer]).get(offer.public_id, "")):
        raise Forbidden(
            "licensing.offer.other_side",
            labels.of("licensing.offer.other_side"),
            article="Directive (EU) 2021/555 art. 4(6)",
        )


def confirmed_offer(actor: Actor, firearm: str, n: int, transfer: str, day: dt.date) -> Offer | None:
    """The offer of a firearm as it stands that the buyer's side confirmed, of what the actor may see: what is to be recorded."""
    results = standing().filter(
        visible_offers(actor), firearm=firearm, stood=n, transfer=transfer, state="confirmed"
    )
    return results.filter(good_until__gte=day).order_by("-id").first()


# Counts and places in a queue -------------------------------------------------------------------------------------------

NEVER: Final = dt.date(9999, 12, 31)


def with_due(applications: QuerySet[Application]) -> QuerySet[Application]:
    """With `due`, the day on which each is due, far away where its clock stands: a queue is read by cursor, without nulls."""
    return applications.annotate(due=Coalesce("due_on", Value(NEVER), output_field=DateField()))


def overdue(actor: Actor, day: dt.date) -> QuerySet[Application]:
    """My desk's applications whose statutory time is over."""
    return queue(actor, "mine").filter(due_on__lt=day)


def removals_by_ground(actor: Actor) -> Mapping[str, int]:
    """How many removals are open, by ground. One query."""
    counted = removals_for(actor).filter(state="open").order_by().values_list("ground")
    return dict(counted.annotate(count=Count("*")))


def open_proposals(public_id: str) -> list[str]:
    """What somebody has asked for about a record and nobody has answered: public identifiers of the proposals."""
    results = proposals.with_status().filter(object=public_id, act__startswith="licensing.")
    return list(results.filter(state=proposals.OPEN).values_list("public_id", flat=True))
