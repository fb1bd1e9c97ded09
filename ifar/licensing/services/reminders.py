"""Reminders to holders: planned by rules, sent once by the first channel that reaches, followed up by the next, in the end by a person.

Each is one record with its acts in the log, and stands in the file that the holder is given.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ifar.accounts.services import notices, reads
from ifar.errors import IfarError, NotFound, Reason
from ifar.licensing import reminder, sending, words
from ifar.licensing.models import Reminder
from ifar.licensing.selectors import following, reminding
from ifar.licensing.selectors.reminding import Due, Reach
from ifar.licensing.selectors.terms import rules
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import check_expected, invalid, new_id, refused, state_after, write
from ifar.parties.selectors import survivors
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

WRITE: Final = "licensing:reminder:write"
JOB: Final = Actor(kind="job", id="licensing_reminders", name="licensing_reminders")
MOST: Final = 1000
"""How many are planned under one rule, and sent, in one run; the rest follows with the next."""
MOST_LETTERS: Final = 200
log = logging.getLogger(__name__)


def rule_of(code: str) -> reminder.Rule | None:
    """A rule of the list, or None where it is gone."""
    return next((one for one in rules() if one.code == code), None)


# Planning ---------------------------------------------------------------------------------------------------------------


def plan() -> int:
    """Plan what the rules want today; returns how many are new. Whoever plans twice plans nothing twice."""
    return sum(_plan_under(rule) for rule in rules())


@transaction.atomic
def _plan_under(rule: reminder.Rule) -> int:
    found = reminding.due_under(rule, reminder.beyond(rule, rules()), today(), MOST)
    known = reach_of([one.holder for one in found])
    return sum(_queue(rule, one, known.get(one.holder, Reach())) for one in found)


def reach_of(holders: Sequence[str]) -> Mapping[str, Reach]:
    """How some holders can be reached. Two queries."""
    wanted = sorted(set(holders))
    return reminding.reaches(wanted, survivors(wanted)) if wanted else {}


def channels(reach: Reach) -> frozenset[str]:
    """By what a person can be reached from here."""
    if not reach.alive:
        return frozenset()
    return reminder.reaches(
        reach.contact, reach.lines, mail=sending.sends_mail(), sms=sending.sms() is not None
    )


def _queue(rule: reminder.Rule, due: Due, reach: Reach) -> bool:
    refusals = reminder.refused(reach.contact)
    if not reach.alive or reminder.silent(rule, refusals):
        return False
    channel = reminder.next_channel(rule, channels(reach), (), refusals) or ""
    language = str(reach.contact.get("language") or settings.LANGUAGE_CODE)
    changes = {
        "rule": rule.code,
        "about": due.about,
        "licence": due.licence,
        "holder": due.holder,
        "due_on": due.due_on,
        "channel": channel,
        "language": language if language in reminder.LANGUAGES else "en",
        "tried": [],
    }
    public_id = write(
        JOB, "reminder", "queued", new_id("reminder"), changes=changes, keeper=(due.agency, due.compartment)
    )
    if not channel:
        _fail(JOB, Reminder.objects.select_related("agency").get(public_id=public_id), "unknown_address")
    return True


# Sending ----------------------------------------------------------------------------------------------------------------


def send() -> int:
    """Send what is queued for mail and short messages, each in a transaction of its own; returns how many were handed over.

    What is handed over before a crash, and not yet noted, is handed over again under the same reference, which its taker knows.
    """
    ids = Reminder.objects.filter(state="queued", channel__in=["mail", "sms"]).order_by("id")
    sent = 0
    for key in list(ids.values_list("pk", flat=True)[:MOST]):
        try:
            sent += _send_one(key)
        except sending.Unavailable as error:
            log.warning("reminders wait: nobody takes messages (%s)", error)
            break
        except IfarError as error:
            log.warning("a reminder waits: %s", error.code)
    return sent


@transaction.atomic
def _send_one(key: int) -> bool:
    found = Reminder.objects.select_related("agency").get(pk=key)
    if found.state != "queued":
        return False
    if not reminding.still_due(found.about, found.due_on):
        write(JOB, "reminder", "dropped", found)
        return False
    reach = reach_of([found.holder]).get(found.holder, Reach())
    try:
        with transaction.atomic():
            write(
                JOB,
                "reminder",
                "sent",
                found,
                changes={"sent_on": today()},
                details={"channel": found.channel},
            )
            _hand_over(found, reach)
    except sending.Undelivered as error:
        _fail(JOB, Reminder.objects.select_related("agency").get(pk=key), error.failure)
        return False
    return True


def _hand_over(found: Reminder, reach: Reach) -> None:
    if found.channel not in channels(reach):
        raise sending.Undelivered("unknown_address")
    said = str(reach.contact.get("said") or "")
    text = short_text(found.rule, found.language)
    if found.channel == "mail":
        with override(found.language):
            subject = _("A date that concerns you")
        sending.mail(str(reach.contact.get("email") or said), subject, text, found.public_id)
        return
    adapter = sending.sms()
    if adapter is None:
        raise sending.Undelivered("unknown_address")
    adapter.send(str(reach.contact.get("telephone") or said), text, found.public_id)


def short_text(rule: str, language: str) -> str:
    """What a mail or a short message says: that a date comes near, and where to ask. It betrays nothing of what it is about.

    Raises:
        Undelivered: the words of a State's own rule would betray it.
    """
    said = reference.words("reminder_rule", language).get(rule, "")
    text = " ".join(part for part in (said, settings.IFAR_REMINDER_CONTACT) if part)
    if not text or reminder.tells(text):
        raise sending.Undelivered("refused")
    return text


# What did not arrive ----------------------------------------------------------------------------------------------------


@transaction.atomic
def fail(*, actor: Actor, reminder_id: str, failure: str, expected_n: int | None = None) -> None:
    """Record that a reminder did not arrive; the next channel of its rule takes its turn.

    Raises:
        Invalid: no such failure.
    """
    require(actor, WRITE)
    found = following.reminder_for(actor, reminder_id)
    check_expected(found, expected_n)
    state_after("reminder", "failed", found.state)
    if failure not in reminder.FAILURES:
        raise invalid(Reason("licensing.reminder.failure", field="failure"))
    _fail(actor, found, failure)


def _fail(actor: Actor, found: Reminder, failure: str) -> None:
    """Note the failure, and either turn to the next channel or give up; in the caller's transaction."""
    write(actor, "reminder", "failed", found, changes={"failure": failure}, details={"failure": failure})
    found = Reminder.objects.select_related("agency").get(pk=found.pk)
    rule = rule_of(found.rule)
    reach = reach_of([found.holder]).get(found.holder, Reach())
    tried = [one for one in (*found.tried, found.channel) if one]
    following_one = (
        reminder.next_channel(rule, channels(reach), tried, reminder.refused(reach.contact)) if rule else None
    )
    if following_one:
        write(actor, "reminder", "turned", found, changes={"channel": following_one, "tried": tried})
        return
    write(actor, "reminder", "given_up", found)
    notices.tell(
        kind="licensing.unreached",
        object=found.public_id,
        agency_id=found.agency_id,
        once=f"unreached {found.public_id}",
        permission=WRITE,
    )


