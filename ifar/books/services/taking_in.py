"""What its owner brings to a trader: a trade-in, or a customer's return, which is the trader's own from then on; a firearm for repair (`repairs.py`) stays its owner's.

What is not lawfully held by whoever the licence names is not taken in, and the trader hears one answer whatever the reason is, after the same statements: a firearm
that is looked for is not told apart from one that nobody knows. The police hear of what is looked for afterwards (`heard`), and where a trader enters its number by the
plain form as a firearm that nobody knew (`entered`). The event is `acquired`; it has no second shape here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ifar import scanned
from ifar.accounts.models import Agency
from ifar.accounts.services import notices, reads
from ifar.books import labels, selectors
from ifar.books.services.sales import SELL
from ifar.errors import IfarError, Reason, Refused
from ifar.ledger import services as ledger
from ifar.licensing.models import Licence
from ifar.licensing.selectors.bearers import licence_behind
from ifar.outbox.handlers import Fact
from ifar.outbox.services import state_fact
from ifar.parties.selectors import records_of
from ifar.registry.lifecycle.rule import HELD_BY_CIVILIANS
from ifar.registry.lifecycle.states import Legal, State
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import instant
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent
from ifar.registry.services.events.deciding import NUMBERS
from ifar.registry.services.events.many import write_each
from ifar.rights import Actor, require

ASKED: Final = "books.taking_in.asked"
OFFERED: Final = "books.taking_in_refused"
"""The fact that a trader was offered something that it could not take in."""
ENTERED: Final = "registry.acquired"
"""The fact that something was acquired, by whichever form it was recorded."""
TRADERS: Final = ("maker", "dealer")
WANTED: Final = (Legal.LOST, Legal.STOLEN, Legal.MISSING, Legal.SEIZED)
"""What is looked for, or was never to leave the hands that took it."""
ARTICLE: Final = "Directive (EU) 2021/555 art. 4(6); Protocol art. 7"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose something is said to be: the licence that was shown, and everybody for whom it stands; a trader names its own number.

    Attributes:
        licence: as it stands, one that is suspended or over too; None where there is none of this number.
    """

    licence: Licence | None
    owners: frozenset[str]

    @property
    def paper(self) -> str:
        """Under what the event stands: the licence."""
        return self.licence.public_id if self.licence else ""

    @property
    def is_known(self) -> bool:
        """Whether there is such a licence, or such a trader."""
        return self.licence is not None or any(owner[:1] == "A" for owner in self.owners)


def bearer_of(number: str) -> Bearer:
    """Whom the number of a licence, of its card or of a trader stands for; a licence of trade stands for the book that it covers too. Three statements."""
    held = licence_behind(number)
    owners = records_of(held.holder if held else number)
    return Bearer(held, owners | {held.book} if held and held.book else owners)


def take_in(*, actor: Actor, firearm: str, seller: str) -> str:
    """Record that the actor's office acquired a firearm from the person who holds it; their holding ends with it. Returns its identifier.

    Args:
        firearm: as it was scanned or typed: identifier, the maker's code, or serial number.
        seller: identifier of the holder's licence or of its card; one that is suspended or over names its holder too.

    Raises:
        Refused: it is not lawfully held by whoever bears that licence, for whichever reason, or may not be acquired; or no purpose of reading is stated.
    """
    require(actor, SELL)
    reads.log(actor, ASKED, seller)
    bearer = bearer_of(seller)
    event = NewEvent(
        "acquired",
        {"owner_kind": "retailer", "owner": actor.agency, "source": "holder"},
        instant(ledger.now()),
        paper=bearer.paper,
    )
    return brought(actor, firearm, bearer, event, HELD_BY_CIVILIANS)


def brought(actor: Actor, firearm: str, bearer: Bearer, event: NewEvent, states: frozenset[State]) -> str:
    """Record what comes into the actor's book with a firearm that its owner brings, who lawfully has it in hand; returns its identifier.

    Args:
        firearm: as it was scanned or typed.
        states: in which the owner has it.

    Raises:
        Refused: with the one answer, whichever reason there is.
    """
    value = scanned.read(firearm)
    near = selectors.on_record(value.identifier, value.serial or value.text)
    own = [record for record in near if record.owner in bearer.owners and _is_lawfully_held(record, states)]
    office = office_of(actor)
    if bearer.is_known and len(own) == 1:
        try:
            return _record(actor, own[0].public_id, event)
        except IfarError:
            # Another trader, or a block, came between, or something stands against it that is not the trader's to hear.
            near = []
    with transaction.atomic():
        state_fact(
            topic=OFFERED,
            key=actor.agency,
            payload={"firearms": [record.public_id for record in near], "trader": actor.agency},
        )
    raise labels.refused(Reason("books.taking_in.refused", article=ARTICLE, field="firearm", params=office))


def office_of(actor: Actor) -> dict[str, str]:
    """Whom a trader calls: the office over it and its telephone, for the words of a refusal."""
    office = Agency.objects.filter(public_id=selectors.authority_over(actor)).first()
    return {"office": office.called if office else "", "telephone": office.telephone if office else ""}


def _is_lawfully_held(firearm: Firearm, states: frozenset[State]) -> bool:
    return firearm.state in states and firearm.legal == Legal.LAWFUL


@transaction.atomic
def _record(actor: Actor, firearm: str, event: NewEvent) -> str:
    """What happens then: until it does the firearm stands in no book of the trader's, so it is read as the authority reads it, which is told nobody."""
    reader = replace(actor, agency_kind="licensing_authority")
    kind = events.checked(event)
    snapshot = events.snapshots_of(reader, [firearm], event).get(firearm)
    if snapshot is None:
        raise Refused("books.taking_in.refused")
    outcome = events.decided(actor, snapshot, event, people=frozenset({actor.id}))
    composed: Composed = events.compose(actor, snapshot, event, kind, outcome)
    write_each([composed])
    return firearm


def heard(fact: Fact) -> None:
    """Tell the police of what is looked for and was offered to a trader. Idempotent: once a day for each trader."""
    payload = fact.payload
    _tell(Firearm.objects.filter(public_id__in=payload["firearms"]), payload["trader"])


def entered(fact: Fact) -> None:
    """Tell the police where a trader opened a record by an acquisition with the number of what is looked for. Idempotent, as `heard`.

    Whoever bought it was answered as for any other number. Of another make it is another firearm.
    """
    event = Event.objects.select_related("firearm").filter(pk=fact.payload["entry"], n=1).first()
    trader = Agency.objects.filter(public_id=event.firearm.owner, kind__in=TRADERS).first() if event else None
    if event is None or trader is None:
        return
    thing = event.firearm
    texts = thing.marks.filter(kind__in=NUMBERS, retired=False).values_list("text", flat=True)
    alike = {firearm.pk for text in texts if text for firearm in selectors.on_record("", text)} - {thing.pk}
    same = Q(make=thing.make) | Q(make=None) if thing.make else Q()
    _tell(Firearm.objects.filter(same, pk__in=alike, item=thing.item), trader.public_id)


def _tell(firearms: QuerySet[Firearm], trader: str) -> None:
    """Tell those who had recorded that it is looked for, else the highest police, that a trader has it before them."""
    named = Agency.objects.filter(public_id=trader).first()
    for firearm in firearms.filter(legal__in=WANTED).order_by("public_id"):
        for office in selectors.police_of(firearm):
            notices.tell(
                kind="books.wanted_offered",
                object=firearm.public_id,
                agency_id=office,
                permission="registry:search:keep",
                once=f"books.wanted_offered {firearm.public_id} {trader} {timezone.localdate()}",
                params={"trader": named.called if named else trader},
            )
