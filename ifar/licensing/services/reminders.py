"""Reminders to holders: planned by rules, sent once by the first channel that reaches, followed up by the next, in the end by a person.

Each is one record with its acts in the log, and stands in the file that the holder is given.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ifar.accounts.services import notices, reads
from ifar.acts.offers import Offers
from ifar.errors import IfarError, NotFound, Reason
from ifar.languages import LANGUAGES
from ifar.licensing import labels, reminder, reminder_delivery
from ifar.licensing.inputs import FailReminder, ReachHolder
from ifar.licensing.models import Reminder
from ifar.licensing.selectors import follow_up, reminding
from ifar.licensing.selectors.reminding import Due, Reach
from ifar.licensing.selectors.terms import rules
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.parties.selectors import survivors
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

WRITE: Final = "licensing:reminder:write"
REMINDER: Final = Offers(RECORDER, "reminder", follow_up.reminder_for, page="licensing:reminder")
JOB: Final = Actor(kind="job", id="licensing_reminders", name="licensing_reminders")
MOST: Final = 1000
"""How many are planned under one rule, and sent, in one run; the rest follows with the next."""
MOST_LETTERS: Final = 200
AWAY: Final = 3
"""After how many messages in a row that nobody took a channel is left for the next run: one alone may be the message's own fault."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: how many were planned or handed over, how many failed, how many wait for the next run."""

    done: int
    failed: int = 0
    waiting: int = 0


def rule_of(code: str) -> reminder.Rule | None:
    """A rule of the list, or None where it is gone."""
    return next((rule for rule in rules() if rule.code == code), None)


# Planning ---------------------------------------------------------------------------------------------------------------


def plan() -> Run:
    """Plan what the rules want today. Whoever plans twice plans nothing twice.

    What cannot be planned stops nothing else: a rule that cannot be read is passed over, a contact that cannot be read makes a reminder
    that a person has to see to.
    """
    done = failed = 0
    for rule in rules():
        try:
            made, wrong = _plan_under(rule)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001
            # A rule's own words name nobody, but an error's might.
            log.error("reminders of the rule %s are not planned: %s", rule.code, type(error).__name__)
            made, wrong = 0, 1
        done, failed = done + made, failed + wrong
    return Run(done, failed)


def _plan_under(rule: reminder.Rule) -> tuple[int, int]:
    dues = reminding.due_under(rule, reminder.beyond(rule, rules()), today(), MOST)
    known = reach_of([item.holder for item in dues])
    done = failed = 0
    for due in dues:
        try:
            done += _queue(rule, due, known.get(due.holder, Reach()))
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001
            log.error("how to reach the holder of %s cannot be read: %s", due.about, type(error).__name__)
            failed += 1
            _queue(rule, due, Reach())
    return done, failed


def reach_of(holders: Sequence[str]) -> Mapping[str, Reach]:
    """How some holders can be reached. Two queries."""
    wanted = sorted(set(holders))
    return reminding.reaches(wanted, survivors(wanted)) if wanted else {}


def channels(reach: Reach) -> frozenset[str]:
    """By what a person can be reached from here."""
    if not reach.alive:
        return frozenset()
    return reminder.reaches(
        reach.contact,
        reach.lines,
        mail=reminder_delivery.sends_mail(),
        sms=reminder_delivery.sms() is not None,
    )


@transaction.atomic
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
        "language": language if language in LANGUAGES else "en",
        "tried": [],
    }
    public_id = RECORDER.record(
        JOB, "reminder", "queued", changes=changes, keeper=(due.agency, due.compartment)
    ).subject
    if not channel:
        _fail(JOB, Reminder.objects.select_related("agency").get(public_id=public_id), "unknown_address")
    return True


# Sending ----------------------------------------------------------------------------------------------------------------


def send() -> Run:
    """Send what is queued for mail and short messages, each in a transaction of its own.

    What is handed over before a crash, and not yet noted, is handed over again under the same reference, which its taker knows. What cannot
    be sent stops nothing else: it is noted on it that it failed, and the next channel takes its turn. A channel whose taker did not answer
    `AWAY` times in a row is left for the next run.
    """
    waiting = Reminder.objects.filter(state="queued", channel__in=["mail", "sms"]).order_by("id")
    queued = list(waiting.values_list("pk", "public_id", "channel")[:MOST])
    silent: dict[str, int] = {}
    counted = dict.fromkeys(("sent", "failed", "dropped", "waits"), 0)
    for key, public_id, channel in queued:
        if silent.get(channel, 0) >= AWAY:
            came = "waits"
        else:
            came = _tried(key, public_id)
            silent[channel] = silent.get(channel, 0) + 1 if came == "away" else 0
        counted["waits" if came == "away" else came] += 1
    return Run(counted["sent"], counted["failed"], counted["waits"])


