"""What oversight answers to the apps below it; what it asks of those above is listed in `docs/extension-points.md`."""

from __future__ import annotations

from ifar.accounts import descriptions, notices, read_log_labels
from ifar.accounts.services import proposals
from ifar.acts import forms, registration
from ifar.ledger import sources
from ifar.matters import found
from ifar.oversight import labels, replay, report_replay
from ifar.oversight.acts import ACTS
from ifar.oversight.selectors import audits, outside
from ifar.oversight.services import audits as auditing
from ifar.oversight.services import outside_keys, parameters, report


def connect() -> None:
    """Answer every extension point, once, when the programs start."""
    registration.provide(ACTS)
    sources.provide_replay(replay.CASES)
    proposals.register_executor(parameters.CHANGED, parameters.carry_out)
    descriptions.provide(parameters.CHANGED, "ifar.oversight.views.parameters.describe", parties=False)
    proposals.register_executor(report.RELEASED, report.carry_out)
    descriptions.provide(report.RELEASED, "ifar.oversight.views.report.describe", parties=False)
    proposals.register_executor(auditing.ADOPTED, auditing.carry_out)
    descriptions.provide(auditing.ADOPTED, "ifar.oversight.views.audits.describe", parties=False)
    proposals.register_executor(outside_keys.PUBLISHED, outside_keys.carry_out_published)
    proposals.register_executor(outside_keys.LOST, outside_keys.carry_out_lost)
    for act in (outside_keys.PUBLISHED, outside_keys.LOST):
        descriptions.provide(act, "ifar.oversight.views.outside.describe", parties=False)
    found.provide_records("M", outside.in_matters)
    found.provide_records("M", audits.in_matters)
    found.provide_causes({**labels.BREACHES, **labels.AUDITED})
    read_log_labels.provide(labels.READS)
    notices.provide("oversight", "ifar.oversight.views.notifications.describe")
    forms.provide_choices(lambda _name: labels.ORIGINS.items(), "oversight_origins")
    forms.provide_choices(lambda _name: labels.CLASSES.items(), "oversight_classes")
    forms.provide_choices(lambda _name: labels.OUTCOMES.items(), "oversight_outcomes")
    forms.provide_choices(lambda _name: labels.REQUESTS.items(), "oversight_requests")
    forms.provide_choices(lambda _name: labels.GROUNDS.items(), "oversight_grounds")
    forms.provide_choices(lambda _name: labels.MEASURE_DONE.items(), "oversight_done")
    forms.provide_choices(lambda _name: labels.DECISIONS.items(), "oversight_decisions")
    forms.provide_choices(lambda _name: labels.ANSWERS.items(), "oversight_answers")
    sources.provide_replay(replay.AUDITS)
    sources.provide_replay(report_replay.REPORTS)
