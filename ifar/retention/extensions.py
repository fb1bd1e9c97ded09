"""What retention answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.parties import erasing, page_remarks
from ifar.retention import labels, remarking, services
from ifar.retention.acts import ACTS


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    forms.provide_choices(lambda _name: labels.GROUNDS.items(), "retention.grounds")
    forms.provide_choices(lambda _name: labels.ENDINGS.items(), "retention.endings")
    registration.provide(ACTS)
    proposals.register_executor(services.LIFTED, services.lift)
    descriptions.provide(services.LIFTED, "ifar.retention.views.holds.describe", parties=True)
    erasing.provide_objection(services.objection_of_rules)
    erasing.provide_objection(services.objection_of_holds)
    page_remarks.provide(remarking.remarks_on)
