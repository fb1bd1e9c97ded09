"""What was seen of consignments on their way: recorded whatever it shows; what differs becomes a matter with an office and a day.

A receipt at which serial numbers were read confirms the delivery of those firearms (Protocol art. 10(4)).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.bulk.given import MOST, things_of
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.placement.roads import reconciling
from ifar.registry.lifecycle.rule import ADVERSE
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor, require
from ifar.trade.consignments import inputs
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.selectors import CHECK
from ifar.trade.consignments.services.consignments import written
from ifar.trade.models import Consignment, Observation
from ifar.trade.services.writing import RECORDER
from ifar.typed import bare

OBSERVATION: Final = Offers(
    RECORDER,
    "observation",
    kept.observation_for,
    page="trade:consignment",
    on=lambda result: result.consignment.public_id,
)
TRANSIT_DAYS: Final = 30
"""In how many days what entered a transit State leaves it: the house's own proposal, as for a single firearm (`transit_exit`)."""
_SEARCHED: Final = """
SELECT EXISTS (
    SELECT FROM unnest(%s::text[], %s::text[]) AS a (plain, folded)
    JOIN registry_markkey k ON k.folded = a.folded AND trade_plain(k.plain) = a.plain AND k.kind = 'serial' AND k.form = 0
    JOIN registry_firearm f ON f.id = k.firearm_id AND f.merged_into = '' AND f.compartment = %s AND f.state = ANY(%s)
)
"""


@transaction.atomic
def record(
    *,
    actor: Actor,
    consignment_id: str,
    leg: str,
    degree: str,
    by: str = "own",
    country: str = "",
    crate: str = "",
    seals: Sequence[str] = (),
    counted: int | None = None,
    serials: str | Sequence[str] = (),
    other_recipient: bool = False,
    at: dt.datetime | None = None,
    remark: str = "",
    device: Mapping[str, Any] | None = None,
) -> str:
    """Record what was seen of a consignment; returns the public identifier of the observation.

    Args:
        crate: the one that was looked at; empty for all of them.
        serials: what was read: lines as they were typed or scanned, or one text each.
        at: when it was seen; now where nothing is said.
        device: what the entry says of the device without a line that sent it (`services/field.py`).

    Raises:
        NotFound: there is no such consignment for this actor.
        Invalid: it lies ahead, more numbers were typed than one observation takes, a degree lacks what makes it one, or the crate is none of the consignment.
    """
    require(actor, CHECK)
    return observe(
        actor,
        kept.consignment_for(actor, consignment_id),
        leg=leg,
        degree=degree,
        by=by,
        country=country,
        crate=crate,
        seals=seals,
        counted=counted,
        serials=serials,
        other_recipient=other_recipient,
        at=at,
        remark=remark,
        device=device,
    )


def observe(
    actor: Actor,
    found: Consignment,
    *,
    leg: str,
    degree: str,
    by: str = "own",
    country: str = "",
    crate: str = "",
    seals: Sequence[str] = (),
    counted: int | None = None,
    serials: str | Sequence[str] = (),
    other_recipient: bool = False,
    at: dt.datetime | None = None,
    remark: str = "",
    device: Mapping[str, Any] | None = None,
) -> str:
    """The same, of a consignment that the caller found, for whoever asked for the permission to record it.

    Raises:
        Invalid: as for `record`.
    """
    now = timezone.now()
    if at is not None and at > now:
        raise RECORDER.invalid(Reason("trade.at_ahead", field="at"))
    numbers = things_of(serials, numbers=True) if isinstance(serials, str) else list(serials)
    if len(numbers) > MOST:
        raise RECORDER.invalid(Reason("trade.serials_many", field="serials", params={"most": MOST}))
    whole = kept.whole_of(found)
    read = _as_read(whole, [number[:80] for number in numbers])
    if degree == "serial_read" and not read:
        raise RECORDER.invalid(Reason("trade.serials_none", field="serials"))
    if degree == "counted" and counted is None:
        raise RECORDER.invalid(Reason("trade.counted_none", field="counted"))
    if crate and not found.crates.filter(public_id=crate).exists():
        raise RECORDER.invalid(Reason("trade.crate.none", field="crate"))
    sets = {
        "consignment": found.public_id,
        "leg": leg,
        "country": country,
        "at": (at or now).isoformat(),
        "by": by,
        "degree": degree,
        "crate": crate,
        "seals": list(dict.fromkeys(" ".join(seal.split()) for seal in seals if seal.strip())),
        "counted": counted,
        "serials": read,
        "other_recipient": other_recipient,
        "office": actor.agency,
    }
    made = RECORDER.record(
        actor,
        "observation",
        "recorded",
        changes=sets,
        personal={"remark": remark.strip()},
        details=device,
    ).subject
    seen = kept.seen_of(Observation.objects.get(public_id=made))
    differs = reconciling.findings(whole, seen)
    for code in dict.fromkeys(finding.code for finding in differs):
        _raise(found, f"trade.{code} {made}")
    if _searched(found, [text for finding in differs if finding.code != "seal" for text in finding.serials]):
        # The exporter need not know for what is searched.
        _raise(found, f"trade.searched {made}", explainer="")
    if _proves_receipt(found, seen, by):
        arrived = reconciling.read(whole, seen).found
        _confirm(actor, found, [piece.firearm for piece in whole.pieces if piece.id in arrived])
    return made


