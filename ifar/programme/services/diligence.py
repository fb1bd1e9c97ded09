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

from ifar.acts.inputs import Told
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
        recipients = [" ".join(one.split())[:HEADLINE] for one in self.recipients if one.strip()]
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
            "forces": [one for one in diligence.FORCES if one in self.forces],
            "support": [one for one in diligence.SUPPORT if one in self.support],
            "words": self.words.strip()[: diligence.LONGEST],
            "risks": [one.told() for one in self.risks],
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
    found = selectors.diligence_for(actor, public_id)
    RECORDER.check_expected(found, n)
    return found


@DILIGENCE.act(
    "changed",
    ChangeSupport,
    _("Change the assessment"),
    permission=WRITE,
    called=lambda found: _("Look the risks through again") if found.state == "released" else "",
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
    found = _found(actor, diligence_id, expected_n)
    changes = Assessed(**said).changes(draft=found.state == "draft")
    same = all(getattr(found, name) == changes[name] for name in ("recipients", "forces", "support", "words"))
    if found.state == "released" and same and not diligence.graver(found.risks, changes["risks"]):
        looked = {"risks": changes["risks"], "assessed_on": changes["assessed_on"]}
        RECORDER.record(actor, "diligence", "reviewed", found, changes=looked)
    else:
        RECORDER.record(actor, "diligence", "changed", found, changes=changes)
    return Diligence.objects.get(pk=found.pk)


@DILIGENCE.act(
    "submitted",
    Told,
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
    found = _found(actor, diligence_id, expected_n)
    said = Assessed(found.recipients, found.forces, found.support, [Risk(**one) for one in found.risks], found.words)  # fmt: skip
    said.changes(draft=False)
    RECORDER.record(actor, "diligence", "submitted", found)
    return Diligence.objects.get(pk=found.pk)


def wrote(found: Diligence) -> frozenset[str]:
    """Who ever wrote of an assessment."""
    with connection.cursor() as cursor:
        cursor.execute(_WROTE, [found.public_id])
        return frozenset(who for (who,) in cursor.fetchall())


def _may_release(kind: str) -> Callable[[Actor, Diligence], bool]:
    return lambda actor, found: (
        diligence.worst(found.risks) != "high" and not RECORDER.refusals(actor, "diligence", kind, found)
    )


def _carries(found: Diligence) -> str:
    last = found.assessed_on + dt.timedelta(days=diligence.LONGEST_RELEASE)
    said = _("A release ends at the latest a year after the risks were last looked through: on %(day)s.")
    return str(said) % {"day": day_words(last)}


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
    leads=lambda found: found.state == "waiting",
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
    found = _found(actor, diligence_id, expected_n)
    wrong = diligence.release_wrong(found.risks, found.assessed_on, until, today())
    if wrong in ("past", "long"):
        raise labels.invalid(f"programme.diligence.{wrong}", "until")
    if wrong:
        raise labels.refused(f"programme.diligence.{wrong}")
    kind = "renewed" if found.state == "released" else "released"
    changes = {"released_until": until}
    RECORDER.record(actor, "diligence", kind, found, changes=changes, note=reason_of(reason))
    return Diligence.objects.get(pk=found.pk)


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
    found = _found(actor, diligence_id, expected_n)
    RECORDER.record(actor, "diligence", "held", found, note=reason_of(reason))
    return Diligence.objects.get(pk=found.pk)


def is_held(found: Diligence) -> bool:
    """Whether support is held by the last decision on its assessment, whatever was changed since. One query."""
    return diligence.held(found.state, decided().filter(pk=found.pk).values_list("decision", flat=True).first() or "")  # fmt: skip


def _may_withdraw(actor: Actor, found: Diligence) -> bool:
    if not is_held(found):
        return may(actor, WRITE)
    return may(actor, DECIDE) and not actor.acts_for(*wrote(found))


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
    found = selectors.diligence_for(actor, diligence_id)
    stopped = is_held(found)
    require(actor, DECIDE if stopped else WRITE)
    RECORDER.check_expected(found, expected_n)
    if stopped and actor.acts_for(*wrote(found)):
        raise labels.refused("programme.diligence.own")
    RECORDER.record(actor, "diligence", "withdrawn", found, note=reason_of(reason))
    return Diligence.objects.get(pk=found.pk)
