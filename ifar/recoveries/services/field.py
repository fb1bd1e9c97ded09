"""What somebody entered in the field: a case with one item, taken in once, however often a device sends it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.selectors import desks
from ifar.accounts.services import confirming
from ifar.documents import devices
from ifar.documents.devices import Device
from ifar.errors import Conflict, NotFound, Reason
from ifar.files import services as files
from ifar.ledger import services as ledger
from ifar.missingness import NONE
from ifar.recoveries import kinds, labels, selectors
from ifar.recoveries.models import Case, Hit
from ifar.recoveries.services.cases import Circumstances, change_case, hold_number, open_case
from ifar.recoveries.services.items import NewItem, enter_items
from ifar.recoveries.services.searching import sides_of
from ifar.recoveries.services.writing import RECORDER, lock
from ifar.registry.occurred import instant
from ifar.rights import Actor, require

WRITE: Final = "recoveries:case:write"
KINDS: Final = ("seized", "found", "surrendered")
TYPES: Final = ("pistol", "revolver", "rifle", "shotgun", "submachine_gun", "machine_gun", "other")
"""What a thumb chooses from; the exact type is said later at a desk."""
SAID: Final = "2345679ACDEFHJKMNPRTUVWXY"
"""Characters of a number that is said aloud: none that sounds or looks like another."""
OPENED: Final = 1
"""How many acts a case has when it was just opened."""
_NO_DEVICE: Final = Device()


@dataclass(frozen=True, slots=True)
class Capture:
    """What a device sends.

    Attributes:
        capture: the device's own identifier of the entry: its idempotency key.
        taken: when it was entered there, by the device's clock.
        serial: as read; empty where none was seen.
        latitude, longitude: millionths of a degree.
    """

    capture: uuid.UUID
    kind: str
    type: str
    taken: dt.datetime
    serial: str = ""
    number: str = ""
    place: str = ""
    ground: str = ""
    latitude: int | None = None
    longitude: int | None = None
    confirmed: devices.Confirmed | None = None

    def challenge(self) -> bytes:
        """What the passkey of whoever confirms it signs; the page makes the same of what it sends."""
        taken = self.taken.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        row = (self.kind, self.type, taken, self.serial, self.number, self.place, self.ground)
        return devices.challenge(str(self.capture), *row)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of it: the case and its item, how many acts the case has, and whether it had arrived before."""

    case: str
    item: str
    acts: int
    before: bool


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """What an officer in the field is told of what they took in: whom to ask; of what they may see also its state and how likely it is.

    Attributes:
        state: of the firearm on record; empty where it lies in a compartment that is closed to the officer.
        percent: how likely it is the one, as the item's page says it (0: under 1 %); what was noted where no reasons were kept.
        ask: names of the offices that keep its record or look for it.
        wanted: whether somebody looks for it, or it should be no more.
        waits: why not everything was looked through yet (`restricted_hits.WAITS`): that nothing is told then is no "no".
    """

    state: str
    percent: int
    ask: tuple[str, ...]
    wanted: bool
    waits: str = ""


def spoken_number(taken: dt.datetime, capture: uuid.UUID) -> str:
    """A number that a person can say over the radio: the day, and four characters that are not mistaken for each other."""
    letters, number = "", capture.int
    for _ in range(4):
        number, at = divmod(number, len(SAID))
        letters += SAID[at]
    return f"{timezone.localtime(taken):%d%m%y}-{letters}"


