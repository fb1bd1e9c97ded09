"""The reporting door of carriers and marketplaces, and what becomes of what they report. Each one act, one transaction.

A report is about a thing and a day. Its words stand apart from the log; who reads them says why and is logged. Whoever takes it on makes a tip of it
through hotspots' own service, under a source of its own, or closes it with a reason. The reporter learns that it was dealt with, and no more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import reads
from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.errors import Invalid, Reason
from ifar.hotspots.services import tips
from ifar.programme import labels
from ifar.programme import people_inputs as inputs
from ifar.programme.labels import absent
from ifar.programme.models import Sighting
from ifar.programme.selectors import personal
from ifar.programme.services.planning import LONGEST
from ifar.programme.services.writing import RECORDER, today
from ifar.programme.sightings import report as rules
from ifar.programme.sightings import selectors
from ifar.rights import Actor, may, require

SEND: Final = selectors.SEND
TAKE: Final = selectors.TAKE
SIGHTING: Final = Offers(RECORDER, "sighting", selectors.sighting_for, page="programme:sighting")


def _refusal(wrong: tuple[tuple[str, str], ...]) -> Invalid:
    codes = [("programme.choice" if reason == "choice" else f"programme.sighting.{reason}", field) for reason, field in wrong]  # fmt: skip
    reasons = [Reason(code, labels.of(code), field=field) for code, field in codes]
    return Invalid(codes[0][0], labels.of(codes[0][0]), field=codes[0][1], reasons=reasons)


@transaction.atomic
def send(*, actor: Actor, said: rules.SightingReport) -> str:
    """Report a suspicious parcel or listing for one's own office; returns the report's identifier.

    Raises:
        Refused: the office is not entered as a stakeholder.
        Invalid: a field is wrong; all reasons at once.
    """
    require(actor, SEND)
    of = selectors.stakeholder_of(actor)
    if of is None:
        raise labels.refused("programme.sighting.office")
    wrong = rules.wrong(said, today())
    if wrong:
        raise _refusal(wrong)
    changes = {
        "stakeholder": of.public_id,
        "agency": actor.agency,
        "what": said.what,
        "goods": said.goods,
        "happened_on": said.happened_on,
        "countries": sorted(set(said.countries)),
        "desk": rules.DESKS[said.what],
    }
    kept = {
        "told": said.told.strip()[:LONGEST],
        "reference": said.reference.strip()[:200],
        "where": said.where.strip()[:500],
        "marks": [mark.strip() for mark in said.marks if mark.strip()],
    }
    return RECORDER.record(actor, "sighting", "sent", changes=changes, personal=kept).subject


@dataclass(frozen=True, slots=True)
class Opened:
    """A report with its words, its stakeholder's name, and its acts."""

    one: Sighting
    reporter: str
    told: str
    reference: str
    where: str
    marks: tuple[str, ...]
    sent_at: dt.datetime
    acts: tuple[personal.Done, ...]


def read(actor: Actor, sighting: str) -> Opened:
    """A report with its words; the read is logged under its purpose before anything is given out. Four queries.

    Raises:
        NotFound: there is none for this actor.
        Refused: no purpose was stated.
    """
    require(actor, TAKE)
    record = selectors.sighting_for(actor, sighting)
    reads.log(actor, "programme.sighting.read", record.public_id, 0)
    acts = personal.acts_of("sighting", record.public_id)
    if not acts:
        raise absent()
    values = acts[0].said
    # The page shows its words, and the form of the tip begins with them: that is one reading.
    opened = record.opened = Opened(
        record,
        selectors.names([record])[0],
        str(values.get("told", "")),
        str(values.get("reference", "")),
        str(values.get("where", "")),
        tuple(str(mark) for mark in values.get("marks", ())),
        acts[0].at,
        tuple(acts),
    )
    return opened


