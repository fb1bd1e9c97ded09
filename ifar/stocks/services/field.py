"""What was issued or taken back at the counter of an armoury without a line: taken in once, however often and in whatever order devices send it.

Acts of authority refuse; what has happened already is refused no more. Where the register does not take an entry, it is kept as what was observed: it waits where another
device may still have what it lacks (the return before the issue, the issue before the return), and is a matter where it cannot, or after a day. Of what a person
has decided meanwhile nothing is written any more.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from ifar.accounts.services import confirming
from ifar.documents import devices
from ifar.documents.devices import Device
from ifar.errors import Conflict, IfarError, Reason, TooMany
from ifar.files import services as files
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.recoveries.services.writing import lock
from ifar.registry.models import Event as Life
from ifar.registry.models import Firearm
from ifar.rights import Actor, require
from ifar.stocks import labels, selectors
from ifar.stocks.inputs import IssueByScan
from ifar.stocks.models import Event, Issue, Observation, Officer
from ifar.stocks.offline import LATE, PATIENCE, Entry, Lived, Offline, may_wait, out_of_place
from ifar.stocks.services import scanning, sent_pins
from ifar.stocks.services.writing import ISSUE, RECORDER

OBSERVED: Final = "stocks.observed"
UNPROVEN: Final = "stocks.unproven"
CLOCK: Final = Actor(kind="job", id="stocks_observations", name="stocks_observations")
_NO_DEVICE: Final = Device()
_LIVES: Final = {"state_stock_issued": "issue", "state_stock_returned": "return"}
_CAME: Final = """
SELECT e.record_type, e.subject, e.kind, e.details -> 'offline' ->> 'said', l.actor FROM stocks_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.details ? 'capture' AND e.details ->> 'capture' = %s
"""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of it: `issued`, `returned`, `returned_in_part`; `waiting` for what another device has; or `observed`, where a person decides. Why, in words.

    Attributes:
        record: the issue, or the observation.
        holds: whether how the officer confirmed it could be proven; None where nothing can.
        before: whether it had arrived already.
        expired: whether the extract that the device showed had ended.
    """

    act: str
    record: str
    before: bool = False
    why: tuple[str, ...] = ()
    holds: bool | None = None
    expired: bool = False


@transaction.atomic
def take(*, actor: Actor, entry: Entry, device: Device = _NO_DEVICE) -> Arrived:
    """Take an entry in. The same entry a second time changes nothing, but that what waited may have come about.

    Args:
        device: what the device says of itself, each time anew; it is no part of what makes an entry the same.

    Raises:
        Conflict: something else arrived under the same key, or somebody else's entry.
        TooMany: too many PINs arrived for one officer; the device sends it again later.
    """
    require(actor, ISSUE)
    lock(f"field {entry.capture}")
    came = _came(entry)
    if came is None:
        made = devices.moment(entry.taken, device, ledger.now())
        details = {"said": entry.digest(), "taken": made.taken.isoformat(), **made.details()}
        return _do(actor, entry, made.taken, details, None)
    record_type, record, kind, digest, sender = came
    if (sender, digest) != (actor.id, entry.digest()):
        raise Conflict("stocks.field.capture", labels.of("stocks.field.capture"))
    if record_type == "issue":
        return Arrived(kind, record, before=True)
    observation = Observation.objects.select_related("agency").get(public_id=record)
    if observation.state == "waiting":
        told = dict(Event.objects.get(record_type="observation", subject=record, n=1).details["offline"])
        told.pop("how", None)
        details = {**told, "observation": record}
        return _do(actor, entry, observation.taken_at, details, observation)
    if observation.state == "followed":
        return Arrived(_now_called(observation), observation.issue, before=True)
    return Arrived("observed", record, before=True, why=_in_words(observation.why))