def answers_of(*, actor: Actor, capture: uuid.UUID) -> list[FieldAnswer]:
    """What the register has that the thing of an entry may be, as far as this officer may know it, the likeliest first.

    Raises:
        NotFound: no such entry arrived from this actor.
    """
    require(actor, WRITE)
    came = _came(capture)
    item = selectors.items_for(actor).filter(public_id=came.item).first() if came else None
    if came is None or item is None or came.sender != actor.id:
        raise NotFound("recoveries.not_found", labels.of("recoveries.not_found"))
    best: dict[str, Hit] = {}
    hits = list(selectors.hits_for(actor).filter(item=item))
    likely = selectors.likely_of(hits)
    for hit in hits:
        if hit.verdict != "rejected":
            best.setdefault(hit.firearm.public_id, hit)
    sides = sides_of(set(best))
    names = dict(
        Agency.objects.filter(pk__in={number for _, some in sides.values() for number in some}).values_list(
            "pk", "name"
        )
    )
    results = [
        FieldAnswer(
            hit.firearm.state,
            hit.percent if (share := likely[hit.pk]) is None else share,
            tuple(sorted(names[office] for office in sides[firearm][1])),
            hit.firearm.state in kinds.LIVE | kinds.ENDED,
        )
        for firearm, hit in best.items()
    ]
    heard = selectors.heard_of(item.searches)
    ask = {desk for named, _why in heard.values() for desk in named}
    closed = desks.names_of(ask) if ask else []
    waits = sorted({why for _named, why in heard.values()} - {""})
    return [
        *results,
        *(FieldAnswer("", 0, (name,), True) for name in closed),
        *(FieldAnswer("", 0, (), False, why) for why in waits),
    ]


@transaction.atomic
def capture(*, actor: Actor, said: Capture, device: Device = _NO_DEVICE) -> Arrived:
    """Take an entry in: a case with one item, searched at once. The same entry a second time changes nothing and is answered alike.

    Where the officer's office has an open case of the number that was typed, it is an item of that case: two devices, or a device and a
    desk, make one case of one number. What the case does not say yet of place and ground is taken over.

    A device's clock may be wrong: what it says is corrected, the entry tells by how much, and nothing is recorded as later than it arrived.

    Args:
        device: what the device says of itself, each time anew; it is no part of what makes an entry the same.

    Raises:
        Invalid: with every reason; whoever is said to have confirmed it did not.
        Refused: no purpose is stated; the case of that number is concluded, or of another kind.
        Conflict: something else arrived under the same key, or somebody else's entry.
    """
    require(actor, WRITE)
    result = {name: value for name, value in asdict(said).items() if name != "confirmed" or value}
    digest = hashlib.sha256(json.dumps(result, sort_keys=True, default=str).encode()).hexdigest()
    lock(f"field {said.capture}")
    if (came := _came(said.capture)) is not None:
        if (came.sender, came.digest) != (actor.id, digest):
            raise Conflict("recoveries.capture", labels.of("recoveries.capture"))
        return Arrived(came.case, came.item, came.acts, True)
    made = devices.moment(said.taken, device, ledger.now())
    details = {"said": digest, **made.details(), **_confirmed(said, made)}
    serial = said.serial.strip()
    mark = {"kind": "serial", "text": serial} if serial else {"kind": "serial", "text_status": NONE}
    new = NewItem(
        identity={"type": said.type} if said.type != "other" else {"type_raw": "other"},
        marks=(mark,),
        photos=_drawn(actor, said),
    )
    if (case := _of_that_number(actor, said)) is not None:
        acts = _completed(actor, case, said)
        details |= {"capture": str(said.capture), "acts": acts}
        entered = enter_items(actor=actor, case=case.public_id, items=[new], details=details)
        return Arrived(case.public_id, entered.items[0], acts, False)
    exact = _is_exact(said)
    opened = open_case(
        actor=actor,
        said=Circumstances(
            kind=said.kind,
            number=said.number.strip() or spoken_number(made.taken, said.capture),
            occurred=instant(made.taken),
            place=said.place,
            latitude=said.latitude if exact else None,
            longitude=said.longitude if exact else None,
            place_precision="street" if exact else "unknown",
            ground=said.ground if said.kind == "seized" else "",
        ),
        capture=said.capture,
        details=details,
    )
    entered = enter_items(actor=actor, case=opened, items=[new])
    return Arrived(opened, entered.items[0], OPENED, False)


