"""The inspectorate of the demonstration country: what the register asks about its people on the first day, a case under examination and an audit that waits for a lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.oversight.models import Inspection
from ifar.oversight.selectors import cases, reading
from ifar.oversight.selectors.signals import rows_for
from ifar.oversight.services import cases as work
from ifar.oversight.services import requests, signals
from ifar.oversight.services.breaches import LOOKED_BACK
from ifar.rights import Actor


def load(officers: Mapping[str, Actor]) -> None:
    """Load what an inspector finds on the first morning."""
    if Inspection.objects.exists():
        return
    inspector, examiner = officers["oversight"], officers["examiner"]
    signals.refresh(reading.read(timezone.now() - LOOKED_BACK))
    rows, _more = rows_for(inspector)
    if rows:
        about = "Look at each of these acts beside its paper, and at those of the weeks before."
        case = work.open_from_signals(actor=inspector, who=rows[0].who, text=about)
        work.assign(actor=inspector, inspection_id=case, lead=examiner.id)
        work.declare(actor=examiner, inspection_id=case, declared=True)
        plan = "1. Ask the office. 2. Read the papers on site. 3. Compare with two other offices."
        work.plan(actor=examiner, inspection_id=case, plan=plan)
        if office := next(iter(cases.case_for(examiner, case).offices), ""):
            requests.ask(
                actor=examiner,
                inspection_id=case,
                kind="explanation",
                addressed=office,
                text="Please explain how these acts were prepared, who took part, and send the papers.",
                due_on=timezone.localdate() + dt.timedelta(days=10),
            )
    store = Agency.objects.get(public_id=officers["armourer"].agency)
    work.open_case(
        actor=inspector,
        origin="audit",
        office=store.public_id,
        text="Yearly audit: the counts of the year, the differences that were settled, and who settled them.",
        due_on=timezone.localdate() + dt.timedelta(days=45),
    )
