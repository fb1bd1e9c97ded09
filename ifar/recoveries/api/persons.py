"""People of a case, over HTTP as JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from ifar.form_errors import actor_of
from ifar.recoveries import inputs
from ifar.recoveries.api.shapes import Identifier, MadeOut
from ifar.recoveries.services import case_persons

router = Router()


@router.post("/recoveries/{case}/persons", response={201: MadeOut}, operation_id="name_in_recovery")
def name_person(request: HttpRequest, case: Identifier, body: inputs.NamePerson) -> Status[dict[str, Any]]:
    """Enter somebody of a case."""
    made = case_persons.name_person(actor=actor_of(request), case=case, who=case_persons.involved(body))
    return Status(201, {"id": str(made)})
