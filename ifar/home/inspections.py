"""What inspections ask of whoever is signed in, by its day: of their office, of the lead of a case, of the auditor of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ifar import identifiers
from ifar.oversight.labels import REQUESTS
from ifar.oversight.selectors import audits, cases
from ifar.rights import Actor, may

_CASE: Final = gettext_lazy("Inspection case")
_FILE: Final = gettext_lazy("File audit")


def deadlines(actor: Actor, until: dt.date, most: int) -> Iterator[dict[str, Any]]:
    """Rows of the first page, the most urgent of each kind, due up to a day."""
    due: list[tuple[Any, str, Any]] = []
    if may(actor, cases.ANSWER):
        asked = cases.requests_for(actor).filter(addressed=actor.agency, state="asked", due_on__lte=until)
        due += [(REQUESTS[each.kind], "request", each) for each in asked.order_by("due_on", "id")[:most]]
    if may(actor, cases.WORK):
        led = cases.cases_for(actor).exclude(state="closed").filter(lead=actor.id, due_on__lte=until)
        due += [(_CASE, "case", each) for each in led.order_by("due_on", "id")[:most]]
    if may(actor, cases.DESK):
        mine = audits.files_for(actor).filter(auditor=actor.id, due_on__lte=until).exclude(state="audited")
        due += [(_FILE, "file", each) for each in mine.order_by("due_on", "id")[:most]]
    for words, page, each in due:
        yield {
            "words": words,
            "thing": identifiers.shown(each.public_id),
            "url": reverse(f"oversight:{page}", args=(each.public_id,)),
            "due": each.due_on,
        }
