"""Releasing the integrity report of a year that is over: an inspector proposes, a judge who reads the same figures releases it."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as waiting
from ifar.accounts.services import proposals
from ifar.errors import Conflict, Reason
from ifar.oversight.labels import of
from ifar.oversight.models import Integrity
from ifar.oversight.selectors import report
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.services.writing import RECORDER
from ifar.returns.services import is_over
from ifar.rights import Actor, require

RELEASED: Final = "oversight.integrity_released"


@transaction.atomic
def propose_release(*, actor: Actor, year: int, reason: str) -> Proposal:
    """Propose to release the integrity report of a year as the records give it now.

    Raises:
        Invalid: the year is not over, or its report was released.
        NotFound: the register held nothing by the end of that year.
        Conflict: the same is asked already and waits for an answer.
    """
    require(actor, DESK)
    if not is_over(year):
        raise RECORDER.invalid(Reason("oversight.report_running", field="year"))
    if Integrity.objects.filter(year=year).exists():
        raise RECORDER.invalid(Reason("oversight.report_released", field="year"))
    asked = waiting.waiting_about("", (RELEASED,), payload__details__year=year)
    proposals.ask_once(actor, f"{RELEASED} {year}", asked)
    details = {**report.prepared(actor, year)}
    details["as_of"] = details["as_of"].isoformat()
    return proposals.propose(
        actor=actor,
        act=RELEASED,
        object=RECORDER.new_id("integrity"),
        payload={"details": details},
        reason=reason,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Release what was approved, where the records still say it.

    Raises:
        Conflict: the figures of cases and breaches moved since it was proposed, or another report of the year came in between.
    """
    details = proposal.payload["details"]
    if Integrity.objects.filter(year=details["year"]).exists():
        raise RECORDER.changed_meanwhile()
    if report.tables(details["year"])[0] != details["tables"]:
        raise Conflict("oversight.report_moved", of("oversight.report_moved"))
    RECORDER.record(
        actor,
        "integrity",
        "released",
        proposal.object,
        changes=details,
        details=details,
        proposal=proposal.public_id,
    )