def _tried(key: int, public_id: str) -> str:
    """Send one; what came of it: `sent`, `failed`, `dropped`, `waits`, or `away` where nobody takes messages."""
    try:
        return _send_one(key)
    except reminder_delivery.Unavailable as error:
        log.warning("a reminder waits: nobody takes messages (%s)", error)
        return "away"
    except IfarError as error:
        log.warning("a reminder waits: %s", error.code)
        return "waits"
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001
        # Its words may hold an address: only what it is goes into the log.
        log.error("reminder %s cannot be sent: %s", public_id, type(error).__name__)
    try:
        _set_aside(key)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001
        log.error("reminder %s cannot be set aside: %s", public_id, type(error).__name__)
    return "failed"


@transaction.atomic
def _set_aside(key: int) -> None:
    record = Reminder.objects.select_related("agency").get(pk=key)
    if record.state == "queued":
        _fail(JOB, record, "faulty")


@transaction.atomic
def _send_one(key: int) -> str:
    record = Reminder.objects.select_related("agency").get(pk=key)
    if record.state != "queued":
        return "dropped"
    if not reminding.still_due(record.about, record.due_on):
        RECORDER.record(JOB, "reminder", "dropped", record)
        return "dropped"
    reach = reach_of([record.holder]).get(record.holder, Reach())
    try:
        with transaction.atomic():
            RECORDER.record(
                JOB,
                "reminder",
                "sent",
                record,
                changes={"sent_on": today()},
                details={"channel": record.channel},
            )
            _hand_over(record, reach)
    except reminder_delivery.Undelivered as error:
        _fail(JOB, Reminder.objects.select_related("agency").get(pk=key), error.failure)
        return "failed"
    return "sent"


def _hand_over(record: Reminder, reach: Reach) -> None:
    if record.channel not in channels(reach):
        raise reminder_delivery.Undelivered("unknown_address")
    words = str(reach.contact.get("said") or "")
    text = short_text(record.rule, record.language)
    if record.channel == "mail":
        with override(record.language):
            subject = _("A date that concerns you")
        reminder_delivery.mail(str(reach.contact.get("email") or words), subject, text, record.public_id)
        return
    adapter = reminder_delivery.sms()
    if adapter is None:
        raise reminder_delivery.Undelivered("unknown_address")
    adapter.send(str(reach.contact.get("telephone") or words), text, record.public_id)


def short_text(rule: str, language: str) -> str:
    """What a mail or a short message says: that a date comes near, and where to ask. It betrays nothing of what it is about.

    Raises:
        Undelivered: the words of a State's own rule would betray it.
    """
    words = reference.words("reminder_rule", language).get(rule, "")
    text = " ".join(part for part in (words, settings.IFAR_REMINDER_CONTACT) if part)
    if not text or reminder.tells(text):
        raise reminder_delivery.Undelivered("refused")
    return text


# What did not arrive ----------------------------------------------------------------------------------------------------