def _confirmed(value: Capture, made: devices.Moment) -> dict[str, Any]:
    """How an entry was confirmed, as the log says it: what can be proven is proven first.

    Raises:
        Invalid: the passkey did not sign this entry, or the code is not one of then.
    """
    if (confirmed := value.confirmed) is None:
        return {}
    by = identifiers.parse(confirmed.by, "U") or ""
    if (
        confirmed.how == "passkey"
        and not confirming.by_passkey(by, value.challenge(), confirmed.assertion or {})
    ) or (confirmed.how == "code" and not confirming.by_code(by, confirmed.code, made.taken)):
        raise RECORDER.invalid(Reason("recoveries.capture.unconfirmed", field="confirmed"))
    result: dict[str, Any] = {"how": confirmed.how}
    if by:
        result["by"] = by
    if confirmed.how == "paper":
        result["paper"] = confirmed.paper
    return {"confirmed": result}


def _drawn(actor: Actor, value: Capture) -> tuple[str, ...]:
    """The picture of a signature on glass, which stays beside the photographs of the item."""
    if value.confirmed is None or value.confirmed.how != "glass":
        return ()
    kept = files.keep(
        actor=actor, purpose="exhibit_photograph", name="signature.png", content=[value.confirmed.drawing]
    )
    return (kept.sha256,)


def _is_exact(value: Capture) -> bool:
    return value.latitude is not None and value.longitude is not None


def _of_that_number(actor: Actor, value: Capture) -> Case | None:
    """The open case of the officer's office that bears the number that was typed; None where none was typed or there is none.

    Whoever sends the same number at the same moment waits here.
    """
    cases = hold_number(actor, value.number)
    if not cases:
        return None
    case = next((record for record in cases if record.state != "concluded"), None)
    if case is None:
        raise RECORDER.refused(
            Reason("recoveries.capture.concluded", field="number", params={"number": value.number})
        )
    if case.kind != value.kind:
        raise RECORDER.refused(
            Reason(
                "recoveries.capture.kind",
                field="kind",
                params={"number": case.number, "kind": labels.CASES[case.kind]},
            )
        )
    return case


def _completed(actor: Actor, case: Case, value: Capture) -> int:
    """Have a case say what it did not say yet and the entry does; how many acts it has then."""
    sets: dict[str, Any] = {}
    if value.place.strip() and not case.place:
        sets["place"] = value.place
    if _is_exact(value) and case.latitude is None:
        sets |= {"latitude": value.latitude, "longitude": value.longitude, "place_precision": "street"}
    if value.ground and value.kind == "seized" and not case.ground:
        sets["ground"] = value.ground
    if sets:
        change_case(actor=actor, case=case.public_id, changes=sets)
        case.refresh_from_db()
    return case.n


@dataclass(frozen=True, slots=True)
class _Came:
    """An entry that arrived: its case and item, how many acts the case had then, who sent it, and what tells it again.

    Whoever changed the case meanwhile is seen by the device's next change, which meets a person.
    """

    case: str
    item: str
    acts: int
    sender: str
    digest: str


_CAME: Final = """
SELECT c.public_id, i.public_id, 1, l.actor, e.details ->> 'said' FROM recoveries_case c
JOIN recoveries_event e ON e.record_type = 'case' AND e.subject = c.public_id AND e.n = 1 JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN recoveries_item i ON i.case_id = c.id AND i.line = 1 WHERE c.capture = %(capture)s::uuid
UNION ALL
SELECT c.public_id, i.public_id, (e.details ->> 'acts')::integer, l.actor, e.details ->> 'said' FROM recoveries_event e
JOIN ledger_entry l ON l.entry = e.id JOIN recoveries_item i ON i.public_id = e.subject JOIN recoveries_case c ON c.id = i.case_id
WHERE e.record_type = 'item' AND e.kind = 'entered' AND e.details ->> 'capture' = %(capture)s::text
"""


def _came(capture: uuid.UUID) -> _Came | None:
    with connection.cursor() as cursor:
        cursor.execute(_CAME, {"capture": str(capture)})
        row = cursor.fetchone()
    return _Came(row[0], row[1] or "", row[2], row[3], row[4] or "") if row else None
