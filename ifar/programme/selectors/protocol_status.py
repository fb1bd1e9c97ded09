"""How articles of the Firearms Protocol stand in a year: the rows of the computed source. Apart, because planning knows the sources by name."""

from __future__ import annotations

from ifar.programme import assessment
from ifar.programme.models import Assessment
from ifar.programme.selectors.strategy import READ
from ifar.rights import Actor, require


def standings(actor: Actor, of: int) -> dict[str, str]:
    """Assessment -> State, article and how it stands, of what was approved in a year: the rows of the computed source. One query."""
    require(actor, READ)
    rows = Assessment.objects.filter(year=of, state="approved").order_by("place", "article")
    result = {
        record.public_id: (record, assessment.standing_of(record.article, record.answers)) for record in rows
    }
    return {
        key: f"{record.place} {record.article} {how}"
        for key, (record, how) in result.items()
        if how != assessment.OPEN
    }
