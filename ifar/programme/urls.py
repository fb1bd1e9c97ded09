"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.programme.fund.services.contributions import CONTRIBUTION
from ifar.programme.fund.services.extracts import DIFFERENCE
from ifar.programme.fund.views import booking, extracts, fund
from ifar.programme.services import working
from ifar.programme.services.approvals import JOURNAL, LIMIT
from ifar.programme.services.assessments import ASSESSMENT
from ifar.programme.services.committee import DECISION, MEETING, SEAT
from ifar.programme.services.diligence import DILIGENCE
from ifar.programme.services.evaluations import EVALUATION, FINDING, RECOMMENDATION
from ifar.programme.services.feedback import FEEDBACK
from ifar.programme.services.feeds import FEED
from ifar.programme.services.partners import COMMITMENT, STAKEHOLDER
from ifar.programme.services.people import INITIATIVE, PARTICIPATION
from ifar.programme.services.planning import INDICATOR, PERIOD
from ifar.programme.services.projects import PROJECT
from ifar.programme.services.recipients import RECIPIENT
from ifar.programme.services.reports import REPORT
from ifar.programme.services.values import VALUE
from ifar.programme.sightings import views as sightings
from ifar.programme.sightings.services import SIGHTING
from ifar.programme.views import (
    committee,
    diligence,
    documents,
    evaluations,
    feedback,
    others,
    partners,
    people,
    planning,
    progress,
    protocol,
    recipients,
    reports,
    starting,
    strategy,
    values,
    work,
    work_forms,
)

