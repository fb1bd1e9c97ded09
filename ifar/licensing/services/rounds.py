"""Inspection rounds: opened with a frozen frame, drawn once by a seed that nobody chose, followed up visit by visit."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.licensing import draw, inspection
from ifar.licensing.inputs import CloseRound, DrawRound
from ifar.licensing.models import Licence, Round
from ifar.licensing.selectors import follow_up, framing
from ifar.licensing.selectors.kinds import kinds as known_kinds
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

WRITE: Final = "licensing:round:write"
ROUND: Final = Offers(RECORDER, "round", follow_up.round_for, page="licensing:round")
LONGEST_DAYS: Final = 400
_VALUE: Final = (16, 200)
"""How long the value of a public beacon is, in characters."""


@transaction.atomic
def open_round(
    *,
    actor: Actor,
    kinds: Sequence[str],
    number: int,
    period_from: dt.date,
    period_to: dt.date,
    area: str = "",
    beacon: str = "",
    seed_after: dt.datetime | None = None,
) -> str:
    """Open a round over the licences in force of the actor's office: its frame is frozen before its seed exists.

    Args:
        kinds: kinds of licences that stand in the frame.
        number: how many are drawn, divided among the strata by their sizes and risk classes.
        period_from, period_to: when they are visited.
        area: only holders who live there; empty: all.
        beacon: the public source of the seed, announced now; empty: the log's next witnessed checkpoint.
        seed_after: the moment of the beacon's value, or before which no checkpoint counts; now where None.

    Raises:
        Invalid: with every reason, at its field; no such licence is in force.
    """
    require(actor, WRITE)
    now = timezone.now().replace(microsecond=0)
    after = (seed_after or now).astimezone(dt.UTC).replace(microsecond=0)
    kinds = sorted(dict.fromkeys(kinds))
    if reasons := _wrong(kinds, number, period_from, period_to, beacon.strip(), after, now):
        raise RECORDER.invalid(*reasons)
    if area and not reference.exists("area", area):
        raise RECORDER.invalid(Reason("licensing.round.area", field="area"))
    day = today()
    frames = framing.candidates(actor.agency_id, kinds, area, day, draw.LARGEST_FRAME + 1)
    if not frames:
        nobody = Reason("licensing.round.empty_area", field="area") if area else None
        raise RECORDER.invalid(nobody or Reason("licensing.round.empty", field="kinds"))
    if len(frames) > draw.LARGEST_FRAME:
        raise RECORDER.invalid(
            Reason("licensing.round.large", field="kinds", params={"most": draw.LARGEST_FRAME})
        )
    if follow_up.overlapping(actor.agency_id, kinds, area, period_from, period_to):
        raise RECORDER.refused(Reason("licensing.round.twice"))
    tokens = new_tokens(len(frames))
    frame = [(framed.stratum, token, framed.licence) for framed, token in zip(frames, tokens, strict=True)]
    sizes = framing.sizes(frames)
    changes = {
        "area": area,
        "kinds": kinds,
        "period_from": period_from,
        "period_to": period_to,
        "counts": draw.shares(sizes, number, inspection.weights(sizes)),
        "frame_hash": draw.frame_hash(draw.Member(stratum, token) for stratum, token, _ in frame),
        "frame_size": len(frame),
        "seed_by": "beacon" if beacon.strip() else "checkpoint",
        "beacon": beacon.strip()[:200],
        "seed_after": after.isoformat(),
    }
    values = {"day": day.isoformat()}
    return RECORDER.record(
        actor,
        "round",
        "opened",
        changes=changes,
        details=values,
        personal={"frame": frame},
    ).subject


def _wrong(
    kinds: Sequence[str],
    number: int,
    period_from: dt.date,
    period_to: dt.date,
    beacon: str,
    after: dt.datetime,
    now: dt.datetime,
) -> list[Reason]:
    reasons = []
    if not kinds or not set(kinds) <= known_kinds().keys():
        reasons.append(Reason("licensing.round.kinds", field="kinds"))
    if not 1 <= number <= draw.MOST_DRAWN:
        reasons.append(Reason("licensing.round.number", field="number", params={"most": draw.MOST_DRAWN}))
    if not today() <= period_to or not 0 <= (period_to - period_from).days <= LONGEST_DAYS:
        reasons.append(Reason("licensing.round.period", field="period_to"))
    if beacon and after <= now:
        reasons.append(Reason("licensing.round.beacon", field="seed_after"))
    return reasons


def new_tokens(number: int) -> list[str]:
    """As many different tokens; they say nothing of a licence."""
    results: set[str] = set()
    while len(results) < number:
        results.add(secrets.token_hex(draw.TOKEN_BYTES))
    return list(results)


def _may_draw(actor: Actor, record: Round) -> bool:
    """Its own office draws it, once its seed exists."""
    return record.agency_id == actor.agency_id and (
        framing.has_seed(record.last_event, record.beacon, record.seed_after)
    )


def _seeded(_actor: Actor, record: Round) -> Mapping[str, Any]:
    """The log says its own seed."""
    return {} if record.seed_by == "beacon" else {"without": ("value",)}


@ROUND.act(
    "drawn",
    DrawRound,
    _("Draw it"),
    permission=WRITE,
    done=_("It is drawn, and its visits are planned."),
    hint=_("It is drawn once and never again."),
    leads=True,
    when=_may_draw,
    asks=_seeded,
)
@transaction.atomic
def draw_round(*, actor: Actor, round_id: str, value: str = "", expected_n: int | None = None) -> list[str]:
    """Draw a round and plan its visits; returns their public identifiers. It is drawn once and never again.

    Args:
        value: what the public beacon said, exactly, where the round named one.

    Raises:
        Refused: it was drawn already, or its seed does not exist yet.
        Invalid: the beacon's value is missing.
    """
    require(actor, WRITE)
    record = follow_up.round_for(actor, round_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("round", "drawn", record.state)
    frame = framing.frame_of(round_id)
    size, seed = seed_for(record.last_event, record.beacon, record.seed_after, value.strip())
    drawn = draw.draw([framed.member for framed in frame], record.counts, seed)
    RECORDER.record(
        actor,
        "round",
        "drawn",
        record,
        changes={"seed": seed, "seed_size": size, "drawn": [list(member) for member in drawn]},
        details={"value": value.strip()} if record.seed_by == "beacon" else {},
    )
    by_token = {framed.token: framed.licence for framed in frame}
    holders = dict(
        Licence.objects.filter(public_id__in=[by_token[member.token] for member in drawn]).values_list(
            "public_id", "holder"
        )
    )
    return [
        _plan(actor, record, member, by_token[member.token], holders[by_token[member.token]], "drawn")
        for member in drawn
    ]


def seed_for(frame: uuid.UUID, beacon: str, after: dt.datetime, value: str) -> tuple[int, str]:
    """Size of the checkpoint (0 for a beacon) and seed of a draw.

    Args:
        frame: the entry that committed to the frame.
        beacon, after: what the frame names as the source, and the moment before which none counts.
        value: what the beacon said; nothing where there is none.

    Raises:
        Refused: the seed does not exist yet.
        Invalid: the beacon's value is missing.
    """
    if beacon:
        if timezone.now() < after:
            raise RECORDER.refused(Reason("licensing.round.early"))
        if not _VALUE[0] <= len(value) <= _VALUE[1]:
            raise RECORDER.invalid(Reason("licensing.round.value", field="value"))
        return 0, hashlib.sha256(value.encode()).hexdigest()
    row = framing.seed_of(frame, after)
    if row is None:
        raise RECORDER.refused(Reason("licensing.round.unwitnessed"))
    return row


def _plan(
    actor: Actor, record: Round, member: draw.Member, licence: str, holder: str, why: inspection.Why
) -> str:
    changes = {
        "round": record.public_id,
        "token": member.token,
        "stratum": member.stratum,
        "licence": licence,
        "holder": holder,
        "why": why,
        "due_on": max(record.period_to, today()),
    }
    keeper = (record.agency.public_id, record.compartment)
    return RECORDER.record(actor, "visit", "planned", changes=changes, keeper=keeper).subject


def plan_next(actor: Actor, record: Round, stratum: str, taken: Sequence[str]) -> str:
    """Plan the visit that takes another's place: the next of its stratum, in the caller's transaction; empty where none is left."""
    frame = framing.frame_of(record.public_id)
    token = draw.following([framed.member for framed in frame], record.seed, stratum, taken)
    if token is None:
        return ""
    licence = next(framed.licence for framed in frame if framed.token == token)
    holder = Licence.objects.values_list("holder", flat=True).get(public_id=licence)
    return _plan(actor, record, draw.Member(stratum, token), licence, holder, "replacement")


def _may_close(actor: Actor, record: Round) -> bool:
    """Its own office closes it, once no visit waits."""
    waits = follow_up.visits_of(record.public_id).filter(state="planned")
    return record.agency_id == actor.agency_id and not waits.exists()


@ROUND.act(
    "closed",
    CloseRound,
    _("Close the round"),
    permission=WRITE,
    done=_("The round is closed."),
    leads=True,
    when=_may_close,
)
@transaction.atomic
def close_round(*, actor: Actor, round_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Close a round of which no visit waits.

    Raises:
        Refused: a visit waits.
    """
    require(actor, WRITE)
    record = follow_up.round_for(actor, round_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("round", "closed", record.state)
    if follow_up.visits_of(round_id).filter(state="planned").exists():
        raise RECORDER.refused(Reason("licensing.round.waits"))
    RECORDER.record(actor, "round", "closed", record, note=note)
