"""Lots, movements and stocks as an actor may see them.

An office sees what it keeps and what lies with it, an authority what the offices below it keep and hold, an inspector whole compartments. Of a lot that went
on to an office that somebody may not see they see the lot, and neither that office nor how much it holds.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from ifar import identifiers, scanned
from ifar.accounts.models import Agency
from ifar.accounts.selectors import agencies
from ifar.ammunition import accounts, labels
from ifar.ammunition.limits import Bought, Limit
from ifar.ammunition.models import Balance, Event, Lot, Movement, Posting, bare_number
from ifar.errors import NotFound
from ifar.reference import selectors as reference
from ifar.registry.models import LicenceUse
from ifar.rights import Actor, may
from ifar.typed import bare

READ: Final = "ammunition:lot:read"
CANDIDATES: Final = 200
"""Postings of one lot of which its page tells when."""


def _offices(actor: Actor) -> QuerySet[Agency]:
    """The offices whose stocks somebody sees."""
    if may(actor, "oversight:inspection:read"):
        return Agency.objects.filter(compartment__in=sorted(actor.compartments))
    return Agency.objects.filter(pk__in=agencies.looked_after(actor.agency_id))


def _seen(actor: Actor) -> QuerySet[Any]:
    return _offices(actor).values("public_id")


def may_be_sent_to(office: str) -> bool:
    """Whether something may be sent to an office of this identifier: an open one. Which offices there are is not told: units of defence stand in no list of
    others, and who sends to one has its identifier from it."""
    return Agency.objects.filter(public_id=office, closed=False).exists()


def movements_for(actor: Actor) -> QuerySet[Movement]:
    """The movements of the offices whose stocks the actor sees, and those to them."""
    if not may(actor, READ):
        return Movement.objects.none()
    offices = _offices(actor)
    seen = Q(agency__in=offices) | Q(to_office__in=offices.values("public_id"))
    return Movement.objects.filter(seen).select_related("agency")


def movement_for(actor: Actor, public_id: str) -> Movement:
    """One movement; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    movement = movements_for(actor).filter(public_id=public_id).first()
    if movement is None:
        raise NotFound("ammunition.not_found", labels.of("ammunition.not_found"))
    return movement


def lots_for(actor: Actor) -> QuerySet[Lot]:
    """The lots that those offices keep, and those of which they had some or some is coming to them."""
    if not may(actor, READ):
        return Lot.objects.none()
    # Whoever had some has an account of it, empty or not, and so has each movement on whose road it was: a lot has few accounts and many lines.
    known = Balance.objects.filter(lot=OuterRef("public_id"))
    coming = Movement.objects.filter(to_office__in=_seen(actor)).exclude(to_office="").values("public_id")
    had = Exists(known.filter(agency__in=_seen(actor))) | Exists(
        known.filter(account=accounts.ROAD, holder__in=coming)
    )
    return Lot.objects.filter(Q(agency__in=_offices(actor)) | had).select_related("agency")


def lot_for(actor: Actor, public_id: str) -> Lot:
    """One lot; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    lot = lots_for(actor).filter(public_id=public_id).first()
    if lot is None:
        raise NotFound("ammunition.not_found", labels.of("ammunition.not_found"))
    return lot


def balances_for(actor: Actor) -> QuerySet[Balance]:
    """What lies with the offices whose stocks the actor sees, and what they sent and nobody received."""
    if not may(actor, READ):
        return Balance.objects.none()
    return Balance.objects.filter(agency__in=_seen(actor), quantity__gt=0)


def postings_for(actor: Actor) -> QuerySet[Posting]:
    """The lines of those offices."""
    if not may(actor, READ):
        return Posting.objects.none()
    return Posting.objects.filter(agency__in=_seen(actor))


def numbered(lots: QuerySet[Lot], text: str) -> QuerySet[Lot]:
    """Those of some lots that an identifier or the beginning of a number names, as marks are compared."""
    if result := identifiers.parse(text, "B"):
        return lots.filter(public_id=result)
    wanted = bare(text)
    return lots.alias(plain=bare_number()).filter(plain__startswith=wanted) if wanted else lots.none()


def lots_at(actor: Actor, place: str, texts: Collection[str]) -> dict[str, list[Lot]]:
    """What identifiers or numbers name among the lots that the actor sees, as they were typed: those that lie at the place before the others. Two queries."""
    known = {text: identifiers.parse(text, "B") or "" for text in texts}
    # A maker's code on a package says the number of the lot among other things.
    plain = {text: bare(scanned.read(text).lot or text) for text in texts if not known[text]}
    lots = lots_for(actor).annotate(plain=bare_number())
    named = Q(public_id__in=[code for code in known.values() if code]) | Q(plain__in=list(plain.values()))
    results: list[Any] = list(lots.filter(named)[:1000])
    here = set(
        Balance.objects.filter(
            holder=place, lot__in=[item.public_id for item in results], quantity__gt=0
        ).values_list("lot", flat=True)
    )
    result: dict[str, list[Lot]] = {}
    for text in texts:
        fits = [
            item
            for item in results
            if item.public_id == known[text] or (not known[text] and item.plain == plain[text])
        ]
        lying = [item for item in fits if item.public_id in here]
        result[text] = lying or fits
    return result


def mixed(agency: int | None, place: str, calibre: str) -> Lot | None:
    """The mixed lot of an office's place and calibre."""
    return Lot.objects.filter(agency=agency, place=place, calibre=calibre).first()