def _as_read(whole: reconciling.Whole, numbers: Sequence[str]) -> list[str]:
    """Numbers as they were read: each once, or as often as pieces bear it; a label that was scanned twice is one."""
    counted: Counter[str] = Counter()
    kept_ones = []
    for text in numbers:
        counted[text] += 1
        if counted[text] <= max(1, len(whole.bearing(text))):
            kept_ones.append(text)
    return kept_ones


def _searched(consignment: Consignment, numbers: Sequence[str]) -> bool:
    """Whether a firearm that is searched for bears one of some serial numbers."""
    forms = [form for text in numbers for form in keys_of(text).forms[:1]]
    if not forms:
        return False
    asked = (
        [bare(form.plain) for form in forms],
        [form.folded for form in forms],
        consignment.compartment,
        [str(state) for state in ADVERSE],
    )
    with connection.cursor() as cursor:
        cursor.execute(_SEARCHED, asked)
        return bool(cursor.fetchone()[0])


def _raise(
    consignment: Consignment, cause: str, kind: str = "consignment", explainer: str | None = None
) -> str:
    return matters.open_matter(
        kind,
        consignment.public_id,
        cause,
        consignment.agency,
        compartment=consignment.compartment,
        explainer=consignment.exporter if explainer is None else explainer,
        barred=kept.packers_of(consignment),
    )


def _proves_receipt(consignment: Consignment, seen: reconciling.Report, by: str) -> bool:
    """Whether an office, ours or one abroad, read serial numbers where the consignee received them; what a carrier or the consignee tells is a receipt alone."""
    return (
        (seen.leg, seen.degree) == ("receipt", "serial_read")
        and by in kept.CONFIRMING
        and not seen.other_recipient
        and seen.country in ("", consignment.into_state)
    )


def _confirm(actor: Actor, consignment: Consignment, firearms: Sequence[str]) -> None:
    """Record that the delivery of firearms is confirmed, of those whose lives allow it; the observation stands whatever they say."""
    gone = Firearm.objects.filter(public_id__in=firearms, state="exported").values_list(
        "public_id", flat=True
    )
    details = {"country": consignment.into_state}
    event = NewEvent(
        "delivery_confirmed", details, occurred=instant(ledger.now()), paper=consignment.public_id
    )
    written(actor, event, sorted(gone), skips=True)


@OBSERVATION.act(
    "withdrawn", inputs.WithdrawObservation, _("Withdraw observation"), permission=CHECK, danger=True
)
def withdraw(*, actor: Actor, observation_id: str, reason: str, expected_n: int | None = None) -> None:
    """Take an observation back that was a mistake; it stays on record, and what it raised stays open for whoever settles it.

    Raises:
        NotFound: there is no such observation for this actor.
        Forbidden: another office recorded it.
        Refused: lives of firearms say that their delivery is confirmed by it; that is a matter of the licensing office then.
    """
    require(actor, CHECK)
    observation = kept.observation_for(actor, observation_id)
    RECORDER.check_expected(observation, expected_n)
    if observation.state == "recorded" and observation.office == actor.agency and _confirms(observation):
        _raise(observation.consignment, f"trade.receipt_doubted {observation.public_id}")
        raise RECORDER.refused(Reason("trade.receipt_stands", article="Protocol art. 10(4)"))
    with transaction.atomic():
        RECORDER.record(actor, "observation", "withdrawn", observation, note=reason)


def _confirms(observation: Observation) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT trade_confirms(%s)", [observation.pk])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def raise_overdue(day: dt.date) -> int:
    """Raise a matter for each consignment that did not leave a transit State in time, and again where the last was closed and its day passed; how many it raised. That nobody proves its arrival the
    delivery says (`deliveries.tell_late`)."""
    later = Observation.objects.filter(
        Q(leg="transit_exit", country=OuterRef("country")) | Q(leg__in=("entry", "receipt")),
        consignment=OuterRef("consignment"),
        crate__in=("", OuterRef("crate")),
        state="recorded",
        at__gte=OuterRef("at"),
    )
    entered = Observation.objects.filter(
        ~Exists(later),
        leg="transit_entry",
        state="recorded",
        at__date__lt=day - dt.timedelta(days=TRANSIT_DAYS),
    )
    under_way = Consignment.objects.filter(state="left", pk__in=entered.values("consignment"))
    return sum(
        bool(_raise(consignment, cause, "overdue_transit"))
        for consignment in under_way.select_related("agency", "authorisation").order_by("id")
        for entry in _late(consignment, day)
        if (cause := matters.next_cause(consignment.public_id, f"trade.transit {entry.public_id}", day))
    )


def _late(consignment: Consignment, day: dt.date) -> list[Observation]:
    """The entries into transit States beyond which a piece was not reported in time."""
    seen = kept.observed_of(consignment)
    standings = reconciling.standings(
        kept.whole_of(consignment), map(kept.seen_of, seen), consignment.left_on
    )
    # Several crates may have entered at one moment.
    stand = {(standing.leg, standing.country, standing.at) for standing in standings.values()}
    entries = {
        (observation.leg, observation.country, observation.at): observation
        for observation in seen
        if observation.leg == "transit_entry"
        and (day - timezone.localdate(observation.at)).days > TRANSIT_DAYS
    }
    return [entry for key, entry in entries.items() if key in stand]
