"""The inspectorate of the demonstration country: what the register asks about its people on the first day, a case under examination, an audit that waits for a lead, the audit plan of the year, and a report from outside."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import proposals
from ifar.demonstration.country import PASSWORD
from ifar.demonstration.follow_up import VALUE
from ifar.oversight import envelopes
from ifar.oversight.audit_acts import ITEMS
from ifar.oversight.models import Inspection, Plan
from ifar.oversight.selectors import audits as selected
from ifar.oversight.selectors import cases, reading
from ifar.oversight.selectors.signals import rows_for
from ifar.oversight.services import audits, outside, outside_keys, requests, signals
from ifar.oversight.services import cases as work
from ifar.oversight.services.breaches import LOOKED_BACK
from ifar.rights import Actor

KEY_FILE: Final = "demonstration-inspectors-key.json"
"""In `IFAR_HOME`: the inspectors' private key of the demonstration. An installation keeps its own with its inspectors and nowhere else."""
CODE: Final = "2026" * 6
"""With which the reporter of the demonstration comes back."""


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
    _audit(inspector, examiner, officers["judge"])
    _reported(inspector, officers["judge"])


def _audit(inspector: Actor, examiner: Actor, judge: Actor) -> None:
    """The audit plan of the year: adopted and drawn, a file audited, another one under audit."""
    offices = [office for office, _called in selected.offices_to_audit(inspector)]
    today, after = timezone.now().date(), timezone.now() + dt.timedelta(seconds=4)
    plan = audits.draft_plan(
        actor=inspector,
        year=today.year,
        offices=offices,
        decisions=["granted", "refused", "suspended", "revoked"],
        number=3,
        period_from=today - dt.timedelta(days=365),
        period_to=today,
        due_on=today + dt.timedelta(days=120),
        beacon="National lottery, Saturday draw",
        seed_after=after,
    )
    asked = audits.propose_plan(actor=inspector, plan_id=plan, reason="The plan of the year.")
    proposals.decide(actor=judge, proposal=asked.public_id, verdict="approve")
    while timezone.now() <= Plan.objects.get(public_id=plan).seed_after:
        time.sleep(0.05)
    first, second, *_others = audits.draw_plan(actor=inspector, plan_id=plan, value=VALUE)
    for file in (first, second):
        audits.assign_file(actor=inspector, file_id=file, auditor=examiner.id)
    audits.audit_file(
        actor=examiner,
        file_id=first,
        answers={**dict.fromkeys(ITEMS, "yes"), "days": "no"},
        grade="observation",
        note="Decided five days after the time limit; the applicant was told on the day.",
    )


def _reported(inspector: Actor, judge: Actor) -> None:
    """A report from outside that came yesterday, sealed to a key whose file lies beside the register, under the password of all accounts."""
    content, public = envelopes.new_key_file(PASSWORD)
    (Path(settings.IFAR_HOME) / KEY_FILE).write_bytes(content)
    asked = outside_keys.propose_key(actor=inspector, public=public, reason="The first key.")
    proposals.decide(actor=judge, proposal=asked.public_id, verdict="approve")
    box, yesterday = envelopes.box_of(CODE), timezone.localdate() - dt.timedelta(days=1)
    letter = envelopes.Letter(
        "Pistols that were handed in at the harbour station do not reach the evidence room. I saw two of them in a private car.",
        category="theft",
        language="en",
    )
    sealed = envelopes.seal(letter, public, envelopes.TO_DESK)
    outside.folder().put(envelopes.Envelope(box.name, box.public, yesterday.isoformat(), public, sealed))
    outside.take_in()
