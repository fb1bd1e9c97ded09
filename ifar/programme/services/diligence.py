"""Human-rights due diligence: assess the risks of support to security forces, release or hold it, renew, withdraw; mark what supports them.

Who plans assesses; who decides (`programme:diligence:decide`) plans nothing and wrote nothing of what they decide on. `needed` is asked before
a project starts and before money goes to it. Each one act, one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.programme import diligence, labels
from ifar.programme import work_inputs as inputs
from ifar.programme.conduct_inputs import ChangeSupport
from ifar.programme.diligence import Risk
from ifar.programme.labels import absent
from ifar.programme.models import Diligence, Project, Result
from ifar.programme.selectors import diligence as selectors
from ifar.programme.services.assessments import reason_of
from ifar.programme.services.planning import HEADLINE
from ifar.programme.services.releases import decided
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words

READ: Final = "programme:strategy:read"
WRITE: Final = "programme:diligence:write"
DECIDE: Final = "programme:diligence:decide"
DILIGENCE: Final = Offers(RECORDER, "diligence", selectors.diligence_for, page="programme:diligence")
_WROTE: Final = """
SELECT DISTINCT l.actor FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'diligence' AND e.subject = %s AND e.kind IN ('drafted', 'assessed', 'changed', 'submitted', 'reviewed')
"""


@dataclass(frozen=True)
class Assessed:
    """What somebody assesses: units and offices that would receive, of which forces, what kinds of support, the risks.

    `on`: the day on which it was assessed; today where nothing is said.
    """

    recipients: Sequence[str]
    forces: Sequence[str]
    support: Sequence[str]
    risks: Sequence[Risk]
    words: str = ""
    on: dt.date | None = None

    def changes(self, *, draft: bool) -> dict[str, Any]:
        """What the act sets. A draft may leave out what is not known yet.

        Raises:
            Invalid: a field is wrong; of a risk the field is `risks-<risk>-<part>`.
        """
        recipients = [
            " ".join(recipient.split())[:HEADLINE] for recipient in self.recipients if recipient.strip()
        ]
        if not recipients and not draft:
            raise labels.invalid("programme.required", "recipients")
        for name, given, known in (("forces", self.forces, diligence.FORCES), ("support", self.support, diligence.SUPPORT)):  # fmt: skip
            if set(given) - set(known):
                raise labels.invalid("programme.choice", name)
            if not given and not draft:
                raise labels.invalid("programme.required", name)
        if not draft:
            risk, wrong = diligence.risks_wrong(self.risks)
            if wrong:
                raise labels.invalid(
                    f"programme.diligence.{wrong}", f"risks-{risk}-{_FIELD.get(wrong, wrong)}"
                )
        on = self.on or today()
        if on > today():
            raise labels.invalid("programme.dates", "on")
        return {
            "recipients": recipients,
            "forces": [force for force in diligence.FORCES if force in self.forces],
            "support": [item for item in diligence.SUPPORT if item in self.support],
            "words": self.words.strip()[: diligence.LONGEST],
            "risks": [item.told() for item in self.risks],
            "assessed_on": on,
        }


_FIELD: Final = {"missing": "before", "grade": "before", "worse": "after"}
"""Why a risk is assessed wrongly -> the field at which it is said, where that has another name."""


@transaction.atomic
def assess(
    *, actor: Actor, project: str, activity: str = "", said: Assessed, submit: bool = True
) -> Diligence:
    """Assess support of a project, or of one of its activities; then another person decides. Or keep a draft.

    Raises:
        NotFound: there is no such project or activity.
        Refused: it is assessed already.
        Invalid: a field is wrong.
    """
    require(actor, WRITE)
    if not Project.objects.filter(public_id=project).exists():
        raise absent()
    if activity and not Result.objects.filter(public_id=activity, project=project, level="activity", state="stated").exists():  # fmt: skip
        raise absent()
    if Diligence.objects.filter(project=project, activity=activity).exclude(state="withdrawn").exists():
        raise labels.refused("programme.diligence.there")
    changes = {
        "project": project,
        "activity": activity,
        **said.changes(draft=not submit),
    }
    made = RECORDER.record(actor, "diligence", "assessed" if submit else "drafted", changes=changes)
    return Diligence.objects.get(public_id=made.subject)


def _found(actor: Actor, public_id: str, n: int | None) -> Diligence:
    record = selectors.diligence_for(actor, public_id)
    RECORDER.check_expected(record, n)
    return record


@DILIGENCE.act(
    "changed",
    ChangeSupport,
    _("Change the assessment"),
    permission=WRITE,
    called=lambda record: _("Look the risks through again") if record.state == "released" else "",
    at="programme:change_diligence",
)
@transaction.atomic
def change(*, actor: Actor, diligence_id: str, expected_n: int | None = None, **said: Any) -> Diligence:
    """Change an assessment, or look it through again while its release stands; `said` as `Assessed`.

    Where who receives what stays as it was released and no risk got graver, the release stands (`reviewed`), and carries a renewal; else
    it waits for a new decision, and nothing begins meanwhile.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Refused: it was withdrawn.
        Invalid: a field is wrong.
    """
    require(actor, WRITE)
    record = _found(actor, diligence_id, expected_n)
    changes = Assessed(**said).changes(draft=record.state == "draft")
    same = all(
        getattr(record, name) == changes[name] for name in ("recipients", "forces", "support", "words")
    )
    if record.state == "released" and same and not diligence.graver(record.risks, changes["risks"]):
        looked = {"risks": changes["risks"], "assessed_on": changes["assessed_on"]}
        RECORDER.record(actor, "diligence", "reviewed", record, changes=looked)
    else:
        RECORDER.record(actor, "diligence", "changed", record, changes=changes)
    return Diligence.objects.get(pk=record.pk)


@DILIGENCE.act(
    "submitted",
    RecordInput,
    _("Submit for decision"),
    permission=WRITE,
    done=_("The assessment is submitted. Another person decides."),
    leads=True,
)
@transaction.atomic
def submit(*, actor: Actor, diligence_id: str, expected_n: int | None = None) -> Diligence:
    """Submit a draft for decision.

    Raises:
        NotFound, Conflict, Refused: as `change`.
        Invalid: it is not whole.
    """
    require(actor, WRITE)
    record = _found(actor, diligence_id, expected_n)
    assessed = Assessed(record.recipients, record.forces, record.support, [Risk(**risk) for risk in record.risks], record.words)  # fmt: skip
    assessed.changes(draft=False)
    RECORDER.record(actor, "diligence", "submitted", record)
    return Diligence.objects.get(pk=record.pk)


def wrote(record: Diligence) -> frozenset[str]:
    """Who ever wrote of an assessment."""
    with connection.cursor() as cursor:
        cursor.execute(_WROTE, [record.public_id])
        return frozenset(who for (who,) in cursor.fetchall())


def _may_release(kind: str) -> Callable[[Actor, Diligence], bool]:
    return lambda actor, record: (
        diligence.worst(record.risks) != "high" and not RECORDER.refusals(actor, "diligence", kind, record)
    )


def _carries(record: Diligence) -> str:
    last = record.assessed_on + dt.timedelta(days=diligence.LONGEST_RELEASE)
    text = _("A release ends at the latest a year after the risks were last looked through: on %(day)s.")
    return str(text) % {"day": day_words(last)}


@DILIGENCE.act(
    "renewed",
    inputs.Release,
    _("Renew the release"),
    permission=DECIDE,
    done=_("The support is released."),
    hint=_carries,
    when=_may_release("renewed"),
)
@DILIGENCE.act(
    "released",
    inputs.Release,
    _("Release the support"),
    permission=DECIDE,
    done=_("The support is released."),
    hint=_carries,
    when=_may_release("released"),
    leads=lambda record: record.state == "waiting",
)
@transaction.atomic
def release(
    *, actor: Actor, diligence_id: str, until: dt.date, reason: str, expected_n: int | None = None
) -> Diligence:
    """Release support until a day, release again what was held, or renew a release.

    Raises:
        NotFound, Conflict: as `change`.
        Forbidden: the actor wrote of it.
        Refused: a risk stays high, or it does not wait.
        Invalid: no reason, or the assessment does not carry that day.
    """
    require(actor, DECIDE)
    record = _found(actor, diligence_id, expected_n)
    wrong = diligence.release_wrong(record.risks, record.assessed_on, until, today())
    if wrong in ("past", "long"):
        raise labels.invalid(f"programme.diligence.{wrong}", "until")
    if wrong:
        raise labels.refused(f"programme.diligence.{wrong}")
    kind = "renewed" if record.state == "released" else "released"
    changes = {"released_until": until}
    RECORDER.record(actor, "diligence", kind, record, changes=changes, note=reason_of(reason))
    return Diligence.objects.get(pk=record.pk)


@DILIGENCE.act(
    "held",
    inputs.GiveReason,
    _("Hold the support"),
    permission=DECIDE,
    done=_("The support is held back."),
    danger=True,
)
@transaction.atomic
def hold(*, actor: Actor, diligence_id: str, reason: str, expected_n: int | None = None) -> Diligence:
    """Hold support, on any day: from now on nothing begins and no money goes to it.

    Raises:
        NotFound, Conflict: as `change`.
        Refused: it is held, or was withdrawn.
        Invalid: no reason.
    """
    require(actor, DECIDE)
    record = _found(actor, diligence_id, expected_n)
    RECORDER.record(actor, "diligence", "held", record, note=reason_of(reason))
    return Diligence.objects.get(pk=record.pk)


def is_held(record: Diligence) -> bool:
    """Whether support is held by the last decision on its assessment, whatever was changed since. One query."""
    return diligence.held(record.state, decided().filter(pk=record.pk).values_list("decision", flat=True).first() or "")  # fmt: skip


def _may_withdraw(actor: Actor, record: Diligence) -> bool:
    if not is_held(record):
        return may(actor, WRITE)
    return may(actor, DECIDE) and not actor.acts_for(*wrote(record))


@DILIGENCE.act(
    "withdrawn",
    inputs.GiveReason,
    _("Withdraw the assessment"),
    permission=READ,
    done=_("The assessment is withdrawn."),
    hint=_("The support is not given, or not any more."),
    when=_may_withdraw,
    danger=True,
)
@transaction.atomic
def withdraw(*, actor: Actor, diligence_id: str, reason: str, expected_n: int | None = None) -> Diligence:
    """Withdraw an assessment: the support is not given, or not any more. What is held, another than its writers withdraws.

    Raises:
        Forbidden: it is not theirs; what is held is withdrawn by whoever decides.
        NotFound, Conflict, Refused, Invalid: as `hold`.
    """
    require(actor, READ)
    record = selectors.diligence_for(actor, diligence_id)
    stopped = is_held(record)
    require(actor, DECIDE if stopped else WRITE)
    RECORDER.check_expected(record, expected_n)
    if stopped and actor.acts_for(*wrote(record)):
        raise labels.refused("programme.diligence.own")
    RECORDER.record(actor, "diligence", "withdrawn", record, note=reason_of(reason))
    return Diligence.objects.get(pk=record.pk)