def _sighting(actor: Actor, public_id: str, n: int | None) -> Sighting:
    require(actor, TAKE)
    sighting = selectors.sighting_for(actor, public_id)
    RECORDER.check_expected(sighting, n)
    return sighting


@SIGHTING.act(
    "taken",
    RecordInput,
    _("Take the report on"),
    permission=TAKE,
    done=_("Your office has the report in hand."),
    leads=True,
)
@transaction.atomic
def take(*, actor: Actor, sighting_id: str, expected_n: int | None = None) -> None:
    """Take a report on for one's office.

    Raises:
        NotFound: there is none for this actor.
        Conflict: somebody did something with it meanwhile.
        Refused: another office has it in hand, or it is dealt with.
    """
    sighting = _sighting(actor, sighting_id, expected_n)
    RECORDER.record(actor, "sighting", "taken", sighting, changes={"taken_by": actor.agency})


def _as_tip(actor: Actor, sighting: Sighting) -> dict[str, Any]:
    """What the tip says at first: the words of the report, whose reading is logged."""
    opened = sighting.opened or read(actor, sighting.public_id)
    values = {
        "told": opened.told,
        "where": opened.where,
        "marks": ", ".join(opened.marks),
        "reference": opened.reference,
    }
    return {"initial": {"told": rules.as_tip(values, opened.reporter, sighting.public_id)}}


@SIGHTING.act(
    "passed",
    inputs.MakeTip,
    _("Make a tip of it"),
    permission=TAKE,
    done=_("A tip was made of it."),
    hint=_(
        "The tip stands under a source of its own, “Reports of carriers and marketplaces”, with this report’s identifier."
    ),
    when=lambda actor, _found: may(actor, tips.PERMISSION),
    leads=True,
    asks=_as_tip,
)
@transaction.atomic
def make_tip(*, actor: Actor, sighting_id: str, area: str, told: str, expected_n: int | None = None) -> str:
    """Make a tip of a report: hotspots' own service writes it, under the source of what partners report; returns the tip's delivery.

    Args:
        area: area of the first division where it belongs; the tip stands for no point.
        told: what the tip says, as whoever takes it on settled on it.

    Raises:
        NotFound, Conflict, Refused: as `take`.
        Invalid: there is no such area, or it says too little.
        Forbidden: the actor notes no tips.
    """
    sighting = _sighting(actor, sighting_id, expected_n)
    if sighting.state != "taken":
        raise labels.refused("programme.impossible")
    delivery = tips.note(
        actor=actor,
        day=sighting.happened_on,
        longitude=None,
        latitude=None,
        area=area,
        told=told,
        of=tips.PARTNERS,
    )
    RECORDER.record(actor, "sighting", "passed", sighting, changes={"delivery": delivery})
    return delivery


@SIGHTING.act(
    "given_back",
    RecordInput,
    _("Give the report back to the queue"),
    permission=TAKE,
    done=_("The report is back in the queue."),
)
@transaction.atomic
def give_back(*, actor: Actor, sighting_id: str, expected_n: int | None = None) -> None:
    """Give a report back to the queue.

    Raises:
        NotFound, Conflict, Refused: as `take`.
    """
    RECORDER.record(actor, "sighting", "given_back", _sighting(actor, sighting_id, expected_n))


@SIGHTING.act(
    "closed",
    inputs.CloseSighting,
    _("Close the report without a tip"),
    permission=TAKE,
    done=_("The report is closed without a tip."),
)
@transaction.atomic
def close(*, actor: Actor, sighting_id: str, why: str, note: str = "", expected_n: int | None = None) -> None:
    """Close a report without a tip, saying why; the reporter is not told why.

    Raises:
        NotFound, Conflict, Refused: as `take`.
        Invalid: this is no reason.
    """
    sighting = _sighting(actor, sighting_id, expected_n)
    RECORDER.record(actor, "sighting", "closed", sighting, changes={"why": why}, note=note[:LONGEST])
