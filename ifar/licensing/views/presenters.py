"""What pages show of a licence or an application in a line, and of what was done to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts.selectors import people
from ifar.licensing import clock, labels, licence
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors import follow_up, records
from ifar.licensing.selectors.terms import rules
from ifar.licensing.services.applications import pauses_of, today
from ifar.parties.merging import Followed
from ifar.reference import selectors as reference
from ifar.rights import Actor, may


def reading_of(found: Application, day: dt.date) -> clock.Reading | None:
    """The clock of an application; None before it was handed in."""
    if found.submitted_on is None:
        return None
    return clock.read(found.submitted_on, pauses_of(found), found.clock_days, found.decided_on or day)


def stands(found: Licence, day: dt.date | None = None) -> dict[str, Any]:
    """How a licence stands: its state on the day in words, and the tone of it."""
    state = licence.stands(records.ruled(found), day or today())
    return {"state": state, "words": labels.LICENCE[state], "tone": labels.TONES.get(state, "")}


def followed(actor: Actor, public_ids: Collection[str]) -> list[Followed]:
    """The licences and open applications of a party under any of its records. Two queries, and the words of the kinds."""
    kinds = reference.words("licence_kind")
    held = [_held(one, kinds) for one in records.held_by(actor, public_ids)]
    asked = records.asked_by(actor, public_ids).exclude(state="granted")
    return [*held, *(_asked(one, kinds) for one in asked)]


LISTED: Final = 50
"""So many reminders stand on the page of a party, the latest; the file for the person is made of the same list."""


def reminded(actor: Actor, public_ids: Collection[str]) -> list[Followed]:
    """What a party was reminded of under any of its records, by which channel. Two queries."""
    found = list(follow_up.reminders_told(actor, public_ids)[:LISTED])
    spoken = abouts() if found else {}
    opens = may(actor, "licensing:reminder:write")
    return [
        Followed(
            "reminder",
            _("Reminder: %(what)s (%(channel)s)")
            % {"what": spoken.get(one.rule, one.rule), "channel": labels.CHANNEL[one.channel]},
            labels.REMINDER[one.state],
            one.holder,
            reverse("licensing:reminder", args=(one.public_id,)) if opens else "",
            tone=labels.TONES.get(one.state, ""),
            until=one.due_on,
            public_id=one.public_id,
        )
        for one in found
    ]


def abouts() -> Mapping[str, Any]:
    """What each rule reminds of, in words: rule -> words. One query."""
    return {one.code: labels.REMINDED[one.about] for one in rules()}


def about_words(rule: str) -> Any:
    """What one rule reminds of, in words; its code where it is gone."""
    return abouts().get(rule, rule)


def _held(found: Licence, kinds: Mapping[str, str]) -> Followed:
    told = stands(found)
    return Followed(
        "licence",
        kinds.get(found.kind, found.kind),
        told["words"],
        found.holder,
        reverse("licensing:licence", args=(found.public_id,)),
        tone=told["tone"],
        until=found.valid_to,
        public_id=found.public_id,
    )


def _asked(found: Application, kinds: Mapping[str, str]) -> Followed:
    return Followed(
        "application",
        _("Application: %(kind)s") % {"kind": kinds.get(found.kind, found.kind)},
        labels.APPLICATION[found.state],
        found.applicant,
        reverse("licensing:application", args=(found.public_id,)),
        tone=labels.TONES.get(found.state, ""),
        until=found.due_on,
        public_id=found.public_id,
    )


def history_of(public_id: str, record_type: str) -> list[dict[str, Any]]:
    """What was done to a record, the latest first: in words, by whom, with the officer's note and the proof."""
    told = records.history_of(public_id, record_type, settings.IFAR_WITNESSES_NEEDED)
    names = people.names_of({one.recorded.actor for one in told})
    grounds = reference.words("eligibility_ground")
    checks = reference.words("check_item")
    return [
        {
            "label": labels.ACTS[f"{record_type}.{one.kind}"][0],
            "icon": labels.ACTS[f"{record_type}.{one.kind}"][1],
            "by": labels.BY_ITSELF
            if one.recorded.actor.startswith("licensing_")
            else names.get(one.recorded.actor, one.recorded.actor),
            "at": one.recorded.recorded_at,
            "said": ", ".join([*_said(one.details, grounds, checks), *filter(None, [one.paper])]),
            "note": one.note,
            "paper": one.paper,
            "details": one.details,
            "proof": one.recorded.proof,
            "key": str(one.entry),
        }
        for one in reversed(told)
    ]


def _said(details: Mapping[str, Any], grounds: Mapping[str, str], checks: Mapping[str, str]) -> Iterable[str]:
    if details.get("by") == "holder":
        yield _("from the holder's own account")
    if item := details.get("item"):
        yield f"{checks.get(item, item)}: {labels.ANSWERS[details['answer']]}"
    if advice := details.get("advice"):
        yield str(labels.ADVICE[advice])
    if ground := details.get("ground"):
        yield grounds.get(ground, ground)
    refusals = reference.words("refusal_ground") if details.get("grounds") else {}
    for one in details.get("grounds", ()):
        yield refusals.get(one, one)
    if reason := details.get("reason"):
        yield reference.words("replacement_reason").get(reason, reason)
    if failure := details.get("failure"):
        yield str(labels.FAILURE.get(failure, failure))
    if channel := details.get("channel"):
        yield str(labels.CHANNEL.get(channel, channel))
    if how := details.get("how"):
        yield reference.words("reached_how").get(how, how)


def joined(parts: Sequence[str]) -> str:
    """Codes as one reads them."""
    return _(", ").join(parts)
