"""Who receives the support of a project: named by those who plan, confirmed by another person where it needs no release. Each one act.

Whether human-rights due diligence comes first follows from here: from the kind of the recipient and the nature of the support (`diligence.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.programme import diligence, labels
from ifar.programme import work_inputs as inputs
from ifar.programme.labels import absent
from ifar.programme.models import Project, Recipient
from ifar.programme.selectors import diligence as selectors
from ifar.programme.services.assessments import reason_of
from ifar.programme.services.diligence import DECIDE, READ
from ifar.programme.services.planning import PLAN
from ifar.programme.services.work import one_of, text
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, may, require

RECIPIENT: Final = Offers(
    RECORDER,
    "recipient",
    selectors.recipient_for,
    page="programme:project",
    on=attrgetter("project"),
)


@dataclass(frozen=True)
class NewRecipient:
    """A unit or office, of which kind, and what kinds of support it receives; `activity`: of one activity alone."""

    name: str
    kind: str
    support: Sequence[str]
    activity: str = ""

    def changes(self) -> dict[str, Any]:
        """What the act sets.

        Raises:
            Invalid: a field is wrong.
        """
        known = (*diligence.SUPPORT, *diligence.EXEMPT)
        if not self.support or set(self.support) - set(known):
            raise labels.invalid("programme.choice" if self.support else "programme.required", "support")
        return {
            "activity": self.activity,
            "name": text(self.name, "name"),
            "kind": one_of(self.kind, diligence.RECIPIENTS, "kind"),
            "support": [code for code in known if code in self.support],
        }


@transaction.atomic
def name(*, actor: Actor, project: str, new: NewRecipient) -> Recipient:
    """Name who receives support of a project.

    Raises:
        NotFound: there is no such project.
        Refused: the project is over.
        Invalid: a field is wrong.
    """
    require(actor, PLAN)
    if not Project.objects.filter(public_id=project).exists():
        raise absent()
    made = RECORDER.record(actor, "recipient", "named", changes={"project": project, **new.changes()})
    return Recipient.objects.get(public_id=made.subject)


def _found(actor: Actor, public_id: str, n: int | None) -> Recipient:
    recipient = selectors.recipient_for(actor, public_id)
    RECORDER.check_expected(recipient, n)
    return recipient


def _asks(recipient: Recipient) -> bool:
    return diligence.asks_release(recipient.kind, recipient.support)


@RECIPIENT.act(
    "confirmed",
    RecordInput,
    _("Confirm the recipient"),
    permission=DECIDE,
    done=_("It is confirmed who receives the support."),
    when=lambda _actor, record: not _asks(record),
)
@transaction.atomic
def confirm(*, actor: Actor, recipient_id: str, expected_n: int | None = None) -> Recipient:
    """Confirm that a recipient is what it is named as, and that its support needs no release.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Forbidden: the actor named it.
        Refused: its support needs a release, or it is confirmed already.
    """
    require(actor, DECIDE)
    recipient = _found(actor, recipient_id, expected_n)
    if _asks(recipient):
        raise labels.refused("programme.diligence.needed")
    RECORDER.record(actor, "recipient", "confirmed", recipient)
    return Recipient.objects.get(pk=recipient.pk)


@RECIPIENT.act(
    "ended",
    inputs.GiveReason,
    _("Take the recipient off"),
    permission=READ,
    done=_("The recipient is taken off."),
    when=lambda actor, record: may(actor, DECIDE if _asks(record) else PLAN),
)
@transaction.atomic
def end(*, actor: Actor, recipient_id: str, reason: str, expected_n: int | None = None) -> Recipient:
    """Say that somebody receives no support, or no more. Security forces are taken off by the adviser, and by nobody who plans.

    Raises:
        Forbidden: it is not theirs to take off.
        NotFound, Conflict: as `confirm`.
        Invalid: no reason.
        Refused: it ended already.
    """
    require(actor, READ)
    recipient = selectors.recipient_for(actor, recipient_id)
    require(actor, DECIDE if _asks(recipient) else PLAN)
    RECORDER.check_expected(recipient, expected_n)
    RECORDER.record(actor, "recipient", "ended", recipient, note=reason_of(reason))
    return Recipient.objects.get(pk=recipient.pk)
