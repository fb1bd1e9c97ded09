"""What licensing answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings

from ifar.accounts import descriptions, notices
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.documents import things, validity
from ifar.licensing.acts import ACTS
from ifar.licensing.eligibility import NOTICE_GROUNDS
from ifar.licensing.labels import CAUSES
from ifar.licensing.selectors import erasing as erased
from ifar.licensing.services import applications, licences, moves, papers
from ifar.licensing.services import notices as eligibility
from ifar.licensing.views import presenters
from ifar.licensing.views import things as licence_things
from ifar.matters import found
from ifar.outbox import handlers
from ifar.parties import erasing, merging
from ifar.parties.services.parties import MOVED
from ifar.reference import selectors as reference


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    merging.provide("licence", presenters.followed)
    merging.provide("reminder", presenters.reminded)
    handlers.provide(MOVED, "licensing.moves", moves.noted)
    things.provide("L", licence_things.named)
    validity.provide("L", papers.fallen_since)
    erasing.provide_values(erased.personal_of)
    registration.provide(ACTS)
    found.provide_records("GL", "ifar.licensing.views.in_matters.licences")
    found.provide_records("M", "ifar.licensing.views.in_matters.followed")
    found.provide_causes(CAUSES)
    forms.provide_choices(
        lambda _name: _spoken(reference.words("eligibility_ground"), NOTICE_GROUNDS),
        "notice_ground",
    )
    forms.provide_choices(lambda _name: reference.areas_of(settings.IFAR_COUNTRY), "own_areas")
    proposals.register_executor("licensing.application_granted", applications.carry_out_grant)
    proposals.register_executor("licensing.application_refused", applications.carry_out_refusal)
    proposals.register_executor("licensing.application_dismissed", applications.carry_out_dismissal)
    proposals.register_executor("licensing.notice_settled", eligibility.carry_out_settlement)
    for kind in ("reinstated", "revoked", "lapsed", "changed"):
        proposals.register_executor(f"licensing.licence_{kind}", licences.carry_out)
    descriptions.provide(
        "licensing",
        "ifar.licensing.views.proposed.describe",
        "ifar.licensing.views.proposed.title",
        parties=True,
    )
    descriptions.provide_names("GL", "ifar.licensing.views.proposed.names")
    notices.provide("licensing", "ifar.licensing.views.notifications.describe")


def _spoken(words: Mapping[str, str], codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, words.get(code, code)) for code in codes]