@lru_cache(maxsize=4)
def _limits(_state: tuple[int, Any]) -> tuple[Limit, ...]:
    def codes(text: str) -> frozenset[str]:
        return frozenset(filter(None, text.split("|")))

    rows = reference.rows_of("ammunition_limit").filter(valid_to=None)
    return tuple(Limit(codes(row.of), codes(row.kinds), row.most, row.days) for row in rows)


def limits() -> tuple[Limit, ...]:
    """How much may come to a holder under a licence, as the State's list says it now."""
    return _limits(reference.latest_load("ammunition_limit"))


def has_arm(licence: str, lot: Lot) -> bool:
    """Whether an arm that takes a lot is held under a licence: of its calibre where the lot has one, else any. One query, whatever there is."""
    uses = LicenceUse.objects.filter(licence=licence, ended_by=None, void=False)
    return (uses.filter(firearm__calibre=lot.calibre) if lot.calibre else uses).exists()


def bought(licence: str) -> list[Bought]:
    """What was sold under a licence, by whichever trader. A sale that its trader undid counts on: it alone says that nothing came in. One query, whatever there is."""
    with connection.cursor() as cursor:
        cursor.execute(_BOUGHT, [licence, settings.TIME_ZONE])
        return [Bought(*row) for row in cursor.fetchall()]


_AUTHORITY: Final = """
SELECT registry_authority_over(a.id) FROM accounts_agency a WHERE a.id = %s AND registry_is_trader(a.kind)
"""


def authority_over(office: Agency) -> Agency:
    """Who looks after an office: the licensing authority over a trader, the office above another one, itself where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_AUTHORITY, [office.pk])
        row = cursor.fetchone()
    licensing = Agency.objects.filter(public_id=row[0]).first() if row and row[0] else None
    above = office.parent if office.parent is not None and not office.parent.closed else None
    return licensing or above or office


_BOUGHT: Final = """
WITH mine AS (SELECT m.public_id FROM ammunition_movement m WHERE m.licence = %s AND m.licence <> '')
SELECT l.kind, p.amount, (e.recorded_at AT TIME ZONE %s)::date FROM mine m JOIN ammunition_posting p ON p.movement = m.public_id AND p.account = 'sold' AND p.amount > 0
JOIN ammunition_lot l ON l.public_id = p.lot JOIN ledger_entry e ON e.entry = p.event
"""


def lying_with(agency: str, lots: Collection[str]) -> dict[str, list[str]]:
    """Lots -> the places of an office at which some of each lies."""
    balances = Balance.objects.filter(account=accounts.HELD, agency=agency, lot__in=set(lots), quantity__gt=0)
    result: dict[str, list[str]] = {}
    for lot, place in balances.order_by("-quantity").values_list("lot", "holder"):
        result.setdefault(lot, []).append(place)
    return result


def sales_for(actor: Actor) -> QuerySet[Movement]:
    """What the actor's own office sold to holders, the last first."""
    return movements_for(actor).filter(agency=actor.agency_id, move="sold").order_by("-id")


