"""The work of projects over HTTP: what is done to activities, partners, places, risks, issues, lessons, documents, reports and evaluations, to assessments of law and of support."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from ifar.acts.edges import operations
from ifar.programme.services import assessments, diligence, evaluations, recipients, reports, working

router = Router()


class StandsOut(Schema):
    """How a record of a project's work stands."""

    id: str
    state: str
    n: int


def _stands(result: Any) -> dict[str, Any]:
    return {"id": result.public_id, "state": result.state, "n": result.n}


for _offers, _place in (
    (working.ACTIVITY, "activities/{activity}"),
    (working.PARTNER, "parts/{partner}"),
    (working.LOCATION, "locations/{location}"),
    (working.RISK, "risks/{risk}"),
    (working.ISSUE, "issues/{issue}"),
    (working.LESSON, "lessons/{lesson}"),
    (working.DOCUMENT, "documents/{document}"),
    (evaluations.EVALUATION, "evaluations/{evaluation}"),
    (evaluations.FINDING, "findings/{finding}"),
    (evaluations.RECOMMENDATION, "recommendations/{recommendation}"),
    (reports.REPORT, "reports/{report}"),
    (assessments.ASSESSMENT, "assessments/{assessment}"),
    (diligence.DILIGENCE, "diligence/{diligence}"),
    (recipients.RECIPIENT, "recipients/{recipient}"),
):
    operations(router, _offers, StandsOut, _stands, f"/programme/{_place}")