def _came(entry: Entry) -> tuple[str, str, str, str, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(_CAME, [str(entry.capture)])
        row: tuple[str, str, str, str, str] | None = cursor.fetchone()
    return row


def _now_called(observation: Observation) -> str:
    """What an entry that waited became."""
    if observation.did == "issue":
        return "issued"
    is_back = Issue.objects.filter(public_id=observation.issue, state="returned").exists()
    return "returned" if is_back else "returned_in_part"


def _in_words(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(labels.why(code)) for code in codes))


def _do(
    actor: Actor, entry: Entry, taken: dt.datetime, details: dict[str, Any], waited: Observation | None
) -> Arrived:
    """Record what was done as the issue or return that it is; else keep it as what was observed."""
    read = scanning.read_at_all(actor, entry.given)
    if stands := _in_the_way(actor, entry, read.arms, read.officer, taken, waited):
        return _kept(actor, entry, taken, details, waited, read, [Reason(stands, field="scanned")])
    offline = Offline(
        taken,
        details,
        "" if waited else str(entry.capture),
        lambda officer: _proved(actor, entry, officer, details),
        entry.confirmed.paper if entry.confirmed else "",
    )
    try:
        with transaction.atomic():
            if isinstance(entry.given, IssueByScan):
                issue = scanning.issue_by_scan(actor=actor, given=entry.given, offline=offline)
                done = Arrived("issued", issue)
            else:
                back = scanning.return_by_scan(actor=actor, given=entry.given, offline=offline)
                done = Arrived("returned" if back.state == "returned" else "returned_in_part", back.public_id)
    except TooMany:
        raise
    except IfarError as error:
        for name in ("how", "holds", "drawing"):
            details.pop(name, None)
        why = list(error.reasons) or [Reason(error.code)]
        return _kept(actor, entry, taken, details, waited, read, why)
    if waited:
        RECORDER.record(actor, "observation", "followed", waited, changes={"issue": done.record})
    if details.get("holds") is False:
        _matter(actor, done.record, UNPROVEN, read.officer)
    return Arrived(
        done.act, done.record, bool(waited), (), details.get("holds"), bool(details.get("expired"))
    )


def _in_the_way(
    actor: Actor,
    entry: Entry,
    arms: Sequence[str],
    officer: str,
    taken: dt.datetime,
    waited: Observation | None,
) -> str:
    """What stands against an entry by the order of what happened.

    Two devices that issue one arm end here or at the armoury's own refusal, whoever has the line first.
    """
    at = taken.replace(microsecond=0)
    lives = Life.objects.filter(firearm__public_id__in=arms, kind__in=_LIVES)
    rows = list(lives.values_list("firearm__public_id", "kind", "occurred_from", "paper"))
    officers = dict(
        Issue.objects.filter(public_id__in={row[3] for row in rows}).values_list("public_id", "officer")
    )
    lived: defaultdict[str, list[Lived]] = defaultdict(list)
    for arm, kind, when, paper in rows:
        if when is not None and paper in officers:
            lived[arm].append(Lived(when, _LIVES[kind], officers[paper]))
    waiting: defaultdict[str, list[Lived]] = defaultdict(list)
    others = Observation.objects.filter(
        agency_id=actor.agency_id, state="waiting", arms__has_any_keys=list(arms)
    )
    for other in others.exclude(pk=waited.pk if waited else 0) if arms else ():
        for arm in other.arms:
            waiting[arm].append(Lived(other.taken_at.replace(microsecond=0), other.did))
    custody = Firearm.objects.filter(public_id__in=arms).values("custody_event")
    if Life.objects.filter(id__in=custody, occurred_from__gt=taken).exclude(kind__in=_LIVES).exists():
        return LATE
    this = Lived(at, entry.did, officer)
    return next(
        (code for arm in arms if (code := out_of_place(this, lived[arm], waiting[arm]))),
        "",
    )


