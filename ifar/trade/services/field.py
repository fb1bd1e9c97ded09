"""What somebody entered at the border without a line: an exit, a return, what was seen of a consignment; taken in once, however often a device sends it.

Acts of authority refuse; observations never do. What was let pass without a line has passed: where the register would have refused it, because the authorisation was
revoked meanwhile or another device recorded it too, it is recorded as what was observed, and is a matter of the office that announced the journey.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ifar.documents import devices
from ifar.documents.devices import Device
from ifar.errors import Conflict, Forbidden, IfarError, NotFound
from ifar.ledger import services as ledger
from ifar.recoveries.services.writing import lock
from ifar.rights import Actor, require
from ifar.templatetags.days import when_words
from ifar.trade import labels
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services import observing
from ifar.trade.journeys.services import journeys
from ifar.trade.services.writing import CHECK

SEEN: Final = "seen"
_DONE: Final = {"exit": "crossed", "return": "returned", SEEN: "recorded"}
_CAME: Final = """
SELECT e.subject, e.kind, e.details, l.actor, p.value FROM trade_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'note' AND e.kind = 'observed'
WHERE e.details ? 'capture' AND e.details ->> 'capture' = %s
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a device sends.

    Attributes:
        capture: the device's own identifier of the entry: its idempotency key.
        act: `exit` (the first crossing), `return` (the way back), or `seen` of a consignment.
        record: the journey or the consignment.
        taken: when it was entered there, by the device's clock.
        arms: the numbers of firearms on the journey's list, from 1.
    """

    capture: uuid.UUID
    act: str
    record: str
    taken: dt.datetime
    arms: Sequence[int] = ()
    leg: str = "check"
    degree: str = "declared"
    crate: str = ""
    seals: Sequence[str] = ()
    counted: int | None = None
    serials: Sequence[str] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of it: `crossed`, `returned`, `recorded`, or `observed` where the register would have refused it, and why; `before` where it had arrived already."""

    act: str
    record: str
    before: bool
    why: tuple[str, ...] = ()


_NO_DEVICE: Final = Device()


@transaction.atomic
def take(*, actor: Actor, said: Entry, device: Device = _NO_DEVICE) -> Arrived:
    """Take an entry in. The same entry a second time changes nothing and is answered alike.

    Args:
        device: what the device says of itself, each time anew; it is no part of what makes an entry the same.

    Raises:
        NotFound: there is no such journey or consignment for this actor.
        Invalid: an observation lacks what makes it one.
        Conflict: something else arrived under the same key, or somebody else's entry.
    """
    require(actor, kept.CHECK if said.act == SEEN else CHECK)
    digest = hashlib.sha256(json.dumps(asdict(said), sort_keys=True, default=str).encode()).hexdigest()
    lock(f"field {said.capture}")
    if (came := _came(said, actor, digest)) is not None:
        return came
    made = devices.moment(said.taken, device, ledger.now())
    result = {"capture": str(said.capture), "said": digest, "taken": made.taken.isoformat(), **made.details()}
    if said.act == SEEN:
        observed = observing.record(
            actor=actor,
            consignment_id=said.record,
            leg=said.leg,
            degree=said.degree,
            crate=said.crate,
            seals=said.seals,
            counted=said.counted,
            serials=said.serials,
            at=made.taken,
            remark=said.remark,
            device=result,
        )
        return Arrived("recorded", observed, False)
    do: Callable[..., None] = journeys.cross if said.act == "exit" else journeys.take_back
    try:
        with transaction.atomic():
            do(actor=actor, journey_id=said.record, arms=said.arms, device=result)
    except (NotFound, Forbidden):
        raise
    except IfarError as error:
        why = tuple(dict.fromkeys(str(reason.message) for reason in error.reasons)) or (str(error.message),)
        _observe(actor, said, made.taken, why, result)
        return Arrived("observed", said.record, False, why)
    return Arrived(_DONE[said.act], said.record, False)


def _observe(
    actor: Actor, entry: Entry, taken: dt.datetime, why: Sequence[str], result: dict[str, Any]
) -> None:
    """Record what had passed already before the register could refuse it."""
    numbers = ", ".join(map(str, entry.arms)) or _("all")
    words = (
        _(
            "Released offline on %(moment)s: firearms %(numbers)s of the list. The register refuses it: %(why)s"
        )
        if entry.act == "exit"
        else _(
            "Seen back offline on %(moment)s: firearms %(numbers)s of the list. The register refuses it: %(why)s"
        )
    )
    moment = when_words(taken, taken, "instant")
    text = words % {"moment": moment, "numbers": numbers, "why": " ".join(why)}
    journeys.observe(actor=actor, journey_id=entry.record, found=text[:2000], device=result)


def _came(entry: Entry, actor: Actor, digest: str) -> Arrived | None:
    """What became of the same entry before; nothing where it arrives for the first time."""
    with connection.cursor() as cursor:
        cursor.execute(_CAME, [str(entry.capture)])
        row = cursor.fetchone()
    if row is None:
        return None
    subject, kind, details, sender, note = row
    details = json.loads(details) if isinstance(details, str) else details
    if (sender, details.get("said")) != (actor.id, digest):
        raise Conflict("trade.field.capture", labels.of("trade.field.capture"))
    # What was observed in its stead says why; once that was erased, nothing does.
    why = (str(json.loads(note) if isinstance(note, str) and note.startswith('"') else note),) if note else ()
    return Arrived({"completed": "returned"}.get(kind, kind), subject, True, why)