@REMINDER.act(
    "failed",
    FailReminder,
    gettext_lazy("Record that it did not arrive"),
    permission=WRITE,
    done=gettext_lazy("It is recorded that it did not arrive."),
    when=lambda _actor, record: record.state in ("sent", "printed"),
)
@transaction.atomic
def fail(*, actor: Actor, reminder_id: str, failure: str, expected_n: int | None = None) -> None:
    """Record that a reminder of the actor's office did not arrive; the next channel of its rule takes its turn.

    Raises:
        NotFound: there is none of the actor's office.
        Invalid: no such failure.
    """
    require(actor, WRITE)
    record = _own(actor, reminder_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("reminder", "failed", record.state)
    if failure not in reminder.FAILURES:
        raise RECORDER.invalid(Reason("licensing.reminder.failure", field="failure"))
    _fail(actor, record, failure)


def _own(actor: Actor, public_id: str) -> Reminder:
    """A reminder that the actor's office follows up; another office's answers as one that does not exist."""
    record = follow_up.reminder_for(actor, public_id)
    if record.agency_id != actor.agency_id:
        raise NotFound("licensing.reminder.not_found", labels.of("licensing.not_found"))
    return record


def _fail(actor: Actor, record: Reminder, failure: str) -> None:
    """Note the failure, and either turn to the next channel or give up; in the caller's transaction."""
    RECORDER.record(
        actor, "reminder", "failed", record, changes={"failure": failure}, details={"failure": failure}
    )
    record = Reminder.objects.select_related("agency").get(pk=record.pk)
    tried = [text for text in (*record.tried, record.channel) if text]
    following_one = _next_channel(record, tried)
    if following_one:
        RECORDER.record(
            actor, "reminder", "turned", record, changes={"channel": following_one, "tried": tried}
        )
        return
    RECORDER.record(actor, "reminder", "given_up", record)
    notices.tell(
        kind="licensing.unreached",
        object=record.public_id,
        agency_id=record.agency_id,
        once=f"unreached {record.public_id}",
        permission=WRITE,
    )


def _next_channel(record: Reminder, tried: Sequence[str]) -> str | None:
    """The channel that is used now; None where there is none, or nothing can be made of what is on record: then a person sees to it."""
    rule = rule_of(record.rule)
    reach = reach_of([record.holder]).get(record.holder, Reach())
    try:
        return (
            reminder.next_channel(rule, channels(reach), tried, reminder.refused(reach.contact))
            if rule
            else None
        )
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        log.error("how to reach the holder of %s cannot be read: %s", record.about, type(error).__name__)
        return None


@REMINDER.act(
    "reached",
    ReachHolder,
    gettext_lazy("Record how the holder was reached"),
    permission=WRITE,
    done=gettext_lazy("It is recorded how the holder was reached."),
    leads=True,
)
@transaction.atomic
def reach(*, actor: Actor, reminder_id: str, how: str, note: str, expected_n: int | None = None) -> None:
    """Say how a person of the actor's office reached the holder in the end.

    Raises:
        NotFound: there is none of the actor's office.
        Invalid: no such way, or no words.
    """
    require(actor, WRITE)
    record = _own(actor, reminder_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("reminder", "reached", record.state)
    if how not in {choice.code for choice in reference.choices("reached_how")}:
        raise RECORDER.invalid(Reason("licensing.reminder.how", field="how"))
    if not note.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="note"))
    RECORDER.record(
        actor, "reminder", "reached", record, changes={"how": how}, details={"how": how}, note=note
    )


# Letters ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def print_letters(*, actor: Actor) -> str:
    """Put the letters of the actor's office that wait into one batch, at most `MOST_LETTERS`; returns its name.

    Raises:
        Refused: none waits.
    """
    require(actor, WRITE)
    waiting = follow_up.reminders(actor, "letters").filter(state="queued").order_by("id")[:MOST_LETTERS]
    batch = f"{today():%Y%m%d}-{secrets.token_hex(3)}"
    printed = 0
    for record in waiting:
        if reminding.still_due(record.about, record.due_on):
            RECORDER.record(actor, "reminder", "printed", record, changes={"batch": batch})
            printed += 1
        else:
            RECORDER.record(actor, "reminder", "dropped", record)
    if not printed:
        raise RECORDER.refused(Reason("licensing.reminder.none"))
    return batch


def letters_of(actor: Actor, batch: str) -> list[tuple[Reminder, Reach]]:
    """The letters of a batch with whom they go to: a read of personal data, under a stated purpose.

    Raises:
        NotFound: there is no such batch of the actor's office.
    """
    require(actor, WRITE)
    reminders = list(
        follow_up.reminders(actor, "all").filter(batch=batch, state__in=["printed", "sent"]).order_by("id")
    )
    if not batch or not reminders:
        raise NotFound("licensing.reminder.not_found", labels.of("licensing.not_found"))
    reads.log(
        actor,
        "licensing.letters.read",
        batch,
        len(reminders),
        people=sorted({record.holder for record in reminders}),
    )
    known = reach_of([record.holder for record in reminders])
    return [(record, known.get(record.holder, Reach())) for record in reminders]


@transaction.atomic
def post_letters(*, actor: Actor, batch: str) -> int:
    """Record that the letters of a batch were posted; returns how many.

    Raises:
        Refused: none of it waits to be posted.
    """
    require(actor, WRITE)
    reminders = list(follow_up.reminders(actor, "all").filter(batch=batch, state="printed").order_by("id"))
    if not batch or not reminders:
        raise RECORDER.refused(Reason("licensing.reminder.none"))
    for record in reminders:
        RECORDER.record(
            actor, "reminder", "sent", record, changes={"sent_on": today()}, details={"channel": "letter"}
        )
    return len(reminders)
