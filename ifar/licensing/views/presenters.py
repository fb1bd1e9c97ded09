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


def reading_of(application: Application, day: dt.date) -> clock.Reading | None:
    """The clock of an application; None before it was handed in."""
    if application.submitted_on is None:
        return None
    return clock.read(
        application.submitted_on,
        pauses_of(application),
        application.clock_days,
        application.decided_on or day,
    )


def stands(record: Licence, day: dt.date | None = None) -> dict[str, Any]:
    """How a licence stands: its state on the day in words, and the tone of it."""
    state = licence.stands(records.ruled(record), day or today())
    return {"state": state, "words": labels.LICENCE[state], "tone": labels.TONES.get(state, "")}


def followed(actor: Actor, public_ids: Collection[str]) -> list[Followed]:
    """The licences and open applications of a party under any of its records. Two queries, and the words of the kinds."""
    kinds = reference.words("licence_kind")
    held = [_held(record, kinds) for record in records.held_by(actor, public_ids)]
    asked = records.asked_by(actor, public_ids).exclude(state="granted")
    return [*held, *(_question_lines(application, kinds) for application in asked)]


LISTED: Final = 50
"""So many reminders stand on the page of a party, the latest; the file for the person is made of the same list."""


def reminded(actor: Actor, public_ids: Collection[str]) -> list[Followed]:
    """What a party was reminded of under any of its records, by which channel. Two queries."""
    reminders = list(follow_up.reminders_told(actor, public_ids)[:LISTED])
    spoken = abouts() if reminders else {}
    opens = may(actor, "licensing:reminder:write")
    return [
        Followed(
            "reminder",
            _("Reminder: %(what)s (%(channel)s)")
            % {"what": spoken.get(reminder.rule, reminder.rule), "channel": labels.CHANNEL[reminder.channel]},
            labels.REMINDER[reminder.state],
            reminder.holder,
            reverse("licensing:reminder", args=(reminder.public_id,)) if opens else "",
            tone=labels.TONES.get(reminder.state, ""),
            until=reminder.due_on,
            public_id=reminder.public_id,
        )
        for reminder in reminders
    ]


def abouts() -> Mapping[str, Any]:
    """What each rule reminds of, in words: rule -> words. One query."""
    return {rule.code: labels.REMINDED[rule.about] for rule in rules()}


def about_words(rule: str) -> Any:
    """What one rule reminds of, in words; its code where it is gone."""
    return abouts().get(rule, rule)


def _held(record: Licence, kinds: Mapping[str, str]) -> Followed:
    result = stands(record)
    return Followed(
        "licence",
        kinds.get(record.kind, record.kind),
        result["words"],
        record.holder,
        reverse("licensing:licence", args=(record.public_id,)),
        tone=result["tone"],
        until=record.valid_to,
        public_id=record.public_id,
    )


def _question_lines(application: Application, kinds: Mapping[str, str]) -> Followed:
    return Followed(
        "application",
        _("Application: %(kind)s") % {"kind": kinds.get(application.kind, application.kind)},
        labels.APPLICATION[application.state],
        application.applicant,
        reverse("licensing:application", args=(application.public_id,)),
        tone=labels.TONES.get(application.state, ""),
        until=application.due_on,
        public_id=application.public_id,
    )


def history_of(public_id: str, record_type: str) -> list[dict[str, Any]]:
    """What was done to a record, the latest first: in words, by whom, with the officer's note and the proof."""
    history = records.history_of(public_id, record_type, settings.IFAR_WITNESSES_NEEDED)
    names = people.names_of({item.recorded.actor for item in history})
    grounds = reference.words("eligibility_ground")
    checks = reference.words("check_item")
    return [
        {
            "label": labels.ACTS[f"{record_type}.{item.kind}"][0],
            "icon": labels.ACTS[f"{record_type}.{item.kind}"][1],
            "by": labels.BY_ITSELF
            if item.recorded.actor.startswith("licensing_")
            else names.get(item.recorded.actor, item.recorded.actor),
            "at": item.recorded.recorded_at,
            "said": ", ".join([*_detail_lines(item.details, grounds, checks), *filter(None, [item.paper])]),
            "note": item.note,
            "paper": item.paper,
            "details": item.details,
            "proof": item.recorded.proof,
            "key": str(item.entry),
        }
        for item in reversed(history)
    ]


def _detail_lines(
    details: Mapping[str, Any], grounds: Mapping[str, str], checks: Mapping[str, str]
) -> Iterable[str]:
    if details.get("by") == "holder":
        yield _("from the holder's own account")
    if item := details.get("item"):
        yield f"{checks.get(item, item)}: {labels.ANSWERS[details['answer']]}"
    if advice := details.get("advice"):
        yield str(labels.ADVICE[advice])
    if ground := details.get("ground"):
        yield grounds.get(ground, ground)
    refusals = reference.words("refusal_ground") if details.get("grounds") else {}
    for value in details.get("grounds", ()):
        yield refusals.get(value, value)
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
