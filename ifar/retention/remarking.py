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
    return [_remark(one) for one in selectors.standing_for(actor).filter(object=public_id).order_by("at")]


def _remark(found: Hold) -> Remark:
    said = {
        "ground": labels.GROUNDS[found.ground],
        "case": found.case,
        "agency": found.agency.name,
    }
    text = _("Kept by a legal hold: %(ground)s, case %(case)s, %(agency)s.") % said
    return Remark(
        text, "warn", "gavel", url=f"{reverse('retention:holds')}?object={identifiers.shown(found.object)}"
    )


def _to_person(public_id: str) -> list[Remark]:
    """Holds on the person alone are told, without their case, and only of grounds that warn nobody."""
    found = selectors.outlook_of(public_id)
    said = (
        [Remark(labels.ahead(found), icon="hourglass", article=labels.articles(found.kept.rules))]
        if found
        else []
    )
    for one in selectors.standing_on([public_id]):
        if one.ground not in hold.UNSAID:
            text = _("%(agency)s ordered on %(day)s that the record be kept: %(ground)s.") % {
                "agency": one.agency.name,
                "day": day_words(one.at.date()),
                "ground": labels.GROUNDS[one.ground],
            }
            said.append(Remark(text, "warn", "gavel", article="EU 2016/680 art. 16(3)"))
    return said