def personal_of(public_id: str) -> list[tuple[str, str]]:
    """Entry and field of what sales say of a party: the licence under which it bought. An erasure takes them along."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSONAL, [public_id])
        return [(str(entry), "licence") for (entry,) in cursor.fetchall()]


_PERSONAL: Final = """
SELECT e.id FROM licensing_licence h JOIN ammunition_movement m ON m.licence = h.public_id AND m.licence <> ''
JOIN ammunition_event e ON e.record_type = 'movement' AND e.subject = m.public_id AND e.kind = 'sold' WHERE h.holder = %s
"""


def held(place: str, lots: Collection[str]) -> dict[str, int]:
    """How much of lots lies at a place; for the service, which answers for its own office."""
    balances = Balance.objects.filter(holder=place, account=accounts.HELD, lot__in=set(lots))
    return dict(balances.values_list("lot", "quantity"))


def sent(movement: Movement) -> dict[str, int]:
    """How much of each lot is on the road of a movement."""
    balances = Balance.objects.filter(holder=movement.public_id, account=accounts.ROAD, quantity__gt=0)
    return dict(balances.order_by("lot").values_list("lot", "quantity"))


_STOPPED: Final = """
SELECT stops, source FROM unnest(%s::text[]) AS stops CROSS JOIN LATERAL ammunition_sources(ARRAY[stops]) AS source
JOIN ammunition_lot l ON l.public_id = source AND l.state = 'suspended' ORDER BY stops, l.id
"""


def stopped(lots: Collection[str]) -> dict[str, list[Lot]]:
    """Lots that stop -> which are suspended: the lot itself, or those from which rounds came into it. Two queries at most, whatever there is."""
    with connection.cursor() as cursor:
        cursor.execute(_STOPPED, [list(lots)])
        rows = cursor.fetchall()
    known = (
        {lot.public_id: lot for lot in Lot.objects.filter(public_id__in={s for _n, s in rows})}
        if rows
        else {}
    )
    result: dict[str, list[Lot]] = {}
    for lot, suspended in rows:
        result.setdefault(lot, []).append(known[suspended])
    return result


def unmarked(lots: Collection[str]) -> bool:
    """Whether some of the lots are cartridges of which no mark on the smallest package is on record. One query."""
    return Lot.objects.filter(public_id__in=lots, kind="cartridge", mark="").exists()


def guarded(lots: Collection[str]) -> bool:
    """Whether some lots are suspended, or were seized, or came from such: what two people write off. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ammunition_guarded(%s)", [list(lots)])
        row = cursor.fetchone()
    return bool(row and row[0])


_HOLDERS: Final = """
WITH RECURSIVE reached AS (
    SELECT %s::text AS lot
    UNION SELECT s.lot::text FROM reached r CROSS JOIN LATERAL (
        SELECT p.lot FROM ammunition_posting p WHERE p.source = r.lot AND p.source <> '' GROUP BY p.lot HAVING sum(p.amount) > 0) s
)
SELECT DISTINCT a.id, b.lot FROM reached r JOIN ammunition_balance b ON b.lot = r.lot AND b.quantity > 0
LEFT JOIN ammunition_movement m ON b.account = 'road' AND m.public_id = b.holder
JOIN accounts_agency a ON a.public_id IN (b.agency, m.to_office) ORDER BY 1, 2
"""


