"""What the page of a party or a firearm says of holds, and the file for the person of how long the record is kept."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.parties.page_remarks import Remark
from ifar.retention import hold, labels, selectors
from ifar.retention.models import Hold
from ifar.rights import Actor, may
from ifar.templatetags.days import day_words


def remarks_on(actor: Actor, public_id: str, to_person: bool) -> list[Remark]:
    """The holds that stand on it, for those who may see holds; for the person, what may be said, and how long the record is kept."""
    if to_person:
        return _to_person(public_id)
    if not may(actor, "retention:hold:read"):
        return []
    return [
        _remark(record) for record in selectors.standing_for(actor).filter(object=public_id).order_by("at")
    ]


def _remark(record: Hold) -> Remark:
    values = {
        "ground": labels.GROUNDS[record.ground],
        "case": record.case,
        "agency": record.agency.name,
    }
    text = _("Kept by a legal hold: %(ground)s, case %(case)s, %(agency)s.") % values
    return Remark(
        text, "warn", "gavel", url=f"{reverse('retention:holds')}?object={identifiers.shown(record.object)}"
    )


def _to_person(public_id: str) -> list[Remark]:
    """Holds on the person alone are told, without their case, and only of grounds that warn nobody."""
    outlook = selectors.outlook_of(public_id)
    remarks = (
        [Remark(labels.ahead(outlook), icon="hourglass", article=labels.articles(outlook.kept.rules))]
        if outlook
        else []
    )
    for record in selectors.standing_on([public_id]):
        if record.ground not in hold.UNSAID:
            text = _("%(agency)s ordered on %(day)s that the record be kept: %(ground)s.") % {
                "agency": record.agency.name,
                "day": day_words(record.at.date()),
                "ground": labels.GROUNDS[record.ground],
            }
            remarks.append(Remark(text, "warn", "gavel", article="EU 2016/680 art. 16(3)"))
    return remarks
