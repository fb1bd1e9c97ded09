"""What a trader took in from a holder: the holder is asked whether it is so, and confirms or objects.

An objection waits for an officer's answer like any report, and is a matter of the office at once, which the trader explains (Protocol art. 7; Directive (EU) 2021/555 art. 4(6)).
"""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext

from ifar.accounts.models import Agency
from ifar.errors import Conflict
from ifar.matters.services.matters import open_matter
from ifar.portal import report, selectors
from ifar.portal.labels import invalid, words_of
from ifar.portal.models import Report
from ifar.portal.services.reports import ACT, make
from ifar.registry.services.events.shapes import OBJECTED
from ifar.rights import Actor, require

CAUSE: Final = OBJECTED


@transaction.atomic
def answer(*, actor: Actor, firearm: str, n: int, said: str, text: str = "") -> Report:
    """Confirm that a trader took a firearm in, or object to it.

    Args:
        n: the number of the event by which it came into the trader's book.
        said: `handed_over` or `objected`.
        text: what the holder says of it; an objection needs it.

    Raises:
        NotFound: nothing of the kind was taken in from a party that the account stands for.
        Invalid: an objection without a word.
        Conflict: it was answered already.
    """
    require(actor, ACT)
    mine = selectors.own(actor)
    line = selectors.taken_in_for(mine, firearm, n)
    if line.answered:
        raise Conflict("portal.reported", words_of("portal.taken_in.answered"))
    kind: report.Kind = "objected" if said == "objected" else "handed_over"
    if kind == "objected" and not text.strip():
        raise invalid("portal.wish.text", "text")
    whose = selectors.party_of(mine, line.party)
    personal = {"wish": text.strip()[: report.LONGEST]}
    made = make(actor, whose, kind, {"firearm": firearm, "n": n}, personal, tells=kind == "objected")
    if kind == "objected":
        office = Agency.objects.get(pk=actor.agency_id)
        question = gettext(
            "The holder says that they did not hand it over as your book says. Explain how it came to you."
        )
        open_matter("conflict", firearm, f"{CAUSE} {n}", office, explainer=line.trader, question=question)
    return made
