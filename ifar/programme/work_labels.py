"""The words of projects' work, progress reports and evaluations: states, grades, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STANDINGS: Final[Mapping[str, Any]] = {
    "planned": pgettext_lazy("a milestone", "Planned"),
    "under_way": _("Under way"),
    "late": _("Late"),
    "done": pgettext_lazy("a milestone", "Done"),
    "cancelled": pgettext_lazy("a milestone", "Cancelled"),
}
RISK_LEVELS: Final[Mapping[str, Any]] = {
    "low": pgettext_lazy("risk", "Low"),
    "medium": pgettext_lazy("risk", "Medium"),
    "high": pgettext_lazy("risk", "High"),
    "severe": pgettext_lazy("risk", "Severe"),
}
RISK_TONES: Final[Mapping[str, str]] = {"low": "good", "medium": "info", "high": "warn", "severe": "bad"}
RISK_STATES: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("risk", "Open"),
    "occurred": pgettext_lazy("risk", "Occurred"),
    "closed": pgettext_lazy("risk", "Closed"),
}
LIKELIHOODS: Final[Mapping[int, Any]] = {
    1: _("1 – rare"),
    2: _("2 – unlikely"),
    3: _("3 – possible"),
    4: _("4 – likely"),
    5: _("5 – expected"),
}
IMPACTS: Final[Mapping[int, Any]] = {
    1: _("1 – negligible"),
    2: _("2 – minor"),
    3: _("3 – moderate"),
    4: _("4 – major"),
    5: _("5 – critical"),
}
SEVERITIES: Final[Mapping[str, Any]] = {
    "low": pgettext_lazy("issue", "Low"),
    "medium": pgettext_lazy("issue", "Medium"),
    "high": pgettext_lazy("issue", "High"),
}
ISSUE_STATES: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("issue", "Open"),
    "resolved": pgettext_lazy("issue", "Resolved"),
}
PARTNER_ROLES: Final[Mapping[str, Any]] = {
    "funding": _("gives money"),
    "accountable": _("answers for it"),
    "extending": _("passes the money on"),
    "implementing": _("does the work"),
}
PARTNER_KINDS: Final[Mapping[str, Any]] = {
    "government": _("Government"),
    "other_public": _("Other public body"),
    "international_ngo": _("International non-governmental organisation"),
    "national_ngo": _("National non-governmental organisation"),
    "multilateral": _("Multilateral organisation"),
    "foundation": _("Foundation"),
    "private_sector": _("Private sector"),
    "academia": _("Academia"),
    "other": pgettext_lazy("organisation", "Other"),
}
REACHES: Final[Mapping[str, Any]] = {
    "activity": _("where the work is done"),
    "beneficiaries": _("where those live whom it is for"),
}
EXACTNESS: Final[Mapping[str, Any]] = {"exact": _("exact"), "approximate": _("about here")}
DOCUMENT_KINDS: Final[Mapping[str, Any]] = {
    "agreement": pgettext_lazy("document", "Agreement"),
    "plan": pgettext_lazy("document", "Plan"),
    "budget": pgettext_lazy("document", "Budget"),
    "minutes": pgettext_lazy("document", "Minutes"),
    "training": pgettext_lazy("document", "Training material"),
    "evidence": pgettext_lazy("document", "Evidence"),
    "other": pgettext_lazy("document", "Other"),
}
REPORT_STATES: Final[Mapping[str, Any]] = {
    "draft": _("Draft"),
    "submitted": _("Waits for approval"),
    "approved": pgettext_lazy("a report", "Approved"),
    "withdrawn": pgettext_lazy("a report", "Withdrawn"),
}
TEXTS: Final[Mapping[str, Any]] = {
    "summary": _("Summary"),
    "achieved": _("Results"),
    "difficulties": _("Difficulties"),
    "next": _("What comes next"),
}
EVALUATION_STATES: Final[Mapping[str, Any]] = {
    "commissioned": pgettext_lazy("evaluation", "Commissioned"),
    "under_way": pgettext_lazy("evaluation", "Under way"),
    "delivered": pgettext_lazy("evaluation", "Delivered"),
    "closed": pgettext_lazy("evaluation", "Closed"),
    "cancelled": pgettext_lazy("evaluation", "Cancelled"),
}
EVALUATION_KINDS: Final[Mapping[str, Any]] = {
    "mid_term": _("Mid-term evaluation"),
    "final": _("Final evaluation"),
    "after": _("Evaluation some time after the end"),
}
CRITERIA: Final[Mapping[str, Any]] = {
    "relevance": _("Relevance"),
    "coherence": _("Coherence"),
    "effectiveness": _("Effectiveness"),
    "efficiency": _("Efficiency"),
    "impact": pgettext_lazy("criterion", "Impact"),
    "sustainability": _("Sustainability"),
}
PRIORITIES: Final[Mapping[str, Any]] = {
    "low": pgettext_lazy("priority", "Low"),
    "medium": pgettext_lazy("priority", "Medium"),
    "high": pgettext_lazy("priority", "High"),
}
RESPONSES: Final[Mapping[str, Any]] = {
    "accepted": pgettext_lazy("recommendation", "Accepted"),
    "partly": pgettext_lazy("recommendation", "Partly accepted"),
    "rejected": pgettext_lazy("recommendation", "Rejected"),
}
RECOMMENDATION_STATES: Final[Mapping[str, Any]] = {
    "made": _("Waits for an answer"),
    "answered": pgettext_lazy("recommendation", "Answered"),
    "done": pgettext_lazy("recommendation", "Carried out"),
    "withdrawn": pgettext_lazy("recommendation", "Withdrawn"),
}
LAYERS: Final[Mapping[str, Any]] = {
    "ambition": _("Ambition"),
    "strategy": _("Outcome of the strategy"),
    "outcome": _("Outcome"),
    "output": _("Output"),
    "activity": _("Activity"),
}
MESSAGES: Final[Mapping[str, Any]] = {
    "programme.work.closed": _("The project is closed or cancelled: nothing more is planned in it."),
    "programme.work.future": _("That day has not come yet."),
    "programme.partner.reference": _("An identifier of an organisation has no spaces and none of the signs / & | ?."),
    "programme.location.point": _("Give both coordinates in degrees, or none: the first between -90 and 90, the second between -180 and 180."),
    "programme.report.there": _("There is a report of this period already."),
    "programme.report.author": _("Only the author of a report changes it."),
    "programme.report.moved": _("The records say otherwise by now. Compose the draft anew, read it, and submit it then."),
    "programme.report.stale": _("The records say otherwise by now. Give the report back, so that its author composes it anew."),
    "programme.evaluation.responsible": _(
        "This evaluator is not independent: they answer for the project, a result, an activity or a risk of it, or are a partner."
    ),
    "programme.evaluation.worked": _("This evaluator is not independent: they did something in the project themselves."),
    "programme.evaluation.own": _("Nobody commissions themselves with an evaluation."),
    "programme.evaluation.named": _(
        "This evaluator is not independent: an account of this name worked in the project or commissions."
    ),
    "programme.evaluation.commissioner": _(
        "Whoever commissions an evaluation without an evaluator's account enters what it found, and must not have worked in the project."
    ),
    "programme.evaluation.own_close": _("Who evaluated does not close the evaluation."),
    "programme.evaluation.account": _("This account does not hold the role of an evaluator."),
    "programme.evaluation.another": _("Another person carries out this evaluation."),
    "programme.evaluation.empty": _("State a finding first."),
    "programme.evaluation.unanswered": _("A recommendation still waits for its answer."),
    "programme.evaluation.own_answer": _("Who evaluated does not answer for the management."),
    "programme.evaluation.rejected": _("This recommendation was rejected: nothing was promised."),
}  # fmt: skip
"""Refusals; `labels.MESSAGES` holds them with the others."""
