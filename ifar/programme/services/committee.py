"""Keeping the steering committee: seats, meetings, interests, votes, decisions and what became of them. Each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from ifar.errors import Refused
from ifar.programme import committee, labels
from ifar.programme.models import Decision, Indicator, Meeting, Project, Seat
from ifar.programme.services.planning import HEADLINE, LONGEST, absent
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, require

KEEP: Final = "programme:committee:keep"


def _text(value: str, field: str, longest: int = HEADLINE) -> str:
    told = value.strip()
    if not told or len(told) > longest:
        raise labels.invalid("programme.required", field)
    return told


@transaction.atomic
def fill_seat(*, actor: Actor, constituency: str, organisation: str, starts_on: dt.date, ends_on: dt.date | None = None, member: str = "", alternate: str = "") -> Seat:  # fmt: skip
    """Fill a seat of a constituency with an organisation.

    Raises:
        Invalid: a field is wrong.
    """
    require(actor, KEEP)
    if constituency not in committee.CONSTITUENCIES:
        raise labels.invalid("programme.choice", "constituency")
    changes = {
        "constituency": constituency,
        "organisation": _text(organisation, "organisation"),
        "member": member,
        "alternate": alternate,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    made = RECORDER.record(actor, "seat", "filled", changes=changes)
    return Seat.objects.get(public_id=made.subject)


@transaction.atomic
def end_seat(*, actor: Actor, seat: str) -> None:
    """End a seat.

    Raises:
        NotFound: there is none.
        Refused: it has ended.
    """
    require(actor, KEEP)
    found = Seat.objects.filter(public_id=seat).first()
    if found is None:
        raise absent()
    RECORDER.record(actor, "seat", "ended", found)


@transaction.atomic
def plan_meeting(*, actor: Actor, title: str, held_on: dt.date, place: str = "", papers: Sequence[str] = ()) -> Meeting:  # fmt: skip
    """Plan a meeting with its papers.

    Raises:
        Invalid: a field is wrong.
    """
    require(actor, KEEP)
    changes = {
        "title": _text(title, "title"),
        "held_on": held_on,
        "place": place.strip()[:HEADLINE],
        "papers": [one.strip()[:HEADLINE] for one in papers if one.strip()],
    }
    made = RECORDER.record(actor, "meeting", "planned", changes=changes)
    return Meeting.objects.get(public_id=made.subject)


def _meeting(public_id: str) -> Meeting:
    found = Meeting.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    return found


def _sitting(day: dt.date) -> set[str]:
    """The seats that are filled, and whose term a day lies in."""
    seats = Seat.objects.filter(state="filled").values_list("public_id", "starts_on", "ends_on")
    return {seat for seat, starts_on, ends_on in seats if committee.sits(day, starts_on, ends_on)}


@transaction.atomic
def open_meeting(*, actor: Actor, meeting: str, present: Sequence[str]) -> Meeting:
    """Open a meeting with the seats that are present: not below the quorum, which is noted, and asked again with each decision.

    Raises:
        NotFound: there is no such meeting.
        Invalid: somebody who is present has no seat.
        Refused: it is not planned, or too few are present.
    """
    require(actor, KEEP)
    found = _meeting(meeting)
    filled = _sitting(found.held_on)
    if not set(present) <= filled:
        raise labels.invalid("programme.choice", "present")
    needed = committee.quorum(len(filled))
    if len(set(present)) < needed:
        told = str(labels.of("programme.meeting.quorum")) % {"present": len(set(present)), "needed": needed}
        raise Refused("programme.meeting.quorum", told)
    changes = {"present": sorted(set(present)), "quorum": needed}
    RECORDER.record(actor, "meeting", "opened", found, changes=changes)
    return _meeting(meeting)


@transaction.atomic
def end_meeting(*, actor: Actor, meeting: str, kind: str) -> None:
    """Close a meeting, or cancel one that was planned.

    Raises:
        NotFound: there is no such meeting.
        Refused: not from where it stands.
    """
    require(actor, KEEP)
    if kind not in ("closed", "cancelled"):
        raise absent()
    RECORDER.record(actor, "meeting", kind, _meeting(meeting))


@transaction.atomic
def table_decision(
    *,
    actor: Actor,
    meeting: str,
    title: str,
    rule: str = "consensus",
    text: str = "",
    about: Sequence[str] = (),
    owner: str = "",
    due_on: dt.date | None = None,
) -> Decision:
    """Table a decision at a meeting: what, about which projects and indicators, whose it would be to carry out and by when.

    Raises:
        NotFound: there is no such meeting, project or indicator.
        Refused: the meeting is over.
        Invalid: a field is wrong.
    """
    require(actor, KEEP)
    _meeting(meeting)
    if rule not in committee.RULES:
        raise labels.invalid("programme.choice", "rule")
    known = set(Project.objects.filter(public_id__in=about).values_list("public_id", flat=True))
    known |= set(Indicator.objects.filter(public_id__in=about).values_list("public_id", flat=True))
    if set(about) - known:
        raise labels.invalid("programme.choice", "about")
    changes = {
        "meeting": meeting,
        "title": _text(title, "title"),
        "words": text.strip()[:LONGEST],
        "rule": rule,
        "about": sorted(set(about)),
        "owner": owner.strip()[:HEADLINE],
        "due_on": due_on,
    }
    made = RECORDER.record(actor, "decision", "tabled", changes=changes)
    return Decision.objects.get(public_id=made.subject)


def _decision(public_id: str, n: int) -> Decision:
    found = Decision.objects.filter(public_id=public_id).first()
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    return found


@transaction.atomic
def declare_interest(*, actor: Actor, decision: str, n: int, seats: Sequence[str]) -> Decision:
    """Note which seats declared an interest, beside those that did: they do not vote on it, and nobody takes it back.

    Raises:
        NotFound, Conflict, Refused: as `decide`.
        Invalid: there is no such seat.
    """
    require(actor, KEEP)
    found = _decision(decision, n)
    if set(seats) - set(Seat.objects.filter(state="filled").values_list("public_id", flat=True)):
        raise labels.invalid("programme.choice", "seats")
    RECORDER.record(
        actor,
        "decision",
        "interest_declared",
        found,
        changes={"interests": sorted({*found.interests, *seats})},
    )
    return Decision.objects.get(pk=found.pk)


@transaction.atomic
def decide(*, actor: Actor, decision: str, n: int, votes: Mapping[str, str]) -> Decision:
    """Count the votes of those who are present: the decision is adopted or rejected by its rule.

    Args:
        votes: seat -> `yes`, `no` or `abstain`.

    Raises:
        NotFound: there is no such decision.
        Conflict: somebody did something with it meanwhile.
        Refused: the committee is not met, it was decided, or somebody voted who may not.
    """
    require(actor, KEEP)
    found = _decision(decision, n)
    held = _meeting(found.meeting)
    present = _sitting(held.held_on) & set(held.present)
    if held.state != "open" or held.quorum is None or len(present) < held.quorum:
        raise labels.refused("programme.committee.quorum")
    wrong = committee.votes_wrong(votes, present, found.interests)
    if wrong:
        raise labels.refused(f"programme.committee.{wrong}")
    kind = "adopted" if committee.carries(found.rule, votes) else "rejected"
    RECORDER.record(actor, "decision", kind, found, changes={"votes": dict(sorted(votes.items()))})
    return Decision.objects.get(pk=found.pk)


@transaction.atomic
def carry_out(*, actor: Actor, decision: str, n: int, how: str) -> Decision:
    """Note that a decision was carried out, and how.

    Raises:
        NotFound, Conflict: as `decide`.
        Refused: it was not adopted, or is done.
        Invalid: not said how.
    """
    require(actor, KEEP)
    found = _decision(decision, n)
    RECORDER.record(actor, "decision", "done", found, details={"how": _text(how, "how", LONGEST)})
    return Decision.objects.get(pk=found.pk)


@transaction.atomic
def sum_up(*, actor: Actor, decision: str, n: int, text: str) -> Decision:
    """Write what the public is told of a decision.

    Raises:
        NotFound, Conflict: as `decide`.
        Refused: nothing was decided yet.
        Invalid: it says nothing.
    """
    require(actor, KEEP)
    found = _decision(decision, n)
    changes = {"public_words": _text(text, "public_words", LONGEST)}
    RECORDER.record(actor, "decision", "summed_up", found, changes=changes)
    return Decision.objects.get(pk=found.pk)