def _kept(
    actor: Actor,
    entry: Entry,
    taken: dt.datetime,
    details: dict[str, Any],
    waited: Observation | None,
    read: scanning.Read,
    why: Sequence[Reason],
) -> Arrived:
    """Keep what happened as what was observed."""
    codes = list(dict.fromkeys(reason.code for reason in why))[:20]
    words = tuple(dict.fromkeys(str(reason.message) for reason in why if reason.message)) or _in_words(codes)
    # While the unit is counted its people are told of no number whose it is: what they handed out meanwhile is read when the count is closed.
    is_blind = "stocks.unknown_label" in codes and actor.agency in selectors.closed_to(actor)
    waits = may_wait(code for code in codes if not (is_blind and code == "stocks.unknown_label")) or (
        is_blind and set(codes) == {"stocks.unknown_label"}
    )
    expired = bool(details.get("expired"))
    if waited and waits:
        return Arrived("waiting", waited.public_id, True, words, None, expired)
    if waited:
        RECORDER.record(actor, "observation", "decided", waited, changes={"why": codes})
        _matter(actor, waited.public_id, OBSERVED, waited.receiver)
        return Arrived("observed", waited.public_id, True, words, None, expired)
    officer = Officer.objects.filter(public_id=read.officer).first() if read.officer else None
    sets = {
        "armoury": entry.given.armoury if isinstance(entry.given, IssueByScan) else "",
        "did": entry.did,
        "officer": read.officer,
        "receiver": officer.account if officer else "",
        "arms": read.arms,
        "scanned": entry.lines,
        "taken_at": taken.astimezone(dt.UTC).isoformat(),
        "why": codes,
    }
    how = entry.confirmed.how if entry.confirmed else ""
    kept = {"capture": str(entry.capture), "offline": {**details, "how": how}, "given": entry.rest}
    kind = "waited" if waits else "observed"
    made = RECORDER.record(actor, "observation", kind, changes=sets, details=kept).subject
    if not waits:
        _matter(actor, made, OBSERVED, officer.account if officer else "")
    return Arrived("waiting" if waits else "observed", made, False, words, None, expired)


def _matter(actor: Actor, about: str, cause: str, receiver: str) -> None:
    """A matter of the unit, which nobody closes who stood on a side."""
    office = selectors.office_of(actor)
    barred = [text for text in (actor.id, receiver) if text[:1] == "U"]
    kind = "conflict" if cause == OBSERVED else "finding"
    matters.open_matter(kind, about, cause, office, barred=barred)


def _proved(actor: Actor, entry: Entry, officer: Officer | None, details: dict[str, Any]) -> str:
    """How the officer confirmed it, where that holds; what the log says of it is put into `details`.

    A PIN and a passkey are proven here, when they arrive: until then the device called them provisional. A picture and a number of a paper are what they are called.
    """
    confirmed = entry.confirmed
    details["how"] = confirmed.how if confirmed else ""
    if confirmed is None:
        return ""
    if confirmed.how == "glass":
        kept = files.keep(
            actor=actor, purpose="officer_signature", name="signature.png", content=[confirmed.drawing]
        )
        details["drawing"] = kept.sha256
    elif confirmed.how == "pin":
        pin = sent_pins.opened(confirmed.pin, str(entry.capture))
        details["holds"] = officer is not None and sent_pins.fits(officer, pin)
    elif confirmed.how == "passkey":
        account = officer.account if officer else ""
        details["holds"] = bool(account) and confirming.by_passkey(
            account, entry.challenge(), confirmed.assertion or {}
        )
    return confirmed.how if details.get("holds", True) else ""


def raise_waiting(now: dt.datetime) -> int:
    """Have a person decide about what waited a day for another device, and it did not come. How many."""
    rows = Observation.objects.filter(state="waiting", arrived_at__lt=now - PATIENCE)
    result = 0
    for observation in rows.select_related("agency").order_by("id"):
        with transaction.atomic():
            RECORDER.record(
                CLOCK, "observation", "decided", observation, changes={"why": list(observation.why)}
            )
            barred = [text for text in (observation.entered_by, observation.receiver) if text]
            matters.open_matter(
                "conflict",
                observation.public_id,
                OBSERVED,
                observation.agency,
                compartment=observation.compartment,
                barred=barred,
            )
            result += 1
    return result