app_name = "programme"
PLURALS = {
    "activity": "activities",
    "partner": "parts",
    "location": "locations",
    "risk": "risks",
    "issue": "issues",
    "lesson": "lessons",
    "document": "documents",
}
"""Noun of a project's work -> its part of addresses."""
WORK = (
    working.ACTIVITY,
    working.PARTNER,
    working.LOCATION,
    working.RISK,
    working.ISSUE,
    working.LESSON,
    working.DOCUMENT,
)
urlpatterns = [
    path("", strategy.whole, name="strategy"),
    path("framework/<str:code>/", planning.theme, name="theme"),
    path("periods/", planning.periods, name="periods"),
    acts_below(PERIOD),
    path("projects/new/", starting.project, name="new_project"),
    path("projects/<str:public_id>/", planning.one_project, name="project"),
    acts_below(PROJECT),
    path("projects/<str:public_id>/results/new/", planning.result, name="new_result"),
    path("results/<str:public_id>/indicators/new/", planning.indicator, name="new_indicator"),
    path("indicators/", values.listed, name="indicators"),
    path("indicators/<str:public_id>/", values.indicator, name="indicator"),
    acts_below(INDICATOR),
    path("indicators/<str:public_id>/report/", values.report, name="report"),
    path("indicators/<str:public_id>/count/", values.compute, name="compute"),
    path("values/<str:public_id>/", values.value, name="value"),
    path("values/<str:public_id>/change/", values.change, name="change"),
    acts_below(VALUE),
    acts_below(ASSESSMENT),
    path("assessments/<str:public_id>/change/", protocol.change, name="assessment_change"),
    acts_below(DILIGENCE, "diligence/<str:public_id>/"),
    acts_below(RECIPIENT),
    acts_below(REPORT),
    path("fund/", fund.whole, name="fund"),
    path("fund/contributions/new/", booking.contribution, name="new_contribution"),
    path("fund/movements/new/", booking.movement, name="new_movement"),
    acts_below(JOURNAL, "fund/movements/<str:public_id>/"),
    path("fund/limit/new/", booking.limit, name="fund_limit"),
    acts_below(LIMIT, "fund/limit/<str:public_id>/"),
    path("fund/accounts/", extracts.feeds, name="feeds"),
    path("fund/accounts/new/", extracts.new_feed, name="new_feed"),
    path("fund/accounts/trials/<uuid:ident>/", extracts.trial, name="extract_trial"),
    path("fund/accounts/trials/<uuid:ident>/mapping/", extracts.mapping, name="extract_mapping"),
    path("fund/accounts/extracts/<str:public_id>/", extracts.extract, name="extract"),
    path("fund/accounts/differences/<str:public_id>/", extracts.difference, name="difference"),
    path("fund/accounts/<str:public_id>/", extracts.feed, name="feed"),
    acts_below(DIFFERENCE, "fund/accounts/differences/<str:public_id>/"),
    acts_below(FEED, "fund/accounts/<str:public_id>/"),
    path("fund/<str:public_id>/", fund.statement, name="statement"),
    acts_below(CONTRIBUTION, "fund/<str:public_id>/"),
    path("fund/<str:public_id>/report.<str:form>", reports.donor, name="donor_report"),
    path("fund/<str:public_id>/statement.<str:form>", fund.statement_file, name="statement_file"),
    path("committee/", committee.whole, name="committee"),
    path("committee/seats/new/", committee.seat, name="new_seat"),
    path("committee/meetings/new/", committee.new_meeting, name="new_meeting"),
    path("committee/meetings/<str:public_id>/", committee.meeting, name="meeting"),
    path("committee/meetings/<str:public_id>/decisions/new/", committee.new_decision, name="new_decision"),
    acts_below(SEAT, "committee/seats/<str:public_id>/"),
    acts_below(MEETING, "committee/meetings/<str:public_id>/"),
    acts_below(DECISION, "committee/decisions/<str:public_id>/"),
    path("protocol/", protocol.matrix, name="protocol"),
    path("protocol/start/", protocol.start, name="protocol_start"),
    path("protocol/<str:place>/<int:of>/", protocol.one_year, name="protocol_year"),
    path("protocol/<str:place>/<int:of>/questionnaire.<str:form>", protocol.exported, name="protocol_file"),
    path("protocol/<str:place>/<int:of>/<str:number>/", protocol.article, name="protocol_article"),
    path("protocol/<str:place>/<int:of>/<str:number>/write/", protocol.write, name="protocol_write"),
    path("diligence/", diligence.listed, name="diligences"),
    path("diligence/<str:public_id>/", diligence.one, name="diligence"),
    path("diligence/<str:public_id>/change/", diligence.change, name="change_diligence"),
    path("projects/<str:public_id>/recipients/new/", recipients.new, name="new_recipient"),
    path("projects/<str:public_id>/diligence/new/", diligence.new, name="new_diligence"),
    path("initiatives/", people.listed, name="initiatives"),
    path("initiatives/new/", people.new_initiative, name="new_initiative"),
    path("initiatives/<str:public_id>/", people.initiative, name="initiative"),
    path("initiatives/<str:public_id>/count/", people.count, name="count"),
    path("feedback/", feedback.listed, name="feedback"),
    path("feedback/new/", feedback.note, name="new_feedback"),
    path("feedback/<str:public_id>/", feedback.one, name="feedback_one"),
    path("partners/", partners.whole, name="partners"),
    path("partners/new/", partners.new_partner, name="new_partner"),
    path("partners/<str:public_id>/", partners.partner, name="partner"),
    path("partners/<str:public_id>/commitments/new/", partners.commitment, name="new_commitment"),
    path("sightings/", sightings.queue, name="sightings"),
    path("sightings/mine/", sightings.mine, name="my_sightings"),
    path("sightings/new/", sightings.new, name="new_sighting"),
    path("sightings/<str:public_id>/", sightings.one, name="sighting"),
    acts_below(INITIATIVE),
    acts_below(PARTICIPATION, "participation/<str:public_id>/"),
    acts_below(FEEDBACK, "feedback/<str:public_id>/"),
    acts_below(STAKEHOLDER, "partners/<str:public_id>/"),
    acts_below(COMMITMENT),
    acts_below(SIGHTING),
    path("iati/<str:which>.xml", fund.iati, name="iati"),
    # Work of projects, documents, progress reports, evaluations.
    path("projects/", work.listed, name="projects"),
    path("projects/<str:public_id>/plan/", work.plan, name="plan"),
    path("projects/<str:public_id>/theory/", work.change_theory, name="theory"),
    path("projects/<str:public_id>/risks/", work.risks, name="risks"),
    *(
        path(
            f"projects/<str:public_id>/{plural}/new/",
            work_forms.add,
            {"record_type": record_type},
            name=f"add_{record_type}",
        )
        for record_type, plural in PLURALS.items()
        if record_type in work_forms.KINDS
    ),
    *(acts_below(offers, f"{PLURALS[offers.record_type]}/<str:public_id>/") for offers in WORK),
    path("projects/<str:public_id>/documents/", documents.listed, name="documents"),
    path("projects/<str:public_id>/documents/new/", documents.add, name="new_document"),
    path("documents/<str:public_id>/", documents.read, name="document"),
    path("documents/<str:public_id>/<int:number>/", documents.read, name="document_page"),
    path("documents/<str:public_id>/<int:number>.png", documents.picture, name="document_picture"),
    path("documents/<str:public_id>/download/", documents.download, name="document_file"),
    path("projects/<str:public_id>/reports/", progress.listed, name="reports"),
    path("reports/<str:public_id>/", progress.report, name="report_of"),
    path("reports/<str:public_id>/<str:language>.pdf", progress.printed, name="report_file"),
    path("evaluations/", evaluations.whole, name="evaluations"),
    path("projects/<str:public_id>/evaluations/", evaluations.of_project, name="project_evaluations"),
    path("projects/<str:public_id>/evaluations/new/", evaluations.commission, name="new_evaluation"),
    path("evaluations/<str:public_id>/", evaluations.evaluation, name="evaluation"),
    path("evaluations/<str:public_id>/findings/new/", evaluations.finding, name="new_finding"),
    path(
        "evaluations/<str:public_id>/recommendations/new/", evaluations.recommend, name="new_recommendation"
    ),
    acts_below(EVALUATION),
    acts_below(FINDING),
    acts_below(RECOMMENDATION),
    path("strategy.<str:form>", reports.whole, name="strategy_report"),
    path("files/<str:name>", reports.indicators, name="indicator_file"),
    path("others/", others.listed, name="others"),
    path("others/files/", others.files, name="others_files"),
    path("others/files/<str:public_id>/original.xml", others.original, name="others_original"),
    path("others/trials/<uuid:ident>/", others.trial, name="others_trial"),
    path("others/<int:number>/", others.one, name="other"),
]