def holders(lot: str) -> list[tuple[int, str]]:
    """Offices (their keys) that have some of a lot, or of what came from it under another number, or to which it is on the road; each with the lot that it is there."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [lot])
        return list(cursor.fetchall())


def repackings(actor: Actor, lot: Lot) -> tuple[list[Lot], list[Lot]]:
    """The lots from which rounds came into a lot, and those into which its rounds went, as far as the actor may see them; each step alone. Three queries."""
    rows = Posting.objects.filter(Q(lot=lot.public_id) | Q(source=lot.public_id)).exclude(source="")
    steps = (
        rows.values("lot", "source").annotate(n=Sum("amount")).filter(n__gt=0).values_list("lot", "source")
    )
    pairs = list(steps)
    seen = lots_for(actor).filter(public_id__in={text for pair in pairs for text in pair}).order_by("id")
    known = {record.public_id: record for record in seen}
    came = [known[source] for into, source in pairs if into == lot.public_id and source in known]
    went = [known[into] for into, source in pairs if source == lot.public_id and into in known]
    return came, went


def ever_at(place: str, lots: Collection[str]) -> bool:
    """Whether some of the lots ever lay at a place, by a movement that was not undone."""
    stands = Movement.objects.filter(public_id=OuterRef("movement")).exclude(state=accounts.UNDONE)
    lay = Posting.objects.filter(holder=place, account=accounts.HELD, lot__in=set(lots))
    return lay.filter(Exists(stands)).exists()


def overdue(day: dt.date) -> list[tuple[Lot, str, str, dt.date]]:
    """Lots whose shelf life is over or whose surveillance is due on a day, each with an office that holds some of it, the cause and the day. Two queries."""
    rows: list[tuple[Lot, str, str, dt.date]] = []
    for cause, column in (("ammunition.expired", "expires_on"), ("ammunition.survey_due", "survey_on")):
        late = Lot.objects.filter(**{f"{column}__lte": day}).annotate(on=F(column))
        lots = {item.public_id: item for item in late}
        held = Balance.objects.filter(lot__in=lots, quantity__gt=0).values_list("lot", "agency").distinct()
        rows += [
            (lots[lot], agency, cause, vars(lots[lot])["on"])
            for lot, agency in held.order_by("lot", "agency")
        ]
    return rows


def looks_after(actor: Actor, lot: Lot) -> bool:
    """Whether the actor's office is the one that keeps a lot, or looks after that one."""
    return Agency.objects.filter(
        pk__in=agencies.looked_after(actor.agency_id), public_id=lot.agency.public_id
    ).exists()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a lot's life: by which act it came, when, how much more or less in which account, of which office.

    `move` is what the movement is, `act` the kind of the act; `undone` whether the movement does not stand any more.
    """

    event: uuid.UUID
    movement: str
    move: str
    act: str
    undone: bool
    account: str
    agency: str
    holder: str
    amount: int


def life_of(actor: Actor, lot: Lot) -> list[Line]:
    """The lines of a lot that the actor may see, the last first."""
    postings = postings_for(actor).filter(lot=lot.public_id).order_by("-id")[:CANDIDATES]
    rows = list(postings.values_list("event", "movement", "account", "agency", "holder", "amount"))
    acts = dict(Event.objects.filter(pk__in={row[0] for row in rows}).values_list("id", "kind"))
    moves = {
        public_id: (move, state == accounts.UNDONE)
        for public_id, move, state in Movement.objects.filter(
            public_id__in={row[1] for row in rows}
        ).values_list("public_id", "move", "state")
    }
    return [Line(row[0], row[1], moves[row[1]][0], acts[row[0]], moves[row[1]][1], *row[2:]) for row in rows]


def first_act(movement: str) -> Event | None:
    """The act that opened a movement; the caller has found the movement for the actor."""
    return Event.objects.filter(record_type="movement", subject=movement).order_by("n").first()


def loss_of(movement: Movement) -> str:
    """How something was lost, as the first act of a movement says it."""
    first = first_act(movement.public_id)
    return str(first.changes.get("ground", "")) if first else ""


def lines_of(movement: str) -> list[tuple[str, int]]:
    """The lots and quantities that the first act of a movement says."""
    first = first_act(movement)
    return [(line["lot"], line["quantity"]) for line in first.details["lines"]] if first else []


def lines_undone(movement: Movement, kind: str) -> Any:
    """The lines of the act that a counter-entry undoes, as it says them."""
    n = accounts.undone_n(kind, movement.n + 1)
    return Event.objects.get(record_type="movement", subject=movement.public_id, n=n).details["lines"]


_HISTORY: Final = """
SELECT e.kind, e.changes ->> 'ground', l.agency, l.recorded_at FROM ammunition_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'movement' AND e.subject = %s ORDER BY e.n
"""


def history_of(movement: Movement) -> list[tuple[str, str, str, Any]]:
    """What was done with a movement that the caller was shown, the first first: act, why it was undone, office, moment."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [movement.public_id])
        return list(cursor.fetchall())


_RECORDERS: Final = """
SELECT DISTINCT l.actor FROM ammunition_event e JOIN ledger_entry l ON l.entry = e.id WHERE e.record_type = 'movement' AND e.subject = %s AND l.actor <> ''
"""


def recorders_of(movement: Movement) -> list[str]:
    """Everybody who recorded an act on a movement: who sent it, counted it, undid it. They judge no matter of it."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDERS, [movement.public_id])
        return sorted(actor for (actor,) in cursor.fetchall())
