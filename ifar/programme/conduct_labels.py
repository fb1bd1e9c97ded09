"""The words of law against the Protocol and of due diligence: standings, states, risks, grades, forces, kinds of support, acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.programme import acts, assessment, diligence

STANDINGS: Final[Mapping[str, Any]] = {
    "in_force": pgettext_lazy("law", "In force"),
    "partial": _("In force in part"),
    "absent": _("Absent"),
    "not_assessed": pgettext_lazy("an assessment", "Not assessed"),
}
LETTERS: Final[Mapping[str, Any]] = {
    "in_force": pgettext_lazy("letter for a law in force", "F"),
    "partial": pgettext_lazy("letter for a law in force in part", "P"),
    "absent": pgettext_lazy("letter for a law that is absent", "A"),
    "not_assessed": "–",
}
"""One letter in the matrix, beside colour and pattern."""
STANDING_TONES: Final = {"in_force": "good", "partial": "warn", "absent": "bad", "not_assessed": "quiet"}
ASSESSMENT_STATES: Final[Mapping[str, Any]] = {
    "draft": _("Draft"),
    "submitted": _("Waits for approval"),
    "approved": pgettext_lazy("an assessment", "Approved"),
}
ASSESSMENT_ACTS: Final[Mapping[str, Any]] = {
    "drafted": _("Drafted"),
    "stated": pgettext_lazy("an assessment", "Submitted for approval"),
    "changed": pgettext_lazy("an assessment", "Changed"),
    "submitted": pgettext_lazy("an assessment", "Submitted for approval"),
    "returned": pgettext_lazy("an assessment", "Given back"),
    "approved": pgettext_lazy("an assessment", "Approved"),
    "reopened": pgettext_lazy("an assessment", "Opened again"),
}
DILIGENCE_STATES: Final[Mapping[str, Any]] = {
    "draft": _("Draft"),
    "waiting": _("Waits for a decision"),
    "released": pgettext_lazy("a clearance", "Released"),
    "ending": _("To be renewed soon"),
    "expired": _("The release has ended"),
    "held": pgettext_lazy("a clearance", "Held"),
    "withdrawn": pgettext_lazy("a clearance", "Withdrawn"),
    "uncovered": pgettext_lazy("a clearance", "Not assessed"),
    "unconfirmed": _("Recipients to be confirmed"),
}
DILIGENCE_TONES: Final = {
    "unconfirmed": "warn",
    "draft": "quiet",
    "waiting": "info",
    "released": "good",
    "ending": "warn",
    "expired": "bad",
    "held": "bad",
    "withdrawn": "quiet",
    "uncovered": "bad",
}
DILIGENCE_ICONS: Final = {
    "unconfirmed": "users-group",
    "draft": "edit",
    "waiting": "hourglass",
    "released": "circle-check",
    "ending": "clock",
    "expired": "alert-triangle",
    "held": "hand-stop",
    "withdrawn": "archive",
    "uncovered": "alert-triangle",
}
DILIGENCE_ACTS: Final[Mapping[str, Any]] = {
    "drafted": _("Drafted"),
    "assessed": _("Assessed, and submitted for decision"),
    "changed": pgettext_lazy("a clearance", "Changed"),
    "submitted": _("Submitted for decision"),
    "reviewed": _("Looked through again"),
    "released": pgettext_lazy("a clearance", "Released"),
    "renewed": _("Release renewed"),
    "held": pgettext_lazy("a clearance", "Held"),
    "withdrawn": pgettext_lazy("a clearance", "Withdrawn"),
}
RISKS: Final[Mapping[str, Any]] = {
    "killings": _("Summary or extrajudicial killings"),
    "torture": _("Torture and ill-treatment"),
    "disappearances": _("Enforced disappearances"),
    "sexual_violence": _("Rape and other sexual violence"),
    "detention": _("Arbitrary detention"),
    "refoulement": _("People sent back to persecution or torture"),
    "force": _("Excessive use of force"),
    "children": _("Recruitment or use of children"),
    "misuse": _("Misuse or diversion of what is given"),
}
GRADES: Final[Mapping[str, Any]] = {
    "low": pgettext_lazy("risk", "Low"),
    "medium": pgettext_lazy("risk", "Medium"),
    "high": pgettext_lazy("risk", "High"),
}
GRADE_TONES: Final = {"low": "good", "medium": "warn", "high": "bad"}
FORCES: Final[Mapping[str, Any]] = {
    "police": _("Police"),
    "gendarmerie": _("Gendarmerie"),
    "military": _("Armed forces"),
    "border": _("Border guard"),
    "customs": _("Customs"),
    "prison": _("Prison service"),
    "intelligence": _("Intelligence service"),
    "other": _("Other force"),
}
SUPPORT: Final[Mapping[str, Any]] = {
    "training": _("Training"),
    "advice": _("Advice and mentoring"),
    "equipment": _("Equipment"),
    "logistics": _("Logistics"),
    "money": _("Money"),
    "operations": _("Support to operations"),
}
GIVEN: Final[Mapping[str, Any]] = {
    **SUPPORT,
    "rights_training": _("Training on human rights and humanitarian law"),
    "rights_standards": _("Advice on standards of human rights"),
    "mediation": _("Mediation"),
    "evacuation": _("Medical evacuation"),
}
"""Kinds of support, those that need no due diligence last."""
RECIPIENTS: Final[Mapping[str, Any]] = {
    **FORCES,
    "justice": _("Court or prosecution"),
    "ministry": _("Ministry or office without forces"),
    "local_authority": _("Local authority"),
    "community": _("Community or civil society"),
    "academia": _("University or institute"),
    "company": _("Company"),
    "international": _("International organisation"),
}
assert tuple(STANDINGS) == assessment.SHOWN
assert tuple(RISKS) == diligence.RISKS
assert tuple(FORCES) == diligence.FORCES
assert tuple(SUPPORT) == diligence.SUPPORT
assert set(ASSESSMENT_ACTS) == {kind for record_type, kind in acts.ACTS.acts if record_type == "assessment"}
assert set(DILIGENCE_ACTS) == {kind for record_type, kind in acts.ACTS.acts if record_type == "diligence"}
assert set(GIVEN) == {*diligence.SUPPORT, *diligence.EXEMPT}
assert set(RECIPIENTS) == set(diligence.RECIPIENTS)