@transaction.atomic
def reach(*, actor: Actor, reminder_id: str, how: str, note: str, expected_n: int | None = None) -> None:
    """Say how a person reached the holder in the end.

    Raises:
        Invalid: no such way, or no words.
    """
    require(actor, WRITE)
    found = following.reminder_for(actor, reminder_id)
    check_expected(found, expected_n)
    state_after("reminder", "reached", found.state)
    if how not in {choice.code for choice in reference.choices("reached_how")}:
        raise invalid(Reason("licensing.reminder.how", field="how"))
    if not note.strip():
        raise invalid(Reason("licensing.note", field="note"))
    write(actor, "reminder", "reached", found, changes={"how": how}, details={"how": how}, note=note)


# Letters ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def print_letters(*, actor: Actor) -> str:
    """Put the letters of the actor's office that wait into one batch, at most `MOST_LETTERS`; returns its name.

    Raises:
        Refused: none waits.
    """
    require(actor, WRITE)
    waiting = following.reminders(actor, "letters").filter(state="queued").order_by("id")[:MOST_LETTERS]
    batch = f"{today():%Y%m%d}-{secrets.token_hex(3)}"
    printed = 0
    for one in waiting:
        if reminding.still_due(one.about, one.due_on):
            write(actor, "reminder", "printed", one, changes={"batch": batch})
            printed += 1
        else:
            write(actor, "reminder", "dropped", one)
    if not printed:
        raise refused(Reason("licensing.reminder.none"))
    return batch


def letters_of(actor: Actor, batch: str) -> list[tuple[Reminder, Reach]]:
    """The letters of a batch with whom they go to: a read of personal data, under a stated purpose.

    Raises:
        NotFound: there is no such batch of the actor's office.
    """
    require(actor, WRITE)
    found = list(
        following.reminders(actor, "all").filter(batch=batch, state__in=["printed", "sent"]).order_by("id")
    )
    if not batch or not found:
        raise NotFound("licensing.reminder.not_found", words.of("licensing.not_found"))
    reads.log(
        actor,
        "licensing.letters.read",
        batch,
        len(found),
        people=sorted({one.holder for one in found}),
    )
    known = reach_of([one.holder for one in found])
    return [(one, known.get(one.holder, Reach())) for one in found]


@transaction.atomic
def post_letters(*, actor: Actor, batch: str) -> int:
    """Record that the letters of a batch were posted; returns how many.

    Raises:
        Refused: none of it waits to be posted.
    """
    require(actor, WRITE)
    found = list(following.reminders(actor, "all").filter(batch=batch, state="printed").order_by("id"))
    if not batch or not found:
        raise refused(Reason("licensing.reminder.none"))
    for one in found:
        write(actor, "reminder", "sent", one, changes={"sent_on": today()}, details={"channel": "letter"})
    return len(found)
